/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rest.h"

#include "model/bits.h"
#include "model/capacity.h"

#include <math.h>
#include <stdio.h>

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
    for (int round = 0; campaigns && round < AWARENESS_ROUNDS; round++) {
        double next[CURB_CELL_MAX] = {0};
        for (size_t s = 0; s < population->segment_count; s++) {
            const curb_segment_t *segment = &population->segments[s];
            next[segment->cell] += segment->people * (double)segment->count /
                                   people[segment->cell] *
                                   curb_rest_awareness_of(market, segment->cell,
                                       segment->kind, segment->awareness_mean);
        }
        for (size_t c = 0; c < market->cell_count; c++) {
            market->cells[c].awareness = next[c];
        }
    }
}

double curb_rest_risk(const curb_market_t *market, size_t cell, size_t kind)
{
    double rate = market->choices[cell * CURB_KIND_COUNT + kind].sanction_rate;
    double news = market->world->responses.loudness * rate;
    return news < 1.0 ? news : 1.0;
}

static curb_choice_target_t target_of(const curb_market_t *market, size_t cell, size_t kind)
{
    const curb_cell_anchors_t *anchors = &market->world->cells[cell];
    const curb_buyer_anchors_t *buyers = &anchors->buyers[kind];
    const curb_market_cell_t *rest = &market->cells[cell];
    double abroad = kind == CURB_INDIVIDUAL ? rest->abroad_units / rest->home_units : 0.0;
    return (curb_choice_target_t){.home = buyers->unvetted,
        .abroad = buyers->unvetted * abroad,
        .vetted = buyers->vetted,
        .must_buy = kind != CURB_INDIVIDUAL,
        .elasticity = anchors->demand_elasticity};
}

/* What the laws in force do with those who buy at home at rest, over the agents of a
 * segment. */
typedef struct {
    double buyers;                   /* expected agents who buy at home */
    double sanctioned, investigated; /* expected agents */
    double quantity, compliant;      /* expected quanta bought at home, and under rules */
} enforcement_t;

static enforcement_t enforce(const curb_market_t *market, const curb_segment_t *segment,
    const curb_choice_agents_t *agents, const float *compliance)
{
    const curb_kind_levers_t *law = &market->rest_cells[segment->cell].kinds[segment->kind];
    const curb_choice_t *choice =
        &market->choices[segment->cell * CURB_KIND_COUNT + segment->kind];
    const curb_buyer_anchors_t *buyers =
        &market->world->cells[segment->cell].buyers[segment->kind];
    const curb_market_cell_t *cell = &market->cells[segment->cell];
    double visits_per_quantum = segment->unit * cell->consumer_price / buyers->spend_usd;
    bool abroad = segment->kind == CURB_INDIVIDUAL && cell->abroad_units > 0.0;
    enforcement_t sum = {0};
    for (size_t i = 0; i < agents->count; i++) {
        curb_choice_agents_t one = *agents;
        one.count = 1;
        one.quantity += i;
        one.taste += i;
        one.moral += i;
        one.awareness += i;
        one.home_cost += i;
        double home = curb_choice_shares(
            &one, choice, segment->kind != CURB_INDIVIDUAL, abroad, buyers->vetted > 0.0)
                          .home;
        double visits = (double)agents->quantity[i] * visits_per_quantum;
        visits = visits > 1.0 ? visits : 1.0;
        double buying = -expm1(visits * log1p(-law->buying));
        double knowing = -expm1(visits * log1p(-law->knowing));
        double proved =
            knowing * law->proof * cell->consumer_exploited_share * agents->awareness[i];
        sum.buyers += home;
        sum.sanctioned += home * (buying + proved - buying * proved);
        sum.investigated += home * (buying + knowing - buying * knowing);
        sum.quantity += home * (double)agents->quantity[i];
        sum.compliant += (double)compliance[i] < law->compliance
                             ? home * (double)agents->quantity[i]
                             : 0.0;
    }
    return sum;
}

/* Buyers start at one perceived risk; under a law that weighs more than the price itself
 * those who were just sanctioned matter, and the market drifts from its anchors. */
static void warn_of_strong_law(const curb_market_t *market, const curb_segment_t *segment,
    curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = market->world;
    double felt = curb_rest_risk(market, segment->cell, segment->kind) *
                  market->rest_cells[segment->cell].kinds[segment->kind].force;
    if (felt > 1.0) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "in_force: the law against buyers of %s in %s weighs %.2g times the price at "
            "rest; "
            "above 1 the market does not stand still at its anchors",
            world->sectors[segment->cell % world->sector_count].id,
            world->jurisdictions[segment->cell / world->sector_count].id, felt);
    }
}

/* Uniform felt costs of the laws in force shift the utilities that reproduce the anchors.
 */
