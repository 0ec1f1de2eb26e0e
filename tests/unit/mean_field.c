/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean_field.h"

#include "model/memory.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { J = SMALL_JURISDICTIONS, M = SMALL_SECTORS, C = SMALL_CELLS };

static const curb_responses_t *responses_of(const mean_field_t *self)
{
    return &self->market->world->responses;
}

static double respond(double x, double elasticity)
{
    return x > 0.0 ? fmin(2.0, pow(x, elasticity)) : 0.0;
}

static double vulnerability(const mean_field_t *self, size_t class)
{
    const curb_responses_t *responses = responses_of(self);
    const double nu[] = {responses->vulnerability_1, responses->vulnerability_2,
        responses->vulnerability_3, responses->vulnerability_4};
    return nu[class % CURB_VULNERABILITY_COUNT];
}

static int sentence(const mean_field_t *self)
{
    return (int)lround(responses_of(self)->sentence_months);
}

/* --- the start --- */

static size_t class_of(const curb_population_t *population, uint32_t person)
{
    size_t i = 0;
    while (i + 1 < population->class_count && population->classes[i + 1].first <= person) {
        i++;
    }
    return i;
}

static void take_slots(mean_field_t *self, const curb_state_t *state)
{
    const curb_population_t *population = self->population;
    for (size_t c = 0; c < C; c++) {
        for (size_t j = 0; j < J; j++) {
            for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
                int capacity = self->market->cells[c].capacity[i];
                assert_in_range(capacity, 1, MEAN_HELD_MAX);
                self->traffickers[c][j][i].capacity = capacity;
            }
        }
    }
    assert_in_range(sentence(self), 1, MEAN_BARRED_MAX);
    for (size_t s = 0; s < population->slot_count; s++) {
        size_t home = population->home[s];
        size_t i = population->capacity_class[s];
        if (curb_slot_is_active(state, s)) {
            size_t here = state->slot_cell[s] / M;
            self->traffickers[home][here][i].holding[state->slot_held[s]] += 1.0;
        } else if (state->slot_barred[s] > 0) {
            self->barred[home][i][state->slot_barred[s]] += 1.0;
        } else {
            self->dormant[home][i] += 1.0;
        }
        for (uint32_t p = population->first_place[s]; p < population->first_place[s + 1];
             p++) {
            if (state->place_person[p] != CURB_NOBODY) {
                size_t class = class_of(population, state->place_person[p]);
                self->exploited[state->slot_cell[s]][class] += 1.0;
            }
        }
    }
}

static void take_persons(mean_field_t *self, const curb_state_t *state)
{
    const curb_population_t *population = self->population;
    for (uint32_t i = 0; i < state->now->recovering_count; i++) {
        size_t class = class_of(population, state->recovering_person[i]);
        self->recovering[state->recovering_cell[i]][class] += 1.0;
    }
    for (size_t i = 0; i < population->class_count; i++) {
        const curb_class_t *class = &population->classes[i];
        for (uint32_t p = class->first; p < class->first + class->count; p++) {
            unsigned status = curb_person_status(state, p);
            self->safe[i] += status == CURB_SAFE;
            self->at_risk[i] += status == CURB_AT_RISK;
            self->again[i] += status == CURB_AT_RISK_AGAIN;
        }
    }
}

void mean_field_init(
    mean_field_t *self, const small_stage_t *stage, const curb_state_t *state)
{
    *self = (mean_field_t){.market = stage->market, .population = &stage->population};
    self->awareness = curb_calloc(self->population->buyer_count, sizeof(double));
    assert_non_null(self->awareness);
    for (size_t i = 0; i < self->population->buyer_count; i++) {
        self->awareness[i] = (double)state->awareness[i];
    }
    for (size_t c = 0; c < C; c++) {
        self->cells[c].price = stage->market->cells[c].price;
        self->cells[c].exploited_share = stage->market->world->cells[c].exploited_share;
        self->cells[c].awareness = stage->market->cells[c].awareness;
        self->cells[c].margin = self->cells[c].returns = 1.0;
        self->cells[c].pull = state->cells[c].pull;
    }
    take_slots(self, state);
    take_persons(self, state);
}

