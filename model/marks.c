/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/marks.h"

#include "model/bits.h"
#include "model/random.h"

enum {
    WORDS = 1024, /* drawn at once; fits the L1 cache */
    BITS = 64,
    RANGES_A_THREAD = 8, /* so that threads end together */
    RANGES_MOST = 64,
    BUCKET_BITS_LEAST = 8,
    BUCKET_BITS_MOST = 22 /* of the ordering: 16 MiB */
};

void curb_marks_take(
    curb_marks_t *self, curb_arena_t *arena, const curb_population_t *population)
{
#define TAKE(column, count)                                                                \
    self->column = curb_arena_take(arena, count, sizeof *self->column)
    TAKE(slots, population->slot_count);
    TAKE(attempts, population->place_count);
    TAKE(drawn, population->place_count);
    self->bucket_bits = BUCKET_BITS_LEAST;
    while (self->bucket_bits < BUCKET_BITS_MOST &&
           1u << self->bucket_bits < population->place_count / 64) {
        self->bucket_bits++; /* a place in a hundred is about what a month tries */
    }
    TAKE(bucket, (1u << self->bucket_bits) + 1);
    TAKE(leavings, population->place_count);
#undef TAKE
}

/* The largest thresholds of a sector: traffickers move between jurisdictions, so a slot may
 * stand under the chances of any cell of its sector, and never of another. */
typedef struct {
    uint32_t detection, quit, entry, move, attempt, release, escape, identification;
} bounds_t;

static uint32_t larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

static bounds_t bounds_of(
    curb_state_t *const *states, size_t count, const curb_market_t *market, size_t sector)
{
    bounds_t most = {0};
    for (size_t s = 0; s < count; s++) {
        for (size_t c = sector; c < market->cell_count; c += market->world->sector_count) {
            const curb_cell_chances_t *chances = &states[s]->chances[c];
            most.detection = larger(most.detection, chances->detection);
            most.quit = larger(most.quit, chances->quit);
            most.entry = larger(most.entry, chances->entry);
            most.move = larger(most.move, chances->move);
            most.attempt = larger(most.attempt, chances->attempt);
            most.release = larger(most.release, chances->release);
            most.escape = larger(most.escape, chances->escape);
            most.identification = larger(most.identification, chances->identification);
        }
    }
    return most;
}

/* What threads share while they mark. */
typedef struct {
    curb_state_t *const *states;
    size_t count;
    const curb_market_t *market;
    const curb_population_t *population;
    curb_key_t detection, quit, move, attempt, match, leaving;
    bounds_t most[CURB_SECTOR_MAX];
} month_t;

/* Consecutive slots, and where their marks are written: from the position of the first slot
 * or place on, where there is room for a mark of each. */
typedef struct {
    const month_t *month;
    uint32_t first, end;
    size_t slot_count, attempt_count, leaving_count;
    curb_marked_slot_t *slots;
    curb_marked_attempt_t *attempts;
    curb_marked_leaving_t *leavings;
    uint32_t word[6][WORDS];
    uint32_t listed[WORDS]; /* places to draw for */
    uint32_t hit[WORDS];    /* positions in the block that are marked */
} range_t;

typedef enum { SLOT_ACTIVE, PLACE_HELD, PLACE_OPEN } set_t;

static const uint64_t *set_of(const curb_state_t *state, set_t set)
{
    return set == SLOT_ACTIVE  ? state->slot_active
           : set == PLACE_HELD ? state->place_held
                               : state->place_open;
}

/* Which of first .. first + count - 1 are in a set in any scenario: bits, from the word of
 * `first` on. Returns how many words. */
