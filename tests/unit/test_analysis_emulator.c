/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Emulation, history matching and the weights of points, against known numbers and against
 * what must hold of any of them. */
#include "analysis/emulator.h"
#include "analysis/plausible.h"
#include "model/memory.h"
#include "reference/emulation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.15g, expected %.15g within %g", value, expected, tolerance);
    }
}

static curb_emulator_prior_t prior_of(curb_kernel_t kernel)
{
    return (curb_emulator_prior_t){.kernel = kernel,
        .variance = emulated_variance,
        .nugget = emulated_nugget,
        .length = {emulated_length}};
}

static const curb_emulator_runs_t known_runs = {
    EMULATED_RUNS, 1, emulated_points, emulated_values, NULL};

/* Means and variances are of the order of 1 and both sides work in double, the nearest runs
 * 0.2 apart: the matrix is far from singular. 1e-9 is a million roundings, and far below
 * what a wrong formula would do. */
static void check_known(curb_kernel_t kernel, const emulation_t *known)
{
    const curb_emulator_prior_t prior = prior_of(kernel);
    curb_emulator_t emulator;
    assert_int_equal(curb_emulator_init(&emulator, &prior, &known_runs), CURB_OK);
    near(emulator.log_likelihood, known->log_likelihood, 1e-9);
    for (size_t i = 0; i < EMULATED_AT; i++) {
        double mean, variance;
        curb_emulator_at(&emulator, &emulated_at[i], &mean, &variance);
        near(mean, known->mean[i], 1e-9);
        near(variance, known->variance[i], 1e-9);
    }
    for (size_t i = 0; i < EMULATED_RUNS; i++) {
        double mean, variance;
        curb_emulator_left_out(&emulator, i, &mean, &variance);
        near(mean, known->left_out_mean[i], 1e-9);
        near(variance, known->left_out_variance[i], 1e-9);
    }
    curb_emulator_free(&emulator);
}

static void the_squared_exponential_kernel_gives_the_known_numbers(void **state)
{
    (void)state;
    check_known(CURB_SQUARED_EXPONENTIAL, &emulated_squared_exponential);
}

static void the_matern_kernel_gives_the_known_numbers(void **state)
{
    (void)state;
    check_known(CURB_MATERN_52, &emulated_matern_52);
}

/* 24 runs in three dimensions, of which the third does nothing. */
enum { RUNS = 24, AXES = 3 };
static double points[RUNS * AXES], values[RUNS], noise[RUNS];

static double truth(const double *x) { return sin(3.7 * x[0]) + 0.6 * x[1] * x[1]; }

static curb_emulator_runs_t sample_runs(void)
{
    for (size_t i = 0; i < RUNS; i++) {
        for (size_t d = 0; d < AXES; d++) {
            points[i * AXES + d] = fmod(0.2385 + (double)i * (d == 0      ? 0.8191725134
                                                                 : d == 1 ? 0.6710436067
                                                                          : 0.5497004779),
                1.0);
        }
        values[i] = truth(&points[i * AXES]);
        noise[i] = 0.0;
    }
    return (curb_emulator_runs_t){RUNS, AXES, points, values, noise};
}

/* One run left out by the formula and by conditioning on the others: the same numbers. */
static void leaving_a_run_out_equals_conditioning_on_the_others(void **state)
{
    (void)state;
    curb_emulator_runs_t runs = sample_runs();
    curb_emulator_prior_t prior = {.kernel = CURB_MATERN_52,
        .mean = 0.2385,
        .variance = 0.9,
        .nugget = 0.01,
        .length = {0.5, 0.8, 2.0}};
    noise[RUNS - 1] = 0.07;
    curb_emulator_t all, rest;
    assert_int_equal(curb_emulator_init(&all, &prior, &runs), CURB_OK);
    runs.count = RUNS - 1;
    assert_int_equal(curb_emulator_init(&rest, &prior, &runs), CURB_OK);
    double left_mean, left_variance, mean, variance;
    curb_emulator_left_out(&all, RUNS - 1, &left_mean, &left_variance);
    curb_emulator_at(&rest, &points[((size_t)RUNS - 1) * AXES], &mean, &variance);
    near(left_mean, mean, 1e-9);
    near(left_variance, variance + 0.01 + 0.07, 1e-9);
    near(curb_emulator_left_out_error(&all, RUNS - 1),
        (values[RUNS - 1] - mean) / sqrt(variance + 0.08), 1e-8);
    curb_emulator_free(&rest);
    curb_emulator_free(&all);
}

static double likelihood(
    const curb_emulator_prior_t *prior, const curb_emulator_runs_t *runs)
{
    curb_emulator_t emulator;
    assert_int_equal(curb_emulator_init(&emulator, prior, runs), CURB_OK);
    double value = emulator.log_likelihood;
    curb_emulator_free(&emulator);
    return value;
}

