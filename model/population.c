/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/population.h"

#include "model/random.h"

#include <math.h>

enum { SEGMENT_ALIGNMENT = 16, QUANTUM_BITS = 16 };

static uint32_t agents_of(
    const curb_market_t *market, size_t cell, size_t kind, size_t wanted)
{
    double number = curb_buyer_number(market->world, cell, kind);
    return number < (double)wanted ? (uint32_t)(number + 1.0) : (uint32_t)wanted;
}

/* Cumulative rounding: no cell gets more than one slot too many or too few. */
static uint32_t slots_before(const curb_market_t *market, size_t cell)
{
    double slots = 0.0;
    for (size_t c = 0; c < cell; c++) {
        slots += CURB_SLOTS_PER_ACTIVE * market->cells[c].active / market->people_per_agent;
    }
    return (uint32_t)(slots + 0.5);
}

static void count_agents(
    curb_population_t *self, const curb_market_t *market, size_t buyers_per_segment)
{
    for (size_t c = 0; c < market->cell_count; c++) {
        for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
            if (curb_kind_present(market->world, c, k)) {
                uint32_t count = agents_of(market, c, k, buyers_per_segment);
                self->segment_count++;
                self->buyer_count += (count + SEGMENT_ALIGNMENT - 1) / SEGMENT_ALIGNMENT *
                                     (size_t)SEGMENT_ALIGNMENT;
            }
        }
    }
    self->slot_count = slots_before(market, market->cell_count);
    self->class_count = market->pool_count * CURB_VULNERABILITY_COUNT;
}

static void lay_out(curb_population_t *self, curb_arena_t *arena, size_t cell_count)
{
    self->segments = curb_arena_take(arena, self->segment_count, sizeof *self->segments);
    self->quantity = curb_arena_take(arena, self->buyer_count, sizeof *self->quantity);
    self->taste = curb_arena_take(arena, self->buyer_count, sizeof *self->taste);
    self->moral = curb_arena_take(arena, self->buyer_count, sizeof *self->moral);
    self->awareness = curb_arena_take(arena, self->buyer_count, sizeof *self->awareness);
    self->compliance = curb_arena_take(arena, self->buyer_count, sizeof *self->compliance);
    self->cell_first_slot =
        curb_arena_take(arena, cell_count + 1, sizeof *self->cell_first_slot);
    self->home = curb_arena_take(arena, self->slot_count, sizeof *self->home);
    self->capacity_class =
        curb_arena_take(arena, self->slot_count, sizeof *self->capacity_class);
    self->capacity = curb_arena_take(arena, self->slot_count, sizeof *self->capacity);
    self->first_place =
        curb_arena_take(arena, self->slot_count + 1, sizeof *self->first_place);
    self->start_capital =
        curb_arena_take(arena, self->slot_count, sizeof *self->start_capital);
    self->rows =
        curb_arena_take(arena, cell_count * CURB_CAPACITY_CLASSES, sizeof *self->rows);
    self->classes = curb_arena_take(arena, self->class_count, sizeof *self->classes);
}

/* Quantiles of a log-normal law, which the segments of a kind often share. */
typedef struct {
    double *value; /* [count], in a block as long as the longest segment */
    uint32_t count;
    double log_sd;
} quantiles_t;

static void set_quantiles(quantiles_t *self, uint32_t count, double log_sd)
{
    if (self->count == count && self->log_sd == log_sd) {
        return;
    }
    self->count = count;
    self->log_sd = log_sd;
    for (uint32_t i = 0; i < count; i++) {
        double quantile = ((double)i + 0.5) / (double)count;
        self->value[i] = curb_exp(log_sd * curb_normal_quantile(quantile));
    }
}

/* Whole quanta, about 2^16 at the mean, fewer where a block of large buyers would not fit
 * its 32-bit sums. */
