/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffickers.h"

#include "model/bits.h"
#include "model/holding.h"
#include "model/persons.h"
#include "model/random.h"

enum { MONTHS_WATCHED_AFTER_MOVE = 12 };

static const double smoothing = 0.2;
static const double succession_speed = 0.5; /* a month */
static const double move_scale = 0.3;
static const double move_cost = 0.1;

enum { HELD_MAX = CURB_CAPACITY_MAX };

/* What the slots of a cell share in a month. */
typedef struct {
    double hazard;                         /* at n = n* */
    uint32_t detected_below[HELD_MAX + 1]; /* [n held] words that mean detection */
    uint32_t quit_below, enter_below, move_below;
    double quit, entry, succession;
    int64_t margin_cents; /* per person held */
    double fixed_cents;   /* per unit of capacity */
    double forfeiture;
    int64_t profit_cents, active;
    double move_total; /* monthly probability of leaving */
} cell_month_t;

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
    const curb_shared_month_t *shared;
    curb_scratch_t *scratch;
    cell_month_t cells[CURB_CELL_MAX];
} hunt_t;

/* Reports by buyers, in the cell where they live. */
static double reporting(const hunt_t *hunt, size_t c)
{
    const curb_responses_t *responses = &hunt->market->world->responses;
    double rise = hunt->state->cells[c].awareness / hunt->market->cells[c].awareness - 1.0;
    double factor = 1.0 + responses->report_detection * (rise < 1.0 ? rise : 1.0);
    return factor > 0.0 ? factor : 0.0;
}

static void price_in(hunt_t *hunt, size_t c)
{
    const curb_world_t *world = hunt->market->world;
    const curb_responses_t *responses = &world->responses;
    const curb_market_cell_t *rest = &hunt->market->cells[c];
    const curb_cell_anchors_t *anchors = &world->cells[c];
    const curb_cell_levers_t *levers = &hunt->state->levers.cells[c];
    curb_cell_state_t *cell = &hunt->state->cells[c];
    cell_month_t *now = &hunt->cells[c];
    double sold = cell->utilisation / (1.0 - rest->refused);
    double margin =
        cell->settled_price * sold * (1.0 - anchors->worker_share) - rest->upkeep_usd;
    now->hazard = rest->detection * hunt->state->capacity_share[c / world->sector_count] *
                  levers->detection / hunt->market->rest_cells[c].detection *
                  reporting(hunt, c);
    double seizure = 1.0 + levers->forfeiture * responses->forfeiture_weight;
    double adjusted = margin - now->hazard * 6.0 * rest->profit_usd * seizure;
    cell->margin += smoothing * (adjusted / rest->adjusted_usd - cell->margin);
    double cents = margin * 100.0;
    now->margin_cents = (int64_t)(cents < 0.0 ? cents - 0.5 : cents + 0.5);
    now->fixed_cents = rest->fixed_usd * 100.0;
    now->forfeiture = levers->forfeiture;
    double quitting = curb_response(cell->returns, responses->quit_elasticity);
    double least = 0.5 * rest->quit;
    double most = 4.0 * rest->quit;
    now->quit = quitting > 0.0 ? rest->quit / quitting : most;
    now->quit = now->quit < least ? least : now->quit > most ? most : now->quit;
    now->entry = rest->entry * curb_response(cell->margin, responses->entry_elasticity);
}

