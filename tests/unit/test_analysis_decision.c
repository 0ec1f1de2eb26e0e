/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
#include "analysis/prim.h"
#include "analysis/robust.h"
#include "analysis/shuffle.h"
#include "analysis/voi.h"
#include "model/memory.h"
#include "reference/decision.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.15g, expected %.15g within %g", value, expected, tolerance);
    }
}

/* --- robustness --- */

static void measures_of_the_known_table(void **state)
{
    (void)state;
    static const struct {
        curb_robust_measure_t measure;
        const double *expected;
    } known[] = {{CURB_ROBUST_MAXIMIN, robust_maximin},
        {CURB_ROBUST_MAXIMAX, robust_maximax}, {CURB_ROBUST_HURWICZ, robust_hurwicz},
        {CURB_ROBUST_LAPLACE, robust_laplace},
        {CURB_ROBUST_MINIMAX_REGRET, robust_minimax_regret},
        {CURB_ROBUST_P90_REGRET, robust_p90_regret},
        {CURB_ROBUST_MEAN_VARIANCE, robust_mean_variance},
        {CURB_ROBUST_SKEWNESS, robust_skewness}, {CURB_ROBUST_STARR, robust_starr_at_5}};
    curb_robust_t self;
    assert_int_equal(
        curb_robust_init(&self, robust_utility, ROBUST_OPTIONS, ROBUST_WORLDS, 0.5, 5),
        CURB_OK);
    for (size_t i = 0; i < ROBUST_OPTIONS; i++) {
        const curb_robust_option_t *option = &self.options[i];
        for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
            near(option->measures[known[k].measure], known[k].expected[i], 1e-12);
        }
        near(option->mean_regret, robust_mean_regret[i], 1e-12);
        near(option->worst_quarter, robust_worst_quarter[i], 1e-12);
    }
    for (size_t i = 0; i < (size_t)ROBUST_OPTIONS * ROBUST_WORLDS; i++) {
        near(self.regret[i], robust_regret[i], 0);
    }
    curb_robust_free(&self);
}

/* By hand: option 0 sorted 1 4 7 10 has median 5.5, below it 4.5 and 1.5; its 10th, 25th,
 * 75th and 90th percentiles are 1.9, 3.25, 7.75 and 9.1. */
static void measures_without_a_known_table_by_hand(void **state)
{
    (void)state;
    curb_robust_t self;
    assert_int_equal(
        curb_robust_init(&self, robust_utility, ROBUST_OPTIONS, ROBUST_WORLDS, 0.5, 5),
        CURB_OK);
    near(self.options[0].measures[CURB_ROBUST_UNDESIRABLE], 6, 1e-12);
    near(self.options[0].measures[CURB_ROBUST_PEAKEDNESS], 7.2 / 4.5, 1e-12);
    near(self.options[1].measures[CURB_ROBUST_UNDESIRABLE], 0, 0);
    assert_true(isnan(self.options[1].measures[CURB_ROBUST_PEAKEDNESS]));
    /* worlds are led by options 2, 3, 2 and 1 */
    near(self.options[0].first_share, 0, 0);
    near(self.options[1].first_share, 0.25, 0);
    near(self.options[2].first_share, 0.5, 0);
    near(self.options[3].first_share, 0.25, 0);
    assert_int_equal(self.first[CURB_ROBUST_MAXIMIN], 1);
    assert_int_equal(self.first[CURB_ROBUST_MAXIMAX], 2);
    assert_int_equal(self.first[CURB_ROBUST_MINIMAX_REGRET], 0);
    assert_int_equal(self.favourite, 1); /* maximin, Hurwicz, Laplace, mean-variance, ... */
    assert_int_equal(self.agreeing, self.options[1].first_by);
    curb_robust_free(&self);
}

static void worlds_with_a_gap_are_left_out_and_order_does_not_matter(void **state)
{
    (void)state;
    /* the table with a broken world before it and options in reverse */
    double utility[ROBUST_OPTIONS * (ROBUST_WORLDS + 1)];
    for (size_t i = 0; i < ROBUST_OPTIONS; i++) {
        utility[i * 5] = i == 2 ? NAN : 100;
        memcpy(utility + i * 5 + 1, robust_utility + (ROBUST_OPTIONS - 1 - i) * 4,
            4 * sizeof *utility);
    }
    curb_robust_t self;
    assert_int_equal(curb_robust_init(&self, utility, 4, 5, 0.5, 5), CURB_OK);
    assert_int_equal(self.world_count, 4);
    for (size_t i = 0; i < ROBUST_OPTIONS; i++) {
        const double *m = self.options[ROBUST_OPTIONS - 1 - i].measures;
        near(m[CURB_ROBUST_P90_REGRET], robust_p90_regret[i], 1e-12);
        near(m[CURB_ROBUST_STARR], robust_starr_at_5[i], 0);
    }
    assert_int_equal(self.favourite, 2);
    curb_robust_free(&self);
    for (size_t i = 0; i < 4; i++) {
        utility[i] = NAN;
    }
    assert_int_equal(curb_robust_init(&self, utility, 4, 1, 0.5, 5), CURB_ERR_INVALID);
}

