/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Other statistics than the mean with their BCa intervals, and ways to answer for many
 * differences at once: alone, and as a comparison uses them. */
#include "analysis/maxt.h"
#include "analysis/shuffle.h"
#include "model/memory.h"
#include "unit/compare_scene.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SEED = 2385 };

/* A normal number with a name. */
static double normal(uint32_t sample, uint32_t row, uint32_t what)
{
    size_t k = curb_shuffle_below(SEED + what, sample, row, 10000019);
    return gsl_cdf_ugaussian_Pinv(((double)k + 0.5) / 10000019);
}

/* --- statistics --- */

static void statistics_are_those_of_type_7(void **state)
{
    (void)state;
    const double values[] = {
        2.385, NAN, 0.5, 7.25, 4, NAN, 1.125}; /* .5 1.125 2.385 4 7.25 */
    const double expected[CURB_SUMMARY_COUNT] = {[CURB_SUMMARY_MEAN] = 15.26 / 5,
        [CURB_SUMMARY_MEDIAN] = 2.385,
        [CURB_SUMMARY_Q10] = 0.5 + 0.4 * 0.625,
        [CURB_SUMMARY_Q90] = 4 + 0.6 * 3.25};
    for (int s = 0; s < CURB_SUMMARY_COUNT; s++) {
        double alone;
        curb_bca_t found;
        assert_int_equal(curb_summary_value((curb_summary_t)s, values, 7, &alone), CURB_OK);
        assert_int_equal(
            curb_summary_bca(&found, (curb_summary_t)s, values, 7, 0.95, SEED), CURB_OK);
        compare_near(alone, expected[s], 1e-12);
        compare_near(found.estimate, expected[s], 1e-12);
        assert_true(found.percentile.low <= alone && alone <= found.percentile.high);
        assert_int_equal(curb_summary_find(curb_summary_rows[s].key), s);
    }
    assert_int_equal(curb_summary_find("mode"), CURB_SUMMARY_COUNT);
}

static void few_equal_and_absent_values_say_what_they_can(void **state)
{
    (void)state;
    const double same[] = {2.385, 2.385, 2.385}, two[] = {1, 2.385}, none[] = {NAN, NAN};
    curb_bca_t found;
    assert_int_equal(
        curb_summary_bca(&found, CURB_SUMMARY_MEDIAN, same, 3, 0.95, SEED), CURB_OK);
    compare_near(found.interval.low, 2.385, 0);
    compare_near(found.interval.high, 2.385, 0);
    assert_int_equal(
        curb_summary_bca(&found, CURB_SUMMARY_MEDIAN, two, 2, 0.95, SEED), CURB_OK);
    compare_near(found.estimate, 1.6925, 1e-12);
    assert_true(isnan(found.interval.low) && isnan(found.interval.high));
    assert_int_equal(
        curb_summary_bca(&found, CURB_SUMMARY_MEAN, two, 2, 0.95, SEED), CURB_OK);
    assert_true(found.interval.low >= 1 && found.interval.high <= 2.385);
    assert_int_equal(curb_summary_least(CURB_SUMMARY_MEDIAN, 0.95), 6); /* 2^-6 < 2.5 % */
    assert_int_equal(curb_summary_least(CURB_SUMMARY_Q10, 0.95), 36);   /* 0.9^36 < 2.5 % */
    assert_int_equal(
        curb_summary_bca(&found, CURB_SUMMARY_Q90, two, 1, 0.95, SEED), CURB_OK);
    assert_true(found.estimate == 1 && isnan(found.interval.low));
    assert_int_equal(
        curb_summary_bca(&found, CURB_SUMMARY_Q10, none, 2, 0.95, SEED), CURB_OK);
    assert_true(isnan(found.estimate) && isnan(found.interval.high));
}

typedef struct {
    curb_summary_t summary;
    uint32_t rows, samples;
    double truth, least, most; /* share covered */
} coverage_t;

/* 95 % intervals of skewed values, exp(0.8 z). Least and most: the coverage found once with
 * 20,000 samples, give or take 4 standard errors of a share of `samples`. A quantile near
 * the end of few values covers less than it says; docs/methods.md says how much. */
static void intervals_of_quantiles_cover_as_documented(void **state)
{
    (void)state;
    enum { MOST_ROWS = 64 };
    static const coverage_t cases[] = {
        {CURB_SUMMARY_MEDIAN, 20, 200, 1, 0.88, 0.995},
        {CURB_SUMMARY_Q10, 50, 60, 0.35869, 0.82, 0.995},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const coverage_t *one = &cases[c];
        size_t covered = 0;
        for (uint32_t s = 0; s < one->samples; s++) {
            double values[MOST_ROWS];
            for (uint32_t r = 0; r < one->rows; r++) {
                values[r] = exp(0.8 * normal(s, r, 0));
            }
            curb_bca_t found;
            assert_int_equal(
                curb_summary_bca(&found, one->summary, values, one->rows, 0.95, s),
                CURB_OK);
            covered +=
                found.interval.low <= one->truth && one->truth <= found.interval.high;
        }
        double share = (double)covered / one->samples;
        if (share < one->least || share > one->most) {
            fail_msg("%s of %u: covers %g", curb_summary_rows[one->summary].key, one->rows,
                share);
        }
    }
}

