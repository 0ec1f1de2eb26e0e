/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
#include "analysis/regression.h"
#include "analysis/screening.h"
#include "analysis/sobol.h"
#include "model/memory.h"
#include "reference/sensitivity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FILE_ROWS = 64, FACTORS = 3, G_FACTORS = 8, BASE = 1024, RESAMPLES = 200 };
static const double pi = 3.14159265358979323846;

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.15g, expected %.15g within %g", value, expected, tolerance);
    }
}

static double ishigami(const double *unit)
{
    double x[FACTORS];
    for (int k = 0; k < FACTORS; k++) {
        x[k] = pi * (2 * unit[k] - 1);
    }
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

static double sobol_g(const double *unit)
{
    double product = 1;
    for (int k = 0; k < G_FACTORS; k++) {
        product *= (fabs(4 * unit[k] - 2) + sobol_g_a[k]) / (1 + sobol_g_a[k]);
    }
    return product;
}

/* Values of a function at the design of `count` rows; the caller's to free. */
static double *evaluate(double (*function)(const double *), size_t count, size_t inputs,
    const size_t *group, size_t factors, bool second)
{
    size_t runs = count * curb_sobol_row(factors, second);
    double *base = curb_calloc(count * 2 * inputs, sizeof *base);
    double *points = curb_calloc(runs * inputs, sizeof *points);
    double *values = curb_calloc(runs, sizeof *values);
    assert_int_equal(curb_sobol_points(2385, 0, count, 2 * inputs, base), CURB_OK);
    curb_sobol_design(base, count, inputs, group, factors, second, points);
    for (size_t i = 0; i < runs; i++) {
        values[i] = function(points + i * inputs);
    }
    curb_free(base);
    curb_free(points);
    return values;
}

static void ishigami_comes_out_at_1024_rows(void **state)
{
    (void)state;
    double *values = evaluate(ishigami, BASE, FACTORS, NULL, FACTORS, true);
    curb_sobol_factor_t indices[FACTORS];
    double pairs[FACTORS * FACTORS];
    assert_int_equal(curb_sobol_indices(values, BASE, FACTORS, true, indices), BASE);
    curb_sobol_second(values, BASE, FACTORS, pairs);
    for (int j = 0; j < FACTORS; j++) {
        near(indices[j].first, ishigami_first[j], 0.04);
        near(indices[j].total, ishigami_total[j], 0.04);
        near(indices[j].janon, ishigami_first[j], 0.04);
        near(indices[j].jansen, ishigami_first[j], 0.04);
    }
    near(pairs[0 * FACTORS + 2], ishigami_second_13, 0.04);
    near(pairs[0 * FACTORS + 1], 0, 0.04);
    near(pairs[2 * FACTORS + 1], 0, 0.04);
    curb_free(values);
}

static void sobol_g_comes_out_at_1024_rows(void **state)
{
    (void)state;
    double *values = evaluate(sobol_g, BASE, G_FACTORS, NULL, G_FACTORS, false);
    curb_sobol_factor_t indices[G_FACTORS];
    (void)curb_sobol_indices(values, BASE, G_FACTORS, false, indices);
    for (int j = 0; j < G_FACTORS; j++) {
        near(indices[j].first, sobol_g_first[j], 0.04);
        near(indices[j].total, sobol_g_total[j], 0.04);
    }
    curb_free(values);
}

/* The file's 64 rows are a coarse sample: the errors of the estimators, not of the code,
 * are seen here to be below 0.2; that Jansen's total is the best of them is known. */
static void the_layout_of_rows_is_that_of_other_programs(void **state)
{
    (void)state;
    curb_sobol_factor_t indices[FACTORS];
    assert_int_equal(
        curb_sobol_indices(ishigami_values, FILE_ROWS, FACTORS, true, indices), FILE_ROWS);
    for (int j = 0; j < FACTORS; j++) {
        near(indices[j].first, ishigami_first[j], 0.2);
        near(indices[j].total, ishigami_total[j], 0.2);
    }
    const size_t row = 8;
    for (size_t i = 0; i < FILE_ROWS; i++) { /* what AB and BA are, read off the points */
        const double *a = ishigami_points + i * row * FACTORS, *b = a + 7 * FACTORS;
        double base[2 * FACTORS], points[8 * FACTORS];
        memcpy(base, a, FACTORS * sizeof *a);
        memcpy(base + FACTORS, b, FACTORS * sizeof *b);
        curb_sobol_design(base, 1, FACTORS, NULL, FACTORS, true, points);
        assert_memory_equal(points, a, sizeof points);
    }
}

static void groups_account_for_what_their_inputs_do_together(void **state)
{
    (void)state;
    static const size_t group[FACTORS] = {0, 1, 0};
    double *values = evaluate(ishigami, BASE, FACTORS, group, 2, false);
    curb_sobol_factor_t indices[2];
    (void)curb_sobol_indices(values, BASE, 2, false, indices);
    double both = 1 - ishigami_first[1]; /* nothing interacts with the second input */
    near(indices[0].first, both, 0.04);
    near(indices[0].total, both, 0.04);
    near(indices[1].total, ishigami_total[1], 0.04);
    curb_free(values);
}

static void rows_with_gaps_are_left_out_and_a_constant_has_no_indices(void **state)
{
    (void)state;
    double *values = evaluate(ishigami, BASE, FACTORS, NULL, FACTORS, false);
    curb_sobol_factor_t whole[FACTORS], gaps[FACTORS];
    (void)curb_sobol_indices(values + 5, BASE - 1, FACTORS, false, whole);
    values[3] = NAN;
    assert_int_equal(curb_sobol_indices(values, BASE, FACTORS, false, gaps), BASE - 1);
    near(gaps[0].total, whole[0].total, 1e-12);
    for (size_t i = 0; i < 5 * BASE; i++) {
        values[i] = 2.385;
    }
    (void)curb_sobol_indices(values, BASE, FACTORS, false, gaps);
    assert_true(isnan(gaps[0].first) && isnan(gaps[2].total));
    (void)curb_sobol_indices(values, 1, FACTORS, false, gaps);
    assert_true(isnan(gaps[0].first));
    curb_free(values);
}

static void bootstrap_intervals_hold_the_truth_at_1024_rows(void **state)
{
    (void)state;
    double *values = evaluate(ishigami, BASE, FACTORS, NULL, FACTORS, false);
    curb_sobol_factor_t indices[FACTORS];
    (void)curb_sobol_indices(values, BASE, FACTORS, false, indices);
    assert_int_equal(
        curb_sobol_bootstrap(values, BASE, FACTORS, false, RESAMPLES, 0.95, 2385, indices),
        CURB_OK);
    for (int j = 0; j < FACTORS; j++) {
        const curb_interval_t *first = &indices[j].first_interval;
        const curb_interval_t *total = &indices[j].total_interval;
        assert_true(first->low < ishigami_first[j] && ishigami_first[j] < first->high);
        assert_true(total->low < ishigami_total[j] && ishigami_total[j] < total->high);
        assert_true(total->high - total->low < 0.2 && first->high - first->low < 0.3);
    }
    curb_free(values);
}

static void points_are_even_inside_and_named_by_seed_and_wave(void **state)
{
    (void)state;
    enum { COLUMNS = 7, COUNT = 255 }; /* with the zero point 256: one in each stratum */
    static double points[COUNT * COLUMNS], again[COUNT * COLUMNS];
    assert_int_equal(curb_sobol_points(2385, 1, COUNT, COLUMNS, points), CURB_OK);
    for (size_t c = 0; c < COLUMNS; c++) {
        bool taken[COUNT + 1] = {false};
        for (size_t i = 0; i < COUNT; i++) {
            double at = points[i * COLUMNS + c];
            assert_true(at > 0 && at < 1);
            size_t stratum = (size_t)(at * (COUNT + 1));
            assert_false(taken[stratum]);
            taken[stratum] = true;
        }
    }
    assert_int_equal(curb_sobol_points(2385, 1, COUNT, COLUMNS, again), CURB_OK);
    assert_memory_equal(points, again, sizeof points);
    assert_int_equal(curb_sobol_points(2385, 2, COUNT, COLUMNS, again), CURB_OK);
    assert_memory_not_equal(points, again, sizeof points);
}

static void shapley_effects_of_independent_inputs_share_the_terms(void **state)
{
    (void)state;
    double closed[1 << G_FACTORS], effects[G_FACTORS];
    memcpy(closed, ishigami_terms, sizeof ishigami_terms);
    curb_shapley_close(closed, FACTORS);
    near(closed[7], ishigami_variance, 1e-9);
    curb_shapley(closed, FACTORS, effects);
    for (int j = 0; j < FACTORS; j++) {
        near(effects[j] / ishigami_variance, ishigami_shapley[j], 1e-12);
    }
    for (size_t u = 0; u < 1 << G_FACTORS; u++) { /* V_u: product of 1 / (3 (1 + a)^2) */
        closed[u] = u > 0;
        for (int j = 0; j < G_FACTORS; j++) {
            closed[u] *= u >> j & 1 ? 1 / (3 * (1 + sobol_g_a[j]) * (1 + sobol_g_a[j])) : 1;
        }
    }
    curb_shapley_close(closed, G_FACTORS);
    curb_shapley(closed, G_FACTORS, effects);
    for (int j = 0; j < G_FACTORS; j++) {
        near(effects[j] / sobol_g_variance, sobol_g_shapley[j], 1e-12);
    }
}

/* Var E[b'X | X_u] of a linear function of normal inputs: s' S_uu^-1 s with s = Cov(X_u,
 * Y), worked out for one and two known inputs. */
static void gaussian_closed(const double *sigma, size_t d, double *closed)
{
    double with[3] = {0}, all = 0;
    for (size_t j = 0; j < d; j++) {
        for (size_t k = 0; k < d; k++) {
            with[j] += sigma[j * d + k];
        }
        all += with[j];
    }
    for (size_t u = 0; u < (size_t)1 << d; u++) {
        size_t known[3], count = 0;
        for (size_t j = 0; j < d; j++) {
            if (u >> j & 1) {
                known[count++] = j;
            }
        }
        size_t j = known[0], k = known[1];
        if (count == 0 || count == d) {
            closed[u] = count == 0 ? 0 : all;
        } else if (count == 1) {
            closed[u] = with[j] * with[j] / sigma[j * d + j];
        } else {
            double a = sigma[j * d + j], b = sigma[j * d + k], c = sigma[k * d + k];
            closed[u] = (c * with[j] * with[j] - 2 * b * with[j] * with[k] +
                            a * with[k] * with[k]) /
                        (a * c - b * b);
        }
    }
}

static void shapley_effects_of_correlated_inputs_have_the_closed_form(void **state)
{
    (void)state;
    double closed[8], effects[3];
    gaussian_closed(gaussian_0_sigma, 2, closed);
    curb_shapley(closed, 2, effects);
    near(effects[0], gaussian_0_effects[0], 1e-12);
    near(effects[1], gaussian_0_effects[1], 1e-12);
    gaussian_closed(gaussian_1_sigma, 3, closed);
    curb_shapley(closed, 3, effects);
    for (int j = 0; j < 3; j++) {
        near(effects[j], gaussian_1_effects[j], 1e-12);
    }
}

static void elementary_effects_of_known_trajectories(void **state)
{
    (void)state;
    const double ranges[FACTORS] = {2 * pi, 2 * pi, 2 * pi};
    curb_screening_effect_t effects[FACTORS];
    curb_screening_effects(
        morris_points, morris_values, 20, FACTORS, FACTORS, NULL, ranges, 0.95, effects);
    for (int j = 0; j < FACTORS; j++) {
        assert_int_equal(effects[j].n, 20);
        near(effects[j].mu, morris_mu[j], 5e-7);
        near(effects[j].mu_star, morris_mu_star[j], 5e-7);
        near(effects[j].sigma, morris_sigma[j], 5e-7);
    }
}

static double linear(const double *x) { return 2.385 * x[0] - 0.5 * x[1] + 11 * x[2]; }

static void screen(double (*function)(const double *), size_t trajectories,
    const size_t *group, size_t factors, curb_screening_effect_t *effects)
{
    size_t runs = trajectories * (factors + 1);
    double *points = curb_calloc(runs * FACTORS, sizeof *points);
    double *values = curb_calloc(runs, sizeof *values);
    curb_screening_design(2385, trajectories, factors, FACTORS, group, 4, points);
    for (size_t i = 0; i < runs; i++) {
        values[i] = function(points + i * FACTORS);
    }
    curb_screening_effects(
        points, values, trajectories, factors, FACTORS, group, NULL, 0.95, effects);
    curb_free(points);
    curb_free(values);
}

static void a_linear_model_has_its_coefficients_and_no_sigma(void **state)
{
    (void)state;
    curb_screening_effect_t effects[FACTORS];
    screen(linear, 10, NULL, FACTORS, effects);
    const double expected[FACTORS] = {2.385, -0.5, 11};
    for (int j = 0; j < FACTORS; j++) {
        near(effects[j].mu, expected[j], 1e-12);
        near(effects[j].mu_star, fabs(expected[j]), 1e-12);
        near(effects[j].sigma, 0, 1e-12);
    }
}

/* Standard error of a mean of 4000 effects below 9 in spread: 0.14; five of them. The
 * second input has the same effect in every trajectory. */
static void trajectories_have_the_expectation_over_the_grid(void **state)
{
    (void)state;
    curb_screening_effect_t effects[FACTORS];
    screen(ishigami, 4000, NULL, FACTORS, effects);
    near(effects[0].mu_star, ishigami_mu_star_expected[0], 0.7);
    near(effects[1].mu_star, ishigami_mu_star_expected[1], 1e-12);
    near(effects[2].mu_star, ishigami_mu_star_expected[2], 0.7);
    static const size_t group[FACTORS] = {0, 1, 1};
    screen(linear, 50, group, 2, effects);
    near(effects[0].mu_star, 2.385, 1e-12);
    assert_true(effects[1].mu_star > 10 && effects[1].mu_star <= 11.5 + 1e-12);
}

static void coefficients_of_given_data_have_the_known_digits(void **state)
{
    (void)state;
    curb_regression_t indices[FACTORS];
    size_t used;
    double r2[2];
    assert_int_equal(curb_regression(ishigami_points, ishigami_values, FILE_ROWS * 8,
                         FACTORS, 0.95, indices, &used, r2),
        CURB_OK);
    assert_int_equal(used, FILE_ROWS * 8);
    for (int j = 0; j < FACTORS; j++) {
        near(indices[j].pearson, ishigami_pearson[j], 1e-12);
        near(indices[j].spearman, ishigami_spearman[j], 1e-12);
        near(indices[j].src, ishigami_src[j], 1e-12);
        near(indices[j].pcc, ishigami_pcc[j], 1e-12);
        near(indices[j].prcc, ishigami_prcc[j], 1e-12);
        assert_true(indices[j].prcc_interval.low < indices[j].prcc &&
                    indices[j].prcc < indices[j].prcc_interval.high);
    }
    assert_true(indices[0].prcc_p < 1e-10 && indices[2].prcc_p > 0.5);
    assert_true(r2[0] > 0.1 && r2[0] < 0.3);
}

static void what_cannot_be_told_is_not_a_number(void **state)
{
    (void)state;
    double points[7 * 2], values[7];
    curb_regression_t indices[2];
    for (size_t i = 0; i < 7; i++) {
        points[2 * i] = (double)(i * i % 5);
        points[2 * i + 1] = 2.385; /* constant */
        values[i] = (double)(i % 4);
    }
    assert_int_equal(
        curb_regression(points, values, 7, 2, 0.95, indices, NULL, NULL), CURB_OK);
    assert_true(isfinite(indices[0].prcc) && isnan(indices[1].prcc));
    for (size_t i = 0; i < 7; i++) {
        points[2 * i + 1] = 3 * points[2 * i] - 1; /* determines the first */
    }
    assert_int_equal(
        curb_regression(points, values, 7, 2, 0.95, indices, NULL, NULL), CURB_OK);
    assert_true(isnan(indices[0].prcc) && isnan(indices[1].src));
    assert_true(isfinite(indices[0].pearson));
    assert_int_equal(
        curb_regression(points, values, 2, 2, 0.95, indices, NULL, NULL), CURB_OK);
    assert_true(isnan(indices[0].prcc));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ishigami_comes_out_at_1024_rows),
        cmocka_unit_test(sobol_g_comes_out_at_1024_rows),
        cmocka_unit_test(the_layout_of_rows_is_that_of_other_programs),
        cmocka_unit_test(groups_account_for_what_their_inputs_do_together),
        cmocka_unit_test(rows_with_gaps_are_left_out_and_a_constant_has_no_indices),
        cmocka_unit_test(bootstrap_intervals_hold_the_truth_at_1024_rows),
        cmocka_unit_test(points_are_even_inside_and_named_by_seed_and_wave),
        cmocka_unit_test(shapley_effects_of_independent_inputs_share_the_terms),
        cmocka_unit_test(shapley_effects_of_correlated_inputs_have_the_closed_form),
        cmocka_unit_test(elementary_effects_of_known_trajectories),
        cmocka_unit_test(a_linear_model_has_its_coefficients_and_no_sigma),
        cmocka_unit_test(trajectories_have_the_expectation_over_the_grid),
        cmocka_unit_test(coefficients_of_given_data_have_the_known_digits),
        cmocka_unit_test(what_cannot_be_told_is_not_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
