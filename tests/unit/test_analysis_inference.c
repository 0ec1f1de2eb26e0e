/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
#include "analysis/adjust.h"
#include "analysis/bootstrap.h"
#include "analysis/selection.h"
#include "analysis/shuffle.h"
#include "model/memory.h"
#include "reference/inference.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.15g, expected %.15g within %g", value, expected, tolerance);
    }
}

static double mean_of(const size_t *rows, size_t n, const void *data)
{
    const double *values = data;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += values[rows[i]];
    }
    return sum / (double)n;
}

static double variance_of(const size_t *rows, size_t n, const void *data)
{
    const double *values = data;
    double mean = mean_of(rows, n, data), sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (values[rows[i]] - mean) * (values[rows[i]] - mean);
    }
    return sum / (double)n;
}

static void bca_of_all_resamples_gives_the_known_intervals(void **state)
{
    (void)state;
    curb_bca_t found;
    assert_int_equal(
        curb_bca(&found, mean_of, bca_values, BCA_ROWS, 0.9, CURB_BCA_ALL, 0), CURB_OK);
    assert_int_equal(found.resamples, BCA_RESAMPLES);
    near(found.estimate, 7.5, 1e-12);
    near(found.z0, bca_mean_z0, 1e-12);
    near(found.a, bca_mean_a, 1e-12);
    near(found.low_level, bca_mean_levels[0], 1e-12);
    near(found.high_level, bca_mean_levels[1], 1e-12);
    near(found.interval.low, bca_mean_interval[0], 1e-9);
    near(found.interval.high, bca_mean_interval[1], 1e-9);
    near(found.percentile.low, bca_mean_percentile[0], 1e-9);
    near(found.percentile.high, bca_mean_percentile[1], 1e-9);
    assert_int_equal(
        curb_bca(&found, variance_of, bca_values, BCA_ROWS, 0.9, CURB_BCA_ALL, 0), CURB_OK);
    near(found.estimate, 42.25, 1e-12);
    near(found.z0, bca_variance_z0, 1e-12);
    near(found.a, bca_variance_a, 1e-12);
    near(found.interval.low, bca_variance_interval[0], 1e-9);
    near(found.interval.high, bca_variance_interval[1], 1e-9);
    near(found.percentile.low, bca_variance_percentile[0], 1e-9);
    near(found.percentile.high, bca_variance_percentile[1], 1e-9);
}

/* Ends of 4000 resamples against the book's 2000: the sd of such an end is about
 * sqrt(level (1 - level) / B) / density, some 3 at the lower and 6 at the upper end. */
static void bca_of_drawn_resamples_is_near_the_book(void **state)
{
    (void)state;
    curb_bca_t found, again;
    assert_int_equal(
        curb_bca(&found, variance_of, spatial, SPATIAL_ROWS, 0.9, CURB_BCA_RESAMPLES, 2385),
        CURB_OK);
    near(found.estimate, spatial_variance, 1e-10);
    near(found.a, spatial_a, 1e-12);
    near(found.interval.low, spatial_book[0], 10);
    near(found.interval.high, spatial_book[1], 15);
    assert_int_equal(
        curb_bca(&again, variance_of, spatial, SPATIAL_ROWS, 0.9, CURB_BCA_RESAMPLES, 2385),
        CURB_OK);
    assert_memory_equal(&found, &again, sizeof found);
}

/* 90 % intervals of the mean of 12 exponentials: known to cover somewhat less than they
 * say. 400 samples: standard error 1.5 %. Percentiles cover about 83 %, BCa 85 %. */
static void bca_covers_skewed_means_about_as_it_says(void **state)
{
    (void)state;
    enum { SAMPLES = 400, ROWS = 12 };
    size_t covered = 0;
    for (uint32_t s = 0; s < SAMPLES; s++) {
        double values[ROWS];
        for (uint32_t i = 0; i < ROWS; i++) {
            double unit = ((double)curb_shuffle_below(77, s, i, 1000003) + 0.5) / 1000003;
            values[i] = -log(unit);
        }
        curb_bca_t found;
        assert_int_equal(curb_bca(&found, mean_of, values, ROWS, 0.9, 500, s), CURB_OK);
        covered += found.interval.low <= 1 && 1 <= found.interval.high;
    }
    assert_in_range(covered, SAMPLES * 79 / 100, SAMPLES * 93 / 100);
}

