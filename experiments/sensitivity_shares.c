/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sensitivity_parts.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

enum { FIRST_ROWS = 32, RESAMPLES = 500 };

/* The numbers of the kept factors. */
typedef struct {
    size_t inputs;
    uint32_t *rows;    /* [input] into world->uncertain; owned */
    size_t *factor_of; /* [input] among the kept; owned */
    curb_sobol_layout_t layout;
    double *chance, *scratch; /* [row][curb_sobol_chance()], [2 replicates]; owned */
} chosen_t;

static void chosen_free(chosen_t *self)
{
    curb_free(self->rows);
    curb_free(self->factor_of);
    curb_free(self->chance);
    curb_free(self->scratch);
}

static curb_error_t chosen_init(chosen_t *self, const curb_at_work_t *work)
{
    const curb_sensitivity_options_t *options = work->measured->options;
    const curb_sensitivity_t *found = work->found;
    const curb_factors_t *factors = &found->factors;
    *self = (chosen_t){.rows = curb_calloc(factors->input_count, sizeof *self->rows),
        .factor_of = curb_calloc(factors->input_count, sizeof *self->factor_of),
        .layout = {.factors = found->kept_count,
            .second = options->second,
            .walk = options->shapley,
            .seed = work->study->seed},
        .chance = curb_calloc(options->rows_most * curb_sobol_chance(found->kept_count),
            sizeof *self->chance),
        .scratch = curb_calloc(2 * options->replicates, sizeof *self->scratch)};
    if (self->rows == NULL || self->factor_of == NULL || self->chance == NULL ||
        self->scratch == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < factors->input_count; i++) {
        for (size_t k = 0; k < found->kept_count; k++) {
            if (factors->factor_of[i] == found->kept[k]) {
                self->rows[self->inputs] = factors->inputs[i];
                self->factor_of[self->inputs++] = k;
            }
        }
    }
    return CURB_OK;
}

