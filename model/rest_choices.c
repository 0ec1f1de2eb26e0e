/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choices at rest: the constants of every segment's choice under the laws in force, and how
 * wary those laws keep its buyers. */
#include "model/bits.h"
#include "model/memory.h"
#include "model/rest.h"

#include <math.h>
#include <stdio.h>

enum { SETTLING_ROUNDS = 100 };

/* The wariness of a segment and its choice are found in turns until neither moves. */
static const double settled = 1e-7;

static const curb_kind_levers_t *law_of(
    const curb_market_t *market, const curb_segment_t *segment)
{
    return &market->rest_cells[segment->cell].kinds[segment->kind];
}

static const curb_buyer_anchors_t *anchors_of(
    const curb_market_t *market, const curb_segment_t *segment)
{
    return &market->world->cells[segment->cell].buyers[segment->kind];
}

static curb_choice_t *choice_of(curb_market_t *market, const curb_segment_t *segment)
{
    return &market->choices[segment->cell * CURB_KIND_COUNT + segment->kind];
}

static bool can_go_abroad(const curb_market_t *market, const curb_segment_t *segment)
{
    return segment->kind == CURB_INDIVIDUAL &&
           market->cells[segment->cell].abroad_units > 0.0;
}

static double news_of(const curb_market_t *market, double sanction_rate)
{
    double news = market->world->responses.loudness * sanction_rate;
    return news < 1.0 ? news : 1.0;
}

double curb_rest_risk(const curb_market_t *market, size_t cell, size_t kind)
{
    return market->choices[cell * CURB_KIND_COUNT + kind].risk;
}

/* What all buyers of a segment feel alike at rest, besides risks at home. */
typedef struct {
    double home, abroad;
} uniform_cost_t;

static uniform_cost_t uniform_cost(
    const curb_market_t *market, const curb_segment_t *segment)
{
    uniform_cost_t cost = {0};
    if (segment->kind != CURB_INDIVIDUAL) {
        return cost;
    }
    const curb_world_t *world = market->world;
    cost.home = market->rest_cells[segment->cell].friction;
    size_t j = segment->cell / world->sector_count;
    size_t m = segment->cell % world->sector_count;
    for (size_t i = 0; can_go_abroad(market, segment) && i < world->jurisdiction_count;
         i++) {
        size_t there = curb_cell_index(world, i, m);
        cost.abroad += world->jurisdictions[j].abroad_to[i] *
                       curb_rest_risk(market, there, CURB_INDIVIDUAL) *
                       market->rest_cells[there].kinds[CURB_INDIVIDUAL].force;
    }
    return cost;
}

/* Agent i of a segment, `net` being its choice without uniform costs. */
static curb_wary_buyer_t wary_buyer(const curb_market_t *market,
    const curb_population_t *population, const curb_segment_t *segment, size_t i,
    const curb_choice_t *net)
{
    const curb_kind_levers_t *law = law_of(market, segment);
    const curb_buyer_anchors_t *anchors = anchors_of(market, segment);
    const curb_market_cell_t *cell = &market->cells[segment->cell];
    double awareness = curb_rest_awareness_of(
        market, segment->cell, segment->kind, (double)population->awareness[i]);
    double taste = (double)population->taste[i];
    double common = taste - (double)population->moral[i] * awareness;
    double rules = (double)population->compliance[i] < law->compliance ? law->penalty : 0.0;
    double visits = (double)population->quantity[i] * segment->unit * cell->consumer_price /
                    anchors->spend_usd;
    visits = visits > 1.0 ? visits : 1.0;
    double buying = 1.0 - curb_exp(visits * curb_log(1.0 - law->buying));
    double knowing = 1.0 - curb_exp(visits * curb_log(1.0 - law->knowing));
    double proved = knowing * law->proof * cell->consumer_exploited_share * awareness;
    double per_scale = 1.0 / net->scale;
    return (curb_wary_buyer_t){.home = (net->home + common - rules) * per_scale,
        .abroad = (net->abroad + common) * per_scale,
        .vetted = (net->vetted + taste) * per_scale,
        .has_abroad = can_go_abroad(market, segment),
        .has_vetted = anchors->vetted > 0.0,
        .must_buy = segment->kind != CURB_INDIVIDUAL,
        .force = law->force * per_scale,
        .force_abroad = law->force_abroad * per_scale,
        .sanction = buying + proved - buying * proved,
        .investigation = buying + knowing - buying * knowing,
        .news = news_of(market, net->sanction_rate),
        .learning = market->world->responses.risk_learning};
}

double curb_rest_first_risk(const curb_market_t *market,
    const curb_population_t *population, const curb_segment_t *segment, size_t i, double u)
{
    curb_choice_t net = market->choices[segment->cell * CURB_KIND_COUNT + segment->kind];
    uniform_cost_t cost = uniform_cost(market, segment);
    net.home -= cost.home;
    net.abroad -= cost.abroad;
    curb_wary_buyer_t buyer = wary_buyer(market, population, segment, i, &net);
    return curb_risk_draw(&buyer, u);
}

