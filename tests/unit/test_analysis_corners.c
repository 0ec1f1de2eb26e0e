/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Where functions of analysis/ could go wrong quietly: large numbers with small
 * differences, ties, columns without spread, values that are not numbers, fits that are
 * perfect. */
#include "analysis/bootstrap.h"
#include "analysis/design.h"
#include "analysis/emulator.h"
#include "analysis/levels.h"
#include "analysis/maxt.h"
#include "analysis/paired.h"
#include "analysis/plausible.h"
#include "analysis/prim.h"
#include "analysis/regression.h"
#include "analysis/robust.h"
#include "analysis/screening.h"
#include "analysis/selection.h"
#include "analysis/sobol.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmocka.h>

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.17g, expected %.17g within %g", value, expected, tolerance);
    }
}

static const double wiggle[] = {0.3, -1.1, 0.8, 1.9, -0.4, -1.6, 0.2, 0.7};
enum { WIGGLES = sizeof wiggle / sizeof *wiggle };

/* --- large numbers, small differences --- */

/* The flips that change no row and all rows reach what was observed, however large the mean
 * is beside the spread: with all on one side p is 2 in 256, never 0. */
static void p_of_flips_is_never_below_what_flips_can_tell(void **state)
{
    (void)state;
    for (int step = 0; step < 10; step++) {
        double mean = 10 * pow(7.3, step);
        double matrix[2 * WIGGLES];
        for (size_t r = 0; r < WIGGLES; r++) {
            matrix[2 * r] = mean + wiggle[r];
            matrix[2 * r + 1] = -3 * mean - 0.1 * wiggle[WIGGLES - 1 - r];
        }
        curb_maxt_t maxt;
        assert_int_equal(curb_maxt_init(&maxt, matrix, WIGGLES, 2, 0.95, 1), CURB_OK);
        for (size_t c = 0; c < 2; c++) {
            assert_true(maxt.columns[c].p_single == 2 / 256.0);
            assert_true(maxt.columns[c].p_stepdown == 2 / 256.0);
        }
        curb_maxt_free(&maxt);
    }
}

/* 1e13 holds steps of 1/512: differences of 0.25 and 0.5 are exact, means of seven levels
 * are not. */
static void the_mean_of_differences_is_not_that_of_the_levels(void **state)
{
    (void)state;
    enum { N = WIGGLES - 1 };
    double a[N], b[N];
    for (size_t r = 0; r < N; r++) {
        a[r] = 1e13 + 1e11 * wiggle[r] / 3;
        b[r] = a[r] + (r % 2 == 0 ? 0.25 : 0.5);
    }
    curb_paired_t paired = curb_paired(a, b, N);
    near(paired.mean, (4 * 0.25 + 3 * 0.5) / N, 1e-12);
    near(paired.sd, 0.25 * sqrt(12.0 / 7 / 6), 1e-12);
}

static void a_constant_column_correlates_with_nothing(void **state)
{
    (void)state;
    const double same[] = {0.1, 0.1, 0.1}, other[] = {1.3, 2.385, 0.7};
    curb_paired_t paired = curb_paired(same, other, 3);
    assert_true(isnan(paired.correlation));
    assert_true(isnan(curb_paired(other, same, 3).correlation));
    near(paired.variance_reduction, 1, 1e-12);
}

/* --- ties --- */

static double median_of(const size_t *rows, size_t n, const void *data)
{
    double values[16];
    for (size_t i = 0; i < n; i++) {
        values[i] = ((const double *)data)[rows[i]];
    }
    gsl_sort(values, 1, n);
    return gsl_stats_quantile_from_sorted_data(values, 1, n, 0.5);
}

/* Whichever row is left out, the median stays: no acceleration, not one of roundings. */
static void a_jackknife_of_one_value_has_no_acceleration(void **state)
{
    (void)state;
    for (int step = 0; step < 22; step++) {
        double tied = 0.1 + 0.137 * step;
        const double values[] = {-4, tied, tied, tied, 11};
        curb_bca_t found;
        assert_int_equal(
            curb_bca(&found, median_of, values, 5, 0.9, CURB_BCA_ALL, 0), CURB_OK);
        near(found.a, 0, 0);
        assert_true(found.interval.low <= tied && tied <= found.interval.high);
    }
}

/* --- perfect fits --- */

/* y = 2 x1 - 0.5 x2, x3 does nothing: the sample is explained whole, so partial
 * correlations are 1, -1 and about 0, and coefficients are those of the standardised. */
