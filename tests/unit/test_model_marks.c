/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A month visits only marked slots and places, packs statuses and reads attempts off a set.
 * Its plain twin here asks every slot and every place, one after the other, draws and sorts
 * all candidates with the library's sort, and must leave the same bits behind. */
#include "small_world.h"

#include "model/buyers.h"
#include "model/capacity.h"
#include "model/chances.h"
#include "model/holding.h"
#include "model/memory.h"
#include "model/persons.h"
#include "model/pools.h"
#include "model/random.h"
#include "model/skipping.h"
#include "model/trading.h"
#include "model/traffickers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MONTHS = 60 };

/* An attempt, or a candidate: what it is ordered by, and who it is. */
typedef struct {
    double order;
    uint32_t who, pool;
} ranked_t;

typedef struct {
    small_stage_t stage;
    curb_state_t plain;
    void *block;
    ranked_t *attempts, *candidates;
    uint32_t *drawn; /* persons */
    size_t seen[4]; /* attempts, removals, entries, recoveries, so that no check is empty */
} scene_t;

static scene_t scene;

static uint32_t word_of(curb_purpose_t purpose, uint32_t agent, int which)
{
    const curb_run_t *run = &scene.stage.small->run;
    uint32_t month = (uint32_t)scene.plain.now->month;
    uint32_t word[2];
    curb_words(curb_key(run->seed, scene.stage.replicate, purpose, month), agent, 0,
        &word[0], &word[1]);
    return word[which];
}

static int by_order(const void *a, const void *b)
{
    double x = ((const ranked_t *)a)->order;
    double y = ((const ranked_t *)b)->order;
    return (x > y) - (x < y);
}

static void become_at_risk(uint32_t person, unsigned status)
{
    curb_person_become(&scene.plain, person, status);
    scene.plain.at_risk[2 * curb_class_of(&scene.stage.population, person) + status]++;
}

/* What phases 1 to 3 and the chances do is not in question here. */
static void begin_month(void)
{
    const small_stage_t *stage = &scene.stage;
    curb_state_t *state = &scene.plain;
    curb_state_t *alone[] = {state};
    curb_levers_set(&state->levers, stage->market, state->scenario, state->now->month);
    curb_capacity_update(state, stage->market);
    curb_buyers_month(alone, 1, stage->market, &stage->population, stage->small->run.seed,
        stage->replicate, 1);
    curb_trading_month(state, stage->market, &stage->population);
    curb_chances_month(state, stage->market, &stage->population);
}

static bool is_detected(uint32_t slot, size_t c)
{
    const curb_state_t *state = &scene.plain;
    const curb_world_t *world = scene.stage.market->world;
    double p = state->chances[c].hazard *
               curb_holding_visibility((double)state->slot_held[slot], world->cells[c].held,
                   world->responses.holding_detection);
    if (state->slot_moved[slot] != CURB_NOT_MOVED) {
        p *= 1.0 + curb_levers_cooperation(&state->levers, world, c % SMALL_SECTORS,
                       state->slot_from[slot], c / SMALL_SECTORS);
    }
    return word_of(CURB_FOR_DETECTION, slot, 0) < curb_threshold(p);
}

/* The fate of an active slot; where it goes, if it moves. */
static int meet_slot(uint32_t slot, size_t *to)
{
    curb_state_t *state = &scene.plain;
    const curb_market_t *market = scene.stage.market;
    const curb_population_t *population = &scene.stage.population;
    size_t c = *to = state->slot_cell[slot];
    const curb_cell_chances_t *chances = &state->chances[c];
    double fixed = market->cells[c].fixed_usd * 100.0 * population->capacity[slot];
    int64_t capital = state->slot_capital[slot] - (int64_t)(fixed + 0.5) +
                      (int64_t)chances->margin_cents * state->slot_held[slot];
    int64_t most = population->start_capital[slot];
    state->slot_capital[slot] = capital < most ? capital : most;
    if (is_detected(slot, c)) {
        const curb_responses_t *responses = &market->world->responses;
        if (word_of(CURB_FOR_DETECTION, slot, 1) < curb_threshold(responses->conviction)) {
            state->slot_barred[slot] = (uint16_t)curb_barred_months(responses);
        }
        return CURB_IS_DETECTED;
    }
    if (word_of(CURB_FOR_QUIT, slot, 0) < chances->quit || capital <= 0) {
        return CURB_QUITS;
    }
    if (word_of(CURB_FOR_MOVE, slot, 0) < chances->move) {
        double at = curb_unit(word_of(CURB_FOR_MOVE, slot, 1)) * chances->move_total;
        (void)curb_chances_move(state, market, c, at, to);
    }
    return CURB_STAYS;
}

