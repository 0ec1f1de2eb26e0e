/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over traffickers' slots pass over those for whom a month changes nothing. Their
 * plain twin here takes one slot after the other, with branches as the equations have them,
 * and must leave the same bits. */
#include "model/random.h"
#include "model/slot_kernels.h"
#include "model/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CELLS = 11, WATCHED = 12, SLOTS = 1000, ROWS = 3, WORDS = SLOTS / 64 + 1 };

static const int64_t a_start = 2385000;

/* The columns of all slots, and where their rows end. */
typedef struct {
    uint64_t active[WORDS], away[WORDS], full[WORDS];
    uint8_t held[WORDS * 64];
    uint16_t cell[SLOTS];
    int64_t capital[SLOTS];
    curb_slot_row_t rows[ROWS];
    curb_slot_terms_t terms[CELLS];
    int64_t costs[CELLS];
    uint32_t listed[SLOTS], broke[SLOTS + 1];
    size_t broke_count;
} slots_t;

static uint32_t word_of(uint32_t slot, uint32_t what)
{
    uint32_t word[2];
    curb_words((curb_key_t){2385, what}, slot, 0, &word[0], &word[1]);
    return word[0];
}

/* A third is active, of these a quarter elsewhere, and half have all that they keep;
 * dormant slots stand at home without capital. */
static void start_row(slots_t *self, const curb_slot_row_t *row, uint32_t study)
{
    for (uint32_t i = row->first; i < row->first + row->count; i++) {
        bool active = word_of(i, 1 + study) % 3 == 0;
        bool full = word_of(i, 6 + study) % 2 == 0;
        uint32_t some = word_of(i, 5 + study) % (uint32_t)row->start_capital;
        self->cell[i] = (uint16_t)row->cell;
        if (active && word_of(i, 2 + study) % 4 == 0) {
            self->cell[i] = (uint16_t)(word_of(i, 3 + study) % CELLS);
        }
        self->held[i] = active ? (uint8_t)(word_of(i, 4 + study) % (row->capacity + 1)) : 0;
        self->capital[i] = active ? (full ? row->start_capital : (int64_t)some) : 0;
        curb_set_put(self->active, i, active);
        curb_set_put(self->away, i, self->cell[i] != row->cell);
        curb_set_put(self->full, i, active && full);
    }
}

/* Rows of `count`, of one slot and of all others. */
static slots_t make(uint32_t count, double fixed, int32_t margin, uint32_t study)
{
    slots_t self = {0};
    uint32_t first = 0;
    for (uint32_t r = 0; r < ROWS; r++) {
        curb_slot_row_t *row = &self.rows[r];
        *row = (curb_slot_row_t){.cell = 7 - r,
            .capacity = 5 + r,
            .first = first,
            .count = r == 0   ? count
                     : r == 1 ? 1
                              : SLOTS - first,
            .start_capital = a_start + r};
        first += row->count;
        start_row(&self, row, study);
    }
    for (size_t c = 0; c < CELLS; c++) {
        self.terms[c] = (curb_slot_terms_t){.fixed_cents = fixed * (double)(c + 1),
            .margin_cents = margin / (int32_t)(c + 1)};
    }
    return self;
}

static void book_plainly(slots_t *slots)
{
    for (size_t r = 0; r < ROWS; r++) {
        const curb_slot_row_t *row = &slots->rows[r];
        for (uint32_t i = row->first; i < row->first + row->count; i++) {
            if ((slots->active[i / 64] >> i % 64 & 1u) == 0) {
                continue;
            }
            const curb_slot_terms_t *terms = &slots->terms[slots->cell[i]];
            int64_t fixed = (int64_t)(terms->fixed_cents * row->capacity + 0.5);
            slots->costs[slots->cell[i]] += fixed;
            slots->capital[i] += (int64_t)terms->margin_cents * slots->held[i] - fixed;
            if (slots->capital[i] > row->start_capital) {
                slots->capital[i] = row->start_capital;
            }
            curb_set_put(slots->full, i, slots->capital[i] == row->start_capital);
            if (slots->capital[i] <= 0) {
                slots->broke[slots->broke_count++] = i;
            }
        }
    }
}

static void book(slots_t *slots)
{
    curb_slot_books_t books = {.active = slots->active,
        .away = slots->away,
        .full = slots->full,
        .held = slots->held,
        .cell = slots->cell,
        .capital = slots->capital};
    slots->broke_count = curb_book_slots(
        &books, slots->rows, ROWS, slots->terms, slots->costs, slots->listed, slots->broke);
}

static void books_alike(uint32_t count, double fixed, int32_t margin, uint32_t study)
{
    slots_t plain = make(count, fixed, margin, study);
    slots_t ours = plain;
    book_plainly(&plain);
    book(&ours);
    assert_int_equal(ours.broke_count, plain.broke_count);
    assert_memory_equal(ours.broke, plain.broke, plain.broke_count * sizeof *plain.broke);
    assert_memory_equal(ours.costs, plain.costs, sizeof plain.costs);
    assert_memory_equal(ours.capital, plain.capital, sizeof plain.capital);
    assert_memory_equal(ours.full, plain.full, sizeof plain.full);
}

/* Gains, losses, margins at the ends of 32 bits, and rows of every length up to a few words
 * of a set. */
static void slots_are_booked_as_one_after_the_other(void **state)
{
    (void)state;
    for (uint32_t count = 1; count < 200; count++) {
        uint32_t study = 10 * count;
        books_alike(count, 9411.7, 238517, study);
        books_alike(count, 94117.0, 238517, study);
        books_alike(count, 94117.0, -238517, study);
        books_alike(count, 0.6, 0, study);
        books_alike(count, 0.0, 0, study);
        books_alike(count, 0.0, INT32_MAX, study);
        books_alike(count, 4e11, -INT32_MAX, study);
    }
}

/* Capital of exactly nothing is broke; one cent is not; who is dormant is neither. */
static void nothing_left_is_broke_and_a_cent_is_not(void **state)
{
    (void)state;
    for (int64_t left = -1; left <= 1; left++) {
        slots_t slots = {.active = {2},
            .held = {0, 2, 0},
            .capital = {0, 500 + left, 0},
            .rows = {{.capacity = 1, .count = 3, .start_capital = 2385},
                {.first = 3, .capacity = 1}, {.first = 3, .capacity = 1}},
            .terms = {{.fixed_cents = 200.0, .margin_cents = -150}}};
        book(&slots);
        assert_int_equal(slots.broke_count, left <= 0);
        assert_true(slots.capital[0] == 0 && slots.capital[1] == left);
        assert_true(slots.capital[2] == 0 && (left > 0 || slots.broke[0] == 1));
    }
}

static void slots_are_watched_for_a_year_after_a_move(void **state)
{
    (void)state;
    uint8_t moved[512];
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
        cmocka_unit_test(slots_are_booked_as_one_after_the_other),
        cmocka_unit_test(nothing_left_is_broke_and_a_cent_is_not),
        cmocka_unit_test(slots_are_watched_for_a_year_after_a_move),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