static void equal_options_are_told_apart_by_nothing(void **state)
{
    (void)state;
    const double same[] = {2.385, 1, 2.385, 1};
    curb_robust_t self;
    assert_int_equal(curb_robust_init(&self, same, 2, 2, 0.5, 0), CURB_OK);
    assert_int_equal(self.telling, 0);
    assert_int_equal(self.first[CURB_ROBUST_LAPLACE], 2);
    near(self.options[0].first_share, 0.5, 0);
    curb_robust_free(&self);
}

/* --- value of information --- */

enum { DRAWS = 3000 };

static double normal(uint32_t turn, uint32_t place)
{
    double unit = ((double)curb_shuffle_below(2385, turn, place, 1000003) + 0.5) / 1000003;
    return gsl_cdf_ugaussian_Pinv(unit);
}

typedef struct {
    double utility[2 * DRAWS], x[DRAWS], z[DRAWS], idle[DRAWS];
    curb_voi_problem_t problem;
} gamble_t;

static gamble_t *gamble_new(size_t draws)
{
    gamble_t *self = calloc(1, sizeof *self);
    assert_non_null(self);
    for (uint32_t r = 0; r < draws; r++) {
        self->x[r] = voi_mean + voi_sd_x * normal(0, r);
        self->z[r] = voi_sd_z * normal(1, r);
        self->idle[r] = normal(2, r);
        self->utility[draws + r] = self->x[r] + self->z[r];
    }
    self->problem = (curb_voi_problem_t){.utility = self->utility,
        .options = 2,
        .draws = draws,
        .seed = 5,
        .resamples = 50,
        .permutations = 50};
    return self;
}

static void closed_forms_give_the_known_values(void **state)
{
    (void)state;
    near(curb_voi_gaussian(voi_mean, hypot(voi_sd_x, voi_sd_z)), voi_evpi, 1e-12);
    near(curb_voi_gaussian(voi_mean, voi_sd_x), voi_evppi_x, 1e-12);
    near(curb_voi_gaussian(voi_mean, voi_sd_z), voi_evppi_z, 1e-12);
    near(curb_voi_gaussian(voi_mean, curb_voi_preposterior_sd(voi_sd_x, 2, 4)), voi_evsi,
        1e-12);
    near(curb_voi_gaussian(2.385, 0), 0, 0);
}

/* |z| < 4 with fixed numbers; a right program fails once in 16 thousand seeds each. */
static void regression_finds_the_closed_forms_within_its_errors(void **state)
{
    (void)state;
    gamble_t *gamble = gamble_new(DRAWS);
    curb_voi_perfect_t all = curb_voi_perfect(&gamble->problem, NULL);
    near(all.value, voi_evpi, 4 * all.standard_error);
    assert_true(all.standard_error < 0.03);
    curb_voi_parameter_t one;
    assert_int_equal(curb_voi_parameter(&one, &gamble->problem, gamble->x), CURB_OK);
    near(one.value, voi_evppi_x, 4 * one.standard_error);
    assert_true(one.standard_error < 0.03 && one.p < 0.05);
    assert_int_equal(one.coefficients, CURB_VOI_COEFFICIENTS_MOST);
    /* x + z is better than 0 where x > 0 */
    assert_int_equal(one.change_from, 0);
    assert_int_equal(one.change_to, 1);
    near(one.change_at, 0, 0.4);
    near(one.change_share, 1, 0);
    assert_int_equal(curb_voi_parameter(&one, &gamble->problem, gamble->z), CURB_OK);
    near(one.value, voi_evppi_z, 4 * one.standard_error);
    near(one.change_at, 0.5, 0.4);
    free(gamble);
}

/* 0 against x + chance with sd 2, eight replicates a draw. Known are E max of a normal with
 * the variance of x and that of the chance left in means of eight, or of halves, or in one:
 * 0.27875; 2 x 0.27875 - 0.34909; 0.66427. Chance taken out comes to 0.20841 where EVPPI of
 * x is 0.19780. |z| < 4 with fixed numbers. */
