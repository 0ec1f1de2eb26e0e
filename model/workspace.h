/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Scratch memory of a replicate, asked for once: a month's marks and candidates,
 * which all scenarios share, and what one thread needs to carry one scenario through a
 * month. */
#ifndef CURB_MODEL_WORKSPACE_H
#define CURB_MODEL_WORKSPACE_H

#include "model/candidates.h"
#include "model/market.h"
#include "model/marks.h"
#include "model/population.h"
#include "model/random.h"

/** What happens to an active slot in a month. */
enum { CURB_STAYS = 0, CURB_IS_DETECTED, CURB_QUITS };

enum { CURB_CLASS_BLOCK_BITS = 8, CURB_LEAVING_TOGETHER = 1024 };

/** Marks and candidates of one month; the same for every scenario. */
typedef struct {
    curb_marks_t marks;
    curb_candidates_t candidates;
    uint16_t *class_of_block; /**< [person >> CURB_CLASS_BLOCK_BITS] class of the first */
    size_t return_block_count, return_room; /**< room of a block */
    uint32_t *return_count;                 /**< [block] */
    uint32_t *returning; /**< [block * room] persons whose place is taken by a new one, if
                            they are safe */
    curb_key_t recovery_key;
} curb_shared_month_t;

/** One person who is about to leave a place. */
typedef struct {
    uint32_t place;
    uint16_t cell, how; /**< how is CURB_IS_IDENTIFIED .. */
} curb_leaving_t;

enum { CURB_IS_IDENTIFIED, CURB_IS_RELEASED, CURB_ESCAPES, CURB_WAYS_OUT };

/** One thread's scratch for one scenario's month. */
typedef struct {
    uint8_t *fate; /**< [slot] CURB_STAYS, but for those in `gone` */
    size_t gone_count, broke_count, mover_count, entrant_count;
    uint32_t *touched;  /**< [slot] marks with a word below a threshold of this scenario */
    uint32_t *gone;     /**< [slot] who is detected or quits */
    uint32_t *broke;    /**< [slot] who has no capital left, ascending */
    uint32_t *mover;    /**< [slot] who moves */
    uint16_t *mover_to; /**< [slot] cell */
    uint32_t *entrant;  /**< [slot] ascending */
    size_t leaving_count;
    curb_leaving_t leaving[CURB_LEAVING_TOGETHER];
    size_t attempt_count;
    uint32_t *attempt;          /**< [place] marked attempts that are made, by match */
    uint16_t *attempt_pool;     /**< [place] */
    uint32_t *of_pool;          /**< [place] the attempts of the pools in turn, by match */
    size_t *pool_first;         /**< [pool + 1] into of_pool */
    double *pool_edge;          /**< [cell][pool] cumulative */
    curb_turn_t *recruit;       /**< [candidate of a pool] */
    curb_candidate_rest_t rest; /**< more candidates of a pool */
    double *reached; /**< [pool] scores looked at this month went so far, about */
} curb_scratch_t;

typedef struct {
    curb_shared_month_t month;
    int thread_count, scratch_count; /**< at most one scratch a scenario */
    curb_scratch_t *scratch;         /**< [thread] */
    /** Candidates are kept so much further than the month before has looked, and about so
     * many of a pool at least. This decides what a month costs, never who is recruited. */
    double reach_margin, kept_at_least;
    void *block;
    size_t bytes;
} curb_workspace_t;

CURB_MUST_CHECK curb_error_t curb_workspace_init(curb_workspace_t *self,
    const curb_market_t *market, const curb_population_t *population, int thread_count,
    size_t scenario_count);
void curb_workspace_free(curb_workspace_t *self);

/** @brief Bytes that curb_workspace_init() asks for. */
size_t curb_workspace_bytes(const curb_market_t *market,
    const curb_population_t *population, int thread_count, size_t scenario_count);

/** @brief How many of these a month near rest uses, about; the others are room that is
 * there when needed. */
double curb_workspace_used_bytes(const curb_market_t *market,
    const curb_population_t *population, int thread_count, size_t scenario_count);

/** @brief Draws the candidates of a month; its marks follow with curb_marks_set(). */
void curb_workspace_draw(curb_workspace_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate, uint32_t month);

#endif
