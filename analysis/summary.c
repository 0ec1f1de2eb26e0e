/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/summary.h"

#include "model/memory.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define SUMMARY_ROW(name, key, words) {key, words},
const curb_summary_row_t curb_summary_rows[CURB_SUMMARY_COUNT] = {
    CURB_SUMMARY_LIST(SUMMARY_ROW)};
#undef SUMMARY_ROW

curb_summary_t curb_summary_find(const char *key)
{
    int found = 0;
    while (found < CURB_SUMMARY_COUNT && strcmp(curb_summary_rows[found].key, key) != 0) {
        found++;
    }
    return (curb_summary_t)found;
}

/* What a resample is worked out from; room for its values. */
typedef struct {
    const double *values, *denominator; /* [n] without NaN */
    double *room;                       /* [n] */
    double p;                           /* of a quantile */
} column_t;

static double mean_of(const size_t *rows, size_t n, const double *values)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += values[rows[i]];
    }
    return sum / (double)n;
}

static double mean_statistic(const size_t *rows, size_t n, const void *data)
{
    const column_t *column = data;
    return mean_of(rows, n, column->values);
}

static double quantile_statistic(const size_t *rows, size_t n, const void *data)
{
    const column_t *column = data;
    for (size_t i = 0; i < n; i++) {
        column->room[i] = column->values[rows[i]];
    }
    gsl_sort(column->room, 1, n);
    return gsl_stats_quantile_from_sorted_data(column->room, 1, n, column->p);
}

static double ratio_statistic(const size_t *rows, size_t n, const void *data)
{
    const column_t *column = data;
    double below = mean_of(rows, n, column->denominator);
    return below > 0 ? mean_of(rows, n, column->values) / below : NAN;
}

/* The complete rows of one column, or of two. */
static size_t complete(const double *a, const double *b, size_t n, double *out)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(a[i]) && (b == NULL || !isnan(b[i]))) {
            out[count] = a[i];
            if (b != NULL) {
                out[n + count] = b[i];
            }
            count++;
        }
    }
    return count;
}

static curb_error_t resample(curb_bca_t *bca, curb_statistic_t statistic, double p,
    const double *a, const double *b, size_t n, double level, uint64_t seed)
{
    double *kept = curb_calloc(3 * n, sizeof *kept);
    if (kept == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    column_t column = {
        .values = kept, .denominator = kept + n, .room = kept + 2 * n, .p = p};
    size_t count = complete(a, b, n, kept);
    curb_error_t error =
        curb_bca(bca, statistic, &column, count, level, CURB_BCA_RESAMPLES, seed);
    curb_free(kept);
    return error;
}

/* Which part of the values lies below a quantile. */
static const double parts[CURB_SUMMARY_COUNT] = {
    [CURB_SUMMARY_MEDIAN] = 0.5, [CURB_SUMMARY_Q10] = 0.1, [CURB_SUMMARY_Q90] = 0.9};

curb_error_t curb_summary_value(
    curb_summary_t self, const double *values, size_t n, double *value)
{
    if (self != CURB_SUMMARY_MEAN) {
        return curb_quantile(values, n, parts[self], value);
    }
    double sum = 0, count = 0;
    for (size_t i = 0; i < n; i++) {
        sum += isnan(values[i]) ? 0 : values[i];
        count += isnan(values[i]) ? 0 : 1;
    }
    *value = sum / count;
    return CURB_OK;
}

size_t curb_summary_least(curb_summary_t self, double level)
{
    if (self == CURB_SUMMARY_MEAN) {
        return 2;
    }
    double larger = fmax(parts[self], 1 - parts[self]);
    return (size_t)ceil(log((1 - level) / 2) / log(larger));
}

curb_error_t curb_summary_bca(curb_bca_t *bca, curb_summary_t self, const double *values,
    size_t n, double level, uint64_t seed)
{
    curb_statistic_t statistic =
        self == CURB_SUMMARY_MEAN ? mean_statistic : quantile_statistic;
    curb_error_t error =
        resample(bca, statistic, parts[self], values, NULL, n, level, seed);
    bool is_constant = bca->interval.low == bca->interval.high;
    if (bca->n < curb_summary_least(self, level) && !is_constant) {
        bca->interval = (curb_interval_t){NAN, NAN};
    }
    return error;
}

curb_error_t curb_summary_ratio(curb_bca_t *bca, const double *numerator,
    const double *denominator, size_t n, double level, uint64_t seed)
{
    return resample(bca, ratio_statistic, NAN, numerator, denominator, n, level, seed);
}