/* 95 % intervals of a ratio of means 1.2/3, by BCa and by Fieller's theorem, over 200
 * samples of 25: standard error 1.5 %. Fieller is exact for normal values. */
static void intervals_of_ratios_cover_as_documented(void **state)
{
    (void)state;
    enum { SAMPLES = 200, ROWS = 25 };
    size_t by_bca = 0, by_fieller = 0;
    for (uint32_t s = 0; s < SAMPLES; s++) {
        double top[ROWS], bottom[ROWS];
        for (uint32_t r = 0; r < ROWS; r++) {
            bottom[r] = 3 + normal(s, r, 1);
            top[r] = 1.2 + 0.7 * normal(s, r, 2) + 0.5 * (bottom[r] - 3);
        }
        curb_bca_t found;
        assert_int_equal(curb_summary_ratio(&found, top, bottom, ROWS, 0.95, s), CURB_OK);
        by_bca += found.interval.low <= 0.4 && 0.4 <= found.interval.high;
        curb_ratio_t ratio = curb_ratio(top, bottom, ROWS, curb_t_critical(0.95, ROWS, 1));
        by_fieller += ratio.interval.low <= 0.4 && 0.4 <= ratio.interval.high;
        compare_near(found.estimate, ratio.ratio, 1e-12);
    }
    assert_in_range(by_bca, SAMPLES * 87 / 100, SAMPLES * 99 / 100);
    assert_in_range(by_fieller, SAMPLES * 89 / 100, SAMPLES);
}

static void a_ratio_says_when_it_has_no_interval(void **state)
{
    (void)state;
    const double top[] = {1, 2, 3, 2.385}, near_0[] = {-1, 1, -0.5, 0.7},
                 below[] = {-3, -3.2, -2.9, -3.1}, above[] = {3, 3.2, 2.9, 3.1};
    double critical = curb_t_critical(0.95, 4, 1);
    curb_bca_t found;
    assert_int_equal(curb_ratio(top, above, 4, critical).set, CURB_RATIO_BOUNDED);
    assert_int_equal(curb_ratio(top, near_0, 4, critical).set, CURB_RATIO_UNBOUNDED);
    assert_int_equal(curb_ratio(top, below, 4, critical).set, CURB_RATIO_NEGATIVE);
    assert_int_equal(curb_ratio(top, above, 1, critical).set, CURB_RATIO_UNDEFINED);
    assert_true(isnan(curb_ratio(top, near_0, 4, critical).ratio));
    assert_int_equal(curb_summary_ratio(&found, top, near_0, 4, 0.95, SEED), CURB_OK);
    assert_true(found.undefined > 100 && isnan(found.interval.low));
}

/* --- many at once --- */

enum { COLUMNS = 10, ROWS = 8 };

/* Columns of normal numbers of sd 1; the first `shifted` have the mean given. */
static curb_maxt_t family_of(uint32_t sample, size_t shifted, double shift)
{
    double matrix[ROWS * COLUMNS];
    curb_maxt_t family;
    for (uint32_t r = 0; r < ROWS; r++) {
        for (uint32_t c = 0; c < COLUMNS; c++) {
            matrix[r * COLUMNS + c] =
                (c < shifted ? shift : 0) + normal(sample, r * COLUMNS + c, 3);
        }
    }
    assert_int_equal(curb_maxt_init(&family, matrix, ROWS, COLUMNS, 0.95, SEED), CURB_OK);
    assert_int_equal(curb_multiplicity_adjust(&family), CURB_OK);
    return family;
}