static void chance_is_taken_out_of_evpi(void **state)
{
    (void)state;
    enum { EACH = 8, WORLDS = 1200, RUNS = EACH * WORLDS };
    gamble_t *gamble = gamble_new(WORLDS);
    double *each = calloc((size_t)2 * RUNS, sizeof *each);
    size_t *draw = calloc(RUNS, sizeof *draw);
    assert_true(each != NULL && draw != NULL);
    memset(gamble->utility, 0, sizeof gamble->utility);
    for (uint32_t r = 0; r < RUNS; r++) {
        /* NOLINTNEXTLINE(*.NullDereference): assert_true() does not come back */
        draw[r] = r / EACH;
        each[RUNS + r] = gamble->x[r / EACH] + voi_sd_z * normal(7, r);
        gamble->utility[WORLDS + r / EACH] += each[RUNS + r] / EACH;
    }
    curb_voi_replicates_t replicates = {each, draw, RUNS};
    curb_voi_perfect_t all = curb_voi_perfect(&gamble->problem, &replicates);
    double of_means = curb_voi_gaussian(voi_mean, sqrt(1 + 4.0 / EACH));
    double of_halves = curb_voi_gaussian(voi_mean, sqrt(1 + 8.0 / EACH));
    near(all.value, of_means, 4 * all.standard_error);
    near(all.chance_out, 2 * of_means - of_halves, 4 * all.chance_out_error);
    near(all.with_chance, voi_evpi, 4 * all.with_chance_error);
    assert_true(all.chance_out_error < 0.02 && all.with_chance_error < 0.03);
    near(2 * of_means - of_halves, voi_evppi_x, 0.011);
    draw[RUNS - 1] = WORLDS; /* a draw with one replicate has no halves */
    all = curb_voi_perfect(&gamble->problem, &replicates);
    assert_true(isnan(all.chance_out) && isnan(all.chance_out_error));
    assert_true(isfinite(all.with_chance));
    assert_true(isnan(curb_voi_perfect(&gamble->problem, NULL).with_chance));
    free(each);
    free(draw);
    free(gamble);
}

static void a_parameter_without_influence_is_not_above_chance(void **state)
{
    (void)state;
    gamble_t *gamble = gamble_new(400);
    curb_voi_parameter_t one;
    assert_int_equal(curb_voi_parameter(&one, &gamble->problem, gamble->idle), CURB_OK);
    assert_true(one.p > 0.05);
    assert_true(one.value < 0.1);
    free(gamble);
}

/* p of a parameter without influence is uniform: of 60 with 19 shuffles each, on average 3
 * are at 0.05 or below, more than 9 once in two thousand (binomial). */
static void p_of_no_influence_errs_as_often_as_it_says(void **state)
{
    (void)state;
    enum { PARAMETERS = 60, RUNS = 40 };
    gamble_t *gamble = gamble_new(RUNS);
    gamble->problem.permutations = 19;
    gamble->problem.resamples = 2;
    size_t found = 0;
    for (uint32_t k = 0; k < PARAMETERS; k++) {
        double idle[RUNS];
        for (uint32_t r = 0; r < RUNS; r++) {
            idle[r] = normal(10 + k, r);
        }
        gamble->problem.seed = k;
        curb_voi_parameter_t one;
        assert_int_equal(curb_voi_parameter(&one, &gamble->problem, idle), CURB_OK);
        found += one.p <= 0.05;
    }
    assert_in_range(found, 0, 9);
    free(gamble);
}

static void few_draws_ties_and_constants_are_no_error(void **state)
{
    (void)state;
    gamble_t *gamble = gamble_new(60);
    curb_voi_parameter_t one;
    double coarse[60], same[60];
    for (size_t r = 0; r < 60; r++) {
        coarse[r] = r % 2 == 0 ? 1 : 3;
        same[r] = 2.385;
    }
    assert_int_equal(curb_voi_parameter(&one, &gamble->problem, coarse), CURB_OK);
    assert_int_equal(one.coefficients, 2); /* two values bear a constant and one more */
    assert_true(isfinite(one.value));
    assert_int_equal(curb_voi_parameter(&one, &gamble->problem, same), CURB_OK);
    assert_int_equal(one.coefficients, 1);
    near(one.value, 0, 0);
    assert_true(isnan(one.change_at));
    for (size_t draws = 0; draws < 6; draws++) {
        gamble->problem.draws = draws;
        assert_int_equal(curb_voi_parameter(&one, &gamble->problem, gamble->x), CURB_OK);
        assert_true(isfinite(one.value) && one.value >= 0);
    }
    free(gamble);
}

