/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sobol.h"

#include "analysis/design.h"
#include "model/memory.h"
#include "model/random.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <string.h>

/* The stream of shifts and resamples: words that the Latin hypercube does not use, whose
 * columns have numbers below this. */
enum { COLUMN_OF_SHIFTS = 1 << 20, COLUMN_OF_RESAMPLES };

static double shifted(double point, uint32_t shift)
{
    return curb_unit((uint32_t)(point * 0x1p32) ^ shift);
}

curb_error_t curb_sobol_points(
    uint64_t seed, uint32_t wave, size_t count, size_t columns, double *points)
{
    if (columns > CURB_SOBOL_COLUMNS_MAX) {
        curb_design_latin(seed, wave, count, columns, points);
        return CURB_OK;
    }
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)columns);
    if (sequence == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_key_t key = curb_key(seed, wave, CURB_FOR_DESIGN, COLUMN_OF_SHIFTS);
    for (size_t i = 0; i < count; i++) {
        double *row = points + i * columns;
        gsl_qrng_get(sequence, row);
        for (size_t c = 0; c < columns; c++) {
            uint32_t shift, unused;
            curb_words(key, (uint32_t)c, 0, &shift, &unused);
            row[c] = shifted(row[c], shift);
        }
    }
    gsl_qrng_free(sequence);
    return CURB_OK;
}

size_t curb_sobol_row(size_t factors, bool second)
{
    return (second ? 2 * factors : factors) + 2;
}

static size_t group_of(const size_t *group, size_t input)
{
    return group != NULL ? group[input] : input;
}

void curb_sobol_design(const double *base, size_t count, size_t inputs, const size_t *group,
    size_t factors, bool second, double *points)
{
    size_t row = curb_sobol_row(factors, second);
    for (size_t i = 0; i < count; i++) {
        const double *a = base + i * 2 * inputs, *b = a + inputs;
        for (size_t p = 0; p < row; p++) {
            double *point = points + (i * row + p) * inputs;
            bool is_ab = p >= 1 && p <= factors;
            bool is_b = p + 1 == row;
            size_t factor = is_ab ? p - 1 : p - 1 - factors;
            for (size_t k = 0; k < inputs; k++) {
                bool chosen = p > 0 && !is_b && group_of(group, k) == factor;
                bool from_b = is_b || (p > 0 && (is_ab ? chosen : !chosen));
                point[k] = from_b ? b[k] : a[k];
            }
        }
    }
}

static bool is_whole(const double *values, size_t row)
{
    for (size_t p = 0; p < row; p++) {
        if (!isfinite(values[p])) {
            return false;
        }
    }
    return true;
}

void curb_sobol_moments(const double *values, size_t count, size_t factors, bool second,
    double *mean, double *variance)
{
    size_t row = curb_sobol_row(factors, second);
    double n = 0, sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) {
        const double *at = values + i * row;
        if (is_whole(at, row)) {
            sum += at[0] + at[row - 1];
            n += 2;
        }
    }
    *mean = sum / n;
    for (size_t i = 0; i < count; i++) {
        const double *at = values + i * row;
        if (is_whole(at, row)) {
            double a = at[0] - *mean, b = at[row - 1] - *mean;
            squares += a * a + b * b;
        }
    }
    *variance = squares / n;
    if (*variance <= 1e-26 * *mean * *mean) { /* the rounding of a constant */
        *variance = 0;
    }
}

/* All sums are of values less their mean: it cancels in Jansen's, belongs to Saltelli's and
 * keeps digits in Janon's. */
static void one_factor(const double *values, size_t count, size_t row, size_t j,
    double mean, double variance, double n, curb_sobol_factor_t *index)
{
    double saltelli = 0, total = 0, first = 0, product = 0, level = 0, square = 0;
    for (size_t i = 0; i < count; i++) {
        const double *at = values + i * row;
        if (!is_whole(at, row)) {
            continue;
        }
        double a = at[0] - mean, b = at[row - 1] - mean, ab = at[1 + j] - mean;
        saltelli += b * (ab - a);
        total += (a - ab) * (a - ab);
        first += (b - ab) * (b - ab);
        product += b * ab;
        level += (b + ab) / 2;
        square += (b * b + ab * ab) / 2;
    }
    double m = level / n;
    index->first = saltelli / n / variance;
    index->total = total / (2 * n) / variance;
    index->jansen = 1 - first / (2 * n) / variance;
    index->janon = (product / n - m * m) / (square / n - m * m);
}

size_t curb_sobol_indices(const double *values, size_t count, size_t factors, bool second,
    curb_sobol_factor_t *indices)
{
    size_t row = curb_sobol_row(factors, second), used = 0;
    for (size_t i = 0; i < count; i++) {
        used += is_whole(values + i * row, row) ? 1 : 0;
    }
    double mean, variance;
    curb_sobol_moments(values, count, factors, second, &mean, &variance);
    curb_interval_t unknown = {NAN, NAN};
    for (size_t j = 0; j < factors; j++) {
        indices[j] = (curb_sobol_factor_t){NAN, NAN, NAN, NAN, unknown, unknown};
        if (used >= 2 && variance > 0) {
            one_factor(values, count, row, j, mean, variance, (double)used, &indices[j]);
        }
    }
    return used;
}

