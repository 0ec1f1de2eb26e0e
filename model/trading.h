/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Phase 3 of a month: demand goes through trade to producing cells, clears, money settles
 * at this month's price, then prices move (model.md section 5, "Screening" and "Market").
 */
#ifndef CURB_MODEL_TRADING_H
#define CURB_MODEL_TRADING_H

#include "model/state.h"

/** @brief One month of the market of one state; reads the sums of phase 2. Sets each cell's
 *  settled price, utilisation, exploited share and next price, the month's money, and the
 * share of each flow in its producer's demand. */
void curb_trading_month(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population);

#endif
