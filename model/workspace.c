/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/workspace.h"

#include "model/skipping.h"
#include "model/state.h"

#include <string.h>

static const double reach_margin = 1.25;
static const double reach_at_first = 0.25; /* an eighth is about what is needed at rest */
enum { KEPT_AT_LEAST = 1024 };             /* fewer differ too much from month to month */

static double return_chance(const curb_market_t *market)
{
    return 1.0 / market->world->responses.safe_months;
}

static void lay_out(curb_workspace_t *self, curb_arena_t *arena,
    const curb_market_t *market, const curb_population_t *population)
{
    size_t slots = population->slot_count;
    size_t places = population->place_count;
    curb_shared_month_t *month = &self->month;
    month->return_block_count = population->person_count / CURB_SKIPPING_BLOCK + 1;
    month->return_room = curb_skipping_room(return_chance(market), CURB_SKIPPING_BLOCK);
#define TAKE(column, count) column = curb_arena_take(arena, count, sizeof *column)
    curb_marks_take(&month->marks, arena, population);
    TAKE(month->class_of_block, (population->person_count >> CURB_CLASS_BLOCK_BITS) + 1);
    curb_candidates_take(&month->candidates, arena, market, population);
    TAKE(month->return_count, month->return_block_count);
    TAKE(month->returning, month->return_block_count * month->return_room);
    TAKE(self->scratch, (size_t)self->scratch_count);
    for (int t = 0; t < self->scratch_count; t++) {
        curb_scratch_t measured = {0};
        curb_scratch_t *scratch = self->scratch != NULL ? &self->scratch[t] : &measured;
        TAKE(scratch->fate, slots);
        TAKE(scratch->touched, slots + 1);
        TAKE(scratch->gone, slots);
        TAKE(scratch->broke, slots + 1);
        TAKE(scratch->mover, slots);
        TAKE(scratch->mover_to, slots);
        TAKE(scratch->entrant, slots);
        TAKE(scratch->attempt, places + 1);
        TAKE(scratch->attempt_pool, places);
        TAKE(scratch->of_pool, places);
        TAKE(scratch->pool_first, market->pool_count + 1);
        TAKE(scratch->pool_edge, market->cell_count * market->pool_count);
        TAKE(scratch->recruit, month->candidates.room_most + 1);
        curb_candidate_rest_take(&scratch->rest, arena, &month->candidates);
        TAKE(scratch->reached, market->pool_count);
    }
#undef TAKE
}

static void set_class_blocks(
    curb_shared_month_t *month, const curb_population_t *population)
{
    size_t class = 0;
    for (size_t person = 0; person < population->person_count;
         person += 1u << CURB_CLASS_BLOCK_BITS) {
        while (class + 1 < population->class_count &&
               population->classes[class + 1].first <= person) {
            class ++;
        }
        month->class_of_block[person >> CURB_CLASS_BLOCK_BITS] = (uint16_t) class;
    }
}

/* No more threads carry a scenario than there are scenarios. */
static curb_workspace_t with_threads(int thread_count, size_t scenario_count)
{
    bool spare = scenario_count < (size_t)thread_count;
    return (curb_workspace_t){.thread_count = thread_count,
        .scratch_count = spare ? (int)scenario_count : thread_count};
}

size_t curb_workspace_bytes(const curb_market_t *market,
    const curb_population_t *population, int thread_count, size_t scenario_count)
{
    curb_workspace_t measured = with_threads(thread_count, scenario_count);
    curb_arena_t arena = {0};
    lay_out(&measured, &arena, market, population);
    return arena.used + 64;
}

/* What a month marks at rest, about: of the places of active slots that stand empty, those
 * that are tried, and of people held, those who leave. */
static double marks_at_rest(
    const curb_market_t *market, const curb_population_t *population, double threads)
{
    static const double slot_marked = 0.05; /* seen in osce57-2021, of all slots */
    const curb_scratch_t *scratch = NULL;
    double an_attempt =
        2.0 * (double)sizeof(curb_marked_attempt_t) +
        threads * (double)(sizeof *scratch->attempt + sizeof *scratch->of_pool +
                           sizeof *scratch->attempt_pool);
    double a_leaving = (double)sizeof(curb_marked_leaving_t);
    double a_slot =
        (double)sizeof(curb_marked_slot_t) + threads * (double)sizeof *scratch->gone;
    double bytes = slot_marked * (double)population->slot_count * a_slot;
    for (size_t c = 0; c < market->cell_count; c++) {
        const curb_market_cell_t *cell = &market->cells[c];
        double held = market->world->cells[c].exploited / market->people_per_agent;
        double room = cell->active / market->people_per_agent * cell->capacity_mean;
        bytes += (room - held) * cell->recruit * an_attempt;
        bytes += held * (cell->escape + cell->detection + cell->quit) * a_leaving;
    }
    return bytes;
}