static void widths_go_from_one_interval_to_bonferroni(void **state)
{
    (void)state;
    double one = curb_t_critical(0.95, ROWS, 1), all = curb_t_critical(0.95, ROWS, COLUMNS);
    curb_maxt_t nothing = family_of(1, 0, 0), much = family_of(1, COLUMNS, 9.5);
    compare_near(curb_multiplicity_critical(CURB_MULTIPLICITY_NONE, &nothing), one, 1e-12);
    compare_near(curb_multiplicity_critical(CURB_MULTIPLICITY_HOLM, &nothing), all, 1e-12);
    compare_near(
        curb_multiplicity_critical(CURB_MULTIPLICITY_HOCHBERG, &nothing), all, 1e-12);
    compare_near(curb_multiplicity_critical(CURB_MULTIPLICITY_BH, &nothing), all, 1e-12);
    compare_near(curb_multiplicity_critical(CURB_MULTIPLICITY_BH, &much), one, 1e-12);
    double shared = curb_multiplicity_critical(CURB_MULTIPLICITY_MAXT, &nothing);
    assert_true(one < shared && shared <= all);
    for (size_t c = 0; c < COLUMNS; c++) {
        const curb_maxt_column_t *column = &much.columns[c];
        double last = 0;
        static const curb_multiplicity_t ordered[] = {CURB_MULTIPLICITY_NONE,
            CURB_MULTIPLICITY_BH, CURB_MULTIPLICITY_HOCHBERG, CURB_MULTIPLICITY_HOLM};
        for (size_t i = 0; i < sizeof ordered / sizeof *ordered; i++) {
            double p = curb_multiplicity_p(ordered[i], column);
            assert_true(p >= last && p <= 1);
            last = p;
        }
        assert_true(curb_multiplicity_p(CURB_MULTIPLICITY_MAXT_STEPDOWN, column) <=
                    curb_multiplicity_p(CURB_MULTIPLICITY_MAXT, column));
    }
    curb_maxt_free(&nothing);
    curb_maxt_free(&much);
}

/* Of those found at 5 %, the share whose interval misses the truth: on average at most 5 %
 * with intervals of the false coverage rate, and far more with plain ones, for what is
 * found is found by luck, too. 2,000 families; standard error of the mean share below
 * 0.7 % (a share has sd below 0.3). Family-wise ways: at least one false finding in at most
 * 5 % of families without an effect, standard error 0.5 %. */
static void errors_are_controlled_as_said(void **state)
{
    (void)state;
    enum { FAMILIES = 2000 };
    double missed = 0, missed_plainly = 0, wrong[CURB_MULTIPLICITY_COUNT] = {0};
    for (uint32_t s = 0; s < FAMILIES; s++) {
        curb_maxt_t family = family_of(s, 5, 0.8);
        double wide = curb_multiplicity_critical(CURB_MULTIPLICITY_BH, &family),
               plain = curb_multiplicity_critical(CURB_MULTIPLICITY_NONE, &family);
        double found = 0, out = 0, out_plainly = 0;
        for (size_t c = 0; c < COLUMNS; c++) {
            const curb_maxt_column_t *column = &family.columns[c];
            double error =
                fabs(column->mean - (c < 5 ? 0.8 : 0)) / (column->sd / sqrt(ROWS));
            bool is_found = column->p_bh <= 0.05, is_found_plainly = column->p_t <= 0.05;
            found += is_found;
            out += is_found && error > wide;
            out_plainly += is_found_plainly && error > plain;
        }
        missed += found > 0 ? out / found : 0;
        missed_plainly += found > 0 ? out_plainly / fmax(found, 1) : 0;
        curb_maxt_free(&family);
        family = family_of(s, 0, 0);
        for (int way = 0; way < CURB_MULTIPLICITY_COUNT; way++) {
            bool any = false;
            for (size_t c = 0; c < COLUMNS; c++) {
                any = any || curb_multiplicity_p(
                                 (curb_multiplicity_t)way, &family.columns[c]) <= 0.05;
            }
            wrong[way] += any;
        }
        curb_maxt_free(&family);
    }
    assert_true(missed / FAMILIES <= 0.05 + 4 * 0.007);
    assert_true(missed_plainly / FAMILIES > 0.10);
    for (int way = 0; way < CURB_MULTIPLICITY_NONE; way++) {
        if (wrong[way] / FAMILIES > 0.05 + 4 * 0.005) {
            fail_msg(
                "%s errs in %g", curb_multiplicity_rows[way].key, wrong[way] / FAMILIES);
        }
    }
    assert_true(wrong[CURB_MULTIPLICITY_NONE] / FAMILIES > 0.3); /* 1 - 0.95^10 = 0.40 */
}

static void columns_without_spread_need_no_width(void **state)
{
    (void)state;
    const double zeros[8] = {0};
    curb_maxt_t family;
    assert_int_equal(curb_maxt_init(&family, zeros, 4, 2, 0.95, SEED), CURB_OK);
    assert_int_equal(curb_multiplicity_adjust(&family), CURB_OK);
    for (int way = 0; way < CURB_MULTIPLICITY_COUNT; way++) {
        assert_true(isnan(curb_multiplicity_critical((curb_multiplicity_t)way, &family)));
        compare_near(
            curb_multiplicity_p((curb_multiplicity_t)way, &family.columns[0]), 1, 0);
        assert_int_equal(curb_multiplicity_find(curb_multiplicity_rows[way].key), way);
    }
    assert_int_equal(curb_multiplicity_find("bonferoni"), CURB_MULTIPLICITY_COUNT);
    curb_maxt_free(&family);
}

