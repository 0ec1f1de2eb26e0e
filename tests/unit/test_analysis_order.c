/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* What an analysis says does not hang on the order in which replicates, scenarios, draws,
 * points, rows or inputs stand. Sums in another order differ by roundings: 1e-12 of numbers
 * of the order of 1. What draws random flips, halves or resamples by place is left out, but
 * for what it says exactly. */
#include "analysis/adjust.h"
#include "analysis/bootstrap.h"
#include "analysis/design.h"
#include "analysis/emulator.h"
#include "analysis/levels.h"
#include "analysis/maxt.h"
#include "analysis/paired.h"
#include "analysis/prim.h"
#include "analysis/regression.h"
#include "analysis/robust.h"
#include "analysis/selection.h"
#include "analysis/shuffle.h"
#include "analysis/sobol.h"
#include "analysis/voi.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 8, COLUMNS = 5, MOST = 400 };

static double table[ROWS * COLUMNS], turned[ROWS * COLUMNS];
static size_t order[MOST];

/* Numbers between 0 and 1, some of them tied. */
static double number(uint32_t turn, uint32_t place)
{
    return (double)curb_shuffle_below(2385, turn, place, 50) / 50;
}

static void near(double value, double expected, double tolerance)
{
    if (isnan(expected) ? !isnan(value) : !(fabs(value - expected) <= tolerance)) {
        fail_msg("%.17g, expected %.17g within %g", value, expected, tolerance);
    }
}

/* A table and the same with its rows or columns in another order. */
static void turn_rows(void)
{
    curb_shuffle(7, 1, ROWS, order);
    for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++) {
        table[i] = number(1, (uint32_t)i) - 0.4;
    }
    for (size_t r = 0; r < ROWS; r++) {
        memcpy(turned + r * COLUMNS, table + order[r] * COLUMNS, COLUMNS * sizeof *turned);
    }
}

static void replicates_may_stand_in_any_order(void **state)
{
    (void)state;
    curb_maxt_t maxt, again;
    turn_rows();
    assert_int_equal(curb_maxt_init(&maxt, table, ROWS, COLUMNS, 0.95, 1), CURB_OK);
    assert_int_equal(curb_maxt_init(&again, turned, ROWS, COLUMNS, 0.95, 1), CURB_OK);
    near(again.critical, maxt.critical, 1e-12);
    for (size_t c = 0; c < COLUMNS; c++) {
        near(again.columns[c].interval.low, maxt.columns[c].interval.low, 1e-12);
        assert_true(again.columns[c].p_single == maxt.columns[c].p_single);
        assert_true(again.columns[c].p_stepdown == maxt.columns[c].p_stepdown);
    }
    curb_maxt_free(&maxt);
    curb_maxt_free(&again);
    double a[ROWS], b[ROWS], other_a[ROWS], other_b[ROWS], quantile, other;
    for (size_t r = 0; r < ROWS; r++) {
        a[r] = 2.385 + table[r * COLUMNS];
        b[r] = 2.385 + table[r * COLUMNS + 1];
        other_a[r] = 2.385 + turned[r * COLUMNS];
        other_b[r] = 2.385 + turned[r * COLUMNS + 1];
    }
    curb_paired_t paired = curb_paired(a, b, ROWS);
    curb_paired_t other_paired = curb_paired(other_a, other_b, ROWS);
    near(other_paired.t, paired.t, 1e-12);
    near(other_paired.p, paired.p, 1e-12);
    near(other_paired.correlation, paired.correlation, 1e-12);
    near(curb_ratio(other_a, other_b, ROWS, 2).interval.high,
        curb_ratio(a, b, ROWS, 2).interval.high, 1e-12);
    assert_int_equal(curb_quantile(a, ROWS, 0.3, &quantile), CURB_OK);
    assert_int_equal(curb_quantile(other_a, ROWS, 0.3, &other), CURB_OK);
    near(other, quantile, 0);
}

static double mean_of(const size_t *rows, size_t n, const void *data)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += ((const double *)data)[rows[i]] / (double)n;
    }
    return sum;
}

static void all_resamples_are_the_same_in_any_order(void **state)
{
    (void)state;
    const double values[] = {1, 2, 4, 2, 11, 7.3}, other[] = {11, 2, 7.3, 1, 4, 2};
    curb_bca_t one, two;
    assert_int_equal(curb_bca(&one, mean_of, values, 6, 0.9, CURB_BCA_ALL, 0), CURB_OK);
    assert_int_equal(curb_bca(&two, mean_of, other, 6, 0.9, CURB_BCA_ALL, 0), CURB_OK);
    near(two.interval.low, one.interval.low, 1e-12);
    near(two.interval.high, one.interval.high, 1e-12);
    near(two.z0, one.z0, 1e-12);
}

