/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Effect and cost together: quadrants, shares by willingness to pay, the frontier. */
#include "analysis/acceptability.h"
#include "analysis/maxt.h"
#include "analysis/weighing.h"
#include "model/memory.h"
#include "unit/compare_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { UNITS = 4 };

/* --- the plane --- */

static void units_lie_in_quadrants(void **state)
{
    (void)state;
    const double averted[] = {1, -1, 0, 2, NAN, 3}, cost[] = {5, 5, -1, -2, 1, 0};
    curb_plane_t plane = curb_plane(averted, cost, 6, 0.95);
    assert_int_equal(plane.n, 5);
    compare_near(
        plane.share[CURB_PLANE_MORE_DEARER], 0.4, 1e-12); /* no cost: not cheaper */
    compare_near(plane.share[CURB_PLANE_MORE_CHEAPER], 0.2, 1e-12);
    compare_near(plane.share[CURB_PLANE_LESS_DEARER], 0.2, 1e-12);
    compare_near(plane.share[CURB_PLANE_LESS_CHEAPER], 0.2, 1e-12);
    assert_true(plane.interval[0].low < 0.4 && plane.interval[0].high > 0.4);
    plane = curb_plane(averted + 4, cost + 4, 1, 0.95);
    assert_int_equal(plane.n, 0);
    assert_true(isnan(plane.share[0]) && isnan(plane.interval[0].low));
}

/* --- acceptability --- */

/* A averts 10 for 100 on average, B 20 for 400. */
static const double averted[2 * UNITS] = {10, 12, 8, 10, 20, 16, 24, 20};
static const double cost[2 * UNITS] = {100, 100, 100, 100, 400, 400, 400, 400};

static curb_acceptability_t weigh(const curb_acceptability_data_t *data)
{
    curb_acceptability_t found;
    assert_int_equal(curb_acceptability_init(&found, data, 0.95, 1), CURB_OK);
    return found;
}

static void shares_and_the_frontier_by_hand(void **state)
{
    (void)state;
    const double pay[] = {0, 9, 30, 100};
    curb_acceptability_data_t data = {2, UNITS, averted, cost, NULL, 4, pay, false};
    curb_acceptability_t found = weigh(&data);
    static const double shares[4][3] = {
        {1, 0, 0}, {0.75, 0.25, 0}, {0, 0.5, 0.5}, {0, 0, 1}};
    static const size_t best[4] = {0, 0, 1, 2};
    for (size_t p = 0; p < 4; p++) {
        for (size_t o = 0; o < 3; o++) {
            const curb_acceptability_cell_t *cell = curb_acceptability_at(&found, p, o);
            compare_near(cell->share, shares[p][o], 1e-12);
            assert_int_equal(cell->on_frontier, o == best[p]);
            assert_true(cell->share_interval.low <= cell->share &&
                        cell->share <= cell->share_interval.high);
        }
    }
    compare_near(curb_acceptability_at(&found, 2, 1)->net, 200, 1e-9);
    compare_near(curb_acceptability_at(&found, 2, 2)->net, 200, 1e-9);
    const curb_acceptability_cell_t *certain = curb_acceptability_at(&found, 0, 2);
    compare_near(certain->net_interval.low, -400, 1e-9); /* costs do not vary */
    compare_near(certain->net_interval.high, -400, 1e-9);
    const curb_acceptability_cell_t *one = curb_acceptability_at(&found, 1, 1);
    compare_near(one->net, -10, 1e-9);
    double error = 9 * sqrt(8.0 / 3) / 2; /* sd of 10 12 8 10 over root 4 */
    compare_near(
        (one->net_interval.high - one->net_interval.low) / 2, found.critical * error, 1e-9);
    assert_int_equal(found.step_count, 3);
    compare_near(found.steps[1].from.ratio, 10, 1e-9);
    compare_near(found.steps[2].from.ratio, 30, 1e-9);
    assert_int_equal(found.steps[2].option, 2);
    const double extra_cost[] = {300, 300, 300, 300}, extra[] = {10, 4, 16, 10};
    curb_ratio_t by_hand =
        curb_ratio(extra_cost, extra, UNITS, curb_t_critical(0.95, UNITS, 1));
    assert_int_equal(found.steps[2].from.set, by_hand.set);
    curb_acceptability_free(&found);
}

/* 10 for 100; 11 for 200, which a mix of its neighbours surpasses; 20 for 210; 15 for 500,
 * dominated; and 30 for -5: cheaper than doing nothing, and best at once. */