static double undefined_without_row_0(const size_t *rows, size_t n, const void *data)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i] == 0) {
            return mean_of(rows, n, data);
        }
    }
    return NAN;
}

static void bca_says_nothing_where_there_is_nothing_to_say(void **state)
{
    (void)state;
    const double same[] = {2.385, 2.385, 2.385, 2.385};
    curb_bca_t found;
    assert_int_equal(curb_bca(&found, mean_of, same, 4, 0.95, 200, 1), CURB_OK);
    near(found.interval.low, 2.385, 1e-12);
    near(found.interval.high, 2.385, 1e-12);
    assert_int_equal(curb_bca(&found, mean_of, same, 1, 0.95, 200, 1), CURB_OK);
    near(found.estimate, 2.385, 0);
    assert_true(isnan(found.interval.low));
    assert_int_equal(curb_bca(&found, mean_of, same, 0, 0.95, 200, 1), CURB_OK);
    assert_true(isnan(found.estimate) && isnan(found.interval.high));
    assert_int_equal(
        curb_bca(&found, undefined_without_row_0, bca_values, 6, 0.95, 400, 1), CURB_OK);
    assert_true(found.undefined > 20 && isnan(found.interval.low));
    assert_int_equal(curb_bca(&found, mean_of, spatial, SPATIAL_ROWS, 0.9, CURB_BCA_ALL, 1),
        CURB_ERR_INTERNAL);
}

static void adjusted_p_values_are_the_known_ones(void **state)
{
    (void)state;
    static const double *const expected[] = {holm_p, hochberg_p, bh_p};
    for (int method = CURB_ADJUST_HOLM; method <= CURB_ADJUST_BH; method++) {
        double found[TESTED];
        assert_int_equal(curb_adjust((curb_adjust_t)method, raw_p, TESTED, found), CURB_OK);
        for (size_t i = 0; i < TESTED; i++) {
            near(found[i], expected[method][i], 1e-15);
        }
    }
}

static void what_was_not_tested_does_not_count(void **state)
{
    (void)state;
    double p[TESTED + 2] = {NAN};
    memcpy(p + 1, raw_p, sizeof raw_p);
    p[TESTED + 1] = NAN;
    for (int method = CURB_ADJUST_HOLM; method <= CURB_ADJUST_BH; method++) {
        double found[TESTED + 2], alone[TESTED];
        assert_int_equal(curb_adjust((curb_adjust_t)method, p, TESTED + 2, found), CURB_OK);
        assert_int_equal(curb_adjust((curb_adjust_t)method, raw_p, TESTED, alone), CURB_OK);
        assert_true(isnan(found[0]) && isnan(found[TESTED + 1]));
        assert_memory_equal(found + 1, alone, sizeof alone);
    }
    double one = 0.2385;
    assert_int_equal(curb_adjust(CURB_ADJUST_HOLM, &one, 1, &one), CURB_OK);
    near(one, 0.2385, 0);
    assert_int_equal(curb_adjust(CURB_ADJUST_BH, NULL, 0, NULL), CURB_OK);
}

static void constants_of_selection_are_the_known_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dunnett_95 / sizeof *dunnett_95; i++) {
        const known_dunnett_t *known = &dunnett_95[i];
        near(curb_dunnett(0.95, (size_t)known->comparisons, known->freedom),
            known->critical, 1e-8);
    }
    for (size_t i = 0; i < sizeof dudewicz_dalal_h / sizeof *dudewicz_dalal_h; i++) {
        const known_h_t *known = &dudewicz_dalal_h[i];
        near(curb_dudewicz_dalal(
                 known->level, (size_t)known->policies, (size_t)known->first_runs),
            known->h, 1e-8);
    }
    for (size_t i = 0; i < sizeof rinott_h / sizeof *rinott_h; i++) {
        const known_h_t *known = &rinott_h[i];
        near(curb_rinott(known->level, (size_t)known->policies, (size_t)known->first_runs),
            known->h, 1e-8);
    }
    for (size_t i = 0; i < sizeof kim_nelson_05 / sizeof *kim_nelson_05; i++) {
        const known_kn_t *known = &kim_nelson_05[i];
        curb_kim_nelson_t found =
            curb_kim_nelson(0.05, (size_t)known->policies, (size_t)known->first_runs);
        near(found.eta, known->eta, 1e-12);
        near(found.h_squared, known->h_squared, 1e-11);
    }
}

