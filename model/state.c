/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/state.h"

#include "model/bits.h"

#include <string.h>

/* Four times as many as at rest, and as if all places of twice the traffickers at rest lost
 * their people at once. */
size_t curb_recovering_capacity(const curb_population_t *population)
{
    size_t places = 2 * population->place_count / CURB_SLOTS_PER_ACTIVE;
    size_t wanted = 4 * population->recovering_at_rest + places + 64;
    return wanted < population->person_count ? wanted : population->person_count;
}

/* Room of which most stays empty lies apart where it can: on huge pages it would be held.
 */
static void lay_out(curb_state_t *self, curb_arena_t *arena, curb_arena_t *room,
    const curb_market_t *market, const curb_population_t *population)
{
    size_t cells = market->cell_count;
    size_t slots = population->slot_count;
    size_t recovering = curb_recovering_capacity(population);
    size_t links = market->world->sector_count * market->world->jurisdiction_count *
                   market->world->jurisdiction_count;
#define TAKE(column, count)                                                                \
    self->column = curb_arena_take(arena, count, sizeof *self->column)
    TAKE(now, 1);
    TAKE(cells, cells);
    TAKE(investigations, market->world->jurisdiction_count);
    TAKE(capacity_share, market->world->jurisdiction_count);
    TAKE(active, cells);
    TAKE(held, cells);
    TAKE(held_of_group, cells * CURB_GROUP_COUNT);
    TAKE(detected, cells);
    TAKE(recovering_of_cell, cells);
    TAKE(period, cells * CURB_METRIC_COUNT);
    TAKE(period_units, cells);
    TAKE(sums, population->segment_count);
    TAKE(money, cells);
    TAKE(flow_share, links);
    TAKE(chances, cells);
    TAKE(awareness, population->buyer_count);
    TAKE(risk, population->buyer_count);
    TAKE(slot_active, slots / 64 + 1);
    TAKE(slot_away, slots / 64 + 1);
    TAKE(slot_full, slots / 64 + 1);
    TAKE(slot_cell, slots);
    TAKE(slot_held, slots + CURB_FLAGS); /* read by so many */
    TAKE(slot_barred, slots);
    TAKE(slot_moved, slots);
    TAKE(slot_from, slots);
    TAKE(slot_capital, slots);
    TAKE(place_held, population->place_count / 64 + 1);
    TAKE(place_open, population->place_count / 64 + 1);
    TAKE(place_person, population->place_count);
    TAKE(person_status, population->person_count / CURB_STATUSES_A_BYTE + 1);
    TAKE(at_risk, population->class_count * 2);
    TAKE(levers.cells, cells);
#undef TAKE
    self->recovering_person =
        curb_arena_take(room, recovering, sizeof *self->recovering_person);
    self->recovering_cell =
        curb_arena_take(room, recovering, sizeof *self->recovering_cell);
}

typedef struct {
    size_t always, room;
} bytes_t;

static bytes_t bytes_of(const curb_market_t *market, const curb_population_t *population)
{
    curb_state_t measured = {0};
    curb_arena_t arena = {0}, room = {0};
    lay_out(&measured, &arena, &room, market, population);
    return (bytes_t){(arena.used + 63) / 64 * 64, (room.used + 63) / 64 * 64};
}

size_t curb_state_bytes(const curb_market_t *market, const curb_population_t *population)
{
    bytes_t bytes = bytes_of(market, population);
    return bytes.always + bytes.room;
}

size_t curb_state_room_bytes(
    const curb_market_t *market, const curb_population_t *population)
{
    return bytes_of(market, population).room;
}

size_t curb_state_used_bytes(
    const curb_market_t *market, const curb_population_t *population)
{
    const curb_state_t *self = NULL;
    size_t each = sizeof *self->recovering_person + sizeof *self->recovering_cell;
    return bytes_of(market, population).always + each * population->recovering_at_rest;
}

void curb_state_place_apart(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, const curb_scenario_t *scenario, void *block,
    void *room)
{
    *self = (curb_state_t){.scenario = scenario, .block = block};
    curb_arena_t arena = {.base = block}, apart = {.base = room};
    lay_out(self, &arena, &apart, market, population);
    self->block_bytes = (arena.used + 63) / 64 * 64;
}

