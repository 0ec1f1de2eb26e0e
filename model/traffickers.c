/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffickers.h"

#include "model/bits.h"
#include "model/chances.h"
#include "model/holding.h"
#include "model/persons.h"
#include "model/random.h"

#include <string.h>

enum { MONTHS_WATCHED_AFTER_MOVE = 12 };

static const double smoothing = 0.2;

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
    curb_scratch_t *scratch;
    int64_t profit_cents[CURB_CELL_MAX], active[CURB_CELL_MAX]; /* of this month */
} hunt_t;

static void count(const hunt_t *hunt, curb_metric_t metric, size_t cell)
{
    *curb_state_metric(hunt->state, hunt->market->cell_count, metric, cell) += 1.0;
}

/* Books the month of the active slots from the i-th on that work in the same cell, and
 * returns the first that does not. */
static size_t book_neighbours(hunt_t *hunt, size_t i)
{
    const curb_state_t *state = hunt->state;
    const uint32_t *active_slot = state->active_slot;
    const uint16_t *slot_cell = state->slot_cell;
    const uint8_t *slot_held = state->slot_held;
    const uint8_t *capacity = hunt->population->capacity;
    const int64_t *start = hunt->population->start_capital;
    int64_t *slot_capital = state->slot_capital;
    uint32_t *attempt_below = hunt->scratch->attempt_below;
    uint32_t *broke = hunt->scratch->broke;
    size_t broke_count = hunt->scratch->broke_count;
    size_t active_count = state->now->active_count;
    size_t first = i;
    size_t c = slot_cell[active_slot[i]];
    uint32_t attempt = state->chances[c].attempt;
    int64_t margin_cents = state->chances[c].margin_cents;
    double fixed_cents = hunt->market->cells[c].fixed_usd * 100.0; /* a unit of capacity */
    int64_t profit_sum = 0;
    for (; i < active_count && slot_cell[active_slot[i]] == c; i++) {
        uint32_t slot = active_slot[i];
        int64_t fixed = (int64_t)(fixed_cents * capacity[slot] + 0.5);
        int64_t profit = margin_cents * slot_held[slot] - fixed;
        int64_t capital = slot_capital[slot] + profit;
        capital = capital < start[slot] ? capital : start[slot];
        slot_capital[slot] = capital;
        attempt_below[slot] = attempt;
        broke[broke_count] = slot;
        broke_count += capital <= 0;
        profit_sum += profit;
    }
    hunt->scratch->broke_count = broke_count;
    hunt->profit_cents[c] += profit_sum;
    hunt->active[c] += (int64_t)(i - first);
    return i;
}

/* Books a month's profit of every active slot, and lists those who are left without
 * capital. */
static void book_profits(hunt_t *hunt)
{
    hunt->scratch->broke_count = 0;
    for (size_t i = 0; i < hunt->state->now->active_count;) {
        i = book_neighbours(hunt, i);
    }
}

static uint32_t detected_below(const hunt_t *hunt, size_t slot, size_t c)
{
    const curb_state_t *state = hunt->state;
    const curb_world_t *world = hunt->market->world;
    double visibility = curb_holding_visibility((double)state->slot_held[slot],
        world->cells[c].held, world->responses.holding_detection);
    double hazard = state->chances[c].hazard * visibility;
    if (!state->levers.cooperation || state->slot_moved[slot] == CURB_NOT_MOVED) {
        return curb_threshold(hazard);
    }
    double strength = curb_levers_cooperation(&state->levers, world,
        c % world->sector_count, state->slot_from[slot], c / world->sector_count);
    return curb_threshold(hazard * (1.0 + strength));
}

static void go(hunt_t *hunt, size_t slot, uint8_t fate)
{
    hunt->scratch->fate[slot] = fate;
    hunt->scratch->attempt_below[slot] = 0;
    hunt->scratch->gone[hunt->scratch->gone_count++] = (uint32_t)slot;
}

