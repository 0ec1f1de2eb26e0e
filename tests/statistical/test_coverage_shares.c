/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical */
/* Coverage of the intervals that test_coverage_decide.c leaves: of pairs, of shares with
 * chance taken out, and of what groups of numbers are worth. Bands as there. */
#include "analysis/chance.h"
#include "analysis/voi_group.h"
#include "coverage.h"
#include "model/memory.h"
#include "reference/decision.h"
#include "reference/sensitivity.h"
#include "unit/known_shares.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { FACTORS = ISHIGAMI_INPUTS, ROWS = 128, RESAMPLES = 200 };

/* 300 samples of 128 rows drawn independently: 0.93 (standard error 0.015) for the pair
 * that interacts and 0.96 (0.011) for one that does not. */
static void intervals_of_pairs_cover_about_as_they_say(void **state)
{
    (void)state;
    enum { RUNS = 300 };
    const curb_sobol_layout_t layout = {FACTORS, true, false, 0};
    int interacts = 0, idle = 0;
    for (uint32_t k = 0; k < RUNS; k++) {
        curb_sobol_sample_t sample =
            known_sample(known_ishigami, k, ROWS, FACTORS, NULL, &layout, true);
        curb_sobol_factor_t indices[FACTORS];
        curb_share_t pairs[FACTORS * FACTORS];
        (void)known_estimate(&sample, indices, pairs);
        assert_int_equal(
            curb_sobol_bootstrap(&sample, RESAMPLES, 0.95, k, indices, pairs), CURB_OK);
        interacts += coverage_holds(pairs[2].interval, ishigami_second_13);
        idle += coverage_holds(pairs[1].interval, 0);
        known_free(&sample);
    }
    coverage_between("pair of inputs 1 and 3", interacts, RUNS, 0.93 - 5 * 0.0147, 1);
    coverage_between("pair of inputs 1 and 2, which is 0", idle, RUNS, 0.96 - 5 * 0.011, 1);
}

/* Adds normal chance to a row in each of four replicates, and says how much of it each
 * difference has, as curb sensitivity does. */
static void add_chance(gsl_rng *rng, double sd, double *values, double *chance)
{
    enum { REPLICATES = 4, ROW = FACTORS + 2 };
    double drawn[ROW][REPLICATES], to_b[REPLICATES];
    for (size_t p = 0; p < ROW; p++) {
        for (size_t r = 0; r < REPLICATES; r++) {
            drawn[p][r] = gsl_ran_gaussian(rng, sd);
            values[p] += drawn[p][r] / REPLICATES;
        }
    }
    for (size_t j = 0; j < FACTORS; j++) {
        double moved[REPLICATES];
        for (size_t r = 0; r < REPLICATES; r++) {
            moved[r] = drawn[1 + j][r] - drawn[0][r];
            to_b[r] = drawn[0][r] - drawn[ROW - 1][r];
        }
        chance[j] = curb_chance_covariance(moved, moved, REPLICATES, 1);
        chance[FACTORS + j] = curb_chance_covariance(drawn[ROW - 1], moved, REPLICATES, 1);
    }
    chance[(size_t)2 * FACTORS] = curb_chance_covariance(to_b, to_b, REPLICATES, 1);
}

/* 300 samples of 128 rows with chance of the output's own variance in each replicate, a
 * fifth of the variance of means: 0.92 to 0.95 (standard error at most 0.0154). With chance
 * left in, the interval of a total of 0.244 holds it in 0.10. */
