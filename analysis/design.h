/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How evenly a set of points (model/points.h) fills the unit cube. */
#ifndef CURB_ANALYSIS_DESIGN_H
#define CURB_ANALYSIS_DESIGN_H

#include "model/points.h"

#include <stddef.h>

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