static size_t pool_of_attempt(uint32_t place, size_t c, const double *weight)
{
    const curb_world_t *world = scene.stage.market->world;
    size_t pools = scene.stage.market->pool_count;
    double edge[SMALL_JURISDICTIONS * CURB_GROUP_COUNT];
    double sum = 0.0;
    for (size_t p = 0; p < pools; p++) {
        sum += world->cells[c].link[p / CURB_GROUP_COUNT] *
               world->cells[c].composition[p % CURB_GROUP_COUNT] * weight[p];
        edge[p] = sum;
    }
    double at = curb_unit(word_of(CURB_FOR_ATTEMPT, place, 1)) * sum;
    size_t pool = 0;
    while (pool + 1 < pools && at >= edge[pool]) {
        pool++;
    }
    return pool;
}

static void leave_place(uint32_t slot, uint32_t place, int fate)
{
    curb_state_t *state = &scene.plain;
    size_t c = state->slot_cell[slot];
    const curb_cell_chances_t *chances = &state->chances[c];
    if (fate != CURB_STAYS ||
        word_of(CURB_FOR_LEAVING, place, 1) < chances->identification ||
        word_of(CURB_FOR_MATCH, place, 1) < chances->release ||
        word_of(CURB_FOR_LEAVING, place, 0) < chances->escape) {
        uint32_t at = state->now->recovering_count++;
        state->recovering_person[at] = state->place_person[place];
        state->recovering_cell[at] = (uint16_t)c;
        curb_place_put(state, place, CURB_NOBODY);
        state->slot_held[slot]--;
    }
}

static void recruit_into(uint32_t place, uint32_t person)
{
    curb_state_t *state = &scene.plain;
    const curb_population_t *population = &scene.stage.population;
    uint32_t slot = 0;
    while (population->first_place[slot + 1] <= place) {
        slot++;
    }
    unsigned before = curb_person_status(state, person);
    state->at_risk[2 * curb_class_of(population, person) + before]--;
    curb_person_become(state, person, CURB_AWAY);
    curb_place_put(state, place, person);
    state->slot_held[slot]++;
}

/* Everybody of a stretch who is drawn with probability p, one gap after the other. */
static size_t skip_over(curb_key_t key, uint32_t stream, double p, uint32_t first,
    uint32_t count, uint32_t *drawn)
{
    size_t number = 0;
    uint64_t at = 0;
    assert_true(count <= CURB_SKIPPING_BLOCK);
    for (uint32_t draw = 0;; draw++) {
        uint32_t word[2];
        curb_words(key, draw / 2, stream, &word[0], &word[1]);
        at += (uint64_t)(curb_log(curb_unit(word[draw % 2])) * (1.0 / curb_log(1.0 - p)));
        if (at >= count) {
            return number;
        }
        drawn[number++] = first + (uint32_t)at++;
    }
}

static curb_key_t key_of(curb_purpose_t purpose)
{
    const curb_run_t *run = &scene.stage.small->run;
    uint32_t month = (uint32_t)scene.plain.now->month;
    return curb_key(run->seed, scene.stage.replicate, purpose, month);
}

/* Puts those of a class who may be recruited on the list of candidates. */
static void list_candidates(size_t class_index, size_t *count)
{
    const curb_class_t *class = &scene.stage.population.classes[class_index];
    const curb_responses_t *responses = &scene.stage.market->world->responses;
    double factor = responses->vulnerability_after;
    double bound = curb_candidate_bound(scene.stage.market, class->pool);
    double nu = curb_vulnerability(responses, class->vulnerability);
    double p = bound * nu * factor;
    size_t drawn = skip_over(key_of(CURB_FOR_CANDIDATES), (uint32_t)class_index, p,
        class->first, class->count, scene.drawn);
    for (size_t i = 0; i < drawn; i++) {
        uint32_t person = scene.drawn[i];
        unsigned status = curb_person_status(&scene.plain, person);
        double score = curb_unit(word_of(CURB_FOR_RECRUITMENT, person, 0)) * (p / nu);
        score = status == CURB_AT_RISK_AGAIN ? score / factor : score;
        if (status <= CURB_AT_RISK_AGAIN && score <= bound) {
            scene.candidates[(*count)++] = (ranked_t){.order = score, .who = person};
        }
    }
}

