/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Rank correlations between uncertain numbers, put into a block of draws by pairing its
 * values anew and never by changing one: Iman and Conover 1982, Communications in
 * Statistics B 11(3) 311-334 (not seen; from general knowledge). */
#ifndef CURB_MODEL_COUPLING_H
#define CURB_MODEL_COUPLING_H

#include "model/draw.h"

/** The numbers that are correlated at all, and the lower Cholesky factor of the product-
 * moment correlations that their scores are to have. */
typedef struct {
    size_t count;
    uint32_t numbers[CURB_COUPLED_MAX]; /**< into curb_world_t.uncertain, rising */
    double wanted[CURB_COUPLED_MAX * CURB_COUPLED_MAX]; /**< factor, [row][column] */
} curb_coupling_t;

/** @brief Gathers the first `pairs` of world->correlations. For a rank correlation r scores
 * are given 2 sin(pi r / 6), the correlation that goes with it under a normal law.
 *  @return false when they contradict each other: no numbers can be correlated so. */
bool curb_coupling_init(curb_coupling_t *self, const curb_world_t *world, size_t pairs);

/** @brief Pairs a block anew. columns[k][p] are quantiles of number k at place p of the
 * block; each column is permuted so that its ranks are those of correlated scores: van der
 * Waerden's, with the correlation that the block has by accident taken out. */
void curb_coupling_pair(const curb_coupling_t *self, double (*columns)[CURB_DRAW_BLOCK]);

#endif
