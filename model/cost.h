/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What policies cost the public: fixed, per head reached and per case; month by month, and
 *  planned before the run so that budgets can scale doses. */
#ifndef CURB_MODEL_COST_H
#define CURB_MODEL_COST_H

#include "model/state.h"

/** @brief Books the month's public cost of every policy beyond the laws in force, split
 * over the cells in its scope by their purchases at rest. */
void curb_cost_month(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population);

/** @brief Planned public cost of a policy in USD a year at full strength `z`, from anchors
 * alone: recovering persons, investigations and added detections are those expected at
 * rest. */
double curb_cost_planned(const curb_market_t *market, const curb_population_t *population,
    const curb_policy_t *policy, double z);

#endif
