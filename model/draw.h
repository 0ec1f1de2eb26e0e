/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The draws of uncertain parameters: draw k is the same whatever replicate carries it. */
#ifndef CURB_MODEL_DRAW_H
#define CURB_MODEL_DRAW_H

#include "model/world.h"

/** Draws are stratified in blocks of this many, so that a study that asks for more
 *  replicates later keeps the draws it has. */
enum { CURB_DRAW_BLOCK = 20 };

/** @brief Value of a triangular law at a quantile u in (0, 1); log-triangular likewise on a
 * log scale (low > 0). */
double curb_triangular_quantile(
    double low, double mode, double high, curb_spread_t spread, double u);

/** @brief Copies `central` into `drawn` with every uncertain number replaced. Latin
 * hypercube (McKay, Beckman and Conover 1979) in blocks of CURB_DRAW_BLOCK draws: in
 * each block every number falls once into each of its strata; numbers that are
 * correlated (world->correlations) are paired anew within the block (coupling.h).
 * `attempt` 0 is the hypercube's; n > 0 are plain draws that replace it when its anchors
 * contradict each other.
 *  @param values  [central->uncertain_count] receives the drawn numbers. */
void curb_draw_parameters(const curb_world_t *central, uint64_t seed, uint32_t draw,
    uint32_t attempt, curb_world_t *drawn, double *values);

/** Numbers of a posterior: they replace what the laws above would give. Which point of the
 * posterior a draw takes is decided by whoever made the table. */
typedef struct {
    size_t parameter_count, draw_count;
    uint32_t *rows; /**< [parameter] of curb_world_t.uncertain; owned by the maker */
    double *values; /**< [draw][parameter]; owned by the maker */
} curb_given_draws_t;

/** @brief Lays the numbers of draw k over a drawn world; other numbers stay. */
void curb_draw_given(const curb_given_draws_t *given, const curb_world_t *central,
    uint32_t draw, curb_world_t *drawn, double *values);

/** @brief As above with every number at its mode. */
void curb_central_parameters(
    const curb_world_t *central, curb_world_t *drawn, double *values);

#endif
