/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/buyers.h"

#include "model/buyer_kernels.h"

enum { TOGETHER = 64 }; /* scenarios whose terms are kept at hand */

static const double belief_unit = 0x1p20;

curb_consumer_view_t curb_consumer_view(
    const curb_state_t *state, const curb_market_t *market, size_t cell)
{
    const curb_world_t *world = market->world;
    size_t j = cell / world->sector_count;
    size_t m = cell % world->sector_count;
    const curb_market_cell_t *rest = &market->cells[cell];
    curb_consumer_view_t view = {0};
    double price = 0.0;
    double abroad_price = 0.0;
    for (size_t k = 0; k < world->jurisdiction_count; k++) {
        const curb_cell_state_t *source = &state->cells[curb_cell_index(world, k, m)];
        price += market->trade[m][j][k] * source->price;
        view.exploited_level += market->trade[m][j][k] * source->exploited_share;
        if (rest->abroad_units > 0.0) {
            abroad_price += world->jurisdictions[j].abroad_to[k] * source->price;
            view.abroad_exploited_level +=
                world->jurisdictions[j].abroad_to[k] * source->exploited_share;
        }
    }
    view.price = price / rest->consumer_price;
    view.exploited_share = view.exploited_level / rest->consumer_exploited_share;
    if (rest->abroad_units > 0.0) {
        view.abroad_price = abroad_price / rest->abroad_price;
        view.abroad_exploited_share =
            view.abroad_exploited_level / rest->abroad_exploited_share;
    }
    return view;
}

/* What a law abroad takes from a purchase there: sum over destinations of B rho-bar F
 * lambda. */
static double risk_of_destinations(
    const curb_state_t *state, const curb_market_t *market, size_t cell, size_t kind)
{
    const curb_world_t *world = market->world;
    size_t j = cell / world->sector_count;
    size_t m = cell % world->sector_count;
    double risk = 0.0;
    for (size_t i = 0; i < world->jurisdiction_count; i++) {
        size_t there = curb_cell_index(world, i, m);
        risk += world->jurisdictions[j].abroad_to[i] * state->cells[there].risk *
                state->levers.cells[there].kinds[kind].force;
    }
    return risk;
}

static curb_choice_terms_t choice_terms(const curb_state_t *state,
    const curb_market_t *market, const curb_segment_t *segment, curb_consumer_view_t view)
{
    size_t cell = segment->cell;
    size_t kind = segment->kind;
    const curb_choice_t *choice = &market->choices[cell * CURB_KIND_COUNT + kind];
    const curb_cell_levers_t *levers = &state->levers.cells[cell];
    const curb_kind_levers_t *own = &levers->kinds[kind];
    const curb_buyer_anchors_t *anchors = &market->world->cells[cell].buyers[kind];
    double per_scale = 1.0 / choice->scale;
    double friction = kind == CURB_INDIVIDUAL ? levers->friction : 0.0;
    curb_choice_terms_t terms = {
        .home = (float)((choice->home - (view.price - 1.0) - friction) * per_scale),
        .aversion = (float)(levers->norm * view.exploited_share * per_scale),
        .risk = (float)(own->force * per_scale),
        .penalty = (float)(own->penalty * per_scale),
        .compliance = (float)own->compliance,
        .has_vetted = anchors->vetted > 0.0,
        .must_buy = kind != CURB_INDIVIDUAL,
        .has_abroad = kind == CURB_INDIVIDUAL && market->cells[cell].abroad_units > 0.0};
    if (levers->available < 1.0 && kind == CURB_INDIVIDUAL) {
        terms.home += (float)curb_log(levers->available); /* fewer find an offer */
    }
    if (terms.has_abroad) {
        double there = risk_of_destinations(state, market, cell, kind);
        terms.abroad =
            (float)((choice->abroad - (view.abroad_price - 1.0) - there) * per_scale);
        terms.abroad_aversion =
            (float)(levers->norm * view.abroad_exploited_share * per_scale);
        terms.abroad_risk = (float)(own->force_abroad * per_scale);
    }
    return terms;
}

static curb_belief_terms_t belief_terms(
    const curb_state_t *state, const curb_market_t *market, const curb_segment_t *segment)
{
    const curb_responses_t *responses = &market->world->responses;
    const curb_kind_levers_t *own =
        &state->levers.cells[segment->cell].kinds[segment->kind];
    return (curb_belief_terms_t){.reach = (float)own->reach,
        .efficacy = (float)own->efficacy,
        .mean = (float)state->cells[segment->cell].awareness,
        .spread = (float)responses->awareness_spread,
        .fading = (float)responses->awareness_fading};
}

/* Of one visit that would be made without a shock: those who buy twice as much visit twice
 * as often. */
static float log_spared(const curb_kind_levers_t *own, double investigated)
{
    return investigated > 0.0 ? (float)(own->demand * curb_log(1.0 - investigated)) : 0.0f;
}

