/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods, rows and families. */
#include "analysis/maxt.h"
#include "unit/compare_scene.h"

#include "model/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* --- the period --- */

static void the_period_is_from_the_first_policy_start_to_the_end(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    curb_window_t window;
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    assert_int_equal(window.first, 1);
    assert_int_equal(window.end, 4);
    assert_int_equal(window.last_year_first, 3);
    compare_near(window.months, 36, 0);
    fake.scenarios[SCENE_LOW].policy_start = 2016.25;
    fake.scenarios[SCENE_RICH].policy_start = fake.scenarios[SCENE_ZERO].policy_start =
        2016.25;
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    assert_int_equal(window.first, 2);
}

static void a_period_asked_for_keeps_whole_years_only(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    curb_window_t window;
    assert_int_equal(curb_window_init(&window, &fake.labels, 2015, 2016), CURB_OK);
    assert_int_equal(window.first, 1);
    assert_int_equal(window.end, 3);
    assert_int_equal(curb_window_init(&window, &fake.labels, 2016, 2016), CURB_OK);
    compare_near(window.from_year, 2016, 1e-12);
    compare_near(window.to_year, 2017, 1e-12);
    assert_int_equal(curb_window_init(&window, &fake.labels, 2018, 2030), CURB_ERR_USAGE);
}

static void monthly_records_have_a_last_year_of_twelve(void **state)
{
    (void)state;
    enum { MONTHS = 31 };
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    double years[MONTHS], months[MONTHS];
    for (size_t p = 0; p < MONTHS; p++) {
        years[p] = 2014 + (double)p / 12;
        months[p] = 1;
    }
    fake.labels.years = years;
    fake.labels.period_months = months;
    fake.labels.period_count = MONTHS;
    curb_window_t window;
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    assert_int_equal(window.first, 12);
    assert_int_equal(window.last_year_first, MONTHS - 12);
    compare_near(window.last_year_months, 12, 0);
    assert_int_equal(curb_window_init(&window, &fake.labels, 2015, 2015), CURB_OK);
    compare_near(window.months, 12, 0);
}

static void a_short_last_period_is_weighed_by_its_months(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    fake.period_months[3] = 6;
    curb_window_t window;
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    assert_int_equal(window.last_year_first, 2);
    compare_near(window.last_year_months, 18, 0);
    double amount = curb_window_amount(
        &window, &fake.labels, CURB_METRIC_EXPLOITED, fake.months, SCENE_BASELINE, 0, NULL);
    compare_near(amount, 2 * 12000.0 / 18, 1e-9);
}

static void kinds_of_metrics_amount_to_what_they_should(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    curb_window_t window;
    bool one[SCENE_CELLS] = {false, true, false, false},
         first[SCENE_CELLS] = {true, true, false, false};
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    const curb_results_t *labels = &fake.labels;
    compare_near(curb_window_amount(&window, labels, CURB_METRIC_EXPLOITED_MONTHS,
                     fake.months, 0, 0, NULL),
        3 * 12000, 1e-9);
    compare_near(
        curb_window_amount(&window, labels, CURB_METRIC_EXPLOITED, fake.months, 0, 0, one),
        200, 1e-9);
    compare_near(
        curb_window_amount(&window, labels, CURB_METRIC_PRICE, fake.price, 0, 0, one), 12,
        1e-12);
    assert_true(isnan(
        curb_window_amount(&window, labels, CURB_METRIC_PRICE, fake.price, 0, 0, NULL)));
    compare_near(
        curb_window_amount(&window, labels, CURB_METRIC_AT_RISK, fake.at_risk, 0, 0, NULL),
        306, 1e-12);
    compare_near(
        curb_window_amount(&window, labels, CURB_METRIC_AT_RISK, fake.at_risk, 0, 0, first),
        103, 1e-12);
}

/* --- rows --- */