static void scenarios_may_stand_in_any_order(void **state)
{
    (void)state;
    double wide[ROWS * COLUMNS], p[COLUMNS], q[COLUMNS], adjusted[2][COLUMNS];
    curb_maxt_t maxt, again;
    turn_rows();
    curb_shuffle(7, 2, COLUMNS, order);
    for (size_t r = 0; r < ROWS; r++) {
        for (size_t c = 0; c < COLUMNS; c++) {
            wide[r * COLUMNS + c] = table[r * COLUMNS + order[c]];
        }
    }
    assert_int_equal(curb_maxt_init(&maxt, table, ROWS, COLUMNS, 0.95, 1), CURB_OK);
    assert_int_equal(curb_maxt_init(&again, wide, ROWS, COLUMNS, 0.95, 1), CURB_OK);
    assert_true(again.critical == maxt.critical);
    for (size_t c = 0; c < COLUMNS; c++) {
        assert_true(again.columns[c].p_stepdown == maxt.columns[order[c]].p_stepdown);
        p[c] = number(3, (uint32_t)c % 3); /* ties */
    }
    curb_maxt_free(&maxt);
    curb_maxt_free(&again);
    for (size_t c = 0; c < COLUMNS; c++) {
        q[c] = p[order[c]];
    }
    for (int method = CURB_ADJUST_HOLM; method <= CURB_ADJUST_BH; method++) {
        assert_int_equal(
            curb_adjust((curb_adjust_t)method, p, COLUMNS, adjusted[0]), CURB_OK);
        assert_int_equal(
            curb_adjust((curb_adjust_t)method, q, COLUMNS, adjusted[1]), CURB_OK);
        for (size_t c = 0; c < COLUMNS; c++) {
            near(adjusted[1][c], adjusted[0][order[c]], 1e-15);
        }
    }
    double means[COLUMNS], sds[COLUMNS], shares[2][COLUMNS], other_means[COLUMNS],
        other_sds[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++) {
        means[c] = 1.1 * (double)(c * c % 7) + (double)c;
        sds[c] = 1 + 0.2385 * (double)c;
    }
    for (size_t c = 0; c < COLUMNS; c++) {
        other_means[c] = means[order[c]];
        other_sds[c] = sds[order[c]];
    }
    curb_ocba(means, sds, COLUMNS, shares[0]);
    curb_ocba(other_means, other_sds, COLUMNS, shares[1]);
    for (size_t c = 0; c < COLUMNS; c++) {
        near(shares[1][c], shares[0][order[c]], 1e-12);
    }
}

/* utility[option][world] with options and worlds each in another order. */
static void options_and_worlds_may_stand_in_any_order(void **state)
{
    (void)state;
    double utility[COLUMNS * ROWS], other[COLUMNS * ROWS];
    size_t options[COLUMNS];
    turn_rows();
    curb_shuffle(7, 3, ROWS, order);
    curb_shuffle(7, 4, COLUMNS, options);
    for (size_t i = 0; i < COLUMNS; i++) {
        for (size_t w = 0; w < ROWS; w++) {
            utility[i * ROWS + w] = table[w * COLUMNS + i] + 0.01 * (double)i;
        }
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        for (size_t w = 0; w < ROWS; w++) {
            other[i * ROWS + w] = utility[options[i] * ROWS + order[w]];
        }
    }
    curb_robust_t one, two;
    assert_int_equal(curb_robust_init(&one, utility, COLUMNS, ROWS, 0.3, 0.1), CURB_OK);
    assert_int_equal(curb_robust_init(&two, other, COLUMNS, ROWS, 0.3, 0.1), CURB_OK);
    for (size_t i = 0; i < COLUMNS; i++) {
        const curb_robust_option_t *was = &one.options[options[i]], *is = &two.options[i];
        for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
            near(is->measures[m], was->measures[m], 1e-12);
        }
        near(is->worst_quarter, was->worst_quarter, 1e-12);
        near(is->first_share, was->first_share, 1e-12);
        assert_int_equal(is->first_by, was->first_by);
    }
    curb_robust_free(&one);
    curb_robust_free(&two);
    const double scores[2][4] = {{1, 2, 2, 5}, {1, 3, 1, 2}};
    const double turned_scores[2][4] = {{2, 1, 1, 3}, {5, 1, 2, 2}};
    double shares[2], turned_shares[2];
    curb_share_first(scores[0], 2, 4, shares);
    curb_share_first(turned_scores[0], 2, 4, turned_shares);
    near(turned_shares[1], shares[0], 1e-15);
}