static void the_frontier_skips_what_is_surpassed(void **state)
{
    (void)state;
    enum { OPTIONS = 5 };
    const double means[OPTIONS][2] = {{10, 100}, {11, 200}, {20, 210}, {15, 500}, {30, -5}};
    double years[OPTIONS * 2], usd[OPTIONS * 2];
    for (size_t o = 0; o < OPTIONS; o++) {
        for (size_t u = 0; u < 2; u++) {
            years[o * 2 + u] = means[o][0] + (u == 0 ? 0.25 : -0.25);
            usd[o * 2 + u] = means[o][1];
        }
    }
    const double pay = 2.385;
    curb_acceptability_data_t data = {OPTIONS - 1, 2, years, usd, NULL, 1, &pay, true};
    curb_acceptability_t found = weigh(&data);
    assert_int_equal(found.step_count, 3);
    assert_int_equal(found.steps[0].option, 0);
    assert_int_equal(found.steps[1].option, 1);
    assert_int_equal(found.steps[2].option, 3);
    compare_near(found.steps[2].from.ratio, 11, 1e-9);
    compare_near(found.steps[2].from.interval.low, 11, 1e-9); /* the same in both units */
    assert_true(isnan(curb_acceptability_at(&found, 0, 1)->net_interval.low));
    curb_acceptability_free(&found);
    data.column_count = OPTIONS;
    found = weigh(&data);
    assert_int_equal(found.step_count, 1);
    assert_int_equal(found.steps[0].option, 5);
    curb_acceptability_free(&found);
}

static void what_has_no_joint_mean_is_not_on_the_frontier(void **state)
{
    (void)state;
    const double pay = 100;
    const bool withheld[] = {false, true};
    curb_acceptability_data_t data = {2, UNITS, averted, cost, withheld, 1, &pay, false};
    curb_acceptability_t found = weigh(&data);
    assert_true(curb_acceptability_at(&found, 0, 1)->on_frontier);
    assert_true(isnan(curb_acceptability_at(&found, 0, 2)->net));
    assert_true(isnan(curb_acceptability_at(&found, 0, 2)->net_interval.high));
    compare_near(curb_acceptability_at(&found, 0, 2)->share, 1, 1e-12);
    assert_int_equal(found.step_count, 2);
    curb_acceptability_free(&found);
}

static void units_without_all_numbers_are_left_out(void **state)
{
    (void)state;
    double holes[2 * UNITS];
    memcpy(holes, averted, sizeof holes);
    holes[1] = holes[UNITS + 2] = NAN;
    const double pay = 30;
    curb_acceptability_data_t data = {2, UNITS, holes, cost, NULL, 1, &pay, false};
    curb_acceptability_t found = weigh(&data);
    assert_int_equal(found.n, 2);
    compare_near(curb_acceptability_at(&found, 0, 1)->share, 0.5, 1e-12); /* two ties */
    curb_acceptability_free(&found);
    holes[0] = NAN;
    assert_int_equal(curb_acceptability_init(&found, &data, 0.95, 1), CURB_ERR_INVALID);
    assert_null(found.cells);
    data.column_count = 0; /* nothing but doing nothing */
    found = weigh(&data);
    compare_near(curb_acceptability_at(&found, 0, 0)->share, 1, 0);
    assert_int_equal(found.step_count, 1);
    curb_acceptability_free(&found);
}

/* Shares add up to 1 at every willingness to pay, and turning the options turns them. */
static void order_of_the_options_does_not_matter(void **state)
{
    (void)state;
    const double pay[] = {1, 11, 25, 31, 2385};
    double turned_averted[2 * UNITS], turned_cost[2 * UNITS];
    for (size_t i = 0; i < UNITS; i++) {
        turned_averted[i] = averted[UNITS + i];
        turned_averted[UNITS + i] = averted[i];
        turned_cost[i] = cost[UNITS + i];
        turned_cost[UNITS + i] = cost[i];
    }
    curb_acceptability_data_t data = {2, UNITS, averted, cost, NULL, 5, pay, true};
    curb_acceptability_data_t turned = {
        2, UNITS, turned_averted, turned_cost, NULL, 5, pay, true};
    curb_acceptability_t a = weigh(&data), b = weigh(&turned);
    for (size_t p = 0; p < 5; p++) {
        double sum = 0;
        for (size_t o = 0; o < 3; o++) {
            size_t other = o == 0 ? 0 : 3 - o;
            sum += curb_acceptability_at(&a, p, o)->share;
            compare_near(curb_acceptability_at(&a, p, o)->share,
                curb_acceptability_at(&b, p, other)->share, 1e-12);
        }
        compare_near(sum, 1, 1e-12);
    }
    compare_near(a.steps[2].from.ratio, b.steps[2].from.ratio, 1e-9);
    curb_acceptability_free(&a);
    curb_acceptability_free(&b);
}

