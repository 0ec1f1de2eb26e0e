/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameter uncertainty and chance: the split against sums done by hand and against
 * simulated components that are known; what draws as units do to an interval. */
#include "analysis/levels.h"
#include "analysis/maxt.h"
#include "model/memory.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 400 };

static double values[MOST];
static size_t unit[MOST];

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
    }
}

static void put(const size_t *of, const double *what, size_t n)
{
    memcpy(values, what, n * sizeof *values);
    memcpy(unit, of, n * sizeof *unit);
}

/* Means 2, 5, 8 of two each: between = 2 (9 + 0 + 9)/2 = 18, within = (2 + 2 + 8)/3 = 4,
 * parameters = (18 - 4)/2 = 7, share = 7/11; F(.975; 2, 3) = 16.0441, F(.025) = .0255326
 * (tables), f = 4.5: low (f/16.0441 - 1) < 0 so 0, high (176.245 - 1)/(176.245 + 1). */
static void equal_units_are_split_as_by_hand(void **state)
{
    (void)state;
    put((size_t[]){0, 0, 1, 1, 2, 2}, (double[]){1, 3, 4, 6, 6, 10}, 6);
    curb_levels_t levels = curb_levels(values, unit, 6, 0.95);
    assert_int_equal(levels.n, 6);
    assert_int_equal(levels.units, 3);
    near(levels.between, 18, 1e-12);
    near(levels.chance, 4, 1e-12);
    near(levels.per_unit, 2, 1e-12);
    near(levels.parameters, 7, 1e-12);
    near(levels.share, 7.0 / 11, 1e-12);
    assert_false(levels.negative);
    near(levels.share_interval.low, 0, 0);
    near(levels.share_interval.high, 175.245 / 177.245, 1e-5);
}

/* Units of 3, 1 and 2 values, one of them lost: n0 = (6 - 14/6)/2 = 11/6. Means 2, 7, 4.5,
 * of all 22/6: between = (3 (5/3)^2 + (10/3)^2 + 2 (5/6)^2)/2 = (25/3 + 100/9 + 25/18)/2 =
 * 125/12, within = (2 + 0 + .5)/3 = 5/6, parameters = (125/12 - 5/6)/(11/6) = 115/22. */
static void lost_runs_leave_unequal_units(void **state)
{
    (void)state;
    put((size_t[]){0, 0, 0, 1, 1, 2, 2}, (double[]){1, 2, 3, NAN, 7, 4, 5}, 7);
    curb_levels_t levels = curb_levels(values, unit, 7, 0.95);
    assert_int_equal(levels.n, 6);
    near(levels.per_unit, 11.0 / 6, 1e-12);
    near(levels.between, 125.0 / 12, 1e-12);
    near(levels.chance, 5.0 / 6, 1e-12);
    near(levels.parameters, 115.0 / 22, 1e-12);
    double means[3];
    curb_levels_means(values, unit, 7, 3, means);
    near(means[0], 2, 0);
    near(means[1], 7, 0);
    near(means[2], 4.5, 0);
}

static void a_negative_estimate_is_given_as_0_and_said(void **state)
{
    (void)state;
    put((size_t[]){0, 0, 1, 1}, (double[]){-2.385, 2.385, -1, 1}, 4);
    curb_levels_t levels = curb_levels(values, unit, 4, 0.95);
    assert_true(levels.negative);
    near(levels.parameters, 0, 0);
    near(levels.share, 0, 0);
    assert_true(levels.chance > 0);
}

static void one_value_a_unit_cannot_be_split(void **state)
{
    (void)state;
    put((size_t[]){0, 1, 2}, (double[]){1, 2, 4}, 3);
    assert_true(isnan(curb_levels(values, unit, 3, 0.95).share));
    put((size_t[]){0, 0, 0}, (double[]){1, 2, 4}, 3);
    assert_true(isnan(curb_levels(values, unit, 3, 0.95).share));
    assert_true(isnan(curb_levels(NULL, NULL, 0, 0.95).chance));
    put((size_t[]){0, 0, 1, 1}, (double[]){2.385, 2.385, 2.385, 2.385}, 4);
    curb_levels_t constant = curb_levels(values, unit, 4, 0.95);
    near(constant.parameters, 0, 0);
    assert_true(isnan(constant.share)); /* nothing varies */
    put((size_t[]){0, 0, 1, 1}, (double[]){1, 1, 2.385, 2.385}, 4);
    near(curb_levels(values, unit, 4, 0.95).share, 1, 0); /* no chance at all */
}

/* Values 3 + theta + epsilon with variances 2.25 and 4, in m = 24 units of r = 5; `lost`
 * of every seven values are missing. */
static void simulate(gsl_rng *rng, size_t units, size_t each, size_t lost)
{
    for (size_t u = 0; u < units; u++) {
        double theta = gsl_ran_gaussian(rng, 1.5);
        for (size_t i = 0; i < each; i++) {
            size_t at = u * each + i;
            unit[at] = u;
            values[at] = 3 + theta + gsl_ran_gaussian(rng, 2);
            values[at] = at % 7 < lost ? NAN : values[at];
        }
    }
}

/* Both estimators are unbiased, with equal and with unequal units (before a negative one
 * is cut off, so undone here). Over 4,000 simulations |z| < 5 fails for a correct estimator
 * once in 1.7 million seeds, four times that for four of them. */