static void differences_and_per_cent_are_those_of_the_data(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare_scene_compare(&fake, &options);
    assert_int_equal(result.row_count, 2 * (SCENE_SCENARIOS - 1));
    const curb_compare_row_t *row =
        compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    compare_near(row->baseline_mean, 1000 * 1.25, 1e-9);
    compare_near(row->difference, -compare_scene_averted(&fake, SCENE_LOW) / 12, 1e-9);
    compare_near(row->percent, 100 * row->difference / row->baseline_mean, 1e-9);
    assert_true(row->ci_low < row->difference && row->difference < row->ci_high);
    assert_true(row->percent_ci_high < 0);
    assert_int_equal(row->n, SCENE_REPLICATES);
    assert_true(row->vrf > 10 && row->in_family);
    const curb_compare_row_t *idle =
        compare_scene_row(&result, SCENE_ZERO, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_true(idle->difference == 0 && idle->ci_low == 0 && idle->ci_high == 0);
    assert_true(idle->percent == 0 && isnan(idle->vrf));
    const curb_compare_row_t *cost =
        compare_scene_row(&result, SCENE_RICH, CURB_METRIC_POLICY_COST, -1, -1, -1);
    compare_near(cost->difference, 3000, 1e-9);
    compare_near(cost->ci_low, 3000, 1e-9);
    assert_true(isnan(cost->percent));
    curb_compare_free(&result);
}

static void filters_hide_rows_and_never_change_the_family(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    const bool shown[SCENE_SCENARIOS] = {[SCENE_RICH] = true};
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t all = compare_scene_compare(&fake, &options);
    options.scenarios = shown;
    options.metric_count = 1;
    options.metrics[0] = CURB_METRIC_EXPLOITED;
    curb_compare_t few = compare_scene_compare(&fake, &options);
    assert_int_equal(few.row_count, 1);
    assert_int_equal(few.effect_count, 1);
    assert_int_equal(few.family.columns, 2 * (SCENE_SCENARIOS - 1));
    assert_true(few.family.critical == all.family.critical);
    assert_true(
        few.rows[0].ci_low ==
        compare_scene_row(&all, SCENE_RICH, CURB_METRIC_EXPLOITED, -1, -1, -1)->ci_low);
    assert_int_equal(few.rank_count, 2);
    assert_int_equal(few.counted, SCENE_SCENARIOS - 1);
    curb_compare_free(&all);
    curb_compare_free(&few);
}

static void finer_rows_add_up_to_the_sums(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    curb_compare_options_t options = curb_compare_defaults();
    options.by_jurisdiction = options.by_sector = options.by_concept = true;
    options.metric_count = 2;
    options.metrics[0] = CURB_METRIC_EXPLOITED_MONTHS;
    options.metrics[1] = CURB_METRIC_AT_RISK;
    curb_compare_t result = compare_scene_compare(&fake, &options);
    curb_metric_t metric = CURB_METRIC_EXPLOITED_MONTHS;
    double sum = 0, by_concept = 0;
    for (int j = 0; j < SCENE_JURISDICTIONS; j++) {
        for (int m = 0; m < SCENE_SECTORS; m++) {
            sum += compare_scene_row(&result, SCENE_RICH, metric, j, m, -1)->difference;
        }
    }
    const curb_compare_row_t *total =
        compare_scene_row(&result, SCENE_RICH, metric, -1, -1, -1);
    compare_near(sum, total->difference, 1e-6);
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        const curb_compare_row_t *row =
            compare_scene_row(&result, SCENE_RICH, metric, -1, -1, c);
        assert_int_equal(row->n, SCENE_REPLICATES / 2);
        by_concept += row->difference / 2;
    }
    compare_near(by_concept, total->difference, 1e-6);
    assert_false(total->in_family);
    assert_true(isnan(total->p_adjusted) && isfinite(total->ci_low));
    for (size_t i = 0; i < result.row_count; i++) {
        assert_true(
            result.rows[i].metric != CURB_METRIC_AT_RISK || result.rows[i].sector < 0);
    }
    curb_compare_free(&result);
}

