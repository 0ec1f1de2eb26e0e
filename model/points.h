/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Points in the unit cube at which to run the model: Latin hypercubes and Sobol' points,
 *  named by a seed. */
#ifndef CURB_MODEL_POINTS_H
#define CURB_MODEL_POINTS_H

#include "model/error.h"

#include <stddef.h>
#include <stdint.h>

/** @brief A Latin hypercube (McKay, Beckman and Conover 1979): each of `dimensions` columns
 *  has one point in each of `count` <= 2^21 strata. Depends on seed and `wave` only.
 *  @param points  [count][dimensions], inside (0, 1); the caller's. */
void curb_design_latin(
    uint64_t seed, uint32_t wave, size_t count, size_t dimensions, double *points);

/** Words of shifts, resamples, walks and plain random points: apart from those of the Latin
 * hypercube, whose columns have numbers below these. */
enum {
    CURB_SOBOL_SHIFTS = 1 << 20,
    CURB_SOBOL_RESAMPLES,
    CURB_SOBOL_WALKS,
    CURB_SOBOL_PLAIN
};

/** Most columns of Sobol' points that GSL has; two samples of an input each take one. */
enum { CURB_SOBOL_COLUMNS_MAX = 40 };

/** @brief Points of Sobol' in the unit cube, by GSL, which leaves the point at zero out;
 *  moved by a random shift of their binary digits (Cranley and Patterson's idea, modulo 2)
 *  so that no point lies on an edge and several shifts are independent. With more than
 *  CURB_SOBOL_COLUMNS_MAX columns plain random points. Either way more points begin with
 *  the same ones.
 *  @param points  [count][columns], inside (0, 1)
 *  @return CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_sobol_points(
    uint64_t seed, uint32_t wave, size_t count, size_t columns, double *points);

#endif