/* --- scenario discovery --- */

typedef struct {
    double inputs[3 * LATTICE_POINTS];
    bool cases[LATTICE_POINTS];
    curb_prim_data_t data;
} lattice_t;

static lattice_t *lattice_new(void)
{
    lattice_t *self = calloc(1, sizeof *self);
    assert_non_null(self);
    double p = lattice_plastic, whole;
    for (size_t i = 0; i < LATTICE_POINTS; i++) {
        double k = (double)(i + 1);
        self->inputs[i] = modf(k / p, &whole);
        self->inputs[LATTICE_POINTS + i] = modf(k / (p * p), &whole);
        self->inputs[(size_t)2 * LATTICE_POINTS + i] = modf(k * sqrt(2), &whole);
        self->cases[i] = self->inputs[i] > 0.55 && self->inputs[LATTICE_POINTS + i] < 0.40;
    }
    self->data = (curb_prim_data_t){.inputs = self->inputs,
        .cases = self->cases,
        .points = LATTICE_POINTS,
        .input_count = 3,
        .peel = 0.05,
        .paste = 0.05,
        .least_mass = 0.05};
    return self;
}

static void peeling_the_lattice_takes_the_known_path(void **state)
{
    (void)state;
    lattice_t *lattice = lattice_new();
    curb_prim_path_t path;
    assert_int_equal(curb_prim_peel(&path, &lattice->data), CURB_OK);
    assert_int_equal(path.count, LATTICE_BOXES);
    assert_int_equal(path.boxes[0].points, LATTICE_POINTS);
    assert_int_equal(path.boxes[0].hits, LATTICE_CASES);
    const curb_prim_box_t *fifth = &path.boxes[5];
    assert_int_equal(fifth->points, LATTICE_FIFTH_POINTS);
    near(fifth->low[0], lattice_fifth_low0, 1e-12);
    near(fifth->density, lattice_fifth_density, 1e-12);
    near(fifth->coverage, 1, 0);
    near(fifth->mass, lattice_fifth_mass, 1e-12);
    const double *x = lattice->inputs;
    near(gsl_stats_min(x, 1, LATTICE_POINTS), lattice_ends0[0], 1e-12);
    near(gsl_stats_max(x, 1, LATTICE_POINTS), lattice_ends0[1], 1e-12);
    near(gsl_stats_min(x + LATTICE_POINTS, 1, LATTICE_POINTS), lattice_ends1[0], 1e-12);
    near(gsl_stats_max(x + LATTICE_POINTS, 1, LATTICE_POINTS), lattice_ends1[1], 1e-12);
    const curb_prim_box_t *last = &path.boxes[path.count - 1];
    assert_int_equal(last->points, LATTICE_LAST_POINTS);
    near(last->low[0], lattice_last_low0, 1e-12);
    near(last->high[1], lattice_last_high1, 1e-12);
    near(last->coverage, lattice_last_coverage, 1e-12);
    near(last->density, 1, 0);
    assert_true(isinf(last->high[0]) && isinf(last->low[1]));
    assert_true(isinf(last->low[2]) && isinf(last->high[2]));
    assert_int_equal(last->restricted, 2);
    curb_prim_path_free(&path);
    free(lattice);
}

static void pasting_the_lattice_wins_back_what_was_peeled_too_far(void **state)
{
    (void)state;
    lattice_t *lattice = lattice_new();
    curb_prim_box_t box;
    lattice->data.paste = 0.005;
    assert_int_equal(curb_prim_find(&box, &lattice->data, 1, 0.05), CURB_OK);
    assert_true(box.coverage > lattice_last_coverage);
    near(box.density, 1, 0);
    near(box.low[0], 0.55, 0.02);
    near(box.high[1], 0.40, 0.02);
    assert_true(curb_prim_quasi_p(&box, &lattice->data, 0) < 1e-9);
    assert_true(isnan(curb_prim_quasi_p(&box, &lattice->data, 2)));
    curb_prim_trust_t trust;
    assert_int_equal(
        curb_prim_trust(&trust, &box, &lattice->data, 1, 0.05, 10, 9, 3), CURB_OK);
    near(trust.share[0], 1, 1e-12);
    near(trust.share[1], 1, 1e-12);
    near(trust.p, 0.1, 1e-12);
    curb_prim_trust_free(&trust);
    curb_prim_box_free(&box);
    free(lattice);
}

