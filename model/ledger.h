/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Phase 6 of a month: the metrics of docs/ODD.md, month by month and by recorded period.
 */
#ifndef CURB_MODEL_LEDGER_H
#define CURB_MODEL_LEDGER_H

#include "model/record.h"
#include "model/state.h"

/** @brief Adds the month to the period; reads the flows of phase 3. */
void curb_ledger_month(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population);

/** @brief Writes the period to a record, in real persons and USD.
 *  @param record NULL: the scenario is not recorded */
void curb_ledger_write(const curb_state_t *state, const curb_market_t *market,
    curb_record_t *record, size_t scenario, size_t period);

/** @brief Starts the next period. */
void curb_ledger_clear(curb_state_t *state, const curb_market_t *market);

#endif
