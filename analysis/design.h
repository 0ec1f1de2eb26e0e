/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Points at which to run the model: Latin hypercubes in the unit cube, and how evenly a
 *  set of points fills it. */
#ifndef CURB_ANALYSIS_DESIGN_H
#define CURB_ANALYSIS_DESIGN_H

#include <stddef.h>
#include <stdint.h>

/** @brief A Latin hypercube (McKay, Beckman and Conover 1979): each of `dimensions` columns
 *  has one point in each of `count` <= 2^21 strata. Depends on seed and `wave` only.
 *  @param points  [count][dimensions], inside (0, 1); the caller's. */
void curb_design_latin(
    uint64_t seed, uint32_t wave, size_t count, size_t dimensions, double *points);

/** Squared discrepancies, small for an even set (Hickernell 1998; Zhou, Fang and Ning
 * 2013), and the square root of the squared L2 star discrepancy (Warnock 1972). */
typedef struct {
    double centred, wrap_around, mixture;
    double star;
    double least_distance; /**< between two points; infinite for one */
} curb_design_evenness_t;

/** @brief Evenness of points [count][dimensions] in [0, 1]. */
curb_design_evenness_t curb_design_evenness(
    const double *points, size_t count, size_t dimensions);

#endif