/* Cases by chance: the box found is no better than boxes of shuffled cases. */
static void a_box_in_noise_is_told_as_such(void **state)
{
    (void)state;
    lattice_t *lattice = lattice_new();
    lattice->data.points = 150;
    double inputs[3 * 150];
    for (size_t d = 0; d < 3; d++) {
        memcpy(
            inputs + d * 150, lattice->inputs + d * LATTICE_POINTS, 150 * sizeof *inputs);
    }
    for (uint32_t i = 0; i < 150; i++) {
        lattice->cases[i] = curb_shuffle_below(99, 0, i, 10) < 3;
    }
    lattice->data.inputs = inputs;
    curb_prim_box_t box;
    assert_int_equal(curb_prim_find(&box, &lattice->data, 0.8, 0.05), CURB_OK);
    curb_prim_trust_t trust;
    assert_int_equal(
        curb_prim_trust(&trust, &box, &lattice->data, 0.8, 0.05, 10, 39, 3), CURB_OK);
    assert_true(trust.p > 0.05);
    curb_prim_trust_free(&trust);
    curb_prim_box_free(&box);
    free(lattice);
}

static void quasi_p_is_the_binomial_tail(void **state)
{
    (void)state;
    near(curb_prim_binomial_tail(67, 87, 0.5), quasi_p_of_67_in_87_at_half, 1e-18);
    near(curb_prim_binomial_tail(0, 87, 0.5), 1, 0);
}

static void without_cases_or_spread_there_is_no_box(void **state)
{
    (void)state;
    const double same[] = {1, 1, 1, 1};
    bool cases[] = {false, false, false, false};
    curb_prim_data_t data = {.inputs = same,
        .cases = cases,
        .points = 4,
        .input_count = 1,
        .peel = 0.05,
        .paste = 0.05,
        .least_mass = 0.05};
    curb_prim_box_t box;
    assert_int_equal(curb_prim_find(&box, &data, 0.8, 0.05), CURB_ERR_INVALID);
    cases[2] = true;
    assert_int_equal(curb_prim_find(&box, &data, 0.8, 0.05), CURB_OK);
    assert_int_equal(box.restricted, 0);
    assert_int_equal(box.points, 4);
    curb_prim_box_free(&box);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    gamble_t *gamble = gamble_new(30);
    lattice_t *lattice = lattice_new();
    gamble->problem.permutations = gamble->problem.resamples = 1;
    curb_error_t errors[3] = {CURB_ERR_NO_MEMORY, CURB_ERR_NO_MEMORY, CURB_ERR_NO_MEMORY};
    for (unsigned long n = 1; n < 400; n += n < 20 ? 1 : 37) {
        curb_robust_t robust;
        curb_memory_fail_at(n);
        errors[0] = curb_robust_init(&robust, robust_utility, 4, 4, 0.5, 5);
        curb_memory_fail_at(0);
        curb_robust_free(&robust);
        curb_voi_parameter_t one;
        curb_memory_fail_at(n);
        errors[1] = curb_voi_parameter(&one, &gamble->problem, gamble->x);
        curb_prim_box_t box;
        curb_memory_fail_at(n);
        errors[2] = curb_prim_find(&box, &lattice->data, 0.8, 0.05);
        curb_memory_fail_at(0);
        curb_prim_box_free(&box);
        for (size_t i = 0; i < 3; i++) {
            assert_true(errors[i] == CURB_OK || errors[i] == CURB_ERR_NO_MEMORY);
            assert_true(n > 1 || errors[i] == CURB_ERR_NO_MEMORY);
        }
    }
    assert_int_equal(errors[0] + errors[1] + errors[2], CURB_OK);
    free(gamble);
    free(lattice);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_of_the_known_table),
        cmocka_unit_test(measures_without_a_known_table_by_hand),
        cmocka_unit_test(worlds_with_a_gap_are_left_out_and_order_does_not_matter),
        cmocka_unit_test(equal_options_are_told_apart_by_nothing),
        cmocka_unit_test(closed_forms_give_the_known_values),
        cmocka_unit_test(regression_finds_the_closed_forms_within_its_errors),
        cmocka_unit_test(chance_is_taken_out_of_evpi),
        cmocka_unit_test(a_parameter_without_influence_is_not_above_chance),
        cmocka_unit_test(p_of_no_influence_errs_as_often_as_it_says),
        cmocka_unit_test(few_draws_ties_and_constants_are_no_error),
        cmocka_unit_test(peeling_the_lattice_takes_the_known_path),
        cmocka_unit_test(pasting_the_lattice_wins_back_what_was_peeled_too_far),
        cmocka_unit_test(a_box_in_noise_is_told_as_such),
        cmocka_unit_test(quasi_p_is_the_binomial_tail),
        cmocka_unit_test(without_cases_or_spread_there_is_no_box),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
