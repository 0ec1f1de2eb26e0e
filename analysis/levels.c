/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of squares in two passes, as in paired.c: within units about the units' means,
 * between them about the mean of all. */
#include "analysis/levels.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

size_t curb_levels_units(const curb_results_t *labels, size_t *unit)
{
    bool alone = labels->draws == NULL || strcmp(labels->parameters, "central") == 0;
    size_t count = 0;
    for (size_t r = 0; r < labels->replicate_count; r++) {
        /* replicates ascend, and with them the draws */
        bool joins = !alone && r > 0 && labels->draws[r] == labels->draws[r - 1];
        count += joins ? 0 : 1;
        unit[r] = count - 1;
    }
    return count;
}

typedef struct {
    double n, units, sum_of_squared_counts, mean, between, within, scale;
} sums_t;

static double mean_of(const double *values, size_t first, size_t end, size_t *count)
{
    double sum = 0;
    *count = 0;
    for (size_t i = first; i < end; i++) {
        sum += isnan(values[i]) ? 0 : values[i];
        *count += isnan(values[i]) ? 0 : 1;
    }
    return sum / (double)*count;
}

void curb_levels_means(
    const double *values, const size_t *unit, size_t n, size_t unit_count, double *means)
{
    for (size_t u = 0; u < unit_count; u++) {
        means[u] = NAN;
    }
    for (size_t first = 0, end; first < n; first = end) {
        size_t count = 0;
        for (end = first; end < n && unit[end] == unit[first]; end++) {
        }
        means[unit[first]] = mean_of(values, first, end, &count);
    }
}

static void add_unit(sums_t *self, const double *values, size_t first, size_t end)
{
    size_t n = 0;
    double mean = mean_of(values, first, end, &n), count = (double)n;
    if (n == 0) {
        return;
    }
    self->units++;
    self->sum_of_squared_counts += count * count;
    self->between += count * (mean - self->mean) * (mean - self->mean);
    for (size_t i = first; i < end; i++) {
        double off = isnan(values[i]) ? 0 : values[i] - mean;
        self->within += off * off;
        self->scale = fmax(self->scale, isnan(values[i]) ? 0 : fabs(values[i]));
    }
}

static sums_t sums_of(const double *values, const size_t *unit, size_t n)
{
    sums_t self = {0};
    size_t count = 0;
    self.mean = mean_of(values, 0, n, &count);
    self.n = (double)count;
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first; end < n && unit[end] == unit[first]; end++) {
        }
        add_unit(&self, values, first, end);
    }
    return self;
}

static double share_of(double f, double per_unit)
{
    double share = (f - 1) / (f - 1 + per_unit);
    return share > 0 ? share : 0;
}

static void split(curb_levels_t *self, const sums_t *sums, double level)
{
    double above = sums->units - 1, below = sums->n - sums->units;
    double rounding = 8 * DBL_EPSILON * sums->scale;
    double least = sums->n * rounding * rounding;
    self->between = (sums->between > least ? sums->between : 0) / above;
    self->chance = (sums->within > least ? sums->within : 0) / below;
    self->per_unit = (sums->n - sums->sum_of_squared_counts / sums->n) / above;
    double variance = (self->between - self->chance) / self->per_unit;
    self->negative = variance < 0;
    self->parameters = self->negative ? 0 : variance;
    double whole = self->parameters + self->chance;
    if (!(whole > 0)) {
        return; /* nothing varies: there is nothing to share out */
    }
    self->share = self->parameters / whole;
    if (!(self->chance > 0)) {
        self->share_interval = (curb_interval_t){1, 1};
        return;
    }
    double f = self->between / self->chance, tail = (1 - level) / 2;
    self->share_interval.low =
        share_of(f / gsl_cdf_fdist_Qinv(tail, above, below), self->per_unit);
    self->share_interval.high =
        share_of(f / gsl_cdf_fdist_Pinv(tail, above, below), self->per_unit);
}

curb_levels_t curb_levels(const double *values, const size_t *unit, size_t n, double level)
{
    curb_levels_t self = {.between = NAN,
        .chance = NAN,
        .per_unit = NAN,
        .parameters = NAN,
        .share = NAN,
        .share_interval = {NAN, NAN}};
    sums_t sums = sums_of(values, unit, n);
    self.n = (size_t)sums.n;
    self.units = (size_t)sums.units;
    if (self.units >= 2 && self.n > self.units) {
        split(&self, &sums, level);
    }
    return self;
}
