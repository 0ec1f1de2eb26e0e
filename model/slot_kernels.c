/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/slot_kernels.h"

#include "model/bits.h"
#include "model/state.h"

#include <string.h>

typedef struct {
    int32_t active[CURB_SLOT_BLOCK]; /* all bits set for those active in the row's cell */
    int32_t held[CURB_SLOT_BLOCK];   /* by these */
    int32_t cell[CURB_SLOT_BLOCK], away[CURB_SLOT_BLOCK];
} wide_t;

/* Columns of 8 and 16 bits as masks and numbers of 32, one by one: loops of mixed widths
 * are not vectorised. */
CURB_HOT static void widen(curb_slot_block_t *restrict block, wide_t *restrict wide)
{
    const uint8_t *restrict state = block->state;
    const uint16_t *restrict slot_cell = block->slot_cell;
    const uint8_t *restrict held = block->held;
    const size_t count = block->count;
    const int32_t cell = block->cell;
    for (size_t i = 0; i < count; i++) {
        wide->active[i] = state[i]; /* CURB_SLOT_ACTIVE is 1, CURB_SLOT_DORMANT 0 */
    }
    for (size_t i = 0; i < count; i++) {
        wide->cell[i] = slot_cell[i];
    }
    for (size_t i = 0; i < count; i++) {
        wide->held[i] = held[i];
    }
    for (size_t i = 0; i < count; i++) {
        int32_t here = -(int32_t)(wide->cell[i] == cell);
        int32_t active = -wide->active[i];
        wide->away[i] = active & ~here;
        wide->active[i] = active & here;
        wide->held[i] &= active & here;
    }
}

CURB_HOT static curb_slot_sums_t add_up(
    curb_slot_block_t *restrict block, const wide_t *restrict wide)
{
    uint8_t *restrict elsewhere = block->elsewhere;
    const size_t count = block->count;
    int32_t held = 0, active = 0, away = 0;
    for (size_t i = 0; i < count; i++) {
        held += wide->held[i];
        active -= wide->active[i];
        away -= wide->away[i];
    }
    for (size_t i = 0; i < count; i++) {
        elsewhere[i] = (uint8_t)-wide->away[i];
    }
    return (curb_slot_sums_t){
        .profit_cents = block->margin_cents * (int64_t)held - block->fixed_cents * active,
        .active = active,
        .elsewhere = away};
}

/* Returns whether anybody has no capital left. */
CURB_HOT static bool book(
    const curb_slot_block_t *restrict block, const wide_t *restrict wide)
{
    int64_t *restrict capital = block->capital;
    const size_t count = block->count;
    const int32_t margin = block->margin_cents;
    const int64_t fixed = block->fixed_cents;
    const int64_t start = block->start_cents;
    int64_t below = 0;
    for (size_t i = 0; i < count; i++) {
        /* NOLINTNEXTLINE(*.Assign): widen() fills the first `count` */
        int64_t active = wide->active[i];
        int64_t after = capital[i] + (int64_t)margin * wide->held[i] - (fixed & active);
        after = after < start ? after : start;
        capital[i] = after;
        below |= (after - 1) & active; /* the sign of capital <= 0 */
    }
    return below < 0;
}

curb_slot_sums_t curb_book_block(curb_slot_block_t *block)
{
    wide_t wide;
    widen(block, &wide);
    memset(block->elsewhere + block->count / 8 * 8, 0, block->count % 8 > 0 ? 8 : 0);
    curb_slot_sums_t sums = add_up(block, &wide);
    sums.broke = book(block, &wide);
    return sums;
}

CURB_HOT static void watch(uint8_t *restrict moved, size_t count, uint8_t most)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t watched = (uint8_t)(moved[i] != CURB_NOT_MOVED);
        uint8_t now = (uint8_t)(moved[i] + watched);
        moved[i] = now >= most ? CURB_NOT_MOVED : now;
    }
}

void curb_watch_slots(uint8_t *moved, size_t count, uint8_t most)
{
    watch(moved, count, most);
}