double curb_workspace_used_bytes(const curb_market_t *market,
    const curb_population_t *population, int thread_count, size_t scenario_count)
{
    const curb_scratch_t *scratch = NULL;
    curb_workspace_t measured = with_threads(thread_count, scenario_count);
    curb_arena_t arena = {0};
    lay_out(&measured, &arena, market, population);
    const curb_shared_month_t *month = &measured.month;
    double slots = (double)population->slot_count;
    double a_slot = (double)sizeof *scratch->fate;
    /* of the room at most `reach_at_first` is kept, in gaps until it is closed up */
    double a_candidate = (0.5 + reach_at_first) * (double)sizeof *month->candidates.drawn +
                         reach_at_first * (double)sizeof *month->candidates.bucket;
    double returning = (double)(month->return_block_count * month->return_room);
    double threads = (double)measured.scratch_count;
    return threads * a_slot * slots + marks_at_rest(market, population, threads) +
           a_candidate * (double)month->candidates.room +
           returning * (double)sizeof *month->returning +
           (double)(population->person_count >> CURB_CLASS_BLOCK_BITS) *
               (double)sizeof *month->class_of_block;
}

curb_error_t curb_workspace_init(curb_workspace_t *self, const curb_market_t *market,
    const curb_population_t *population, int thread_count, size_t scenario_count)
{
    *self = with_threads(thread_count, scenario_count);
    self->bytes = curb_workspace_bytes(market, population, thread_count, scenario_count);
    self->block = curb_calloc(self->bytes, 1);
    if (self->block == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_arena_t arena = {.base = self->block};
    arena.base += (64 - (uintptr_t)self->block % 64) % 64;
    lay_out(self, &arena, market, population);
    self->reach_margin = reach_margin;
    self->kept_at_least = KEPT_AT_LEAST;
    set_class_blocks(&self->month, population);
    curb_candidates_init(&self->month.candidates, market, population);
    return CURB_OK;
}

void curb_workspace_free(curb_workspace_t *self)
{
    curb_free(self->block);
    *self = (curb_workspace_t){0};
}

/* Looks back at how far the scenarios went a month ago. */
static void set_reach(curb_workspace_t *self, uint32_t month)
{
    curb_candidates_t *candidates = &self->month.candidates;
    for (size_t pool = 0; pool < candidates->pool_count; pool++) {
        double most = candidates->most[pool];
        double reached = 0.0;
        for (int t = 0; t < self->scratch_count; t++) {
            double *own = &self->scratch[t].reached[pool];
            reached = *own > reached ? *own : reached;
            *own = 0.0;
        }
        size_t room = candidates->pool_room[pool + 1] - candidates->pool_room[pool];
        double reach = month > 0 ? self->reach_margin * reached : reach_at_first * most;
        double least = self->kept_at_least * most / (double)(room + 1);
        reach = reach > least ? reach : least;
        candidates->reach[pool] = reach < most ? reach : most;
    }
}

static void draw_returning(curb_shared_month_t *month, const curb_market_t *market,
    const curb_population_t *population, curb_key_t key, int threads)
{
    (void)threads; /* a build without OpenMP has one */
    size_t persons = population->person_count;
    double p = return_chance(market);
#pragma omp parallel for schedule(dynamic)                                                 \
    num_threads(threads) if (threads > 1) default(none) shared(month, key, persons, p)
    for (size_t b = 0; b < month->return_block_count; b++) {
        uint32_t first = (uint32_t)b * CURB_SKIPPING_BLOCK;
        size_t left = persons - first;
        uint32_t *out = month->returning + b * month->return_room;
        uint32_t position[CURB_SKIPPING_MOST];
        uint32_t count = 0;
        curb_skipping_t skip;
        curb_skipping_open(&skip, key, 0, (uint32_t)b,
            left < CURB_SKIPPING_BLOCK ? (uint32_t)left : CURB_SKIPPING_BLOCK, p);
        for (uint32_t n; (n = curb_skipping_next(&skip, position)) > 0;) {
            for (uint32_t i = 0; i < n && count < month->return_room; i++) {
                out[count++] = first + position[i];
            }
        }
        month->return_count[b] = count;
    }
}

void curb_workspace_draw(curb_workspace_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate, uint32_t month)
{
    self->month.recovery_key = curb_key(seed, replicate, CURB_FOR_RECOVERY, month);
    set_reach(self, month);
    curb_candidates_draw(&self->month.candidates, market, population, seed, replicate,
        month, self->thread_count);
    draw_returning(&self->month, market, population,
        curb_key(seed, replicate, CURB_FOR_RETURN, month), self->thread_count);
}