void mean_field_free(mean_field_t *self)
{
    curb_free(self->awareness);
    *self = (mean_field_t){0};
}

double mean_field_held(const mean_field_t *self, size_t cell)
{
    double held = 0.0;
    for (size_t home = cell % M; home < C; home += M) {
        for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
            const mean_class_t *class = &self->traffickers[home][cell / M][i];
            for (int n = 0; n <= class->capacity; n++) {
                held += n * class->holding[n];
            }
        }
    }
    return held;
}

/* --- phase 2: buyers --- */

/* Price and exploited share over their anchors, through a row of weights. */
static double relative(
    const mean_field_t *self, const double *row, size_t sector, double at_rest, bool price)
{
    double sum = 0.0;
    for (size_t k = 0; k < J; k++) {
        size_t c = k * M + sector;
        sum += row[k] * (price ? self->cells[c].price : self->cells[c].exploited_share);
    }
    return sum / at_rest;
}

static void buy(mean_field_t *self, const curb_segment_t *segment)
{
    size_t c = segment->cell;
    const curb_market_cell_t *rest = &self->market->cells[c];
    const curb_choice_t *choice =
        &self->market->choices[c * CURB_KIND_COUNT + segment->kind];
    const double *home_row = self->market->trade[c % M][c / M];
    const double *away_row = self->market->world->jurisdictions[c / M].abroad_to;
    bool individual = segment->kind == CURB_INDIVIDUAL;
    bool abroad = individual && c % M == SMALL_SEXUAL;
    bool vetted = self->market->world->cells[c].buyers[segment->kind].vetted > 0.0;
    double price = relative(self, home_row, c % M, rest->consumer_price, true);
    double share = relative(self, home_row, c % M, rest->consumer_exploited_share, false);
    double away_price = 1.0, away_share = 1.0;
    if (abroad) {
        away_price = relative(self, away_row, c % M, rest->abroad_price, true);
        away_share = relative(self, away_row, c % M, rest->abroad_exploited_share, false);
    }
    for (uint32_t i = segment->first; i < segment->first + segment->count; i++) {
        double taste = (double)self->population->taste[i];
        double care = (double)self->population->moral[i] * self->awareness[i];
        double units =
            (double)self->population->quantity[i] * segment->unit * segment->people;
        double e_home =
            exp((choice->home + taste - care * share - (price - 1.0)) / choice->scale);
        double e_away =
            abroad ? exp((choice->abroad + taste - care * away_share - (away_price - 1.0)) /
                         choice->scale)
                   : 0.0;
        double e_vetted = vetted ? exp((choice->vetted + taste) / choice->scale) : 0.0;
        double total = e_home + e_away + e_vetted + (individual ? 1.0 : 0.0);
        self->cells[c].home += units * e_home / total;
        self->cells[c].abroad += units * e_away / total;
    }
}

static void believe(
    mean_field_t *self, const curb_segment_t *segment, const mean_policy_t *policy)
{
    const curb_responses_t *responses = responses_of(self);
    double contact = policy->reach[segment->cell / M] * policy->efficacy;
    for (uint32_t i = segment->first; i < segment->first + segment->count; i++) {
        double a = self->awareness[i] + contact * (1.0 - self->awareness[i]);
        a += responses->awareness_spread * (self->cells[segment->cell].awareness - a) -
             responses->awareness_fading * (a - (double)self->population->awareness[i]);
        self->awareness[i] = fmin(1.0, fmax(0.0, a));
    }
}

static void buyers(mean_field_t *self, const mean_policy_t *policy)
{
    double people[C] = {0};
    double aware[C] = {0};
    for (size_t c = 0; c < C; c++) {
        self->cells[c].home = self->cells[c].abroad = 0.0;
    }
    for (size_t s = 0; s < self->population->segment_count; s++) {
        const curb_segment_t *segment = &self->population->segments[s];
        buy(self, segment);
        believe(self, segment, policy);
        for (uint32_t i = segment->first; i < segment->first + segment->count; i++) {
            people[segment->cell] += segment->people;
            aware[segment->cell] += segment->people * self->awareness[i];
        }
    }
    for (size_t c = 0; c < C; c++) {
        self->cells[c].awareness = aware[c] / people[c];
    }
}