static uint32_t find_any(const month_t *month, set_t set, uint32_t first, uint32_t count,
    uint64_t any[WORDS / BITS + 1])
{
    uint32_t from = first / BITS;
    uint32_t words = (first + count - 1) / BITS - from + 1;
    memset(any, 0, words * sizeof *any);
    for (size_t s = 0; s < month->count; s++) {
        const uint64_t *bits = set_of(month->states[s], set) + from;
        for (uint32_t w = 0; w < words; w++) {
            any[w] |= bits[w];
        }
    }
    for (uint32_t w = 0; w < words; w++) {
        any[w] &= curb_bits_between(from + w, first, first + count);
    }
    return words;
}

static void mark_slots(range_t *range, const bounds_t *most, uint32_t first, uint32_t count)
{
    const month_t *month = range->month;
    uint64_t active[WORDS / BITS + 1];
    find_any(month, SLOT_ACTIVE, first, count, active);
    curb_fill_words(month->detection, first, 0, count, range->word[0], range->word[1]);
    curb_fill_words(month->quit, first, 0, count, range->word[2], range->word[3]);
    curb_fill_words(month->move, first, 0, count, range->word[4], range->word[5]);
    uint32_t hits = 0;
    for (uint32_t i = 0; i < count; i++) { /* without a branch: hits have no pattern */
        range->hit[hits] = i;
        uint32_t ends = (uint32_t)(range->word[0][i] < most->detection) |
                        (uint32_t)(range->word[2][i] < most->quit) |
                        (uint32_t)(range->word[4][i] < most->move);
        uint32_t at = first % BITS + i;
        uint32_t is_active = (uint32_t)(active[at / BITS] >> at % BITS & 1u);
        hits += (ends & is_active) | (uint32_t)(range->word[3][i] < most->entry);
    }
    for (uint32_t k = 0; k < hits; k++) {
        uint32_t i = range->hit[k];
        range->slots[range->slot_count++] = (curb_marked_slot_t){.slot = first + i,
            .detection = range->word[0][i],
            .conviction = range->word[1][i],
            .quit = range->word[2][i],
            .entry = range->word[3][i],
            .move = range->word[4][i],
            .destination = range->word[5][i]};
    }
}

/* Lists the places of a block that are held, or open, in any scenario. Most are neither,
 * and nothing is drawn for these. */
static uint32_t list_places(range_t *range, set_t set, uint32_t first, uint32_t count)
{
    uint64_t any[WORDS / BITS + 1];
    uint32_t words = find_any(range->month, set, first, count, any);
    uint32_t listed = 0;
    for (uint32_t w = 0; w < words; w++) {
        for (uint64_t left = any[w]; left != 0; left &= left - 1) {
            range->listed[listed++] =
                (first / BITS + w) * BITS + (uint32_t)__builtin_ctzll(left);
        }
    }
    return listed;
}

static uint32_t slot_in(const curb_slot_row_t *row, uint32_t place)
{
    return row->first + (place - row->first_place) / row->capacity;
}

static void mark_attempts(range_t *range, const bounds_t *most, const curb_slot_row_t *row,
    uint32_t first, uint32_t count)
{
    const month_t *month = range->month;
    const uint32_t *attempt = range->word[0];
    uint32_t listed = list_places(range, PLACE_OPEN, first, count);
    curb_fill_words_of(
        month->attempt, range->listed, listed, range->word[0], range->word[1]);
    uint32_t hits = 0;
    for (uint32_t i = 0; i < listed; i++) {
        range->hit[hits] = i;
        hits += attempt[i] < most->attempt;
    }
    for (uint32_t k = 0; k < hits; k++) {
        uint32_t i = range->hit[k];
        uint32_t place = range->listed[i];
        uint32_t match;
        uint32_t unused;
        curb_words(month->match, place, 0, &match, &unused);
        range->attempts[range->attempt_count++] = (curb_marked_attempt_t){.place = place,
            .slot = slot_in(row, place),
            .word = attempt[i],
            .pool = range->word[1][i],
            .match = match};
    }
}

