/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/together.h"

#include "model/memory.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    curb_together_t *out;
    const curb_decide_t *decide;
    curb_diagnostics_t *diagnostics;
    size_t inputs, capacity;
} work_t;

static const char *input_name(const work_t *work, size_t input)
{
    return curb_worlds_input_name(&work->decide->worlds, input);
}

/* Bytes of a name's section, "responses" of "responses.effort"; 0 where it has none. */
static size_t section_of(const char *name)
{
    size_t bytes = strcspn(name, ".");
    return name[bytes] == '.' ? bytes : 0;
}

/* NULL for want of memory. A name longer than there is room for is cut. */
static bool *add_group(work_t *work, const char *name, size_t bytes)
{
    curb_together_t *out = work->out;
    if (out->count == work->capacity) {
        size_t capacity = 2 * work->capacity + 8;
        curb_together_group_t *grown = curb_realloc(out->groups, capacity, sizeof *grown);
        if (grown == NULL) {
            return NULL;
        }
        out->groups = grown;
        work->capacity = capacity;
    }
    bool *members = curb_calloc(work->inputs, sizeof *members);
    if (members != NULL) {
        curb_together_group_t *group = &out->groups[out->count++];
        group->members = members;
        snprintf(group->name, sizeof group->name, "%.*s", (int)bytes, name);
    }
    return members;
}

static bool is_of_section(const char *name, const char *section, size_t bytes)
{
    return section_of(name) == bytes && strncmp(name, section, bytes) == 0;
}

/* One for each section that has two inputs or more. */
static curb_error_t add_sections(work_t *work)
{
    for (size_t d = 0; d < work->inputs; d++) {
        const char *name = input_name(work, d);
        size_t bytes = section_of(name), before = 0, all = 0;
        for (size_t k = 0; bytes > 0 && k < work->inputs; k++) {
            bool same = is_of_section(input_name(work, k), name, bytes);
            before += same && k < d;
            all += same;
        }
        if (all < 2 || before > 0) {
            continue;
        }
        bool *members = add_group(work, name, bytes);
        if (members == NULL) {
            return CURB_ERR_NO_MEMORY;
        }
        for (size_t k = 0; k < work->inputs; k++) {
            members[k] = is_of_section(input_name(work, k), name, bytes);
        }
    }
    return CURB_OK;
}

static curb_error_t add_grades(work_t *work)
{
    for (const char *at = "ABC"; *at != '\0'; at++) {
        char grade = *at, name[16];
        size_t count = 0;
        for (size_t d = 0; d < work->inputs; d++) {
            count += curb_decide_grade(work->decide, d) == grade;
        }
        if (count == 0) {
            continue;
        }
        snprintf(name, sizeof name, "grade %c", grade);
        bool *members = add_group(work, name, strlen(name));
        if (members == NULL) {
            return CURB_ERR_NO_MEMORY;
        }
        for (size_t d = 0; d < work->inputs; d++) {
            members[d] = curb_decide_grade(work->decide, d) == grade;
        }
    }
    return CURB_OK;
}

static curb_error_t add_all(work_t *work)
{
    bool *members = add_group(work, "all", 3);
    for (size_t d = 0; members != NULL && d < work->inputs; d++) {
        members[d] = true;
    }
    return members != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static curb_error_t refuse(const work_t *work, const char *name)
{
    const char **names = curb_calloc(work->inputs, sizeof *names);
    if (names == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t d = 0; d < work->inputs; d++) {
        names[d] = input_name(work, d);
    }
    const char *nearest = curb_nearest(name, names, work->inputs);
    curb_error_t error = curb_diagnostics_fail(work->diagnostics, CURB_ERR_USAGE,
        nearest != NULL
            ? "--together: '%s' is not a number drawn here that the study uses; "
              "did you mean '%s'?"
            : "--together: '%s' is neither a number drawn here that the study "
              "uses nor a section of them; robust --format csv lists them",
        name, nearest);
    curb_free(names);
    return error;
}

/* "responses.effort+due_diligence". */
static curb_error_t add_names(work_t *work, const char *item)
{
    bool *members = add_group(work, item, strlen(item));
    if (members == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (const char *at = item; *at != '\0';) {
        size_t bytes = strcspn(at, "+");
        char name[256];
        bool found = false;
        snprintf(name, sizeof name, "%.*s", (int)bytes, at);
        for (size_t d = 0; d < work->inputs; d++) {
            bool is_it = strcmp(input_name(work, d), name) == 0 ||
                         is_of_section(input_name(work, d), name, strlen(name));
            members[d] = members[d] || is_it;
            found = found || is_it;
        }
        if (!found) {
            return refuse(work, name);
        }
        at += bytes + (at[bytes] == '+');
    }
    return CURB_OK;
}

static curb_error_t add_item(work_t *work, const char *item)
{
    return strcmp(item, "sections") == 0 ? add_sections(work)
           : strcmp(item, "grades") == 0 ? add_grades(work)
           : strcmp(item, "all") == 0    ? add_all(work)
                                         : add_names(work, item);
}

curb_error_t curb_together_read(curb_together_t *self, const curb_decide_t *decide,
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *items = &arguments->texts[CURB_OPTION_TOGETHER];
    *self = (curb_together_t){0};
    work_t work = {self, decide, diagnostics, decide->worlds.input_count, 0};
    curb_error_t error = CURB_OK;
    if (items->count > 0 && work.inputs == 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "--together: nothing was drawn in this file: all parameters are at their "
            "central values; run the study with 'parameters: draws'");
    }
    for (size_t i = 0; i < items->count && error == CURB_OK; i++) {
        error = add_item(&work, items->items[i]);
    }
    return error;
}

void curb_together_free(curb_together_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        curb_free(self->groups[i].members);
    }
    curb_free(self->groups);
    *self = (curb_together_t){0};
}
