/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Sensitivity from runs that are there already: how an output goes with each input, the
 *  other inputs held (Iman and Helton 1988; Saltelli and Marivoet 1990). Pure functions. */
#ifndef CURB_ANALYSIS_REGRESSION_H
#define CURB_ANALYSIS_REGRESSION_H

#include "analysis/paired.h"

#include <stddef.h>

/** One input. Undefined (a constant input or output, too few rows, inputs that determine
 * each other): NaN. */
typedef struct {
    double pearson, spearman;
    double spearman_p; /**< two-sided, t with n - 2 degrees of freedom, for it alone */
    double src;        /**< standardised regression coefficient */
    double pcc;        /**< partial correlation */
    double prcc;       /**< partial correlation of ranks, ties at their mean rank */
    double prcc_p;     /**< two-sided, t with n - 1 - inputs degrees of freedom */
    curb_interval_t prcc_interval; /**< Fisher's z, variance 1 / (n - 2 - inputs) */
} curb_regression_t;

/** @brief Two-sided p of a correlation, by Student's t with so many degrees of freedom; NaN
 * where there are none, or no correlation. */
double curb_correlation_p(double r, double freedom);

/** @brief Works them out. Rows with a value that is not a number are left out.
 *  @param points  [count][inputs]    @param values  [count]
 *  @param indices [input]    @param used  rows used; NULL: not wanted
 *  @param r2      [2] share of the variance of the values, and of their ranks, that the
 *  linear regression explains; NULL: not wanted
 *  @return CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_regression(const double *points, const double *values,
    size_t count, size_t inputs, double level, curb_regression_t *indices, size_t *used,
    double *r2);

#endif
