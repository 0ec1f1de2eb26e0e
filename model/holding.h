/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How many persons a trafficker of a given capacity holds: a Markov chain on 0..K with
 *  recruitment, escape and size-dependent removal, and the solve of the four hidden monthly
 * rates of a cell (recruitment, entry, detection, escape) from its anchors (model.md
 * section 4). */
#ifndef CURB_MODEL_HOLDING_H
#define CURB_MODEL_HOLDING_H

#include "model/market.h"
#include "model/population.h"

/** Monthly rates that drive the chain. */
typedef struct {
    double recruit;   /**< beta: an open place is filled */
    double detection; /**< h*: at the mean holding */
    double quit;      /**< x* */
    double escape;    /**< e_out, of those not freed otherwise */
    double growth;    /**< v: growth of detection with holding */
    double held;      /**< n*: mean holding */
} curb_holding_rates_t;

/** The stationary law of an active trafficker of one capacity. */
typedef struct {
    int capacity;
    double share[CURB_CAPACITY_MAX + 1]; /**< [n held] */
    double mean_held;
    double exit;          /**< monthly probability that it is detected or quits */
    double detected;      /**< of which detected */
    double held_detected; /**< E[n h(n)] */
} curb_holding_law_t;

/** @brief Detection against its value at n = n*: clip(1 + v (n/n* - 1), 0.1, 5). */
double curb_holding_visibility(double n, double held, double growth);

/** @brief The stationary law for one capacity; plain arithmetic, the same bits everywhere.
 */
void curb_holding_law(
    curb_holding_law_t *law, int capacity, const curb_holding_rates_t *rates);

/** @brief The same from moves that curb_chain_moves() made at these rates of recruitment
 * and escape, for a solve that asks again with another detection.
 *  @param matrix  scratch of the size of `moves` */
void curb_holding_law_of(curb_holding_law_t *law, int capacity,
    const curb_holding_rates_t *rates, const double *moves, double *matrix);

/** How a slot of one class divides its time. */
typedef struct {
    double active, dormant, barred;
} curb_slot_shares_t;

/** @brief Shares of time active, dormant and barred: entry e, conviction and sentence
 * given. */
curb_slot_shares_t curb_slot_shares(const curb_holding_law_t *law, double entry_total,
    double conviction, double sentence_months);

/** @brief Entry including successors: e_in / (1 - succession). */
double curb_entry_total(const curb_market_t *market, size_t cell);

/** @brief Barred months at detection: the sentence rounded to whole months, at least 1. */
uint32_t curb_barred_months(const curb_responses_t *responses);

/** @brief Solves recruit, entry, detection, escape and the capacities of every cell, and
 * the fixed costs and margins that depend on them.
 *  @return CURB_ERR_INVALID, naming the anchors, when none fit together. */
CURB_MUST_CHECK curb_error_t curb_market_holdings(curb_market_t *market,
    const curb_population_t *population, curb_diagnostics_t *diagnostics);

/** @brief Fixed costs and risk-adjusted margins from the solved rates; part of
 *  curb_market_holdings(), and needed alone when the rates come from a file. */
CURB_MUST_CHECK curb_error_t curb_market_margins(
    curb_market_t *market, curb_diagnostics_t *diagnostics);

#endif
