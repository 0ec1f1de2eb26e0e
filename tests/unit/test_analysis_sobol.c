/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
#include "analysis/sobol.h"
#include "known_shares.h"
#include "model/memory.h"
#include "reference/sensitivity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FILE_ROWS = 64, FACTORS = ISHIGAMI_INPUTS, G_FACTORS = SOBOL_G_INPUTS, BASE = 1024 };
static const curb_sobol_layout_t plain = {.factors = FACTORS};
static const curb_sobol_layout_t whole = {FACTORS, true, true, 2385};

static double linear(const double *x) { return 2.385 * x[0] - 0.5 * x[1] + 11 * x[2]; }

static double one(const double *x) { return exp(x[0]); }

static double share(const curb_sobol_factor_t *index, curb_sobol_index_t which)
{
    return index->share[which].estimate;
}

/* 0.04 is what first and total order are asked for at 1024 rows. A step of a walk is half
 * of a product of two differences of the output, each of variance 2V at most and of
 * kurtosis like the output's own, 3.5, so a row's share has a standard deviation below 2
 * and the mean of 1024 one below 0.06; three of them. */
static void ishigami_comes_out_at_1024_rows(void **state)
{
    (void)state;
    curb_sobol_sample_t sample =
        known_sample(known_ishigami, 0, BASE, FACTORS, NULL, &whole, false);
    curb_sobol_factor_t indices[FACTORS];
    curb_share_t pairs[FACTORS * FACTORS];
    assert_int_equal(known_estimate(&sample, indices, pairs).used, BASE);
    double sum = 0;
    for (int j = 0; j < FACTORS; j++) {
        known_near(share(&indices[j], CURB_SOBOL_FIRST), ishigami_first[j], 0.04);
        known_near(share(&indices[j], CURB_SOBOL_TOTAL), ishigami_total[j], 0.04);
        known_near(share(&indices[j], CURB_SOBOL_JANON), ishigami_first[j], 0.04);
        known_near(share(&indices[j], CURB_SOBOL_JANSEN), ishigami_first[j], 0.04);
        known_near(share(&indices[j], CURB_SOBOL_SHAPLEY), ishigami_shapley[j], 0.18);
        assert_true(isnan(share(&indices[j], CURB_SOBOL_TOTAL_CLEAN)));
        sum += share(&indices[j], CURB_SOBOL_SHAPLEY);
    }
    known_near(sum, 1, 1e-12);
    known_near(pairs[0 * FACTORS + 2].estimate, ishigami_second_13, 0.04);
    known_near(pairs[0 * FACTORS + 1].estimate, 0, 0.04);
    known_near(pairs[2 * FACTORS + 1].estimate, 0, 0.04);
    assert_true(isnan(pairs[0].estimate));
    known_free(&sample);
}

/* More rows, narrower: a standard deviation of a row's share below 2 makes 0.0156 of 16,384
 * rows, three of them 0.05; first order errs by a half of that at most. */
static void shapley_effects_of_runs_come_out(void **state)
{
    (void)state;
    enum { MANY = 16384 };
    static const curb_sobol_layout_t walks = {G_FACTORS, false, true, 2385};
    curb_sobol_sample_t sample =
        known_sample(known_sobol_g, 0, MANY, G_FACTORS, NULL, &walks, false);
    curb_sobol_factor_t indices[G_FACTORS];
    (void)known_estimate(&sample, indices, NULL);
    for (int j = 0; j < G_FACTORS; j++) {
        known_near(share(&indices[j], CURB_SOBOL_SHAPLEY), sobol_g_shapley[j], 0.05);
    }
    known_free(&sample);
    const curb_sobol_layout_t three = {FACTORS, false, true, 7};
    sample = known_sample(known_ishigami, 0, MANY, FACTORS, NULL, &three, false);
    (void)known_estimate(&sample, indices, NULL);
    for (int j = 0; j < FACTORS; j++) {
        known_near(share(&indices[j], CURB_SOBOL_SHAPLEY), ishigami_shapley[j], 0.05);
        known_near(share(&indices[j], CURB_SOBOL_FIRST), ishigami_first[j], 0.025);
        known_near(share(&indices[j], CURB_SOBOL_TOTAL), ishigami_total[j], 0.025);
    }
    known_free(&sample);
}