static void one_comparison_is_students_t(void **state)
{
    (void)state;
    for (int freedom = 3; freedom < 50; freedom += 9) {
        near(curb_dunnett(0.95, 1, freedom), gsl_cdf_tdist_Pinv(0.975, freedom), 1e-7);
    }
    assert_true(isnan(curb_dunnett(1.2, 2, 20)));
    assert_true(isnan(curb_rinott(0.95, 1, 20)) && isnan(curb_dudewicz_dalal(0.95, 3, 1)));
    assert_true(isnan(curb_kim_nelson(0.05, 1, 10).eta));
}

/* At r = h^2 S^2 / delta^2 the margin is gone, and one that is behind is out. */
static void the_margin_of_kim_and_nelson_closes(void **state)
{
    (void)state;
    curb_kim_nelson_t constants = curb_kim_nelson(0.05, 2, 10);
    double variance = 2.385, delta = 0.7;
    double last = constants.h_squared * variance / (delta * delta);
    double early = curb_kim_nelson_margin(&constants, variance, delta, 10);
    near(early, delta / 20 * (last - 10), 1e-12);
    near(curb_kim_nelson_margin(&constants, variance, delta, (size_t)last + 1), 0, 0);
}

static void a_budget_is_shared_as_known(void **state)
{
    (void)state;
    for (size_t c = 0; c < 2; c++) {
        double shares[OCBA_POLICIES];
        curb_ocba(ocba_means[c], ocba_sds[c], OCBA_POLICIES, shares);
        for (size_t i = 0; i < OCBA_POLICIES; i++) {
            near(shares[i], ocba_shares[c][i], 1e-12);
        }
    }
    const double tied[] = {1, 1, 2}, sds[] = {1, 1, 1};
    double shares[3];
    curb_ocba(tied, sds, 3, shares);
    assert_true(isnan(shares[0]) && isnan(shares[2]));
}

static void a_shuffle_holds_each_once(void **state)
{
    (void)state;
    size_t order[37];
    bool seen[37] = {false};
    curb_shuffle(2385, 4, 37, order);
    for (size_t i = 0; i < 37; i++) {
        assert_true(order[i] < 37 && !seen[order[i]]);
        seen[order[i]] = true;
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    curb_bca_t found;
    double adjusted[TESTED];
    for (unsigned long n = 1; n <= 2; n++) {
        curb_memory_fail_at(n);
        assert_int_equal(
            curb_bca(&found, mean_of, bca_values, 6, 0.9, 50, 1), CURB_ERR_NO_MEMORY);
        curb_memory_fail_at(n);
        assert_int_equal(
            curb_adjust(CURB_ADJUST_BH, raw_p, TESTED, adjusted), CURB_ERR_NO_MEMORY);
    }
    curb_memory_fail_at(0);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bca_of_all_resamples_gives_the_known_intervals),
        cmocka_unit_test(bca_of_drawn_resamples_is_near_the_book),
        cmocka_unit_test(bca_covers_skewed_means_about_as_it_says),
        cmocka_unit_test(bca_says_nothing_where_there_is_nothing_to_say),
        cmocka_unit_test(adjusted_p_values_are_the_known_ones),
        cmocka_unit_test(what_was_not_tested_does_not_count),
        cmocka_unit_test(constants_of_selection_are_the_known_ones),
        cmocka_unit_test(one_comparison_is_students_t),
        cmocka_unit_test(the_margin_of_kim_and_nelson_closes),
        cmocka_unit_test(a_budget_is_shared_as_known),
        cmocka_unit_test(a_shuffle_holds_each_once),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