static void mark_leavings(range_t *range, const bounds_t *most, const curb_slot_row_t *row,
    uint32_t first, uint32_t count)
{
    const month_t *month = range->month;
    const uint32_t *escape = range->word[0];
    const uint32_t *identification = range->word[1];
    const uint32_t *release = range->word[3];
    uint32_t listed = list_places(range, PLACE_HELD, first, count);
    curb_fill_words_of(
        month->leaving, range->listed, listed, range->word[0], range->word[1]);
    if (most->release > 0) {
        curb_fill_words_of(
            month->match, range->listed, listed, range->word[2], range->word[3]);
    }
    uint32_t hits = 0;
    for (uint32_t i = 0; i < listed; i++) {
        range->hit[hits] = i;
        hits += (uint32_t)(escape[i] < most->escape) |
                (uint32_t)(identification[i] < most->identification) |
                (uint32_t)(release[i] < most->release);
    }
    for (uint32_t k = 0; k < hits; k++) {
        uint32_t i = range->hit[k];
        range->leavings[range->leaving_count++] =
            (curb_marked_leaving_t){.place = range->listed[i],
                .slot = slot_in(row, range->listed[i]),
                .identification = identification[i],
                .release = release[i],
                .escape = escape[i]};
    }
}

/* The places of the slots of a row that are in the range. */
static void mark_row(range_t *range, const bounds_t *most, const curb_slot_row_t *row)
{
    const uint32_t *first_place = range->month->population->first_place;
    uint32_t last = row->first + row->count;
    uint32_t end = first_place[last < range->end ? last : range->end];
    uint32_t begin = first_place[row->first > range->first ? row->first : range->first];
    for (uint32_t first = begin; first < end; first += WORDS) {
        uint32_t count = end - first < WORDS ? end - first : WORDS;
        mark_attempts(range, most, row, first, count);
        mark_leavings(range, most, row, first, count);
    }
}

/* Slots from .. end - 1, all of one cell. */
static void mark_in_cell(range_t *range, const bounds_t *most, uint32_t from, uint32_t end)
{
    for (uint32_t first = from; first < end; first += WORDS) {
        mark_slots(range, most, first, end - first < WORDS ? end - first : WORDS);
    }
}

static void mark_range(range_t *range)
{
    const month_t *month = range->month;
    const curb_population_t *population = month->population;
    const uint32_t *cell_first = population->cell_first_slot;
    size_t sectors = month->market->world->sector_count;
    memset(range->word[3], 0, sizeof range->word[3]); /* release is not always drawn */
    for (size_t c = 0; c < month->market->cell_count; c++) {
        uint32_t from = cell_first[c] > range->first ? cell_first[c] : range->first;
        uint32_t end = cell_first[c + 1] < range->end ? cell_first[c + 1] : range->end;
        if (from < end) {
            /* NOLINTNEXTLINE(*.DivideZero): a world has sectors */
            mark_in_cell(range, &month->most[c % sectors], from, end);
        }
    }
    for (size_t r = 0; r < population->row_count; r++) {
        const curb_slot_row_t *row = &population->rows[r];
        if (row->first < range->end && row->first + row->count > range->first) {
            /* NOLINTNEXTLINE(*.DivideZero): a world has sectors */
            mark_row(range, &month->most[row->cell % sectors], row);
        }
    }
}

static bool comes_before(const curb_marked_attempt_t *a, const curb_marked_attempt_t *b)
{
    return a->match < b->match || (a->match == b->match && a->place < b->place);
}

/* Orders the attempts by their match words. These are uniform, so about one attempt falls
 * into each of as many buckets, and an insertion sort finishes in about one step each. */