void curb_sobol_second(const double *values, size_t count, size_t factors, double *pairs)
{
    size_t row = curb_sobol_row(factors, true);
    double mean, variance;
    curb_sobol_moments(values, count, factors, true, &mean, &variance);
    for (size_t j = 0; j < factors; j++) {
        for (size_t k = 0; k < factors; k++) {
            double sum = 0, n = 0;
            double first_j = 0, first_k = 0;
            for (size_t i = 0; i < count; i++) {
                const double *at = values + i * row;
                if (!is_whole(at, row)) {
                    continue;
                }
                double a = at[0] - mean, b = at[row - 1] - mean;
                sum += (at[1 + factors + j] - mean) * (at[1 + k] - mean) - a * b;
                first_j += b * (at[1 + j] - at[0]);
                first_k += b * (at[1 + k] - at[0]);
                n += 1;
            }
            pairs[j * factors + k] = j == k || !(variance > 0) || n < 2
                                         ? NAN
                                         : (sum - first_j - first_k) / n / variance;
        }
    }
    for (size_t j = 0; j < factors; j++) { /* two estimates of each, level with another */
        for (size_t k = 0; k < j; k++) {
            double both = (pairs[j * factors + k] + pairs[k * factors + j]) / 2;
            pairs[j * factors + k] = pairs[k * factors + j] = both;
        }
    }
}

/* Draws whole rows with replacement; NaN rows were left out before. */
static void resample(const double *values, size_t count, size_t row, uint64_t seed,
    uint32_t which, double *drawn)
{
    curb_key_t key = curb_key(seed, which, CURB_FOR_DESIGN, COLUMN_OF_RESAMPLES);
    for (size_t i = 0; i < count; i++) {
        uint32_t word, unused;
        curb_words(key, (uint32_t)i, 0, &word, &unused);
        size_t from = (size_t)(curb_unit(word) * (double)count);
        memcpy(drawn + i * row, values + from * row, row * sizeof *drawn);
    }
}

static curb_error_t set_interval(
    const double *estimates, size_t resamples, double level, curb_interval_t *interval)
{
    double tail = (1 - level) / 2;
    curb_error_t error = curb_quantile(estimates, resamples, tail, &interval->low);
    return error == CURB_OK ? curb_quantile(estimates, resamples, 1 - tail, &interval->high)
                            : error;
}

curb_error_t curb_sobol_bootstrap(const double *values, size_t count, size_t factors,
    bool second, size_t resamples, double level, uint64_t seed,
    curb_sobol_factor_t *indices)
{
    size_t row = curb_sobol_row(factors, second), whole = 0;
    double *kept = curb_calloc(count * row, sizeof *kept);
    double *drawn = curb_calloc(count * row, sizeof *drawn);
    double *estimates = curb_calloc(2 * factors * resamples, sizeof *estimates);
    curb_sobol_factor_t *again = curb_calloc(factors, sizeof *again);
    curb_error_t error = kept == NULL || drawn == NULL || estimates == NULL || again == NULL
                             ? CURB_ERR_NO_MEMORY
                             : CURB_OK;
    for (size_t i = 0; i < count && error == CURB_OK; i++) {
        if (is_whole(values + i * row, row)) {
            memcpy(kept + whole++ * row, values + i * row, row * sizeof *kept);
        }
    }
    for (size_t b = 0; b < resamples && error == CURB_OK; b++) {
        resample(kept, whole, row, seed, (uint32_t)b, drawn);
        (void)curb_sobol_indices(drawn, whole, factors, second, again);
        for (size_t j = 0; j < factors; j++) {
            estimates[2 * j * resamples + b] = again[j].first;
            estimates[(2 * j + 1) * resamples + b] = again[j].total;
        }
    }
    for (size_t j = 0; j < factors && error == CURB_OK; j++) {
        const double *first = estimates + 2 * j * resamples;
        error = set_interval(first, resamples, level, &indices[j].first_interval);
        if (error == CURB_OK) {
            error = set_interval(
                first + resamples, resamples, level, &indices[j].total_interval);
        }
    }
    curb_free(kept);
    curb_free(drawn);
    curb_free(estimates);
    curb_free(again);
    return error;
}

void curb_shapley_close(double *terms, size_t factors)
{
    for (size_t j = 0; j < factors; j++) {
        for (size_t u = 0; u < (size_t)1 << factors; u++) {
            if (u >> j & 1) {
                terms[u] += terms[u ^ ((size_t)1 << j)];
            }
        }
    }
}

void curb_shapley(const double *closed, size_t factors, double *effects)
{
    for (size_t j = 0; j < factors; j++) {
        size_t bit = (size_t)1 << j;
        effects[j] = 0;
        for (size_t u = 0; u < (size_t)1 << factors; u++) {
            if ((u & bit) == 0) {
                double size = __builtin_popcountll(u), d = (double)factors;
                double weight = exp(lgamma(size + 1) + lgamma(d - size) - lgamma(d + 1));
                effects[j] += weight * (closed[u | bit] - closed[u]);
            }
        }
    }
}
