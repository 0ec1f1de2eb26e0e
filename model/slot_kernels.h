/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The hot loops over a block of traffickers' slots: plain loops over columns that
 * vectorise, with masks in place of branches and whole-number sums. */
#ifndef CURB_MODEL_SLOT_KERNELS_H
#define CURB_MODEL_SLOT_KERNELS_H

#include "model/population.h"

enum { CURB_SLOT_BLOCK = 256 };

/** A block of slots of one row: borrowed columns of `count` <= CURB_SLOT_BLOCK slots, and
 * what a month brings those who are active in the row's cell. */
typedef struct {
    size_t count;
    uint16_t cell;
    const uint8_t *state;
    const uint16_t *slot_cell;
    const uint8_t *held;
    int64_t *capital;
    int32_t margin_cents; /**< per person held */
    int64_t fixed_cents;  /**< per slot */
    int64_t start_cents;  /**< capital above this is withdrawn */
    /** [slot] 1 for those who are active in another cell, 0 for others; zeros follow up to
     * a multiple of 8. */
    uint8_t elsewhere[CURB_SLOT_BLOCK];
} curb_slot_block_t;

/** What a month left behind in a block, of the slots that are active in the row's cell. */
typedef struct {
    int64_t profit_cents, active;
    int64_t elsewhere; /**< active slots in other cells, not booked */
    bool broke;        /**< somebody has no capital left */
} curb_slot_sums_t;

/** @brief Books a month's profit (model.md section 5, Traffickers): capital gains n g -
 * fixed, and what is above its start is withdrawn. Dormant slots have no capital and stay
 * as they are. */
curb_slot_sums_t curb_book_block(curb_slot_block_t *block);

/** @brief Slots that moved are watched for a month less: `moved` counts their months up to
 *  `most`, from which on they count as not moved (CURB_NOT_MOVED). */
void curb_watch_slots(uint8_t *moved, size_t count, uint8_t most);

#endif
