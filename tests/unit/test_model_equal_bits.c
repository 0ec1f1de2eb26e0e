/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must not change a single bit: a policy of no intensity, a policy that has not begun,
 * the company of other scenarios, the shared past, threads. */
#include "small_world.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MONTHS = 30, START = 13 };

typedef struct {
    small_world_t *small;
    curb_record_t record, other;
} scene_t;

static scene_t scene;

static int begin(void **state)
{
    scene = (scene_t){.small = small_world_new()};
    scene.small->run.months = MONTHS;
    scene.small->run.draws = true;
    *state = &scene;
    return 0;
}

static int end(void **state)
{
    (void)state;
    curb_record_free(&scene.record);
    curb_record_free(&scene.other);
    small_world_free(scene.small);
    return 0;
}

static bool differ(const curb_record_t *a, size_t s, const curb_record_t *b, size_t t,
    size_t first, size_t end_period)
{
    size_t cells = a->jurisdiction_count * a->sector_count;
    for (curb_metric_t m = 0; m < CURB_METRIC_COUNT; m++) {
        if (m != CURB_METRIC_POLICY_COST && m != CURB_METRIC_COMPLIANCE_COST &&
            memcmp(curb_record_series(a, s, m) + first * cells,
                curb_record_series(b, t, m) + first * cells,
                (end_period - first) * cells * sizeof(double)) != 0) {
            return true;
        }
    }
    return false;
}

static void no_intensity_is_the_baseline_for_each_of_the_fourteen(void **state)
{
    (void)state;
    assert_int_equal(CURB_INSTRUMENT_COUNT, 14);
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        curb_policy_t policy = small_world_policy(i, 3, 0.0, (int)i % 4);
        (void)small_world_add(scene.small, &policy);
    }
    small_world_run(scene.small, 2, &scene.record);
    for (size_t s = 1; s <= CURB_INSTRUMENT_COUNT; s++) {
        small_world_same_bits(&scene.record, 0, &scene.record, s, 0, MONTHS);
    }
}

/* Co-operation alone does nothing while nobody moves; the lag of education and the month
 * that a campaign needs to be felt are shorter than the run. */
static void high_doses_equal_the_baseline_until_they_start(void **state)
{
    (void)state;
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        double dose = curb_instrument_rows[i].dose_high;
        curb_policy_t policy = small_world_policy(i, 1, dose, START);
        policy.lever[CURB_LEVER_LAG] = 2.0;
        (void)small_world_add(scene.small, &policy);
    }
    small_world_run(scene.small, 3, &scene.record);
    for (size_t s = 1; s <= CURB_INSTRUMENT_COUNT; s++) {
        small_world_same_bits(&scene.record, 0, &scene.record, s, 0, START);
        if (s != 1 + CURB_COOPERATION) {
            assert_true(differ(&scene.record, 0, &scene.record, s, START, MONTHS));
        }
    }
}

static curb_scenario_t *mixed_scenario(void)
{
    curb_scenario_t *scenario = small_world_add(scene.small, NULL);
    scenario->policies[0] = small_world_policy(CURB_CRIMINALISE_BUYING, 1, 1.0, START);
    scenario->policies[1] =
        small_world_policy(CURB_TRAFFICKER_ENFORCEMENT, 2, 0.7, START + 5);
    scenario->policies[2] = small_world_policy(CURB_DUE_DILIGENCE, 3, 0.9, START + 2);
    scenario->policies[2].ramp_months = 7;
    scenario->policies[2].end_month = START + 12;
    scenario->policy_count = 3;
    return scenario;
}

/* The same policies as scenario 0 are stepped from month 0 and never copied. */
static void a_forked_scenario_is_the_unforked_one(void **state)
{
    (void)state;
    curb_scenario_t *scenario = mixed_scenario();
    small_world_run(scene.small, 1, &scene.record);
    scene.small->scenarios[0] = *scenario;
    scene.small->run.scenario_count = 1;
    small_world_run(scene.small, 1, &scene.other);
    small_world_same_bits(&scene.record, 1, &scene.other, 0, 0, MONTHS);
}

/* A policy of no intensity from month 0 makes a scenario leave the shared past at once. */
static void a_scenario_forked_at_month_0_is_the_one_forked_later(void **state)
{
    (void)state;
    const curb_scenario_t *late = mixed_scenario();
    curb_scenario_t *early = mixed_scenario();
    early->policies[early->policy_count++] =
        small_world_policy(CURB_ASSET_FORFEITURE, 1, 0.0, 0);
    assert_int_equal(late->policy_count + 1, early->policy_count);
    small_world_run(scene.small, 1, &scene.record);
    small_world_same_bits(&scene.record, 1, &scene.record, 2, 0, MONTHS);
    assert_true(differ(&scene.record, 0, &scene.record, 1, START, MONTHS));
}

