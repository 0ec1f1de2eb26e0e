/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The hot loops over columns of traffickers' slots: without branches on what has no
 * pattern, such as which slots are active, and with whole-number sums. */
#ifndef CURB_MODEL_SLOT_KERNELS_H
#define CURB_MODEL_SLOT_KERNELS_H

#include "model/population.h"

/** What a month brings an active slot in a cell. */
typedef struct {
    double fixed_cents;   /**< costs per unit of capacity; a slot's are rounded to cents */
    int32_t margin_cents; /**< per person held */
} curb_slot_terms_t;

/** Borrowed columns of all slots; sets are bits, [slot / 64]. */
typedef struct {
    const uint64_t *active;
    const uint64_t *away; /**< work in another cell than their home */
    uint64_t *full; /**< have the capital of their start, above which it is withdrawn */
    const uint8_t *held;  /**< may be read up to a multiple of 64 */
    const uint16_t *cell; /**< where they work */
    int64_t *capital;     /**< cents */
} curb_slot_books_t;

/** @brief Books a month of every active slot (model.md section 5, Traffickers): capital
 * gains n g - fixed, and what is above its start is withdrawn. Fixed costs are added to
 * `costs_cents` [cell], under the `terms` [cell] of the cells where slots work.
 *  @param listed scratch; room for all slots.
 *  @param broke slots left without capital, ascending; room for all slots and one.
 *  @return how many these are. */
size_t curb_book_slots(const curb_slot_books_t *books, const curb_slot_row_t *rows,
    size_t row_count, const curb_slot_terms_t *terms, int64_t *costs_cents,
    uint32_t *listed, uint32_t *broke);

/** @brief Slots that moved are watched for a month less: `moved` counts their months up to
 *  `most`, from which on they count as not moved (CURB_NOT_MOVED). */
void curb_watch_slots(uint8_t *moved, size_t count, uint8_t most);

/** @brief A month less is left of each bar that still stands. */
void curb_count_down_bars(uint16_t *barred, size_t count);

#endif