static void the_split_is_unbiased(void **state)
{
    (void)state;
    enum { RUNS = 4000 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 2385);
    for (size_t lost = 0; lost <= 2; lost += 2) {
        double sum[2] = {0}, squares[2] = {0};
        for (int k = 0; k < RUNS; k++) {
            simulate(rng, 24, 5, lost);
            curb_levels_t levels = curb_levels(values, unit, 120, 0.95);
            double found[] = {
                (levels.between - levels.chance) / levels.per_unit, levels.chance};
            for (int i = 0; i < 2; i++) {
                sum[i] += found[i];
                squares[i] += found[i] * found[i];
            }
        }
        for (int i = 0; i < 2; i++) {
            double mean = sum[i] / RUNS, truth = i == 0 ? 2.25 : 4;
            double se = sqrt((squares[i] / RUNS - mean * mean) / RUNS);
            print_message("lost %zu of 7, component %d: %.4f (%.4f)\n", lost, i, mean, se);
            assert_true(fabs(mean - truth) < 5 * se);
        }
    }
    gsl_rng_free(rng);
}

/* The share's interval is exact for equal units: 95 % of 4,000 has standard error .0034, so
 * within .0172 fails a correct one once in 1.7 million seeds. An interval of the mean over
 * units is exact, too; one that takes replicates for independent covers
 * 2 Phi(1.96/sqrt(1 + 4 ICC)) - 1 = .78 for ICC = 2.25/6.25 and r = 5, and must be seen to
 * fail, or this test could not tell the two. */
static void intervals_cover_when_they_count_draws(void **state)
{
    (void)state;
    enum { RUNS = 4000, UNITS = 24, EACH = 5, N = UNITS * EACH };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 23850);
    double zeros[N] = {0}, means[UNITS];
    int share = 0, by_units = 0, by_values = 0;
    for (int k = 0; k < RUNS; k++) {
        simulate(rng, UNITS, EACH, 0);
        curb_levels_t levels = curb_levels(values, unit, N, 0.95);
        share += levels.share_interval.low <= 0.36 && 0.36 <= levels.share_interval.high;
        curb_levels_means(values, unit, N, UNITS, means);
        curb_paired_t paired = curb_paired(zeros, means, UNITS);
        curb_interval_t one =
            curb_paired_interval(&paired, curb_t_critical(0.95, UNITS, 1));
        by_units += one.low <= 3 && 3 <= one.high;
        paired = curb_paired(zeros, values, N);
        one = curb_paired_interval(&paired, curb_t_critical(0.95, N, 1));
        by_values += one.low <= 3 && 3 <= one.high;
    }
    gsl_rng_free(rng);
    print_message("coverage: share %.4f, mean over draws %.4f, over replicates %.4f\n",
        (double)share / RUNS, (double)by_units / RUNS, (double)by_values / RUNS);
    near((double)share / RUNS, 0.95, 0.0172);
    near((double)by_units / RUNS, 0.95, 0.0172);
    near((double)by_values / RUNS, 0.78, 0.04);
}

/* Flipping whole draws keeps the level of the test. 300 tests at 5 %: more than 37
 * rejections, or none at all, happen once in five million seeds each (binomial). */
static void flips_take_whole_draws(void **state)
{
    (void)state;
    enum { RUNS = 300, UNITS = 10, EACH = 4, N = UNITS * EACH };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 238);
    double means[UNITS];
    int rejected = 0;
    for (int k = 0; k < RUNS; k++) {
        simulate(rng, UNITS, EACH, 0);
        for (size_t i = 0; i < N; i++) {
            values[i] -= 3;
        }
        curb_levels_means(values, unit, N, UNITS, means);
        curb_maxt_t maxt;
        assert_int_equal(curb_maxt_init(&maxt, means, UNITS, 1, 0.95, 1), CURB_OK);
        assert_true(maxt.exhaustive);
        rejected += maxt.columns[0].p_single <= 0.05;
        curb_maxt_free(&maxt);
    }
    gsl_rng_free(rng);
    print_message("rejected %d of %d\n", rejected, RUNS);
    assert_in_range(rejected, 1, 37);
}

static void units_follow_the_draws_of_a_file(void **state)
{
    (void)state;
    uint32_t draws[] = {0, 0, 2, 2, 2, 3};
    curb_results_t labels = {.replicate_count = 6, .draws = draws, .parameters = "draws"};
    size_t of[6];
    assert_int_equal(curb_levels_units(&labels, of), 3);
    assert_memory_equal(of, ((size_t[]){0, 0, 1, 1, 1, 2}), sizeof of);
    assert_int_equal(curb_results_draw_count(&labels), 3);
    strcpy(labels.parameters, "central"); /* all draws are 0 there; chance is the unit */
    assert_int_equal(curb_levels_units(&labels, of), 6);
    assert_int_equal(curb_results_draw_count(&labels), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_units_are_split_as_by_hand),
        cmocka_unit_test(lost_runs_leave_unequal_units),
        cmocka_unit_test(a_negative_estimate_is_given_as_0_and_said),
        cmocka_unit_test(one_value_a_unit_cannot_be_split),
        cmocka_unit_test(the_split_is_unbiased),
        cmocka_unit_test(intervals_cover_when_they_count_draws),
        cmocka_unit_test(flips_take_whole_draws),
        cmocka_unit_test(units_follow_the_draws_of_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
