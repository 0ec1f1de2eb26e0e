/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The population of a replicate: what never changes about its agents, shared by all
 * scenarios. Agents are positions in columns, sorted by cell and kind (buyers), by cell
 * (slots of traffickers) and by origin, group and vulnerability (persons); they never move
 * in memory. */
#ifndef CURB_MODEL_POPULATION_H
#define CURB_MODEL_POPULATION_H

#include "model/market.h"
#include "model/memory.h"

enum {
    CURB_BLOCK = 1024, /**< buyers summed together in 32 bits; fixed, so results do not
                          follow the thread count */
    CURB_SLOTS_PER_ACTIVE = 4
};

/** Buyers of one kind in one cell: positions first .. first + count - 1. */
typedef struct {
    uint32_t cell, kind, first, count;
    double people;         /**< real buyers per agent */
    double unit;           /**< units of output per quantum of `quantity` and real buyer */
    double awareness_mean; /**< of base awareness */
} curb_segment_t;

/** Persons of one origin, group and vulnerability class: positions first .. first + count
 * - 1. */
typedef struct {
    uint32_t pool, vulnerability, first, count;
    uint32_t exploited, recovering, safe,
        at_risk_again; /**< at month 0; the rest is at risk */
} curb_class_t;

/** Consecutive slots of one cell and one capacity. */
typedef struct {
    uint32_t cell, capacity, first, count;
    uint32_t first_place;
    int64_t start_capital; /**< cents at entry: 6 Pi* n* K/K-bar */
} curb_slot_row_t;

typedef struct {
    size_t segment_count, buyer_count;
    curb_segment_t *segments;
    float *quantity;   /**< [buyer] quanta: whole numbers below 2^24 */
    float *taste;      /**< [buyer] epsilon */
    float *moral;      /**< [buyer] kappa */
    float *awareness;  /**< [buyer] a0 */
    float *compliance; /**< [buyer] u_c in [0, 1) */

    size_t slot_count, place_count;
    int capacity_most;         /**< largest K of a slot */
    uint32_t *cell_first_slot; /**< [cell + 1] */
    uint16_t *home;            /**< [slot] cell */
    uint8_t *capacity_class;   /**< [slot] */
    uint8_t *capacity;         /**< [slot] K */
    uint32_t *first_place;     /**< [slot + 1] */
    int64_t *start_capital;    /**< [slot] cents at entry */
    size_t row_count;
    curb_slot_row_t *rows; /**< ascending; together all slots */

    size_t class_count, person_count;
    size_t recovering_at_rest; /**< persons */
    curb_class_t *classes;     /**< [pool * CURB_VULNERABILITY_COUNT + vulnerability] */

    void *block;  /**< the one block that all columns live in */
    size_t bytes; /**< of the block */
} curb_population_t;

/** @brief Buyers and slots of a replicate; needs prices and purchases of the market.
 * Quantities are the quantiles of a log-normal law, drawn systematically; the other traits
 * are independent. Free with curb_population_free(), also after an error. */
CURB_MUST_CHECK curb_error_t curb_population_init(curb_population_t *self,
    const curb_market_t *market, size_t buyers_per_segment, uint64_t seed,
    uint32_t replicate);

/** @brief Capacities of the slots, once they are solved, and the places and capital that
 * follow. */
void curb_population_set_capacities(curb_population_t *self, const curb_market_t *market);

/** @brief Sizes of the classes of persons, once the pools are solved. */
void curb_population_set_persons(curb_population_t *self, const curb_market_t *market);

/** @brief Real units behind a sum of quanta of one segment. */
static inline double curb_segment_units(const curb_segment_t *segment, int64_t quanta)
{
    return (double)quanta * segment->unit * segment->people;
}

void curb_population_free(curb_population_t *self);

#endif