static void order_attempts(curb_marks_t *self)
{
    uint32_t bits = 1;
    while (1u << bits < self->attempt_count && bits < self->bucket_bits) {
        bits++;
    }
    uint32_t *end = self->bucket;
    memset(end, 0, ((1u << bits) + 1) * sizeof *end);
    for (size_t i = 0; i < self->attempt_count; i++) {
        end[(self->drawn[i].match >> (32 - bits)) + 1]++;
    }
    for (size_t b = 0; b < 1u << bits; b++) {
        end[b + 1] += end[b];
    }
    for (size_t i = 0; i < self->attempt_count; i++) {
        self->attempts[end[self->drawn[i].match >> (32 - bits)]++] = self->drawn[i];
    }
    for (size_t i = 1; i < self->attempt_count; i++) {
        curb_marked_attempt_t moving = self->attempts[i];
        size_t at = i;
        for (; at > 0 && comes_before(&moving, &self->attempts[at - 1]); at--) {
            self->attempts[at] = self->attempts[at - 1];
        }
        self->attempts[at] = moving;
    }
}

typedef struct {
    size_t slots, attempts, leavings;
} counts_t;

/* Closes up what the ranges have left between them. */
static void close_up(curb_marks_t *self, const curb_population_t *population, size_t ranges,
    const uint32_t *first, const counts_t *counts)
{
    self->slot_count = self->attempt_count = self->leaving_count = 0;
    for (size_t r = 0; r < ranges; r++) {
        uint32_t place = population->first_place[first[r]];
        memmove(self->slots + self->slot_count, self->slots + first[r],
            counts[r].slots * sizeof *self->slots);
        memmove(self->drawn + self->attempt_count, self->drawn + place,
            counts[r].attempts * sizeof *self->drawn);
        memmove(self->leavings + self->leaving_count, self->leavings + place,
            counts[r].leavings * sizeof *self->leavings);
        self->slot_count += counts[r].slots;
        self->attempt_count += counts[r].attempts;
        self->leaving_count += counts[r].leavings;
    }
}

static void mark_ranges(curb_marks_t *self, const month_t *month, int threads)
{
    uint32_t first[RANGES_MOST + 1];
    counts_t counts[RANGES_MOST];
    size_t ranges = threads > 1 ? (size_t)threads * RANGES_A_THREAD : 1;
    ranges = ranges < RANGES_MOST ? ranges : RANGES_MOST;
    for (size_t r = 0; r <= ranges; r++) {
        first[r] = (uint32_t)(month->population->slot_count * r / ranges);
    }
#pragma omp parallel for schedule(dynamic) num_threads(threads) if (threads > 1) default(  \
    none) shared(self, month, ranges, first, counts)
    for (size_t r = 0; r < ranges; r++) {
        uint32_t place = month->population->first_place[first[r]];
        range_t range; /* too large to be zeroed every month */
        range.month = month;
        range.first = first[r];
        range.end = first[r + 1];
        range.slot_count = range.attempt_count = range.leaving_count = 0;
        range.slots = self->slots + first[r];
        range.attempts = self->drawn + place;
        range.leavings = self->leavings + place;
        mark_range(&range);
        counts[r] = (counts_t){range.slot_count, range.attempt_count, range.leaving_count};
    }
    close_up(self, month->population, ranges, first, counts);
}

void curb_marks_set(curb_marks_t *self, curb_state_t *const *states, size_t count,
    const curb_market_t *market, const curb_population_t *population, uint64_t seed,
    uint32_t replicate, int threads)
{
    uint32_t now = (uint32_t)states[0]->now->month;
    month_t month = {
        .states = states, .count = count, .market = market, .population = population};
#define KEY(purpose) curb_key(seed, replicate, CURB_FOR_##purpose, now)
    month.detection = KEY(DETECTION);
    month.quit = KEY(QUIT);
    month.move = KEY(MOVE);
    month.attempt = KEY(ATTEMPT);
    month.match = KEY(MATCH);
    month.leaving = KEY(LEAVING);
#undef KEY
    for (size_t m = 0; m < market->world->sector_count; m++) {
        month.most[m] = bounds_of(states, count, market, m);
    }
    mark_ranges(self, &month, threads);
    order_attempts(self);
}
