/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical */
/* How often intervals of comparisons hold the truth, and how often tests err, over
 * simulated replicates whose truth is known. What each run of a test found is printed with
 * its standard error. A band of five standard errors about the right rate fails a correct
 * program once in 1.7 million seeds; seeds are fixed. Where an interval is known not to
 * keep its level, the band is about what was seen, and the comment says so. */
#include "analysis/adjust.h"
#include "analysis/bootstrap.h"
#include "analysis/levels.h"
#include "analysis/maxt.h"
#include "analysis/paired.h"
#include "analysis/selection.h"
#include "coverage.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* --- paired differences and ratios --- */

/* Exact for normal differences, whatever the replicates have in common: 2, 5 and 20. */
static void paired_t_covers_as_it_says(void **state)
{
    (void)state;
    enum { RUNS = 4000, MOST = 20 };
    gsl_rng *rng = coverage_rng(2385);
    for (size_t n = 2; n <= MOST; n = n == 2 ? 5 : n * 4) {
        int covered = 0, rejected = 0;
        for (int k = 0; k < RUNS; k++) {
            double a[MOST], b[MOST], same[MOST];
            for (size_t r = 0; r < n; r++) {
                double common = gsl_ran_exponential(rng, 300);
                a[r] = common + gsl_ran_gaussian(rng, 7);
                b[r] = common + gsl_ran_gaussian(rng, 4) - 2.385;
                same[r] = b[r] + 2.385;
            }
            curb_paired_t paired = curb_paired(a, b, n);
            covered += coverage_holds(
                curb_paired_interval(&paired, curb_t_critical(0.95, n, 1)), -2.385);
            rejected += curb_paired(a, same, n).p <= 0.05;
        }
        char what[64];
        snprintf(what, sizeof what, "paired t of %zu", n);
        coverage_is(what, covered, RUNS, 0.95);
        coverage_is("its p below 0.05 without a difference", rejected, RUNS, 0.05);
    }
    gsl_rng_free(rng);
}

/* Differences that are skewed like an exponential, ten of them: t covers less than it says.
 * 0.906 was seen, and about 0.90 is what other samples of the kind give. */
static void paired_t_covers_less_where_differences_are_skewed(void **state)
{
    (void)state;
    enum { RUNS = 4000, N = 10 };
    gsl_rng *rng = coverage_rng(23850);
    int covered = 0;
    for (int k = 0; k < RUNS; k++) {
        double zeros[N] = {0}, b[N];
        for (size_t r = 0; r < N; r++) {
            b[r] = gsl_ran_exponential(rng, 1);
        }
        curb_paired_t paired = curb_paired(zeros, b, N);
        covered +=
            coverage_holds(curb_paired_interval(&paired, curb_t_critical(0.95, N, 1)), 1);
    }
    gsl_rng_free(rng);
    coverage_between("paired t of ten exponentials", covered, RUNS, 0.88, 0.93);
}

/* Fieller's set is exact for normal pairs; here the denominator lies ten standard errors
 * above 0 and is never unclear. */
static void fiellers_interval_covers_as_it_says(void **state)
{
    (void)state;
    enum { RUNS = 4000, N = 8 };
    gsl_rng *rng = coverage_rng(2386);
    int covered = 0;
    for (int k = 0; k < RUNS; k++) {
        double difference[N], baseline[N];
        for (size_t r = 0; r < N; r++) {
            double common = gsl_ran_gaussian(rng, 1);
            baseline[r] = 12 + 3 * common + gsl_ran_gaussian(rng, 1);
            difference[r] = -2.385 - common + gsl_ran_gaussian(rng, 2);
        }
        curb_ratio_t ratio =
            curb_ratio(difference, baseline, N, curb_t_critical(0.95, N, 1));
        covered += coverage_holds(ratio.interval, -2.385 / 12);
    }
    gsl_rng_free(rng);
    coverage_is("Fieller's ratio", covered, RUNS, 0.95);
}