static void set_quantities(curb_population_t *self, curb_segment_t *segment,
    const quantiles_t *quantiles, double mean_quantity)
{
    double sum = 0.0;
    double block_sum = 0.0;
    double largest_block = 0.0;
    double largest = 0.0;
    for (uint32_t i = 0; i < segment->count; i++) {
        double q = quantiles->value[i];
        sum += q;
        block_sum = i % CURB_BLOCK == 0 ? q : block_sum + q;
        largest_block = block_sum > largest_block ? block_sum : largest_block;
        largest = q;
    }
    double mean = sum / (double)segment->count;
    double quanta = (double)(1u << QUANTUM_BITS);
    while (quanta * largest_block / mean >= 0x1p30 || quanta * largest / mean >= 0x1p23) {
        quanta /= 2.0;
    }
    double total = 0.0;
    for (uint32_t i = 0; i < segment->count; i++) {
        double q = quantiles->value[i] / mean * quanta;
        double whole = (double)(int64_t)(q + 0.5);
        whole = whole < 1.0 ? 1.0 : whole;
        self->quantity[segment->first + i] = (float)whole;
        total += whole;
    }
    segment->unit = mean_quantity * (double)segment->count / total;
}

static void set_traits(curb_population_t *self, curb_segment_t *segment,
    const curb_responses_t *responses, uint64_t seed, uint32_t replicate)
{
    curb_key_t key = curb_key(seed, replicate, CURB_FOR_BUYER_TRAITS, 0);
    double location = responses->moral_mean > 0.0 ? curb_log(responses->moral_mean) : 0.0;
    location -= 0.5 * responses->moral_log_sd * responses->moral_log_sd;
    double awareness_sum = 0.0;
    for (uint32_t i = segment->first; i < segment->first + segment->count; i++) {
        uint32_t word[4];
        curb_words(key, i, 0, &word[0], &word[1]);
        curb_words(key, i, 1, &word[2], &word[3]);
        self->taste[i] =
            (float)(responses->taste_sd * curb_normal_quantile(curb_unit(word[0])));
        double moral = curb_exp(
            location + responses->moral_log_sd * curb_normal_quantile(curb_unit(word[1])));
        self->moral[i] = responses->moral_mean > 0.0 ? (float)moral : 0.0f;
        self->awareness[i] =
            (float)(responses->awareness_base * (0.5 + curb_unit(word[2])));
        self->compliance[i] = curb_unit_float(word[3]);
        awareness_sum += (double)self->awareness[i];
    }
    segment->awareness_mean = awareness_sum / (double)segment->count;
}

static curb_error_t make_buyers(curb_population_t *self, const curb_market_t *market,
    size_t buyers_per_segment, uint64_t seed, uint32_t replicate)
{
    double *values = curb_calloc(CURB_KIND_COUNT * buyers_per_segment, sizeof *values);
    if (values == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    quantiles_t quantiles[CURB_KIND_COUNT] = {{NULL, 0, 0.0}};
    for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
        quantiles[k].value = values + k * buyers_per_segment;
    }
    uint32_t first = 0;
    curb_segment_t *segment = self->segments;
    for (size_t c = 0; c < market->cell_count; c++) {
        for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
            if (!curb_kind_present(market->world, c, k)) {
                continue;
            }
            uint32_t count = agents_of(market, c, k, buyers_per_segment);
            *segment = (curb_segment_t){
                .cell = (uint32_t)c, .kind = (uint32_t)k, .first = first, .count = count};
            segment->people = curb_buyer_number(market->world, c, k) / (double)count;
            set_quantiles(&quantiles[k], count, market->world->cells[c].buyers[k].log_sd);
            set_quantities(
                self, segment, &quantiles[k], curb_buyer_mean_quantity(market, c, k));
            set_traits(self, segment, &market->world->responses, seed, replicate);
            first +=
                (count + SEGMENT_ALIGNMENT - 1) / SEGMENT_ALIGNMENT * SEGMENT_ALIGNMENT;
            segment++;
        }
    }
    curb_free(values);
    return CURB_OK;
}

/* Capacity classes in equal shares; with fewer slots than classes, a random start of the
 * systematic sample keeps every class possible. */
