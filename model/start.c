/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Month 0: every agent drawn from the stationary law of the market at rest. */
#include "model/holding.h"
#include "model/pools.h"
#include "model/random.h"
#include "model/rest.h"
#include "model/state.h"

#include <string.h>

static const double golden = 0.61803398874989484820;

/* A low-discrepancy sequence with a random start, so that month 0 is close to its
 * expectation. */
static double spread_unit(double start, uint32_t i)
{
    double u = start + golden * (double)i;
    return u - (double)(int64_t)u;
}

static void start_cells(curb_state_t *self, const curb_market_t *market)
{
    for (size_t c = 0; c < market->cell_count; c++) {
        self->cells[c] = (curb_cell_state_t){.price = market->cells[c].price,
            .exploited_share = market->world->cells[c].exploited_share,
            .settled_price = market->cells[c].price,
            .awareness = market->cells[c].awareness,
            .utilisation = 1.0 - market->cells[c].refused,
            .margin = 1.0,
            .returns = 1.0,
            .risk = curb_rest_risk(market, c, CURB_INDIVIDUAL),
            .pull = 1.0};
        for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
            const curb_choice_t *choice = &market->choices[c * CURB_KIND_COUNT + k];
            self->cells[c].sanction_rate[k] = choice->sanction_rate;
            self->investigations[c / market->world->sector_count] += choice->investigations;
        }
    }
}

static curb_holding_rates_t rates_of(const curb_market_t *market, size_t c)
{
    return (curb_holding_rates_t){.recruit = market->cells[c].recruit,
        .detection = market->cells[c].detection,
        .quit = market->cells[c].quit,
        .escape = 1.0 - (1.0 - market->cells[c].escape) *
                            (1.0 - market->rest_cells[c].identified),
        .growth = market->world->responses.holding_detection,
        .held = market->world->cells[c].held};
}

static int held_at(const curb_holding_law_t *law, double u)
{
    double sum = 0.0;
    for (int n = 0; n < law->capacity; n++) {
        sum += law->share[n];
        if (u < sum) {
            return n;
        }
    }
    return law->capacity;
}

static void start_slots_of_cell(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, size_t c, double start)
{
    const curb_responses_t *responses = &market->world->responses;
    curb_holding_rates_t rates = rates_of(market, c);
    double sentence = (double)curb_barred_months(responses);
    double entry = curb_entry_total(market, c);
    curb_holding_law_t law = {.capacity = -1};
    curb_slot_shares_t shares = {0};
    uint32_t first = population->cell_first_slot[c];
    for (uint32_t s = first; s < population->cell_first_slot[c + 1]; s++) {
        if (population->capacity[s] != law.capacity) {
            curb_holding_law(&law, population->capacity[s], &rates);
            shares = curb_slot_shares(&law, entry, responses->conviction, sentence);
        }
        double u = spread_unit(start, s - first);
        self->slot_cell[s] = (uint16_t)c;
        self->slot_moved[s] = CURB_NOT_MOVED;
        /* half of the vacancies are filled a month, so two months' removals stand open */
        self->cells[c].vacancies += 2.0 * responses->succession * shares.active * law.exit;
        if (u < shares.active) {
            curb_set_put(self->slot_active, s, true);
            curb_set_put(self->slot_full, s, true);
            self->slot_held[s] = (uint8_t)held_at(&law, u / shares.active);
            self->slot_capital[s] = population->start_capital[s];
            self->active[c]++;
            self->held[c] += self->slot_held[s];
        } else if (u < shares.active + shares.barred) {
            double left = (u - shares.active) / shares.barred;
            self->slot_barred[s] = (uint16_t)(2 + (uint32_t)(left * (sentence - 1.0)));
        }
    }
}

/* The cumulative shares of the pools that feed a cell at its anchor. */
static size_t pool_at(const curb_market_t *market, size_t c, double u)
{
    const curb_cell_anchors_t *anchors = &market->world->cells[c];
    double sum = 0.0;
    size_t last = 0;
    for (size_t o = 0; o < market->world->jurisdiction_count; o++) {
        for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
            double share = anchors->link[o] * anchors->composition[g];
            if (share > 0.0) {
                last = o * CURB_GROUP_COUNT + g;
                sum += share;
                if (u < sum) {
                    return last;
                }
            }
        }
    }
    return last;
}

static size_t class_at(const curb_market_t *market, size_t pool, double u)
{
    double exploited[CURB_VULNERABILITY_COUNT];
    double total = 0.0;
    for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
        exploited[v] = curb_class_stocks(market, pool, v).exploited;
        total += exploited[v];
    }
    double sum = 0.0;
    for (size_t v = 0; v + 1 < CURB_VULNERABILITY_COUNT; v++) {
        sum += exploited[v] / total;
        if (u < sum) {
            return v;
        }
    }
    return CURB_VULNERABILITY_COUNT - 1;
}

/* Persons not yet given a place, from the front of each class; the next class or pool helps
 * out where one is used up, so that nobody is held twice. */
static uint32_t next_person(
    const curb_population_t *population, uint32_t *used, size_t pool, size_t v)
{
    for (size_t step = 0; step < population->class_count; step++) {
        size_t class =
            (pool * CURB_VULNERABILITY_COUNT + v + step) % population->class_count;
        const curb_class_t *row = &population->classes[class];
        uint32_t kept = row->recovering + row->safe + row->at_risk_again;
        if (used[class] + kept < row->count) {
            return row->first + used[class]++;
        }
    }
    return CURB_NOBODY;
}