/* --- the whole family --- */

enum { ROWS = 9, COLUMNS = 6 };

/* Rows that share something, so columns do; `shift` is added to the first `shifted`. */
static void fill(gsl_rng *rng, double *matrix, size_t shifted, double shift)
{
    for (size_t r = 0; r < ROWS; r++) {
        double common = gsl_ran_gaussian(rng, 1);
        for (size_t c = 0; c < COLUMNS; c++) {
            double own = gsl_ran_gaussian(rng, c == 0 ? 0.2 : 1);
            matrix[r * COLUMNS + c] = common + own + (c < shifted ? shift : 0);
        }
    }
}

/* Together: with nine replicates the quantile of 512 flips lies between one t and
 * Bonferroni. 0.952 was seen, standard error 0.0055; the flips know the spread of these
 * nine only, so it need not be 0.95 exactly. Intervals of one t each hold together in 0.80:
 * the test can tell the two. */
static void max_t_intervals_hold_together(void **state)
{
    (void)state;
    enum { RUNS = 1500 };
    gsl_rng *rng = coverage_rng(77);
    int covered = 0, alone = 0;
    for (int k = 0; k < RUNS; k++) {
        double matrix[ROWS * COLUMNS];
        fill(rng, matrix, 3, 2.385);
        curb_maxt_t maxt;
        assert_int_equal(curb_maxt_init(&maxt, matrix, ROWS, COLUMNS, 0.95, 1), CURB_OK);
        bool all = true, all_alone = true;
        for (size_t c = 0; c < COLUMNS; c++) {
            double truth = c < 3 ? 2.385 : 0, half = maxt.columns[c].sd / sqrt(ROWS);
            half *= curb_t_critical(0.95, ROWS, 1);
            all = all && coverage_holds(maxt.columns[c].interval, truth);
            all_alone = all_alone && fabs(maxt.columns[c].mean - truth) <= half;
        }
        covered += all;
        alone += all_alone;
        curb_maxt_free(&maxt);
    }
    gsl_rng_free(rng);
    coverage_between("max-t, six columns together", covered, RUNS, 0.92, 0.97);
    coverage_between("six t intervals of their own", alone, RUNS, 0.7, 0.9);
}

/* Flips are exact: over 1,500 families without any effect some p is at most 0.05 in 25 of
 * 512 flips, 0.0488, single-step and step-down alike. With three strong effects step-down
 * tests the other three as if they were alone and errs as often, single-step less. */
static void step_down_errs_once_in_a_family_of_twenty(void **state)
{
    (void)state;
    enum { RUNS = 1500 };
    gsl_rng *rng = coverage_rng(78);
    for (size_t shifted = 0; shifted <= 3; shifted += 3) {
        int single = 0, down = 0, found = 0;
        for (int k = 0; k < RUNS; k++) {
            double matrix[ROWS * COLUMNS];
            fill(rng, matrix, shifted, 5);
            curb_maxt_t maxt;
            assert_int_equal(
                curb_maxt_init(&maxt, matrix, ROWS, COLUMNS, 0.95, 1), CURB_OK);
            bool single_errs = false, down_errs = false;
            for (size_t c = shifted; c < COLUMNS; c++) {
                single_errs = single_errs || maxt.columns[c].p_single <= 0.05;
                down_errs = down_errs || maxt.columns[c].p_stepdown <= 0.05;
            }
            single += single_errs;
            down += down_errs;
            found += shifted > 0 && maxt.columns[1].p_stepdown <= 0.05;
            curb_maxt_free(&maxt);
        }
        coverage_is("step-down, error in a family", down, RUNS, 25 / 512.0);
        assert_true(single <= down);
        assert_true(shifted == 0 ? single == down : found > RUNS * 9 / 10);
    }
    gsl_rng_free(rng);
}