/* --- phase 3: the market --- */

static void market(mean_field_t *self)
{
    const curb_responses_t *responses = responses_of(self);
    for (size_t c = 0; c < C; c++) {
        const curb_market_cell_t *rest = &self->market->cells[c];
        double demand = 0.0;
        for (size_t j = 0; j < J; j++) {
            demand +=
                self->cells[j * M + c % M].home * self->market->trade[c % M][j][c / M] +
                self->cells[j * M + c % M].abroad *
                    self->market->world->jurisdictions[j].abroad_to[c / M];
        }
        double exploited = mean_field_held(self, c) * self->market->people_per_agent;
        double supply = rest->fringe * pow(self->cells[c].price / rest->price,
                                           self->market->world->cells[c].supply_elasticity);
        supply += exploited;
        self->cells[c].settled = self->cells[c].price;
        self->cells[c].utilisation = fmin(1.0 + responses->slack, demand / supply);
        self->cells[c].exploited_share = exploited / supply;
        double gap = (demand - supply) / (demand + supply);
        double next = self->cells[c].price * exp(responses->price_speed * gap);
        self->cells[c].price = fmin(3.0 * rest->price, fmax(0.2 * rest->price, next));
    }
}

/* --- phase 4: traffickers --- */

static void weigh(mean_field_t *self, size_t c, const mean_policy_t *policy)
{
    const curb_responses_t *responses = responses_of(self);
    const curb_market_cell_t *rest = &self->market->cells[c];
    const curb_cell_anchors_t *anchors = &self->market->world->cells[c];
    double rise = self->cells[c].awareness / rest->awareness - 1.0;
    double reports = 1.0 + responses->report_detection * fmin(1.0, rise);
    double hazard = rest->detection * policy->detection[c / M] * reports;
    double margin = self->cells[c].settled * self->cells[c].utilisation *
                        (1.0 - anchors->worker_share) -
                    rest->upkeep_usd;
    double adjusted = margin - hazard * 6.0 * anchors->profit_usd;
    double at_rest =
        1.1 * anchors->profit_usd - rest->detection * 6.0 * anchors->profit_usd;
    self->cells[c].margin += 0.2 * (adjusted / at_rest - self->cells[c].margin);
    double gamma = self->cells[c].margin;
    double loss = gamma < 0.0 ? 0.1 * fmin(1.0, -gamma) : 0.0;
    self->cells[c].hazard = hazard;
    self->cells[c].attempt =
        fmin(1.0, rest->recruit * respond(gamma, responses->recruit_elasticity) *
                      pow(self->cells[c].pull, responses->pool_elasticity));
    self->cells[c].leaving = 1.0 - (1.0 - loss) * (1.0 - rest->escape);
    double quitting = respond(self->cells[c].returns, responses->quit_elasticity);
    self->cells[c].quit =
        fmin(4.0 * anchors->quit, fmax(0.5 * anchors->quit, anchors->quit / quitting));
    self->cells[c].entry = rest->entry * respond(gamma, responses->entry_elasticity);
    /* profit of those active at the start, on the places held at the start */
    double active = 0.0, fixed = 0.0;
    for (size_t home = c % M; home < C; home += M) {
        for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
            const mean_class_t *class = &self->traffickers[home][c / M][i];
            for (int n = 0; n <= class->capacity; n++) {
                active += class->holding[n];
                fixed += class->holding[n] * class->capacity * 0.1 * anchors->profit_usd *
                         anchors->held / rest->capacity_mean;
            }
        }
    }
    double profit = (margin * mean_field_held(self, c) - fixed) / active;
    self->cells[c].profit = profit / (anchors->profit_usd * anchors->held);
}

