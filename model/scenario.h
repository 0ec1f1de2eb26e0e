/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A scenario: the policies that are tried together, each an instrument with scope,
 * schedule, intensity and levers. Plain data. */
#ifndef CURB_MODEL_SCENARIO_H
#define CURB_MODEL_SCENARIO_H

#include "model/instruments.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CURB_ID_BYTES = 64,
    CURB_POLICY_MAX = 64,
    CURB_SHOCK_MAX = 8,
    CURB_JURISDICTION_MAX = 64,
    CURB_SECTOR_MAX = 8
};

typedef struct {
    char id[CURB_ID_BYTES];
    curb_instrument_t instrument;
    uint64_t jurisdictions; /**< bit j: in scope */
    uint32_t sectors;       /**< bit m */
    uint32_t kinds;         /**< bit k of curb_kind_t */
    uint64_t partners; /**< co-operation: States whose moves with each other it covers */
    int start_month;   /**< first month in force, from the start of the run */
    int end_month;     /**< first month no longer in force; INT_MAX: open */
    int ramp_months;   /**< >= 1: months until full intensity */
    bool in_force;     /**< law of the baseline: z = 1 * intensity from before month 0 */
    double intensity;
    double lever[CURB_LEVER_COUNT]; /**< NaN: the world's value, which a draw may move */
} curb_policy_t;

/** A change of demand that no policy makes: buyers in scope ask for `demand` times as much
 * as they would. No instrument, no cost; it comes and goes at once. */
typedef struct {
    char id[CURB_ID_BYTES];
    uint64_t jurisdictions; /**< bit j: residents of j */
    uint32_t sectors;       /**< bit m */
    uint32_t kinds;         /**< bit k of curb_kind_t */
    int start_month, end_month;
    double demand; /**< factor on quantity; 1 changes nothing */
} curb_shock_t;

typedef struct {
    char id[CURB_ID_BYTES];
    char title[160];
    size_t shock_count;
    curb_shock_t shocks[CURB_SHOCK_MAX];
    size_t policy_count; /**< laws in force of the world come first and are in every
                            scenario */
    curb_policy_t policies[CURB_POLICY_MAX];
    char dose[16];     /**< "low", "default", "high", "budget" or "" when mixed or custom */
    double budget_usd; /**< common yearly budget asked for; 0: none */
    bool budget_is_limit;    /**< the doses stand as they are, within the budget; else the
                                plan scales them to meet it */
    double planned_cost_usd; /**< a year at full intensity; set by the plan */
    bool budget_capped;      /**< the high dose costs less than the budget */
    /** [sector] jurisdictions that ship more than 1 % of what importers under a trade
     * instrument buy: in scope beside the importers; set by the plan. */
    uint64_t suppliers[CURB_SECTOR_MAX];
} curb_scenario_t;

/** @brief Share of full force of a policy in a month: intensity * min(1, (t-start+1)/ramp)
 * while in force, else 0 (model.md section 3). */
double curb_policy_strength(const curb_policy_t *policy, int month);

#endif
