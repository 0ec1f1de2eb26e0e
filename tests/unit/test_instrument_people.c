/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instruments between the buyers and the people exploited, phase by phase: the capacity
 * that a law against buyers takes, and who is recruited under safe migration. */
#include "small_world.h"

#include "model/capacity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void close_to(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12 * (1.0 + fabs(expected)))) {
        fail_msg("%.17g, expected %.17g", value, expected);
    }
}

typedef struct {
    small_world_t *small;
    small_stage_t stage;
} scene_t;

static int close_scene(void **state)
{
    scene_t *scene = *state;
    small_stage_clear(&scene->stage);
    small_world_free(scene->small);
    return 0;
}

/* --- capacity --- */

enum { PLAIN = 1, HELPED };

static int buyers_are_investigated(void **state)
{
    static scene_t scene;
    scene.small = small_world_new();
    curb_policy_t law = small_world_policy(CURB_CRIMINALISE_BUYING, 1, 0.83, 0);
    law.lever[CURB_LEVER_INVESTIGATION] = 2e-3;
    (void)small_world_add(scene.small, &law);
    law.lever[CURB_LEVER_ADDED] = 0.31;
    (void)small_world_add(scene.small, &law);
    small_stage_set(&scene.stage, scene.small, 0);
    *state = &scene;
    return 0;
}

/* E of a month follows the investigations of the one before. */
static void a_law_against_buyers_takes_capacity_and_added_capacity_restores_it(void **state)
{
    scene_t *scene = *state;
    const curb_responses_t *responses = &scene->small->world.responses;
    const curb_market_t *market = scene->stage.market;
    curb_state_t *plain = &scene->stage.states[PLAIN];
    curb_state_t *helped = &scene->stage.states[HELPED];
    double cases = 0.0;
    for (size_t c = 0; c < SMALL_SECTORS; c++) {
        cases += market->cells[c].detection * market->cells[c].active;
    }
    small_stage_month(&scene->stage);
    assert_true(plain->capacity_share[SMALL_NORTH] == 1.0);
    double spent = responses->crowd_out * responses->effort *
                   plain->investigations[SMALL_NORTH] / cases;
    assert_true(spent > 0.01 && spent < 0.7);
    small_stage_month(&scene->stage);
    close_to(plain->capacity_share[SMALL_NORTH], 1.0 - spent);
    close_to(helped->capacity_share[SMALL_NORTH], 1.0 - spent + 0.83 * 0.31);
    assert_true(plain->capacity_share[SMALL_SOUTH] == 1.0);
    assert_true(scene->stage.states[0].capacity_share[SMALL_NORTH] == 1.0);
}

static void a_fifth_of_capacity_is_always_left(void **state)
{
    scene_t *scene = *state;
    curb_state_t *plain = &scene->stage.states[PLAIN];
    plain->investigations[SMALL_NORTH] = 2.385e9;
    curb_capacity_update(plain, scene->stage.market);
    assert_true(plain->capacity_share[SMALL_NORTH] == 0.2);
    assert_true(plain->capacity_share[SMALL_SOUTH] == 1.0);
}

/* --- recruitment, under safe migration in the south --- */

enum { MONTHS = 24 };

static int recruit_under_safe_migration(void **state)
{
    static scene_t scene;
    scene.small = small_world_new();
    scene.small->world.responses.move_rate = 0.0;
    curb_policy_t safe = small_world_policy(CURB_SAFE_MIGRATION, 1u << SMALL_SOUTH, 1.0, 0);
    safe.lever[CURB_LEVER_REDUCTION] = 0.6;
    scene.small->scenarios[0].policies[0] = safe;
    scene.small->scenarios[0].policy_count = 1;
    small_stage_set(&scene.stage, scene.small, 0);
    *state = &scene;
    return 0;
}

static uint8_t *copy_of_statuses(const small_stage_t *stage)
{
    size_t count = stage->population.person_count;
    uint8_t *copy = curb_calloc(count, 1);
    assert_non_null(copy);
    for (uint32_t p = 0; p < count; p++) {
        copy[p] = (uint8_t)curb_person_status(&stage->states[0], p);
    }
    return copy;
}

typedef struct {
    size_t recruits, again;
    double greatest, least; /* scores in a pool: of the recruited, of the others */
} tally_t;

static void look_at(const small_stage_t *stage, const uint8_t *before, double bound,
    const curb_recruit_t *candidate, tally_t *tally)
{
    uint32_t person = candidate->person;
    bool again = before[person] == CURB_AT_RISK_AGAIN;
    double factor = stage->market->world->responses.vulnerability_after;
    double score = candidate->score / (again ? factor : 1.0);
    if (before[person] != CURB_AT_RISK && !again) {
        return;
    }
    if (curb_person_status(&stage->states[0], person) == CURB_AWAY) {
        tally->recruits++;
        tally->again += again;
        tally->greatest = fmax(tally->greatest, score);
    } else if (score <= bound) {
        tally->least = fmin(tally->least, score);
    }
}

