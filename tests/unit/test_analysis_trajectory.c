/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Differences period by period with bands over all of them. */
#include "analysis/trajectory.h"
#include "model/memory.h"
#include "unit/compare_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { PERIODS = 3 };

static curb_trajectories_t follow(
    const compare_scene_t *fake, const curb_compare_options_t *options)
{
    curb_trajectories_t found;
    curb_compare_data_t data = compare_scene_data(fake);
    assert_int_equal(curb_trajectories_init(&found, &data, options, NULL), CURB_OK);
    return found;
}

/* From 2014: nothing happens in the first year, the same in each of the three others, so
 * that their columns are one and c is what one of them needs: the quantile of 64 flips, not
 * below one t and far below Bonferroni's. */
static void each_period_has_its_difference_and_shares_the_band(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    curb_compare_options_t options = curb_compare_defaults();
    options.from = 2014;
    options.to = 2017;
    curb_trajectories_t found = follow(&fake, &options);
    assert_int_equal(found.count, SCENE_SCENARIOS - 1);
    assert_int_equal(found.period_count, SCENE_PERIODS);
    const curb_trajectory_t *low = &found.items[0];
    assert_int_equal(low->scenario, SCENE_LOW);
    assert_int_equal(low->varying, SCENE_PERIODS - 1);
    assert_true(low->critical >= curb_t_critical(0.95, SCENE_REPLICATES, 1));
    assert_true(low->critical <= curb_t_critical(0.95, SCENE_REPLICATES, 3));
    compare_near(low->points[0].difference, 0, 0);
    compare_near(low->points[0].band.low, 0, 0);
    compare_near(low->points[0].to_year, 2015, 1e-9);
    for (size_t p = 1; p < SCENE_PERIODS; p++) {
        const curb_trajectory_point_t *point = &low->points[p];
        double expected = -compare_scene_averted(&fake, SCENE_LOW) / 12;
        compare_near(point->difference, expected, 1e-9);
        double half = (point->band.high - point->band.low) / 2;
        double alone = (point->alone.high - point->alone.low) / 2;
        compare_near(
            half / alone, low->critical / curb_t_critical(0.95, SCENE_REPLICATES, 1), 1e-9);
        compare_near(point->percent.ratio, 100 * expected / point->baseline_mean, 1e-9);
        assert_int_equal(point->percent.interval.high < 0, point->band.high < 0);
        assert_int_equal(point->n, SCENE_REPLICATES);
    }
    curb_trajectory_clear_t clear = curb_trajectory_clear(low, found.period_count);
    assert_int_equal(clear.first, 1);
    assert_int_equal(clear.lasting, 1);
    assert_int_equal(clear.lower, 3);
    curb_trajectory_clear_t idle = curb_trajectory_clear(&found.items[3], SCENE_PERIODS);
    assert_int_equal(idle.first, SCENE_PERIODS);
    assert_int_equal(idle.lasting, SCENE_PERIODS);
    assert_true(isnan(found.items[3].critical)); /* idle: nothing varies */
    curb_trajectories_free(&found);
}

/* The whole window as one period is the comparison's own row. */
static void one_period_is_what_the_comparison_says(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    curb_compare_options_t options = curb_compare_defaults();
    options.from = options.to = 2016;
    curb_trajectories_t found = follow(&fake, &options);
    curb_compare_t compare = compare_scene_compare(&fake, &options);
    assert_int_equal(found.period_count, 1);
    for (size_t i = 0; i < found.count; i++) {
        const curb_compare_row_t *row = compare_scene_row(
            &compare, found.items[i].scenario, CURB_METRIC_EXPLOITED, -1, -1, -1);
        compare_near(found.items[i].points[0].difference, row->difference, 1e-9);
        compare_near(found.items[i].points[0].baseline_mean, row->baseline_mean, 1e-9);
    }
    curb_compare_free(&compare);
    curb_trajectories_free(&found);
}

