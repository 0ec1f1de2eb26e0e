/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Bias-corrected and accelerated bootstrap intervals (Efron 1987; DiCiccio and Efron 1996)
 *  for medians, quantiles and ratios. What is resampled is a replicate as a whole, with all
 *  that was measured in it, so that pairing survives. */
#ifndef CURB_ANALYSIS_BOOTSTRAP_H
#define CURB_ANALYSIS_BOOTSTRAP_H

#include "analysis/paired.h"

#include <stddef.h>
#include <stdint.h>

enum {
    CURB_BCA_RESAMPLES = 4000,
    CURB_BCA_ALL = 0,     /**< every one of the n^n resamples */
    CURB_BCA_ALL_MOST = 7 /**< rows for which they can be gone through */
};

/** A statistic of the replicates rows[0 .. n), in which each may stand several times; NaN
 * where it is undefined. `data` is the caller's. */
typedef double (*curb_statistic_t)(const size_t *rows, size_t n, const void *data);

typedef struct {
    size_t n; /**< rows */
    double estimate;
    double z0, a; /**< bias correction, with half of the ties; acceleration by jackknife */
    double low_level, high_level; /**< quantiles of the resamples that the interval takes */
    curb_interval_t interval, percentile;
    size_t resamples, undefined; /**< undefined: resamples whose statistic is NaN */
} curb_bca_t;

/** @brief The interval of a statistic at `level`. Its ends are NaN where they say nothing:
 *  n < 2, all resamples on one side of the estimate, more than one in a hundred undefined.
 *  A statistic that is the same in all resamples has an interval of no width.
 *  @param resamples  how many, or CURB_BCA_ALL for n <= CURB_BCA_ALL_MOST
 *  @param seed  names the resamples; resample b of n rows is the same in every run
 *  @return CURB_OK, CURB_ERR_INTERNAL for CURB_BCA_ALL with more rows,
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_bca(curb_bca_t *self, curb_statistic_t statistic,
    const void *data, size_t n, double level, size_t resamples, uint64_t seed);

#endif