static void start_places(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, uint32_t *used, uint64_t seed, uint32_t replicate)
{
    curb_key_t key = curb_key(seed, replicate, CURB_FOR_FIRST_PLACES, 0);
    memset(self->place_person, 0xff, population->place_count * sizeof *self->place_person);
    uint32_t count_in_cell[CURB_CELL_MAX] = {0};
    for (size_t s = 0; s < population->slot_count; s++) {
        size_t c = population->home[s];
        uint32_t word[2];
        uint32_t unused;
        curb_words(key, (uint32_t)c, 1, &word[0], &unused);
        for (uint32_t n = 0; n < self->slot_held[s]; n++) {
            uint32_t place = population->first_place[s] + n;
            curb_words(key, place, 0, &word[1], &unused);
            size_t pool =
                pool_at(market, c, spread_unit(curb_unit(word[0]), count_in_cell[c]++));
            size_t v = class_at(market, pool, curb_unit(word[1]));
            uint32_t person = next_person(population, used, pool, v);
            if (person == CURB_NOBODY) {
                self->slot_held[s] = (uint8_t)n;
                self->held[c]--;
                break;
            }
            size_t group = pool % CURB_GROUP_COUNT;
            curb_place_put(self, place, person);
            curb_person_become(self, person, CURB_AWAY);
            self->held_of_group[c * CURB_GROUP_COUNT + group]++;
        }
    }
}

/* Cell last exploited in, in proportion to the exits of those who come from a pool. */
static size_t cell_left(const curb_market_t *market, size_t pool, double u)
{
    const curb_world_t *world = market->world;
    double sum = 0.0;
    size_t last = 0;
    for (size_t c = 0; c < market->cell_count; c++) {
        const curb_cell_anchors_t *cell = &world->cells[c];
        double flow = cell->exploited * cell->link[pool / CURB_GROUP_COUNT] *
                      cell->composition[pool % CURB_GROUP_COUNT] / cell->duration_months;
        if (flow > 0.0) {
            last = c;
            sum += flow;
            if (u * market->pools[pool].inflow < sum) {
                return c;
            }
        }
    }
    return last;
}

static void become(curb_state_t *self, uint32_t first, uint32_t end, unsigned status)
{
    for (uint32_t p = first; p < end; p++) {
        curb_person_become(self, p, status);
    }
}

static void start_persons(
    curb_state_t *self, const curb_market_t *market, const curb_population_t *population)
{
    size_t capacity = curb_recovering_capacity(population);
    for (size_t i = 0; i < population->class_count; i++) {
        const curb_class_t *class = &population->classes[i];
        uint32_t end = class->first + class->count;
        uint32_t safe_from = end - class->safe;
        uint32_t recovering_from = safe_from - class->recovering;
        uint32_t again_from = recovering_from - class->at_risk_again;
        become(self, safe_from, end, CURB_SAFE);
        become(self, again_from, recovering_from, CURB_AT_RISK_AGAIN);
        for (uint32_t p = recovering_from; p < safe_from; p++) {
            if (self->now->recovering_count == capacity) {
                break;
            }
            double u = spread_unit(0.5, p - recovering_from);
            size_t cell = cell_left(market, class->pool, u);
            uint32_t r = self->now->recovering_count++;
            curb_person_become(self, p, CURB_AWAY);
            self->recovering_person[r] = p;
            self->recovering_cell[r] = (uint16_t)cell;
            self->recovering_of_cell[cell]++;
        }
        for (uint32_t p = class->first; p < end; p++) {
            unsigned status = curb_person_status(self, p);
            if (status <= CURB_AT_RISK_AGAIN) {
                self->at_risk[2 * i + status]++;
            }
        }
    }
}

static void start_buyers(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate)
{
    curb_key_t key = curb_key(seed, replicate, CURB_FOR_FIRST_RISK, 0);
    for (size_t s = 0; s < population->segment_count; s++) {
        const curb_segment_t *segment = &population->segments[s];
        const curb_kind_levers_t *law =
            &market->rest_cells[segment->cell].kinds[segment->kind];
        bool offence = law->buying + law->knowing > 0.0;
        uint32_t word;
        uint32_t unused;
        curb_words(key, (uint32_t)s, 0, &word, &unused);
        for (uint32_t i = segment->first; i < segment->first + segment->count; i++) {
            double u = spread_unit(curb_unit(word), i - segment->first);
            self->risk[i] =
                offence ? (float)curb_rest_first_risk(market, population, segment, i, u)
                        : 0.0f;
            self->awareness[i] = (float)curb_rest_awareness_of(
                market, segment->cell, segment->kind, (double)population->awareness[i]);
        }
    }
}

void curb_state_start(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate)
{
    curb_key_t key = curb_key(seed, replicate, CURB_FOR_FIRST_SLOTS, 0);
    self->now->risk_is_zero = !market->rest.laws;
    for (size_t j = 0; j < market->world->jurisdiction_count; j++) {
        self->levers.vulnerability[j] = market->rest.vulnerability[j];
        self->capacity_share[j] = 1.0;
    }
    start_cells(self, market);
    start_buyers(self, market, population, seed, replicate);
    for (size_t c = 0; c < market->cell_count; c++) {
        uint32_t word;
        uint32_t unused;
        curb_words(key, (uint32_t)c, 0, &word, &unused);
        start_slots_of_cell(self, market, population, c, curb_unit(word));
    }
    /* at_risk is not in use yet and holds the count of persons taken from each class */
    start_places(self, market, population, (uint32_t *)self->at_risk, seed, replicate);
    memset(self->at_risk, 0, population->class_count * 2 * sizeof *self->at_risk);
    start_persons(self, market, population);
    for (size_t s = 0; s < population->slot_count; s++) {
        curb_places_open(self, population, s, curb_slot_is_active(self, s));
    }
    curb_state_update_pull(self, market);
}