static double chance_to_move(const mean_field_t *self, size_t c)
{
    /* two States: the share of the only destination among all linked ones is 1 */
    size_t to = (1 - c / M) * M + c % M;
    double gain = self->cells[to].margin - self->cells[c].margin - 0.1;
    return gain > 0.0 ? responses_of(self)->move_rate * (1.0 - exp(-gain / 0.3)) : 0.0;
}

static double visibility(const mean_field_t *self, size_t c, int n)
{
    double v = responses_of(self)->holding_detection;
    double held = self->market->world->cells[c].held;
    return fmin(5.0, fmax(0.1, 1.0 + v * (n / held - 1.0)));
}

/* Those of one class in one place: who is removed goes to the counts of their home, who
 * stays loses some and gains some, and a part of them moves. */
static void step_class(mean_field_t *self, const mean_class_t *now, mean_class_t *stay,
    size_t c, double *freed)
{
    int capacity = now->capacity;
    double p_stay = 1.0 - self->cells[c].leaving;
    for (int n = 0; n <= capacity; n++) {
        double seen = fmin(1.0, self->cells[c].hazard * visibility(self, c, n));
        double kept = (1.0 - seen) * (1.0 - self->cells[c].quit);
        double mass = now->holding[n] * kept;
        freed[0] += now->holding[n] * seen;         /* detected */
        freed[1] += now->holding[n] * (1.0 - kept); /* detected or quit */
        double stayed = 0.0;
        double came = mass * (capacity - n) * self->cells[c].attempt;
        for (int a = 0; a <= n; a++) {
            double p = gsl_ran_binomial_pdf((unsigned)a, p_stay, (unsigned)n);
            stayed += mass * p * a;
            for (int b = 0; b <= capacity - n; b++) {
                double q = gsl_ran_binomial_pdf(
                    (unsigned)b, self->cells[c].attempt, (unsigned)(capacity - n));
                stay->holding[a + b] += mass * p * q;
            }
        }
        self->cells[c].held += now->holding[n] * n;
        self->cells[c].left += now->holding[n] * n - stayed;
        self->cells[c].recruited += came;
    }
}

/* All slots of one home cell and class through a month. */
static void step_slots(mean_field_t *self, size_t home, size_t i)
{
    mean_class_t after[J];
    double freed[2] = {0};
    for (size_t j = 0; j < J; j++) {
        after[j] = (mean_class_t){.capacity = self->traffickers[home][j][i].capacity};
    }
    for (size_t j = 0; j < J; j++) {
        size_t c = j * M + home % M;
        mean_class_t stay = {.capacity = after[j].capacity};
        step_class(self, &self->traffickers[home][j][i], &stay, c, freed);
        for (int n = 0; n <= stay.capacity; n++) {
            double moves = stay.holding[n] * self->cells[c].move;
            after[j].holding[n] += stay.holding[n] - moves;
            after[1 - j].holding[n] += moves;
            self->cells[c].moved += n * moves;
        }
    }
    double *barred = self->barred[home][i];
    double eligible = self->dormant[home][i] + barred[1]; /* this month's end of the bar */
    for (int k = 0; k < MEAN_BARRED_MAX; k++) {
        barred[k] = k > 0 ? barred[k + 1] : 0.0;
    }
    barred[MEAN_BARRED_MAX] = 0.0;
    double entering = eligible * self->cells[home].entry;
    double convicted = freed[0] * responses_of(self)->conviction;
    after[home / M].holding[0] += entering;
    barred[sentence(self)] += convicted;
    self->dormant[home][i] = eligible - entering + freed[1] - convicted;
    for (size_t j = 0; j < J; j++) {
        self->traffickers[home][j][i] = after[j];
    }
}

static void traffickers(mean_field_t *self, const mean_policy_t *policy)
{
    for (size_t c = 0; c < C; c++) {
        weigh(self, c, policy);
        self->cells[c].held = self->cells[c].left = 0.0;
        self->cells[c].recruited = self->cells[c].moved = 0.0;
    }
    for (size_t c = 0; c < C; c++) {
        self->cells[c].move = chance_to_move(self, c);
    }
    for (size_t home = 0; home < C; home++) {
        for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
            step_slots(self, home, i);
        }
    }
    for (size_t c = 0; c < C; c++) {
        self->cells[c].returns += 0.2 * (self->cells[c].profit - self->cells[c].returns);
    }
}