static curb_choice_target_t target_of(
    const curb_market_t *market, const curb_segment_t *segment)
{
    const curb_buyer_anchors_t *buyers = anchors_of(market, segment);
    const curb_market_cell_t *rest = &market->cells[segment->cell];
    double abroad =
        segment->kind == CURB_INDIVIDUAL ? rest->abroad_units / rest->home_units : 0.0;
    return (curb_choice_target_t){.home = buyers->unvetted,
        .abroad = buyers->unvetted * abroad,
        .vetted = buyers->vetted,
        .must_buy = segment->kind != CURB_INDIVIDUAL,
        .elasticity = market->world->cells[segment->cell].demand_elasticity};
}

/* What the laws in force do with those who buy at home at rest, over a segment. */
typedef struct {
    double buyers;                   /* expected agents who buy at home */
    double sanctioned, investigated; /* expected agents */
    double quantity, compliant;      /* expected quanta bought at home, and under rules */
    double risk;                     /* perceived, summed over agents */
} enforcement_t;

/* `laws`: each agent's perceived risk; NULL: none. */
static enforcement_t enforce(const curb_market_t *market,
    const curb_population_t *population, const curb_segment_t *segment,
    const curb_choice_t *choice, const curb_risk_law_t *laws)
{
    const curb_risk_law_t carefree = {.weight = {1.0}};
    double compliance = law_of(market, segment)->compliance;
    enforcement_t sum = {0};
    for (size_t i = segment->first; i < segment->first + segment->count; i++) {
        const curb_risk_law_t *law = laws != NULL ? &laws[i - segment->first] : &carefree;
        curb_wary_buyer_t buyer = wary_buyer(market, population, segment, i, choice);
        double home = 0.0;
        for (size_t n = 0; n < CURB_RISK_NODES; n++) {
            if (law->weight[n] > 0.0) {
                home += law->weight[n] * curb_risk_purchase(&buyer, law->risk[n]);
                sum.risk += law->weight[n] * law->risk[n];
            }
        }
        double bought = home * (double)population->quantity[i];
        sum.buyers += home;
        sum.sanctioned += home * buyer.sanction;
        sum.investigated += home * buyer.investigation;
        sum.quantity += bought;
        sum.compliant += (double)population->compliance[i] < compliance ? bought : 0.0;
    }
    return sum;
}

/* The buyers of a segment as the solve of choice sees them: a row for each agent or, under
 * a law against buyers, for each node of its perceived risk. */
typedef struct {
    size_t rows_per_agent;
    float *floats;
    double *doubles;
    curb_risk_law_t *laws; /* [agent] */
    curb_choice_agents_t agents;
} crowd_t;

static curb_error_t crowd_init(crowd_t *self, size_t agents, bool wary)
{
    *self = (crowd_t){.rows_per_agent = wary ? CURB_RISK_NODES : 1};
    size_t rows = agents * self->rows_per_agent;
    self->floats = curb_calloc(3 * rows, sizeof *self->floats);
    self->doubles = curb_calloc(3 * rows, sizeof *self->doubles);
    self->laws = wary ? curb_calloc(agents, sizeof *self->laws) : NULL;
    if (self->floats == NULL || self->doubles == NULL || (wary && self->laws == NULL)) {
        return CURB_ERR_NO_MEMORY;
    }
    self->agents = (curb_choice_agents_t){.count = rows,
        .quantity = self->floats,
        .taste = self->floats + rows,
        .moral = self->floats + 2 * rows,
        .awareness = self->doubles,
        .home_cost = self->doubles + rows,
        .abroad_cost = wary ? self->doubles + 2 * rows : NULL};
    return CURB_OK;
}

static void crowd_free(crowd_t *self)
{
    curb_free(self->floats);
    curb_free(self->doubles);
    curb_free(self->laws);
}

static void crowd_fill(crowd_t *self, const curb_market_t *market,
    const curb_population_t *population, const curb_segment_t *segment)
{
    const curb_kind_levers_t *law = law_of(market, segment);
    size_t rows = self->agents.count;
    for (size_t i = 0; i < segment->count; i++) {
        size_t agent = segment->first + i;
        double awareness = curb_rest_awareness_of(
            market, segment->cell, segment->kind, (double)population->awareness[agent]);
        double rules =
            (double)population->compliance[agent] < law->compliance ? law->penalty : 0.0;
        for (size_t n = 0; n < self->rows_per_agent; n++) {
            size_t row = i * self->rows_per_agent + n;
            double weight = self->laws != NULL ? self->laws[i].weight[n] : 1.0;
            double risk = self->laws != NULL ? self->laws[i].risk[n] : 0.0;
            self->floats[row] = population->quantity[agent] * (float)weight;
            self->floats[rows + row] = population->taste[agent];
            self->floats[2 * rows + row] = population->moral[agent];
            self->doubles[row] = awareness;
            self->doubles[rows + row] = rules + risk * law->force;
            self->doubles[2 * rows + row] = risk * law->force_abroad;
        }
    }
}

