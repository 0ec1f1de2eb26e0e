/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The arithmetic of the chain of holdings, cut so that what does not change between two
 * questions is not computed again: laws of trials depend on one probability, moves of a
 * capacity on two of them, months in each state also on removal. Plain IEEE operations in a
 * fixed order: the same bits on every processor and however the work is cut. */
#ifndef CURB_MODEL_HOLDING_CHAIN_H
#define CURB_MODEL_HOLDING_CHAIN_H

#include "model/market.h"

enum { CURB_CHAIN_LANES = 8 }; /* rows are padded to whole vectors */

/** @brief Numbers in a padded row over the states 0 .. capacity. */
static inline size_t curb_chain_row(int capacity)
{
    size_t states = (size_t)capacity + 1;
    return (states + CURB_CHAIN_LANES - 1) / CURB_CHAIN_LANES * CURB_CHAIN_LANES;
}

/** @brief Numbers in a table of such rows. */
static inline size_t curb_chain_table(int capacity)
{
    return curb_chain_row(capacity) * curb_chain_row(capacity);
}

/** @brief Laws of the number of successes in 0, 1, ... most trials.
 *  @param laws  a table for `most`, [trials][successes], zeros where not yet written */
void curb_chain_trials(double *laws, int most, double p);

/** @brief Moves of one capacity among those who stay active: who is held stays or escapes,
 *  open places are filled or not.
 *  @param moves    out, transposed: [next][now], both < curb_chain_row(capacity); zeros on
 * entry
 *  @param stay     laws of staying, of at least `capacity` trials
 *  @param recruit  laws of recruitment, of as many
 *  @param most     trials that both were made for */
void curb_chain_moves(
    double *moves, int capacity, const double *stay, const double *recruit, int most);

/** @brief Expected months in each state of one who enters with nobody: solves
 *  s (I - diag(survive) moves) = e0 by elimination. Own code, because its bits decide the
 *  first state of the agents.
 *  @param months   out, [capacity + 1]
 *  @param matrix   scratch of the size of `moves`
 *  @param survive  [curb_chain_row(capacity)] probability to stay active, by state */
void curb_chain_months(double *months, double *matrix, const double *moves,
    const double *survive, int capacity);

#endif