void curb_state_place(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, const curb_scenario_t *scenario, void *block)
{
    unsigned char *room = (unsigned char *)block + bytes_of(market, population).always;
    curb_state_place_apart(self, market, population, scenario, block, room);
}

void curb_state_fork(curb_state_t *self, const curb_state_t *other)
{
    size_t recovering = other->now->recovering_count;
    memcpy(self->block, other->block, other->block_bytes);
    memcpy(self->recovering_person, other->recovering_person,
        recovering * sizeof *self->recovering_person);
    memcpy(self->recovering_cell, other->recovering_cell,
        recovering * sizeof *self->recovering_cell);
}

void curb_state_fetch(const curb_state_t *self, const curb_population_t *population)
{
    const size_t most = (size_t)256 * 1024; /* a quarter of a second cache */
    const struct {
        const void *column;
        size_t bytes;
    } columns[] = {
        {self->now, (size_t)((char *)self->awareness - (char *)self->now)},
        {self->person_status, population->person_count / CURB_STATUSES_A_BYTE},
        {self->place_open, population->place_count / 8},
        {self->place_held, population->place_count / 8},
        {self->slot_active, population->slot_count / 8},
        {self->slot_away, population->slot_count / 8},
        {self->slot_full, population->slot_count / 8},
        {self->slot_held, population->slot_count},
        {self->slot_cell, population->slot_count * sizeof *self->slot_cell},
    };
    size_t bytes = 0;
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
        bytes += columns[c].bytes;
    }
    for (size_t c = 0; c < sizeof columns / sizeof *columns && bytes <= most; c++) {
        for (size_t at = 0; at < columns[c].bytes; at += 64) {
            __builtin_prefetch((const char *)columns[c].column + at, 0, 2);
        }
    }
}

void curb_places_open(
    curb_state_t *self, const curb_population_t *population, size_t slot, bool open)
{
    uint32_t first = population->first_place[slot];
    uint32_t end = population->first_place[slot + 1];
    for (uint32_t word = first / 64; word <= (end - 1) / 64; word++) {
        uint64_t own = curb_bits_between(word, first, end);
        uint64_t empty = open ? own & ~self->place_held[word] : 0;
        self->place_open[word] = (self->place_open[word] & ~own) | empty;
    }
}

double curb_pool_weight(const curb_state_t *self, const curb_market_t *market, size_t pool)
{
    const curb_responses_t *responses = &market->world->responses;
    const double vulnerability[CURB_VULNERABILITY_COUNT] = {responses->vulnerability_1,
        responses->vulnerability_2, responses->vulnerability_3, responses->vulnerability_4};
    double weight = 0.0;
    for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
        const int32_t *at_risk = &self->at_risk[2 * (pool * CURB_VULNERABILITY_COUNT + v)];
        weight += vulnerability[v] * ((double)at_risk[0] + responses->vulnerability_after *
                                                               (double)at_risk[1]);
    }
    size_t origin = pool / CURB_GROUP_COUNT;
    double factor = self->levers.vulnerability[origin] / market->rest.vulnerability[origin];
    return factor * weight * market->people_per_agent;
}

void curb_state_update_pull(curb_state_t *self, const curb_market_t *market)
{
    const curb_world_t *world = market->world;
    double relative[CURB_POOL_MAX] = {0};
    for (size_t p = 0; p < market->pool_count; p++) {
        double at_rest = market->pools[p].weight;
        relative[p] = at_rest > 0.0 ? curb_pool_weight(self, market, p) / at_rest : 0.0;
    }
    for (size_t c = 0; c < market->cell_count; c++) {
        const curb_cell_anchors_t *anchors = &world->cells[c];
        double pull = 0.0;
        for (size_t o = 0; o < world->jurisdiction_count; o++) {
            for (size_t g = 0; anchors->link[o] > 0.0 && g < CURB_GROUP_COUNT; g++) {
                pull += anchors->link[o] * anchors->composition[g] *
                        relative[o * CURB_GROUP_COUNT + g];
            }
        }
        self->cells[c].pull = pull;
    }
}