static curb_risk_terms_t risk_terms(const curb_state_t *state, const curb_market_t *market,
    const curb_segment_t *segment, double exploited)
{
    size_t cell = segment->cell;
    const curb_kind_levers_t *own = &state->levers.cells[cell].kinds[segment->kind];
    const curb_responses_t *responses = &market->world->responses;
    double rate = responses->loudness * state->cells[cell].sanction_rate[segment->kind];
    curb_risk_terms_t terms = {.learning = (float)responses->risk_learning,
        .news = (float)(rate < 1.0 ? rate : 1.0),
        .announced = (float)own->announced,
        .announced_knowing = (float)(own->announced_knowing * exploited * own->proof),
        .log_spared_buying = log_spared(own, own->buying),
        .log_spared_knowing = log_spared(own, own->knowing),
        .proof = (float)(exploited * own->proof)};
    return terms;
}

/* Probabilities are summed as whole multiples of 1/scale, the finest power of two with
 * which a block of the largest possible ones still fits 31 bits. */
static double chance_scale(const curb_population_t *population,
    const curb_segment_t *segment, const curb_risk_terms_t *terms, float visits_per_quantum)
{
    double largest_visits =
        (double)population->quantity[segment->first + segment->count - 1] *
        (double)visits_per_quantum;
    largest_visits = largest_visits > 1.0 ? largest_visits : 1.0;
    double most =
        -largest_visits * (double)(terms->log_spared_buying + terms->log_spared_knowing);
    most = most < 1.0 ? most : 1.0;
    double scale = 0x1p20;
    while (scale < 0x1p40 && scale * 2.0 * most <= 0x1p20) {
        scale *= 2.0;
    }
    return scale;
}

typedef struct {
    curb_state_t *const *states;
    size_t count;
    const curb_market_t *market;
    const curb_population_t *population;
    curb_key_t choice_key, sanction_key;
    bool laws;
} month_t;

static curb_shared_terms_t shared_terms(const month_t *month, const curb_segment_t *segment)
{
    const curb_market_t *market = month->market;
    const curb_choice_t *choice =
        &market->choices[segment->cell * CURB_KIND_COUNT + segment->kind];
    const curb_buyer_anchors_t *anchors =
        &market->world->cells[segment->cell].buyers[segment->kind];
    double per_scale = 1.0 / choice->scale;
    return (curb_shared_terms_t){.choice_key = month->choice_key,
        .sanction_key = month->sanction_key,
        .laws = month->laws,
        .has_vetted = anchors->vetted > 0.0,
        .per_scale = (float)per_scale,
        .vetted = (float)(choice->vetted * per_scale),
        .visits_per_quantum =
            (float)(segment->unit * market->cells[segment->cell].consumer_price /
                    anchors->spend_usd)};
}

/* What a segment meets in one scenario this month. */
typedef struct {
    curb_state_t *state;
    curb_buyer_sums_t *sums;
    bool laws, announced;
    curb_choice_terms_t choice;
    curb_belief_terms_t belief;
    curb_risk_terms_t risk;
} visit_t;

static void open_visit(visit_t *self, curb_state_t *state, const month_t *month,
    const curb_segment_t *segment, float visits_per_quantum)
{
    const curb_market_t *market = month->market;
    curb_consumer_view_t view = curb_consumer_view(state, market, segment->cell);
    *self = (visit_t){.state = state,
        .sums = &state->sums[segment - month->population->segments],
        .laws = state->levers.laws || !state->now->risk_is_zero,
        .choice = choice_terms(state, market, segment, view),
        .belief = belief_terms(state, market, segment)};
    self->choice.has_risk = self->laws;
    *self->sums = (curb_buyer_sums_t){.chance_scale = 1.0};
    if (self->laws) {
        self->risk = risk_terms(state, market, segment, view.exploited_level);
        self->sums->chance_scale =
            chance_scale(month->population, segment, &self->risk, visits_per_quantum);
        self->risk.chance_scale = (float)self->sums->chance_scale;
        self->announced =
            self->risk.announced > 0.0f || self->risk.announced_knowing > 0.0f;
    }
}

/* Columns that the scenario after v reads, which after the last is the first in the block
 * from `next` on, and its part of those that all will read there. */
static curb_ahead_t ahead_of(const month_t *month, const visit_t *visit, size_t visits,
    size_t v, size_t first, size_t next)
{
    const curb_population_t *population = month->population;
    const float *const traits[] = {population->quantity, population->taste,
        population->moral, population->awareness, population->compliance};
    enum { TRAITS = sizeof traits / sizeof *traits };
    bool is_last = v + 1 == visits;
    const visit_t *after = &visit[is_last ? 0 : v + 1];
    size_t left = population->buyer_count - next;
    curb_ahead_t ahead = {.count = left < CURB_BLOCK ? left : CURB_BLOCK};
    curb_ahead_add(&ahead, after->state->awareness + (is_last ? next : first));
    if (after->laws) {
        curb_ahead_add(&ahead, after->state->risk + (is_last ? next : first));
    }
    for (size_t k = 0; k < TRAITS; k++) {
        if (k * visits / TRAITS == v) {
            curb_ahead_add(&ahead, traits[k] + next);
        }
    }
    return ahead;
}