static void check_gradient(curb_kernel_t kernel)
{
    curb_emulator_runs_t runs = sample_runs();
    curb_emulator_prior_t prior = {
        .kernel = kernel, .variance = 0.9, .nugget = 0.03, .length = {0.5, 0.8, 2.0}};
    curb_emulator_t emulator;
    double gradient[2 + AXES];
    assert_int_equal(curb_emulator_init(&emulator, &prior, &runs), CURB_OK);
    curb_emulator_gradient(&emulator, gradient);
    curb_emulator_free(&emulator);
    for (size_t p = 0; p < 2 + AXES; p++) {
        const double step = 1e-5; /* truncation 1e-10, rounding about 1e-9 */
        curb_emulator_prior_t up = prior, down = prior;
        double *high = p == 0 ? &up.variance : p == 1 ? &up.nugget : &up.length[p - 2];
        double *low = p == 0 ? &down.variance : p == 1 ? &down.nugget : &down.length[p - 2];
        *high *= exp(step);
        *low *= exp(-step);
        near(gradient[p], (likelihood(&up, &runs) - likelihood(&down, &runs)) / (2 * step),
            1e-5);
    }
}

static void the_gradient_is_that_of_finite_differences(void **state)
{
    (void)state;
    check_gradient(CURB_SQUARED_EXPONENTIAL);
    check_gradient(CURB_MATERN_52);
}

/* The fit must beat its own neighbours, see that the third input does nothing (its length
 * is several times the others'), and predict a smooth function from 24 runs: 0.05 is a
 * twentieth of its sd of about 0.6, times some. */
static void a_fit_finds_what_moves_the_output(void **state)
{
    (void)state;
    curb_emulator_runs_t runs = sample_runs();
    curb_emulator_t emulator;
    assert_int_equal(curb_emulator_fit(&emulator, CURB_MATERN_52, &runs), CURB_OK);
    for (size_t d = 0; d < AXES; d++) {
        curb_emulator_prior_t other = emulator.prior;
        other.length[d] *= 0.8;
        assert_true(likelihood(&other, &runs) < emulator.log_likelihood + 1e-3);
    }
    assert_true(emulator.prior.length[2] > 3 * emulator.prior.length[0]);
    const double at[] = {0.4385, 0.5385, 0.6385};
    double mean, variance;
    curb_emulator_at(&emulator, at, &mean, &variance);
    near(mean, truth(at), 0.05);
    assert_true(fabs(mean - truth(at)) < 4 * sqrt(variance) + 1e-6);
    curb_emulator_free(&emulator);
}

static void a_noisy_run_is_not_passed_through(void **state)
{
    (void)state;
    curb_emulator_runs_t runs = sample_runs();
    curb_emulator_prior_t prior = {
        .kernel = CURB_MATERN_52, .variance = 0.9, .length = {0.5, 0.8, 2.0}};
    values[7] += 1.5;
    curb_emulator_t emulator;
    double exact, noisy, variance;
    assert_int_equal(curb_emulator_init(&emulator, &prior, &runs), CURB_OK);
    curb_emulator_at(&emulator, &points[(size_t)7 * AXES], &exact, &variance);
    near(exact, values[7], 1e-9);
    near(variance, 0.0, 1e-9);
    curb_emulator_free(&emulator);
    noise[7] = 1e3;
    assert_int_equal(curb_emulator_init(&emulator, &prior, &runs), CURB_OK);
    curb_emulator_at(&emulator, &points[(size_t)7 * AXES], &noisy, &variance);
    assert_true(fabs(noisy - (values[7] - 1.5)) < 0.3);
    curb_emulator_free(&emulator);
}

static void a_constant_output_is_emulated_as_such(void **state)
{
    (void)state;
    curb_emulator_runs_t runs = sample_runs();
    for (size_t i = 0; i < RUNS; i++) {
        values[i] = -23.85;
    }
    curb_emulator_t emulator;
    assert_int_equal(curb_emulator_fit(&emulator, CURB_MATERN_52, &runs), CURB_OK);
    const double at[] = {0.4385, 0.5385, 0.6385};
    double mean, variance;
    curb_emulator_at(&emulator, at, &mean, &variance);
    near(mean, -23.85, 1e-6);
    curb_emulator_free(&emulator);
}

static void two_runs_at_one_point_without_noise_are_refused(void **state)
{
    (void)state;
    const double twice[] = {0.2385, 0.2385}, what[] = {1.0, 2.0};
    const curb_emulator_runs_t runs = {2, 1, twice, what, NULL};
    curb_emulator_prior_t prior = prior_of(CURB_SQUARED_EXPONENTIAL);
    prior.nugget = 0.0;
    curb_emulator_t emulator;
    assert_int_equal(curb_emulator_init(&emulator, &prior, &runs), CURB_ERR_INVALID);
    assert_null(emulator.inverse);
}