/* Second order of G: V_jk = V_j V_k. */
static void sobol_g_comes_out_at_1024_rows(void **state)
{
    (void)state;
    static const curb_sobol_layout_t pairwise = {.factors = G_FACTORS, .second = true};
    curb_sobol_sample_t sample =
        known_sample(known_sobol_g, 0, BASE, G_FACTORS, NULL, &pairwise, false);
    curb_sobol_factor_t indices[G_FACTORS];
    curb_share_t pairs[G_FACTORS * G_FACTORS];
    (void)known_estimate(&sample, indices, pairs);
    for (int j = 0; j < G_FACTORS; j++) {
        known_near(share(&indices[j], CURB_SOBOL_FIRST), sobol_g_first[j], 0.04);
        known_near(share(&indices[j], CURB_SOBOL_TOTAL), sobol_g_total[j], 0.04);
        for (int k = 0; k < j; k++) {
            known_near(pairs[j * G_FACTORS + k].estimate,
                sobol_g_first[j] * sobol_g_first[k] * sobol_g_variance, 0.04);
        }
    }
    known_free(&sample);
}

/* The file's 64 rows are a coarse sample: the errors of the estimators, not of the code,
 * are seen here to be below 0.2; that Jansen's total is the best of them is known. */
static void the_layout_of_rows_is_that_of_other_programs(void **state)
{
    (void)state;
    static const curb_sobol_layout_t pairwise = {.factors = FACTORS, .second = true};
    const curb_sobol_sample_t sample = {pairwise, FILE_ROWS, ishigami_values, NULL};
    curb_sobol_factor_t indices[FACTORS];
    assert_int_equal(known_estimate(&sample, indices, NULL).used, FILE_ROWS);
    for (int j = 0; j < FACTORS; j++) {
        known_near(share(&indices[j], CURB_SOBOL_FIRST), ishigami_first[j], 0.2);
        known_near(share(&indices[j], CURB_SOBOL_TOTAL), ishigami_total[j], 0.2);
    }
    const size_t row = 8;
    for (size_t i = 0; i < FILE_ROWS; i++) { /* what AB and BA are, read off the points */
        const double *a = ishigami_points + i * row * FACTORS, *b = a + (size_t)7 * FACTORS;
        double base[2 * FACTORS], points[8 * FACTORS];
        memcpy(base, a, FACTORS * sizeof *a);
        memcpy(base + FACTORS, b, FACTORS * sizeof *b);
        curb_sobol_design(base, 1, FACTORS, NULL, &pairwise, points);
        assert_memory_equal(points, a, sizeof points);
    }
}

static void groups_account_for_what_their_inputs_do_together(void **state)
{
    (void)state;
    static const size_t group[FACTORS] = {0, 1, 0};
    static const curb_sobol_layout_t two = {2, true, true, 1};
    curb_sobol_sample_t sample =
        known_sample(known_ishigami, 0, BASE, FACTORS, group, &two, false);
    curb_sobol_factor_t indices[2];
    (void)known_estimate(&sample, indices, NULL);
    double both = 1 - ishigami_first[1]; /* nothing interacts with the second input */
    known_near(share(&indices[0], CURB_SOBOL_FIRST), both, 0.04);
    known_near(share(&indices[0], CURB_SOBOL_TOTAL), both, 0.04);
    known_near(share(&indices[1], CURB_SOBOL_TOTAL), ishigami_total[1], 0.04);
    known_near(share(&indices[0], CURB_SOBOL_SHAPLEY), both, 0.18);
    known_free(&sample);
}

static void rows_with_gaps_are_left_out_and_a_constant_has_no_indices(void **state)
{
    (void)state;
    curb_sobol_sample_t sample =
        known_sample(known_ishigami, 0, BASE, FACTORS, NULL, &plain, false);
    double *values = (double *)sample.values;
    const curb_sobol_sample_t rest = {plain, BASE - 1, values + 5, NULL};
    curb_sobol_factor_t all[FACTORS], gaps[FACTORS];
    (void)known_estimate(&rest, all, NULL);
    values[3] = NAN;
    assert_int_equal(known_estimate(&sample, gaps, NULL).used, BASE - 1);
    known_near(share(&gaps[0], CURB_SOBOL_TOTAL), share(&all[0], CURB_SOBOL_TOTAL), 1e-12);
    for (size_t i = 0; i < (size_t)5 * BASE; i++) {
        values[i] = 2.385;
    }
    (void)known_estimate(&sample, gaps, NULL);
    assert_true(isnan(share(&gaps[0], CURB_SOBOL_FIRST)));
    assert_int_equal(curb_sobol_bootstrap(&sample, 20, 0.95, 1, gaps, NULL), CURB_OK);
    assert_true(isnan(gaps[2].share[CURB_SOBOL_TOTAL].interval.low));
    sample.count = 1;
    (void)known_estimate(&sample, gaps, NULL);
    assert_true(isnan(share(&gaps[0], CURB_SOBOL_FIRST)));
    sample.count = BASE;
    known_free(&sample);
}