/* Independent z tests, 15 of 20 of no effect: Holm and Hochberg reject one of these in at
 * most 5 % of families, Benjamini-Hochberg keeps the mean share of false ones at
 * 0.05 x 15/20 exactly. 6,000 families: standard error of a share below
 * sqrt(.0375 x .2 / 6000) = 0.0011. */
static void adjusted_p_values_keep_their_error_rates(void **state)
{
    (void)state;
    enum { RUNS = 6000, TESTS = 20, NULLS = 15 };
    gsl_rng *rng = coverage_rng(79);
    int errs[2] = {0};
    double false_share = 0;
    for (int k = 0; k < RUNS; k++) {
        double p[TESTS], adjusted[TESTS];
        for (size_t i = 0; i < TESTS; i++) {
            double z = gsl_ran_ugaussian(rng) + (i < NULLS ? 0 : 3);
            p[i] = 2 * gsl_cdf_ugaussian_Q(fabs(z));
        }
        for (int method = CURB_ADJUST_HOLM; method <= CURB_ADJUST_BH; method++) {
            assert_int_equal(
                curb_adjust((curb_adjust_t)method, p, TESTS, adjusted), CURB_OK);
            int wrong = 0, all = 0;
            for (size_t i = 0; i < TESTS; i++) {
                all += adjusted[i] <= 0.05;
                wrong += i < NULLS && adjusted[i] <= 0.05;
            }
            if (method == CURB_ADJUST_BH) {
                false_share += all > 0 ? (double)wrong / all / RUNS : 0;
            } else {
                errs[method] += wrong > 0;
            }
        }
    }
    gsl_rng_free(rng);
    coverage_between("Holm, error in a family", errs[0], RUNS, 0.03, 0.05 + 5 * 0.0028);
    coverage_between("Hochberg, error in a family", errs[1], RUNS, 0.03, 0.05 + 5 * 0.0028);
    print_message("Benjamini-Hochberg, false share: %.4f\n", false_share);
    assert_true(fabs(false_share - 0.0375) < 5 * 0.0011);
}

/* --- bootstrap --- */

static double median_of(const size_t *rows, size_t n, const void *data)
{
    double values[64];
    for (size_t i = 0; i < n; i++) {
        values[i] = ((const double *)data)[rows[i]];
    }
    gsl_sort(values, 1, n);
    return gsl_stats_quantile_from_sorted_data(values, 1, n, 0.5);
}

static double upper_of(const size_t *rows, size_t n, const void *data)
{
    double values[64];
    for (size_t i = 0; i < n; i++) {
        values[i] = ((const double *)data)[rows[i]];
    }
    gsl_sort(values, 1, n);
    return gsl_stats_quantile_from_sorted_data(values, 1, n, 0.8);
}

/* Rows of two numbers: the ratio of their means. */
static double ratio_of(const size_t *rows, size_t n, const void *data)
{
    const double *pairs = data;
    double top = 0, bottom = 0;
    for (size_t i = 0; i < n; i++) {
        top += pairs[2 * rows[i]];
        bottom += pairs[2 * rows[i] + 1];
    }
    return top / bottom;
}

/* Samples of 40 log-normals, median 1 and 80 % point exp(0.84); ratios of means of 20
 * pairs, log-normal as well. 500 samples of 600 resamples, standard errors 0.010 and 0.015.
 * BCa is right to order 1/n only: bands are five standard errors about what was seen, 0.944
 * for the median and the quantile, 0.87 for the ratio, whose 20 pairs are few for such
 * tails. */
