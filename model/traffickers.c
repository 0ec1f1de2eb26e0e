/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffickers.h"

#include "model/bits.h"
#include "model/chances.h"
#include "model/holding.h"
#include "model/persons.h"
#include "model/random.h"
#include "model/slot_kernels.h"

#include <string.h>

enum {
    MONTHS_WATCHED_AFTER_MOVE = 12,
    LOOK_AHEAD = 12 /* marks that are on their way from memory */
};

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

/* The fixed costs of an active slot in its cell, cents a month. */
static int64_t fixed_cents(const hunt_t *hunt, size_t cell, uint32_t capacity)
{
    double a_unit = hunt->market->cells[cell].fixed_usd * 100.0;
    return (int64_t)(a_unit * capacity + 0.5);
}

/* Books the month of a slot that works in another cell than its home. */
static void book_elsewhere(hunt_t *hunt, const curb_slot_row_t *row, size_t slot)
{
    curb_state_t *state = hunt->state;
    size_t c = state->slot_cell[slot];
    int64_t margin = state->chances[c].margin_cents;
    int64_t profit = margin * state->slot_held[slot] - fixed_cents(hunt, c, row->capacity);
    int64_t capital = state->slot_capital[slot] + profit;
    state->slot_capital[slot] = capital < row->start_capital ? capital : row->start_capital;
    hunt->profit_cents[c] += profit;
    hunt->active[c]++;
}

/* Few slots work elsewhere, so eight are passed over at once. Returns whether one is left
 * without capital. */
static bool book_all_elsewhere(
    hunt_t *hunt, const curb_slot_row_t *row, const curb_slot_block_t *block, size_t first)
{
    bool broke = false;
    for (size_t i = 0; i < block->count; i += 8) {
        uint64_t eight;
        memcpy(&eight, block->elsewhere + i, sizeof eight);
        for (; eight != 0; eight &= eight - 1) {
            size_t slot = first + i + (size_t)__builtin_ctzll(eight) / 8;
            book_elsewhere(hunt, row, slot);
            broke |= hunt->state->slot_capital[slot] <= 0;
        }
    }
    return broke;
}

static void list_broke(hunt_t *hunt, size_t first, size_t count)
{
    const curb_state_t *state = hunt->state;
    for (size_t slot = first; slot < first + count; slot++) {
        if (state->slot_state[slot] == CURB_SLOT_ACTIVE && state->slot_capital[slot] <= 0) {
            hunt->scratch->broke[hunt->scratch->broke_count++] = (uint32_t)slot;
        }
    }
}

static void book_block(
    hunt_t *hunt, const curb_slot_row_t *row, curb_slot_block_t *block, size_t first)
{
    const curb_state_t *state = hunt->state;
    block->state = state->slot_state + first;
    block->slot_cell = state->slot_cell + first;
    block->held = state->slot_held + first;
    block->capital = state->slot_capital + first;
    curb_slot_sums_t sums = curb_book_block(block);
    hunt->profit_cents[row->cell] += sums.profit_cents;
    hunt->active[row->cell] += sums.active;
    if (sums.elsewhere > 0) {
        sums.broke |= book_all_elsewhere(hunt, row, block, first);
    }
    if (sums.broke) {
        list_broke(hunt, first, block->count);
    }
}

/* Books a month's profit of every active slot, and lists those who are left without
 * capital. */
static void book_profits(hunt_t *hunt)
{
    curb_slot_block_t block; /* too large to be zeroed every month */
    hunt->scratch->broke_count = 0;
    for (size_t r = 0; r < hunt->population->row_count; r++) {
        const curb_slot_row_t *row = &hunt->population->rows[r];
        block.cell = (uint16_t)row->cell;
        block.margin_cents = hunt->state->chances[row->cell].margin_cents;
        block.fixed_cents = fixed_cents(hunt, row->cell, row->capacity);
        block.start_cents = row->start_capital;
        for (size_t at = 0; at < row->count; at += CURB_SLOT_BLOCK) {
            size_t left = row->count - at;
            block.count = left < CURB_SLOT_BLOCK ? left : CURB_SLOT_BLOCK;
            book_block(hunt, row, &block, row->first + at);
        }
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
    const uint32_t *touched = hunt->scratch->touched;
    for (size_t i = 0; i < touched_count; i++) {
        size_t ahead = i + LOOK_AHEAD < touched_count ? i + LOOK_AHEAD : i;
        __builtin_prefetch(&state->slot_barred[marks->slots[touched[ahead]].slot]);
        const curb_marked_slot_t *mark = &marks->slots[touched[i]];
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
        /* NOLINTNEXTLINE(*.UndefinedBinaryOperatorResult): zeroed for each cell */
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

void curb_traffickers_settle(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, curb_scratch_t *scratch)
{
    for (size_t i = 0; i < scratch->gone_count; i++) {
        remove_slot(state, market, population, scratch->gone[i]);
        scratch->fate[scratch->gone[i]] = CURB_STAYS; /* ready for the next scenario */
    }
    curb_watch_slots(state->slot_moved, population->slot_count, MONTHS_WATCHED_AFTER_MOVE);
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
}