/* `block` has what the scenarios share. */
static void visit_block(curb_buyer_block_t *block, size_t first, const visit_t *visit)
{
    block->awareness = visit->state->awareness + first;
    block->risk = visit->state->risk + first;
    if (visit->announced) {
        curb_announce_block(block, &visit->risk);
    }
    curb_choose_block(block, &visit->choice, visit->sums);
    if (visit->laws) {
        curb_sanction_block(block, &visit->risk, visit->sums);
    }
    curb_believe_block(block, &visit->belief, visit->sums);
}

static void one_block(const month_t *month, size_t first, size_t count,
    const curb_shared_terms_t *terms, const visit_t *visit, size_t visits)
{
    const curb_population_t *population = month->population;
    curb_shared_block_t shared;
    uint32_t home[CURB_BLOCK];
    curb_share_block(&shared, terms, (uint32_t)first, count, population->quantity + first,
        population->taste + first);
    curb_buyer_block_t block = {.count = count,
        .quantity = population->quantity + first,
        .moral = population->moral + first,
        .base = population->awareness + first,
        .compliance = population->compliance + first,
        .shared = &shared,
        .home = home};
    for (size_t v = 0; v < visits; v++) {
        block.ahead = ahead_of(month, visit, visits, v, first, first + count);
        visit_block(&block, first, &visit[v]);
    }
}

/* Block by block, and in a block scenario by scenario: what they share is made once. */
static void one_segment(const month_t *month, const curb_segment_t *segment)
{
    curb_shared_terms_t terms = shared_terms(month, segment);
    for (size_t s = 0; s < month->count; s += TOGETHER) {
        visit_t visit[TOGETHER];
        size_t visits = month->count - s < TOGETHER ? month->count - s : TOGETHER;
        for (size_t v = 0; v < visits; v++) {
            open_visit(
                &visit[v], month->states[s + v], month, segment, terms.visits_per_quantum);
        }
        for (size_t offset = 0; offset < segment->count; offset += CURB_BLOCK) {
            size_t left = segment->count - offset;
            size_t count = left < CURB_BLOCK ? left : CURB_BLOCK;
            one_block(month, segment->first + offset, count, &terms, visit, visits);
        }
    }
}

/* Next month's choices and beliefs look back at these. */
static void look_back(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population)
{
    double people[CURB_CELL_MAX];
    double aware[CURB_CELL_MAX];
    for (size_t c = 0; c < market->cell_count; c++) {
        people[c] = aware[c] = 0.0;
    }
    for (size_t j = 0; j < market->world->jurisdiction_count; j++) {
        state->investigations[j] = 0.0;
    }
    for (size_t s = 0; s < population->segment_count; s++) {
        const curb_segment_t *segment = &population->segments[s];
        const curb_buyer_sums_t *sums = &state->sums[s];
        curb_cell_state_t *cell = &state->cells[segment->cell];
        people[segment->cell] += segment->people * (double)segment->count;
        aware[segment->cell] += segment->people * (double)sums->awareness / belief_unit;
        if (segment->kind == CURB_INDIVIDUAL) {
            cell->risk = (double)sums->risk / belief_unit / (double)segment->count;
        }
        double sanctioned = (double)sums->sanction_probability / sums->chance_scale;
        cell->sanction_rate[segment->kind] =
            sums->home > 0 ? sanctioned / (double)sums->home : 0.0;
        state->investigations[segment->cell / market->world->sector_count] +=
            (double)sums->investigated / sums->chance_scale * segment->people;
    }
    for (size_t c = 0; c < market->cell_count; c++) {
        state->cells[c].awareness = aware[c] / people[c];
    }
    state->now->risk_is_zero &= !state->levers.laws;
}

void curb_buyers_month(curb_state_t *const *states, size_t count,
    const curb_market_t *market, const curb_population_t *population, uint64_t seed,
    uint32_t replicate, int threads)
{
    (void)threads; /* a build without OpenMP has one */
    uint32_t now = (uint32_t)states[0]->now->month;
    month_t month = {.states = states,
        .count = count,
        .market = market,
        .population = population,
        .choice_key = curb_key(seed, replicate, CURB_FOR_CHOICE, now),
        .sanction_key = curb_key(seed, replicate, CURB_FOR_SANCTION, now)};
    for (size_t s = 0; s < count; s++) {
        month.laws |= states[s]->levers.laws || !states[s]->now->risk_is_zero;
    }
#pragma omp parallel for schedule(dynamic)                                                 \
    num_threads(threads) if (threads > 1) default(none) shared(month, population)
    for (size_t s = 0; s < population->segment_count; s++) {
        one_segment(&month, &population->segments[s]);
    }
#pragma omp parallel for schedule(dynamic) num_threads(threads) if (threads > 1) default(  \
    none) shared(states, count, market, population)
    for (size_t s = 0; s < count; s++) {
        look_back(states[s], market, population);
    }
}
