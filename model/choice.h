/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The solve of buyers' choice: the scale and mean utilities of a logit with random taste,
 * so that quantity-weighted shares and the own-price elasticity over the drawn buyers equal
 * the anchors. */
#ifndef CURB_MODEL_CHOICE_H
#define CURB_MODEL_CHOICE_H

#include "model/population.h"

/** What the choice of a segment must reproduce. */
typedef struct {
    double home, abroad, vetted; /**< shares of buyers a month; the rest does not buy */
    bool must_buy;               /**< firms and governments: home + vetted = 1 */
    double elasticity;           /**< of home purchases in the home price, > 0 */
} curb_choice_target_t;

/** @brief Shares and elasticity of a segment under a choice, by quadrature over its agents.
 *  @param awareness [count] stationary awareness of each agent */
typedef struct {
    double home, abroad, vetted, elasticity;
} curb_choice_shares_t;

/** The agents that a choice is solved over; borrowed columns of `count` agents. */
typedef struct {
    size_t count;
    const float *quantity, *taste, *moral;
    const double *awareness;
    const double *home_cost;   /**< felt cost of buying at home, in units of the price */
    const double *abroad_cost; /**< the same abroad; NULL: none, and none at home either for
                                    those who can buy abroad */
} curb_choice_agents_t;

curb_choice_shares_t curb_choice_shares(const curb_choice_agents_t *agents,
    const curb_choice_t *choice, bool must_buy, bool abroad, bool vetted);

/** @brief Solves a segment. GSL: Brent's method on the scale, a hybrid Newton method on the
 *  utilities. @param name for messages, e.g. "sexual in developed_eu, individual".
 *  @return CURB_ERR_INVALID when the elasticity exceeds what the spread of taste allows;
 * the message names the largest that would do. */
CURB_MUST_CHECK curb_error_t curb_choice_solve(const curb_choice_agents_t *agents,
    const curb_choice_target_t *target, curb_choice_t *choice, const char *name,
    curb_diagnostics_t *diagnostics);

#endif
