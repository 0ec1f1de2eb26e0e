/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/maxt.h"
#include "analysis/paired.h"
#include "model/memory.h"

#include "reference/paired.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
    }
}

/* --- pairs --- */

static void paired_statistics_are_the_known_ones(void **state)
{
    (void)state;
    curb_paired_t paired = curb_paired(paired_a, paired_b, PAIRED_N);
    assert_int_equal(paired.n, PAIRED_N);
    near(paired.mean, paired_mean_diff, 1e-12);
    near(paired.sd, paired_sd_diff, 1e-12);
    near(paired.t, paired_t, 1e-9);
    near(paired.p, paired_p, 1e-13);
    near(paired.correlation, paired_corr, 1e-12);
    near(paired.variance_reduction, paired_variance_reduction_factor, 1e-9);
    curb_interval_t interval =
        curb_paired_interval(&paired, curb_t_critical(0.95, PAIRED_N, 1));
    near(interval.low, paired_ci95[0], 1e-9);
    near(interval.high, paired_ci95[1], 1e-9);
}

static void t_critical_values_are_those_of_the_tables(void **state)
{
    (void)state;
    near(curb_t_critical(0.95, 8, 1), t_975_df7, 1e-5);
    near(curb_t_critical(0.95, 20, 1), t_975_df19, 1e-5);
    near(curb_t_critical(0.90, 20, 2), t_975_df19, 1e-5);
    assert_true(isnan(curb_t_critical(0.95, 1, 1)));
}

static void pairs_with_a_missing_value_are_left_out(void **state)
{
    (void)state;
    double a[PAIRED_N + 2], b[PAIRED_N + 2];
    a[0] = NAN;
    b[0] = 2.385;
    memcpy(a + 1, paired_a, sizeof paired_a);
    memcpy(b + 1, paired_b, sizeof paired_b);
    a[PAIRED_N + 1] = 2.385;
    b[PAIRED_N + 1] = NAN;
    curb_paired_t paired = curb_paired(a, b, PAIRED_N + 2);
    assert_int_equal(paired.n, PAIRED_N);
    near(paired.t, paired_t, 1e-9);
}

static void two_pairs_are_enough_and_one_is_not(void **state)
{
    (void)state;
    const double a[] = {1.25, 4.5}, b[] = {3.635, 7.5};
    curb_paired_t two = curb_paired(a, b, 2);
    near(two.mean, (2.385 + 3) / 2, 1e-15);
    near(two.sd, (3 - 2.385) / sqrt(2), 1e-14);
    curb_paired_t one = curb_paired(a, b, 1);
    near(one.mean, 2.385, 1e-15);
    assert_true(isnan(one.sd) && isnan(one.t) && isnan(one.variance_reduction));
    assert_true(isnan(curb_paired_interval(&one, 2).low));
    assert_true(isnan(curb_paired(a, b, 0).mean));
}

static void a_constant_difference_has_an_interval_without_width(void **state)
{
    (void)state;
    const double a[] = {0.1, 1e3, 7.7}, b[] = {0.1 + 2.385, 1e3 + 2.385, 7.7 + 2.385};
    curb_paired_t paired = curb_paired(a, b, 3);
    assert_true(paired.sd == 0 && isinf(paired.t) && paired.p == 0);
    assert_true(isnan(paired.variance_reduction));
    curb_interval_t interval = curb_paired_interval(&paired, INFINITY);
    near(interval.low, 2.385, 1e-12);
    near(interval.high, 2.385, 1e-12);
    curb_paired_t same = curb_paired(a, a, 3);
    assert_true(same.t == 0 && same.p == 1 && same.mean == 0);
}

/* --- ratios --- */

static void a_ratio_excludes_zero_exactly_when_the_difference_does(void **state)
{
    (void)state;
    const double baseline[] = {10.2, 11.8, 9.1, 12.5, 10.9, 13.0};
    double difference[] = {0.9, -0.2, 1.1, 0.4, 0.3, 0.8};
    double zeros[6] = {0};
    curb_paired_t paired = curb_paired(zeros, difference, 6);
    for (int side = -1; side <= 1; side += 2) {
        double factor = 1 + 0.02 * side, critical = factor * paired.t;
        curb_ratio_t ratio = curb_ratio(difference, baseline, 6, critical);
        near(ratio.ratio, paired.mean / 11.25, 1e-12);
        bool excluded = curb_paired_interval(&paired, critical).low > 0;
        assert_int_equal(excluded, factor < 1);
        assert_int_equal(ratio.interval.low > 0, excluded);
        assert_true(ratio.interval.low < ratio.ratio && ratio.ratio < ratio.interval.high);
    }
}