static void a_policy_that_never_starts_is_no_policy(void **state)
{
    (void)state;
    curb_scenario_t *with = mixed_scenario();
    (void)mixed_scenario();
    with->policies[with->policy_count++] =
        small_world_policy(CURB_EDUCATION, 3, 1.0, MONTHS);
    with->policies[with->policy_count++] =
        small_world_policy(CURB_CRIMINALISE_KNOWING_USE, 3, 1.0, INT_MAX);
    small_world_run(scene.small, 1, &scene.record);
    small_world_same_bits(&scene.record, 1, &scene.record, 2, 0, MONTHS);
}

static void a_scenario_alone_is_the_one_among_others(void **state)
{
    (void)state;
    (void)mixed_scenario();
    for (curb_instrument_t i = 0; i < 6; i++) {
        double dose = curb_instrument_rows[i].dose_high;
        curb_policy_t policy = small_world_policy(i, 3, dose, 5 + (int)i);
        (void)small_world_add(scene.small, &policy);
    }
    small_world_run(scene.small, 1, &scene.record);
    scene.small->run.scenario_count = 2;
    small_world_run(scene.small, 1, &scene.other);
    small_world_same_bits(&scene.record, 0, &scene.other, 0, 0, MONTHS);
    small_world_same_bits(&scene.record, 1, &scene.other, 1, 0, MONTHS);
}

/* A scenario that is added to a finished study is run alone; the others stay zero. */
static void only_wanted_scenarios_are_recorded_and_they_are_the_same(void **state)
{
    (void)state;
    (void)mixed_scenario();
    curb_policy_t policy = small_world_policy(CURB_VICTIM_SUPPORT, 3, 1.0, 4);
    (void)small_world_add(scene.small, &policy);
    small_world_run(scene.small, 1, &scene.record);
    const curb_run_t *run = &scene.small->run;
    curb_record_t *only = &scene.other;
    assert_int_equal(curb_record_init(only, 3, MONTHS, SMALL_JURISDICTIONS, SMALL_SECTORS,
                         run->world->uncertain_count, curb_run_solved_count(run)),
        CURB_OK);
    const bool wanted[] = {false, true, false};
    assert_int_equal(curb_run_replicate(run, 1, wanted, only, NULL), CURB_OK);
    small_world_same_bits(&scene.record, 1, only, 1, 0, MONTHS);
    for (curb_metric_t m = 0; m < CURB_METRIC_COUNT; m++) {
        for (size_t i = 0; i < (size_t)MONTHS * SMALL_CELLS; i++) {
            assert_true(curb_record_series(only, 0, m)[i] == 0.0);
            assert_true(curb_record_series(only, 2, m)[i] == 0.0);
        }
    }
}

static void threads_1_2_and_7_give_the_same_bits(void **state)
{
    (void)state;
    (void)mixed_scenario();
    for (curb_instrument_t i = 0; i < 5; i++) {
        double dose = curb_instrument_rows[i].dose_high;
        curb_policy_t policy = small_world_policy(i, 3, dose, 3 * (int)i);
        (void)small_world_add(scene.small, &policy);
    }
    scene.small->run.months = 20;
    small_world_run(scene.small, 1, &scene.record);
    static const int threads[] = {2, 7};
    for (size_t k = 0; k < 2; k++) {
        scene.small->run.threads = threads[k];
        small_world_run(scene.small, 1, &scene.other);
        for (size_t s = 0; s < scene.small->run.scenario_count; s++) {
            small_world_same_bits(&scene.record, s, &scene.other, s, 0, 20);
        }
        curb_record_free(&scene.other);
    }
}

static void a_repeated_run_gives_the_same_bits_and_another_replicate_others(void **state)
{
    (void)state;
    small_world_run(scene.small, 1, &scene.record);
    small_world_run(scene.small, 1, &scene.other);
    small_world_same_bits(&scene.record, 0, &scene.other, 0, 0, MONTHS);
    curb_record_free(&scene.other);
    small_world_run(scene.small, 2, &scene.other);
    assert_true(differ(&scene.record, 0, &scene.other, 0, 0, MONTHS));
}

/* Longer runs go through the same months: the horizon is no input of the model. */
static void a_longer_run_begins_with_the_shorter_one(void **state)
{
    (void)state;
    (void)mixed_scenario();
    small_world_run(scene.small, 1, &scene.record);
    scene.small->run.months = 21;
    small_world_run(scene.small, 1, &scene.other);
    small_world_same_bits(&scene.record, 1, &scene.other, 1, 0, 21);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(no_intensity_is_the_baseline_for_each_of_the_fourteen),
        TEST(high_doses_equal_the_baseline_until_they_start),
        TEST(a_forked_scenario_is_the_unforked_one),
        TEST(a_scenario_forked_at_month_0_is_the_one_forked_later),
        TEST(a_policy_that_never_starts_is_no_policy),
        TEST(a_scenario_alone_is_the_one_among_others),
        TEST(only_wanted_scenarios_are_recorded_and_they_are_the_same),
        TEST(threads_1_2_and_7_give_the_same_bits),
        TEST(a_repeated_run_gives_the_same_bits_and_another_replicate_others),
        TEST(a_longer_run_begins_with_the_shorter_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