/* The value of a parameter; its units and its sign do not matter either. */
static void draws_may_stand_in_any_order(void **state)
{
    (void)state;
    enum { DRAWS = 120 };
    double utility[2 * DRAWS] = {0}, other[2 * DRAWS] = {0}, x[DRAWS], turned_x[DRAWS];
    curb_shuffle(7, 5, DRAWS, order);
    for (uint32_t r = 0; r < DRAWS; r++) {
        x[r] = number(20, r) + 1e-3 * r;
        utility[DRAWS + r] = 2 * x[r] - 1 + number(21, r) - 0.5;
    }
    for (size_t r = 0; r < DRAWS; r++) {
        other[DRAWS + r] = utility[DRAWS + order[r]];
        turned_x[r] = -1e6 * x[order[r]] + 23.85;
    }
    curb_voi_problem_t one = {.utility = utility,
        .options = 2,
        .draws = DRAWS,
        .seed = 3,
        .resamples = 2,
        .permutations = 19};
    curb_voi_problem_t two = one;
    two.utility = other;
    curb_voi_parameter_t of_one, of_two;
    assert_int_equal(curb_voi_parameter(&of_one, &one, x), CURB_OK);
    assert_int_equal(curb_voi_parameter(&of_two, &two, turned_x), CURB_OK);
    near(of_two.value, of_one.value, 1e-9);
    assert_int_equal(of_two.change_count, of_one.change_count);
    near((of_two.change_at - 23.85) / -1e6, of_one.change_at, 1e-6);
    near(curb_voi_perfect(&two, NULL).value, curb_voi_perfect(&one, NULL).value, 1e-12);
}

static void units_and_their_values_may_stand_in_any_order(void **state)
{
    (void)state;
    const size_t unit[] = {0, 0, 0, 1, 1, 2, 2, 2}, other_unit[] = {0, 0, 0, 1, 1, 1, 2, 2};
    const double values[] = {1.3, 2, 2.385, 5, 4.1, 0.2, 0.9, NAN};
    const double other[] = {NAN, 0.9, 0.2, 2.385, 1.3, 2, 4.1, 5};
    curb_levels_t one = curb_levels(values, unit, 8, 0.95);
    curb_levels_t two = curb_levels(other, other_unit, 8, 0.95);
    near(two.parameters, one.parameters, 1e-12);
    near(two.chance, one.chance, 1e-12);
    near(two.share_interval.low, one.share_interval.low, 1e-12);
    near(two.share_interval.high, one.share_interval.high, 1e-12);
}

/* Points of a box. Inputs may not: of equal gains the first input takes the slice. */
static void points_of_a_box_may_stand_in_any_order(void **state)
{
    (void)state;
    enum { POINTS = 150 };
    static double inputs[2 * POINTS], other[2 * POINTS];
    bool cases[POINTS], turned_cases[POINTS];
    curb_shuffle(7, 6, POINTS, order);
    for (size_t i = 0; i < POINTS; i++) {
        inputs[i] = fmod(0.618 * (double)(i + 1), 1);
        inputs[POINTS + i] = fmod(0.7549 * (double)(i + 1), 1);
        cases[i] = inputs[i] > 0.5 && inputs[POINTS + i] < 0.45;
    }
    for (size_t i = 0; i < POINTS; i++) {
        turned_cases[i] = cases[order[i]];
        other[i] = inputs[order[i]];
        other[POINTS + i] = inputs[POINTS + order[i]];
    }
    curb_prim_data_t one = {.inputs = inputs,
        .cases = cases,
        .points = POINTS,
        .input_count = 2,
        .peel = 0.05,
        .paste = 0.05,
        .least_mass = 0.05};
    curb_prim_data_t two = one;
    two.inputs = other;
    two.cases = turned_cases;
    curb_prim_box_t of_one, of_two;
    assert_int_equal(curb_prim_find(&of_one, &one, 0.9, 0.05), CURB_OK);
    assert_int_equal(curb_prim_find(&of_two, &two, 0.9, 0.05), CURB_OK);
    assert_int_equal(of_two.points, of_one.points);
    assert_true(of_two.low[0] == of_one.low[0] && of_two.high[1] == of_one.high[1]);
    curb_prim_box_free(&of_one);
    curb_prim_box_free(&of_two);
}

