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
    size_t *kept;      /* [world of the decision] world of the file */
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
            bool joins = kept > 0 && work->kept[out->world_count - 1] == world;
            if (!joins) {
                work->kept[out->world_count++] = world;
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

static curb_error_t value_inputs(work_t *work, const curb_decision_options_t *options)
{
    curb_decision_t *out = work->out;
    curb_voi_problem_t problem = {.utility = out->utility,
        .options = out->option_count,
        .draws = out->world_count,
        .seed = options->seed,
        .resamples = options->resamples,
        .permutations = options->permutations};
    out->perfect = curb_voi_perfect(
        &problem, &(curb_voi_replicates_t){work->each, work->world, out->replicate_count});
    curb_error_t error = CURB_OK;
    for (size_t d = 0; d < out->input_count && error == CURB_OK; d++) {
        for (size_t k = 0; k < out->world_count; k++) {
            work->value[k] = work->worlds->values[d * work->worlds->count + work->kept[k]];
        }
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
    work->kept = curb_calloc(all, sizeof *work->kept);
    work->value = curb_calloc(all, sizeof *work->value);
    work->p = curb_calloc(inputs, sizeof *work->p);
    work->each = curb_calloc(count * replicates, sizeof *work->each);
    work->replicate = curb_calloc(replicates, sizeof *work->replicate);
    work->world = curb_calloc(replicates, sizeof *work->world);
    bool whole = out->scenarios != NULL && out->utility != NULL && out->inputs != NULL &&
                 out->each_regret != NULL && work->kept != NULL && work->value != NULL &&
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
    curb_free(work.kept);
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

void curb_decision_free(curb_decision_t *self)
{
    curb_robust_free(&self->robust);
    curb_free(self->scenarios);
    curb_free(self->utility);
    curb_free(self->inputs);
    curb_free(self->each_regret);
    *self = (curb_decision_t){0};
}