/* --- in a comparison --- */

static void rows_say_what_their_intervals_are(void **state)
{
    (void)state;
    compare_scene_t scene;
    compare_scene_make(&scene, false);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t mean = compare_scene_compare(&scene, &options);
    const curb_compare_row_t *row =
        compare_scene_row(&mean, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_string_equal(row->interval, "max-t");
    assert_string_equal(row->percent_interval, "fieller");
    row = compare_scene_row(&mean, SCENE_RICH, CURB_METRIC_POLICY_COST, -1, -1, -1);
    assert_string_equal(row->interval, "constant");
    assert_null(row->percent_interval);
    options.statistic = CURB_SUMMARY_MEDIAN;
    curb_compare_t median = compare_scene_compare(&scene, &options);
    row = compare_scene_row(&median, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    double differences[SCENE_REPLICATES], changes[SCENE_REPLICATES], expected;
    for (size_t r = 0; r < SCENE_REPLICATES; r++) {
        double averted = scene.months[compare_scene_at(SCENE_BASELINE, r, 3, 0)] -
                         scene.months[compare_scene_at(SCENE_LOW, r, 3, 0)];
        differences[r] = -averted / 12;
        changes[r] = 100 * differences[r] / (1000 * (1 + 0.1 * (double)r));
    }
    assert_int_equal(curb_quantile(differences, SCENE_REPLICATES, 0.5, &expected), CURB_OK);
    compare_near(row->difference, expected, 1e-9);
    assert_int_equal(curb_quantile(changes, SCENE_REPLICATES, 0.5, &expected), CURB_OK);
    compare_near(row->percent, expected, 1e-9);
    assert_string_equal(row->interval, "bca");
    assert_string_equal(row->percent_interval, "bca");
    assert_true(row->ci_low < row->difference && row->difference < row->ci_high);
    assert_true(isnan(row->p_adjusted) && isnan(row->p));
    assert_true(median.headline.difference == mean.headline.difference);
    curb_compare_free(&mean);
    curb_compare_free(&median);
}

static void a_statistic_whose_sign_hangs_on_the_concept_is_not_joint(void **state)
{
    (void)state;
    compare_scene_t scene;
    compare_scene_make(&scene, true);
    for (size_t r = 1; r < SCENE_REPLICATES; r += 2) {
        for (size_t p = 0; p < SCENE_PERIODS; p++) {
            double averted = scene.months[compare_scene_at(SCENE_BASELINE, r, p, 0)] -
                             scene.months[compare_scene_at(SCENE_LOW, r, p, 0)];
            scene.months[compare_scene_at(SCENE_LOW, r, p, 0)] += 1.1 * averted;
        }
    }
    curb_compare_options_t options = curb_compare_defaults();
    options.statistic = CURB_SUMMARY_Q90;
    curb_compare_t result = compare_scene_compare(&scene, &options);
    const curb_compare_row_t *row =
        compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_true(row->concepts_disagree && isnan(row->difference) && row->interval == NULL);
    curb_compare_free(&result);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    compare_scene_t scene;
    compare_scene_make(&scene, true);
    curb_compare_options_t options = curb_compare_defaults();
    options.statistic = CURB_SUMMARY_MEDIAN;
    options.metric_count = 1;
    options.metrics[0] = CURB_METRIC_EXPLOITED;
    curb_compare_data_t data = compare_scene_data(&scene);
    curb_memory_fail_at(0);
    curb_compare_t result = compare_scene_compare(&scene, &options);
    curb_compare_free(&result);
    unsigned long requests = curb_memory_requests();
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        assert_int_equal(
            curb_compare_init(&result, &data, &options, NULL), CURB_ERR_NO_MEMORY);
        assert_null(result.rows);
    }
    curb_memory_fail_at(0);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statistics_are_those_of_type_7),
        cmocka_unit_test(few_equal_and_absent_values_say_what_they_can),
        cmocka_unit_test(intervals_of_quantiles_cover_as_documented),
        cmocka_unit_test(intervals_of_ratios_cover_as_documented),
        cmocka_unit_test(a_ratio_says_when_it_has_no_interval),
        cmocka_unit_test(widths_go_from_one_interval_to_bonferroni),
        cmocka_unit_test(errors_are_controlled_as_said),
        cmocka_unit_test(columns_without_spread_need_no_width),
        cmocka_unit_test(rows_say_what_their_intervals_are),
        cmocka_unit_test(a_statistic_whose_sign_hangs_on_the_concept_is_not_joint),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