/* The greatest score of those recruited from a pool is below the least of those who were
 * not, be they kept as candidates or drawn again. */
static void check_pool(
    const small_stage_t *stage, const uint8_t *before, size_t pool, tally_t *tally)
{
    const curb_candidates_t *candidates = &stage->workspace.month.candidates;
    curb_candidate_rest_t *rest = &stage->workspace.scratch[0].rest;
    double bound = curb_candidate_bound(stage->market, pool);
    tally->greatest = 0.0;
    tally->least = INFINITY;
    for (size_t i = 0; i < candidates->count[pool]; i++) {
        look_at(stage, before, bound, &candidates->ordered[candidates->pool_room[pool] + i],
            tally);
    }
    size_t more =
        curb_candidates_rest(candidates, stage->market, &stage->population, pool, rest);
    for (size_t i = 0; i < more; i++) {
        look_at(stage, before, bound, &rest->ordered[i], tally);
    }
    assert_true(tally->greatest <= bound);
    assert_true(tally->greatest < tally->least);
}

static void the_most_vulnerable_by_their_draw_are_recruited(void **state)
{
    scene_t *scene = *state;
    small_stage_t *stage = &scene->stage;
    tally_t tally = {0};
    for (int month = 0; month < MONTHS; month++) {
        uint8_t *before = copy_of_statuses(stage);
        small_stage_month(stage);
        for (size_t pool = 0; pool < stage->market->pool_count; pool++) {
            check_pool(stage, before, pool, &tally);
        }
        curb_free(before);
    }
    double recruited = 0.0;
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        recruited += small_stage_metric(stage, 0, CURB_METRIC_RECRUITED, c);
    }
    assert_true((double)tally.recruits == recruited); /* all were candidates */
    assert_true(tally.again > 10 && tally.recruits - tally.again > 10);
}

typedef struct {
    double gap, variance; /* of the sum of nu over recruits, against its law */
} spread_t;

static double nu_of(const small_stage_t *stage, size_t v)
{
    const curb_responses_t *r = &stage->market->world->responses;
    const double nu[] = {
        r->vulnerability_1, r->vulnerability_2, r->vulnerability_3, r->vulnerability_4};
    return nu[v];
}

static double hazard_of(const small_stage_t *stage, uint8_t status, size_t v)
{
    const curb_responses_t *responses = &stage->market->world->responses;
    return status == CURB_AT_RISK         ? nu_of(stage, v)
           : status == CURB_AT_RISK_AGAIN ? nu_of(stage, v) * responses->vulnerability_after
                                          : 0.0;
}

static void add_pool(
    const small_stage_t *stage, const uint8_t *before, size_t pool, spread_t *spread)
{
    double recruits = 0.0;
    double vulnerable = 0.0;
    double total = 0.0;
    double mean = 0.0;
    double square = 0.0;
    for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
        const curb_class_t *class =
            &stage->population.classes[pool * CURB_VULNERABILITY_COUNT + v];
        double nu = nu_of(stage, v);
        for (uint32_t p = class->first; p < class->first + class->count; p++) {
            double hazard = hazard_of(stage, before[p], v);
            unsigned now = curb_person_status(&stage->states[0], p);
            double recruited = hazard > 0.0 && now == CURB_AWAY ? 1.0 : 0.0;
            recruits += recruited;
            vulnerable += recruited * nu;
            total += hazard;
            mean += hazard * nu;
            square += hazard * nu * nu;
        }
    }
    mean /= total;
    spread->gap += vulnerable - recruits * mean;
    spread->variance += recruits * (square / total - mean * mean);
}

/* A person is recruited in proportion to nu vm, so the sum of nu over a pool's recruits has
 * the mean and variance of draws by that law. |z| < 4.5 fails once in 150,000 seeds. */
static void recruits_are_as_vulnerable_as_their_hazard_says(void **state)
{
    scene_t *scene = *state;
    small_stage_t *stage = &scene->stage;
    spread_t spread = {0};
    for (int month = 0; month < MONTHS; month++) {
        uint8_t *before = copy_of_statuses(stage);
        small_stage_month(stage);
        for (size_t pool = 0; pool < stage->market->pool_count; pool++) {
            add_pool(stage, before, pool, &spread);
        }
        curb_free(before);
    }
    assert_true(spread.variance > 10.0);
    assert_true(fabs(spread.gap) < 4.5 * sqrt(spread.variance));
}

/* Cumulative shares of the pools that feed a cell: L times V, vulnerability in the south
 * lowered once. */
