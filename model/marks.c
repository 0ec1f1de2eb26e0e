/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/marks.h"

#include "model/random.h"

enum {
    WORDS = 1024, /* drawn at once; fits the L1 cache */
    BUCKET_BITS_LEAST = 8,
    BUCKET_BITS_MOST = 22 /* of the ordering: 16 MiB */
};

void curb_marks_take(
    curb_marks_t *self, curb_arena_t *arena, const curb_population_t *population)
{
#define TAKE(column, count)                                                                \
    self->column = curb_arena_take(arena, count, sizeof *self->column)
    TAKE(slots, population->slot_count);
    TAKE(attempt_slot, population->place_count);
    TAKE(attempt_word, population->place_count);
    TAKE(attempts, population->place_count);
    TAKE(attempt_order, population->place_count);
    self->bucket_bits = BUCKET_BITS_LEAST;
    while (self->bucket_bits < BUCKET_BITS_MOST &&
           1u << self->bucket_bits < population->place_count / 8) {
        self->bucket_bits++; /* a place in eight is about what a month marks */
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

typedef struct {
    curb_marks_t *marks;
    curb_key_t detection, quit, move, attempt, match, leaving;
    uint32_t word[6][WORDS];
    uint32_t hit[WORDS]; /* positions in the block that are marked */
} draw_t;

static void mark_slots(draw_t *draw, const bounds_t *most, uint32_t first, uint32_t count)
{
    curb_fill_words(draw->detection, first, 0, count, draw->word[0], draw->word[1]);
    curb_fill_words(draw->quit, first, 0, count, draw->word[2], draw->word[3]);
    curb_fill_words(draw->move, first, 0, count, draw->word[4], draw->word[5]);
    uint32_t hits = 0;
    for (uint32_t i = 0; i < count; i++) { /* without a branch: hits have no pattern */
        draw->hit[hits] = i;
        hits += (uint32_t)(draw->word[0][i] < most->detection) |
                (uint32_t)(draw->word[2][i] < most->quit) |
                (uint32_t)(draw->word[3][i] < most->entry) |
                (uint32_t)(draw->word[4][i] < most->move);
    }
    for (uint32_t k = 0; k < hits; k++) {
        uint32_t i = draw->hit[k];
        draw->marks->slots[draw->marks->slot_count++] =
            (curb_marked_slot_t){.slot = first + i,
                .detection = draw->word[0][i],
                .conviction = draw->word[1][i],
                .quit = draw->word[2][i],
                .entry = draw->word[3][i],
                .move = draw->word[4][i],
                .destination = draw->word[5][i]};
    }
}

/* Consecutive slots of one capacity, so that the slot of a place is a division. */
typedef struct {
    uint32_t slot, place, capacity;
} row_t;

static uint32_t slot_in(const row_t *row, uint32_t place)
{
    return row->slot + (place - row->place) / row->capacity;
}

static void mark_attempts(
    draw_t *draw, const bounds_t *most, const row_t *row, uint32_t first, uint32_t count)
{
    const uint32_t *attempt = draw->word[0];
    curb_fill_words(draw->attempt, first, 0, count, draw->word[0], draw->word[1]);
    uint32_t hits = 0;
    for (uint32_t i = 0; i < count; i++) {
        draw->hit[hits] = i;
        hits += attempt[i] < most->attempt;
    }
    for (uint32_t k = 0; k < hits; k++) {
        uint32_t i = draw->hit[k];
        uint32_t place = first + i;
        uint32_t match;
        uint32_t unused;
        curb_words(draw->match, place, 0, &match, &unused);
        uint32_t slot = slot_in(row, place);
        size_t at = draw->marks->attempt_count++;
        draw->marks->attempt_slot[at] = slot;
        draw->marks->attempt_word[at] = attempt[i];
        draw->marks->attempts[at] = (curb_marked_attempt_t){
            .place = place, .slot = slot, .pool = draw->word[1][i], .match = match};
    }
}

static void mark_leavings(
    draw_t *draw, const bounds_t *most, const row_t *row, uint32_t first, uint32_t count)
{
    const uint32_t *escape = draw->word[0];
    const uint32_t *identification = draw->word[1];
    const uint32_t *release = draw->word[3];
    curb_fill_words(draw->leaving, first, 0, count, draw->word[0], draw->word[1]);
    if (most->release > 0) {
        curb_fill_words(draw->match, first, 0, count, draw->word[2], draw->word[3]);
    }
    uint32_t hits = 0;
    for (uint32_t i = 0; i < count; i++) {
        draw->hit[hits] = i;
        hits += (uint32_t)(escape[i] < most->escape) |
                (uint32_t)(identification[i] < most->identification) |
                (uint32_t)(release[i] < most->release);
    }
    for (uint32_t k = 0; k < hits; k++) {
        uint32_t i = draw->hit[k];
        draw->marks->leavings[draw->marks->leaving_count++] =
            (curb_marked_leaving_t){.place = first + i,
                .slot = slot_in(row, first + i),
                .identification = identification[i],
                .release = release[i],
                .escape = escape[i]};
    }
}

static void mark_row(draw_t *draw, const bounds_t *most, const row_t *row, uint32_t end)
{
    for (uint32_t first = row->place; first < end; first += WORDS) {
        uint32_t count = end - first < WORDS ? end - first : WORDS;
        mark_attempts(draw, most, row, first, count);
        mark_leavings(draw, most, row, first, count);
    }
}

static void mark_cell(
    draw_t *draw, const bounds_t *most, const curb_population_t *population, size_t c)
{
    uint32_t end = population->cell_first_slot[c + 1];
    uint32_t slot = population->cell_first_slot[c];
    for (uint32_t first = slot; first < end; first += WORDS) {
        mark_slots(draw, most, first, end - first < WORDS ? end - first : WORDS);
    }
    while (slot < end) {
        row_t row = {slot, population->first_place[slot], population->capacity[slot]};
        while (slot < end && population->capacity[slot] == row.capacity) {
            slot++;
        }
        mark_row(draw, most, &row, population->first_place[slot]);
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
        end[(self->attempts[i].match >> (32 - bits)) + 1]++;
    }
    for (size_t b = 0; b < 1u << bits; b++) {
        end[b + 1] += end[b];
    }
    for (uint32_t i = 0; i < self->attempt_count; i++) {
        self->attempt_order[end[self->attempts[i].match >> (32 - bits)]++] = i;
    }
    for (size_t i = 1; i < self->attempt_count; i++) {
        uint32_t moving = self->attempt_order[i];
        size_t at = i;
        for (; at > 0 && comes_before(&self->attempts[moving],
                             &self->attempts[self->attempt_order[at - 1]]);
             at--) {
            self->attempt_order[at] = self->attempt_order[at - 1];
        }
        self->attempt_order[at] = moving;
    }
    for (uint32_t rank = 0; rank < self->attempt_count; rank++) {
        self->attempts[self->attempt_order[rank]].rank = rank;
    }
}

void curb_marks_set(curb_marks_t *self, curb_state_t *const *states, size_t count,
    const curb_market_t *market, const curb_population_t *population, uint64_t seed,
    uint32_t replicate)
{
    uint32_t month = (uint32_t)states[0]->now->month;
    draw_t draw; /* too large to be zeroed every month */
    draw.marks = self;
    memset(draw.word[3], 0, sizeof draw.word[3]); /* release words are not always drawn */
#define KEY(purpose) curb_key(seed, replicate, CURB_FOR_##purpose, month)
    draw.detection = KEY(DETECTION);
    draw.quit = KEY(QUIT);
    draw.move = KEY(MOVE);
    draw.attempt = KEY(ATTEMPT);
    draw.match = KEY(MATCH);
    draw.leaving = KEY(LEAVING);
#undef KEY
    self->slot_count = self->attempt_count = self->leaving_count = 0;
    bounds_t most[CURB_SECTOR_MAX];
    for (size_t m = 0; m < market->world->sector_count; m++) {
        most[m] = bounds_of(states, count, market, m);
    }
    for (size_t c = 0; c < market->cell_count; c++) {
        mark_cell(&draw, &most[c % market->world->sector_count], population, c);
    }
    order_attempts(self);
}