static double move_chance(const hunt_t *hunt, size_t c, size_t to, double linked)
{
    const curb_world_t *world = hunt->market->world;
    size_t from_j = c / world->sector_count;
    size_t to_j = to / world->sector_count;
    double cost = move_cost;
    if (hunt->state->levers.cooperation) {
        cost += curb_levers_cooperation(
            &hunt->state->levers, world, c % world->sector_count, from_j, to_j);
    }
    double gain = hunt->state->cells[to].margin - hunt->state->cells[c].margin - cost;
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

/* Destination at a point of the cumulative chances, or the total when `at` is past the end.
 */
static double walk_destinations(
    const hunt_t *hunt, size_t c, double at, size_t *destination)
{
    const curb_world_t *world = hunt->market->world;
    const curb_jurisdiction_t *home = &world->jurisdictions[c / world->sector_count];
    double linked = linked_exploited(world, c);
    double sum = 0.0;
    for (size_t j = 0; linked > 0.0 && j < world->jurisdiction_count; j++) {
        if (!home->linked[j] || j == c / world->sector_count) {
            continue;
        }
        size_t to = curb_cell_index(world, j, c % world->sector_count);
        double chance = move_chance(hunt, c, to, linked);
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

/* Words below which the draws of the month mean yes, by what the slots of a cell share. */
static void set_thresholds(hunt_t *hunt, size_t c, int most_held)
{
    cell_month_t *cell = &hunt->cells[c];
    double held = hunt->market->world->cells[c].held;
    double growth = hunt->market->world->responses.holding_detection;
    for (int n = 0; n <= most_held; n++) {
        cell->detected_below[n] =
            curb_threshold(cell->hazard * curb_holding_visibility((double)n, held, growth));
    }
    cell->quit_below = curb_threshold(cell->quit);
    cell->enter_below = curb_threshold(cell->entry + cell->succession);
    cell->move_below = curb_threshold(cell->move_total);
}

static uint32_t detected_below(const hunt_t *hunt, size_t slot, const cell_month_t *cell)
{
    const curb_state_t *state = hunt->state;
    if (!state->levers.cooperation || state->slot_moved[slot] == CURB_NOT_MOVED) {
        return cell->detected_below[state->slot_held[slot]];
    }
    const curb_world_t *world = hunt->market->world;
    size_t here = state->slot_cell[slot];
    double strength = curb_levers_cooperation(&state->levers, world,
        here % world->sector_count, state->slot_from[slot], here / world->sector_count);
    double visibility = curb_holding_visibility((double)state->slot_held[slot],
        world->cells[here].held, world->responses.holding_detection);
    return curb_threshold(cell->hazard * visibility * (1.0 + strength));
}

static void detect(hunt_t *hunt, size_t slot)
{
    curb_state_t *state = hunt->state;
    size_t c = state->slot_cell[slot];
    size_t cells = hunt->market->cell_count;
    int64_t capital = state->slot_capital[slot] > 0 ? state->slot_capital[slot] : 0;
    double taken = (double)capital * hunt->cells[c].forfeiture;
    *curb_state_metric(state, cells, CURB_METRIC_FORFEITED, c) +=
        (double)(int64_t)(taken + 0.5) / 100.0 * hunt->market->people_per_agent;
    *curb_state_metric(state, cells, CURB_METRIC_DETECTED, c) += 1.0;
    hunt->scratch->fate[slot] = CURB_IS_DETECTED;
    state->detected[c]++;
    const curb_responses_t *responses = &hunt->market->world->responses;
    if (hunt->shared->conviction[slot] < curb_threshold(responses->conviction)) {
        state->slot_barred[slot] = (uint16_t)curb_barred_months(responses);
        *curb_state_metric(state, cells, CURB_METRIC_CONVICTED, c) += 1.0;
    }
}

static void book_profit(hunt_t *hunt, size_t slot, cell_month_t *cell)
{
    curb_state_t *state = hunt->state;
    double fixed = cell->fixed_cents * hunt->population->capacity[slot];
    int64_t profit = cell->margin_cents * state->slot_held[slot] - (int64_t)(fixed + 0.5);
    int64_t start = hunt->population->start_capital[slot];
    int64_t capital = state->slot_capital[slot] + profit;
    state->slot_capital[slot] = capital < start ? capital : start;
    cell->profit_cents += profit;
    cell->active++;
}

static void active_slot(hunt_t *hunt, size_t slot)
{
    curb_state_t *state = hunt->state;
    const curb_shared_month_t *shared = hunt->shared;
    size_t c = state->slot_cell[slot];
    cell_month_t *cell = &hunt->cells[c];
    book_profit(hunt, slot, cell);
    hunt->scratch->fate[slot] = CURB_STAYS;
    if (shared->detection[slot] < detected_below(hunt, slot, cell)) {
        detect(hunt, slot);
    } else if (shared->quit[slot] < cell->quit_below || state->slot_capital[slot] <= 0) {
        hunt->scratch->fate[slot] = CURB_QUITS;
        *curb_state_metric(state, hunt->market->cell_count, CURB_METRIC_QUIT, c) += 1.0;
    } else if (shared->move[slot] < cell->move_below) {
        size_t to = c;
        double at = curb_unit(shared->destination[slot]) * cell->move_total;
        (void)walk_destinations(hunt, c, at, &to);
        hunt->scratch->mover[hunt->scratch->mover_count] = (uint32_t)slot;
        hunt->scratch->mover_to[hunt->scratch->mover_count++] = (uint16_t)to;
    }
}

/* Lists the active without a branch a slot: which are active looks random to the processor.
 */
static void list_active(hunt_t *hunt)
{
    uint32_t *active = hunt->scratch->active;
    const uint8_t *slot_state = hunt->state->slot_state;
    size_t count = 0;
    for (size_t slot = 0; slot < hunt->population->slot_count; slot++) {
        active[count] = (uint32_t)slot;
        count += slot_state[slot] == CURB_SLOT_ACTIVE;
    }
    hunt->scratch->active_count = count;
}

static void count_down_bars(hunt_t *hunt)
{
    uint16_t *barred = hunt->state->slot_barred;
    for (size_t slot = 0; slot < hunt->population->slot_count; slot++) {
        barred[slot] = (uint16_t)(barred[slot] - (barred[slot] > 0));
    }
}

static void list_entrants(hunt_t *hunt)
{
    const curb_state_t *state = hunt->state;
    for (size_t c = 0; c < hunt->market->cell_count; c++) {
        uint32_t end = hunt->population->cell_first_slot[c + 1];
        uint32_t below = hunt->cells[c].enter_below;
        for (uint32_t slot = hunt->population->cell_first_slot[c]; slot < end; slot++) {
            if (hunt->shared->entry[slot] < below &&
                state->slot_state[slot] == CURB_SLOT_DORMANT &&
                state->slot_barred[slot] == 0) {
                hunt->scratch->entrant[hunt->scratch->entrant_count++] = slot;
            }
        }
    }
}

/* Successors share out the vacancies among the dormant slots of a cell. */
static void offer_succession(hunt_t *hunt)
{
    const curb_population_t *population = hunt->population;
    for (size_t c = 0; c < hunt->market->cell_count; c++) {
        uint32_t free = 0;
        for (uint32_t s = population->cell_first_slot[c];
             s < population->cell_first_slot[c + 1]; s++) {
            free += hunt->state->slot_state[s] == CURB_SLOT_DORMANT &&
                    hunt->state->slot_barred[s] == 0;
        }
        double filled = succession_speed * hunt->state->cells[c].vacancies;
        hunt->cells[c].succession = free > 0 ? filled / (double)free : 0.0;
        hunt->state->cells[c].vacancies -= filled;
    }
}

static void move_returns(hunt_t *hunt)
{
    for (size_t c = 0; c < hunt->market->cell_count; c++) {
        const cell_month_t *cell = &hunt->cells[c];
        const curb_market_cell_t *rest = &hunt->market->cells[c];
        *curb_state_metric(hunt->state, hunt->market->cell_count, CURB_METRIC_PROFIT, c) +=
            (double)cell->profit_cents / 100.0 * hunt->market->people_per_agent;
        if (cell->active > 0) {
            double each = (double)cell->profit_cents / 100.0 / (double)cell->active;
            double at_rest = rest->profit_usd * hunt->market->world->cells[c].held;
            double *returns = &hunt->state->cells[c].returns;
            *returns += smoothing * (each / at_rest - *returns);
        }
    }
}

void curb_traffickers_month(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_shared_month_t *shared,
    curb_scratch_t *scratch)
{
    hunt_t hunt; /* too large to be zeroed every month */
    hunt.state = state;
    hunt.market = market;
    hunt.population = population;
    hunt.shared = shared;
    hunt.scratch = scratch;
    scratch->mover_count = scratch->entrant_count = 0;
    for (size_t c = 0; c < market->cell_count; c++) {
        hunt.cells[c].profit_cents = hunt.cells[c].active = 0;
        hunt.cells[c].succession = 0.0;
        state->detected[c] = 0;
        price_in(&hunt, c);
    }
    count_down_bars(&hunt);
    if (market->world->responses.succession > 0.0) {
        offer_succession(&hunt);
    }
    for (size_t c = 0; c < market->cell_count; c++) {
        size_t unused = c;
        hunt.cells[c].move_total = walk_destinations(&hunt, c, 2.0, &unused);
        set_thresholds(&hunt, c, population->capacity_most);
    }
    list_active(&hunt);
    list_entrants(&hunt);
    for (size_t i = 0; i < scratch->active_count; i++) {
        active_slot(&hunt, scratch->active[i]);
    }
    move_returns(&hunt);
}

static void remove_slot(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, size_t slot)
{
    size_t c = state->slot_cell[slot];
    state->active[c]--;
    state->cells[population->home[slot]].vacancies += market->world->responses.succession;
    state->slot_state[slot] = CURB_SLOT_DORMANT;
    state->slot_cell[slot] = population->home[slot];
    state->slot_moved[slot] = CURB_NOT_MOVED;
    state->slot_capital[slot] = 0;
}

static void move_slot(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, size_t slot, size_t to)
{
    size_t from = state->slot_cell[slot];
    size_t cells = market->cell_count;
    int64_t persons = state->slot_held[slot];
    state->active[from]--;
    state->active[to]++;
    state->held[from] -= persons;
    state->held[to] += persons;
    for (uint32_t p = population->first_place[slot]; p < population->first_place[slot + 1];
         p++) {
        if (state->place_person[p] != CURB_NOBODY) {
            size_t group = curb_group_of(population, state->place_person[p]);
            state->held_of_group[from * CURB_GROUP_COUNT + group]--;
            state->held_of_group[to * CURB_GROUP_COUNT + group]++;
        }
    }
    *curb_state_metric(state, cells, CURB_METRIC_RELOCATED_OUT, from) += (double)persons;
    *curb_state_metric(state, cells, CURB_METRIC_RELOCATED_IN, to) += (double)persons;
    state->slot_from[slot] = (uint8_t)(from / market->world->sector_count);
    state->slot_moved[slot] = 0;
    state->slot_cell[slot] = (uint16_t)to;
}

void curb_traffickers_settle(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, curb_scratch_t *scratch)
{
    for (size_t i = 0; i < scratch->active_count; i++) {
        size_t slot = scratch->active[i];
        if (scratch->fate[slot] != CURB_STAYS) {
            remove_slot(state, market, population, slot);
        } else if (state->slot_moved[slot] != CURB_NOT_MOVED) {
            state->slot_moved[slot]++;
            if (state->slot_moved[slot] >= MONTHS_WATCHED_AFTER_MOVE) {
                state->slot_moved[slot] = CURB_NOT_MOVED;
            }
        }
    }
    for (size_t i = 0; i < scratch->mover_count; i++) {
        move_slot(state, market, population, scratch->mover[i], scratch->mover_to[i]);
    }
    for (size_t i = 0; i < scratch->entrant_count; i++) {
        size_t slot = scratch->entrant[i];
        size_t c = population->home[slot];
        state->slot_state[slot] = CURB_SLOT_ACTIVE;
        state->slot_cell[slot] = (uint16_t)c;
        state->slot_capital[slot] = population->start_capital[slot];
        state->active[c]++;
        *curb_state_metric(state, market->cell_count, CURB_METRIC_ENTERED, c) += 1.0;
    }
}
