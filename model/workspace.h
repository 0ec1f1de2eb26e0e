/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Scratch memory of a replicate, asked for once: a month's random words and candidates,
 * which all scenarios share, and what one thread needs to carry one scenario through a
 * month. */
#ifndef CURB_MODEL_WORKSPACE_H
#define CURB_MODEL_WORKSPACE_H

#include "model/market.h"
#include "model/population.h"
#include "model/random.h"

/** What happens to an active slot in a month. */
enum { CURB_STAYS, CURB_IS_DETECTED, CURB_QUITS };

/** Words and candidates of one month; the same for every scenario. */
typedef struct {
    uint32_t *detection, *conviction, *quit, *entry, *move, *destination; /**< [slot] */
    uint32_t *attempt, *pool, *match, *release, *escape, *identification; /**< [place] */
    size_t candidate_capacity;
    size_t *first_candidate;  /**< [pool + 1] */
    double *candidate_score;  /**< u / nu, ascending in each pool */
    double *candidate_person; /**< person, as a double so that GSL sorts both columns */
    size_t return_capacity, return_count;
    uint32_t *returning; /**< persons whose place is taken by a new one, if they are safe */
    curb_key_t recovery_key;
} curb_shared_month_t;

/** One thread's scratch for one scenario's month. */
typedef struct {
    size_t active_count;
    uint32_t *active; /**< [slot] those active at the start, ascending */
    uint8_t *fate;    /**< [slot] of those active at the start */
    size_t mover_count, entrant_count;
    uint32_t *mover;    /**< [slot] who moves */
    uint16_t *mover_to; /**< [slot] cell */
    uint32_t *entrant;  /**< [slot] */
    size_t attempt_count;
    uint32_t *attempt_place, *attempt_slot; /**< [place] */
    uint16_t *attempt_pool;                 /**< [place] */
    double
        *attempt_order; /**< [place] of one pool, to be sorted: word and attempt in one */
    double *pool_edge;  /**< [pool] cumulative, of one cell */
    double *recruit_score;                        /**< [place] */
    double *recruit_person;                       /**< [place] */
    uint32_t *recovery_word, *reintegration_word; /**< [recovering] */
    double *flow_share; /**< [sector][consumer][producer] of this month's flows */
} curb_scratch_t;

typedef struct {
    curb_shared_month_t month;
    int thread_count;
    curb_scratch_t *scratch; /**< [thread] */
    void *block;
    size_t bytes;
} curb_workspace_t;

CURB_MUST_CHECK curb_error_t curb_workspace_init(curb_workspace_t *self,
    const curb_market_t *market, const curb_population_t *population, int thread_count);
void curb_workspace_free(curb_workspace_t *self);

/** @brief Bytes that curb_workspace_init() asks for. */
size_t curb_workspace_bytes(
    const curb_market_t *market, const curb_population_t *population, int thread_count);

/** @brief Score below which a person at risk is a candidate: 8 times the baseline hazard,
 * or certainty (model.md section 5). */
double curb_candidate_bound(const curb_market_t *market, size_t pool);

/** @brief Draws the words and the candidates of a month. */
void curb_workspace_draw(curb_workspace_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate, uint32_t month);

#endif
