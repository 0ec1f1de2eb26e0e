/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A month of the market: the phases of docs/ODD.md, in their order. */
#ifndef CURB_MODEL_MONTH_H
#define CURB_MODEL_MONTH_H

#include "model/state.h"
#include "model/workspace.h"

/** @brief Steps `count` states, each under its scenario, through the next month; all states
 * must stand at the same month. Threads share segments in phase 2 and states in the others.
 */
void curb_month(curb_state_t *const *states, size_t count, const curb_market_t *market,
    const curb_population_t *population, curb_workspace_t *workspace, uint64_t seed,
    uint32_t replicate);

#endif
