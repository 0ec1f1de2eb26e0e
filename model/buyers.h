/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Phase 2 of a month: buyers choose a channel, buy, are sanctioned or reached, and update
 * what they believe (model.md section 5, "Buyer's choice", "Beliefs", "Sanctions"). A block
 * of agents outside, scenarios inside, so that each random word and static column is read
 * once. */
#ifndef CURB_MODEL_BUYERS_H
#define CURB_MODEL_BUYERS_H

#include "model/state.h"

/** @brief One month of all buyers in `count` states, each under its levers of this month.
 * Sums go to curb_state_t.sums. Price, exploited share, awareness and risk of last month
 * are read from the cells. With `threads` > 1, segments are shared out; the bits are the
 * same. */
void curb_buyers_month(curb_state_t *const *states, size_t count,
    const curb_market_t *market, const curb_population_t *population, uint64_t seed,
    uint32_t replicate, int threads);

/** @brief Consumer price over its anchor, home and abroad; exploited share over its anchor.
 */
typedef struct {
    double price, exploited_share;               /**< P/P*, theta-hat/theta-hat* at home */
    double abroad_price, abroad_exploited_share; /**< the same through B; P_B/P_B* */
    double exploited_level,
        abroad_exploited_level; /**< theta-hat, theta-hat_B themselves */
} curb_consumer_view_t;

curb_consumer_view_t curb_consumer_view(
    const curb_state_t *state, const curb_market_t *market, size_t cell);

#endif