static void make_slots(
    curb_population_t *self, const curb_market_t *market, uint64_t seed, uint32_t replicate)
{
    curb_key_t key = curb_key(seed, replicate, CURB_FOR_FIRST_SLOTS, UINT32_MAX);
    for (size_t c = 0; c < market->cell_count; c++) {
        uint32_t first = slots_before(market, c);
        uint32_t count = slots_before(market, c + 1) - first;
        self->cell_first_slot[c] = first;
        uint32_t word;
        uint32_t unused;
        curb_words(key, (uint32_t)c, 0, &word, &unused);
        double start = count < CURB_CAPACITY_CLASSES ? curb_unit(word) : 0.5;
        for (uint32_t i = 0; i < count; i++) {
            double position = ((double)i + start) / (double)count;
            self->home[first + i] = (uint16_t)c;
            self->capacity_class[first + i] = (uint8_t)(position * CURB_CAPACITY_CLASSES);
        }
    }
    self->cell_first_slot[market->cell_count] = (uint32_t)self->slot_count;
}

curb_error_t curb_population_init(curb_population_t *self, const curb_market_t *market,
    size_t buyers_per_segment, uint64_t seed, uint32_t replicate)
{
    *self = (curb_population_t){0};
    count_agents(self, market, buyers_per_segment);
    curb_arena_t arena = {0};
    lay_out(self, &arena, market->cell_count);
    self->bytes = arena.used + 64;
    self->block = curb_calloc_whole(self->bytes, 1);
    if (self->block == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    arena = (curb_arena_t){.base = self->block};
    arena.base += 64 - (uintptr_t)self->block % 64;
    lay_out(self, &arena, market->cell_count);
    make_slots(self, market, seed, replicate);
    return make_buyers(self, market, buyers_per_segment, seed, replicate);
}

static int64_t start_capital(const curb_market_t *market, size_t cell, int capacity)
{
    double usd = 6.0 * market->cells[cell].profit_usd * market->world->cells[cell].held *
                 capacity / market->cells[cell].capacity_mean;
    return (int64_t)(usd * 100.0 + 0.5);
}

/* Adds the next slot to the last row, or to one of its own. */
static void add_to_rows(curb_population_t *self, size_t slot)
{
    curb_slot_row_t *last = self->rows + self->row_count;
    if (self->row_count > 0 && last[-1].cell == self->home[slot] &&
        last[-1].capacity == self->capacity[slot]) {
        last[-1].count++;
        return;
    }
    *last = (curb_slot_row_t){.cell = self->home[slot],
        .capacity = self->capacity[slot],
        .first = (uint32_t)slot,
        .count = 1,
        .first_place = self->first_place[slot],
        .start_capital = self->start_capital[slot]};
    self->row_count++;
}

void curb_population_set_capacities(curb_population_t *self, const curb_market_t *market)
{
    uint32_t places = 0;
    self->row_count = 0;
    for (size_t s = 0; s < self->slot_count; s++) {
        int capacity = market->cells[self->home[s]].capacity[self->capacity_class[s]];
        self->capacity[s] = (uint8_t)capacity;
        self->first_place[s] = places;
        self->capacity_most =
            capacity > self->capacity_most ? capacity : self->capacity_most;
        places += (uint32_t)capacity;
        self->start_capital[s] = start_capital(market, self->home[s], capacity);
        add_to_rows(self, s);
    }
    self->first_place[self->slot_count] = places;
    self->place_count = places;
}

void curb_population_set_persons(curb_population_t *self, const curb_market_t *market)
{
    uint32_t first = 0;
    for (size_t pool = 0; pool < market->pool_count; pool++) {
        double persons = market->pools[pool].total / market->people_per_agent;
        for (uint32_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
            curb_class_t *class = &self->classes[pool * CURB_VULNERABILITY_COUNT + v];
            double quarter = persons / CURB_VULNERABILITY_COUNT;
            *class = (curb_class_t){.pool = (uint32_t)pool,
                .vulnerability = v,
                .first = first,
                .count =
                    (uint32_t)(quarter * (v + 1.0) + 0.5) - (uint32_t)(quarter * v + 0.5)};
            first += class->count;
        }
    }
    self->person_count = first;
}

void curb_population_free(curb_population_t *self)
{
    curb_free(self->block);
    *self = (curb_population_t){0};
}
