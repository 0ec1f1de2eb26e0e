/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Averted person-years, displacement, cost per averted person-year, and ranks among
 * scenarios with the same budget. */
#ifndef CURB_ANALYSIS_EFFECTS_H
#define CURB_ANALYSIS_EFFECTS_H

#include "analysis/compare.h"
#include "analysis/pairing.h"

/** @brief Fills `self->effects` for the scenarios shown and `self->ranks` for all;
 * `self->family` is set already.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_effects_find(curb_compare_t *self,
    const curb_pairing_t *pairing, const curb_compare_options_t *options);

/** @brief Whether an order of scenarios would be one of States whose levels are withheld:
 *  unless each one's States are among those of every scenario that acts in as many or more.
 */
bool curb_effects_rank_states(
    const curb_results_t *labels, const size_t *scenarios, size_t count);

#endif
