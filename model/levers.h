/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Phase 1 of a month: every policy's schedule into levers by cell and kind of buyer
 * (model.md sections 3 and 6). With no policy in force every lever is at its neutral value.
 */
#ifndef CURB_MODEL_LEVERS_H
#define CURB_MODEL_LEVERS_H

#include "model/market.h"
#include "model/scenario.h"

/** What acts on one kind of buyer in one cell. */
typedef struct {
    double reach, efficacy;                             /**< campaigns */
    double compliance, screening, penalty, audit_share; /**< rules */
    double buying;              /**< probability that one purchase is investigated */
    double knowing, proof;      /**< the same for knowing use */
    double force, force_abroad; /**< F lambda of the law with the largest F; abroad */
    double announced,
        announced_knowing; /**< perceived risk in a law's first month, else 0 */
} curb_kind_levers_t;

/** What acts in one cell. */
typedef struct {
    curb_kind_levers_t kinds[CURB_KIND_COUNT];
    double friction;                /**< phi_online */
    double norm;                    /**< G >= 1 */
    double interdiction, diversion; /**< of imports by this cell's residents */
    double detection, escape;       /**< multipliers */
    double identified;              /**< added probability a month */
    double recovery, reintegration; /**< factor on its length; added probability */
    double forfeiture;
} curb_cell_levers_t;

typedef struct {
    const curb_scenario_t *scenario; /**< borrowed */
    int month;
    bool laws; /**< an offence of buyers is in force somewhere */
    bool cooperation;
    double added[CURB_JURISDICTION_MAX]; /**< capacity, in units of the baseline's */
    double vulnerability[CURB_JURISDICTION_MAX]; /**< factor on nu, by origin */
    curb_cell_levers_t *cells;                   /**< [cell]; owned by the state's block */
} curb_levers_t;

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

/** @brief Added cost of moving between two jurisdictions, and rise of detection after the
 * move. */
double curb_levers_cooperation(
    const curb_levers_t *self, const curb_world_t *world, size_t from, size_t to);

/** @brief First month in which two scenarios differ: the earliest start of a policy that is
 * not a law in force. `months` when there is none. */
int curb_scenario_first_month(const curb_scenario_t *scenario, int months);

#endif
