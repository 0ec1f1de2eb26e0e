/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Phase 5 of a month: people leave exploitation, are recruited, recover and return
 * (model.md section 5, "Persons"). */
#ifndef CURB_MODEL_PERSONS_H
#define CURB_MODEL_PERSONS_H

#include "model/state.h"
#include "model/workspace.h"

/** @brief Phase 5 of one state; reads the fates of phase 4. */
void curb_persons_month(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_shared_month_t *shared,
    curb_scratch_t *scratch);

/** @brief Class (index into population->classes) and group of a person. */
size_t curb_class_of(const curb_population_t *population, uint32_t person);
size_t curb_group_of(const curb_population_t *population, uint32_t person);

#endif
