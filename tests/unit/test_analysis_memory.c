/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Every function of analysis/ that asks for memory, with each of its requests refused in
 * turn: it says so, leaves nothing behind (the sanitizers look for that), and what it was
 * to fill can be freed. Those of test_analysis.c, test_analysis_compare.c, _inference.c and
 * _emulator.c are there. */
#include "analysis/decision.h"
#include "analysis/discovery.h"
#include "analysis/multiplicity.h"
#include "analysis/prim.h"
#include "analysis/regression.h"
#include "analysis/robust.h"
#include "analysis/shuffle.h"
#include "analysis/sobol.h"
#include "analysis/voi.h"
#include "analysis/worlds.h"
#include "model/memory.h"
#include "unit/compare_scene.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmocka.h>

enum { POINTS = 40, INPUTS = 2, ROW = INPUTS + 2 };

static double points[POINTS * INPUTS], values[POINTS * ROW];
static bool cases[POINTS];
static compare_scene_t scene, later;
static double drawn[2 * SCENE_REPLICATES];
static curb_prim_data_t box_data;

static int make_data(void **state)
{
    (void)state;
    gsl_set_error_handler_off();
    for (uint32_t i = 0; i < POINTS * ROW; i++) {
        values[i] = (double)curb_shuffle_below(5, 0, i, 1000);
    }
    for (uint32_t i = 0; i < POINTS * INPUTS; i++) {
        points[i] = (double)curb_shuffle_below(5, 1, i, 1000);
    }
    for (size_t i = 0; i < POINTS; i++) {
        cases[i] = points[i] > 600;
    }
    box_data = (curb_prim_data_t){.inputs = points,
        .cases = cases,
        .points = POINTS,
        .input_count = INPUTS,
        .peel = 0.05,
        .paste = 0.05,
        .least_mass = 0.05};
    static char names[2][2 * CURB_ID_BYTES] = {"a", "b"};
    compare_scene_make(&scene, true);
    compare_scene_make(&later, true);
    for (size_t r = 0; r < SCENE_REPLICATES; r++) {
        drawn[r] = 0.2385 * (double)r;
        drawn[SCENE_REPLICATES + r] = (double)(r * r % 5);
    }
    scene.labels.parameter_count = 2;
    scene.labels.parameter_names = names;
    scene.labels.parameters_drawn = drawn;
    return 0;
}

/* Each returns what the function under test does, having freed what it made. */
typedef curb_error_t (*attempt_t)(void);

static curb_error_t regression(void)
{
    curb_regression_t found[INPUTS];
    return curb_regression(points, values, POINTS, INPUTS, 0.95, found, NULL, NULL);
}

static curb_error_t bootstrap_of_shares(void)
{
    curb_sobol_factor_t found[INPUTS];
    const curb_sobol_sample_t sample = {{.factors = INPUTS}, POINTS, values, NULL};
    curb_sobol_moments_t moments;
    curb_error_t error = curb_sobol_estimate(&sample, &moments, found, NULL);
    return error == CURB_OK ? curb_sobol_bootstrap(&sample, 5, 0.95, 1, found, NULL)
                            : error;
}

static curb_error_t robustness(void)
{
    curb_robust_t found;
    curb_error_t error = curb_robust_init(&found, values, ROW, POINTS, 0.5, 1);
    curb_robust_free(&found);
    return error;
}

static curb_error_t information(void)
{
    curb_voi_problem_t problem = {.utility = values,
        .options = ROW,
        .draws = POINTS,
        .resamples = 2,
        .permutations = 1};
    curb_voi_parameter_t found;
    return curb_voi_parameter(&found, &problem, points);
}

static curb_error_t peeling(void)
{
    curb_prim_path_t path;
    curb_error_t error = curb_prim_peel(&path, &box_data);
    curb_prim_path_free(&path);
    return error;
}