static void detect(hunt_t *hunt, const curb_marked_slot_t *mark, size_t c)
{
    curb_state_t *state = hunt->state;
    size_t slot = mark->slot;
    int64_t capital = state->slot_capital[slot] > 0 ? state->slot_capital[slot] : 0;
    double taken = (double)capital * state->levers.cells[c].forfeiture;
    *curb_state_metric(state, hunt->market->cell_count, CURB_METRIC_FORFEITED, c) +=
        (double)(int64_t)(taken + 0.5) / 100.0 * hunt->market->people_per_agent;
    count(hunt, CURB_METRIC_DETECTED, c);
    go(hunt, slot, CURB_IS_DETECTED);
    state->detected[c]++;
    const curb_responses_t *responses = &hunt->market->world->responses;
    if (mark->conviction < curb_threshold(responses->conviction)) {
        state->slot_barred[slot] = (uint16_t)curb_barred_months(responses);
        count(hunt, CURB_METRIC_CONVICTED, c);
    }
}

static void quit(hunt_t *hunt, size_t slot, size_t c)
{
    go(hunt, slot, CURB_QUITS);
    count(hunt, CURB_METRIC_QUIT, c);
}

static void active_slot(hunt_t *hunt, const curb_marked_slot_t *mark)
{
    curb_state_t *state = hunt->state;
    size_t slot = mark->slot;
    size_t c = state->slot_cell[slot];
    const curb_cell_chances_t *chances = &state->chances[c];
    if (mark->detection < chances->detection &&
        mark->detection < detected_below(hunt, slot, c)) {
        detect(hunt, mark, c);
    } else if (mark->quit < chances->quit || state->slot_capital[slot] <= 0) {
        quit(hunt, slot, c);
    } else if (mark->move < chances->move) {
        size_t to = c;
        double at = curb_unit(mark->destination) * chances->move_total;
        (void)curb_chances_move(state, hunt->market, c, at, &to);
        hunt->scratch->mover[hunt->scratch->mover_count] = (uint32_t)slot;
        hunt->scratch->mover_to[hunt->scratch->mover_count++] = (uint16_t)to;
    }
}

static void dormant_slot(hunt_t *hunt, const curb_marked_slot_t *mark)
{
    const curb_state_t *state = hunt->state;
    if (mark->entry < state->chances[hunt->population->home[mark->slot]].entry &&
        state->slot_barred[mark->slot] == 0) {
        hunt->scratch->entrant[hunt->scratch->entrant_count++] = mark->slot;
    }
}

/* Marks to which something may happen here, without branches: which slots are active has no
 * pattern. A dormant slot stands in its home cell. */
static size_t list_touched(const hunt_t *hunt, const curb_marks_t *marks)
{
    const uint8_t *slot_state = hunt->state->slot_state;
    const uint16_t *slot_cell = hunt->state->slot_cell;
    uint32_t *touched = hunt->scratch->touched;
    size_t count = 0;
    for (size_t i = 0; i < marks->slot_count; i++) {
        const curb_marked_slot_t *mark = &marks->slots[i];
        const curb_cell_chances_t *now = &hunt->state->chances[slot_cell[mark->slot]];
        uint32_t active = slot_state[mark->slot] == CURB_SLOT_ACTIVE;
        uint32_t out = (uint32_t)(mark->detection < now->detection) |
                       (uint32_t)(mark->quit < now->quit) |
                       (uint32_t)(mark->move < now->move);
        touched[count] = (uint32_t)i;
        count += (active & out) | (~active & (uint32_t)(mark->entry < now->entry));
    }
    return count;
}

/* All the others stay as they are, but for those without capital. */
static void visit_marked(hunt_t *hunt, const curb_marks_t *marks)
{
    const curb_state_t *state = hunt->state;
    size_t touched_count = list_touched(hunt, marks);
    for (size_t i = 0; i < touched_count; i++) {
        const curb_marked_slot_t *mark = &marks->slots[hunt->scratch->touched[i]];
        if (state->slot_state[mark->slot] == CURB_SLOT_ACTIVE) {
            active_slot(hunt, mark);
        } else {
            dormant_slot(hunt, mark);
        }
    }
    for (size_t i = 0; i < hunt->scratch->broke_count; i++) {
        size_t slot = hunt->scratch->broke[i];
        if (hunt->scratch->fate[slot] == CURB_STAYS) {
            quit(hunt, slot, state->slot_cell[slot]);
        }
    }
}