typedef struct {
    curb_market_t *market;
    const curb_population_t *population;
    const curb_segment_t *segment;
    char name[3 * CURB_ID_BYTES];
    curb_diagnostics_t *diagnostics;
} subject_t;

static curb_error_t solve_choice(const subject_t *self, const crowd_t *crowd)
{
    curb_choice_target_t target = target_of(self->market, self->segment);
    return curb_choice_solve(&crowd->agents, &target,
        choice_of(self->market, self->segment), self->name, self->diagnostics);
}

/* Buyers' wariness follows from the law and their choice, the choice's constants from the
 * anchors and their wariness. */
static curb_error_t settle(const subject_t *self, enforcement_t *sum)
{
    curb_choice_t *choice = choice_of(self->market, self->segment);
    crowd_t crowd;
    curb_error_t error = crowd_init(&crowd, self->segment->count, true);
    double moved = HUGE_VAL;
    choice->sanction_rate = sum->sanctioned / sum->buyers;
    for (int round = 0; error == CURB_OK && moved > settled && round < SETTLING_ROUNDS;
         round++) {
        curb_choice_t before = *choice;
        for (size_t i = 0; i < self->segment->count; i++) {
            curb_wary_buyer_t buyer = wary_buyer(self->market, self->population,
                self->segment, self->segment->first + i, choice);
            curb_risk_law(&buyer, &crowd.laws[i]);
        }
        crowd_fill(&crowd, self->market, self->population, self->segment);
        error = solve_choice(self, &crowd);
        *sum = enforce(self->market, self->population, self->segment, choice, crowd.laws);
        choice->sanction_rate = sum->sanctioned / sum->buyers;
        moved = fabs(choice->home - before.home) + fabs(choice->scale - before.scale) +
                fabs(news_of(self->market, choice->sanction_rate) -
                     news_of(self->market, before.sanction_rate));
    }
    crowd_free(&crowd);
    if (error == CURB_OK && moved > settled) {
        error = curb_diagnostics_fail(self->diagnostics, CURB_ERR_INVALID,
            "%s: under the law in force against buyers no perceived risk and choice that "
            "agree were found; a weaker one may have them",
            self->name);
    }
    return error;
}

static curb_error_t solve_segment(subject_t *self, double *screened)
{
    const curb_segment_t *segment = self->segment;
    const curb_world_t *world = self->market->world;
    const curb_kind_levers_t *law = law_of(self->market, segment);
    curb_choice_t *choice = choice_of(self->market, segment);
    snprintf(self->name, sizeof self->name, "%s in %s, %s",
        world->sectors[segment->cell % world->sector_count].id,
        world->jurisdictions[segment->cell / world->sector_count].id,
        curb_kind_keys[segment->kind]);
    crowd_t crowd;
    curb_error_t error = crowd_init(&crowd, segment->count, false);
    if (error == CURB_OK) {
        crowd_fill(&crowd, self->market, self->population, segment);
        error = solve_choice(self, &crowd);
    }
    crowd_free(&crowd);
    bool offence = law->buying + law->knowing > 0.0;
    if (error != CURB_OK || !(offence || law->compliance > 0.0)) {
        return error;
    }
    enforcement_t sum = enforce(self->market, self->population, segment, choice, NULL);
    if (offence) {
        error = settle(self, &sum);
    }
    choice->sanction_rate = curb_to_float(sum.sanctioned / sum.buyers);
    choice->risk = curb_to_float(sum.risk / segment->count);
    choice->investigations = curb_to_float(sum.investigated * segment->people);
    screened[segment->cell] += anchors_of(self->market, segment)->demand_share *
                               law->screening * sum.compliant / sum.quantity;
    return error;
}

curb_error_t curb_rest_choices(curb_market_t *market, const curb_population_t *population,
    curb_diagnostics_t *diagnostics)
{
    double screened[CURB_CELL_MAX] = {0};
    curb_error_t error = CURB_OK;
    for (size_t s = 0; error != CURB_ERR_NO_MEMORY && s < population->segment_count; s++) {
        subject_t subject = {.market = market,
            .population = population,
            .segment = &population->segments[s],
            .diagnostics = diagnostics};
        curb_error_t solved = solve_segment(&subject, screened);
        error = solved != CURB_OK ? solved : error;
    }
    for (size_t s = 0; error == CURB_OK && s < population->segment_count; s++) {
        const curb_segment_t *segment = &population->segments[s];
        curb_choice_t *choice = choice_of(market, segment);
        uniform_cost_t cost = uniform_cost(market, segment);
        /* float: the last bit of a solve depends on the processor, the run must not */
        choice->scale = curb_to_float(choice->scale);
        choice->home = curb_to_float(choice->home + cost.home);
        choice->abroad = curb_to_float(choice->abroad + cost.abroad);
        choice->vetted = curb_to_float(choice->vetted);
    }
    curb_rest_refused(market, screened);
    return error;
}