static curb_error_t finding_and_pasting(void)
{
    curb_prim_box_t box, copy = {0};
    curb_error_t error = curb_prim_find(&box, &box_data, 0.9, 0.05);
    if (error == CURB_OK) {
        error = curb_prim_paste(&box, &box_data);
    }
    if (error == CURB_OK) {
        error = curb_prim_box_copy(&copy, &box, INPUTS);
    }
    curb_prim_box_free(&box);
    curb_prim_box_free(&copy);
    return error;
}

static curb_error_t trusting(void)
{
    curb_prim_box_t box;
    curb_prim_trust_t trust = {0};
    curb_error_t error = curb_prim_find(&box, &box_data, 0.9, 0.05);
    if (error == CURB_OK) {
        error = curb_prim_trust(&trust, &box, &box_data, 0.9, 0.05, 2, 2, 1);
    }
    curb_prim_trust_free(&trust);
    curb_prim_box_free(&box);
    return error;
}

static curb_error_t adjusting(void)
{
    curb_maxt_t family;
    curb_error_t error = curb_maxt_init(&family, values, 6, 4, 0.95, 1);
    if (error == CURB_OK) {
        error = curb_multiplicity_adjust(&family);
    }
    curb_maxt_free(&family);
    return error;
}

static curb_error_t comparing_files(void)
{
    curb_compare_data_t first = compare_scene_data(&scene);
    curb_compare_data_t second = compare_scene_data(&later);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t found;
    curb_error_t error = curb_compare_files(&found, &first, &second, &options, NULL);
    curb_compare_free(&found);
    return error;
}

/* Worlds, and what `use` makes of them. */
static curb_error_t with_worlds(curb_error_t (*use)(const curb_worlds_t *))
{
    curb_compare_data_t data = compare_scene_data(&scene);
    curb_worlds_options_t options = curb_worlds_defaults();
    curb_worlds_t worlds;
    curb_error_t error = curb_worlds_init(&worlds, &data, &options, NULL);
    if (error == CURB_OK) {
        error = use(&worlds);
        curb_worlds_free(&worlds);
    }
    return error;
}

static curb_error_t decide(const curb_worlds_t *worlds)
{
    const size_t scenarios[] = {SCENE_RICH, SCENE_POOR};
    curb_decision_options_t options = curb_decision_defaults();
    options.resamples = 2;
    options.permutations = 1;
    curb_decision_t found;
    curb_error_t error = curb_decision_init(&found, worlds, scenarios, 2, &options);
    curb_decision_free(&found);
    return error;
}

static curb_error_t deciding(void) { return with_worlds(decide); }

static curb_error_t discover(const curb_worlds_t *worlds)
{
    curb_discovery_options_t options = curb_discovery_defaults();
    options.halves = options.shufflings = 2;
    curb_discovery_t found;
    curb_error_t error = curb_discovery_init(&found, worlds, SCENE_RICH, &options);
    curb_discovery_free(&found);
    return error;
}

static curb_error_t discovering(void) { return with_worlds(discover); }

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        attempt_t attempt;
    } attempts[] = {{"regression", regression}, {"shares", bootstrap_of_shares},
        {"robustness", robustness}, {"information", information}, {"peeling", peeling},
        {"finding", finding_and_pasting}, {"trust", trusting}, {"adjusting", adjusting},
        {"files", comparing_files}, {"decision", deciding}, {"discovery", discovering}};
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        curb_memory_fail_at(0);
        assert_int_equal(attempts[i].attempt(), CURB_OK);
        unsigned long requests = curb_memory_requests();
        print_message("%s: %lu requests\n", attempts[i].name, requests);
        assert_true(requests > 0);
        for (unsigned long n = 1; n <= requests; n++) {
            curb_memory_fail_at(n);
            curb_error_t error = attempts[i].attempt();
            curb_memory_fail_at(0);
            if (error != CURB_ERR_NO_MEMORY) {
                fail_msg("%s, request %lu of %lu: %s", attempts[i].name, n, requests,
                    curb_error_text(error));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, make_data, NULL);
}
