/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  One cell while its hidden rates are looked for, as numbers alone: the chain of holdings
 *  of each of its capacities, and the entry that keeps the wanted number active. The search
 *  itself is curb_holding_fit(); curb_market_holdings() fills in what is observed and words
 *  what does not fit. */
#ifndef CURB_MODEL_HOLDING_CELL_H
#define CURB_MODEL_HOLDING_CELL_H

#include "model/holding.h"

typedef struct {
    double held, fill;                   /**< n*, f */
    double slots[CURB_CAPACITY_CLASSES]; /**< slots of each class */
    double active_wanted;                /**< miniature traffickers */
    double person_detection;             /**< wanted: person-weighted, a month */
    double conviction, sentence_months;

    /** Quitting, escape, growth and held go in; recruitment and detection come out. */
    curb_holding_rates_t rates;
    int capacity[CURB_CAPACITY_CLASSES]; /**< K of each class */
    double entry_total;                  /**< with successors */
    double active[CURB_CAPACITY_CLASSES];

    size_t law_count; /**< laws in hand: one for each capacity that slots have */
    size_t law_of[CURB_CAPACITY_CLASSES]; /**< [class] with slots */
    curb_holding_law_t laws[CURB_CAPACITY_CLASSES];
    double *moves[CURB_CAPACITY_CLASSES]; /**< [law] at rates.recruit, in the block */
    double *stay, *recruit, *matrix, *block;
    int room, most; /**< largest capacity there is room for; that has a law */
} curb_holding_cell_t;

/** All classes together. */
typedef struct {
    double held, capacity, held_detected, active;
} curb_holding_totals_t;

/** @brief Mean capacity up to which a fill is looked for. */
static inline double curb_holding_widest_mean(const curb_holding_cell_t *self)
{
    return 4.0 * self->held / self->fill + 4.0;
}

/** @brief Room for the capacities that may be tried for `held` and `fill`; the rest of
 * `self` is left alone. Free with curb_holding_cell_free(). */
CURB_MUST_CHECK curb_error_t curb_holding_cell_init(curb_holding_cell_t *self);
void curb_holding_cell_free(curb_holding_cell_t *self);

/** @brief K >= 1, geometric with a mean, at the middle of twelve equal classes; needs slots
 *  and rates.escape. */
void curb_holding_cell_set_capacities(curb_holding_cell_t *self, double mean);

/** @brief To be called first, and when rates.recruit has changed. */
void curb_holding_cell_set_moves(curb_holding_cell_t *self);

/** @brief Laws at rates.detection and the moves. */
void curb_holding_cell_set_laws(curb_holding_cell_t *self);

/** @brief Entry that keeps the wanted number active under the laws, and how many of each
 * class are. @return false when there are too few slots. */
bool curb_holding_cell_find_entry(curb_holding_cell_t *self);

/** @brief The same to a relative 1e-12, not to the last bit: for questions whose answer
 * does not hang on it. */
bool curb_holding_cell_guess_entry(curb_holding_cell_t *self);

curb_holding_totals_t curb_holding_cell_totals(const curb_holding_cell_t *self);

/** @brief Mean capacity of all slots, active or not. */
double curb_holding_cell_mean_capacity(const curb_holding_cell_t *self);

/** @brief Looks for capacities, recruitment, detection and entry that reproduce held, fill,
 * detection a person and the number active. @return false when there are none. */
CURB_MUST_CHECK bool curb_holding_fit(curb_holding_cell_t *self);

#endif
