/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The whole solve of a replicate: from a drawn world to a market at rest and its
 * population. */
#ifndef CURB_MODEL_SOLVE_H
#define CURB_MODEL_SOLVE_H

#include "model/market.h"
#include "model/population.h"
#include "model/run.h"

/** @brief Number of floats that hold a solve. */
size_t curb_solve_count(const curb_world_t *world);

/** @brief Solves `market` for `world` and makes `population`. With run->solved the hidden
 * values are taken from there and only what follows from them is computed.
 *  @param world  drawn; borrowed by the market
 *  Free the population with curb_population_free(), also after an error.
 *  @return CURB_ERR_INVALID when anchors contradict each other. */
CURB_MUST_CHECK curb_error_t curb_solve(curb_market_t *market,
    curb_population_t *population, const curb_world_t *world, const curb_run_t *run,
    int concept_used, uint32_t replicate, curb_diagnostics_t *diagnostics);

/** @brief Copies the hidden values out, for the results file: [curb_solve_count()]. */
void curb_solve_pack(const curb_market_t *market, float *values);

#endif
