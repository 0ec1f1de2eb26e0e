/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Simultaneous inference over a family of paired differences by studentised sign-flips:
 * max-t adjusted p values (Westfall and Young 1993; Romano and Wolf 2005) and intervals
 * that cover all columns at once. Columns that share random numbers move together, and
 * flipping whole replicates keeps that, so the intervals are narrower than Bonferroni's. */
#ifndef CURB_ANALYSIS_MAXT_H
#define CURB_ANALYSIS_MAXT_H

#include "analysis/paired.h"
#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CURB_MAXT_EXHAUSTIVE_MAX = 12, /**< up to so many replicates all 2^n flips are taken */
    CURB_MAXT_RANDOM_FLIPS = 9999
};

typedef struct {
    size_t n;           /**< replicates that are numbers */
    double mean, sd, t; /**< t is 0 for a column of zeros, infinite for another constant */
    curb_interval_t interval; /**< covers all columns at once; NaN for n < 2 */
    double p_single;          /**< single-step adjusted p; 1 for a column of zeros */
    double p_stepdown;
    double p_t, p_holm, p_hochberg, p_bh; /**< of curb_multiplicity_adjust(); 0 before */
} curb_maxt_column_t;

typedef struct {
    size_t column_count;
    size_t tested;     /**< columns that vary, which the maximum is taken over */
    size_t flip_count; /**< 2^n, or CURB_MAXT_RANDOM_FLIPS */
    bool exhaustive;
    double level;
    double critical; /**< half-widths in standard errors; NaN when no column varies */
    curb_maxt_column_t *columns; /**< owned */
} curb_maxt_t;

/** @brief Analyses differences[row * columns + column], a row a replicate.
 *
 *  p values flip the differences as they are: exact under the hypothesis that a column is
 *  symmetric about 0. With random flips p = (1 + count) / (flips + 1).
 *
 *  The critical value flips deviations from the column's mean instead, for with strong
 * effects flips of the raw differences all follow the effect and lose the spread between
 * columns. It is the `level` quantile of max |t*|, kept between the t value of one interval
 * and Bonferroni's for all of them (few replicates have too few flips to resolve the
 * quantile). A column without any spread is left out of the maximum; its interval is its
 * constant.
 *
 *  @param seed  fixes the random flips; a flip depends on seed, flip and row only.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY (then `self` is empty). */
CURB_MUST_CHECK curb_error_t curb_maxt_init(curb_maxt_t *self, const double *differences,
    size_t rows, size_t columns, double level, uint64_t seed);

void curb_maxt_free(curb_maxt_t *self);

#endif
