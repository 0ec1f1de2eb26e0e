/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* A thousand scenarios: nothing in analysis/ may take time as the square of them. Doubling
 * their number may take up to three times as long, where a square takes four; what is too
 * quick to be timed is quick enough. Processor time, so that other programs do not count.
 */
#include "analysis/adjust.h"
#include "analysis/design.h"
#include "analysis/front.h"
#include "analysis/maxt.h"
#include "analysis/paired.h"
#include "analysis/robust.h"
#include "analysis/selection.h"
#include "analysis/shuffle.h"
#include "analysis/voi.h"
#include "model/memory.h"
#include "unit/compare_scene.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { SCENARIOS = 1000, WORLDS = 20, ROWS = 9 };
static const double UNTIMED_S = 0.05;

static double *numbers;

static int make_numbers(void **state)
{
    (void)state;
    size_t count = (size_t)2 * SCENARIOS * WORLDS;
    numbers = curb_calloc(count, sizeof *numbers);
    for (size_t i = 0; numbers != NULL && i < count; i++) {
        numbers[i] = (double)curb_shuffle_below(7, 0, (uint32_t)i, 1000003) / 1000003;
    }
    return numbers != NULL ? 0 : -1;
}

static int free_numbers(void **state)
{
    (void)state;
    curb_free(numbers);
    return 0;
}

/* The least of three goes. */
static double seconds_of(void (*what)(size_t), size_t count)
{
    double least = INFINITY;
    for (int go = 0; go < 3; go++) {
        clock_t start = clock();
        what(count);
        least = fmin(least, (double)(clock() - start) / CLOCKS_PER_SEC);
    }
    return least;
}

static void grows_no_faster_than_its_number(const char *name, void (*what)(size_t))
{
    double half = seconds_of(what, SCENARIOS),
           whole = seconds_of(what, (size_t)2 * SCENARIOS);
    print_message("%s: %.4f s, of twice as many %.4f s\n", name, half, whole);
    assert_true(whole < UNTIMED_S || whole < 3 * half);
}

static void families(size_t count)
{
    curb_maxt_t maxt;
    assert_int_equal(curb_maxt_init(&maxt, numbers, ROWS, count, 0.95, 1), CURB_OK);
    assert_int_equal(maxt.tested, count);
    curb_maxt_free(&maxt);
}

static void adjusting(size_t count)
{
    double *adjusted = curb_calloc(count, sizeof *adjusted);
    for (int method = CURB_ADJUST_HOLM; method <= CURB_ADJUST_BH; method++) {
        assert_int_equal(
            curb_adjust((curb_adjust_t)method, numbers, count, adjusted), CURB_OK);
    }
    curb_free(adjusted);
}

static void ranking(size_t count)
{
    double *shares = curb_calloc(count, sizeof *shares), sum = 0;
    curb_share_first(numbers, count, WORLDS, shares);
    for (size_t i = 0; i < count; i++) {
        sum += shares[i];
    }
    assert_true(fabs(sum - 1) < 1e-9);
    curb_free(shares);
}

static void regret(size_t count)
{
    curb_robust_t robust;
    assert_int_equal(curb_robust_init(&robust, numbers, count, WORLDS, 0.5, 0.5), CURB_OK);
    assert_true(robust.favourite < count);
    curb_robust_free(&robust);
}

static void information(size_t count)
{
    curb_voi_problem_t problem = {.utility = numbers,
        .options = count,
        .draws = WORLDS,
        .seed = 1,
        .resamples = 10,
        .permutations = 19};
    curb_voi_parameter_t one;
    assert_int_equal(curb_voi_parameter(&one, &problem, numbers), CURB_OK);
    assert_true(curb_voi_perfect(&problem, NULL).value > 0);
}

static void sharing(size_t count)
{
    double *shares = curb_calloc(count, sizeof *shares), *sds;
    sds = curb_calloc(count, sizeof *sds);
    for (size_t i = 0; i < count; i++) {
        sds[i] = 2.385;
    }
    curb_ocba(numbers, sds, count, shares);
    curb_free(shares);
    curb_free(sds);
}