/* --- phase 5: persons --- */

static double pool_weight(const mean_field_t *self, size_t pool)
{
    double weight = 0.0;
    for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
        size_t i = pool * CURB_VULNERABILITY_COUNT + v;
        weight +=
            vulnerability(self, i) *
            (self->at_risk[i] + responses_of(self)->vulnerability_after * self->again[i]);
    }
    return weight;
}

/* l[c, o] times composition times V over V*, for every pool; returns the sum, V_c. */
static double pull_of(const mean_field_t *self, size_t c, double *by_pool)
{
    const curb_cell_anchors_t *anchors = &self->market->world->cells[c];
    double sum = 0.0;
    for (size_t p = 0; p < (size_t)J * CURB_GROUP_COUNT; p++) {
        double weight = pool_weight(self, p) * self->market->people_per_agent;
        by_pool[p] = anchors->link[p / CURB_GROUP_COUNT] *
                     anchors->composition[p % CURB_GROUP_COUNT] * weight /
                     self->market->pools[p].weight;
        sum += by_pool[p];
    }
    return sum;
}

static void persons(mean_field_t *self)
{
    const curb_responses_t *responses = responses_of(self);
    double from_pool[C][J * CURB_GROUP_COUNT];
    double taken[J * CURB_GROUP_COUNT] = {0};
    double weight[J * CURB_GROUP_COUNT];
    for (size_t c = 0; c < C; c++) {
        double sum = pull_of(self, c, from_pool[c]);
        for (size_t p = 0; p < (size_t)J * CURB_GROUP_COUNT; p++) {
            from_pool[c][p] *= self->cells[c].recruited / sum;
            taken[p] += from_pool[c][p];
            weight[p] = pool_weight(self, p);
        }
    }
    for (size_t i = 0; i < MEAN_CLASSES; i++) {
        size_t p = i / CURB_VULNERABILITY_COUNT;
        double first = vulnerability(self, i) * self->at_risk[i] / weight[p];
        double again = vulnerability(self, i) * responses->vulnerability_after *
                       self->again[i] / weight[p];
        double replaced = self->safe[i] / responses->safe_months;
        self->at_risk[i] += replaced - taken[p] * first;
        self->again[i] -= taken[p] * again;
        self->safe[i] -= replaced;
        for (size_t c = 0; c < C; c++) {
            double out = self->exploited[c][i] * self->cells[c].left / self->cells[c].held;
            double recovered = self->recovering[c][i] / responses->recovery_months;
            self->exploited[c][i] += from_pool[c][p] * (first + again) - out;
            self->recovering[c][i] += out - recovered;
            self->safe[i] += recovered * responses->reintegration;
            self->again[i] += recovered * (1.0 - responses->reintegration);
        }
    }
}

/* People move along with those who hold them, once everybody else has moved on. */
static void settle(mean_field_t *self)
{
    for (size_t i = 0; i < MEAN_CLASSES; i++) {
        double moved[C];
        for (size_t c = 0; c < C; c++) {
            double held =
                self->cells[c].held - self->cells[c].left + self->cells[c].recruited;
            moved[c] = self->exploited[c][i] * self->cells[c].moved / held;
        }
        for (size_t c = 0; c < C; c++) {
            size_t other = (1 - c / M) * M + c % M;
            self->exploited[c][i] += moved[other] - moved[c];
        }
    }
    double unused[J * CURB_GROUP_COUNT];
    for (size_t c = 0; c < C; c++) {
        self->cells[c].pull = pull_of(self, c, unused);
    }
}

void mean_field_month(mean_field_t *self, const mean_policy_t *policy)
{
    buyers(self, policy);
    market(self);
    traffickers(self, policy);
    persons(self);
    settle(self);
}
