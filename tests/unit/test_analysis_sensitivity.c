/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
#include "analysis/regression.h"
#include "analysis/screening.h"
#include "model/memory.h"
#include "model/random.h"
#include "reference/sensitivity.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { FILE_ROWS = 64, FACTORS = 3 };
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
    assert_int_equal(curb_regression(ishigami_points, ishigami_values,
                         (size_t)FILE_ROWS * 8, FACTORS, 0.95, indices, &used, r2),
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

/* Chance alone, of unit variance on each step as two replicates would estimate it: of 1,980
 * factors that do nothing 5 in 100 lie above their floors; five standard errors of that are
 * 2.4. A factor that does something lies above. */
static void floors_are_passed_by_as_few_as_they_say(void **state)
{
    (void)state;
    enum { MANY = 100, TRIES = 20, TRAJECTORIES = 4, STEPS = TRAJECTORIES * MANY };
    static double points[TRAJECTORIES * (MANY + 1) * MANY];
    double above = 0, seen = 0;
    for (uint32_t t = 0; t < TRIES; t++) {
        double values[TRAJECTORIES * (MANY + 1)], chance[STEPS];
        curb_screening_effect_t effects[MANY];
        curb_screening_design(t, TRAJECTORIES, MANY, MANY, NULL, 4, points);
        for (uint32_t s = 0; s < STEPS; s++) { /* two replicates of each change */
            uint32_t one, other;
            curb_words(curb_key(2385, t, CURB_FOR_DESIGN, 5), s, 0, &one, &other);
            double a = gsl_cdf_ugaussian_Pinv(curb_unit(one));
            double b = gsl_cdf_ugaussian_Pinv(curb_unit(other));
            size_t row = s / MANY * (MANY + 1) + s % MANY;
            bool is_first = points[row * MANY] != points[(row + 1) * MANY];
            values[row] = s % MANY == 0 ? 0 : values[row];
            values[row + 1] = values[row] + (a + b) / 2 + (is_first ? 20 : 0);
            chance[s] = (a - b) * (a - b) / 4;
        }
        curb_screening_effects(
            points, values, TRAJECTORIES, MANY, MANY, NULL, NULL, 0.95, effects);
        assert_int_equal(curb_screening_floor(points, chance, TRAJECTORIES, MANY, MANY,
                             NULL, NULL, 1, 0.95, effects),
            CURB_OK);
        for (int j = 0; j < MANY; j++) {
            *(j > 0 ? &above : &seen) += effects[j].mu_star > effects[j].floor;
        }
    }
    near(above / ((MANY - 1) * TRIES), 0.05, 0.024);
    assert_true(seen == TRIES);
}

/* A change that every replicate agrees on has no chance in it; a NaN says nothing. */
static void without_chance_the_floor_is_zero(void **state)
{
    (void)state;
    enum { TRAJECTORIES = 3 };
    double points[TRAJECTORIES * (FACTORS + 1) * FACTORS], chance[TRAJECTORIES * FACTORS];
    curb_screening_effect_t effects[FACTORS] = {{0}};
    curb_screening_design(1, TRAJECTORIES, FACTORS, FACTORS, NULL, 4, points);
    for (size_t i = 0; i < (size_t)TRAJECTORIES * FACTORS; i++) {
        chance[i] = 0;
    }
    assert_int_equal(curb_screening_floor(points, chance, TRAJECTORIES, FACTORS, FACTORS,
                         NULL, NULL, 2, 0.95, effects),
        CURB_OK);
    assert_true(effects[0].floor == 0 && effects[2].chance == 0);
    for (size_t i = 0; i < (size_t)TRAJECTORIES * FACTORS; i++) {
        chance[i] = NAN;
    }
    assert_int_equal(curb_screening_floor(points, chance, TRAJECTORIES, FACTORS, FACTORS,
                         NULL, NULL, 2, 0.95, effects),
        CURB_OK);
    assert_true(isnan(effects[1].floor));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elementary_effects_of_known_trajectories),
        cmocka_unit_test(a_linear_model_has_its_coefficients_and_no_sigma),
        cmocka_unit_test(trajectories_have_the_expectation_over_the_grid),
        cmocka_unit_test(floors_are_passed_by_as_few_as_they_say),
        cmocka_unit_test(without_chance_the_floor_is_zero),
        cmocka_unit_test(coefficients_of_given_data_have_the_known_digits),
        cmocka_unit_test(what_cannot_be_told_is_not_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
