/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Paired comparison of two columns of replicates that share their random numbers:
 * differences, ratios of means, who comes first, quantiles. Pure functions; NaN marks a
 * missing replicate. */
#ifndef CURB_ANALYSIS_PAIRED_H
#define CURB_ANALYSIS_PAIRED_H

#include "model/error.h"

#include <stddef.h>

typedef struct {
    double low, high;
} curb_interval_t;

/** Whatever is undefined is NaN: everything with n = 0, all but the means with n = 1. */
typedef struct {
    size_t n; /**< pairs in which both values are numbers */
    double reference_mean;
    double mean, sd; /**< of the differences, other - reference; sd with n - 1 */
    double standard_error;
    double t;           /**< infinite for a constant difference other than 0 */
    double p;           /**< two-sided, t distribution with n - 1 degrees of freedom */
    double correlation; /**< NaN where a column is constant */
    double variance_reduction; /**< (s1^2 + s2^2) / s_D^2: how many times fewer replicates
                                  the pairing needs; NaN when s_D = 0 */
} curb_paired_t;

/** @brief Statistics of other[i] - reference[i]. Pairs with a NaN are left out. */
curb_paired_t curb_paired(const double *reference, const double *other, size_t n);

/** @brief Critical value of a two-sided t interval at `level` for n pairs, shared between
 *  `family` intervals by Bonferroni (1: one interval); NaN for n < 2. */
double curb_t_critical(double level, size_t n, size_t family);

/** @brief mean -+ critical * standard_error; [mean, mean] when the difference is constant.
 */
curb_interval_t curb_paired_interval(const curb_paired_t *self, double critical);

/** What Fieller's set of a ratio looks like. */
typedef enum {
    CURB_RATIO_UNDEFINED, /**< n < 2, or no critical value */
    CURB_RATIO_BOUNDED,   /**< an interval */
    CURB_RATIO_UNBOUNDED, /**< the denominator is not clearly other than 0: all numbers, or
                             all outside a gap */
    CURB_RATIO_NEGATIVE   /**< the denominator is clearly below 0: a ratio would mislead */
} curb_ratio_set_t;

typedef struct {
    double ratio; /**< mean(numerator) / mean(denominator) */
    curb_interval_t interval;
    curb_ratio_set_t set; /**< ratio and interval are NaN unless it is bounded */
} curb_ratio_t;

/** @brief Ratio of two paired means with Fieller's interval: all R for which the paired
 * mean of numerator - R denominator is within `critical` standard errors of 0 (Fieller
 * 1954). With numerator = difference and denominator = baseline it excludes 0 exactly when
 * the interval of the difference with the same critical value does. Ratio and interval are
 * NaN where they say nothing: n < 2, or a denominator that is not clearly above 0 (mean <=
 * critical standard errors), for which Fieller's set is unbounded. */
curb_ratio_t curb_ratio(
    const double *numerator, const double *denominator, size_t n, double critical);

/** @brief Share of replicates in which each candidate has the smallest score; `scores` is
 *  [candidate][replicate]. Ties share a replicate equally. A replicate in which a score is
 * NaN is left out. `shares` gets NaN when none is left.
 *  @return how many replicates were counted. */
size_t curb_share_first(
    const double *scores, size_t candidate_count, size_t n, double *shares);

/** @brief Quantile of type 7 (Hyndman and Fan 1996), as numpy and R compute it by default.
 * NaNs are left out; NaN when nothing is left or `p` is outside [0, 1].
 *  @return CURB_ERR_NO_MEMORY when there is none for the sorted copy. */
CURB_MUST_CHECK curb_error_t curb_quantile(
    const double *values, size_t n, double p, double *quantile);

#endif
