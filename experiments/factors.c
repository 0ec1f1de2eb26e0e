/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/factors.h"

#include "model/memory.h"
#include "study/used.h"

#include <stdio.h>
#include <string.h>

static bool matches(const char *name, const char *pattern, size_t length)
{
    return length > 0 && pattern[length - 1] == '*'
               ? strncmp(name, pattern, length - 1) == 0
               : strlen(name) == length && strncmp(name, pattern, length) == 0;
}

/* Whether a group, "name=number,number", names a number. */
static bool group_has(const char *group, const char *name)
{
    const char *at = strchr(group, '=');
    while (at != NULL) {
        at++;
        size_t length = strcspn(at, ",");
        if (matches(name, at, length)) {
            return true;
        }
        at = at[length] == ',' ? at + length : NULL;
    }
    return false;
}

/* The grade of a number, by its origin, whose path ends with its name. */
static const char *grade_of(const curb_study_t *study, const char *name)
{
    for (size_t i = 0; i < study->origins.count; i++) {
        const curb_origin_t *origin = &study->origins.rows[i];
        size_t length = strlen(origin->path), tail = strlen(name);
        if (length >= tail && strcmp(origin->path + length - tail, name) == 0 &&
            (length == tail || origin->path[length - tail - 1] == '.')) {
            return origin->grade;
        }
    }
    return "";
}

/* What the factor of a number is called. */
static void name_of(const curb_study_t *study, const char *name, char *const *groups,
    size_t group_count, curb_group_by_t by, char *factor, size_t bytes)
{
    for (size_t g = 0; g < group_count; g++) {
        if (group_has(groups[g], name)) {
            snprintf(factor, bytes, "%.*s", (int)strcspn(groups[g], "="), groups[g]);
            return;
        }
    }
    if (by == CURB_GROUP_PART) {
        snprintf(factor, bytes, "%.*s", (int)strcspn(name, "."), name);
    } else if (by == CURB_GROUP_GRADE) {
        const char *grade = grade_of(study, name);
        snprintf(factor, bytes, grade[0] != '\0' ? "grade %s" : "not graded", grade);
    } else {
        snprintf(factor, bytes, "%s", name);
    }
}

static curb_error_t check_groups(const curb_factors_t *self, const curb_study_t *study,
    char *const *groups, size_t group_count, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    for (size_t g = 0; g < group_count; g++) {
        const char *equals = strchr(groups[g], '=');
        bool is_any = false;
        for (size_t i = 0; i < self->input_count; i++) {
            is_any = is_any ||
                     group_has(groups[g], study->world->uncertain[self->inputs[i]].name);
        }
        if (equals == NULL || equals == groups[g]) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                "--group %s: a group is NAME=NUMBER,NUMBER; a number may end in *",
                groups[g]);
        } else if (!is_any) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                "--group %s: no uncertain number that can matter here has such a name",
                groups[g]);
        }
    }
    return error;
}

static size_t find_or_add(curb_factors_t *self, const char *name)
{
    for (size_t f = 0; f < self->count; f++) {
        if (strcmp(self->factors[f].name, name) == 0) {
            return f;
        }
    }
    snprintf(self->factors[self->count].name, sizeof self->factors->name, "%s", name);
    return self->count++;
}

/* Position of a row of world->uncertain among the inputs, or their number. */
static size_t input_of(const curb_factors_t *self, uint32_t row)
{
    size_t i = 0;
    while (i < self->input_count && self->inputs[i] != row) {
        i++;
    }
    return i;
}

static void mark_correlated(curb_factors_t *self, const curb_world_t *world)
{
    for (size_t c = 0; c < world->correlation_count; c++) {
        size_t a = input_of(self, world->correlations[c].a);
        size_t b = input_of(self, world->correlations[c].b);
        if (a < self->input_count && b < self->input_count) {
            self->factors[self->factor_of[a]].is_correlated = true;
            self->factors[self->factor_of[b]].is_correlated = true;
        }
    }
}

curb_error_t curb_factors_init(curb_factors_t *self, const curb_study_t *study,
    const bool *wanted, char *const *groups, size_t group_count, curb_group_by_t by,
    curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = study->world;
    size_t most = world->uncertain_count;
    *self = (curb_factors_t){.inputs = curb_calloc(most, sizeof *self->inputs),
        .factor_of = curb_calloc(most, sizeof *self->factor_of),
        .factors = curb_calloc(most, sizeof *self->factors)};
    if (self->inputs == NULL || self->factor_of == NULL || self->factors == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    uint32_t used = curb_used_by(study, wanted);
    for (uint32_t k = 0; k < most; k++) {
        if (curb_used_number(world->uncertain[k].name, used)) {
            self->inputs[self->input_count++] = k;
        }
    }
    self->unused = most - self->input_count;
    if (self->input_count == 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_INVALID, "no number of this study is uncertain");
    }
    for (size_t i = 0; i < self->input_count; i++) {
        char name[2 * CURB_ID_BYTES];
        name_of(study, world->uncertain[self->inputs[i]].name, groups, group_count, by,
            name, sizeof name);
        self->factor_of[i] = find_or_add(self, name);
        self->factors[self->factor_of[i]].count++;
    }
    for (size_t i = 0; i < self->input_count; i++) {
        curb_factor_t *factor = &self->factors[self->factor_of[i]];
        factor->grade = factor->count > 1
                            ? '\0'
                            : grade_of(study, world->uncertain[self->inputs[i]].name)[0];
    }
    mark_correlated(self, world);
    return check_groups(self, study, groups, group_count, diagnostics);
}

void curb_factors_free(curb_factors_t *self)
{
    curb_free(self->inputs);
    curb_free(self->factor_of);
    curb_free(self->factors);
    *self = (curb_factors_t){0};
}