static curb_error_t lay_out(
    curb_planned_t *design, const chosen_t *chosen, uint64_t seed, size_t rows)
{
    size_t inputs = design->inputs;
    double *base = curb_calloc(rows * 2 * inputs, sizeof *base);
    if (base == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_sobol_points(seed, 0, rows, 2 * inputs, base);
    if (error == CURB_OK) {
        curb_sobol_design(
            base, rows, inputs, chosen->factor_of, &chosen->layout, design->unit);
    }
    curb_free(base);
    return error;
}

/* The numbers of curb_sobol_chance() of each row. */
static void find_chance(const curb_planned_t *design, const curb_at_work_t *work,
    size_t output, size_t rows, chosen_t *chosen)
{
    size_t factors = chosen->layout.factors, row = curb_sobol_row(&chosen->layout);
    size_t strata = curb_sensitivity_strata(work->study);
    for (size_t i = 0; i < rows; i++) {
        double *mine = chosen->chance + i * curb_sobol_chance(factors);
        size_t a = i * row, b = a + (chosen->layout.second ? 2 : 1) * factors + 1;
        const size_t from_b[2] = {a, b};
        for (size_t j = 0; j < factors; j++) {
            const size_t step[2] = {a, a + 1 + j};
            mine[j] =
                curb_planned_chance(design, output, step, step, strata, chosen->scratch);
            mine[factors + j] =
                curb_planned_chance(design, output, from_b, step, strata, chosen->scratch);
        }
        mine[2 * factors] =
            curb_planned_chance(design, output, from_b, from_b, strata, chosen->scratch);
    }
}

/* The widest interval among those that count. */
static double widest_of(const curb_sobol_factor_t *index, bool shapley)
{
    static const curb_sobol_index_t which[] = {
        CURB_SOBOL_FIRST, CURB_SOBOL_TOTAL, CURB_SOBOL_SHAPLEY};
    double widest = 0;
    for (size_t i = 0; i < (shapley ? 3U : 2U); i++) {
        const curb_interval_t *at = &index->share[which[i]].interval;
        double width = at->high - at->low;
        widest = isnan(width) ? INFINITY : fmax(widest, width);
    }
    return widest;
}

static curb_error_t estimate(
    curb_at_work_t *work, const curb_planned_t *design, size_t rows, chosen_t *chosen)
{
    const curb_sensitivity_options_t *options = work->measured->options;
    curb_sensitivity_t *found = work->found;
    size_t count = found->kept_count;
    found->rows = found->rows_used = rows;
    found->widest = 0;
    for (size_t i = 0; i < found->output_count; i++) {
        curb_sobol_sample_t sample = {chosen->layout, rows,
            design->values + i * design->count, found->has_chance ? chosen->chance : NULL};
        curb_sobol_factor_t *indices = found->indices + i * count;
        curb_share_t *pairs = found->pairs + i * count * count;
        if (found->has_chance) {
            find_chance(design, work, i, rows, chosen);
        }
        curb_error_t error =
            curb_sobol_estimate(&sample, &found->moments[i], indices, pairs);
        if (error == CURB_OK) {
            error = curb_sobol_bootstrap(&sample, RESAMPLES, options->level, 1, indices,
                options->second ? pairs : NULL);
        }
        if (error != CURB_OK) {
            return error;
        }
        size_t used = found->moments[i].used;
        found->rows_used = used < found->rows_used ? used : found->rows_used;
        for (size_t k = 0; k < count; k++) {
            found->widest = fmax(found->widest, widest_of(&indices[k], options->shapley));
        }
    }
    found->is_narrow = found->widest < options->width;
    double ratio = found->widest / options->width;
    for (found->rows_needed = rows;
         isfinite(ratio) && (double)found->rows_needed < (double)rows * ratio * ratio;) {
        found->rows_needed *= 2;
    }
    return CURB_OK;
}

static void take_over(curb_planned_t *design, const curb_planned_t *before)
{
    memcpy(design->runs, before->runs,
        before->count * before->replicates * before->outputs * sizeof *design->runs);
    for (size_t i = 0; i < design->outputs && before->count > 0; i++) {
        memcpy(design->values + i * design->count, before->values + i * before->count,
            before->count * sizeof *design->values);
    }
}

/* Rows double, the ones before being kept, until intervals are narrow or it is enough. */
static curb_error_t double_rows(curb_at_work_t *work, chosen_t *chosen)
{
    const curb_sensitivity_options_t *options = work->measured->options;
    curb_sensitivity_t *found = work->found;
    curb_planned_t before = {0};
    curb_error_t error = CURB_OK;
    size_t rows = FIRST_ROWS < options->rows_most ? FIRST_ROWS : options->rows_most;
    double begun = found->seconds;
    for (;;) {
        curb_planned_t design;
        error = curb_planned_init(&design, rows * curb_sobol_row(&chosen->layout),
            chosen->inputs, chosen->rows, options->replicates, found->output_count);
        if (error == CURB_OK) {
            error = lay_out(&design, chosen, work->study->seed, rows);
        }
        if (error == CURB_OK && before.count > 0) {
            take_over(&design, &before);
        }
        if (error == CURB_OK) {
            error = curb_planned_run(&design, before.count, work);
        }
        curb_planned_free(&before);
        before = design;
        if (error == CURB_OK) {
            error = estimate(work, &design, rows, chosen);
        }
        bool is_over = options->max_seconds > 0 &&
                       found->seconds + (found->seconds - begun) > options->max_seconds;
        if (error != CURB_OK || found->is_narrow || is_over ||
            2 * rows > options->rows_most) {
            break;
        }
        rows *= 2;
    }
    curb_planned_free(&before);
    return error;
}

curb_error_t curb_sensitivity_decompose(curb_at_work_t *work)
{
    curb_sensitivity_t *found = work->found;
    size_t count = found->kept_count;
    found->indices = curb_calloc(found->output_count * count, sizeof *found->indices);
    found->pairs = curb_calloc(found->output_count * count * count, sizeof *found->pairs);
    found->moments = curb_calloc(found->output_count, sizeof *found->moments);
    chosen_t chosen;
    curb_error_t error = chosen_init(&chosen, work);
    if (found->indices == NULL || found->pairs == NULL || found->moments == NULL) {
        error = CURB_ERR_NO_MEMORY;
    }
    if (error == CURB_OK) {
        error = double_rows(work, &chosen);
    }
    chosen_free(&chosen);
    return error;
}
