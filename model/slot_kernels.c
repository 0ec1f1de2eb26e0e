/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/slot_kernels.h"

#include "model/bits.h"
#include "model/state.h"

/* The fixed costs of a slot, rounded to cents. */
static int64_t fixed_cents(const curb_slot_terms_t *terms, uint32_t capacity)
{
    return (int64_t)(terms->fixed_cents * capacity + 0.5);
}

/* What holds for the slots of a row that work at home. */
typedef struct {
    int64_t margin, fixed, start; /* cents */
    uint8_t enough;               /* whoever holds as many makes no loss */
} at_home_t;

static at_home_t at_home(const curb_slot_row_t *row, const curb_slot_terms_t *terms)
{
    at_home_t self = {.margin = terms[row->cell].margin_cents,
        .fixed = fixed_cents(&terms[row->cell], row->capacity),
        .start = row->start_capital,
        .enough = UINT8_MAX};
    if (self.margin > 0 && self.fixed <= self.margin * CURB_CAPACITY_MAX) {
        self.enough = (uint8_t)((self.fixed + self.margin - 1) / self.margin);
    }
    return self;
}

/* Lists the slots of a row for which a month changes something. Most have all the capital
 * that they keep and make no loss; they are passed over, 64 at once. What is listed is on
 * its way from memory when it is booked. */
CURB_HOT static size_t list_row(const curb_slot_books_t *books, const curb_slot_row_t *row,
    const curb_slot_terms_t *terms, int64_t *costs_cents, uint32_t *listed)
{
    const at_home_t home = at_home(row, terms);
    const uint32_t end = row->first + row->count;
    int64_t at_home_count = 0;
    size_t count = 0;
    for (uint32_t word = row->first / 64; word * 64 < end; word++) {
        const uint8_t *restrict held = books->held + (size_t)word * 64;
        uint8_t too_few[CURB_FLAGS];
        for (size_t i = 0; i < CURB_FLAGS; i++) {
            too_few[i] = held[i] < home.enough;
        }
        uint64_t active = books->active[word] & curb_bits_between(word, row->first, end);
        uint64_t away = active & books->away[word];
        at_home_count += __builtin_popcountll(active & ~away);
        uint64_t left = away | (active & (~books->full[word] | curb_flags(too_few)));
        for (; left != 0; left &= left - 1) {
            uint32_t slot = word * 64 + (uint32_t)__builtin_ctzll(left);
            __builtin_prefetch(&books->capital[slot], 1);
            listed[count++] = slot;
        }
    }
    costs_cents[row->cell] += at_home_count * home.fixed;
    return count;
}

/* Books the slots that are listed; lists those who are left without capital. */
static size_t book_row(const curb_slot_books_t *books, const curb_slot_row_t *row,
    const curb_slot_terms_t *terms, int64_t *costs_cents, const uint32_t *listed,
    const uint32_t *end, uint32_t *broke)
{
    const at_home_t home = at_home(row, terms);
    size_t broke_count = 0;
    for (const uint32_t *at = listed; at < end; at++) {
        uint32_t slot = *at;
        size_t cell = books->cell[slot];
        int64_t profit = home.margin * books->held[slot] - home.fixed;
        if (cell != row->cell) {
            int64_t fixed = fixed_cents(&terms[cell], row->capacity);
            profit = (int64_t)terms[cell].margin_cents * books->held[slot] - fixed;
            costs_cents[cell] += fixed;
        }
        int64_t after = books->capital[slot] + profit;
        uint64_t others = books->full[slot / 64] & ~((uint64_t)1 << slot % 64);
        books->full[slot / 64] = others | (uint64_t)(after >= home.start) << slot % 64;
        after = after < home.start ? after : home.start;
        books->capital[slot] = after;
        broke[broke_count] = slot;
        broke_count += after <= 0;
    }
    return broke_count;
}

size_t curb_book_slots(const curb_slot_books_t *books, const curb_slot_row_t *rows,
    size_t row_count, const curb_slot_terms_t *terms, int64_t *costs_cents,
    uint32_t *listed, uint32_t *broke)
{
    size_t count = 0, broke_count = 0;
    for (size_t r = 0; r < row_count; r++) {
        count += list_row(books, &rows[r], terms, costs_cents, listed + count);
    }
    const uint32_t *end = listed;
    for (size_t r = 0; r < row_count; r++) {
        const uint32_t *first = end;
        while (end < listed + count && *end < rows[r].first + rows[r].count) {
            end++;
        }
        broke_count +=
            book_row(books, &rows[r], terms, costs_cents, first, end, broke + broke_count);
    }
    return broke_count;
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

CURB_HOT void curb_count_down_bars(uint16_t *barred, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        barred[i] = (uint16_t)(barred[i] - (barred[i] > 0));
    }
}