static void concepts_that_differ_in_sign_have_no_joint_effect(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    for (size_t r = 1; r < SCENE_REPLICATES; r += 2) {
        for (size_t p = 0; p < SCENE_PERIODS; p++) {
            double averted = fake.months[compare_scene_at(SCENE_BASELINE, r, p, 0)] -
                             fake.months[compare_scene_at(SCENE_LOW, r, p, 0)];
            fake.months[compare_scene_at(SCENE_LOW, r, p, 0)] += 1.1 * averted;
        }
    }
    curb_compare_options_t options = curb_compare_defaults();
    options.by_concept = true;
    curb_compare_t result = compare_scene_compare(&fake, &options);
    const curb_compare_row_t *joint =
        compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_true(joint->concepts_disagree);
    assert_true(isnan(joint->difference) && isnan(joint->ci_low) && isnan(joint->percent));
    assert_true(isfinite(joint->baseline_mean));
    assert_int_equal(joint->n, SCENE_REPLICATES);
    assert_true(compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, 0)
                    ->difference < 0);
    assert_true(compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, 1)
                    ->difference > 0);
    assert_true(result.effects[0].concepts_disagree);
    assert_false(compare_scene_row(&result, SCENE_RICH, CURB_METRIC_EXPLOITED, -1, -1, -1)
                     ->concepts_disagree);
    assert_false(compare_scene_row(&result, SCENE_ZERO, CURB_METRIC_EXPLOITED, -1, -1, -1)
                     ->concepts_disagree);
    curb_compare_free(&result);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_data_t data = compare_scene_data(&fake);
    curb_memory_fail_at(0);
    curb_compare_t result = compare_scene_compare(&fake, &options);
    curb_compare_free(&result);
    unsigned long requests = curb_memory_requests();
    assert_true(requests > 20);
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        assert_int_equal(
            curb_compare_init(&result, &data, &options, NULL), CURB_ERR_NO_MEMORY);
        assert_null(result.rows);
    }
    curb_memory_fail_at(0);
}

/* --- two levels --- */

/* Three draws of two replicates each say what a file of their three means says; the split
 * is there, and with one replicate a draw it is not. */
static void draws_are_the_units(void **state)
{
    (void)state;
    compare_scene_t fake;
    uint32_t draws[SCENE_REPLICATES] = {0, 0, 1, 1, 2, 2};
    compare_scene_make(&fake, false);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t alone = compare_scene_compare(&fake, &options);
    fake.labels.draws = draws;
    strcpy(fake.labels.parameters, "draws");
    curb_compare_t result = compare_scene_compare(&fake, &options);
    const curb_compare_row_t *row =
        compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    const curb_compare_row_t *before =
        compare_scene_row(&alone, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    double mean[3] = {0}, zeros[3] = {0};
    for (size_t r = 0; r < SCENE_REPLICATES; r++) {
        double averted = fake.months[compare_scene_at(SCENE_BASELINE, r, 3, 0)] -
                         fake.months[compare_scene_at(SCENE_LOW, r, 3, 0)];
        mean[draws[r]] -= averted / 12 / 2;
    }
    curb_paired_t paired = curb_paired(zeros, mean, 3);
    assert_true(result.two_levels);
    assert_false(alone.two_levels);
    assert_int_equal(result.draw_count, 3);
    assert_int_equal(result.replicate_count, 6);
    assert_int_equal(result.family.flip_count, 8); /* signs of draws, not of replicates */
    assert_int_equal(row->n, 3);
    compare_near(row->difference, paired.mean, 1e-9);
    compare_near(
        row->difference, before->difference, 1e-9); /* equal numbers: the same mean */
    compare_near(row->ci_high - row->difference,
        result.family.critical * paired.standard_error, 1e-9);
    assert_true(row->levels.share > 0 && row->levels.share < 1);
    assert_true(isnan(before->levels.share));
    assert_int_equal(alone.family.flip_count, 64);
    curb_compare_free(&result);
    curb_compare_free(&alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_period_is_from_the_first_policy_start_to_the_end),
        cmocka_unit_test(a_period_asked_for_keeps_whole_years_only),
        cmocka_unit_test(monthly_records_have_a_last_year_of_twelve),
        cmocka_unit_test(a_short_last_period_is_weighed_by_its_months),
        cmocka_unit_test(kinds_of_metrics_amount_to_what_they_should),
        cmocka_unit_test(differences_and_per_cent_are_those_of_the_data),
        cmocka_unit_test(filters_hide_rows_and_never_change_the_family),
        cmocka_unit_test(finer_rows_add_up_to_the_sums),
        cmocka_unit_test(concepts_that_differ_in_sign_have_no_joint_effect),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(draws_are_the_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