static void bca_covers_medians_quantiles_and_ratios_about_as_it_says(void **state)
{
    (void)state;
    enum { RUNS = 500, N = 40, PAIRS = 20, RESAMPLES = 600 };
    gsl_rng *rng = coverage_rng(80);
    int median = 0, upper = 0, ratio = 0;
    for (int k = 0; k < RUNS; k++) {
        double values[N], pairs[2 * PAIRS];
        for (size_t i = 0; i < N; i++) {
            values[i] = gsl_ran_lognormal(rng, 0, 1);
        }
        for (size_t i = 0; i < PAIRS; i++) {
            double common = gsl_ran_lognormal(rng, 0, 0.5);
            pairs[2 * i] = 2.385 * common * gsl_ran_lognormal(rng, 0, 0.5);
            pairs[2 * i + 1] = common;
        }
        curb_bca_t found;
        uint64_t seed = (uint64_t)k;
        assert_int_equal(
            curb_bca(&found, median_of, values, N, 0.95, RESAMPLES, seed), CURB_OK);
        median += coverage_holds(found.interval, 1);
        assert_int_equal(
            curb_bca(&found, upper_of, values, N, 0.95, RESAMPLES, seed), CURB_OK);
        upper += coverage_holds(found.interval, exp(gsl_cdf_ugaussian_Pinv(0.8)));
        assert_int_equal(
            curb_bca(&found, ratio_of, pairs, PAIRS, 0.95, RESAMPLES, seed), CURB_OK);
        ratio += coverage_holds(found.interval, 2.385 * exp(0.125));
    }
    gsl_rng_free(rng);
    coverage_between("BCa of a median", median, RUNS, 0.89, 0.995);
    coverage_between("BCa of an 80 % quantile", upper, RUNS, 0.89, 0.995);
    coverage_between("BCa of a ratio of means", ratio, RUNS, 0.80, 0.945);
}

/* --- two levels, runs missing --- */

/* The share's interval is exact for equal units only; with a third of the replicates lost
 * 0.942 was seen, standard error 0.0037. */
static void the_share_covers_where_runs_are_missing(void **state)
{
    (void)state;
    enum { RUNS = 4000, UNITS = 24, EACH = 5, N = UNITS * EACH };
    gsl_rng *rng = coverage_rng(81);
    int covered = 0;
    for (int k = 0; k < RUNS; k++) {
        double values[N];
        size_t unit[N];
        for (size_t u = 0; u < UNITS; u++) {
            double theta = gsl_ran_gaussian(rng, 1.5);
            for (size_t i = 0; i < EACH; i++) {
                size_t at = u * EACH + i;
                unit[at] = u;
                values[at] = theta + gsl_ran_gaussian(rng, 2);
                values[at] = gsl_rng_uniform(rng) < 1.0 / 3 ? NAN : values[at];
            }
        }
        covered += coverage_holds(curb_levels(values, unit, N, 0.95).share_interval, 0.36);
    }
    gsl_rng_free(rng);
    coverage_between(
        "share of parameters, a third of runs lost", covered, RUNS, 0.93, 0.967);
}

/* --- stopping --- */

enum { POLICIES = 4, FIRST = 10, MOST_RUNS = 4000 };

/* Selection by Kim and Nelson's constants: the smallest mean of those that are still in,
 * one worse than the best by delta, the others as well (the hardest case). */
static size_t select_best(gsl_rng *rng, double delta, size_t *runs)
{
    static double x[POLICIES][MOST_RUNS];
    curb_kim_nelson_t constants = curb_kim_nelson(0.05, POLICIES, FIRST);
    double variance[POLICIES][POLICIES], sum[POLICIES] = {0};
    bool in[POLICIES] = {true, true, true, true};
    size_t left = POLICIES, first = 0;
    for (*runs = 1; *runs <= MOST_RUNS && left > 1; ++*runs) {
        size_t r = *runs - 1;
        double common = gsl_ran_gaussian(rng, 3);
        for (size_t i = 0; i < POLICIES; i++) {
            x[i][r] = common + gsl_ran_gaussian(rng, 1) + (i > 0 ? delta : 0);
            sum[i] += x[i][r];
        }
        for (size_t i = 0; *runs == FIRST && i < POLICIES; i++) {
            for (size_t k = 0; k < POLICIES; k++) {
                double sd = curb_paired(x[i], x[k], FIRST).sd;
                variance[i][k] = sd * sd;
            }
        }
        for (size_t i = 0; *runs >= FIRST && i < POLICIES; i++) {
            for (size_t k = 0; k < POLICIES && in[i]; k++) {
                double behind = (sum[i] - sum[k]) / (double)*runs;
                if (k != i && in[k] &&
                    behind >
                        curb_kim_nelson_margin(&constants, variance[i][k], delta, *runs)) {
                    in[i] = false;
                    left--;
                }
            }
        }
    }
    while (!in[first]) {
        first++;
    }
    return first;
}