static void missing_numbers_and_means_of_cells_are_left_out(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    fake.months[compare_scene_at(SCENE_RICH, 4, 2, 1)] = NAN;
    curb_compare_options_t options = curb_compare_defaults();
    bool shown[SCENE_SCENARIOS] = {[SCENE_RICH] = true};
    options.scenarios = shown;
    options.metric_count = 2;
    options.metrics[0] = CURB_METRIC_EXPLOITED;
    options.metrics[1] = CURB_METRIC_PRICE; /* a mean of cells has no total */
    curb_trajectories_t found = follow(&fake, &options);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.items[0].points[0].n, SCENE_REPLICATES);
    assert_int_equal(found.items[0].points[1].n, SCENE_REPLICATES - 1);
    assert_true(isfinite(found.items[0].points[1].band.low));
    assert_int_equal(found.items[1].points[0].n, 0);
    assert_true(isnan(found.items[1].points[0].band.low) && isnan(found.items[1].critical));
    curb_trajectories_free(&found);
}

/* [period][unit], two units: differences 1 and 3; 2.385 twice; -1 and 1. */
static void two_units_and_a_constant_by_hand(void **state)
{
    (void)state;
    const double reference[PERIODS * 2] = {10, 20, 10, 20, 10, 20};
    const double other[PERIODS * 2] = {11, 23, 12.385, 22.385, 9, 21};
    curb_trajectory_point_t points[PERIODS] = {{0}};
    curb_trajectory_t band = {.points = points};
    assert_int_equal(
        curb_trajectory_band(&band, reference, other, NULL, 2, PERIODS, 0.95, 1), CURB_OK);
    assert_int_equal(band.varying, 2);
    double one = curb_t_critical(0.95, 2, 1), both = curb_t_critical(0.95, 2, 2);
    assert_true(band.critical >= one && band.critical <= both);
    compare_near(points[0].difference, 2, 1e-12);
    compare_near(points[0].band.high, 2 + band.critical, 1e-9); /* sd sqrt(2), n 2 */
    compare_near(points[1].band.low, 2.385, 1e-12);
    compare_near(points[1].band.high, 2.385, 1e-12);
    compare_near(points[2].difference, 0, 1e-12);
    curb_trajectory_clear_t clear = curb_trajectory_clear(&band, PERIODS);
    assert_int_equal(clear.first, 1);
    assert_int_equal(clear.higher, 1);
    assert_int_equal(clear.lasting, PERIODS);
    const int concepts[2] = {CURB_CONCEPT_MSE, CURB_CONCEPT_ILO};
    assert_int_equal(
        curb_trajectory_band(&band, reference, other, concepts, 2, PERIODS, 0.95, 1),
        CURB_OK);
    assert_false(points[0].concepts_disagree || points[1].concepts_disagree);
    assert_true(points[2].concepts_disagree);
    assert_true(isnan(points[2].difference) && isnan(points[2].band.low));
    assert_int_equal(
        curb_trajectory_band(&band, reference, other, NULL, 1, 1, 0.95, 1), CURB_OK);
    assert_true(isnan(points[0].band.low) && isnan(points[0].alone.low));
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    fake.labels.scenario_count = 2;
    curb_compare_data_t data = compare_scene_data(&fake);
    curb_compare_options_t options = curb_compare_defaults();
    curb_trajectories_t found;
    curb_memory_fail_at(0);
    assert_int_equal(curb_trajectories_init(&found, &data, &options, NULL), CURB_OK);
    curb_trajectories_free(&found);
    unsigned long requests = curb_memory_requests();
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        curb_error_t error = curb_trajectories_init(&found, &data, &options, NULL);
        curb_memory_fail_at(0);
        assert_int_equal(error, CURB_ERR_NO_MEMORY);
        curb_trajectories_free(&found);
    }
    fake.labels.scenario_count = 1;
    assert_int_equal(
        curb_trajectories_init(&found, &data, &options, NULL), CURB_ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_period_has_its_difference_and_shares_the_band),
        cmocka_unit_test(one_period_is_what_the_comparison_says),
        cmocka_unit_test(missing_numbers_and_means_of_cells_are_left_out),
        cmocka_unit_test(two_units_and_a_constant_by_hand),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
