/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All moments are taken in two passes over the pairs that are complete: one pass would lose
 * the small differences between large numbers that pairing is about. */
#include "analysis/paired.h"

#include "model/memory.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>

/* Means and central sums of squares and products of two columns, pairs with NaN left out.
 */
typedef struct {
    size_t n;
    double mean_a, mean_b;
    double aa, ab, bb;
    double scale_a, scale_b; /* largest |a| and |b|, to tell rounding from spread */
} moments_t;

static moments_t moments_of(const double *a, const double *b, size_t n)
{
    moments_t self = {0};
    for (size_t i = 0; i < n; i++) {
        if (!isnan(a[i]) && !isnan(b[i])) {
            self.n++;
            self.mean_a += a[i];
            self.mean_b += b[i];
            self.scale_a = fmax(self.scale_a, fabs(a[i]));
            self.scale_b = fmax(self.scale_b, fabs(b[i]));
        }
    }
    self.mean_a /= (double)self.n;
    self.mean_b /= (double)self.n;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(a[i]) && !isnan(b[i])) {
            double x = a[i] - self.mean_a;
            double y = b[i] - self.mean_b;
            self.aa += x * x;
            self.ab += x * y;
            self.bb += y * y;
        }
    }
    return self;
}

/* A constant column keeps a sum of squares of a few roundings of its mean. */
static bool is_constant(double sum_of_squares, size_t n, double scale)
{
    double rounding = 8 * DBL_EPSILON * scale;
    return sum_of_squares <= (double)n * rounding * rounding;
}

typedef struct {
    double mean, squares, scale;
} differences_t;

static differences_t differences_of(
    const double *reference, const double *other, size_t n, const moments_t *moments)
{
    differences_t self = {0};
    for (size_t i = 0; i < n; i++) {
        if (!isnan(reference[i]) && !isnan(other[i])) {
            self.mean += other[i] - reference[i];
        }
    }
    self.mean /= (double)moments->n;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(reference[i]) && !isnan(other[i])) {
            double deviation = other[i] - reference[i] - self.mean;
            self.squares += deviation * deviation;
            self.scale = fmax(self.scale, fmax(fabs(other[i]), fabs(reference[i])));
        }
    }
    return self;
}

curb_paired_t curb_paired(const double *reference, const double *other, size_t n)
{
    moments_t moments = moments_of(reference, other, n);
    differences_t differences = differences_of(reference, other, n, &moments);
    curb_paired_t self = {.n = moments.n,
        .reference_mean = moments.mean_a,
        .mean = differences.mean,
        .sd = NAN,
        .standard_error = NAN,
        .t = NAN,
        .p = NAN,
        .correlation = NAN,
        .variance_reduction = NAN};
    if (self.n < 2) {
        return self;
    }
    double freedom = (double)(self.n - 1);
    if (!is_constant(moments.aa, self.n, moments.scale_a) &&
        !is_constant(moments.bb, self.n, moments.scale_b)) {
        self.correlation = moments.ab / sqrt(moments.aa * moments.bb);
    }
    if (is_constant(differences.squares, self.n, differences.scale)) {
        self.sd = self.standard_error = 0;
        bool is_zero = fabs(self.mean) <= 8 * DBL_EPSILON * differences.scale;
        self.t = is_zero ? 0 : copysign(INFINITY, self.mean);
        self.p = is_zero ? 1 : 0;
        return self;
    }
    self.sd = sqrt(differences.squares / freedom);
    self.standard_error = self.sd / sqrt((double)self.n);
    self.t = self.mean / self.standard_error;
    self.p = 2 * gsl_cdf_tdist_Q(fabs(self.t), freedom);
    self.variance_reduction = (moments.aa + moments.bb) / differences.squares;
    return self;
}

double curb_t_critical(double level, size_t n, size_t family)
{
    if (n < 2 || family == 0 || !(level > 0 && level < 1)) {
        return NAN;
    }
    return gsl_cdf_tdist_Qinv((1 - level) / (2 * (double)family), (double)(n - 1));
}

curb_interval_t curb_paired_interval(const curb_paired_t *self, double critical)
{
    if (self->n >= 2 && self->standard_error == 0) {
        return (curb_interval_t){self->mean, self->mean};
    }
    double half = critical * self->standard_error;
    return (curb_interval_t){self->mean - half, self->mean + half};
}

curb_ratio_t curb_ratio(
    const double *numerator, const double *denominator, size_t n, double critical)
{
    curb_ratio_t self = {NAN, {NAN, NAN}, CURB_RATIO_UNDEFINED};
    moments_t m = moments_of(denominator, numerator, n);
    if (m.n < 2 || isnan(critical)) {
        return self;
    }
    double squares = critical * critical / ((double)m.n * (double)(m.n - 1));
    double a = m.mean_a * m.mean_a - squares * m.aa;
    double b = m.mean_a * m.mean_b - squares * m.ab;
    double c = m.mean_b * m.mean_b - squares * m.bb;
    bool is_zero = fabs(m.mean_a) <= 8 * DBL_EPSILON * m.scale_a;
    if (is_zero || a <= 0 || m.mean_a < 0) {
        self.set = is_zero || a <= 0 ? CURB_RATIO_UNBOUNDED : CURB_RATIO_NEGATIVE;
        return self;
    }
    self.set = CURB_RATIO_BOUNDED;
    double root = sqrt(fmax(0, b * b - a * c));
    self.ratio = m.mean_b / m.mean_a;
    self.interval = (curb_interval_t){(b - root) / a, (b + root) / a};
    return self;
}

static bool has_all_scores(const double *scores, size_t candidate_count, size_t n, size_t r)
{
    for (size_t i = 0; i < candidate_count; i++) {
        if (isnan(scores[i * n + r])) {
            return false;
        }
    }
    return true;
}

static void share_one_replicate(
    const double *scores, size_t candidate_count, size_t n, size_t r, double *shares)
{
    double best = INFINITY;
    size_t ties = 0;
    for (size_t i = 0; i < candidate_count; i++) {
        double score = scores[i * n + r];
        ties = score < best ? 1 : ties + (score == best);
        best = fmin(best, score);
    }
    for (size_t i = 0; i < candidate_count; i++) {
        if (scores[i * n + r] == best) {
            shares[i] += 1 / (double)ties;
        }
    }
}

size_t curb_share_first(
    const double *scores, size_t candidate_count, size_t n, double *shares)
{
    size_t counted = 0;
    for (size_t i = 0; i < candidate_count; i++) {
        shares[i] = 0;
    }
    for (size_t r = 0; r < n; r++) {
        if (has_all_scores(scores, candidate_count, n, r)) {
            share_one_replicate(scores, candidate_count, n, r, shares);
            counted++;
        }
    }
    for (size_t i = 0; i < candidate_count; i++) {
        shares[i] = counted > 0 ? shares[i] / (double)counted : NAN;
    }
    return counted;
}

curb_error_t curb_quantile(const double *values, size_t n, double p, double *quantile)
{
    double *sorted = curb_calloc(n, sizeof *sorted);
    if (sorted == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            sorted[count++] = values[i];
        }
    }
    *quantile = NAN;
    if (count > 0 && p >= 0 && p <= 1) {
        gsl_sort(sorted, 1, count);
        *quantile = gsl_stats_quantile_from_sorted_data(sorted, 1, count, p);
    }
    curb_free(sorted);
    return CURB_OK;
}
