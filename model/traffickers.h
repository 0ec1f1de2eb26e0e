/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Phase 4 of a month: margins, profit, detection, quitting, attempts at recruitment, entry
 * and relocation of traffickers (model.md section 5, "Traffickers"). Draws are by slot and
 * by place, never by person, so that one changed match does not change all that follows. */
#ifndef CURB_MODEL_TRAFFICKERS_H
#define CURB_MODEL_TRAFFICKERS_H

#include "model/state.h"
#include "model/workspace.h"

/** @brief Phase 4 of one state. Fates, movers and entrants go to `scratch`; they are
 * carried out by curb_traffickers_settle() after phase 5. */
void curb_traffickers_month(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_marks_t *marks,
    curb_scratch_t *scratch);

/** @brief After phase 5: removed slots go dormant, entrants start, movers move with those
 * held. */
void curb_traffickers_settle(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, curb_scratch_t *scratch);

#endif