static void a_ratio_of_proportional_columns_is_exact(void **state)
{
    (void)state;
    const double baseline[] = {10.2, 11.8, 9.1, 12.5};
    double difference[4];
    for (int i = 0; i < 4; i++) {
        difference[i] = -0.2385 * baseline[i];
    }
    curb_ratio_t ratio = curb_ratio(difference, baseline, 4, 3.18);
    near(ratio.ratio, -0.2385, 1e-12);
    near(ratio.interval.low, -0.2385, 1e-7);
    near(ratio.interval.high, -0.2385, 1e-7);
}

static void a_ratio_to_something_near_zero_is_undefined(void **state)
{
    (void)state;
    const double difference[] = {1.5, 2.385, 1.9};
    const double zeros[] = {0, 0, 0}, unclear[] = {5, -4, 3}, negative[] = {-9, -10, -11};
    assert_true(isnan(curb_ratio(difference, zeros, 3, 2).ratio));
    assert_true(isnan(curb_ratio(difference, unclear, 3, 2).interval.low));
    assert_true(isnan(curb_ratio(difference, negative, 3, 2).ratio));
    assert_true(isnan(curb_ratio(difference, difference, 1, 2).ratio));
    assert_true(isnan(curb_ratio(difference, difference, 3, NAN).ratio));
}

/* --- who is first --- */

static void ties_share_a_replicate(void **state)
{
    (void)state;
    const double scores[3][4] = {{1, 2, 2, 5}, {1, 3, 1, NAN}, {4, 2, 2.385, 0}};
    double shares[3];
    curb_share_first(scores[0], 3, 4, shares);
    near(shares[0], (0.5 + 0.5 + 0) / 3, 1e-15);
    near(shares[1], (0.5 + 0 + 1) / 3, 1e-15);
    near(shares[2], (0 + 0.5 + 0) / 3, 1e-15);
    curb_share_first(scores[0], 3, 0, shares);
    assert_true(isnan(shares[0]));
}

static void quantiles_are_of_type_7(void **state)
{
    (void)state;
    const double values[] = {20, 1, NAN, 4, 2, 11, 7};
    double quantile;
    /* By hand: position (n - 1) p in 1, 2, 4, 7, 11, 20, counted from 0. */
    const double p[] = {0, 0.1, 0.5, 0.9, 1}, expected[] = {1, 1.5, 5.5, 15.5, 20};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(curb_quantile(values, 7, p[i], &quantile), CURB_OK);
        near(quantile, expected[i], 1e-12);
    }
    assert_int_equal(curb_quantile(values, 7, 1.01, &quantile), CURB_OK);
    assert_true(isnan(quantile));
    assert_int_equal(curb_quantile(values + 2, 1, 0.5, &quantile), CURB_OK);
    assert_true(isnan(quantile));
}

/* --- sign-flips --- */

static void all_flips_give_the_exact_fractions(void **state)
{
    (void)state;
    curb_maxt_t maxt;
    assert_int_equal(
        curb_maxt_init(&maxt, flip_differences, FLIP_ROWS, FLIP_COLUMNS, 0.95, 1), CURB_OK);
    assert_true(maxt.exhaustive);
    assert_int_equal(maxt.flip_count, 256);
    assert_int_equal(maxt.tested, 3);
    for (size_t c = 0; c < FLIP_COLUMNS; c++) {
        near(maxt.columns[c].t, flip_t[c], 1e-12);
        assert_true(maxt.columns[c].p_single == flip_single_step[c]);
        assert_true(maxt.columns[c].p_stepdown == flip_step_down[c]);
    }
    curb_maxt_free(&maxt);
}

static void intervals_lie_between_one_t_and_bonferroni(void **state)
{
    (void)state;
    curb_maxt_t maxt;
    assert_int_equal(
        curb_maxt_init(&maxt, flip_differences, FLIP_ROWS, FLIP_COLUMNS, 0.95, 1), CURB_OK);
    assert_true(maxt.critical >= curb_t_critical(0.95, FLIP_ROWS, 1));
    assert_true(maxt.critical <= curb_t_critical(0.95, FLIP_ROWS, FLIP_COLUMNS));
    const curb_maxt_column_t *column = &maxt.columns[1];
    double half = maxt.critical * column->sd / sqrt(FLIP_ROWS);
    near(column->interval.high, column->mean + half, 1e-14);
    near(column->interval.low, column->mean - half, 1e-14);
    curb_maxt_free(&maxt);
}