/* The best is chosen in at least 95 % of 2,000 runs (standard error 0.005). Kim and Nelson
 * promise no more than that and keep more than they promise: 0.98 seen. */
static void kim_and_nelson_choose_the_best_as_often_as_they_say(void **state)
{
    (void)state;
    enum { RUNS = 2000 };
    gsl_rng *rng = coverage_rng(82);
    int right = 0;
    double spent = 0;
    for (int k = 0; k < RUNS; k++) {
        size_t runs;
        right += select_best(rng, 0.7, &runs) == 0;
        spent += (double)(runs - 1) / RUNS;
    }
    gsl_rng_free(rng);
    print_message("runs spent on average: %.1f\n", spent);
    coverage_between("Kim and Nelson choose right", right, RUNS, 0.95 - 5 * 0.0049, 1);
}

/* Stopping at the first n >= 10 whose t interval is short enough: a sample that looks
 * narrow by chance stops too early. 0.931 was seen where 0.95 is said; looking only at 10,
 * 20, 40, ... loses less, 0.939. Right in the limit of short intervals (Chow and Robbins
 * 1965, not seen). Bands are five standard errors of 0.004. */
static void stopping_at_a_half_width_costs_some_coverage(void **state)
{
    (void)state;
    enum { RUNS = 4000, MOST = 320 };
    gsl_rng *rng = coverage_rng(83);
    int every = 0, doubled = 0;
    for (int k = 0; k < RUNS; k++) {
        double zeros[MOST] = {0}, values[MOST];
        for (size_t r = 0; r < MOST; r++) {
            values[r] = 5 + gsl_ran_gaussian(rng, 1);
        }
        for (int grid = 0; grid < 2; grid++) {
            curb_interval_t interval = {0, 0};
            for (size_t n = 10; n <= MOST; n = grid ? 2 * n : n + 1) {
                curb_paired_t paired = curb_paired(zeros, values, n);
                interval = curb_paired_interval(&paired, curb_t_critical(0.95, n, 1));
                if (interval.high - interval.low <= 2 * 0.4) {
                    break;
                }
            }
            *(grid ? &doubled : &every) += coverage_holds(interval, 5);
        }
    }
    gsl_rng_free(rng);
    coverage_between("half-width looked at after every run", every, RUNS, 0.911, 0.951);
    coverage_between("half-width looked at after doubling", doubled, RUNS, 0.919, 0.959);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paired_t_covers_as_it_says),
        cmocka_unit_test(paired_t_covers_less_where_differences_are_skewed),
        cmocka_unit_test(fiellers_interval_covers_as_it_says),
        cmocka_unit_test(max_t_intervals_hold_together),
        cmocka_unit_test(step_down_errs_once_in_a_family_of_twenty),
        cmocka_unit_test(adjusted_p_values_keep_their_error_rates),
        cmocka_unit_test(bca_covers_medians_quantiles_and_ratios_about_as_it_says),
        cmocka_unit_test(the_share_covers_where_runs_are_missing),
        cmocka_unit_test(kim_and_nelson_choose_the_best_as_often_as_they_say),
        cmocka_unit_test(stopping_at_a_half_width_costs_some_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