static void match(size_t pool, size_t attempt_count)
{
    size_t count = 0;
    for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
        list_candidates(pool * CURB_VULNERABILITY_COUNT + v, &count);
    }
    qsort(scene.candidates, count, sizeof *scene.candidates, by_order);
    size_t next = 0;
    for (size_t i = 0; i < attempt_count && next < count; i++) {
        if (scene.attempts[i].pool == pool) {
            recruit_into(scene.attempts[i].who, scene.candidates[next++].who);
        }
    }
}

static void recover_and_return(uint32_t before)
{
    curb_state_t *state = &scene.plain;
    double p = 1.0 / scene.stage.market->world->responses.safe_months;
    size_t returning = skip_over(key_of(CURB_FOR_RETURN), 0, p, 0,
        (uint32_t)scene.stage.population.person_count, scene.drawn);
    for (size_t i = 0; i < returning; i++) {
        if (curb_person_status(state, scene.drawn[i]) == CURB_SAFE) {
            become_at_risk(scene.drawn[i], CURB_AT_RISK);
        }
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->now->recovering_count; i++) {
        uint32_t person = state->recovering_person[i];
        uint16_t c = state->recovering_cell[i];
        state->recovering_person[kept] = person;
        state->recovering_cell[kept] = c;
        if (i >= before ||
            word_of(CURB_FOR_RECOVERY, person, 0) >= state->chances[c].recovery) {
            kept++;
        } else if (word_of(CURB_FOR_RECOVERY, person, 1) <
                   state->chances[c].reintegration) {
            curb_person_become(state, person, CURB_SAFE);
            scene.seen[3]++;
        } else {
            become_at_risk(person, CURB_AT_RISK_AGAIN);
            scene.seen[3]++;
        }
    }
    state->now->recovering_count = kept;
}

/* Phases 4 and 5 of the twin, for everybody in turn. */
static void plain_month(void)
{
    curb_state_t *state = &scene.plain;
    const curb_market_t *market = scene.stage.market;
    const curb_population_t *population = &scene.stage.population;
    double weight[SMALL_JURISDICTIONS * CURB_GROUP_COUNT] = {0};
    begin_month();
    for (size_t p = 0; p < market->pool_count; p++) {
        weight[p] = curb_pool_weight(state, market, p) / market->pools[p].weight;
    }
    uint32_t before = state->now->recovering_count;
    size_t attempts = 0;
    for (uint32_t slot = 0; slot < population->slot_count; slot++) {
        size_t home = population->home[slot];
        if (!curb_slot_is_active(state, slot)) {
            if (state->slot_barred[slot] == 0 &&
                word_of(CURB_FOR_QUIT, slot, 1) < state->chances[home].entry) {
                curb_set_put(state->slot_active, slot, true);
                state->slot_capital[slot] = population->start_capital[slot];
                scene.seen[2]++;
            }
            continue;
        }
        size_t c = state->slot_cell[slot];
        size_t to;
        int fate = meet_slot(slot, &to);
        for (uint32_t place = population->first_place[slot];
             place < population->first_place[slot + 1]; place++) {
            if (state->place_person[place] != CURB_NOBODY) {
                leave_place(slot, place, fate);
            } else if (fate == CURB_STAYS &&
                       word_of(CURB_FOR_ATTEMPT, place, 0) < state->chances[c].attempt) {
                double order = word_of(CURB_FOR_MATCH, place, 0) * 0x1p20 + place;
                scene.attempts[attempts++] =
                    (ranked_t){order, place, (uint32_t)pool_of_attempt(place, c, weight)};
            }
        }
        if (state->slot_moved[slot] != CURB_NOT_MOVED && ++state->slot_moved[slot] >= 12) {
            state->slot_moved[slot] = CURB_NOT_MOVED;
        }
        if (fate != CURB_STAYS) {
            curb_set_put(state->slot_active, slot, false);
            state->slot_cell[slot] = (uint16_t)home;
            state->slot_moved[slot] = CURB_NOT_MOVED;
            state->slot_capital[slot] = 0;
            scene.seen[1]++;
        } else if (to != c) {
            state->slot_from[slot] = (uint8_t)(c / SMALL_SECTORS);
            state->slot_moved[slot] = 0;
            state->slot_cell[slot] = (uint16_t)to;
        }
    }
    qsort(scene.attempts, attempts, sizeof *scene.attempts, by_order);
    for (size_t pool = 0; pool < market->pool_count; pool++) {
        match(pool, attempts);
    }
    recover_and_return(before);
    scene.seen[0] += attempts;
}

