/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/chances.h"

#include "model/bits.h"
#include "model/holding.h"
#include "model/random.h"
#include "model/slot_kernels.h"

static const double smoothing = 0.2;
static const double succession_speed = 0.5; /* a month */
static const double move_scale = 0.3;
static const double move_cost = 0.1;
static const double margin_most = 2147483646.0; /* cents; what 32 bits hold */

/* Reports by buyers, in the cell where they live. */
static double reporting(const curb_state_t *state, const curb_market_t *market, size_t c)
{
    const curb_responses_t *responses = &market->world->responses;
    double rise = state->cells[c].awareness / market->cells[c].awareness - 1.0;
    double factor = 1.0 + responses->report_detection * (rise < 1.0 ? rise : 1.0);
    return factor > 0.0 ? factor : 0.0;
}

static void price_in(curb_state_t *state, const curb_market_t *market, size_t c)
{
    const curb_world_t *world = market->world;
    const curb_responses_t *responses = &world->responses;
    const curb_market_cell_t *rest = &market->cells[c];
    const curb_cell_levers_t *levers = &state->levers.cells[c];
    curb_cell_state_t *cell = &state->cells[c];
    curb_cell_chances_t *now = &state->chances[c];
    double sold = cell->utilisation / (1.0 - rest->refused);
    double margin = cell->settled_price * sold * (1.0 - world->cells[c].worker_share) -
                    rest->upkeep_usd;
    now->hazard = rest->detection * state->capacity_share[c / world->sector_count] *
                  levers->detection / market->rest_cells[c].detection *
                  reporting(state, market, c);
    double seizure = 1.0 + levers->forfeiture * responses->forfeiture_weight;
    double adjusted = margin - now->hazard * 6.0 * rest->profit_usd * seizure;
    cell->margin += smoothing * (adjusted / rest->adjusted_usd - cell->margin);
    double cents = margin * 100.0;
    cents = cents < -margin_most ? -margin_most : cents > margin_most ? margin_most : cents;
    now->margin_cents = (int32_t)(cents < 0.0 ? cents - 0.5 : cents + 0.5);
}

static double quit_chance(const curb_state_t *state, const curb_market_t *market, size_t c)
{
    double at_rest = market->cells[c].quit;
    double quitting =
        curb_response(state->cells[c].returns, market->world->responses.quit_elasticity);
    double least = 0.5 * at_rest;
    double most = 4.0 * at_rest;
    double quit = quitting > 0.0 ? at_rest / quitting : most;
    return quit < least ? least : quit > most ? most : quit;
}

/* Successors share out the vacancies among the dormant slots of a cell. */
static double succession_chance(
    curb_state_t *state, const curb_population_t *population, size_t c)
{
    uint32_t free = 0;
    for (uint32_t s = population->cell_first_slot[c];
         s < population->cell_first_slot[c + 1]; s++) {
        free += (uint32_t)!curb_slot_is_active(state, s) &
                (uint32_t)(state->slot_barred[s] == 0);
    }
    double filled = succession_speed * state->cells[c].vacancies;
    state->cells[c].vacancies -= filled;
    return free > 0 ? filled / (double)free : 0.0;
}

static double move_chance(const curb_state_t *state, const curb_market_t *market, size_t c,
    size_t to, double linked)
{
    const curb_world_t *world = market->world;
    size_t from_j = c / world->sector_count;
    size_t to_j = to / world->sector_count;
    double cost = move_cost;
    if (state->levers.cooperation) {
        cost += curb_levers_cooperation(
            &state->levers, world, c % world->sector_count, from_j, to_j);
    }
    double gain = state->cells[to].margin - state->cells[c].margin - cost;
    if (!(gain > 0.0)) {
        return 0.0;
    }
    return world->responses.move_rate * world->cells[to].exploited / linked *
           (1.0 - curb_exp(-gain / move_scale));
}