static void columns_without_spread_stay_out_of_the_maximum(void **state)
{
    (void)state;
    enum { WIDE = FLIP_COLUMNS + 3 };
    double matrix[FLIP_ROWS * WIDE];
    curb_maxt_t narrow, wide;
    for (size_t r = 0; r < FLIP_ROWS; r++) {
        memcpy(matrix + r * WIDE, flip_differences + r * FLIP_COLUMNS,
            FLIP_COLUMNS * sizeof *matrix);
        matrix[r * WIDE + 3] = 0;
        matrix[r * WIDE + 4] = -2.385;
        matrix[r * WIDE + 5] = NAN;
    }
    assert_int_equal(
        curb_maxt_init(&narrow, flip_differences, FLIP_ROWS, FLIP_COLUMNS, 0.95, 1),
        CURB_OK);
    assert_int_equal(curb_maxt_init(&wide, matrix, FLIP_ROWS, WIDE, 0.95, 1), CURB_OK);
    assert_int_equal(wide.tested, 3);
    assert_true(wide.critical == narrow.critical);
    assert_true(wide.columns[3].interval.low == 0 && wide.columns[3].interval.high == 0);
    assert_true(wide.columns[3].p_stepdown == 1 && wide.columns[3].t == 0);
    near(wide.columns[4].interval.low, -2.385, 1e-15);
    near(wide.columns[4].interval.high, -2.385, 1e-15);
    assert_true(isnan(wide.columns[5].p_single) && isnan(wide.columns[5].interval.low));
    curb_maxt_free(&narrow);
    curb_maxt_free(&wide);
}

static void a_family_of_zeros_has_no_critical_value(void **state)
{
    (void)state;
    const double zeros[10] = {0};
    curb_maxt_t maxt;
    assert_int_equal(curb_maxt_init(&maxt, zeros, 5, 2, 0.95, 1), CURB_OK);
    assert_true(isnan(maxt.critical) && maxt.tested == 0);
    assert_true(maxt.columns[1].interval.low == 0 && maxt.columns[1].interval.high == 0);
    curb_maxt_free(&maxt);
}

static void two_replicates_get_wide_intervals_and_one_gets_none(void **state)
{
    (void)state;
    const double matrix[] = {1.5, -0.4, 2.385, 0.7};
    curb_maxt_t maxt;
    assert_int_equal(curb_maxt_init(&maxt, matrix, 2, 2, 0.95, 1), CURB_OK);
    near(maxt.critical, curb_t_critical(0.95, 2, 2), 1e-9);
    assert_true(maxt.columns[0].interval.low < 0 && maxt.columns[0].p_single >= 0.5);
    curb_maxt_free(&maxt);
    assert_int_equal(curb_maxt_init(&maxt, matrix, 1, 4, 0.95, 1), CURB_OK);
    assert_true(isnan(maxt.columns[0].interval.low) && isnan(maxt.columns[0].p_single));
    near(maxt.columns[2].mean, 2.385, 0);
    curb_maxt_free(&maxt);
}

static void a_missing_replicate_counts_only_in_its_column(void **state)
{
    (void)state;
    double matrix[FLIP_ROWS * FLIP_COLUMNS];
    memcpy(matrix, flip_differences, sizeof matrix);
    matrix[2 * FLIP_COLUMNS + 1] = NAN;
    curb_maxt_t maxt;
    assert_int_equal(
        curb_maxt_init(&maxt, matrix, FLIP_ROWS, FLIP_COLUMNS, 0.95, 1), CURB_OK);
    assert_int_equal(maxt.columns[0].n, FLIP_ROWS);
    assert_int_equal(maxt.columns[1].n, FLIP_ROWS - 1);
    near(maxt.columns[1].mean, (0.3 - 0.1 + 0.9 - 0.4 + 0.5 + 0.2 + 0.8) / 7, 1e-15);
    assert_true(isfinite(maxt.columns[1].interval.low));
    curb_maxt_free(&maxt);
}

/* Numbers for tests; the low bits of a 64-bit linear congruence are poor, the high ones
 * fine. */