static void one_factor_is_all_of_it(void **state)
{
    (void)state;
    static const curb_sobol_layout_t single = {1, true, true, 1};
    curb_sobol_sample_t sample = known_sample(one, 0, BASE, 1, NULL, &single, false);
    curb_sobol_factor_t index;
    curb_share_t pair;
    (void)known_estimate(&sample, &index, &pair);
    known_near(share(&index, CURB_SOBOL_FIRST), 1, 0.04);
    known_near(share(&index, CURB_SOBOL_TOTAL), 1, 0.04);
    known_near(share(&index, CURB_SOBOL_SHAPLEY), 1, 1e-12);
    assert_true(isnan(pair.estimate));
    known_free(&sample);
}

/* Var of a x over the unit interval: a^2 / 12; no interactions. */
static void a_linear_model_has_the_same_first_and_total_shares(void **state)
{
    (void)state;
    static const double squares[FACTORS] = {2.385 * 2.385, 0.25, 121};
    double sum = squares[0] + squares[1] + squares[2];
    curb_sobol_sample_t sample =
        known_sample(linear, 0, BASE, FACTORS, NULL, &whole, false);
    curb_sobol_factor_t indices[FACTORS];
    curb_share_t pairs[FACTORS * FACTORS];
    (void)known_estimate(&sample, indices, pairs);
    for (int j = 0; j < FACTORS; j++) {
        known_near(share(&indices[j], CURB_SOBOL_FIRST), squares[j] / sum, 0.04);
        known_near(share(&indices[j], CURB_SOBOL_TOTAL), squares[j] / sum, 0.04);
        known_near(share(&indices[j], CURB_SOBOL_SHAPLEY), squares[j] / sum, 0.1);
        known_near(pairs[j * FACTORS + (j + 1) % FACTORS].estimate, 0, 0.04);
    }
    known_free(&sample);
}

/* Doubling goes on where it was: the first rows of a longer design are those of a shorter
 * one, also beyond the columns that the sequence has. */
static void a_longer_design_begins_with_the_shorter_one(void **state)
{
    (void)state;
    enum { WIDE = CURB_SOBOL_COLUMNS_MAX / 2 + 3, SHORT = 32 };
    for (size_t inputs = FACTORS; inputs <= WIDE; inputs += WIDE - FACTORS) {
        const curb_sobol_layout_t layout = {inputs, true, true, 3};
        size_t numbers = SHORT * curb_sobol_row(&layout) * inputs;
        double *base = curb_calloc((size_t)2 * SHORT * 2 * inputs, sizeof *base);
        double *some = curb_calloc(numbers, sizeof *some);
        double *more = curb_calloc(2 * numbers, sizeof *more);
        assert_int_equal(curb_sobol_points(1, 0, SHORT, 2 * inputs, base), CURB_OK);
        curb_sobol_design(base, SHORT, inputs, NULL, &layout, some);
        assert_int_equal(
            curb_sobol_points(1, 0, (size_t)2 * SHORT, 2 * inputs, base), CURB_OK);
        curb_sobol_design(base, (size_t)2 * SHORT, inputs, NULL, &layout, more);
        assert_memory_equal(some, more, numbers * sizeof *some);
        curb_free(base);
        curb_free(some);
        curb_free(more);
    }
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
    known_near(closed[7], ishigami_variance, 1e-9);
    curb_shapley(closed, FACTORS, effects);
    for (int j = 0; j < FACTORS; j++) {
        known_near(effects[j] / ishigami_variance, ishigami_shapley[j], 1e-12);
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
        known_near(effects[j] / sobol_g_variance, sobol_g_shapley[j], 1e-12);
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
        size_t known[3] = {0}, count = 0;
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
    known_near(effects[0], gaussian_0_effects[0], 1e-12);
    known_near(effects[1], gaussian_0_effects[1], 1e-12);
    gaussian_closed(gaussian_1_sigma, 3, closed);
    curb_shapley(closed, 3, effects);
    for (int j = 0; j < 3; j++) {
        known_near(effects[j], gaussian_1_effects[j], 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ishigami_comes_out_at_1024_rows),
        cmocka_unit_test(shapley_effects_of_runs_come_out),
        cmocka_unit_test(sobol_g_comes_out_at_1024_rows),
        cmocka_unit_test(the_layout_of_rows_is_that_of_other_programs),
        cmocka_unit_test(groups_account_for_what_their_inputs_do_together),
        cmocka_unit_test(rows_with_gaps_are_left_out_and_a_constant_has_no_indices),
        cmocka_unit_test(one_factor_is_all_of_it),
        cmocka_unit_test(a_linear_model_has_the_same_first_and_total_shares),
        cmocka_unit_test(a_longer_design_begins_with_the_shorter_one),
        cmocka_unit_test(points_are_even_inside_and_named_by_seed_and_wave),
        cmocka_unit_test(shapley_effects_of_independent_inputs_share_the_terms),
        cmocka_unit_test(shapley_effects_of_correlated_inputs_have_the_closed_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
