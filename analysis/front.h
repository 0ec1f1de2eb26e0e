/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The Pareto front of cost against what is averted: what nothing else does both cheaper
 *  and better. One point dominates another when it costs no more and averts no less, and
 *  one of the two strictly; equal points dominate neither each other. Doing nothing costs
 *  0 and averts 0. Pure functions; a point with a NaN takes no part. */
#ifndef CURB_ANALYSIS_FRONT_H
#define CURB_ANALYSIS_FRONT_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CURB_FRONT_NONE SIZE_MAX          /**< no point; the layer of a NaN */
#define CURB_FRONT_NOTHING (SIZE_MAX - 1) /**< doing nothing */

/** @brief Whether (cost, averted) dominates (other_cost, other_averted). False with a NaN.
 */
bool curb_front_dominates(
    double cost, double averted, double other_cost, double other_averted);

/** @brief Sorts points into layers: 0 the front, 1 what is the front without it, and so on;
 *  CURB_FRONT_NONE for a NaN. Doing nothing is no point of any layer. O(n log n).
 *  @param layer  [count] receives the layers
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_front_layers(
    const double *cost, const double *averted, size_t count, size_t *layer);

/** @brief Who dominates each point: CURB_FRONT_NOTHING when doing nothing does, else the
 *  dominating point that averts most (of equals the cheapest, then the first), or
 *  CURB_FRONT_NONE for points of the front and for NaN. O(n^2).
 *  @param by  [count] */
void curb_front_dominators(
    const double *cost, const double *averted, size_t count, size_t *by);

#endif
