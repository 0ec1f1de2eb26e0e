/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Worth of knowing several parameters together, against closed forms. */
#include "analysis/shuffle.h"
#include "analysis/voi_group.h"
#include "model/memory.h"
#include "reference/decision.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { DRAWS = 160 };

static double normal(uint32_t turn, uint32_t place)
{
    double unit = ((double)curb_shuffle_below(20185, turn, place, 1000003) + 0.5) / 1000003;
    return gsl_cdf_ugaussian_Pinv(unit);
}

/* Options 0, x + z and, worse everywhere, -9; inputs x, z and one of no influence. */
typedef struct {
    double utility[3 * DRAWS], inputs[3 * DRAWS];
    curb_voi_problem_t problem;
} gamble_t;

static gamble_t gamble_make(void)
{
    gamble_t self = {
        .problem = {
            .options = 3, .draws = DRAWS, .seed = 5, .resamples = 40, .permutations = 0}};
    for (uint32_t r = 0; r < DRAWS; r++) {
        self.inputs[r] = voi_mean + voi_sd_x * normal(0, r);
        self.inputs[DRAWS + r] = voi_sd_z * normal(1, r);
        self.inputs[2 * DRAWS + r] = normal(2, r);
        self.utility[DRAWS + r] = self.inputs[r] + self.inputs[DRAWS + r];
        self.utility[2 * DRAWS + r] = -9;
    }
    return self;
}

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.15g, expected %.15g within %g", value, expected, tolerance);
    }
}

/* |z| < 4 with fixed numbers. Choosing by the other draws gains less than is there. */
static void a_group_is_worth_what_its_closed_form_says(void **state)
{
    (void)state;
    gamble_t gamble = gamble_make();
    gamble.problem.utility = gamble.utility;
    curb_voi_group_t both, one;
    assert_int_equal(curb_voi_group(&both, &gamble.problem, gamble.inputs, 2), CURB_OK);
    near(both.value, voi_evpi, 4 * both.standard_error);
    near(both.left_out, voi_evpi, 4 * both.left_out_error);
    assert_true(both.standard_error < 0.1 && both.p < 1e-6);
    assert_int_equal(both.rivals, 1); /* -9 is never better */
    assert_int_equal(
        curb_voi_group(&one, &gamble.problem, gamble.inputs + DRAWS, 1), CURB_OK);
    near(one.value, voi_evppi_z, 4 * one.standard_error);
    near(one.left_out, voi_evppi_z, 4 * one.left_out_error);
}

/* E max(0, x z) of two standard normal numbers is 1/pi; alone neither tells anything. */
static void a_group_sees_what_single_parameters_do_not(void **state)
{
    (void)state;
    gamble_t gamble = gamble_make();
    gamble.problem.utility = gamble.utility;
    for (uint32_t r = 0; r < DRAWS; r++) {
        gamble.inputs[r] = normal(0, r);
        gamble.inputs[DRAWS + r] = normal(1, r);
        gamble.utility[DRAWS + r] = gamble.inputs[r] * gamble.inputs[DRAWS + r];
    }
    curb_voi_group_t both, one;
    assert_int_equal(curb_voi_group(&both, &gamble.problem, gamble.inputs, 2), CURB_OK);
    near(both.value, 1 / 3.14159265358979323846, 4 * both.standard_error);
    assert_true(both.left_out > 3 * both.left_out_error);
    assert_int_equal(curb_voi_group(&one, &gamble.problem, gamble.inputs, 1), CURB_OK);
    assert_true(one.left_out < 0.1 && one.p > 0.01);
}

static void a_group_without_influence_gains_nothing_in_draws_left_out(void **state)
{
    (void)state;
    gamble_t gamble = gamble_make();
    gamble.problem.utility = gamble.utility;
    curb_voi_group_t idle;
    assert_int_equal(
        curb_voi_group(&idle, &gamble.problem, gamble.inputs + (size_t)2 * DRAWS, 1),
        CURB_OK);
    assert_true(idle.p > 0.01);
    assert_true(idle.value < 0.15);
}

static void ties_constants_and_few_draws_are_no_error(void **state)
{
    (void)state;
    gamble_t gamble = gamble_make();
    gamble.problem.utility = gamble.utility;
    curb_voi_group_t group;
    for (size_t r = 0; r < DRAWS; r++) {
        gamble.inputs[r] = r % 2 == 0 ? 1 : 3;
        gamble.inputs[DRAWS + r] = 2.385;
    }
    assert_int_equal(curb_voi_group(&group, &gamble.problem, gamble.inputs, 2), CURB_OK);
    assert_true(isfinite(group.value) && isfinite(group.standard_error));
    gamble.problem.draws = 5;
    assert_int_equal(curb_voi_group(&group, &gamble.problem, gamble.inputs, 1), CURB_OK);
    near(group.value, 0, 0);
    near(group.p, 1, 0);
    gamble.problem.draws = DRAWS;
    gamble.problem.options = 1; /* nothing to choose */
    assert_int_equal(curb_voi_group(&group, &gamble.problem, gamble.inputs, 1), CURB_OK);
    near(group.value, 0, 0);
    assert_int_equal(
        curb_voi_group(&group, &gamble.problem, gamble.inputs, 0), CURB_ERR_INVALID);
    assert_int_equal(curb_voi_group(&group, &gamble.problem, gamble.inputs,
                         CURB_VOI_GROUP_INPUTS_MOST + 1),
        CURB_ERR_INVALID);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    gamble_t gamble = gamble_make();
    gamble.problem.utility = gamble.utility;
    gamble.problem.draws = 12;
    for (size_t i = 0; i < 3; i++) { /* rows of 12 */
        for (size_t r = 0; r < 12; r++) {
            gamble.utility[i * 12 + r] = gamble.utility[i * DRAWS + r];
        }
    }
    curb_error_t error = CURB_ERR_NO_MEMORY;
    for (unsigned long n = 1; n < 4000; n += n < 20 ? 1 : 97) {
        curb_voi_group_t group;
        curb_memory_fail_at(n);
        error = curb_voi_group(&group, &gamble.problem, gamble.inputs, 1);
        curb_memory_fail_at(0);
        assert_true(error == CURB_OK || error == CURB_ERR_NO_MEMORY);
        assert_true(n > 1 || error == CURB_ERR_NO_MEMORY);
    }
    assert_int_equal(error, CURB_OK);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_is_worth_what_its_closed_form_says),
        cmocka_unit_test(a_group_sees_what_single_parameters_do_not),
        cmocka_unit_test(a_group_without_influence_gains_nothing_in_draws_left_out),
        cmocka_unit_test(ties_constants_and_few_draws_are_no_error),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
