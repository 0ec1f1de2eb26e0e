/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/decision.h"

#include "analysis/adjust.h"
#include "model/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const curb_worlds_t *worlds;
    curb_decision_t *out;
    double *each;      /* [option][replicate] improvement */
    size_t *replicate; /* [replicate of the decision] replicate of the pairing */
    size_t *world;     /* [replicate of the decision] world of the decision */
    double *value;     /* [world] an input, where kept */
    double *p;         /* [input] */
} work_t;

curb_decision_options_t curb_decision_defaults(void)
{
    return (curb_decision_options_t){.optimism = 0.5,
        .threshold = 0,
        .seed = 0x5EED2018,
        .resamples = 200,
        .permutations = 499};
}

/* Improvements of the replicates in which every scenario has one, and of those the means
 * of worlds that have any: scenarios of a world are never means of other replicates. */
static void take_utilities(work_t *work)
{
    const curb_worlds_t *worlds = work->worlds;
    curb_decision_t *out = work->out;
    size_t all = worlds->pairing.replicate_count, kept = 0;
    for (size_t i = 0; i < out->option_count; i++) {
        curb_worlds_replicates(worlds, out->scenarios[i], work->each + i * all);
    }
    for (size_t r = 0; r < all; r++) {
        bool whole = true;
        for (size_t i = 0; i < out->option_count; i++) {
            whole = whole && !isnan(work->each[i * all + r]);
        }
        if (whole) {
            size_t world = worlds->pairing.unit[r];
            bool joins = kept > 0 && out->kept[out->world_count - 1] == world;
            if (!joins) {
                out->kept[out->world_count++] = world;
            }
            work->world[kept] = out->world_count - 1;
            work->replicate[kept++] = r;
        }
    }
    for (size_t i = 0; i < out->option_count; i++) {
        for (size_t k = 0; k < kept; k++) { /* never overtakes what is still to be read */
            work->each[i * kept + k] = work->each[i * all + work->replicate[k]];
        }
    }
    for (size_t i = 0; i < out->option_count; i++) {
        curb_levels_means(work->each + i * kept, work->world, kept, out->world_count,
            out->utility + i * out->world_count);
    }
    out->replicate_count = kept;
    out->dropped = worlds->count - out->world_count;
}

static void find_each_regret(const work_t *work)
{
    curb_decision_t *out = work->out;
    size_t n = out->replicate_count;
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first; end < n && work->world[end] == work->world[first]; end++) {
        }
        double weight = 1 / (double)(end - first) / (double)out->world_count;
        for (size_t r = first; r < end; r++) {
            double most = -INFINITY;
            for (size_t i = 0; i < out->option_count; i++) {
                most = fmax(most, work->each[i * n + r]);
            }
            for (size_t i = 0; i < out->option_count; i++) {
                out->each_regret[i] += weight * (most - work->each[i * n + r]);
            }
        }
    }
}

static int by_value(const void *left, const void *right)
{
    const curb_decision_input_t *a = left, *b = right;
    if (a->voi.value != b->voi.value) {
        return a->voi.value < b->voi.value ? 1 : -1;
    }
    return (a->input > b->input) - (a->input < b->input);
}

static curb_voi_problem_t problem_of(
    const curb_decision_t *self, const curb_decision_options_t *options)
{
    return (curb_voi_problem_t){.utility = self->utility,
        .options = self->option_count,
        .draws = self->world_count,
        .seed = options->seed,
        .resamples = options->resamples,
        .permutations = options->permutations};
}

/* The values of an input in the worlds of the decision. */
static void take_input(
    const curb_decision_t *self, const curb_worlds_t *worlds, size_t input, double *values)
{
    for (size_t k = 0; k < self->world_count; k++) {
        values[k] = worlds->values[input * worlds->count + self->kept[k]];
    }
}

