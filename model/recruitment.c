/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/recruitment.h"

#include "model/random.h"

#include <string.h>

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
    const curb_shared_month_t *shared;
    curb_scratch_t *scratch;
    uint32_t recruited[CURB_CELL_MAX][CURB_GROUP_COUNT], again[CURB_CELL_MAX];
} match_t;

static void add(const match_t *match, curb_metric_t metric, size_t cell, double amount)
{
    *curb_state_metric(match->state, match->market->cell_count, metric, cell) += amount;
}

/* Without branches: which slots stay has no pattern. */
void curb_recruitment_find(const curb_state_t *state, size_t cell_count,
    const curb_marks_t *marks, curb_scratch_t *scratch)
{
    uint32_t below[CURB_CELL_MAX];
    for (size_t c = 0; c < cell_count; c++) {
        below[c] = state->chances[c].attempt;
    }
    size_t count = 0;
    for (size_t i = 0; i < marks->attempt_count; i++) {
        const curb_marked_attempt_t *mark = &marks->attempts[i];
        __builtin_prefetch(&state->place_person[mark->place], 1);
        scratch->attempt[count] = (uint32_t)i;
        count += (size_t)(mark->word < below[state->slot_cell[mark->slot]]) &
                 (size_t)(scratch->fate[mark->slot] == CURB_STAYS) &
                 (size_t)(state->place_open[mark->place / 64] >> mark->place % 64);
    }
    scratch->attempt_count = count;
}

/* Cumulative L V over the pools that feed a cell. */
static void set_pool_edges(
    const match_t *match, size_t c, const double *relative, double *edge)
{
    const curb_cell_anchors_t *anchors = &match->market->world->cells[c];
    double sum = 0.0;
    for (size_t p = 0; p < match->market->pool_count; p++) {
        sum += anchors->link[p / CURB_GROUP_COUNT] *
               anchors->composition[p % CURB_GROUP_COUNT] * relative[p];
        edge[p] = sum;
    }
}

/* The first pool whose edge is above `at`, or the last pool: halving without a branch. */
static size_t pool_below(const double *edge, size_t pool_count, double at)
{
    size_t first = 0;
    for (size_t left = pool_count; left > 1;) {
        size_t half = left / 2;
        first += at >= edge[first + half - 1] ? half : 0;
        left -= half;
    }
    return first;
}

/* Every attempt draws its pool by L V of last month; then each pool's stand together. */
static void draw_pools(match_t *match, const double *relative)
{
    curb_scratch_t *scratch = match->scratch;
    const curb_marked_attempt_t *marked = match->shared->marks.attempts;
    size_t pools = match->market->pool_count;
    for (size_t c = 0; c < match->market->cell_count; c++) {
        set_pool_edges(match, c, relative, scratch->pool_edge + c * pools);
    }
    size_t *first = scratch->pool_first;
    memset(first, 0, (pools + 1) * sizeof *first);
    for (size_t i = 0; i < scratch->attempt_count; i++) {
        const curb_marked_attempt_t *mark = &marked[scratch->attempt[i]];
        const double *edge =
            scratch->pool_edge + match->state->slot_cell[mark->slot] * pools;
        size_t pool = pool_below(edge, pools, curb_unit(mark->pool) * edge[pools - 1]);
        scratch->attempt_pool[i] = (uint16_t)pool;
        first[pool]++;
    }
    size_t end = scratch->attempt_count;
    for (size_t p = pools + 1; p-- > 0;) {
        end -= first[p];
        first[p] = end;
    }
    for (size_t i = 0; i < scratch->attempt_count; i++) {
        scratch->of_pool[first[scratch->attempt_pool[i]]++] = scratch->attempt[i];
    }
    memmove(first + 1, first, pools * sizeof *first); /* the scatter left their ends */
    first[0] = 0;
}

/* Goes through turns for those whose turn it is, until `wanted` are found, without a branch
 * on who it is. Returns how many turns were looked at. */
static size_t take_turns(const curb_state_t *state, const curb_turn_t *turns, size_t count,
    size_t wanted, curb_turn_t *recruit, size_t *found)
{
    size_t taken = *found;
    size_t i = 0;
    for (; i < count && taken < wanted; i++) {
        recruit[taken] = turns[i];
        taken += curb_person_status(state, turns[i].person) == (turns[i].at_risk & 1u);
    }
    *found = taken;
    return i;
}

