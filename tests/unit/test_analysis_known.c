/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Known numbers that no function of analysis/ returns by itself, but that follow from what
 * it returns: closed forms as integrals, tests as flips, posteriors as weights. The header
 * that holds a number says where it is from. */
#include "analysis/adjust.h"
#include "analysis/bootstrap.h"
#include "analysis/maxt.h"
#include "analysis/paired.h"
#include "analysis/plausible.h"
#include "analysis/screening.h"
#include "analysis/selection.h"
#include "analysis/sobol.h"
#include "model/memory.h"
#include "reference/emulation.h"
#include "reference/inference.h"
#include "reference/paired.h"
#include "reference/sensitivity.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FACTORS = 3, SETS = 1 << FACTORS, G_FACTORS = 8, NODES = 24, LEVELS = 4 };
static const double pi = 3.14159265358979323846;

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.17g, expected %.17g within %g", value, expected, tolerance);
    }
}

/* --- variance and its shares --- */

static double ishigami(const double *x)
{
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

/* E[f given the inputs of `known` at their nodes], over the others by Gauss-Legendre. */
static double expected_given(double (*rule)[2], unsigned known, const size_t *at)
{
    double sum = 0, x[FACTORS];
    size_t k[FACTORS], ends[FACTORS];
    for (int j = 0; j < FACTORS; j++) {
        ends[j] = known >> j & 1 ? at[j] + 1 : NODES;
    }
    for (k[0] = known & 1 ? at[0] : 0; k[0] < ends[0]; k[0]++) {
        for (k[1] = known >> 1 & 1 ? at[1] : 0; k[1] < ends[1]; k[1]++) {
            for (k[2] = known >> 2 & 1 ? at[2] : 0; k[2] < ends[2]; k[2]++) {
                double weight = 1;
                for (int j = 0; j < FACTORS; j++) {
                    x[j] = rule[k[j]][0];
                    weight *= known >> j & 1 ? 1 : rule[k[j]][1] / (2 * pi);
                }
                sum += weight * ishigami(x);
            }
        }
    }
    return sum;
}

/* Var E[f | X_u] as an integral over the known inputs of what is left of f. */
static double closed_variance(double (*rule)[2], unsigned known, double mean)
{
    double variance = 0;
    size_t at[FACTORS], ends[FACTORS];
    for (int j = 0; j < FACTORS; j++) {
        ends[j] = known >> j & 1 ? NODES : 1;
    }
    for (at[0] = 0; at[0] < ends[0]; at[0]++) {
        for (at[1] = 0; at[1] < ends[1]; at[1]++) {
            for (at[2] = 0; at[2] < ends[2]; at[2]++) {
                double weight = 1, off = expected_given(rule, known, at) - mean;
                for (int j = 0; j < FACTORS; j++) {
                    weight *= known >> j & 1 ? rule[at[j]][1] / (2 * pi) : 1;
                }
                variance += weight * off * off;
            }
        }
    }
    return variance;
}

/* 24 nodes integrate these sines and powers to rounding. */
static void closed_forms_of_ishigami_are_its_integrals(void **state)
{
    (void)state;
    double rule[NODES][2], closed[SETS], added[SETS], effects[FACTORS];
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(NODES);
    for (size_t i = 0; i < NODES; i++) {
        gsl_integration_glfixed_point(-pi, pi, i, &rule[i][0], &rule[i][1], table);
    }
    gsl_integration_glfixed_table_free(table);
    double mean = expected_given(rule, 0, NULL);
    near(mean, ishigami_mean, 1e-11);
    for (unsigned u = 0; u < SETS; u++) {
        closed[u] = closed_variance(rule, u, mean);
    }
    memcpy(added, ishigami_terms, sizeof added);
    curb_shapley_close(added, FACTORS);
    for (unsigned u = 0; u < SETS; u++) {
        near(added[u], closed[u], 1e-10);
    }
    near(closed[SETS - 1], ishigami_variance, 1e-10);
    near(
        (closed[5] - closed[1] - closed[4]) / ishigami_variance, ishigami_second_13, 1e-11);
    curb_shapley(closed, FACTORS, effects);
    for (int j = 0; j < FACTORS; j++) {
        double others = closed[(SETS - 1) ^ (1U << j)];
        near(closed[1U << j] / ishigami_variance, ishigami_first[j], 1e-11);
        near(1 - others / ishigami_variance, ishigami_total[j], 1e-11);
        near(effects[j] / ishigami_variance, ishigami_shapley[j], 1e-11);
    }
}

/* A product of functions with mean 1 and variances v_j = 1 / (3 (1 + a_j)^2). */
static void closed_forms_of_sobol_g_are_products(void **state)
{
    (void)state;
    static double closed[1 << G_FACTORS];
    const size_t all = (1 << G_FACTORS) - 1;
    double terms = 1;
    for (size_t u = 0; u <= all; u++) {
        closed[u] = u > 0;
        for (int j = 0; j < G_FACTORS; j++) {
            double one_more = 1 + sobol_g_a[j];
            closed[u] *= u >> j & 1 ? 1 / (3 * one_more * one_more) : 1;
        }
    }
    curb_shapley_close(closed, G_FACTORS);
    for (int j = 0; j < G_FACTORS; j++) {
        terms *= 1 + closed[(size_t)1 << j];
    }
    near(closed[all], terms - 1, 1e-14);
    near(closed[all], sobol_g_variance, 1e-14);
    for (int j = 0; j < G_FACTORS; j++) {
        size_t bit = (size_t)1 << j;
        near(closed[bit] / closed[all], sobol_g_first[j], 1e-14);
        near(1 - closed[all ^ bit] / closed[all], sobol_g_total[j], 1e-14);
    }
}

/* Mean and variance of 2048 values of the estimator's own sample: 1 in 500 of Ishigami's
 * 13.8 and of its mean. */
static void moments_of_a_sample_are_near_the_integrals(void **state)
{
    (void)state;
    enum { ROWS = 1024, ROW = FACTORS + 2 };
    static double base[ROWS * 2 * FACTORS], points[ROWS * ROW * FACTORS],
        values[ROWS * ROW];
    assert_int_equal(curb_sobol_points(2385, 0, ROWS, (size_t)2 * FACTORS, base), CURB_OK);
    const curb_sobol_layout_t layout = {.factors = FACTORS};
    curb_sobol_design(base, ROWS, FACTORS, NULL, &layout, points);
    for (size_t i = 0; i < (size_t)ROWS * ROW; i++) {
        double x[FACTORS];
        for (int j = 0; j < FACTORS; j++) {
            x[j] = pi * (2 * points[i * FACTORS + (size_t)j] - 1);
        }
        values[i] = ishigami(x);
    }
    const curb_sobol_sample_t sample = {layout, ROWS, values, NULL};
    curb_sobol_factor_t indices[FACTORS];
    curb_sobol_moments_t moments;
    assert_int_equal(curb_sobol_estimate(&sample, &moments, indices, NULL), CURB_OK);
    near(moments.mean, ishigami_mean, 0.01);
    near(moments.variance, ishigami_variance, 0.03);
    assert_int_equal(moments.used, ROWS);
}

/* All 64 starts, each with all 6 orders: the expectation over the grid, exactly. */
static void elementary_effects_over_the_whole_grid_are_exact(void **state)
{
    (void)state;
    static const size_t orders[6][FACTORS] = {
        {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    enum { TRAJECTORIES = 64 * 6, POINTS = FACTORS + 1 };
    static double points[TRAJECTORIES * POINTS * FACTORS], values[TRAJECTORIES * POINTS];
    for (size_t t = 0; t < TRAJECTORIES; t++) {
        size_t start = t / 6, place[FACTORS] = {start % 4, start / 4 % 4, start / 16};
        for (size_t s = 0; s < POINTS; s++) {
            double x[FACTORS];
            for (size_t j = 0; j < FACTORS; j++) {
                double unit = (double)place[j] / (LEVELS - 1);
                points[(t * POINTS + s) * FACTORS + j] = unit;
                x[j] = pi * (2 * unit - 1);
            }
            values[t * POINTS + s] = ishigami(x);
            size_t moved = orders[t % 6][s < FACTORS ? s : 0];
            place[moved] = (place[moved] + LEVELS / 2) % LEVELS;
        }
    }
    curb_screening_effect_t effects[FACTORS];
    curb_screening_effects(
        points, values, TRAJECTORIES, FACTORS, FACTORS, NULL, NULL, 0.95, effects);
    for (int j = 0; j < FACTORS; j++) {
        near(effects[j].mu_star, ishigami_mu_star_expected[j], 1e-12);
    }
}

/* --- pairs and families --- */

static void wilcoxons_test_is_max_t_of_signed_ranks(void **state)
{
    (void)state;
    double ranks[PAIRED_N];
    for (size_t i = 0; i < PAIRED_N; i++) {
        double own = fabs(paired_b[i] - paired_a[i]), below = 0, same = 0;
        for (size_t k = 0; k < PAIRED_N; k++) {
            double other = fabs(paired_b[k] - paired_a[k]);
            same += fabs(other - own) < 1e-9;
            below += other < own - 1e-9;
        }
        ranks[i] = copysign(below + (same + 1) / 2, paired_b[i] - paired_a[i]);
    }
    curb_maxt_t maxt;
    assert_int_equal(curb_maxt_init(&maxt, ranks, PAIRED_N, 1, 0.95, 1), CURB_OK);
    assert_true(maxt.columns[0].p_single == paired_wilcoxon_exact_p);
    curb_maxt_free(&maxt);
}

/* The fixture's first eight pairs and their t: 47.9 runs, so 48, for -+ 0.1. */
static void pairs_needed_for_a_half_width_are_the_known_number(void **state)
{
    (void)state;
    curb_paired_t paired = curb_paired(paired_a, paired_b, PAIRED_N);
    double runs = curb_t_critical(0.95, PAIRED_N, 1) * paired.sd / 0.1;
    assert_int_equal((int)ceil(runs * runs), paired_runs_for_a_tenth);
}

/* What pairing is worth: without it the same numbers say nothing. Welch's statistic from
 * the correlation and the variance reduction that curb_paired() gives. */
static void welchs_test_of_the_same_numbers_sees_nothing(void **state)
{
    (void)state;
    double spread[2] = {0}, mean[2] = {0};
    const double *columns[] = {paired_a, paired_b};
    for (int c = 0; c < 2; c++) {
        for (size_t i = 0; i < PAIRED_N; i++) {
            mean[c] += columns[c][i] / PAIRED_N;
        }
        for (size_t i = 0; i < PAIRED_N; i++) {
            double off = columns[c][i] - mean[c];
            spread[c] += off * off / (PAIRED_N - 1) / PAIRED_N;
        }
    }
    double both = spread[0] + spread[1];
    double freedom =
        both * both * (PAIRED_N - 1) / (spread[0] * spread[0] + spread[1] * spread[1]);
    double t = (mean[1] - mean[0]) / sqrt(both);
    near(t, paired_welch_t, 1e-12);
    near(2 * gsl_cdf_tdist_Q(fabs(t), freedom), paired_welch_p, 1e-12);
    curb_paired_t paired = curb_paired(paired_a, paired_b, PAIRED_N);
    near(t * sqrt(paired.variance_reduction), paired.t, 1e-12);
    assert_true(paired.p < 1e-3 * paired_welch_p);
}

static void a_column_alone_has_its_raw_p(void **state)
{
    (void)state;
    for (size_t c = 0; c < FLIP_COLUMNS; c++) {
        double column[FLIP_ROWS];
        for (size_t r = 0; r < FLIP_ROWS; r++) {
            column[r] = flip_differences[r * FLIP_COLUMNS + c];
        }
        curb_maxt_t maxt;
        assert_int_equal(curb_maxt_init(&maxt, column, FLIP_ROWS, 1, 0.95, 1), CURB_OK);
        assert_true(maxt.columns[0].p_single == flip_raw_p[c]);
        assert_true(maxt.columns[0].p_stepdown == flip_raw_p[c]);
        curb_maxt_free(&maxt);
    }
}

/* An interval for five at level 1 - 5 p ends at 0 where one at level 1 - p does; Holm's
 * smallest p is Bonferroni's. */
static void bonferroni_is_a_shared_critical_value(void **state)
{
    (void)state;
    double holm[TESTED];
    assert_int_equal(curb_adjust(CURB_ADJUST_HOLM, raw_p, TESTED, holm), CURB_OK);
    near(holm[3], bonferroni_p[3], 1e-15);
    for (size_t i = 0; i < TESTED; i++) {
        near(fmin(1, TESTED * raw_p[i]), bonferroni_p[i], 1e-15);
        assert_true(holm[i] <= bonferroni_p[i]);
        if (bonferroni_p[i] < 1) {
            near(curb_t_critical(1 - bonferroni_p[i], PAIRED_N, TESTED),
                curb_t_critical(1 - raw_p[i], PAIRED_N, 1), 1e-12);
        }
    }
}

/* --- bootstrap, selection --- */

static double variance_of(const size_t *rows, size_t n, const void *data)
{
    const double *values = data;
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        mean += values[rows[i]] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        sum += (values[rows[i]] - mean) * (values[rows[i]] - mean);
    }
    return sum / (double)n;
}

/* The book's z0 and percentile interval come from 2000 resamples, ours from 4000: z0 has a
 * standard error of about sqrt(pi/2/B) = 0.03 and 0.02, ends as beside bca_of_drawn_. */
static void levels_of_bca_are_the_known_ones(void **state)
{
    (void)state;
    curb_bca_t found;
    assert_int_equal(
        curb_bca(&found, variance_of, bca_values, BCA_ROWS, 0.9, CURB_BCA_ALL, 0), CURB_OK);
    near(found.low_level, bca_variance_levels[0], 1e-12);
    near(found.high_level, bca_variance_levels[1], 1e-12);
    assert_int_equal(
        curb_bca(&found, variance_of, spatial, SPATIAL_ROWS, 0.9, 4000, 2385), CURB_OK);
    near(found.z0, spatial_book_z0, 0.1);
    near(found.percentile.low, spatial_book_percentile[0], 10);
    near(found.percentile.high, spatial_book_percentile[1], 15);
}

static void runs_of_a_budget_are_the_known_ones(void **state)
{
    (void)state;
    for (size_t c = 0; c < 2; c++) {
        double shares[OCBA_POLICIES];
        curb_ocba(ocba_means[c], ocba_sds[c], OCBA_POLICIES, shares);
        for (size_t i = 0; i < OCBA_POLICIES; i++) {
            near(ocba_budgets[c] * shares[i], ocba_runs[c][i], 1e-9);
        }
    }
}

/* --- weights as posteriors --- */

enum { GRID = 100000 };
static double grid[GRID], logs[GRID], weights[GRID];

static void moments_of_weights(double *mean, double *sd)
{
    double square = 0;
    *mean = 0;
    for (size_t i = 0; i < GRID; i++) {
        *mean += weights[i] * grid[i];
    }
    for (size_t i = 0; i < GRID; i++) {
        square += weights[i] * (grid[i] - *mean) * (grid[i] - *mean);
    }
    *sd = sqrt(square);
}

/* A grid of a uniform prior, weighed by 7 of 10: Beta(8, 4). Midpoints of cells of 1e-5
 * are off by their square, quantiles by a cell. */
static void weights_of_a_binomial_are_beta(void **state)
{
    (void)state;
    double mean, sd, evidence = 0;
    for (size_t i = 0; i < GRID; i++) {
        grid[i] = ((double)i + 0.5) / GRID;
        logs[i] = log(120) + 7 * log(grid[i]) + 3 * log1p(-grid[i]);
        evidence += exp(logs[i]) / GRID;
    }
    curb_weights_normalise(logs, GRID, weights);
    moments_of_weights(&mean, &sd);
    near(mean, weighed_binomial_mean, 1e-9);
    near(sd, weighed_binomial_sd, 1e-9);
    near(evidence, weighed_binomial_evidence, 1e-9);
    near(grid[curb_weights_pick(weights, GRID, 0.05)], weighed_binomial_q05, 1e-5);
    near(grid[curb_weights_pick(weights, GRID, 0.95)], weighed_binomial_q95, 1e-5);
}

/* Quantiles of a standard normal prior weighed by a band without width at 0.8, its sd that
 * of the mean of five draws. The outermost cells of the prior carry next to no weight. */
static void weights_of_a_band_are_a_likelihood(void **state)
{
    (void)state;
    double mean, sd;
    for (size_t i = 0; i < GRID; i++) {
        grid[i] = gsl_cdf_ugaussian_Pinv(((double)i + 0.5) / GRID);
        logs[i] = curb_band_log_weight(grid[i], 0.8, 0.8, 1 / sqrt(5));
    }
    curb_weights_normalise(logs, GRID, weights);
    moments_of_weights(&mean, &sd);
    near(mean, weighed_normal_mean, 1e-6);
    near(sd, weighed_normal_sd, 1e-6);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_forms_of_ishigami_are_its_integrals),
        cmocka_unit_test(closed_forms_of_sobol_g_are_products),
        cmocka_unit_test(moments_of_a_sample_are_near_the_integrals),
        cmocka_unit_test(elementary_effects_over_the_whole_grid_are_exact),
        cmocka_unit_test(wilcoxons_test_is_max_t_of_signed_ranks),
        cmocka_unit_test(pairs_needed_for_a_half_width_are_the_known_number),
        cmocka_unit_test(welchs_test_of_the_same_numbers_sees_nothing),
        cmocka_unit_test(a_column_alone_has_its_raw_p),
        cmocka_unit_test(bonferroni_is_a_shared_critical_value),
        cmocka_unit_test(levels_of_bca_are_the_known_ones),
        cmocka_unit_test(runs_of_a_budget_are_the_known_ones),
        cmocka_unit_test(weights_of_a_binomial_are_beta),
        cmocka_unit_test(weights_of_a_band_are_a_likelihood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
