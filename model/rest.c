/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rest.h"

#include "model/bits.h"
#include "model/capacity.h"

enum { AWARENESS_ROUNDS = 2000 };

static double supplied(const curb_market_t *market, size_t cell, size_t kind)
{
    const curb_kind_levers_t *levers = &market->rest_cells[cell].kinds[kind];
    return levers->reach * levers->efficacy;
}

double curb_rest_awareness_of(
    const curb_market_t *market, size_t cell, size_t kind, double base)
{
    double spread = market->world->responses.awareness_spread;
    double fading = market->world->responses.awareness_fading;
    double mean = market->cells[cell].awareness;
    double share = supplied(market, cell, kind);
    if (!(share > 0.0)) {
        return (spread * mean + fading * base) / (spread + fading);
    }
    double kept = 1.0 - spread - fading;
    return (kept * share + spread * mean + fading * base) / (1.0 - kept * (1.0 - share));
}

void curb_rest_awareness(curb_market_t *market, const curb_population_t *population)
{
    double people[CURB_CELL_MAX] = {0};
    bool campaigns = false;
    for (size_t s = 0; s < population->segment_count; s++) {
        const curb_segment_t *segment = &population->segments[s];
        people[segment->cell] += segment->people * (double)segment->count;
        campaigns |= supplied(market, segment->cell, segment->kind) > 0.0;
    }
    for (size_t c = 0; c < market->cell_count; c++) {
        market->cells[c].awareness = 0.0;
    }
    for (size_t s = 0; s < population->segment_count; s++) {
        const curb_segment_t *segment = &population->segments[s];
        market->cells[segment->cell].awareness += segment->people * (double)segment->count *
                                                  segment->awareness_mean /
                                                  people[segment->cell];
    }
    /* a mean that reproduces itself; without campaigns the first is it */
    bool moving = campaigns;
    for (int round = 0; moving && round < AWARENESS_ROUNDS; round++) {
        double next[CURB_CELL_MAX] = {0};
        for (size_t s = 0; s < population->segment_count; s++) {
            const curb_segment_t *segment = &population->segments[s];
            next[segment->cell] += segment->people * (double)segment->count /
                                   people[segment->cell] *
                                   curb_rest_awareness_of(market, segment->cell,
                                       segment->kind, segment->awareness_mean);
        }
        moving = false;
        for (size_t c = 0; c < market->cell_count; c++) {
            moving |= market->cells[c].awareness != next[c];
            market->cells[c].awareness = next[c];
        }
    }
}

/* Flow of a producer to destinations other than j, as far as they do not stop it. */
static double outlets_beside(const curb_market_t *market, size_t j, size_t k, size_t m)
{
    const curb_world_t *world = market->world;
    double outlets = 0.0;
    for (size_t i = 0; i < world->jurisdiction_count; i++) {
        size_t cell = curb_cell_index(world, i, m);
        double kept = i == k ? 1.0 : 1.0 - market->rest_cells[cell].interdiction;
        outlets +=
            i == j ? 0.0 : market->cells[cell].home_units * market->trade[m][i][k] * kept;
    }
    return outlets;
}

void curb_rest_refused(curb_market_t *market, const double *screened)
{
    const curb_world_t *world = market->world;
    for (size_t c = 0; c < market->cell_count; c++) {
        size_t k = c / world->sector_count;
        size_t m = c % world->sector_count;
        double demand = 0.0;
        double refused = 0.0;
        for (size_t j = 0; j < world->jurisdiction_count; j++) {
            size_t importer = curb_cell_index(world, j, m);
            const curb_cell_levers_t *levers = &market->rest_cells[importer];
            double flow = market->cells[importer].home_units * market->trade[m][j][k];
            double stopped = j == k ? 0.0 : levers->interdiction;
            demand += flow + market->cells[importer].abroad_units *
                                 world->jurisdictions[j].abroad_to[k];
            double diverted = stopped > 0.0 && outlets_beside(market, j, k, m) > 0.0
                                  ? levers->diversion
                                  : 0.0;
            refused +=
                flow * (stopped * (1.0 - diverted) + (1.0 - stopped) * screened[importer]);
        }
        market->cells[c].refused = demand > 0.0 ? curb_to_float(refused / demand) : 0.0;
    }
}

void curb_rest_capacity(curb_market_t *market)
{
    const curb_world_t *world = market->world;
    for (size_t j = 0; j < world->jurisdiction_count; j++) {
        double investigations = 0.0;
        for (size_t m = 0; m < world->sector_count; m++) {
            size_t c = curb_cell_index(world, j, m);
            for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
                investigations += market->choices[c * CURB_KIND_COUNT + k].investigations;
            }
        }
        market->capacity_share[j] =
            curb_capacity_share(market, j, market->rest.added[j], investigations);
    }
}
