/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/leaning.h"

#include "analysis/adjust.h"
#include "analysis/regression.h"
#include "model/memory.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Scratch for one input after the other. */
typedef struct {
    double *sorted, *half, *zero; /* [world] */
    double *work;                 /* [2 * world] */
    double *p;                    /* [input] */
} scratch_t;

static void scratch_free(scratch_t *self)
{
    curb_free(self->sorted);
    curb_free(self->half);
    curb_free(self->zero);
    curb_free(self->work);
    curb_free(self->p);
}

static bool scratch_init(scratch_t *self, size_t worlds, size_t inputs)
{
    *self = (scratch_t){.sorted = curb_calloc(worlds, sizeof *self->sorted),
        .half = curb_calloc(worlds, sizeof *self->half),
        .zero = curb_calloc(worlds, sizeof *self->zero),
        .work = curb_calloc(2 * worlds, sizeof *self->work),
        .p = curb_calloc(inputs + 1, sizeof *self->p)};
    return self->sorted != NULL && self->half != NULL && self->zero != NULL &&
           self->work != NULL && self->p != NULL;
}

static curb_leaning_half_t half_of(const scratch_t *scratch, size_t count, double level)
{
    curb_paired_t paired = curb_paired(scratch->zero, scratch->half, count);
    return (curb_leaning_half_t){.count = count,
        .mean = paired.mean,
        .interval = curb_paired_interval(&paired, curb_t_critical(level, count, 1))};
}

/* Worlds whose value is the median itself are in neither half. */
static void set_halves(curb_leaning_t *self, scratch_t *scratch, const double *values,
    const double *improvement, size_t worlds, double level)
{
    memcpy(scratch->sorted, values, worlds * sizeof *values);
    gsl_sort(scratch->sorted, 1, worlds);
    double median = gsl_stats_median_from_sorted_data(scratch->sorted, 1, worlds);
    for (int side = 0; side < 2; side++) {
        size_t count = 0;
        for (size_t w = 0; w < worlds; w++) {
            if (side == 0 ? values[w] < median : values[w] > median) {
                scratch->half[count++] = improvement[w];
            }
        }
        *(side == 0 ? &self->low : &self->high) = half_of(scratch, count, level);
    }
}

static int by_clarity(const void *a, const void *b)
{
    const curb_leaning_t *x = a;
    const curb_leaning_t *y = b;
    double rx = isnan(x->spearman) ? -1 : fabs(x->spearman);
    double ry = isnan(y->spearman) ? -1 : fabs(y->spearman);
    if (rx != ry) {
        return rx > ry ? -1 : 1;
    }
    return (x->input > y->input) - (x->input < y->input);
}

curb_error_t curb_leaning_of(const double *values, const size_t *inputs, size_t input_count,
    const double *improvement, size_t worlds, double level, curb_leaning_t *leanings)
{
    scratch_t scratch;
    if (!scratch_init(&scratch, worlds, input_count)) {
        scratch_free(&scratch);
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < input_count; i++) {
        const double *column = values + inputs[i] * worlds;
        curb_leaning_t *self = &leanings[i];
        *self = (curb_leaning_t){.input = inputs[i]};
        self->spearman =
            gsl_stats_spearman(column, 1, improvement, 1, worlds, scratch.work);
        scratch.p[i] = curb_correlation_p(self->spearman, (double)worlds - 2);
        set_halves(self, &scratch, column, improvement, worlds, level);
    }
    curb_error_t error = curb_adjust(CURB_ADJUST_HOLM, scratch.p, input_count, scratch.p);
    for (size_t i = 0; i < input_count; i++) {
        leanings[i].p = scratch.p[i];
    }
    scratch_free(&scratch);
    qsort(leanings, input_count, sizeof *leanings, by_clarity);
    return error;
}

curb_error_t curb_leaning(const curb_worlds_t *worlds, size_t scenario, double level,
    curb_leaning_t *leanings, size_t *count)
{
    size_t *inputs = curb_calloc(worlds->input_count + 1, sizeof *inputs);
    double *improvement = curb_calloc(worlds->count, sizeof *improvement);
    double *percent = curb_calloc(worlds->count, sizeof *percent);
    *count = 0;
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (inputs != NULL && improvement != NULL && percent != NULL) {
        for (size_t i = 0; i < worlds->input_count; i++) {
            if (worlds->inputs[i] != CURB_WORLDS_CONCEPT) {
                inputs[(*count)++] = i;
            }
        }
        curb_worlds_improvement(worlds, scenario, improvement, percent);
        error = curb_leaning_of(
            worlds->values, inputs, *count, percent, worlds->count, level, leanings);
    }
    curb_free(inputs);
    curb_free(improvement);
    curb_free(percent);
    return error;
}
