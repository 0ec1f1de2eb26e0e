/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffickers.h"

#include "model/bits.h"
#include "model/chances.h"
#include "model/holding.h"
#include "model/persons.h"
#include "model/random.h"
#include "model/slot_kernels.h"

enum { MONTHS_WATCHED_AFTER_MOVE = 12 };

static const double smoothing = 0.2;

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
    curb_scratch_t *scratch;
    int64_t costs_cents[CURB_CELL_MAX]; /* fixed, of this month */
} hunt_t;

static void count(const hunt_t *hunt, curb_metric_t metric, size_t cell)
{
    *curb_state_metric(hunt->state, hunt->market->cell_count, metric, cell) += 1.0;
}

/* Books a month of every active slot, and lists those who are left without capital. */
static void book_slots(hunt_t *hunt)
{
    const curb_state_t *state = hunt->state;
    curb_scratch_t *scratch = hunt->scratch;
    curb_slot_terms_t terms[CURB_CELL_MAX];
    for (size_t c = 0; c < hunt->market->cell_count; c++) {
        terms[c].fixed_cents = hunt->market->cells[c].fixed_usd * 100.0;
        terms[c].margin_cents = state->chances[c].margin_cents;
    }
    curb_slot_books_t books = {.active = state->slot_active,
        .away = state->slot_away,
        .full = state->slot_full,
        .held = state->slot_held,
        .cell = state->slot_cell,
        .capital = state->slot_capital};
    scratch->broke_count =
        curb_book_slots(&books, hunt->population->rows, hunt->population->row_count, terms,
            hunt->costs_cents, scratch->touched, scratch->broke);
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

/* What a slot owns, cents. Most have all that they keep, and are not looked up. */
static int64_t capital_of(const hunt_t *hunt, size_t slot)
{
    const curb_state_t *state = hunt->state;
    bool full = state->slot_full[slot / 64] >> slot % 64 & 1u;
    return full ? hunt->population->start_capital[slot] : state->slot_capital[slot];
}

static void go(hunt_t *hunt, size_t slot, uint8_t fate)
{
    hunt->scratch->fate[slot] = fate;
    hunt->scratch->gone[hunt->scratch->gone_count++] = (uint32_t)slot;
}

static void detect(hunt_t *hunt, const curb_marked_slot_t *mark, size_t c)
{
    curb_state_t *state = hunt->state;
    size_t slot = mark->slot;
    int64_t capital = capital_of(hunt, slot);
    double taken = (double)(capital > 0 ? capital : 0) * state->levers.cells[c].forfeiture;
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
    } else if (mark->quit < chances->quit || capital_of(hunt, slot) <= 0) {
        quit(hunt, slot, c);
    } else if (mark->move < chances->move) {
        size_t to = c;
        double at = curb_unit(mark->destination) * chances->move_total;
        (void)curb_chances_move(state, hunt->market, c, at, &to);
        hunt->scratch->mover[hunt->scratch->mover_count] = (uint32_t)slot;
        hunt->scratch->mover_to[hunt->scratch->mover_count++] = (uint16_t)to;
    }
}

/* Lists who may enter, and active slots to which something may happen here. Without
 * branches: which slots are active has no pattern. A dormant slot stands in its home cell.
 */
static size_t list_touched(const hunt_t *hunt, const curb_marks_t *marks)
{
    const curb_state_t *state = hunt->state;
    curb_scratch_t *scratch = hunt->scratch;
    size_t touched = 0, entrants = 0;
    for (size_t i = 0; i < marks->slot_count; i++) {
        const curb_marked_slot_t *mark = &marks->slots[i];
        const curb_cell_chances_t *now = &state->chances[state->slot_cell[mark->slot]];
        uint32_t active = curb_slot_is_active(state, mark->slot);
        uint32_t out = (uint32_t)(mark->detection < now->detection) |
                       (uint32_t)(mark->quit < now->quit) |
                       (uint32_t)(mark->move < now->move);
        uint32_t in = (uint32_t)(mark->entry < now->entry);
        scratch->touched[touched] = (uint32_t)i;
        touched += active & out;
        scratch->entrant[entrants] = mark->slot;
        entrants += ~active & in;
    }
    scratch->entrant_count = entrants;
    return touched;
}

static void leave_out_barred(const hunt_t *hunt)
{
    curb_scratch_t *scratch = hunt->scratch;
    size_t count = 0;
    for (size_t i = 0; i < scratch->entrant_count; i++) {
        uint32_t slot = scratch->entrant[i];
        scratch->entrant[count] = slot;
        count += hunt->state->slot_barred[slot] == 0;
    }
    scratch->entrant_count = count;
}

/* All the others stay as they are, but for those without capital. */
static void visit_marked(hunt_t *hunt, const curb_marks_t *marks)
{
    const curb_state_t *state = hunt->state;
    size_t touched_count = list_touched(hunt, marks);
    leave_out_barred(hunt);
    for (size_t i = 0; i < touched_count; i++) {
        active_slot(hunt, &marks->slots[hunt->scratch->touched[i]]);
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
        const curb_state_t *now = hunt->state; /* nobody has gone yet */
        int64_t margin = now->chances[c].margin_cents;
        int64_t cents = margin * now->held[c] - hunt->costs_cents[c];
        double profit = (double)cents / 100.0;
        *curb_state_metric(hunt->state, hunt->market->cell_count, CURB_METRIC_PROFIT, c) +=
            profit * hunt->market->people_per_agent;
        if (now->active[c] > 0) {
            double each = profit / (double)now->active[c];
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
    scratch->gone_count = scratch->mover_count = 0;
    for (size_t c = 0; c < market->cell_count; c++) {
        hunt.costs_cents[c] = 0;
        state->detected[c] = 0;
    }
    book_slots(&hunt);
    visit_marked(&hunt, marks);
    move_returns(&hunt);
}

static void remove_slot(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, size_t slot)
{
    size_t c = state->slot_cell[slot];
    state->active[c]--;
    state->cells[population->home[slot]].vacancies += market->world->responses.succession;
    curb_set_put(state->slot_active, slot, false);
    curb_set_put(state->slot_away, slot, false);
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
    state->now->watched_months = MONTHS_WATCHED_AFTER_MOVE;
    state->slot_cell[slot] = (uint16_t)to;
    curb_set_put(state->slot_away, slot, to != population->home[slot]);
}

void curb_traffickers_settle(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, curb_scratch_t *scratch)
{
    for (size_t i = 0; i < scratch->gone_count; i++) {
        remove_slot(state, market, population, scratch->gone[i]);
        scratch->fate[scratch->gone[i]] = CURB_STAYS; /* ready for the next scenario */
    }
    if (state->now->watched_months > 0) {
        state->now->watched_months--;
        curb_watch_slots(
            state->slot_moved, population->slot_count, MONTHS_WATCHED_AFTER_MOVE);
    }
    for (size_t i = 0; i < scratch->mover_count; i++) {
        move_slot(state, market, population, scratch->mover[i], scratch->mover_to[i]);
    }
    for (size_t i = 0; i < scratch->entrant_count; i++) {
        size_t slot = scratch->entrant[i];
        size_t c = population->home[slot];
        curb_set_put(state->slot_active, slot, true);
        curb_set_put(state->slot_full, slot, true);
        state->slot_cell[slot] = (uint16_t)c;
        state->slot_capital[slot] = population->start_capital[slot];
        curb_places_open(state, population, slot, true);
        state->active[c]++;
        *curb_state_metric(state, market->cell_count, CURB_METRIC_ENTERED, c) += 1.0;
    }
}
