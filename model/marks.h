/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The slots and places to which something can happen this month, in any scenario. Chances
 * are small and the random words are the same in every scenario, so one pass over the words
 * of a month finds the few slots and places with a word below the largest threshold of any
 * scenario, and each scenario visits only these. Places are asked only where somebody is
 * held, or could be, in some scenario. */
#ifndef CURB_MODEL_MARKS_H
#define CURB_MODEL_MARKS_H

#include "model/state.h"

/** A slot and its words. */
typedef struct {
    uint32_t slot, detection, conviction, quit, entry, move, destination;
} curb_marked_slot_t;

/** A place that may be tried, and its words. */
typedef struct {
    uint32_t place, slot, pool, match;
    uint32_t word; /**< the attempt is made if it is below a threshold */
} curb_marked_attempt_t;

/** A place that may be left, and its words. */
typedef struct {
    uint32_t place, slot, identification, release, escape;
} curb_marked_leaving_t;

typedef struct {
    size_t slot_count, attempt_count, leaving_count;
    curb_marked_slot_t *slots;       /**< ascending by slot */
    curb_marked_attempt_t *attempts; /**< ascending by match, place */
    curb_marked_attempt_t *drawn;    /**< the same, ascending by place */
    uint32_t *bucket;                /**< scratch of the ordering */
    uint32_t bucket_bits;
    curb_marked_leaving_t *leavings; /**< ascending by place */
} curb_marks_t;

/** @brief Takes room for the marks of any month from an arena. */
void curb_marks_take(
    curb_marks_t *self, curb_arena_t *arena, const curb_population_t *population);

/** @brief Marks a month; `state->chances` of all states must be set. */
void curb_marks_set(curb_marks_t *self, curb_state_t *const *states, size_t count,
    const curb_market_t *market, const curb_population_t *population, uint64_t seed,
    uint32_t replicate, int threads);

#endif