static void what_inputs_determine_is_not_undefined(void **state)
{
    (void)state;
    enum { N = 30, INPUTS = 3 };
    double points[N * INPUTS], values[N], sd[INPUTS + 1];
    curb_design_latin(2385, 1, N, INPUTS, points);
    for (size_t i = 0; i < N; i++) {
        values[i] = 2 * points[i * INPUTS] - 0.5 * points[i * INPUTS + 1];
    }
    for (size_t d = 0; d < INPUTS; d++) {
        sd[d] = gsl_stats_sd(points + d, INPUTS, N);
    }
    sd[INPUTS] = gsl_stats_sd(values, 1, N);
    curb_regression_t found[INPUTS];
    double r2[2];
    assert_int_equal(
        curb_regression(points, values, N, INPUTS, 0.95, found, NULL, r2), CURB_OK);
    near(r2[0], 1, 1e-12);
    near(found[0].src, 2 * sd[0] / sd[INPUTS], 1e-9);
    near(found[1].src, -0.5 * sd[1] / sd[INPUTS], 1e-9);
    near(found[2].src, 0, 1e-9);
    near(found[0].pcc, 1, 1e-9);
    near(found[1].pcc, -1, 1e-9);
    near(found[2].pcc, 0, 1e-3);
    for (size_t i = 0; i < N; i++) {
        values[i] = exp(5 * points[i]); /* a single input, and its order is the output's */
    }
    assert_int_equal(curb_regression(points, values, N, 1, 0.95, found, NULL, r2), CURB_OK);
    near(found[0].spearman, 1, 1e-12);
    near(found[0].prcc, 1, 1e-12);
    near(found[0].prcc_p, 0, 1e-12);
    near(found[0].prcc_interval.high, 1, 1e-12);
}

/* --- not a number --- */

static void what_is_not_a_number_is_not_plausible(void **state)
{
    (void)state;
    const curb_target_knowledge_t target = {.observed = 2.385, .discrepancy_variance = 1};
    assert_true(isinf(curb_implausibility(&target, NAN, 0.1)));
    assert_true(curb_band_log_weight(NAN, 1, 2, 0.5) == -INFINITY);
    near(curb_band_log_weight(1.5, 1, 2, 0), 0, 0);
    assert_true(curb_band_log_weight(2.5, 1, 2, 0) == -INFINITY);
    const double first[] = {NAN, 5, 2.385}, last[] = {5, 2.385, NAN};
    assert_true(isinf(curb_implausibility_ranked(first, 3, 0)));
    assert_true(isinf(curb_implausibility_ranked(last, 3, 0)));
    near(curb_implausibility_ranked(first, 3, 1), 5, 0);
    near(curb_implausibility_ranked(last, 3, 2), 2.385, 0);
    const double logs[] = {-1, NAN, -1};
    double weights[3];
    curb_weights_normalise(logs, 3, weights);
    near(weights[0], 0.5, 1e-15);
    near(weights[1], 0, 0);
}

static void an_output_with_gaps_is_not_emulated(void **state)
{
    (void)state;
    const double at[] = {0, 0.3, 0.6, 1}, values[] = {1, NAN, 2.385, 2};
    const curb_emulator_runs_t runs = {4, 1, at, values, NULL};
    curb_emulator_t emulator;
    assert_int_equal(curb_emulator_fit(&emulator, CURB_MATERN_52, &runs), CURB_ERR_INVALID);
    assert_null(emulator.inverse);
}

static void gaps_are_left_out_wherever_they_lie(void **state)
{
    (void)state;
    enum { TRAJECTORIES = 6, POINTS = TRAJECTORIES * 3 };
    double points[POINTS * 2], values[POINTS];
    curb_screening_design(5, TRAJECTORIES, 2, 2, NULL, 4, points);
    for (size_t i = 0; i < POINTS; i++) {
        values[i] = 2.385 * points[2 * i] + points[2 * i + 1];
    }
    values[1] = values[POINTS - 1] = NAN;
    curb_screening_effect_t effects[2];
    curb_screening_effects(points, values, TRAJECTORIES, 2, 2, NULL, NULL, 0.95, effects);
    assert_int_equal(effects[0].n + effects[1].n, 2 * TRAJECTORIES - 3);
    near(effects[0].mu, 2.385, 1e-12);
    for (size_t i = 0; i < POINTS; i++) {
        values[i] = NAN;
    }
    curb_screening_effects(points, values, TRAJECTORIES, 2, 2, NULL, NULL, 0.95, effects);
    assert_true(effects[0].n == 0 && isnan(effects[0].mu_star) && isnan(effects[0].sigma));
    assert_true(isnan(effects[1].mu_star_interval.low));
    curb_sobol_factor_t indices[2];
    const curb_sobol_sample_t sample = {{.factors = 2}, 4, values, NULL};
    curb_sobol_moments_t moments;
    assert_int_equal(curb_sobol_estimate(&sample, &moments, indices, NULL), CURB_OK);
    assert_int_equal(moments.used, 0);
    assert_true(isnan(indices[0].share[CURB_SOBOL_FIRST].estimate) &&
                isnan(indices[1].share[CURB_SOBOL_TOTAL].estimate));
    assert_int_equal(curb_sobol_bootstrap(&sample, 20, 0.95, 1, indices, NULL), CURB_OK);
    assert_true(isnan(indices[0].share[CURB_SOBOL_FIRST].interval.low));
}

/* --- two, one and none --- */