static double uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return ((double)(*state >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(uint64_t *state)
{
    return sqrt(-2 * log(uniform(state))) * cos(6.283185307179586 * uniform(state));
}

static void random_flips_follow_from_the_seed(void **state)
{
    (void)state;
    enum { ROWS = 15, COLUMNS = 4 };
    double matrix[ROWS * COLUMNS];
    uint64_t numbers = 2385;
    for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++) {
        matrix[i] = 0.3 + normal(&numbers);
    }
    curb_maxt_t once, again, other;
    assert_int_equal(curb_maxt_init(&once, matrix, ROWS, COLUMNS, 0.95, 7), CURB_OK);
    assert_int_equal(curb_maxt_init(&again, matrix, ROWS, COLUMNS, 0.95, 7), CURB_OK);
    assert_int_equal(curb_maxt_init(&other, matrix, ROWS, COLUMNS, 0.95, 8), CURB_OK);
    assert_false(once.exhaustive);
    assert_int_equal(once.flip_count, CURB_MAXT_RANDOM_FLIPS);
    assert_true(once.critical == again.critical);
    assert_true(once.critical != other.critical);
    for (size_t c = 0; c < COLUMNS; c++) {
        assert_true(once.columns[c].p_stepdown == again.columns[c].p_stepdown);
        assert_true(once.columns[c].p_stepdown <= once.columns[c].p_single);
        /* 9,999 flips: the standard error of a p value is at most 0.005. */
        near(once.columns[c].p_single, other.columns[c].p_single, 6 * 0.005 * sqrt(2));
    }
    curb_maxt_free(&once);
    curb_maxt_free(&again);
    curb_maxt_free(&other);
}

/* Independent normal columns with a strong effect, by which flips of the raw differences
 * would forget the spread between columns. Of 400 families 380 should be covered; a method
 * with 95 % coverage falls below 353 (6 standard errors, sqrt(400 * .95 * .05) = 4.36) once
 * in 1e9, while one column's t would cover .95^20, 143 families. */
static void intervals_cover_all_columns_together(void **state)
{
    (void)state;
    enum { FAMILIES = 400, ROWS = 10, COLUMNS = 20 };
    double matrix[ROWS * COLUMNS];
    uint64_t numbers = 77;
    int covered = 0;
    for (int f = 0; f < FAMILIES; f++) {
        for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++) {
            matrix[i] = 5 + normal(&numbers);
        }
        curb_maxt_t maxt;
        assert_int_equal(curb_maxt_init(&maxt, matrix, ROWS, COLUMNS, 0.95, 1), CURB_OK);
        bool all = true;
        for (size_t c = 0; c < COLUMNS; c++) {
            all = all && maxt.columns[c].interval.low <= 5 &&
                  5 <= maxt.columns[c].interval.high;
        }
        covered += all;
        curb_maxt_free(&maxt);
    }
    assert_in_range(covered, 353, 400);
}

/* Columns that are copies of each other are one column: the family must not cost anything.
 */
static void correlated_columns_cost_less_than_bonferroni(void **state)
{
    (void)state;
    enum { ROWS = 12, COLUMNS = 20 };
    double matrix[ROWS * COLUMNS];
    uint64_t numbers = 5;
    for (size_t r = 0; r < ROWS; r++) {
        double shared = normal(&numbers);
        for (size_t c = 0; c < COLUMNS; c++) {
            matrix[r * COLUMNS + c] = (double)(c + 1) * shared;
        }
    }
    curb_maxt_t maxt;
    assert_int_equal(curb_maxt_init(&maxt, matrix, ROWS, COLUMNS, 0.95, 1), CURB_OK);
    assert_true(maxt.critical < 0.8 * curb_t_critical(0.95, ROWS, COLUMNS));
    curb_maxt_free(&maxt);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    curb_maxt_t maxt;
    curb_memory_fail_at(0);
    assert_int_equal(
        curb_maxt_init(&maxt, flip_differences, FLIP_ROWS, FLIP_COLUMNS, 0.95, 1), CURB_OK);
    unsigned long requests = curb_memory_requests();
    curb_maxt_free(&maxt);
    assert_true(requests > 5);
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        assert_int_equal(
            curb_maxt_init(&maxt, flip_differences, FLIP_ROWS, FLIP_COLUMNS, 0.95, 1),
            CURB_ERR_NO_MEMORY);
        assert_null(maxt.columns);
    }
    curb_memory_fail_at(1);
    double quantile;
    assert_int_equal(curb_quantile(paired_a, PAIRED_N, 0.5, &quantile), CURB_ERR_NO_MEMORY);
    curb_memory_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paired_statistics_are_the_known_ones),
        cmocka_unit_test(t_critical_values_are_those_of_the_tables),
        cmocka_unit_test(pairs_with_a_missing_value_are_left_out),
        cmocka_unit_test(two_pairs_are_enough_and_one_is_not),
        cmocka_unit_test(a_constant_difference_has_an_interval_without_width),
        cmocka_unit_test(a_ratio_excludes_zero_exactly_when_the_difference_does),
        cmocka_unit_test(a_ratio_of_proportional_columns_is_exact),
        cmocka_unit_test(a_ratio_to_something_near_zero_is_undefined),
        cmocka_unit_test(ties_share_a_replicate),
        cmocka_unit_test(quantiles_are_of_type_7),
        cmocka_unit_test(all_flips_give_the_exact_fractions),
        cmocka_unit_test(intervals_lie_between_one_t_and_bonferroni),
        cmocka_unit_test(columns_without_spread_stay_out_of_the_maximum),
        cmocka_unit_test(a_family_of_zeros_has_no_critical_value),
        cmocka_unit_test(two_replicates_get_wide_intervals_and_one_gets_none),
        cmocka_unit_test(a_missing_replicate_counts_only_in_its_column),
        cmocka_unit_test(random_flips_follow_from_the_seed),
        cmocka_unit_test(intervals_cover_all_columns_together),
        cmocka_unit_test(correlated_columns_cost_less_than_bonferroni),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
