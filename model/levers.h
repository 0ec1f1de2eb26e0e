/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Phase 1 of a month: every policy's schedule into levers by cell and kind of buyer
 * (model.md sections 3 and 6). With no policy in force every lever is at its neutral value.
 */
#ifndef CURB_MODEL_LEVERS_H
#define CURB_MODEL_LEVERS_H

#include "model/lever_values.h"
#include "model/market.h"
#include "model/scenario.h"

/** @brief A lever of a policy: its own value, or the drawn world's where it sets none. */
double curb_policy_lever(
    const curb_world_t *world, const curb_policy_t *policy, curb_lever_t lever);

static inline bool curb_policy_covers(
    const curb_policy_t *policy, size_t jurisdiction, size_t sector)
{
    return (policy->jurisdictions >> jurisdiction & 1u) && (policy->sectors >> sector & 1u);
}

/** @brief Sets all levers for a month. `self->cells` is given. */
void curb_levers_set(curb_levers_t *self, const curb_market_t *market,
    const curb_scenario_t *scenario, int month);

/** @brief Levers at rest: those of the world's laws in force, and neutral elsewhere. */
void curb_levers_set_rest(curb_market_t *market);

/** @brief Added cost of moving between two jurisdictions, and rise of detection after the
 * move. */
double curb_levers_cooperation(const curb_levers_t *self, const curb_world_t *world,
    size_t sector, size_t from, size_t to);

/** @brief First month in which two scenarios differ: the earliest start of a policy that is
 * not a law in force. `months` when there is none. */
int curb_scenario_first_month(const curb_scenario_t *scenario, int months);

#endif