static void two_of_everything_is_enough_for_a_number(void **state)
{
    (void)state;
    const double two[] = {1.25, 4.5};
    curb_bca_t bca;
    assert_int_equal(curb_bca(&bca, median_of, two, 2, 0.9, CURB_BCA_ALL, 0), CURB_OK);
    assert_true(bca.interval.low >= 1.25 && bca.interval.high <= 4.5);
    curb_robust_t robust;
    assert_int_equal(
        curb_robust_init(&robust, two, 1, 2, 0.5, 2), CURB_OK); /* one option */
    near(robust.options[0].first_share, 1, 0);
    near(robust.options[0].mean_regret, 0, 0);
    near(robust.options[0].measures[CURB_ROBUST_STARR], 0.5, 0);
    assert_int_equal(robust.telling, 0);
    curb_robust_free(&robust);
    const bool cases[] = {true, false};
    curb_prim_data_t data = {.inputs = two,
        .cases = cases,
        .points = 2,
        .input_count = 1,
        .peel = 0.05,
        .paste = 0.05,
        .least_mass = 0.05};
    curb_prim_path_t path;
    assert_int_equal(curb_prim_peel(&path, &data), CURB_OK);
    assert_int_equal(path.count, 2);
    near(path.boxes[1].density, 1, 0);
    near(path.boxes[1].high[0], 2.875, 1e-12);
    curb_prim_path_free(&path);
    curb_emulator_t emulator;
    const curb_emulator_runs_t runs = {2, 1, (const double[]){0.1, 0.8}, two, NULL};
    assert_int_equal(curb_emulator_fit(&emulator, CURB_MATERN_52, &runs), CURB_OK);
    double mean, variance;
    curb_emulator_at(&emulator, (const double[]){0.4}, &mean, &variance);
    assert_true(mean > 0 && mean < 6 && variance >= 0);
    curb_emulator_free(&emulator);
}

static void one_policy_needs_no_selection(void **state)
{
    (void)state;
    double share;
    curb_ocba((const double[]){3}, (const double[]){2.385}, 1, &share);
    near(share, 1, 0);
    /* an error rate of a coin is what choosing without a run has */
    assert_true(isnan(curb_kim_nelson(0.5, 2, 10).eta));
    assert_true(isnan(curb_kim_nelson(0.7, 2, 10).h_squared));
    assert_true(curb_kim_nelson(0.49, 2, 10).eta > 0);
}

/* A limit that is asked to give nothing stays. */
static void a_box_pasted_by_nothing_stays(void **state)
{
    (void)state;
    enum { POINTS = 12 };
    double inputs[POINTS];
    bool cases[POINTS];
    for (size_t i = 0; i < POINTS; i++) {
        inputs[i] = (double)i;
        cases[i] = i >= 4 && i < 8;
    }
    curb_prim_data_t data = {.inputs = inputs,
        .cases = cases,
        .points = POINTS,
        .input_count = 1,
        .peel = 0.05,
        .paste = 0,
        .least_mass = 0.05};
    curb_prim_path_t path;
    assert_int_equal(curb_prim_peel(&path, &data), CURB_OK);
    curb_prim_box_t *last = &path.boxes[path.count - 1];
    double low = last->low[0], high = last->high[0];
    near(low, 3.5, 0);
    near(high, 7.5, 0);
    assert_int_equal(curb_prim_paste(last, &data), CURB_OK);
    near(last->low[0], low, 0);
    near(last->high[0], high, 0);
    curb_prim_path_free(&path);
}

/* Quantiles of F are found for as many draws as anyone would run. */
static void a_split_of_many_draws_has_its_interval(void **state)
{
    (void)state;
    enum { MOST = 20000, EACH = 10 };
    static double values[MOST];
    static size_t unit[MOST];
    for (size_t units = 2; units <= MOST / EACH; units *= 10) {
        for (size_t i = 0; i < units * EACH; i++) {
            unit[i] = i / EACH;
            values[i] = wiggle[unit[i] % WIGGLES] + wiggle[i * 5 % 7];
        }
        curb_levels_t levels = curb_levels(values, unit, units * EACH, 0.95);
        assert_true(levels.share_interval.low <= levels.share);
        assert_true(levels.share <= levels.share_interval.high);
        assert_true(levels.share_interval.high <= 1);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(p_of_flips_is_never_below_what_flips_can_tell),
        cmocka_unit_test(the_mean_of_differences_is_not_that_of_the_levels),
        cmocka_unit_test(a_constant_column_correlates_with_nothing),
        cmocka_unit_test(a_jackknife_of_one_value_has_no_acceleration),
        cmocka_unit_test(what_inputs_determine_is_not_undefined),
        cmocka_unit_test(what_is_not_a_number_is_not_plausible),
        cmocka_unit_test(an_output_with_gaps_is_not_emulated),
        cmocka_unit_test(gaps_are_left_out_wherever_they_lie),
        cmocka_unit_test(two_of_everything_is_enough_for_a_number),
        cmocka_unit_test(one_policy_needs_no_selection),
        cmocka_unit_test(a_box_pasted_by_nothing_stays),
        cmocka_unit_test(a_split_of_many_draws_has_its_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
