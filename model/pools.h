/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Pools of people by origin and group: the hazard of recruitment that feeds every cell at
 * its anchor, and the stationary split into at risk, exploited, recovering and safe. */
#ifndef CURB_MODEL_POOLS_H
#define CURB_MODEL_POOLS_H

#include "model/market.h"
#include "model/population.h"

/** Stationary persons of one vulnerability class of a pool (real persons). */
typedef struct {
    double at_risk, at_risk_again, exploited, recovering, safe;
    double recruited; /**< a month */
} curb_class_stocks_t;

/** @brief Vulnerability nu of a class. */
double curb_vulnerability(const curb_responses_t *responses, size_t class);

/** @brief The split of one class under a pool's hazard; plain arithmetic. */
curb_class_stocks_t curb_class_stocks(
    const curb_market_t *market, size_t pool, size_t vulnerability);

/** @brief Solves the hazard of every pool. @return CURB_ERR_INVALID naming a pool that is
 * too small for the people who are recruited from it. */
CURB_MUST_CHECK curb_error_t curb_market_pools(
    curb_market_t *market, curb_diagnostics_t *diagnostics);

/** @brief Sets V* of every pool from its hazard; part of curb_market_pools(), and needed
 * alone when the hazards come from a file. */
void curb_market_pool_weights(curb_market_t *market);

/** @brief Sums exploited and inflow of every pool over the cells that recruit there. */
void curb_market_pool_flows(curb_market_t *market);

/** @brief Fills in the counts of month 0 of every class, in miniature persons. */
void curb_pools_first_counts(const curb_market_t *market, curb_population_t *population);

#endif