static double linked_exploited(const curb_world_t *world, size_t c)
{
    const curb_jurisdiction_t *home = &world->jurisdictions[c / world->sector_count];
    double linked = 0.0;
    for (size_t j = 0; j < world->jurisdiction_count; j++) {
        if (home->linked[j] && j != c / world->sector_count) {
            linked +=
                world->cells[curb_cell_index(world, j, c % world->sector_count)].exploited;
        }
    }
    return linked;
}

double curb_chances_move(const curb_state_t *state, const curb_market_t *market, size_t c,
    double at, size_t *destination)
{
    const curb_world_t *world = market->world;
    const curb_jurisdiction_t *home = &world->jurisdictions[c / world->sector_count];
    double linked = linked_exploited(world, c);
    double sum = 0.0;
    for (size_t j = 0; linked > 0.0 && j < world->jurisdiction_count; j++) {
        if (!home->linked[j] || j == c / world->sector_count) {
            continue;
        }
        size_t to = curb_cell_index(world, j, c % world->sector_count);
        double chance = move_chance(state, market, c, to, linked);
        sum += chance;
        if (chance > 0.0) {
            *destination = to;
            if (at < sum) {
                return sum;
            }
        }
    }
    return sum;
}

/* Detection of any slot in a cell, whatever it holds and wherever it came from. */
static double detection_most(
    const curb_state_t *state, const curb_market_t *market, size_t c, int most_held)
{
    const curb_world_t *world = market->world;
    double held = world->cells[c].held;
    double growth = world->responses.holding_detection;
    double empty = curb_holding_visibility(0.0, held, growth);
    double full = curb_holding_visibility((double)most_held, held, growth);
    double strength = 0.0;
    for (size_t j = 0; state->levers.cooperation && j < world->jurisdiction_count; j++) {
        double from = curb_levers_cooperation(
            &state->levers, world, c % world->sector_count, j, c / world->sector_count);
        strength = from > strength ? from : strength;
    }
    return state->chances[c].hazard * (empty > full ? empty : full) * (1.0 + strength);
}

static void set_persons(curb_state_t *state, const curb_market_t *market, size_t c)
{
    const curb_responses_t *responses = &market->world->responses;
    const curb_cell_state_t *cell = &state->cells[c];
    const curb_market_cell_t *rest = &market->cells[c];
    const curb_cell_levers_t *levers = &state->levers.cells[c];
    curb_cell_chances_t *now = &state->chances[c];
    double attempt = rest->recruit *
                     curb_response(cell->margin, responses->recruit_elasticity) *
                     curb_pow(cell->pull, responses->pool_elasticity);
    double loss = -cell->margin;
    double release = loss > 0.0 ? 0.1 * (loss < 1.0 ? loss : 1.0) : 0.0;
    now->attempt = curb_threshold(attempt);
    now->release = curb_threshold(release);
    now->escape =
        curb_threshold(rest->escape * levers->escape / market->rest_cells[c].escape);
    now->identification = curb_threshold(levers->identified);
    now->recovery = curb_threshold(1.0 / (responses->recovery_months * levers->recovery));
    now->reintegration = curb_threshold(responses->reintegration + levers->reintegration);
}

void curb_chances_month(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population)
{
    const curb_responses_t *responses = &market->world->responses;
    for (size_t c = 0; c < market->cell_count; c++) {
        price_in(state, market, c);
    }
    curb_count_down_bars(state->slot_barred, population->slot_count);
    for (size_t c = 0; c < market->cell_count; c++) {
        curb_cell_chances_t *now = &state->chances[c];
        double entry = market->cells[c].entry *
                       curb_response(state->cells[c].margin, responses->entry_elasticity);
        if (responses->succession > 0.0) {
            entry += succession_chance(state, population, c);
        }
        size_t unused = c;
        now->move_total = curb_chances_move(state, market, c, 2.0, &unused);
        now->detection =
            curb_threshold(detection_most(state, market, c, population->capacity_most));
        now->quit = curb_threshold(quit_chance(state, market, c));
        now->entry = curb_threshold(entry);
        now->move = curb_threshold(now->move_total);
        set_persons(state, market, c);
    }
}
