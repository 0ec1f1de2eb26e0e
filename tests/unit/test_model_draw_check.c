/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said before a run of draws that contradict the anchors. One sector, so that a
 * draw is solved in some hundredths of a second. */
#include "model/memory.h"
#include "small_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    small_world_t *small;
    curb_diagnostics_t said;
    curb_draw_check_t found;
} scene_t;

static scene_t scene;

static int begin(void **state)
{
    (void)state;
    scene = (scene_t){.small = small_world_new()};
    curb_world_t *world = &scene.small->world;
    world->cells[SMALL_SOUTH] = world->cells[SMALL_SOUTH * SMALL_SECTORS + SMALL_SEXUAL];
    world->sector_count = 1;
    scene.small->run.draws = true;
    scene.small->run.buyers_per_segment = 40;
    return 0;
}

static int end(void **state)
{
    (void)state;
    curb_memory_fail_at(0);
    curb_diagnostics_free(&scene.said);
    small_world_free(scene.small);
    return 0;
}

/* Above some 1 / duration_months no escape is left: a contradiction in a known share of a
 * triangular law, (high - x)^2 / ((high - low)(high - mode)) above x. */
static void let_quit_range_to(double high)
{
    curb_world_t *world = &scene.small->world;
    double *places[] = {&world->cells[SMALL_NORTH].quit, &world->cells[SMALL_SOUTH].quit};
    assert_true(curb_world_add_uncertain(
        world, "test.quit", 0.005, 0.0087, high, CURB_TRIANGULAR, places, 2));
}

static curb_error_t check(uint32_t replicates)
{
    return curb_run_check_draws(&scene.small->run, replicates, &scene.found, &scene.said);
}

static void a_sound_block_of_draws_is_enough(void **state)
{
    (void)state;
    let_quit_range_to(0.012);
    assert_int_equal(check(238), CURB_OK);
    assert_int_equal(scene.found.tried, 20);
    assert_int_equal(scene.found.contradicting, 0);
    assert_int_equal(scene.said.count, 0);
}

static void fewer_replicates_are_tried_each_once(void **state)
{
    (void)state;
    assert_int_equal(check(7), CURB_OK);
    assert_int_equal(scene.found.tried, 7);
}

static void central_parameters_have_no_draws(void **state)
{
    (void)state;
    let_quit_range_to(0.9);
    scene.small->run.draws = false;
    assert_int_equal(check(20), CURB_OK);
    assert_int_equal(scene.found.tried, 0);
}

static void a_range_that_contradicts_is_refused_and_named(void **state)
{
    (void)state;
    let_quit_range_to(0.9);
    assert_int_equal(check(20), CURB_ERR_INVALID);
    assert_true(scene.found.contradicting > 4);
    assert_int_equal(scene.said.error_count, 1);
    assert_int_equal(scene.said.messages[0].severity, CURB_WARNING);
    assert_non_null(strstr(scene.said.messages[0].text, "quit"));
    const char *last = scene.said.messages[scene.said.count - 1].text;
    assert_non_null(strstr(last, "more than a fifth"));
}

/* With 120 replicates it takes 25 contradictions, more than a block of 20 can hold. */
static void draws_are_tried_until_it_is_sure(void **state)
{
    (void)state;
    let_quit_range_to(0.9);
    assert_int_equal(check(120), CURB_ERR_INVALID);
    assert_true(scene.found.contradicting > 24);
    assert_true(scene.found.tried == 40);
}

/* The run's own count of the same draws: replicates whose first draw was replaced. */
static void what_is_counted_is_what_a_run_replaces(void **state)
{
    (void)state;
    enum { REPLICATES = 6 };
    let_quit_range_to(0.06);
    scene.small->run.months = 1;
    (void)check(REPLICATES);
    uint32_t replaced = 0;
    for (uint32_t r = 0; r < REPLICATES; r++) {
        curb_record_t record;
        small_world_run(scene.small, r, &record);
        replaced += record.draw_attempt > 0;
        curb_record_free(&record);
    }
    print_message("%u of %d draws contradict the anchors\n", replaced, REPLICATES);
    assert_true(replaced > 0 && replaced < REPLICATES);
    assert_int_equal(scene.found.contradicting, replaced);
}

static void threads_find_the_same(void **state)
{
    (void)state;
    let_quit_range_to(0.06);
    (void)check(20);
    curb_draw_check_t one = scene.found;
    size_t said = scene.said.count;
    scene.small->run.threads = 7;
    curb_diagnostics_free(&scene.said);
    (void)check(20);
    assert_memory_equal(&one, &scene.found, sizeof one);
    assert_int_equal(scene.said.count, said);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    curb_memory_fail_at(0);
    assert_int_equal(check(1), CURB_OK);
    unsigned long requests = curb_memory_requests();
    assert_true(requests > 5);
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        assert_int_equal(check(1), CURB_ERR_NO_MEMORY);
        curb_diagnostics_free(&scene.said);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(a_sound_block_of_draws_is_enough),
        TEST(fewer_replicates_are_tried_each_once),
        TEST(central_parameters_have_no_draws),
        TEST(a_range_that_contradicts_is_refused_and_named),
        TEST(draws_are_tried_until_it_is_sure),
        TEST(what_is_counted_is_what_a_run_replaces),
        TEST(threads_find_the_same),
        TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
