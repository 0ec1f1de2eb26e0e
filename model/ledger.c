/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/ledger.h"

#include "model/cost.h"

#include <string.h>

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
} ledger_t;

static void add(const ledger_t *ledger, curb_metric_t metric, size_t cell, double amount)
{
    *curb_state_metric(ledger->state, ledger->market->cell_count, metric, cell) += amount;
}

static void book_persons(const ledger_t *ledger, size_t c)
{
    const curb_world_t *world = ledger->market->world;
    double exploited = (double)ledger->state->held[c];
    double recovering = (double)ledger->state->recovering_of_cell[c];
    bool sexual = world->sectors[c % world->sector_count].family == CURB_SEXUAL;
    double weight = sexual ? world->responses.harm_sexual : world->responses.harm_labour;
    add(ledger, CURB_METRIC_EXPLOITED_MONTHS, c, exploited);
    add(ledger, CURB_METRIC_HARM, c,
        (exploited * (weight + world->responses.harm_lasting) +
            recovering * world->responses.harm_recovering) /
            12.0);
}

/* The people exploited in a cell, shared out to those whose demand reached it. */
static void book_consumers(const ledger_t *ledger, size_t c)
{
    const curb_world_t *world = ledger->market->world;
    size_t count = world->jurisdiction_count;
    size_t k = c / world->sector_count;
    size_t m = c % world->sector_count;
    for (size_t j = 0; j < count; j++) {
        double share = ledger->state->flow_share[(m * count + j) * count + k];
        add(ledger, CURB_METRIC_EXPLOITED_BY_CONSUMER, curb_cell_index(world, j, m),
            share * (double)ledger->state->held[c]);
    }
}

static void book_market(const ledger_t *ledger, size_t c)
{
    const curb_cell_state_t *cell = &ledger->state->cells[c];
    const curb_money_t *money = &ledger->state->money[c];
    add(ledger, CURB_METRIC_PRICE, c, (double)money->received_by_sellers / 100.0);
    ledger->state->period_units[c] += money->units_sold;
    add(ledger, CURB_METRIC_UTILISATION, c, cell->utilisation);
    add(ledger, CURB_METRIC_EXPLOITED_SHARE, c, cell->exploited_share);
    add(ledger, CURB_METRIC_AWARENESS, c, cell->awareness);
    add(ledger, CURB_METRIC_PERCEIVED_RISK, c, cell->risk);
}

static void book_segment(const ledger_t *ledger, const curb_segment_t *segment)
{
    static const curb_metric_t none[CURB_KIND_COUNT] = {CURB_METRIC_BUYERS_NONE_INDIVIDUAL,
        CURB_METRIC_BUYERS_NONE_FIRM, CURB_METRIC_BUYERS_NONE_GOVERNMENT};
    static const curb_metric_t vetted[CURB_KIND_COUNT] = {
        CURB_METRIC_BUYERS_VETTED_INDIVIDUAL, CURB_METRIC_BUYERS_VETTED_FIRM,
        CURB_METRIC_BUYERS_VETTED_GOVERNMENT};
    static const curb_metric_t home[CURB_KIND_COUNT] = {CURB_METRIC_BUYERS_HOME_INDIVIDUAL,
        CURB_METRIC_BUYERS_HOME_FIRM, CURB_METRIC_BUYERS_HOME_GOVERNMENT};
    const curb_buyer_sums_t *sums =
        &ledger->state->sums[segment - ledger->population->segments];
    size_t c = segment->cell;
    double people = segment->people;
    int64_t rest = (int64_t)segment->count - sums->home - sums->abroad - sums->vetted;
    add(ledger, none[segment->kind], c, (double)rest * people);
    add(ledger, vetted[segment->kind], c, (double)sums->vetted * people);
    add(ledger, home[segment->kind], c, (double)sums->home * people);
    if (segment->kind == CURB_INDIVIDUAL) {
        add(ledger, CURB_METRIC_BUYERS_ABROAD_INDIVIDUAL, c, (double)sums->abroad * people);
    }
    add(ledger, CURB_METRIC_SANCTIONS, c, (double)sums->sanctioned * people);
    add(ledger, CURB_METRIC_INVESTIGATIONS, c,
        (double)sums->investigated / sums->chance_scale * people);
}

void curb_ledger_month(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population)
{
    ledger_t ledger = {state, market, population};
    for (size_t c = 0; c < market->cell_count; c++) {
        book_persons(&ledger, c);
        book_consumers(&ledger, c);
        book_market(&ledger, c);
    }
    for (size_t s = 0; s < population->segment_count; s++) {
        book_segment(&ledger, &population->segments[s]);
    }
    curb_cost_month(state, market, population);
    state->now->period_months++;
}

/* Counts are kept in miniature persons and traffickers; money, units and buyers are real.
 */
static bool is_miniature(curb_metric_t metric)
{
    const char *units = curb_metric_rows[metric].units;
    return strncmp(units, "person", 6) == 0 || strcmp(units, "trafficker") == 0;
}

static double people_at_risk(
    const curb_state_t *state, const curb_market_t *market, size_t j)
{
    int64_t persons = 0;
    size_t per_origin = (size_t)2 * CURB_GROUP_COUNT * CURB_VULNERABILITY_COUNT;
    for (size_t i = 0; i < per_origin; i++) {
        persons += state->at_risk[j * per_origin + i];
    }
    (void)market;
    return (double)persons;
}

static double value_of(
    const curb_state_t *state, const curb_market_t *market, curb_metric_t metric, size_t c)
{
    size_t m = c % market->world->sector_count;
    double sum = *curb_state_metric(state, market->cell_count, metric, c);
    switch (metric) {
    case CURB_METRIC_EXPLOITED:
        return (double)state->held[c];
    case CURB_METRIC_EXPLOITED_WOMEN:
    case CURB_METRIC_EXPLOITED_MEN:
    case CURB_METRIC_EXPLOITED_GIRLS:
    case CURB_METRIC_EXPLOITED_BOYS:
        return (double)state->held_of_group[c * CURB_GROUP_COUNT +
                                            (size_t)(metric - CURB_METRIC_EXPLOITED_WOMEN)];
    case CURB_METRIC_RECOVERING:
        return (double)state->recovering_of_cell[c];
    case CURB_METRIC_AT_RISK:
        return m == 0 ? people_at_risk(state, market, c / market->world->sector_count)
                      : 0.0;
    case CURB_METRIC_TRAFFICKERS:
        return (double)state->active[c];
    case CURB_METRIC_PRICE:
        return state->period_units[c] > 0.0 ? sum / state->period_units[c]
                                            : state->cells[c].settled_price;
    default:
        break;
    }
    bool mean = curb_metric_rows[metric].kind == CURB_MEAN;
    return mean ? sum / (double)state->now->period_months : sum;
}

void curb_ledger_write(const curb_state_t *state, const curb_market_t *market,
    curb_record_t *record, size_t scenario, size_t period)
{
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        double *series = curb_record_series(record, scenario, metric);
        double scale = is_miniature(metric) ? market->people_per_agent : 1.0;
        for (size_t c = 0; c < market->cell_count; c++) {
            series[period * market->cell_count + c] =
                value_of(state, market, metric, c) * scale;
        }
    }
}

void curb_ledger_clear(curb_state_t *state, const curb_market_t *market)
{
    memset(
        state->period, 0, market->cell_count * CURB_METRIC_COUNT * sizeof *state->period);
    memset(state->period_units, 0, market->cell_count * sizeof *state->period_units);
    state->now->period_months = 0;
}
