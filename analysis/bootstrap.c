/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/bootstrap.h"

#include "analysis/shuffle.h"
#include "model/memory.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>

typedef struct {
    curb_statistic_t statistic;
    const void *data;
    size_t n, count;
    uint64_t seed;
    bool all;
    size_t *rows;   /* [n] */
    double *values; /* [count], the undefined left out */
} work_t;

/* Row numbers as digits of b in base n, or drawn. */
static void pick_rows(work_t *work, size_t b)
{
    for (size_t i = 0, rest = b; i < work->n; i++) {
        work->rows[i] =
            work->all ? rest % work->n
                      : curb_shuffle_below(work->seed, (uint32_t)b, (uint32_t)i, work->n);
        rest /= work->n;
    }
}

static void resample(work_t *work, curb_bca_t *out)
{
    for (size_t b = 0; b < work->count; b++) {
        pick_rows(work, b);
        double value = work->statistic(work->rows, work->n, work->data);
        if (isnan(value)) {
            out->undefined++;
        } else {
            work->values[out->resamples++] = value;
        }
    }
    gsl_sort(work->values, 1, out->resamples);
}

/* Sums in another order differ by roundings: those count as ties. */
static double bias_of(const work_t *work, const curb_bca_t *out)
{
    double below = 0, rounding = 1e-12 * fabs(out->estimate);
    for (size_t b = 0; b < out->resamples; b++) {
        double excess = work->values[b] - out->estimate;
        below += fabs(excess) <= rounding ? 0.5 : excess < 0 ? 1 : 0;
    }
    return gsl_cdf_ugaussian_Pinv(below / (double)out->resamples);
}

static double leave_one_out(work_t *work, size_t left_out)
{
    for (size_t i = 0, k = 0; i < work->n; i++) {
        if (i != left_out) {
            work->rows[k++] = i;
        }
    }
    return work->statistic(work->rows, work->n - 1, work->data);
}

static double acceleration_of(work_t *work)
{
    double mean = 0, squares = 0, cubes = 0, scale = 0;
    for (size_t i = 0; i < work->n; i++) {
        double value = leave_one_out(work, i);
        mean += value / (double)work->n;
        scale = fmax(scale, fabs(value));
    }
    for (size_t i = 0; i < work->n; i++) {
        double d = mean - leave_one_out(work, i);
        squares += d * d;
        cubes += d * d * d;
    }
    double rounding =
        1e-12 * scale; /* the same whichever row is left out: nothing to say */
    bool told = squares > (double)work->n * rounding * rounding;
    return told || isnan(squares) ? cubes / (6 * pow(squares, 1.5)) : 0;
}

static double adjusted_level(const curb_bca_t *self, double level)
{
    double shifted = self->z0 + gsl_cdf_ugaussian_Pinv(level);
    return gsl_cdf_ugaussian_P(self->z0 + shifted / (1 - self->a * shifted));
}

static void set_interval(work_t *work, curb_bca_t *out, double level)
{
    size_t count = out->resamples;
    const double *values = work->values;
    double tail = (1 - level) / 2;
    if (count == 0 || 100 * out->undefined > count || work->n < 2) {
        return;
    }
    out->percentile.low = gsl_stats_quantile_from_sorted_data(values, 1, count, tail);
    out->percentile.high = gsl_stats_quantile_from_sorted_data(values, 1, count, 1 - tail);
    if (values[count - 1] - values[0] <= 1e-12 * fabs(out->estimate)) {
        out->interval = out->percentile;
        return;
    }
    out->z0 = bias_of(work, out);
    out->a = acceleration_of(work);
    if (!isfinite(out->z0) || isnan(out->a)) {
        return;
    }
    out->low_level = adjusted_level(out, tail);
    out->high_level = adjusted_level(out, 1 - tail);
    out->interval.low =
        gsl_stats_quantile_from_sorted_data(values, 1, count, out->low_level);
    out->interval.high =
        gsl_stats_quantile_from_sorted_data(values, 1, count, out->high_level);
}

static size_t power(size_t base)
{
    size_t product = 1;
    for (size_t i = 0; i < base; i++) {
        product *= base;
    }
    return product;
}

curb_error_t curb_bca(curb_bca_t *self, curb_statistic_t statistic, const void *data,
    size_t n, double level, size_t resamples, uint64_t seed)
{
    curb_interval_t none = {NAN, NAN};
    *self = (curb_bca_t){.n = n,
        .estimate = NAN,
        .z0 = NAN,
        .a = NAN,
        .low_level = NAN,
        .high_level = NAN,
        .interval = none,
        .percentile = none};
    bool all = resamples == CURB_BCA_ALL;
    if (n == 0) {
        return CURB_OK;
    }
    if (all && n > CURB_BCA_ALL_MOST) {
        return CURB_ERR_INTERNAL;
    }
    work_t work = {.statistic = statistic,
        .data = data,
        .n = n,
        .count = all ? power(n) : resamples,
        .seed = seed,
        .all = all};
    work.rows = curb_calloc(n, sizeof *work.rows);
    work.values = curb_calloc(work.count, sizeof *work.values);
    curb_error_t error =
        work.rows != NULL && work.values != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    if (error == CURB_OK) {
        for (size_t i = 0; i < n; i++) {
            work.rows[i] = i;
        }
        self->estimate = statistic(work.rows, n, data);
        resample(&work, self);
        set_interval(&work, self, level);
    }
    curb_free(work.rows);
    curb_free(work.values);
    return error;
}