static void intervals_of_shares_without_chance_cover_about_as_they_say(void **state)
{
    (void)state;
    enum { RUNS = 300 };
    const curb_sobol_layout_t layout = {.factors = FACTORS};
    size_t row = curb_sobol_row(&layout), per = curb_sobol_chance(FACTORS);
    gsl_rng *rng = coverage_rng(95);
    int hits[2][FACTORS] = {{0}}, raw = 0;
    for (uint32_t k = 0; k < RUNS; k++) {
        curb_sobol_sample_t sample =
            known_sample(known_ishigami, k, ROWS, FACTORS, NULL, &layout, true);
        double *chance = curb_calloc(ROWS * per, sizeof *chance);
        assert_non_null(chance);
        for (size_t i = 0; i < ROWS; i++) {
            add_chance(rng, sqrt(ishigami_variance), (double *)sample.values + i * row,
                chance + i * per);
        }
        sample.chance = chance;
        curb_sobol_factor_t indices[FACTORS];
        (void)known_estimate(&sample, indices, NULL);
        assert_int_equal(
            curb_sobol_bootstrap(&sample, RESAMPLES, 0.95, k, indices, NULL), CURB_OK);
        for (int j = 0; j < FACTORS; j++) {
            const curb_share_t *share = indices[j].share;
            hits[0][j] +=
                coverage_holds(share[CURB_SOBOL_FIRST_CLEAN].interval, ishigami_first[j]);
            hits[1][j] +=
                coverage_holds(share[CURB_SOBOL_TOTAL_CLEAN].interval, ishigami_total[j]);
        }
        raw +=
            coverage_holds(indices[2].share[CURB_SOBOL_TOTAL].interval, ishigami_total[2]);
        known_free(&sample);
    }
    gsl_rng_free(rng);
    for (int order = 0; order < 2; order++) {
        for (int j = 0; j < FACTORS; j++) {
            char what[64];
            snprintf(what, sizeof what, "%s share of input %d, chance out",
                order ? "total" : "first", j + 1);
            coverage_between(what, hits[order][j], RUNS, 0.92 - 5 * 0.0154, 1);
        }
    }
    coverage_between(
        "total share of input 3 with chance in it", raw, RUNS, 0, 0.10 + 5 * 0.0171);
}

/* x and z together are worth the EVPI, z alone less. 60 samples of 60 draws: 1.96 standard
 * errors hold the truth in 0.97 and 0.95 (standard error at most 0.028), and draws left out
 * in 0.98 and 0.97. An sd of 60 values is known to 9 %, and what is said lies 15 to 20 %
 * above it. */
static void standard_errors_of_groups_are_those_of_samples(void **state)
{
    (void)state;
    enum { RUNS = 60, DRAWS = 60, OF = 2 };
    const double truth[OF] = {voi_evpi, voi_evppi_z};
    double sum[OF] = {0}, squares[OF] = {0}, errors[OF] = {0};
    int hits[OF] = {0}, left_out[OF] = {0};
    gsl_rng *rng = coverage_rng(96);
    for (int k = 0; k < RUNS; k++) {
        double utility[2 * DRAWS] = {0}, inputs[2 * DRAWS];
        for (size_t r = 0; r < DRAWS; r++) {
            inputs[r] = voi_mean + gsl_ran_gaussian(rng, voi_sd_x);
            inputs[DRAWS + r] = gsl_ran_gaussian(rng, voi_sd_z);
            utility[DRAWS + r] = inputs[r] + inputs[DRAWS + r];
        }
        curb_voi_problem_t problem = {.utility = utility,
            .options = 2,
            .draws = DRAWS,
            .seed = (uint64_t)k,
            .resamples = 20};
        for (size_t i = 0; i < OF; i++) {
            curb_voi_group_t group;
            assert_int_equal(
                curb_voi_group(&group, &problem, inputs + i * DRAWS, OF - i), CURB_OK);
            sum[i] += group.value;
            squares[i] += group.value * group.value;
            errors[i] += group.standard_error / RUNS;
            hits[i] += fabs(group.value - truth[i]) <= 1.96 * group.standard_error;
            left_out[i] += fabs(group.left_out - truth[i]) <= 1.96 * group.left_out_error;
        }
    }
    gsl_rng_free(rng);
    static const char *const names[OF] = {"x and z together", "z alone"};
    for (int i = 0; i < OF; i++) {
        double mean = sum[i] / RUNS, sd = sqrt(squares[i] / RUNS - mean * mean);
        print_message("%s: mean %.4f (%.4f), sd %.4f, said %.4f\n", names[i], mean,
            truth[i], sd, errors[i]);
        assert_true(fabs(mean - truth[i]) < 5 * sd / sqrt(RUNS) + 0.03);
        assert_true(errors[i] > 0.7 * sd && errors[i] < 1.65 * sd);
        coverage_between(names[i], hits[i], RUNS, 0.95 - 5 * 0.0281, 1);
        coverage_between("the same in draws left out", left_out[i], RUNS, 0.81, 1);
    }
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_of_pairs_cover_about_as_they_say),
        cmocka_unit_test(intervals_of_shares_without_chance_cover_about_as_they_say),
        cmocka_unit_test(standard_errors_of_groups_are_those_of_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
