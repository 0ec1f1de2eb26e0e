/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Shares of the variance of an output that its inputs account for (Sobol' 1993): the
 *  design, the estimators of first, total and second order, and Shapley effects. Pure
 *  functions. Inputs are factors: single numbers, or groups that move together. */
#ifndef CURB_ANALYSIS_SOBOL_H
#define CURB_ANALYSIS_SOBOL_H

#include "analysis/paired.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Most columns of Sobol' points that GSL has; two samples of an input each take one. */
enum { CURB_SOBOL_COLUMNS_MAX = 40 };

/** @brief Points of Sobol' in the unit cube, by GSL, which leaves the point at zero out;
 *  moved by a random shift of their binary digits (Cranley and Patterson's idea, modulo 2)
 *  so that no point lies on an edge and several shifts are independent. With more than
 *  CURB_SOBOL_COLUMNS_MAX columns a Latin hypercube instead.
 *  @param points  [count][columns], inside (0, 1)
 *  @return CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_sobol_points(
    uint64_t seed, uint32_t wave, size_t count, size_t columns, double *points);

/** @brief How many points a row of the design has: A, AB of each factor, with `second` BA
 *  of each factor, B. */
size_t curb_sobol_row(size_t factors, bool second);

/** @brief Lays the design out: rows of A, AB_1 ... AB_d (A with factor j from B), with
 *  `second` BA_1 ... BA_d, B.
 *  @param base    [count][2 inputs] A then B of a row, see curb_sobol_points()
 *  @param group   [input] factor of each input; NULL: each input is its own
 *  @param points  [count][curb_sobol_row()][input] */
void curb_sobol_design(const double *base, size_t count, size_t inputs, const size_t *group,
    size_t factors, bool second, double *points);

/** One factor. */
typedef struct {
    double first;  /**< Saltelli 2010, centred */
    double total;  /**< Jansen 1999 */
    double janon;  /**< first order once more: Janon et al. 2014, to cross-check */
    double jansen; /**< first order once more: Jansen 1999 */
    curb_interval_t first_interval, total_interval; /**< NaN until bootstrapped */
} curb_sobol_factor_t;

/** @brief Mean and population variance of the values of A and B together. */
void curb_sobol_moments(const double *values, size_t count, size_t factors, bool second,
    double *mean, double *variance);

/** @brief First and total order.
 *  @param values   [count][curb_sobol_row()]; rows with a value that is not a number are
 *  left out
 *  @param indices  [factor]; NaN where the output does not vary or fewer than two rows are
 *  left
 *  @return rows used. */
size_t curb_sobol_indices(const double *values, size_t count, size_t factors, bool second,
    curb_sobol_factor_t *indices);

/** @brief Second order S_jk (Saltelli 2002), of a design with BA.
 *  @param pairs  [factor][factor], symmetric, NaN on the diagonal */
void curb_sobol_second(const double *values, size_t count, size_t factors, double *pairs);

/** @brief Fills the intervals of `indices`: quantiles of the bootstrap over whole rows
 *  (Archer, Saltelli and Sobol' 1997), `resamples` of them, by the streams of `seed`.
 *  @return CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_sobol_bootstrap(const double *values, size_t count,
    size_t factors, bool second, size_t resamples, double level, uint64_t seed,
    curb_sobol_factor_t *indices);

enum { CURB_SHAPLEY_MAX = 16 };

/** @brief Shapley effects from the closed variances c(u) = Var E[Y | X_u] of all sets of
 *  factors: sum over u without j of |u|! (d - |u| - 1)! / d! (c(u + j) - c(u)) (Owen 2014;
 *  Song, Nelson and Staum 2016). In units of c; they add up to c of all.
 *  @param closed  [2^factors] by bits: bit j of the index is factor j
 *  @param factors  at most CURB_SHAPLEY_MAX */
void curb_shapley(const double *closed, size_t factors, double *effects);

/** @brief Closed variances from those of the terms of the decomposition: c(u) = sum of
 *  V_v over v inside u. In place. */
void curb_shapley_close(double *terms, size_t factors);

#endif