/* --- of a file --- */

/* SCENE_RICH costs 1000 USD a year for three years. */
static void a_file_is_weighed_over_the_window(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    curb_compare_data_t data = compare_scene_data(&fake);
    curb_compare_options_t options = curb_compare_defaults();
    bool shown[SCENE_SCENARIOS] = {[SCENE_RICH] = true};
    const double pay[] = {1, 1e6};
    curb_weighing_t found;
    assert_int_equal(
        curb_weighing_init(&found, &data, &options, pay, 2, false, NULL), CURB_OK);
    assert_int_equal(found.count, SCENE_SCENARIOS - 1);
    curb_weighing_free(&found);
    options.scenarios = shown;
    assert_int_equal(
        curb_weighing_init(&found, &data, &options, pay, 2, false, NULL), CURB_OK);
    curb_compare_t compare = compare_scene_compare(&fake, &options);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.scenarios[0], SCENE_RICH);
    compare_near(found.cost[0], 3000, 1e-9);
    compare_near(compare.effects[0].cost, 3000, 1e-9);
    compare_near(compare.effects[0].cost_interval.high, 3000, 1e-9);
    compare_near(
        found.found.steps[1].from.ratio, compare.effects[0].cost_per_year.ratio, 1e-9);
    compare_near(curb_acceptability_at(&found.found, 1, 1)->share, 1, 0);
    compare_near(compare.effects[0].plane.share[CURB_PLANE_MORE_DEARER], 1, 0);
    curb_compare_free(&compare);
    curb_weighing_free(&found);
}

/* SCENE_RICH acts in the first State, SCENE_POOR in the second: which one is paid for would
 * be an order of States. */
static void states_with_allocated_anchors_are_not_weighed_against_each_other(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    bool both[SCENE_JURISDICTIONS] = {true, true};
    fake.labels.allocated = fake.labels.named_state = both;
    fake.in_scope[(size_t)SCENE_POOR * SCENE_CELLS] = false;
    fake.in_scope[SCENE_POOR * SCENE_CELLS + SCENE_SECTORS] = true;
    curb_compare_data_t data = compare_scene_data(&fake);
    curb_compare_options_t options = curb_compare_defaults();
    const double pay = 1;
    curb_weighing_t found;
    assert_int_equal(
        curb_weighing_init(&found, &data, &options, &pay, 1, true, NULL), CURB_ERR_INVALID);
    bool one[SCENE_SCENARIOS] = {[SCENE_POOR] = true};
    options.scenarios = one;
    assert_int_equal(
        curb_weighing_init(&found, &data, &options, &pay, 1, true, NULL), CURB_OK);
    curb_weighing_free(&found);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    curb_compare_data_t data = compare_scene_data(&fake);
    curb_compare_options_t options = curb_compare_defaults();
    const double pay = 2.385;
    curb_weighing_t found;
    curb_memory_fail_at(0);
    assert_int_equal(
        curb_weighing_init(&found, &data, &options, &pay, 1, false, NULL), CURB_OK);
    curb_weighing_free(&found);
    unsigned long requests = curb_memory_requests();
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        curb_error_t error =
            curb_weighing_init(&found, &data, &options, &pay, 1, false, NULL);
        curb_memory_fail_at(0);
        assert_int_equal(error, CURB_ERR_NO_MEMORY);
        curb_weighing_free(&found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_lie_in_quadrants),
        cmocka_unit_test(shares_and_the_frontier_by_hand),
        cmocka_unit_test(the_frontier_skips_what_is_surpassed),
        cmocka_unit_test(what_has_no_joint_mean_is_not_on_the_frontier),
        cmocka_unit_test(units_without_all_numbers_are_left_out),
        cmocka_unit_test(order_of_the_options_does_not_matter),
        cmocka_unit_test(a_file_is_weighed_over_the_window),
        cmocka_unit_test(states_with_allocated_anchors_are_not_weighed_against_each_other),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