static void rows_of_a_sample_may_stand_in_any_order(void **state)
{
    (void)state;
    enum { COUNT = 40, ROW = 4 };
    double values[COUNT * ROW], other[COUNT * ROW], points[COUNT * 2], moved[COUNT * 2];
    curb_sobol_factor_t one[2], two[2];
    curb_regression_t coefficients[2], again[2];
    curb_shuffle(7, 8, COUNT, order);
    for (uint32_t i = 0; i < COUNT * ROW; i++) {
        values[i] = 100 + number(30, i);
        points[i % (COUNT * 2)] = number(31, i % (COUNT * 2)); /* ties */
    }
    for (size_t i = 0; i < COUNT; i++) {
        memcpy(other + i * ROW, values + order[i] * ROW, ROW * sizeof *other);
        memcpy(moved + i * 2, points + order[i] * 2, 2 * sizeof *moved);
    }
    const curb_sobol_sample_t in_order = {{.factors = 2}, COUNT, values, NULL};
    const curb_sobol_sample_t shuffled = {{.factors = 2}, COUNT, other, NULL};
    curb_sobol_moments_t moments;
    assert_int_equal(curb_sobol_estimate(&in_order, &moments, one, NULL), CURB_OK);
    assert_int_equal(curb_sobol_estimate(&shuffled, &moments, two, NULL), CURB_OK);
    double first[COUNT], turned_first[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        first[i] = values[i * ROW];
        turned_first[i] = other[i * ROW];
    }
    assert_int_equal(
        curb_regression(points, first, COUNT, 2, 0.95, coefficients, NULL, NULL), CURB_OK);
    assert_int_equal(
        curb_regression(moved, turned_first, COUNT, 2, 0.95, again, NULL, NULL), CURB_OK);
    for (size_t j = 0; j < 2; j++) {
        for (int i = CURB_SOBOL_FIRST; i <= CURB_SOBOL_JANSEN; i++) {
            near(two[j].share[i].estimate, one[j].share[i].estimate, 1e-10);
        }
        near(again[j].prcc, coefficients[j].prcc, 1e-10);
        near(again[j].src, coefficients[j].src, 1e-10);
    }
    curb_design_evenness_t even = curb_design_evenness(points, COUNT, 2);
    curb_design_evenness_t still = curb_design_evenness(moved, COUNT, 2);
    near(still.centred, even.centred, 1e-12);
    near(still.star, even.star, 1e-12);
}

static void runs_of_an_emulator_may_stand_in_any_order(void **state)
{
    (void)state;
    const double at[] = {0, 0.2, 0.5, 0.7, 1}, values[] = {0, 1.1, 0.6, -0.2, 0.7};
    const double turned_at[] = {0.7, 1, 0, 0.5, 0.2}, others[] = {-0.2, 0.7, 0, 0.6, 1.1};
    const curb_emulator_runs_t one = {5, 1, at, values, NULL};
    const curb_emulator_runs_t two = {5, 1, turned_at, others, NULL};
    curb_emulator_t of_one, of_two;
    assert_int_equal(curb_emulator_fit(&of_one, CURB_MATERN_52, &one), CURB_OK);
    assert_int_equal(curb_emulator_fit(&of_two, CURB_MATERN_52, &two), CURB_OK);
    double mean[2], variance[2];
    const double where = 0.2385;
    curb_emulator_at(&of_one, &where, &mean[0], &variance[0]);
    curb_emulator_at(&of_two, &where, &mean[1], &variance[1]);
    near(of_two.log_likelihood, of_one.log_likelihood, 1e-5); /* where a search ends */
    near(mean[1], mean[0], 1e-3);
    near(variance[1], variance[0], 1e-3);
    curb_emulator_free(&of_one);
    curb_emulator_free(&of_two);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replicates_may_stand_in_any_order),
        cmocka_unit_test(all_resamples_are_the_same_in_any_order),
        cmocka_unit_test(scenarios_may_stand_in_any_order),
        cmocka_unit_test(options_and_worlds_may_stand_in_any_order),
        cmocka_unit_test(draws_may_stand_in_any_order),
        cmocka_unit_test(units_and_their_values_may_stand_in_any_order),
        cmocka_unit_test(points_of_a_box_may_stand_in_any_order),
        cmocka_unit_test(rows_of_a_sample_may_stand_in_any_order),
        cmocka_unit_test(runs_of_an_emulator_may_stand_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
