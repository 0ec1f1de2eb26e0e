/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over traffickers' slots use masks and columns widened by the block. Their plain
 * twin here takes one slot after the other, with branches as the equations have them, and
 * must leave the same bits. */
#include "model/random.h"
#include "model/slot_kernels.h"
#include "model/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CELL = 7, CELLS = 11, CAPACITY = 5, WATCHED = 12 };

typedef struct {
    uint8_t state[CURB_SLOT_BLOCK], held[CURB_SLOT_BLOCK], elsewhere[CURB_SLOT_BLOCK];
    uint16_t cell[CURB_SLOT_BLOCK];
    int64_t capital[CURB_SLOT_BLOCK];
} slots_t;

static uint32_t word_of(uint32_t slot, uint32_t what)
{
    uint32_t word[2];
    curb_words((curb_key_t){2385, what}, slot, 0, &word[0], &word[1]);
    return word[0];
}

/* A third is active, of these a quarter elsewhere; dormant slots stand at home without
 * capital. */
static slots_t make(int64_t start, uint32_t study)
{
    slots_t self = {0};
    for (uint32_t i = 0; i < CURB_SLOT_BLOCK; i++) {
        bool active = word_of(i, 1 + study) % 3 == 0;
        bool away = active && word_of(i, 2 + study) % 4 == 0;
        self.state[i] = active ? CURB_SLOT_ACTIVE : CURB_SLOT_DORMANT;
        self.cell[i] = away ? (uint16_t)(word_of(i, 3 + study) % CELLS) : CELL;
        self.held[i] = active ? (uint8_t)(word_of(i, 4 + study) % (CAPACITY + 1)) : 0;
        self.capital[i] = active ? (int64_t)(word_of(i, 5 + study) % (uint32_t)start) : 0;
    }
    return self;
}

static curb_slot_sums_t book_plainly(
    slots_t *slots, size_t count, int64_t margin, int64_t fixed, int64_t start)
{
    curb_slot_sums_t sums = {0};
    for (size_t i = 0; i < count; i++) {
        slots->elsewhere[i] = 0;
        if (slots->state[i] != CURB_SLOT_ACTIVE) {
            continue;
        }
        if (slots->cell[i] != CELL) {
            slots->elsewhere[i] = 1;
            sums.elsewhere++;
            continue;
        }
        int64_t profit = margin * slots->held[i] - fixed;
        slots->capital[i] += profit;
        if (slots->capital[i] > start) {
            slots->capital[i] = start;
        }
        sums.broke = sums.broke || slots->capital[i] <= 0;
        sums.profit_cents += profit;
        sums.active++;
    }
    return sums;
}

static void books_alike(size_t count, int32_t margin, int64_t fixed, uint32_t study)
{
    static const int64_t start = 2385000;
    slots_t plain = make(start, study);
    slots_t ours = plain;
    curb_slot_block_t block = {.count = count,
        .cell = CELL,
        .state = ours.state,
        .slot_cell = ours.cell,
        .held = ours.held,
        .capital = ours.capital,
        .margin_cents = margin,
        .fixed_cents = fixed,
        .start_cents = start};
    memset(block.elsewhere, 0xa5, sizeof block.elsewhere);
    curb_slot_sums_t sums = curb_book_block(&block);
    curb_slot_sums_t wanted = book_plainly(&plain, count, margin, fixed, start);
    assert_true(sums.profit_cents == wanted.profit_cents);
    assert_true(sums.active == wanted.active);
    assert_true(sums.elsewhere == wanted.elsewhere);
    assert_int_equal(sums.broke, wanted.broke);
    assert_memory_equal(ours.capital, plain.capital, sizeof plain.capital);
    assert_memory_equal(block.elsewhere, plain.elsewhere, count);
    for (size_t i = count; i % 8 != 0; i++) {
        assert_int_equal(block.elsewhere[i], 0);
    }
}

/* Gains, losses, margins at the ends of 32 bits, and blocks of every length up to a few
 * vectors. */
static void blocks_are_booked_as_one_slot_after_the_other(void **state)
{
    (void)state;
    static const size_t longest[] = {97, 255, CURB_SLOT_BLOCK};
    for (size_t i = 1; i < 70 + sizeof longest / sizeof *longest; i++) {
        size_t count = i < 70 ? i : longest[i - 70];
        uint32_t study = (uint32_t)(10 * i);
        books_alike(count, 238517, 94117, study);
        books_alike(count, -238517, 94117, study);
        books_alike(count, 0, 3, study);
        books_alike(count, INT32_MAX, 0, study);
        books_alike(count, -INT32_MAX, 4000000000000, study);
    }
}

/* Capital of exactly nothing is broke; one cent is not; who is dormant is neither. */
static void nothing_left_is_broke_and_a_cent_is_not(void **state)
{
    (void)state;
    uint8_t active[] = {0, 1, 0}, held[] = {0, 2, 0};
    uint16_t cell[] = {CELL, CELL, CELL};
    for (int64_t left = -1; left <= 1; left++) {
        int64_t capital[] = {0, 500 + left, 0};
        curb_slot_block_t block = {.count = 3,
            .cell = CELL,
            .state = active,
            .slot_cell = cell,
            .held = held,
            .capital = capital,
            .margin_cents = -150,
            .fixed_cents = 200,
            .start_cents = 2385};
        assert_int_equal(curb_book_block(&block).broke, left <= 0);
        assert_true(capital[0] == 0 && capital[1] == left && capital[2] == 0);
    }
}

static void slots_are_watched_for_a_year_after_a_move(void **state)
{
    (void)state;
    uint8_t moved[2 * CURB_SLOT_BLOCK];
    for (size_t i = 0; i < sizeof moved; i++) {
        moved[i] = i % 5 == 0 ? (uint8_t)(i % WATCHED) : CURB_NOT_MOVED;
    }
    for (int month = 1; month <= WATCHED; month++) {
        curb_watch_slots(moved, sizeof moved, WATCHED);
        for (size_t i = 0; i < sizeof moved; i++) {
            int months = (int)(i % WATCHED) + month;
            bool watched = i % 5 == 0 && months < WATCHED;
            assert_int_equal(moved[i], watched ? months : CURB_NOT_MOVED);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_booked_as_one_slot_after_the_other),
        cmocka_unit_test(nothing_left_is_broke_and_a_cent_is_not),
        cmocka_unit_test(slots_are_watched_for_a_year_after_a_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
