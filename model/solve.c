/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/solve.h"

#include "model/holding.h"
#include "model/levers.h"
#include "model/pools.h"
#include "model/rest.h"

#include <stdio.h>

enum { VALUES_PER_CELL = 7 + CURB_CAPACITY_CLASSES + 7 * CURB_KIND_COUNT };

size_t curb_solve_count(const curb_world_t *world)
{
    return curb_cell_count(world) * VALUES_PER_CELL +
           world->jurisdiction_count * CURB_GROUP_COUNT;
}

/* One walk over everything that a root finder or a linear solver yields, for both
 * directions. */
typedef struct {
    float *out;
    const float *in;
} tape_t;

static void pass(tape_t *tape, double *value)
{
    if (tape->in != NULL) {
        *value = (double)*tape->in++;
    } else {
        *tape->out++ = (float)*value;
    }
}

static void pass_purchases(tape_t *tape, curb_market_t *market)
{
    for (size_t c = 0; c < market->cell_count; c++) {
        pass(tape, &market->cells[c].purchases);
    }
}

static void pass_choices(tape_t *tape, curb_market_t *market)
{
    for (size_t i = 0; i < market->cell_count * CURB_KIND_COUNT; i++) {
        pass(tape, &market->choices[i].scale);
        pass(tape, &market->choices[i].home);
        pass(tape, &market->choices[i].abroad);
        pass(tape, &market->choices[i].vetted);
        pass(tape, &market->choices[i].sanction_rate);
        pass(tape, &market->choices[i].risk);
        pass(tape, &market->choices[i].investigations);
    }
    for (size_t c = 0; c < market->cell_count; c++) {
        pass(tape, &market->cells[c].refused);
    }
}

static void pass_holdings(tape_t *tape, curb_market_t *market)
{
    for (size_t c = 0; c < market->cell_count; c++) {
        curb_market_cell_t *cell = &market->cells[c];
        pass(tape, &cell->recruit);
        pass(tape, &cell->entry);
        pass(tape, &cell->detection);
        pass(tape, &cell->escape);
        pass(tape, &cell->capacity_mean);
        for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
            double capacity = (double)cell->capacity[i];
            pass(tape, &capacity);
            cell->capacity[i] = (int)capacity;
        }
    }
}

static void pass_hazards(tape_t *tape, curb_market_t *market)
{
    for (size_t p = 0; p < market->pool_count; p++) {
        pass(tape, &market->pools[p].hazard);
    }
}

void curb_solve_pack(const curb_market_t *market, float *values)
{
    curb_market_t *source = (curb_market_t *)market; /* only read: the tape has no input */
    tape_t tape = {.out = values};
    pass_purchases(&tape, source);
    pass_choices(&tape, source);
    pass_holdings(&tape, source);
    pass_hazards(&tape, source);
}

static curb_error_t solve_from_anchors(curb_market_t *market, curb_population_t *population,
    const curb_run_t *run, uint32_t replicate, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_market_trade(market, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    error = curb_population_init(
        population, market, run->buyers_per_segment, run->seed, replicate);
    if (error != CURB_OK) {
        return error;
    }
    curb_rest_awareness(market, population);
    curb_error_t costs = curb_market_costs(market, diagnostics);
    curb_error_t choices = curb_rest_choices(market, population, diagnostics);
    curb_error_t holdings = curb_market_holdings(market, population, diagnostics);
    curb_error_t pools = curb_market_pools(market, diagnostics);
    return costs != CURB_OK      ? costs
           : choices != CURB_OK  ? choices
           : holdings != CURB_OK ? holdings
                                 : pools;
}

static curb_error_t solve_from_file(curb_market_t *market, curb_population_t *population,
    const curb_run_t *run, uint32_t replicate, curb_diagnostics_t *diagnostics)
{
    if (run->solved_count != curb_solve_count(market->world)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "solved values are of another world: %zu where %zu are needed",
            run->solved_count, curb_solve_count(market->world));
    }
    tape_t tape = {.in = run->solved};
    curb_error_t error = curb_market_trade(market, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    pass_purchases(&tape, market);
    curb_market_consumer_side(market);
    error = curb_population_init(
        population, market, run->buyers_per_segment, run->seed, replicate);
    if (error != CURB_OK) {
        return error;
    }
    curb_rest_awareness(market, population);
    error = curb_market_costs(market, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    pass_choices(&tape, market);
    pass_holdings(&tape, market);
    error = curb_market_margins(market, diagnostics);
    curb_market_pool_flows(market);
    pass_hazards(&tape, market);
    curb_market_pool_weights(market);
    return error;
}

curb_error_t curb_solve(curb_market_t *market, curb_population_t *population,
    const curb_world_t *world, const curb_run_t *run, int concept_used, uint32_t replicate,
    curb_diagnostics_t *diagnostics)
{
    *population = (curb_population_t){0};
    market->world = world;
    market->concept_used = concept_used;
    market->people_per_agent = run->people_per_agent;
    market->cell_count = curb_cell_count(world);
    market->pool_count = world->jurisdiction_count * CURB_GROUP_COUNT;
    curb_levers_set_rest(market);
    curb_error_t error =
        run->solved != NULL
            ? solve_from_file(market, population, run, replicate, diagnostics)
            : solve_from_anchors(market, population, run, replicate, diagnostics);
    if (error == CURB_OK) {
        curb_rest_capacity(market);
        curb_population_set_capacities(population, market);
        curb_population_set_persons(population, market);
        curb_pools_first_counts(market, population);
    }
    return error;
}