static void move_returns(hunt_t *hunt)
{
    for (size_t c = 0; c < hunt->market->cell_count; c++) {
        const curb_market_cell_t *rest = &hunt->market->cells[c];
        double profit = (double)hunt->profit_cents[c] / 100.0;
        *curb_state_metric(hunt->state, hunt->market->cell_count, CURB_METRIC_PROFIT, c) +=
            profit * hunt->market->people_per_agent;
        if (hunt->active[c] > 0) {
            double each = profit / (double)hunt->active[c];
            double at_rest = rest->profit_usd * hunt->market->world->cells[c].held;
            double *returns = &hunt->state->cells[c].returns;
            *returns += smoothing * (each / at_rest - *returns);
        }
    }
}

void curb_traffickers_month(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_marks_t *marks, curb_scratch_t *scratch)
{
    hunt_t hunt; /* too large to be zeroed every month */
    hunt.state = state;
    hunt.market = market;
    hunt.population = population;
    hunt.scratch = scratch;
    scratch->gone_count = scratch->mover_count = scratch->entrant_count = 0;
    for (size_t c = 0; c < market->cell_count; c++) {
        hunt.profit_cents[c] = hunt.active[c] = 0;
        state->detected[c] = 0;
    }
    book_profits(&hunt);
    visit_marked(&hunt, marks);
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
    curb_places_open(state, population, slot, false);
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
        if (curb_place_is_held(state, p)) {
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

/* Takes those who are gone off the list of the active; the others are watched a month less.
 */
static void keep_active(curb_state_t *state, curb_scratch_t *scratch)
{
    uint32_t *active_slot = state->active_slot;
    const uint8_t *slot_state = state->slot_state;
    uint8_t *slot_moved = state->slot_moved;
    uint32_t *attempt_below = scratch->attempt_below;
    uint32_t active_count = state->now->active_count;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < active_count; i++) {
        uint32_t slot = active_slot[i];
        attempt_below[slot] = 0;
        active_slot[kept] = slot;
        kept += slot_state[slot] == CURB_SLOT_ACTIVE;
        if (slot_moved[slot] != CURB_NOT_MOVED) {
            slot_moved[slot]++;
            if (slot_moved[slot] >= MONTHS_WATCHED_AFTER_MOVE) {
                slot_moved[slot] = CURB_NOT_MOVED;
            }
        }
    }
    state->now->active_count = kept;
}

/* Merges the entrants into the list of the active, from its end, so that nothing is lost.
 */
static void list_entrants(curb_state_t *state, const uint32_t *entrant, size_t count)
{
    uint32_t *list = state->active_slot;
    size_t left = state->now->active_count;
    size_t at = left + count;
    state->now->active_count = (uint32_t)at;
    while (count > 0) {
        bool old_first = left > 0 && list[left - 1] > entrant[count - 1];
        list[--at] = old_first ? list[--left] : entrant[--count];
    }
}

void curb_traffickers_settle(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, curb_scratch_t *scratch)
{
    for (size_t i = 0; i < scratch->gone_count; i++) {
        remove_slot(state, market, population, scratch->gone[i]);
        scratch->fate[scratch->gone[i]] = CURB_STAYS; /* ready for the next scenario */
    }
    keep_active(state, scratch);
    for (size_t i = 0; i < scratch->mover_count; i++) {
        move_slot(state, market, population, scratch->mover[i], scratch->mover_to[i]);
    }
    for (size_t i = 0; i < scratch->entrant_count; i++) {
        size_t slot = scratch->entrant[i];
        size_t c = population->home[slot];
        state->slot_state[slot] = CURB_SLOT_ACTIVE;
        state->slot_cell[slot] = (uint16_t)c;
        state->slot_capital[slot] = population->start_capital[slot];
        curb_places_open(state, population, slot, true);
        state->active[c]++;
        *curb_state_metric(state, market->cell_count, CURB_METRIC_ENTERED, c) += 1.0;
    }
    list_entrants(state, scratch->entrant, scratch->entrant_count);
}