/* Lists of who recovers may differ in order, nothing else. */
static void same_recovering(const curb_state_t *a, const curb_state_t *b)
{
    size_t bytes = scene.stage.population.person_count;
    uint8_t *cell = curb_calloc(bytes, 1);
    assert_non_null(cell);
    assert_int_equal(a->now->recovering_count, b->now->recovering_count);
    for (uint32_t i = 0; i < a->now->recovering_count; i++) {
        cell[a->recovering_person[i]] = (uint8_t)(a->recovering_cell[i] + 1);
    }
    for (uint32_t i = 0; i < b->now->recovering_count; i++) {
        assert_int_equal(cell[b->recovering_person[i]], b->recovering_cell[i] + 1);
    }
    curb_free(cell);
}

static void same(const curb_state_t *a, const curb_state_t *b)
{
    const curb_population_t *population = &scene.stage.population;
    size_t slots = population->slot_count;
#define SAME(column, count)                                                                \
    assert_memory_equal(a->column, b->column, (count) * sizeof *a->column)
    SAME(slot_active, slots / 64 + 1);
    SAME(slot_cell, slots);
    SAME(slot_held, slots);
    SAME(slot_barred, slots);
    SAME(slot_moved, slots);
    SAME(slot_capital, slots);
    SAME(place_person, population->place_count);
    SAME(at_risk, 2 * population->class_count);
    SAME(person_status, population->person_count / CURB_STATUSES_A_BYTE);
#undef SAME
    same_recovering(a, b);
}

/* Every instrument together, with losses, moves and co-operation. */
static void a_month_of_marks_leaves_what_a_visit_to_everybody_leaves(void **state)
{
    (void)state;
    small_world_t *small = small_world_new();
    small->world.responses.move_rate = 0.2;
    curb_scenario_t *all = small_world_add(small, NULL);
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        all->policies[all->policy_count++] =
            small_world_policy(i, 1, curb_instrument_rows[i].dose_high, 2 + 3 * (int)i);
    }
    small_stage_t *stage = &scene.stage;
    small_stage_set(stage, small, 0);
    stage->workspace.reach_margin = 0.8; /* too little: others are drawn again */
    stage->workspace.kept_at_least = 4.0;
    size_t bytes = curb_state_bytes(stage->market, &stage->population);
    scene.block = curb_calloc(bytes + 64, 1);
    scene.attempts = curb_calloc(stage->population.place_count, sizeof(ranked_t));
    scene.candidates = curb_calloc(stage->population.person_count, sizeof(ranked_t));
    scene.drawn = curb_calloc(stage->population.person_count, sizeof *scene.drawn);
    assert_true(scene.block != NULL && scene.attempts != NULL && scene.candidates != NULL &&
                scene.drawn != NULL);
    unsigned char *aligned = scene.block;
    aligned += (64 - (uintptr_t)aligned % 64) % 64;
    curb_state_place(&scene.plain, stage->market, &stage->population, all, aligned);
    for (int month = 0; month < MONTHS; month++) {
        curb_state_fork(&scene.plain, &stage->states[1]);
        small_stage_month(stage);
        plain_month();
        same(&stage->states[1], &scene.plain);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_true(scene.seen[i] > 100);
    }
    curb_free(scene.block);
    curb_free(scene.attempts);
    curb_free(scene.candidates);
    curb_free(scene.drawn);
    small_stage_clear(stage);
    small_world_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_of_marks_leaves_what_a_visit_to_everybody_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
