/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Shares of the variance of an output that its inputs account for (Sobol' 1993): the
 *  design and the estimators of first, total and second order and of Shapley effects. Pure
 *  functions. Inputs are factors: single numbers, or groups that move together. */
#ifndef CURB_ANALYSIS_SOBOL_H
#define CURB_ANALYSIS_SOBOL_H

#include "analysis/paired.h"
#include "model/points.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a row of the design holds: A; AB of each factor (A with that factor from B); with
 *  `second` BA of each factor; B; with `walk` the points of a walk from A to B, one factor
 *  after the other in a random order of the row's own, save the two that are A and B and
 *  the first step, which is an AB. */
typedef struct {
    size_t factors;
    bool second;   /**< for second order */
    bool walk;     /**< for Shapley effects */
    uint64_t seed; /**< of the orders of walks */
} curb_sobol_layout_t;

/** @brief How many points a row has. */
size_t curb_sobol_row(const curb_sobol_layout_t *layout);

/** @brief Lays the design out.
 *  @param base    [count][2 inputs] A then B of a row, see curb_sobol_points()
 *  @param group   [input] factor of each input; NULL: each input is its own
 *  @param points  [count][curb_sobol_row()][input] */
void curb_sobol_design(const double *base, size_t count, size_t inputs, const size_t *group,
    const curb_sobol_layout_t *layout, double *points);

/** Outputs at the points of a design. */
typedef struct {
    curb_sobol_layout_t layout;
    size_t count;
    const double *values; /**< [count][curb_sobol_row()]; rows with a value that is not a
                             number are left out */
    const double *chance; /**< [count][curb_sobol_chance()], see there; NULL: not known */
} curb_sobol_sample_t;

/** @brief Numbers of a row that say what chance there is in its values, each a mean over
 *  replicates with the same random numbers at every point: for each factor the variance of
 *  f_A - f_AB; then for each the covariance of f_B with f_AB - f_A; then the variance of
 *  f_A - f_B. Of the means, that is, over the number of replicates. */
size_t curb_sobol_chance(size_t factors);

/** An estimate with its interval, which is NaN until it is bootstrapped. */
typedef struct {
    double estimate;
    curb_interval_t interval;
} curb_share_t;

/** What is estimated of a factor, in shares of the variance. */
typedef enum {
    CURB_SOBOL_FIRST,       /**< Saltelli et al. 2010, centred */
    CURB_SOBOL_TOTAL,       /**< Jansen 1999 */
    CURB_SOBOL_JANON,       /**< first order once more: Janon et al. 2014, a cross-check */
    CURB_SOBOL_JANSEN,      /**< first order once more: Jansen 1999 */
    CURB_SOBOL_SHAPLEY,     /**< of a design with walks; they add up to 1 */
    CURB_SOBOL_FIRST_CLEAN, /**< first, less what chance contributes; needs `chance` */
    CURB_SOBOL_TOTAL_CLEAN, /**< total likewise; may be below 0 */
    CURB_SOBOL_COUNT
} curb_sobol_index_t;

typedef struct {
    curb_share_t share[CURB_SOBOL_COUNT]; /**< NaN where there is none */
} curb_sobol_factor_t;

typedef struct {
    double mean, variance; /**< of the values of A and B together, population variance */
    double chance; /**< the part of that variance that is chance; NaN when not known */
    size_t used;   /**< rows */
} curb_sobol_moments_t;

/** @brief All that the design allows to estimate; NaN where the output does not vary or
 *  fewer than two rows are left.
 *  @param indices  [factor]
 *  @param pairs    [factor][factor] second order S_jk (Saltelli 2002), the mean of both
 *  estimates, symmetric, NaN on the diagonal and without BA; NULL: not wanted
 *  @return CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_sobol_estimate(const curb_sobol_sample_t *sample,
    curb_sobol_moments_t *moments, curb_sobol_factor_t *indices, curb_share_t *pairs);

/** @brief Fills the intervals of `indices` and `pairs`: quantiles of the bootstrap over
 *  whole rows (Archer, Saltelli and Sobol' 1997), by the streams of `seed`.
 *  @return CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_sobol_bootstrap(const curb_sobol_sample_t *sample,
    size_t resamples, double level, uint64_t seed, curb_sobol_factor_t *indices,
    curb_share_t *pairs);

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
