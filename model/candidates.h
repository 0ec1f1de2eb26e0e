/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The persons who may be recruited in a month, by ascending score; the same in every
 * scenario. A scenario takes the first few of a pool, so that only those below what was
 * reached a month ago, and some more, are kept and put in order. Where a scenario needs
 * others, they are drawn again: the words of a person are the same whenever asked.
 *
 *  Those exploited before count at a fraction of their score. Who was is up to the
 * scenario, so each candidate has two turns in the order, as one who was and as one who was
 * not, and a scenario takes the first few whose turn it is. */
#ifndef CURB_MODEL_CANDIDATES_H
#define CURB_MODEL_CANDIDATES_H

#include "model/market.h"
#include "model/population.h"
#include "model/random.h"

/** One person at risk who may be recruited from a pool. */
typedef struct {
    double score; /**< u / (nu vm) */
    uint32_t person;
} curb_recruit_t;

/** A turn of a candidate in the order of a pool. */
typedef struct {
    uint32_t person;
    uint32_t at_risk; /**< class * 2 + again, as in a state; again is whose turn this is */
} curb_turn_t;

/** Persons of one class who are drawn together, and where those kept are written. */
typedef struct {
    uint32_t class_index, block, first, count;
    size_t room, kept;
} curb_candidate_block_t;

typedef struct {
    size_t pool_count, block_count;
    curb_key_t gaps, marks; /**< of this month */
    curb_candidate_block_t *blocks;
    size_t *pool_block; /**< [pool + 1] the blocks of a pool */
    size_t *pool_room;  /**< [pool + 1] where a pool's begin */
    size_t *count;      /**< [pool] in order */
    size_t *turn_count; /**< [pool] */
    double *reach;      /**< [pool] only scores below are kept */
    double *most;       /**< [pool] nobody scores as much */
    curb_recruit_t *drawn, *ordered;
    curb_turn_t *turns; /**< a pool's from twice its `pool_room` on, where `drawn` was */
    uint32_t *bucket;
    size_t room, room_most; /**< of all pools, of the largest */
} curb_candidates_t;

/** What a scenario draws again of a pool, in one thread's scratch. */
typedef struct {
    curb_recruit_t *drawn, *ordered; /**< [room_most] */
    curb_turn_t *turns;              /**< [2 * room_most] */
    uint32_t *bucket;
} curb_candidate_rest_t;

/** @brief Takes room from an arena; while it measures as well as later. */
void curb_candidates_take(curb_candidates_t *self, curb_arena_t *arena,
    const curb_market_t *market, const curb_population_t *population);
void curb_candidate_rest_take(
    curb_candidate_rest_t *self, curb_arena_t *arena, const curb_candidates_t *candidates);

/** @brief Fills in what does not change from month to month. */
void curb_candidates_init(curb_candidates_t *self, const curb_market_t *market,
    const curb_population_t *population);

/** @brief Draws a month's. Set `reach` before; it decides what is kept, never who is
 * recruited. */
void curb_candidates_draw(curb_candidates_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate, uint32_t month,
    int threads);

/** @brief Those of a pool who were not kept, in order, from `rest->ordered` on.
 *  @return how many. */
size_t curb_candidates_rest(const curb_candidates_t *self, const curb_market_t *market,
    const curb_population_t *population, size_t pool, curb_candidate_rest_t *rest);

/** @brief The turns of a pool that come after its `turns`, from `rest->turns` on.
 *  @return how many. */
size_t curb_candidates_further_turns(const curb_candidates_t *self,
    const curb_market_t *market, const curb_population_t *population, size_t pool,
    curb_candidate_rest_t *rest);

/** @brief Score below which a person at risk is a candidate: 8 times the baseline hazard,
 * or certainty (model.md section 5). */
double curb_candidate_bound(const curb_market_t *market, size_t pool);

#endif
