/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How much of a cell's purchases its most frequent buyers make, in the population as it is
 *  built. Surveys say that a quarter of buyers make three quarters of purchases. */
#ifndef CURB_MODEL_CONCENTRATION_H
#define CURB_MODEL_CONCENTRATION_H

#include "model/population.h"

/** @brief Share of quantity that the `top` share of the buyers of a segment asks for; a
 * buyer at the border counts in part. Quantities rise with position. Whether a buyer buys
 * in a month does not depend on quantity, so it is the expected share of purchases too. */
double curb_concentration(
    const curb_population_t *population, const curb_segment_t *segment, double top);

#endif
