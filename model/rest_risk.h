/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Perceived risk at rest under a law in force against buyers. A sanction sets a buyer's
 *  perceived risk to 1; month by month it relaxes to what everybody hears, the news. The
 *  months since the last sanction are a Markov chain whose chance of starting anew is that
 *  of buying at home times that of being sanctioned for it. Its stationary law says how
 *  many are wary, and how wary, in a market that stands still. */
#ifndef CURB_MODEL_REST_RISK_H
#define CURB_MODEL_REST_RISK_H

#include <stdbool.h>

/** A buyer as the chain sees one. Utilities are those without any perceived risk, and they
 *  and the forces are in units of the scale of choice. */
typedef struct {
    double home, abroad, vetted;
    bool has_abroad, has_vetted, must_buy;
    double force, force_abroad; /**< felt cost of a certain sanction, by channel */
    double sanction;            /**< probability, a month in which one buys at home */
    double investigation;       /**< the same; not part of the chain */
    double news;                /**< min(1, M s-bar) */
    double learning;            /**< lambda_rho, a month */
} curb_wary_buyer_t;

/** Ages are put together where they are about equally wary; the last node is who was not
 *  sanctioned for so long that it no longer matters. */
enum { CURB_RISK_NODES = 8 };

/** Stationary law of one buyer's perceived risk; weights add up to 1. */
typedef struct {
    double risk[CURB_RISK_NODES], weight[CURB_RISK_NODES];
} curb_risk_law_t;

/** @brief Probability of buying at home in a month at a perceived risk. */
double curb_risk_purchase(const curb_wary_buyer_t *buyer, double risk);

/** @brief The stationary law, by nodes. Weight of age k: the product over ages before it of
 *  1 - h, h the probability of a sanction at that age. */
void curb_risk_law(const curb_wary_buyer_t *buyer, curb_risk_law_t *law);

/** @brief The perceived risk of a buyer whose rank in the law is u in (0, 1). The same bits
 *  on every processor. */
double curb_risk_draw(const curb_wary_buyer_t *buyer, double u);

#endif
