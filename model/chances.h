/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Between phases 3 and 4 of a month: what traffickers earn and fear in each cell, and the
 * chances of everything that can happen to slots, places and persons, as the random words
 * below which it does. They are known for all scenarios before anybody is visited, so that
 * those to whom nothing can happen in any of them are passed over (marks.h). */
#ifndef CURB_MODEL_CHANCES_H
#define CURB_MODEL_CHANCES_H

#include "model/state.h"

/** @brief Sets `state->chances`, from this month's prices and levers and last month's
 * beliefs; moves margins, counts bars down and offers vacancies to successors. */
void curb_chances_month(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population);

/** @brief Probability in a month of moving away from a cell. Sets `destination` to the cell
 * in which the cumulative chances pass `at`, if they do. */
double curb_chances_move(const curb_state_t *state, const curb_market_t *market, size_t c,
    double at, size_t *destination);

#endif