static void expected_edges(const small_stage_t *stage, size_t c, double *edge)
{
    const curb_world_t *world = stage->market->world;
    double after = world->responses.vulnerability_after;
    double sum = 0.0;
    for (size_t p = 0; p < stage->market->pool_count; p++) {
        double weight = 0.0;
        for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
            const int32_t *count =
                &stage->states[0].at_risk[2 * (p * CURB_VULNERABILITY_COUNT + v)];
            weight += nu_of(stage, v) * (count[0] + after * count[1]);
        }
        weight *= stage->market->people_per_agent / stage->market->pools[p].weight;
        weight *= p / CURB_GROUP_COUNT == SMALL_SOUTH ? 1.0 - 0.6 : 1.0;
        sum += world->cells[c].link[p / CURB_GROUP_COUNT] *
               world->cells[c].composition[p % CURB_GROUP_COUNT] * weight;
        edge[p] = sum;
    }
}

static void attempts_turn_to_origins_by_their_links_and_their_vulnerability(void **state)
{
    scene_t *scene = *state;
    small_stage_t *stage = &scene->stage;
    size_t checked = 0;
    for (int month = 0; month < MONTHS; month++) {
        double edge[SMALL_CELLS][SMALL_JURISDICTIONS * CURB_GROUP_COUNT];
        for (size_t c = 0; c < SMALL_CELLS; c++) {
            expected_edges(stage, c, edge[c]);
        }
        small_stage_month(stage);
        const curb_scratch_t *scratch = &stage->workspace.scratch[0];
        for (size_t i = 0; i < scratch->attempt_count; i++) {
            const curb_marked_attempt_t *mark =
                &stage->workspace.month.marks.attempts[scratch->attempt[i]];
            const double *own = edge[stage->population.home[mark->slot]];
            double at = curb_unit(mark->pool) * own[stage->market->pool_count - 1];
            size_t pool = scratch->attempt_pool[i];
            assert_true(at < own[pool] * (1.0 + 1e-9));
            assert_true(pool == 0 || at > own[pool - 1] * (1.0 - 1e-9));
            checked++;
        }
    }
    assert_true(checked > 500);
}

/* --- co-operation in some sectors --- */

static int crack_down_in_the_north(void **state)
{
    static scene_t scene;
    scene.small = small_world_new();
    scene.small->world.responses.move_rate = 0.2;
    curb_policy_t hunt =
        small_world_policy(CURB_TRAFFICKER_ENFORCEMENT, 1u << SMALL_NORTH, 1.0, 0);
    hunt.lever[CURB_LEVER_MULTIPLIER] = 8.0;
    curb_policy_t together =
        small_world_policy(CURB_COOPERATION, 1u << SMALL_NORTH, 1.0, 0);
    together.lever[CURB_LEVER_STRENGTH] = 20.0;
    together.sectors = 1u << SMALL_GOODS;
    curb_scenario_t *scenario = small_world_add(scene.small, &hunt);
    scenario->policies[scenario->policy_count++] = together;
    (void)small_world_add(scene.small, &hunt);
    small_stage_set(&scene.stage, scene.small, 0);
    *state = &scene;
    return 0;
}

static void cooperation_holds_in_its_own_sectors_only(void **state)
{
    scene_t *scene = *state;
    enum { TOGETHER = 1, ALONE };
    for (int month = 0; month < MONTHS; month++) {
        small_stage_month(&scene->stage);
    }
#define MOVED(scenario, sector)                                                            \
    small_stage_metric(&scene->stage, scenario, CURB_METRIC_RELOCATED_OUT, sector)
    assert_true(MOVED(ALONE, SMALL_GOODS) > 0.0 && MOVED(ALONE, SMALL_SEXUAL) > 0.0);
    assert_true(MOVED(TOGETHER, SMALL_GOODS) == 0.0);
    assert_true(MOVED(TOGETHER, SMALL_SEXUAL) > 0.0);
#undef MOVED
}

int main(void)
{
#define TEST(name, begin) cmocka_unit_test_setup_teardown(name, begin, close_scene)
    const struct CMUnitTest tests[] = {
        TEST(a_law_against_buyers_takes_capacity_and_added_capacity_restores_it,
            buyers_are_investigated),
        TEST(a_fifth_of_capacity_is_always_left, buyers_are_investigated),
        TEST(the_most_vulnerable_by_their_draw_are_recruited, recruit_under_safe_migration),
        TEST(recruits_are_as_vulnerable_as_their_hazard_says, recruit_under_safe_migration),
        TEST(attempts_turn_to_origins_by_their_links_and_their_vulnerability,
            recruit_under_safe_migration),
        TEST(cooperation_holds_in_its_own_sectors_only, crack_down_in_the_north),
    };
#undef TEST
    return cmocka_run_group_tests_name("capacity, recruitment, moves", tests, NULL, NULL);
}
