/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The market at rest: what one draw of parameters implies once the anchors are solved
 *  (model.md section 4). Shared by all scenarios of a replicate, never written after the
 * solve. */
#ifndef CURB_MODEL_MARKET_H
#define CURB_MODEL_MARKET_H

#include "model/lever_values.h"
#include "model/world.h"

enum {
    CURB_CAPACITY_CLASSES = 12,
    CURB_CAPACITY_MAX = 250,
    CURB_SEGMENT_MAX = CURB_CELL_MAX * CURB_KIND_COUNT,
    CURB_POOL_MAX = CURB_JURISDICTION_MAX * CURB_GROUP_COUNT
};

/** A cell at its anchors. Persons, units and traffickers are real ones, not miniature. */
typedef struct {
    double price, profit_usd;        /**< p*, Pi*: USD per person-month */
    double supply, fringe;           /**< S*, S_F*: units a month */
    double purchases;                /**< X*: unvetted units a month that residents buy */
    double home_units, abroad_units; /**< D*, alpha X* */
    double consumer_price;           /**< P*: mean price over the cell's sources */
    double consumer_exploited_share; /**< theta-hat* */
    double abroad_price,
        abroad_exploited_share;      /**< the same through B; 0 where nobody goes */
    double active;                   /**< traffickers, N* / n* */
    double upkeep_usd;               /**< per person-month held */
    double fixed_usd;                /**< per month and unit of capacity */
    double margin_usd, adjusted_usd; /**< g*, g~* */
    double capacity_mean;            /**< K-bar of the active */
    double awareness;                /**< mean of the cell's buyers at rest */
    double refused; /**< share of exploited sales that laws in force refuse */
    int capacity[CURB_CAPACITY_CLASSES]; /**< K of each class */
    double recruit, entry, detection, escape,
        quit; /**< beta, e_in, h*, e_out, x*: a month */
} curb_market_cell_t;

/** Choice of one kind of buyer in one cell, in units of the baseline consumer price. */
typedef struct {
    double scale;                /**< sigma */
    double home, abroad, vetted; /**< b_U, b_A, b_V */
    double sanction_rate;  /**< s-bar under laws in force: a month and buyer at home */
    double risk;           /**< rho-bar: mean perceived risk under laws in force */
    double investigations; /**< under laws in force, real buyers a month */
} curb_choice_t;

/** People of one origin and group. */
typedef struct {
    double total;             /**< all persons, exploited ones included */
    double exploited, inflow; /**< of this pool, anywhere: persons; persons a month */
    double hazard; /**< lambda: monthly hazard of recruitment at vulnerability 1 */
    double recovery_months, reintegration; /**< at rest, support in force included */
    double weight; /**< V*: sum of vulnerability over those at risk */
} curb_pool_t;

typedef struct {
    const curb_world_t *world; /**< the drawn world; borrowed */
    int concept_used;
    double people_per_agent;
    size_t cell_count, pool_count;
    curb_market_cell_t cells[CURB_CELL_MAX];
    curb_choice_t choices[CURB_SEGMENT_MAX]; /**< [cell * CURB_KIND_COUNT + kind] */
    curb_pool_t pools[CURB_POOL_MAX];        /**< [origin * CURB_GROUP_COUNT + group] */
    /** A: share of a consuming cell's units by producer, [sector][consumer][producer]. */
    double trade[CURB_SECTOR_MAX][CURB_JURISDICTION_MAX][CURB_JURISDICTION_MAX];
    double capacity_share[CURB_JURISDICTION_MAX]; /**< E under laws in force, 1 without */
    curb_scenario_t rest_scenario;                /**< laws in force alone */
    curb_levers_t rest;                           /**< their levers */
    curb_cell_levers_t rest_cells[CURB_CELL_MAX];
} curb_market_t;

static inline bool curb_kind_present(const curb_world_t *world, size_t cell, size_t kind)
{
    return world->cells[cell].buyers[kind].demand_share > 0.0;
}

/** @brief Buyers of a kind in a cell, real ones. */
double curb_buyer_number(const curb_world_t *world, size_t cell, size_t kind);

/** @brief Mean quantity of a kind, units per purchase month and buyer:
 *  share * D* / (number * P^U*) (model.md section 4). */
double curb_buyer_mean_quantity(const curb_market_t *market, size_t cell, size_t kind);

/** @brief Fills in supply, prices, purchases and trade. Iterative proportional fitting for
 * goods (Deming and Stephan 1940, not seen), a linear system for sexual services bought at
 * home and abroad. @return CURB_ERR_INVALID when alpha and B leave a jurisdiction with no
 * buyers. */
CURB_MUST_CHECK curb_error_t curb_market_trade(
    curb_market_t *self, curb_diagnostics_t *diagnostics);

/** @brief Prices and exploited shares as consumers see them, and purchases at home and
 * abroad, from trade and purchases; part of curb_market_trade(). */
void curb_market_consumer_side(curb_market_t *self);

/** @brief Costs from prices and profit; checks upkeep >= 0. */
CURB_MUST_CHECK curb_error_t curb_market_costs(
    curb_market_t *self, curb_diagnostics_t *diagnostics);

#endif
