/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The market at rest under the laws in force: beliefs, choices, refusals and capacity that
 * the anchors already contain. */
#ifndef CURB_MODEL_REST_H
#define CURB_MODEL_REST_H

#include "model/choice.h"
#include "model/rest_risk.h"

/** @brief Sets every cell's mean awareness at rest: over all kinds, weighted by the buyers
 * that agents stand for, under the campaigns in force. */
void curb_rest_awareness(curb_market_t *market, const curb_population_t *population);

/** @brief Stationary awareness of an agent. With a share k = reach * efficacy of the
 * missing awareness supplied each month, a = [(1 - omega - delta) k + omega a-bar + delta
 * a0] / [1 - (1 - omega - delta)(1 - k)]; without campaigns (omega a-bar + delta a0)/(omega
 * + delta). */
double curb_rest_awareness_of(
    const curb_market_t *market, size_t cell, size_t kind, double base);

/** @brief Mean perceived risk of a kind of buyer at rest, 0 without a law against buyers.
 */
double curb_rest_risk(const curb_market_t *market, size_t cell, size_t kind);

/** @brief Perceived risk at month 0 of agent i of the population, in the segment, whose
 * rank in its stationary law is u in (0, 1); needs the solve. Same bits on every processor.
 */
double curb_rest_first_risk(const curb_market_t *market,
    const curb_population_t *population, const curb_segment_t *segment, size_t i, double u);

/** @brief Through trade, the share of each producing cell's exploited sales that is
 * refused.
 *  @param screened [cell] share of home units that complying buyers refuse if exploited */
void curb_rest_refused(curb_market_t *market, const double *screened);

/** @brief Solves the choice of every segment under the laws in force, and with it the share
 * of exploited sales that they refuse, sanctions and investigations; needs awareness. */
CURB_MUST_CHECK curb_error_t curb_rest_choices(curb_market_t *market,
    const curb_population_t *population, curb_diagnostics_t *diagnostics);

/** @brief E of every jurisdiction at rest, from investigations and detection. */
void curb_rest_capacity(curb_market_t *market);

#endif
