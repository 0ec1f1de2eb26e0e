/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Screening by elementary effects (Morris 1991): which of many inputs matter at all, for a
 *  few runs an input. Pure functions over inputs in the unit cube or in their own units. */
#ifndef CURB_ANALYSIS_SCREENING_H
#define CURB_ANALYSIS_SCREENING_H

#include "analysis/paired.h"

#include <stddef.h>
#include <stdint.h>

/** @brief Trajectories of Morris on a grid of `levels` (even) in the unit cube: each starts
 *  at a random point of the grid and moves every factor once, in a random order, by
 *  levels / (2 (levels - 1)), up or down as the grid allows.
 *  @param group   [input] factor of each input; NULL: each input is its own. The inputs of
 *  a factor move together
 *  @param points  [trajectories][factors + 1][inputs] */
void curb_screening_design(uint64_t seed, size_t trajectories, size_t factors,
    size_t inputs, const size_t *group, unsigned levels, double *points);

typedef struct {
    size_t n;       /**< elementary effects that are numbers */
    double mu;      /**< their mean, in units of the output over the whole range */
    double mu_star; /**< mean of their absolute values (Campolongo, Cariboni and Saltelli
                       2007): how much it matters */
    double sigma;   /**< their standard deviation, n - 1: interactions and curvature */
    double least, most;               /**< smallest and largest effect; NaN without any */
    curb_interval_t mu_star_interval; /**< t interval of mu_star; NaN for n < 2 */
    double chance; /**< standard deviation that chance gives one effect; NaN: not known */
    double floor;  /**< what mu_star of a factor that does nothing stays below, in 95 of 100
                      designs (at the level asked for); NaN: not known */
} curb_screening_effect_t;

/** @brief Elementary effects of trajectories. An effect is the change of the output over
 *  the change of the input in units of its range; with groups, over the size of the step.
 *  @param points  [trajectories][factors + 1][inputs], in the unit cube or not: what moved
 *  is found by comparing consecutive points
 *  @param ranges  [input] length of the range of each input; NULL: 1
 *  @param values  [trajectories][factors + 1]; NaN: the effects that need it are left out
 *  @param effects [factor] */
void curb_screening_effects(const double *points, const double *values, size_t trajectories,
    size_t factors, size_t inputs, const size_t *group, const double *ranges, double level,
    curb_screening_effect_t *effects);

/** @brief Fills `chance` and `floor` of effects that were worked out. With no true effect
 *  each elementary effect is normal about 0, so mu_star is a mean of half-normals over an
 *  estimated standard deviation, whose quantile is found by simulation.
 *  @param chance   [trajectories][factors] variance, from chance, of the change of the
 *  output on each step, as estimated from `freedom` degrees of freedom; NaN: left out
 *  @return CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_screening_floor(const double *points,
    const double *chance, size_t trajectories, size_t factors, size_t inputs,
    const size_t *group, const double *ranges, size_t freedom, double level,
    curb_screening_effect_t *effects);

#endif