static curb_error_t value_inputs(work_t *work, const curb_decision_options_t *options)
{
    curb_decision_t *out = work->out;
    curb_voi_problem_t problem = problem_of(out, options);
    out->perfect = curb_voi_perfect(
        &problem, &(curb_voi_replicates_t){work->each, work->world, out->replicate_count});
    curb_error_t error = CURB_OK;
    for (size_t d = 0; d < out->input_count && error == CURB_OK; d++) {
        take_input(out, work->worlds, d, work->value);
        out->inputs[d].input = d;
        error = curb_voi_parameter(&out->inputs[d].voi, &problem, work->value);
        work->p[d] = out->inputs[d].voi.p;
    }
    if (error == CURB_OK) {
        error = curb_adjust(CURB_ADJUST_BH, work->p, out->input_count, work->p);
    }
    for (size_t d = 0; d < out->input_count; d++) {
        out->inputs[d].p_adjusted = work->p[d];
    }
    qsort(out->inputs, out->input_count, sizeof *out->inputs, by_value);
    return error;
}

static curb_error_t make(work_t *work, size_t count)
{
    curb_decision_t *out = work->out;
    size_t all = work->worlds->count, inputs = work->worlds->input_count;
    size_t replicates = work->worlds->pairing.replicate_count;
    out->scenarios = curb_calloc(count, sizeof *out->scenarios);
    out->utility = curb_calloc(count * all, sizeof *out->utility);
    out->inputs = curb_calloc(inputs, sizeof *out->inputs);
    out->each_regret = curb_calloc(count, sizeof *out->each_regret);
    out->kept = curb_calloc(all, sizeof *out->kept);
    work->value = curb_calloc(all, sizeof *work->value);
    work->p = curb_calloc(inputs, sizeof *work->p);
    work->each = curb_calloc(count * replicates, sizeof *work->each);
    work->replicate = curb_calloc(replicates, sizeof *work->replicate);
    work->world = curb_calloc(replicates, sizeof *work->world);
    bool whole = out->scenarios != NULL && out->utility != NULL && out->inputs != NULL &&
                 out->each_regret != NULL && out->kept != NULL && work->value != NULL &&
                 work->p != NULL && work->each != NULL && work->replicate != NULL &&
                 work->world != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

curb_error_t curb_decision_init(curb_decision_t *self, const curb_worlds_t *worlds,
    const size_t *scenarios, size_t count, const curb_decision_options_t *options)
{
    *self = (curb_decision_t){.option_count = count, .input_count = worlds->input_count};
    work_t work = {.worlds = worlds, .out = self};
    curb_error_t error = make(&work, count);
    if (error == CURB_OK) {
        memcpy(self->scenarios, scenarios, count * sizeof *scenarios);
        take_utilities(&work);
        error = self->world_count < 2 ? CURB_ERR_INVALID : CURB_OK;
    }
    if (error == CURB_OK) {
        error = curb_robust_init(&self->robust, self->utility, count, self->world_count,
            options->optimism, options->threshold);
    }
    if (error == CURB_OK) {
        find_each_regret(&work);
        error = value_inputs(&work, options);
    }
    curb_free(work.each);
    curb_free(work.replicate);
    curb_free(work.world);
    curb_free(work.value);
    curb_free(work.p);
    if (error != CURB_OK) {
        curb_decision_free(self);
    }
    return error;
}

curb_error_t curb_decision_group(const curb_decision_t *self, const curb_worlds_t *worlds,
    const bool *members, const curb_decision_options_t *options,
    curb_decision_group_t *group)
{
    *group = (curb_decision_group_t){.voi.p = 1};
    curb_voi_problem_t problem = problem_of(self, options);
    double *values =
        curb_calloc(CURB_VOI_GROUP_INPUTS_MOST * self->world_count, sizeof *values);
    if (values == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t k = 0; k < self->input_count; k++) { /* the most worth knowing first */
        size_t input = self->inputs[k].input;
        bool fits = group->taken < CURB_VOI_GROUP_INPUTS_MOST;
        if (members[input] && fits) {
            take_input(self, worlds, input, values + group->taken++ * self->world_count);
        }
        group->members += members[input];
    }
    curb_error_t error = group->taken > 0
                             ? curb_voi_group(&group->voi, &problem, values, group->taken)
                             : CURB_OK;
    curb_free(values);
    return error == CURB_ERR_INVALID ? CURB_OK : error; /* no fit: nothing is known of it */
}

void curb_decision_free(curb_decision_t *self)
{
    curb_robust_free(&self->robust);
    curb_free(self->scenarios);
    curb_free(self->kept);
    curb_free(self->utility);
    curb_free(self->inputs);
    curb_free(self->each_regret);
    *self = (curb_decision_t){0};
}