static void every_allocation_of_a_fit_may_fail(void **state)
{
    (void)state;
    curb_emulator_runs_t runs = sample_runs();
    for (unsigned long n = 1; n <= 8; n++) {
        curb_emulator_t emulator;
        curb_memory_fail_at(n);
        assert_int_equal(
            curb_emulator_fit(&emulator, CURB_MATERN_52, &runs), CURB_ERR_NO_MEMORY);
        assert_null(emulator.inverse);
    }
    curb_memory_fail_at(0);
}

static void implausibility_gives_the_known_numbers(void **state)
{
    (void)state;
    const curb_target_knowledge_t target = {.observed = matched_observed,
        .observation_variance = matched_observation_variance,
        .discrepancy_variance = matched_discrepancy_variance};
    double found[MATCHED];
    for (size_t i = 0; i < MATCHED; i++) {
        found[i] = curb_implausibility(&target, matched_mean[i], matched_variance[i]);
        near(found[i], matched_implausibility[i], 1e-12);
    }
    near(curb_implausibility_ranked(found, MATCHED, 0), matched_implausibility[2], 1e-12);
    near(curb_implausibility_ranked(found, MATCHED, 1), matched_implausibility[0], 1e-12);
    const double tied[] = {2.385, 2.385, 0.5};
    near(curb_implausibility_ranked(tied, 3, 1), 2.385, 0.0);
    near(curb_implausibility_ranked(tied, 3, 3), 0.0, 0.0);
}

static void a_band_prefers_nothing_inside_and_falls_off_outside(void **state)
{
    (void)state;
    near(curb_band_log_weight(-29.9, -30, -5, 6.25), 0.0, 0.0);
    near(curb_band_log_weight(-5.1, -30, -5, 6.25), 0.0, 0.0);
    near(curb_band_log_weight(7.5, -30, -5, 6.25), -2.0, 1e-12);
    near(curb_band_log_weight(-36.25, -30, -5, 6.25), -0.5, 1e-12);
}

static void weights_add_up_and_count_their_effective_number(void **state)
{
    (void)state;
    const double logs[] = {-1000.0, -1000.0, -1000.0 - log(2.0), -INFINITY};
    double weights[4];
    curb_weights_normalise(logs, 4, weights);
    near(weights[0], 0.4, 1e-12);
    near(weights[2], 0.2, 1e-12);
    near(weights[3], 0.0, 0.0);
    near(curb_weights_effective(weights, 4), 1 / (0.16 + 0.16 + 0.04), 1e-12);
    const double nothing[] = {-INFINITY, -INFINITY};
    curb_weights_normalise(nothing, 2, weights);
    near(weights[1], 0.5, 0.0);
}

/* Computed beforehand for this shift and these weights: off by at most 1.20 hits.
 * Independent draws would be off by up to some 2.5 sd = 24. */
static void draws_follow_the_weights_however_many_are_asked_for(void **state)
{
    (void)state;
    const double weights[] = {0.0, 0.35, 0.05, 0.6, 0.0};
    size_t hits[5] = {0};
    for (size_t k = 0; k < 377; k++) {
        size_t point = curb_weights_pick(weights, 5, curb_even_unit(0.2385, k));
        hits[point]++;
        for (size_t i = 0; i < 5; i++) {
            double expected = weights[i] * (double)(k + 1);
            assert_true(fabs((double)hits[i] - expected) <= 1.3);
        }
    }
    assert_int_equal(hits[0] + hits[4], 0);
    assert_int_equal(curb_weights_pick(weights, 5, 0.99999999999999989), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_squared_exponential_kernel_gives_the_known_numbers),
        cmocka_unit_test(the_matern_kernel_gives_the_known_numbers),
        cmocka_unit_test(leaving_a_run_out_equals_conditioning_on_the_others),
        cmocka_unit_test(the_gradient_is_that_of_finite_differences),
        cmocka_unit_test(a_fit_finds_what_moves_the_output),
        cmocka_unit_test(a_noisy_run_is_not_passed_through),
        cmocka_unit_test(a_constant_output_is_emulated_as_such),
        cmocka_unit_test(two_runs_at_one_point_without_noise_are_refused),
        cmocka_unit_test(every_allocation_of_a_fit_may_fail),
        cmocka_unit_test(implausibility_gives_the_known_numbers),
        cmocka_unit_test(a_band_prefers_nothing_inside_and_falls_off_outside),
        cmocka_unit_test(weights_add_up_and_count_their_effective_number),
        cmocka_unit_test(draws_follow_the_weights_however_many_are_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
