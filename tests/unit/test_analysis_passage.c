/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Time until a threshold, with units that never pass it, and exact intervals of shares. */
#include "analysis/passage.h"
#include "analysis/proportion.h"
#include "model/memory.h"
#include "unit/compare_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* Of R 4.2, binom.test(); closed forms where none or all were counted. */
static void shares_have_the_known_intervals(void **state)
{
    (void)state;
    static const struct {
        double hits;
        size_t n;
        double low, high;
    } cases[] = {{5, 7, 0.290420863737, 0.963307433824},
        {13, 20, 0.407811465467, 0.846090795215}, {0, 20, 0, 0.168433470983}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        curb_interval_t found = curb_proportion_interval(cases[i].hits, cases[i].n, 0.95);
        compare_near(found.low, cases[i].low, 1e-6);
        compare_near(found.high, cases[i].high, 1e-6);
    }
    curb_interval_t none = curb_proportion_interval(0, 11, 0.95);
    curb_interval_t all = curb_proportion_interval(11, 11, 0.95);
    compare_near(none.low, 0, 0);
    compare_near(none.high, 1 - pow(0.025, 1.0 / 11), 1e-12);
    compare_near(all.low, pow(0.025, 1.0 / 11), 1e-12);
    compare_near(all.high, 1, 0);
    curb_interval_t half = curb_proportion_interval(2.5, 20, 0.95);
    assert_true(half.low > curb_proportion_interval(2, 20, 0.95).low &&
                half.high < curb_proportion_interval(3, 20, 0.95).high);
    assert_true(isnan(curb_proportion_interval(0, 0, 0.95).low));
    assert_true(isnan(curb_proportion_interval(NAN, 5, 0.95).high));
}

/* --- one unit --- */

