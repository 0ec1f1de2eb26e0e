/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Recruitment in phase 5 of a month: open places are tried, each attempt draws a pool, and
 * the most vulnerable persons at risk of a pool, by their draw, are matched to its attempts
 * (model.md section 5, "Persons"). */
#ifndef CURB_MODEL_RECRUITMENT_H
#define CURB_MODEL_RECRUITMENT_H

#include "model/state.h"
#include "model/workspace.h"

/** @brief Lists the attempts of one state, on places that are open before anybody leaves.
 */
void curb_recruitment_find(const curb_state_t *state, size_t cell_count,
    const curb_marks_t *marks, curb_scratch_t *scratch);

/** @brief Recruits for the attempts that were found. */
void curb_recruitment_month(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_shared_month_t *shared,
    curb_scratch_t *scratch);

#endif
