/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Figures that sum a column of units up, with a BCa interval each: mean, median and
 *  quantiles, and the ratio of two means. A unit is resampled as a whole. */
#ifndef CURB_ANALYSIS_SUMMARY_H
#define CURB_ANALYSIS_SUMMARY_H

#include "analysis/bootstrap.h"

/** X(enum name, key, words) */
#define CURB_SUMMARY_LIST(X)                                                               \
    X(MEAN, "mean", "mean")                                                                \
    X(MEDIAN, "median", "median")                                                          \
    X(Q10, "q10", "10 % quantile")                                                         \
    X(Q90, "q90", "90 % quantile")

#define CURB_SUMMARY_ENUM(name, ...) CURB_SUMMARY_##name,
typedef enum { CURB_SUMMARY_LIST(CURB_SUMMARY_ENUM) CURB_SUMMARY_COUNT } curb_summary_t;
#undef CURB_SUMMARY_ENUM

typedef struct {
    const char *key, *words;
} curb_summary_row_t;

extern const curb_summary_row_t curb_summary_rows[CURB_SUMMARY_COUNT];

/** @brief The figure of a key; CURB_SUMMARY_COUNT for an unknown one. */
curb_summary_t curb_summary_find(const char *key);

/** @brief The figure of the values that are numbers; NaN without any.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_summary_value(
    curb_summary_t self, const double *values, size_t n, double *value);

/** @brief How many numbers the interval of a figure needs: with fewer, all of them lie on
 *  one side of the quantile more often than an interval may miss on that side. */
size_t curb_summary_least(curb_summary_t self, double level);

/** @brief The figure of the values that are numbers, quantiles of type 7 (Hyndman and Fan
 *  1996), with its BCa interval; NaN with fewer than curb_summary_least() numbers, unless
 *  they are all the same, and where it says nothing (bootstrap.h).
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_summary_bca(curb_bca_t *bca, curb_summary_t self,
    const double *values, size_t n, double level, uint64_t seed);

/** @brief mean(numerator) / mean(denominator) over pairs in which both are numbers, with
 *  its BCa interval. A resample whose denominator is not above 0 is undefined, so that the
 *  interval is NaN where that happens more than once in a hundred.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_summary_ratio(curb_bca_t *bca, const double *numerator,
    const double *denominator, size_t n, double level, uint64_t seed);

#endif