/* The scenes of compare_scene.h once more for every four scenarios, all of one budget. */
static void comparing(size_t count)
{
    compare_scene_t scene;
    compare_scene_make(&scene, false);
    size_t all = count + 1, slab = (size_t)SCENE_REPLICATES * SCENE_PERIODS * SCENE_CELLS;
    double *months = curb_calloc(all * slab, sizeof *months);
    double *cost = curb_calloc(all * slab, sizeof *cost);
    curb_results_scenario_t *scenarios = curb_calloc(all, sizeof *scenarios);
    bool *in_scope = curb_calloc(all * SCENE_CELLS, sizeof *in_scope);
    for (size_t s = 0; s < all; s++) {
        size_t from = s == 0 ? 0 : 1 + s % 4;
        scenarios[s] = scene.scenarios[from];
        scenarios[s].budget_usd = s == 0 ? 0 : 2385;
        memcpy(months + s * slab, scene.months + from * slab, slab * sizeof *months);
        memcpy(cost + s * slab, scene.cost + from * slab, slab * sizeof *cost);
        memcpy(in_scope + s * SCENE_CELLS, scene.in_scope + from * SCENE_CELLS,
            SCENE_CELLS * sizeof *in_scope);
    }
    scene.labels.scenario_count = all;
    scene.labels.scenarios = scenarios;
    scene.labels.in_scope = in_scope;
    curb_compare_data_t data = compare_scene_data(&scene);
    data.values[CURB_METRIC_EXPLOITED_MONTHS] = months;
    data.values[CURB_METRIC_POLICY_COST] = cost;
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result;
    assert_int_equal(curb_compare_init(&result, &data, &options, NULL), CURB_OK);
    assert_int_equal(result.rank_count, count);
    assert_int_equal(result.row_count, 2 * count);
    curb_compare_free(&result);
    curb_free(months);
    curb_free(cost);
    curb_free(scenarios);
    curb_free(in_scope);
}

static void fronts(size_t count)
{
    size_t *layer = curb_calloc(count, sizeof *layer), on_front = 0;
    assert_int_equal(
        curb_front_layers(numbers, numbers + SCENARIOS, count, layer), CURB_OK);
    for (size_t i = 0; i < count; i++) {
        on_front += layer[i] == 0;
    }
    assert_in_range(on_front, 1, count / 10);
    curb_free(layer);
}

/* Points, not scenarios: 4,000 are laid out for each wave of a calibration. */
static void points(size_t count)
{
    double *design = curb_calloc(4 * count, sizeof *design);
    curb_design_latin(2385, 1, 4 * count, 1, design);
    curb_free(design);
}

static void a_thousand_scenarios_take_a_thousand_times_one(void **state)
{
    (void)state;
    grows_no_faster_than_its_number("max-t", families);
    grows_no_faster_than_its_number("comparison", comparing);
    grows_no_faster_than_its_number("adjusted p", adjusting);
    grows_no_faster_than_its_number("who is first", ranking);
    grows_no_faster_than_its_number("robustness and regret", regret);
    grows_no_faster_than_its_number("information", information);
    grows_no_faster_than_its_number("shares of a budget", sharing);
    grows_no_faster_than_its_number("layers of the front", fronts);
    grows_no_faster_than_its_number("a Latin hypercube of four times as many", points);
}

static void a_thousand_columns_have_the_family_of_their_number(void **state)
{
    (void)state;
    curb_maxt_t maxt;
    assert_int_equal(curb_maxt_init(&maxt, numbers, ROWS, SCENARIOS, 0.95, 1), CURB_OK);
    double bonferroni = curb_t_critical(0.95, ROWS, SCENARIOS);
    assert_true(maxt.critical > curb_t_critical(0.95, ROWS, 10));
    assert_true(maxt.critical <= bonferroni);
    for (size_t c = 0; c < SCENARIOS; c++) {
        assert_true(maxt.columns[c].p_stepdown >= 2 / 512.0);
        assert_true(maxt.columns[c].p_stepdown <= maxt.columns[c].p_single);
    }
    curb_maxt_free(&maxt);
    assert_true(isfinite(curb_dunnett(0.95, SCENARIOS - 1, 60)));
    assert_true(curb_dunnett(0.95, SCENARIOS - 1, 60) > curb_dunnett(0.95, 9, 60));
    assert_true(isfinite(curb_rinott(0.95, SCENARIOS, 20)));
    assert_true(curb_kim_nelson(0.05, SCENARIOS, 20).eta > 0);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_scenarios_take_a_thousand_times_one),
        cmocka_unit_test(a_thousand_columns_have_the_family_of_their_number),
    };
    return cmocka_run_group_tests(tests, make_numbers, free_numbers);
}