static void take_in_costs(curb_market_t *market, const curb_segment_t *segment)
{
    size_t cell = segment->cell;
    size_t kind = segment->kind;
    const curb_world_t *world = market->world;
    const curb_cell_levers_t *levers = &market->rest_cells[cell];
    curb_choice_t *choice = &market->choices[cell * CURB_KIND_COUNT + kind];
    double risk = curb_rest_risk(market, cell, kind);
    choice->home += risk * levers->kinds[kind].force;
    if (kind != CURB_INDIVIDUAL) {
        return;
    }
    choice->home += levers->friction;
    choice->abroad += risk * levers->kinds[kind].force_abroad;
    size_t m = cell % world->sector_count;
    for (size_t i = 0;
         market->cells[cell].abroad_units > 0.0 && i < world->jurisdiction_count; i++) {
        size_t there = curb_cell_index(world, i, m);
        choice->abroad += world->jurisdictions[cell / world->sector_count].abroad_to[i] *
                          curb_rest_risk(market, there, CURB_INDIVIDUAL) *
                          market->rest_cells[there].kinds[CURB_INDIVIDUAL].force;
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

/* Share of home units that complying buyers refuse if exploited, by consuming cell; then,
 * through trade, the share of a producing cell's exploited sales that is refused. */
static void set_refused(curb_market_t *market, const double *screened)
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
            double diverted =
                outlets_beside(market, j, k, m) > 0.0 ? levers->diversion : 0.0;
            refused +=
                flow * (stopped * (1.0 - diverted) + (1.0 - stopped) * screened[importer]);
        }
        market->cells[c].refused = demand > 0.0 ? curb_to_float(refused / demand) : 0.0;
    }
}

static curb_error_t solve_segment(curb_market_t *market,
    const curb_population_t *population, const curb_segment_t *segment, double *column[2],
    double *screened, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = market->world;
    const curb_kind_levers_t *law = &market->rest_cells[segment->cell].kinds[segment->kind];
    for (uint32_t i = segment->first; i < segment->first + segment->count; i++) {
        column[0][i] = curb_rest_awareness_of(
            market, segment->cell, segment->kind, (double)population->awareness[i]);
        column[1][i] =
            (double)population->compliance[i] < law->compliance ? law->penalty : 0.0;
    }
    curb_choice_agents_t agents = {.count = segment->count,
        .quantity = population->quantity + segment->first,
        .taste = population->taste + segment->first,
        .moral = population->moral + segment->first,
        .awareness = column[0] + segment->first,
        .home_cost = column[1] + segment->first};
    curb_choice_target_t target = target_of(market, segment->cell, segment->kind);
    char name[3 * CURB_ID_BYTES];
    snprintf(name, sizeof name, "%s in %s, %s",
        world->sectors[segment->cell % world->sector_count].id,
        world->jurisdictions[segment->cell / world->sector_count].id,
        curb_kind_keys[segment->kind]);
    curb_choice_t *choice =
        &market->choices[segment->cell * CURB_KIND_COUNT + segment->kind];
    curb_error_t error = curb_choice_solve(&agents, &target, choice, name, diagnostics);
    bool enforced = law->buying + law->knowing + law->compliance > 0.0;
    if (error == CURB_OK && enforced) {
        enforcement_t sum =
            enforce(market, segment, &agents, population->compliance + segment->first);
        choice->sanction_rate = curb_to_float(sum.sanctioned / sum.buyers);
        choice->investigations = curb_to_float(sum.investigated * segment->people);
        double share = world->cells[segment->cell].buyers[segment->kind].demand_share;
        screened[segment->cell] += share * law->screening * sum.compliant / sum.quantity;
    }
    return error;
}

curb_error_t curb_rest_choices(curb_market_t *market, const curb_population_t *population,
    curb_diagnostics_t *diagnostics)
{
    double screened[CURB_CELL_MAX] = {0};
    double *column[2] = {curb_calloc(population->buyer_count, sizeof *column[0]),
        curb_calloc(population->buyer_count, sizeof *column[1])};
    curb_error_t error =
        column[0] != NULL && column[1] != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    for (size_t s = 0; error != CURB_ERR_NO_MEMORY && s < population->segment_count; s++) {
        curb_error_t solved = solve_segment(
            market, population, &population->segments[s], column, screened, diagnostics);
        error = solved != CURB_OK ? solved : error;
    }
    for (size_t s = 0; error == CURB_OK && s < population->segment_count; s++) {
        const curb_segment_t *segment = &population->segments[s];
        curb_choice_t *choice =
            &market->choices[segment->cell * CURB_KIND_COUNT + segment->kind];
        take_in_costs(market, segment);
        warn_of_strong_law(market, segment, diagnostics);
        /* float: the last bit of a solve depends on the processor, the run must not */
        choice->scale = curb_to_float(choice->scale);
        choice->home = curb_to_float(choice->home);
        choice->abroad = curb_to_float(choice->abroad);
        choice->vetted = curb_to_float(choice->vetted);
    }
    set_refused(market, screened);
    curb_free(column[0]);
    curb_free(column[1]);
    return error;
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
