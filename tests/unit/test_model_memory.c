/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every request for memory may fail, one at a time: an error comes back, and nothing leaks
 * (which AddressSanitizer shows). */
#include "small_world.h"

#include "model/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    small_world_t *small;
    curb_record_t record;
} scene_t;

static scene_t scene;

/* One sector is enough, and quicker to solve a hundred times. */
static int begin(void **state)
{
    scene.small = small_world_new();
    curb_world_t *world = &scene.small->world;
    world->cells[SMALL_SOUTH] = world->cells[SMALL_SOUTH * SMALL_SECTORS + SMALL_SEXUAL];
    world->sector_count = 1;
    curb_policy_t policy = small_world_policy(CURB_AWARENESS_CAMPAIGN, 1, 0.4, 1);
    policy.sectors = 1;
    curb_scenario_t *scenario = small_world_add(scene.small, &policy);
    scenario->budget_usd = 2.385e6;
    scene.small->run.months = 2;
    scene.small->run.buyers_per_segment = 40;
    *state = &scene;
    return 0;
}

static int end(void **state)
{
    (void)state;
    curb_memory_fail_at(0);
    small_world_free(scene.small);
    return 0;
}

typedef curb_error_t (*attempt_t)(curb_diagnostics_t *said);

static curb_error_t replicate(curb_diagnostics_t *said)
{
    const curb_run_t *run = &scene.small->run;
    curb_error_t error = curb_record_init(&scene.record, run->scenario_count,
        curb_run_period_count(run), SMALL_JURISDICTIONS, run->world->sector_count,
        run->world->uncertain_count, curb_run_solved_count(run));
    if (error == CURB_OK) {
        error = curb_run_replicate(run, 0, NULL, &scene.record, said);
    }
    curb_record_free(&scene.record);
    return error;
}

static curb_error_t check(curb_diagnostics_t *said)
{
    return curb_run_check(&scene.small->run, said);
}

static curb_error_t measure(curb_diagnostics_t *said)
{
    curb_run_memory_t memory;
    return curb_run_memory(&scene.small->run, &memory, said);
}

static curb_error_t plan(curb_diagnostics_t *said)
{
    return curb_run_plan_budgets(&scene.small->run, scene.small->scenarios, said);
}

/* A message that finds no memory is lost and says so; that alone is no error. */
static void fail_each_request_of(attempt_t attempt, unsigned long fewest)
{
    curb_memory_fail_at(0);
    curb_diagnostics_t said = {0};
    assert_int_equal(attempt(&said), CURB_OK);
    assert_false(said.truncated);
    curb_diagnostics_free(&said);
    unsigned long requests = curb_memory_requests();
    assert_true(requests >= fewest);
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        said = (curb_diagnostics_t){0};
        curb_error_t error = attempt(&said);
        if (error != CURB_ERR_NO_MEMORY && !(error == CURB_OK && said.truncated)) {
            fail_msg("request %lu of %lu: %s", n, requests, curb_error_text(error));
        }
        curb_diagnostics_free(&said);
    }
    curb_memory_fail_at(requests + 1);
    said = (curb_diagnostics_t){0};
    assert_int_equal(attempt(&said), CURB_OK);
    curb_diagnostics_free(&said);
}

static void a_replicate_survives_each_failing_request(void **state)
{
    (void)state;
    fail_each_request_of(replicate, 10);
}

static void a_replicate_that_draws_survives_each_failing_request(void **state)
{
    (void)state;
    scene.small->run.draws = true;
    fail_each_request_of(replicate, 10);
}

static void a_check_survives_each_failing_request(void **state)
{
    (void)state;
    fail_each_request_of(check, 8);
}

static void a_measurement_survives_each_failing_request(void **state)
{
    (void)state;
    fail_each_request_of(measure, 8);
}

static void a_plan_of_budgets_survives_each_failing_request(void **state)
{
    (void)state;
    fail_each_request_of(plan, 8);
}

/* The months themselves ask for nothing: a longer run makes as many requests. */
static void a_month_asks_for_no_memory(void **state)
{
    (void)state;
    curb_memory_fail_at(0);
    assert_int_equal(replicate(NULL), CURB_OK);
    unsigned long requests = curb_memory_requests();
    scene.small->run.months = 9;
    curb_memory_fail_at(0);
    assert_int_equal(replicate(NULL), CURB_OK);
    assert_int_equal(curb_memory_requests(), requests);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_replicate_survives_each_failing_request),
        TEST(a_replicate_that_draws_survives_each_failing_request),
        TEST(a_check_survives_each_failing_request),
        TEST(a_measurement_survives_each_failing_request),
        TEST(a_plan_of_budgets_survives_each_failing_request),
        TEST(a_month_asks_for_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
