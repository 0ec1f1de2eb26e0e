/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pools.h"

#include "model/bits.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

enum { ROOT_STEPS = 200 };

double curb_vulnerability(const curb_responses_t *responses, size_t class)
{
    const double value[CURB_VULNERABILITY_COUNT] = {responses->vulnerability_1,
        responses->vulnerability_2, responses->vulnerability_3, responses->vulnerability_4};
    return value[class];
}

/* A month's recruits R of a class obey: R1 = r R from those never exploited, R2 = (1 - r) R
 * from those exploited before, who are recruited vulnerability_after times as fast; each
 * spends d months exploited, then recovers, and r of them are safe for a while. */
curb_class_stocks_t curb_class_stocks(
    const curb_market_t *market, size_t pool, size_t vulnerability)
{
    const curb_responses_t *responses = &market->world->responses;
    const curb_pool_t *people = &market->pools[pool];
    double safe_share = people->reintegration;
    double rate = people->hazard * curb_vulnerability(responses, vulnerability);
    if (people->inflow <= 0.0) {
        return (curb_class_stocks_t){.at_risk = people->total / CURB_VULNERABILITY_COUNT};
    }
    double months_exploited = people->exploited / people->inflow;
    double months_at_risk = safe_share / rate;
    double months_again = (1.0 - safe_share) / (rate * responses->vulnerability_after);
    double months_safe = responses->safe_months * safe_share;
    double cycle = months_at_risk + months_again + months_exploited +
                   people->recovery_months + months_safe;
    double recruited = people->total / CURB_VULNERABILITY_COUNT / cycle;
    return (curb_class_stocks_t){.at_risk = recruited * months_at_risk,
        .at_risk_again = recruited * months_again,
        .exploited = recruited * months_exploited,
        .recovering = recruited * people->recovery_months,
        .safe = recruited * months_safe,
        .recruited = recruited};
}

void curb_market_pool_flows(curb_market_t *market)
{
    const curb_world_t *world = market->world;
    const curb_responses_t *responses = &world->responses;
    for (size_t o = 0; o < world->jurisdiction_count; o++) {
        for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
            curb_pool_t *pool = &market->pools[o * CURB_GROUP_COUNT + g];
            *pool = (curb_pool_t){.total = world->jurisdictions[o].at_risk[g]};
            for (size_t c = 0; c < market->cell_count; c++) {
                const curb_cell_anchors_t *cell = &world->cells[c];
                double persons = cell->exploited * cell->link[o] * cell->composition[g];
                double leaving = persons / cell->duration_months;
                const curb_cell_levers_t *support = &market->rest_cells[c];
                pool->exploited += persons;
                pool->inflow += leaving;
                pool->recovery_months +=
                    leaving * responses->recovery_months * support->recovery;
                pool->reintegration +=
                    leaving * (responses->reintegration + support->reintegration);
            }
            pool->recovery_months /= pool->inflow > 0.0 ? pool->inflow : 1.0;
            pool->reintegration /= pool->inflow > 0.0 ? pool->inflow : 1.0;
            pool->total += pool->exploited;
        }
    }
}

void curb_market_pool_weights(curb_market_t *market)
{
    const curb_responses_t *responses = &market->world->responses;
    for (size_t p = 0; p < market->pool_count; p++) {
        double weight = 0.0;
        for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
            curb_class_stocks_t stocks = curb_class_stocks(market, p, v);
            weight +=
                curb_vulnerability(responses, v) *
                (stocks.at_risk + responses->vulnerability_after * stocks.at_risk_again);
        }
        market->pools[p].weight = weight;
    }
}

typedef struct {
    curb_market_t *market;
    size_t pool;
} hazard_problem_t;

static double inflow_gap(double log_hazard, void *parameters)
{
    hazard_problem_t *problem = parameters;
    curb_pool_t *pool = &problem->market->pools[problem->pool];
    pool->hazard = exp(log_hazard);
    double recruited = 0.0;
    for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
        recruited += curb_class_stocks(problem->market, problem->pool, v).recruited;
    }
    return recruited / pool->inflow - 1.0;
}

static curb_error_t solve_hazard(
    curb_market_t *market, size_t p, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = market->world;
    hazard_problem_t problem = {market, p};
    double low = log(1e-12);
    double high = log(0.25);
    if (inflow_gap(high, &problem) <= 0.0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: %.6g %s at risk are too few for the %.6g a month who are recruited there "
            "and "
            "stay away while exploited, recovering and safe",
            world->jurisdictions[p / CURB_GROUP_COUNT].id,
            world->jurisdictions[p / CURB_GROUP_COUNT].at_risk[p % CURB_GROUP_COUNT],
            curb_group_keys[p % CURB_GROUP_COUNT], market->pools[p].inflow);
    }
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    gsl_function function = {inflow_gap, &problem};
    gsl_root_fsolver_set(solver, &function, low, high);
    for (int i = 0; i < ROOT_STEPS; i++) {
        if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) {
            break;
        }
        low = gsl_root_fsolver_x_lower(solver);
        high = gsl_root_fsolver_x_upper(solver);
        if (gsl_root_test_interval(low, high, 1e-12, 0.0) == GSL_SUCCESS) {
            break;
        }
    }
    /* float: the last bit of a solve depends on the processor, the run must not */
    market->pools[p].hazard = curb_to_float(exp(gsl_root_fsolver_root(solver)));
    gsl_root_fsolver_free(solver);
    return CURB_OK;
}

curb_error_t curb_market_pools(curb_market_t *market, curb_diagnostics_t *diagnostics)
{
    curb_market_pool_flows(market);
    curb_error_t error = CURB_OK;
    for (size_t p = 0; p < market->pool_count; p++) {
        if (market->pools[p].inflow <= 0.0) {
            continue;
        }
        curb_error_t solved = solve_hazard(market, p, diagnostics);
        error = solved != CURB_OK ? solved : error;
    }
    curb_market_pool_weights(market);
    return error;
}

static uint32_t rounded(double persons, uint32_t room)
{
    uint32_t count = (uint32_t)(persons + 0.5);
    return count < room ? count : room;
}

void curb_pools_first_counts(const curb_market_t *market, curb_population_t *population)
{
    double scale = 1.0 / market->people_per_agent;
    population->recovering_at_rest = 0;
    for (size_t i = 0; i < population->class_count; i++) {
        curb_class_t *class = &population->classes[i];
        curb_class_stocks_t stocks =
            curb_class_stocks(market, class->pool, class->vulnerability);
        uint32_t room = class->count;
        class->exploited = rounded(stocks.exploited * scale, room);
        room -= class->exploited;
        class->recovering = rounded(stocks.recovering * scale, room);
        room -= class->recovering;
        population->recovering_at_rest += class->recovering;
        class->safe = rounded(stocks.safe * scale, room);
        room -= class->safe;
        class->at_risk_again = rounded(stocks.at_risk_again * scale, room);
    }
}