/* The `wanted` persons at risk of least u / (nu vm), in ascending order. */
static size_t pick_recruits(match_t *match, size_t pool, size_t wanted)
{
    const curb_candidates_t *candidates = &match->shared->candidates;
    curb_scratch_t *scratch = match->scratch;
    size_t found = 0;
    size_t count = candidates->turn_count[pool];
    const curb_turn_t *turns = candidates->turns + 2 * candidates->pool_room[pool];
    size_t looked =
        take_turns(match->state, turns, count, wanted, scratch->recruit, &found);
    double reached = candidates->reach[pool] * (double)looked / (double)(count + 1);
    if (found < wanted) {
        count = curb_candidates_further_turns(
            candidates, match->market, match->population, pool, &scratch->rest);
        looked = take_turns(
            match->state, scratch->rest.turns, count, wanted, scratch->recruit, &found);
        reached = candidates->reach[pool];
        reached +=
            (candidates->most[pool] - reached) * (double)looked / (double)(count + 1);
    }
    if (reached > scratch->reached[pool]) {
        scratch->reached[pool] = reached;
    }
    return found;
}

static void recruit(match_t *match, const curb_marked_attempt_t *attempt, size_t group,
    const curb_turn_t *turn)
{
    curb_state_t *state = match->state;
    size_t c = state->slot_cell[attempt->slot];
    state->at_risk[turn->at_risk]--;
    curb_person_become(state, turn->person, CURB_AWAY);
    curb_place_put(state, attempt->place, turn->person);
    state->slot_held[attempt->slot]++;
    match->recruited[c][group]++;
    match->again[c] += turn->at_risk & 1u;
}

static void miss(const match_t *match, size_t pool, const curb_marked_attempt_t *attempt)
{
    add(match, CURB_METRIC_UNMET_ATTEMPTS, match->state->slot_cell[attempt->slot], 1.0);
    if (curb_pool_weight(match->state, match->market, pool) > 0.0) { /* some were left */
        size_t origin = pool / CURB_GROUP_COUNT;
        add(match, CURB_METRIC_CAPPED, curb_cell_index(match->market->world, origin, 0),
            1.0);
    }
}

/* Matches a pool's recruits to its attempts, these in keyed random order. */
static void match_pool(match_t *match, size_t pool)
{
    const curb_scratch_t *scratch = match->scratch;
    const curb_marked_attempt_t *marked = match->shared->marks.attempts;
    const uint32_t *attempt = scratch->of_pool + scratch->pool_first[pool];
    size_t wanted = scratch->pool_first[pool + 1] - scratch->pool_first[pool];
    if (wanted == 0) {
        return;
    }
    size_t picked = pick_recruits(match, pool, wanted);
    for (size_t i = 0; i < picked; i++) {
        recruit(match, &marked[attempt[i]], pool % CURB_GROUP_COUNT, &scratch->recruit[i]);
    }
    for (size_t i = picked; i < wanted; i++) {
        miss(match, pool, &marked[attempt[i]]);
    }
}

/* What was counted in whole numbers, once a month. */
static void book_recruited(const match_t *match, size_t c)
{
    static const curb_metric_t by_group[CURB_GROUP_COUNT] = {CURB_METRIC_RECRUITED_WOMEN,
        CURB_METRIC_RECRUITED_MEN, CURB_METRIC_RECRUITED_GIRLS, CURB_METRIC_RECRUITED_BOYS};
    uint32_t all = 0;
    for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
        uint32_t number = match->recruited[c][g];
        match->state->held_of_group[c * CURB_GROUP_COUNT + g] += number;
        add(match, by_group[g], c, (double)number);
        all += number;
    }
    match->state->held[c] += all;
    add(match, CURB_METRIC_RECRUITED, c, (double)all);
    add(match, CURB_METRIC_RE_EXPLOITED, c, (double)match->again[c]);
}

void curb_recruitment_month(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_shared_month_t *shared,
    curb_scratch_t *scratch)
{
    match_t match; /* too large to be zeroed every month */
    match.state = state;
    match.market = market;
    match.population = population;
    match.shared = shared;
    match.scratch = scratch;
    memset(match.recruited, 0, market->cell_count * sizeof *match.recruited);
    memset(match.again, 0, market->cell_count * sizeof *match.again);
    double relative[CURB_POOL_MAX] = {0};
    for (size_t p = 0; p < market->pool_count; p++) {
        double at_rest = market->pools[p].weight;
        relative[p] = at_rest > 0.0 ? curb_pool_weight(state, market, p) / at_rest : 0.0;
    }
    draw_pools(&match, relative);
    for (size_t pool = 0; pool < market->pool_count; pool++) {
        match_pool(&match, pool);
    }
    for (size_t c = 0; c < market->cell_count; c++) {
        book_recruited(&match, c);
    }
}
