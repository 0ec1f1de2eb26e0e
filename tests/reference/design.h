/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Known numbers of evenness: five points in the unit square, computed beforehand by
 * another implementation, not by the code that is tested with them. */
#ifndef CURB_TESTS_REFERENCE_DESIGN_H
#define CURB_TESTS_REFERENCE_DESIGN_H

enum { EVEN_POINTS = 5, EVEN_DIMENSIONS = 2 };

static const double even_points[EVEN_POINTS * EVEN_DIMENSIONS] = {
    0.1, 0.9, 0.3, 0.2, 0.5, 0.6, 0.7, 0.4, 0.9, 0.8};
static const double even_centred = 0.020411111111111158;
static const double even_wrap_around = 0.028638222222222787;
static const double even_mixture = 0.029244555555554275;
static const double even_star = 0.08283182426526109;
static const double even_least_distance = 0.28284271247461895;

#endif