static void thresholds_are_passed_at_the_end_of_a_period(void **state)
{
    (void)state;
    const double reference[] = {100, 100, 200, 200}, other[] = {99, 95, 180, 199};
    const double ends[] = {1, 2, 3, 4};
    static const struct {
        curb_threshold_t threshold;
        double time;
        bool held;
    } cases[] = {
        {{CURB_THRESHOLD_CHANGE, -5, true}, 2, false}, /* -1 -5 -20 -1 */
        {{CURB_THRESHOLD_CHANGE, -5.1, true}, 3, false},
        {{CURB_THRESHOLD_CHANGE, -1, true}, 1, true},
        {{CURB_THRESHOLD_CHANGE, 1, false}, INFINITY, false},
        {{CURB_THRESHOLD_PERCENT, -10, true}, 3, false}, /* -1 -5 -10 -.5 % */
        {{CURB_THRESHOLD_PERCENT, -0.5, true}, 1, true},
        {{CURB_THRESHOLD_LEVEL, 95.5, true}, 2, false},
        {{CURB_THRESHOLD_LEVEL, 180, false}, 3, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool held;
        compare_near(curb_passage_time(&cases[i].threshold, reference, other, 1, ends, 4,
                         &held) == cases[i].time
                         ? 0
                         : 1,
            0, 0);
        assert_int_equal(held, cases[i].held);
    }
}

/* A number that is missing matters until the threshold is passed, and not afterwards. */
static void a_missing_number_leaves_the_time_unknown(void **state)
{
    (void)state;
    const double reference[] = {10, 10, 10}, early[] = {NAN, 2, 2}, late[] = {10, 2, NAN};
    const double zero[] = {0, 0, 0}, ends[] = {1, 2, 3};
    const curb_threshold_t change = {CURB_THRESHOLD_CHANGE, -5, true};
    const curb_threshold_t percent = {CURB_THRESHOLD_PERCENT, -5, true};
    bool held;
    assert_true(isnan(curb_passage_time(&change, reference, early, 1, ends, 3, &held)));
    compare_near(curb_passage_time(&change, reference, late, 1, ends, 3, &held), 2, 0);
    assert_false(held);
    assert_true(isnan(curb_passage_time(&percent, zero, late, 1, ends, 3, &held)));
}

/* --- units summed up --- */

/* 1 2 2 3 5 and two that never do, one unknown: n = 7, half by 3; between the first and the
 * last order statistic, for 7 units have P(B <= 1) = 8/128 > 2.5 %. */
static void times_are_summed_up_by_hand(void **state)
{
    (void)state;
    const double times[] = {2, INFINITY, 1, NAN, 5, 3, 2, INFINITY};
    curb_passage_t found = {0};
    assert_int_equal(curb_passage_summarise(&found, times, 8, 5, 0.95), CURB_OK);
    assert_int_equal(found.n, 7);
    assert_int_equal(found.unknown, 1);
    assert_int_equal(found.passed, 5);
    compare_near(found.share, 5.0 / 7, 1e-12);
    compare_near(found.share_interval.low, 0.290420863737, 1e-6);
    compare_near(found.median, 3, 0);
    compare_near(found.median_interval.low, 1, 0);
    assert_true(isinf(found.median_interval.high));
    compare_near(found.mean, 23.0 / 7, 1e-12);
    assert_true(found.mean_interval.low < found.mean && found.mean_interval.high <= 5);
}

/* l = 6 of 20: P(B <= 5) = 2.07 %, P(B <= 6) = 5.77 %. */
static void order_statistics_are_those_of_the_binomial(void **state)
{
    (void)state;
    double times[20];
    for (size_t i = 0; i < 20; i++) {
        times[i] = (double)(20 - i);
    }
    curb_passage_t found = {0};
    assert_int_equal(curb_passage_summarise(&found, times, 20, 20, 0.95), CURB_OK);
    compare_near(found.median, 10, 0);
    compare_near(found.median_interval.low, 6, 0);
    compare_near(found.median_interval.high, 15, 0);
}

static void few_none_and_all_say_what_they_can(void **state)
{
    (void)state;
    const double never[] = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
    const double two[] = {1, 2}, same[] = {2.385, 2.385, 2.385};
    curb_passage_t found = {0};
    assert_int_equal(curb_passage_summarise(&found, never, 6, 4, 0.95), CURB_OK);
    assert_true(isinf(found.median) && isinf(found.median_interval.low));
    compare_near(found.share, 0, 0);
    compare_near(found.share_interval.high, 1 - pow(0.025, 1.0 / 6), 1e-12);
    compare_near(found.mean, 4, 0);
    assert_true(isnan(found.mean_interval.low)); /* all alike */
    assert_int_equal(curb_passage_summarise(&found, two, 2, 4, 0.95), CURB_OK);
    assert_true(found.median == 1 && isnan(found.median_interval.low));
    compare_near(found.mean_interval.low, 0, 0); /* 1.5 - 12.7 x 0.5 */
    compare_near(found.mean_interval.high, 4, 0);
    assert_int_equal(curb_passage_summarise(&found, same, 3, 4, 0.95), CURB_OK);
    assert_true(isnan(found.mean_interval.low));
    assert_int_equal(curb_passage_summarise(&found, never, 0, 4, 0.95), CURB_OK);
    assert_true(isnan(found.share) && isnan(found.median) && isnan(found.mean));
}

/* --- of a file --- */

/* SCENE_POOR averts 5 % of the first cell from 2015 on and starts in mid-2017: counted from
 * there, and followed for half a year. SCENE_LOW starts in 2015. */
static void years_count_from_the_policys_own_start(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    curb_compare_data_t data = compare_scene_data(&fake);
    curb_compare_options_t options = curb_compare_defaults();
    options.from = 2014;
    options.to = 2017;
    const curb_threshold_t threshold = {CURB_THRESHOLD_CHANGE, -1, true};
    curb_passages_t found;
    assert_int_equal(curb_passages_init(
                         &found, &data, CURB_METRIC_EXPLOITED, &threshold, &options, NULL),
        CURB_OK);
    assert_int_equal(found.count, SCENE_SCENARIOS - 1);
    const curb_passage_t *low = &found.items[SCENE_LOW - 1];
    compare_near(low->origin_year, 2015, 1e-9);
    compare_near(low->median, 1, 1e-9);
    compare_near(low->share, 1, 0);
    compare_near(low->share_by[CURB_CONCEPT_ILO], 1, 0);
    assert_int_equal(low->held, SCENE_REPLICATES);
    const curb_passage_t *poor = &found.items[SCENE_POOR - 1];
    compare_near(poor->median, 0.5, 1e-9);
    compare_near(poor->horizon_years, 0.5, 1e-9);
    const curb_passage_t *idle = &found.items[SCENE_ZERO - 1];
    assert_int_equal(idle->passed, 0);
    assert_true(isinf(idle->median));
    curb_passages_free(&found);
}

/* For a level no new policy is a row of its own, first; its units are those of the file. */
static void a_level_is_asked_of_the_baseline_too(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    fake.months[compare_scene_at(SCENE_LOW, 2, 0, 0)] = NAN;
    curb_compare_data_t data = compare_scene_data(&fake);
    curb_compare_options_t options = curb_compare_defaults();
    bool shown[SCENE_SCENARIOS] = {[SCENE_LOW] = true};
    options.scenarios = shown;
    options.from = 2014;
    options.to = 2017;
    /* the baseline has 1000, 1100, ..., 1500 people in each year */
    const curb_threshold_t threshold = {CURB_THRESHOLD_LEVEL, 1250, true};
    curb_passages_t found;
    assert_int_equal(curb_passages_init(
                         &found, &data, CURB_METRIC_EXPLOITED, &threshold, &options, NULL),
        CURB_OK);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.items[0].scenario, SCENE_BASELINE);
    assert_int_equal(found.items[0].passed, 2);
    assert_int_equal(found.items[0].unknown, 1);
    assert_int_equal(found.items[1].scenario, SCENE_LOW);
    curb_passages_free(&found);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    curb_compare_data_t data = compare_scene_data(&fake);
    curb_compare_options_t options = curb_compare_defaults();
    const curb_threshold_t threshold = {CURB_THRESHOLD_LEVEL, 1250, true};
    curb_passages_t found;
    curb_memory_fail_at(0);
    assert_int_equal(curb_passages_init(
                         &found, &data, CURB_METRIC_EXPLOITED, &threshold, &options, NULL),
        CURB_OK);
    curb_passages_free(&found);
    unsigned long requests = curb_memory_requests();
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        curb_error_t error = curb_passages_init(
            &found, &data, CURB_METRIC_EXPLOITED, &threshold, &options, NULL);
        curb_memory_fail_at(0);
        assert_int_equal(error, CURB_ERR_NO_MEMORY);
        curb_passages_free(&found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_have_the_known_intervals),
        cmocka_unit_test(thresholds_are_passed_at_the_end_of_a_period),
        cmocka_unit_test(a_missing_number_leaves_the_time_unknown),
        cmocka_unit_test(times_are_summed_up_by_hand),
        cmocka_unit_test(order_statistics_are_those_of_the_binomial),
        cmocka_unit_test(few_none_and_all_say_what_they_can),
        cmocka_unit_test(years_count_from_the_policys_own_start),
        cmocka_unit_test(a_level_is_asked_of_the_baseline_too),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
