/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* Choices and failures in worlds where it is known who is best where: a steady scenario
 * that averts 50 and a bold one that averts 100 x. */
#include "analysis/decision.h"
#include "analysis/discovery.h"
#include "plots/boxes.h"
#include "plots/regret.h"
#include "plots/worth.h"
#include "unit/figure_files.h"
#include "unit/worlds_scene.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.15g, expected %.15g within %g", value, expected, tolerance);
    }
}

static curb_decision_t decide(const worlds_scene_t *scene)
{
    curb_decision_options_t options = curb_decision_defaults();
    options.resamples = 20;
    options.permutations = 99;
    curb_decision_t decision;
    assert_int_equal(curb_decision_init(&decision, &scene->worlds, scene->options,
                         scene->option_count, &options),
        CURB_OK);
    return decision;
}

/* Golden steps leave no gap above 1/80 in 200 draws, and a cubic follows a line. */
static void the_value_at_which_a_parameter_turns_the_choice_is_found(void **state)
{
    (void)state;
    worlds_scene_t scene;
    worlds_scene_make(&scene, 3, 200, 1, 0, SIZE_MAX);
    curb_decision_t decision = decide(&scene);
    const curb_decision_input_t *first = &decision.inputs[0];
    assert_string_equal(curb_worlds_input_name(&scene.worlds, first->input), "responses.x");
    near(first->voi.change_at, 0.5, 1e-6);
    assert_int_equal(decision.scenarios[first->voi.change_from], 1);
    assert_int_equal(decision.scenarios[first->voi.change_to], 2);
    assert_int_equal(first->voi.change_count, 1);
    near(first->voi.change_share, 1, 0);
    near(first->p_adjusted, 0.03, 1e-12); /* 1/100 of three inputs */
    /* E max(50, 100 x) - max(50, E 100 x): 12.5 for even x */
    near(first->voi.value, 12.5, 0.3);
    near(decision.perfect.value, first->voi.value, 1e-6);
    for (size_t k = 1; k < decision.input_count; k++) {
        assert_true(decision.inputs[k].p_adjusted > 0.05);
    }
    near(decision.robust.options[0].first_share, 0.5, 0.02);
    near(decision.robust.options[2].first_share, 0, 0);
    curb_decision_free(&decision);
    worlds_scene_free(&scene);
}

/* Chance of +-30 cancels in the mean of two: the bold one's worlds are 100 x, but run by
 * run it beats 50 where 100 x +-30 does. */
static void draws_are_the_worlds_and_regret_is_also_taken_run_by_run(void **state)
{
    (void)state;
    worlds_scene_t scene, alone;
    worlds_scene_make(&scene, 3, 100, 2, 30, SIZE_MAX);
    worlds_scene_make(&alone, 3, 100, 1, 0, SIZE_MAX);
    assert_int_equal(scene.worlds.count, 100);
    curb_decision_t draws = decide(&scene), single = decide(&alone);
    double by_hand = 0;
    for (size_t d = 0; d < 100; d++) {
        double bold = 100 * worlds_scene_drawn(0, d);
        by_hand += (fmax(0, bold + 30 - 50) + fmax(0, bold - 30 - 50)) / 200;
    }
    assert_int_equal(draws.replicate_count, 200);
    for (size_t i = 0; i < 3; i++) {
        near(draws.robust.options[i].mean_regret, single.robust.options[i].mean_regret,
            1e-9);
        near(single.each_regret[i], single.robust.options[i].mean_regret, 1e-9);
        assert_true(draws.each_regret[i] >= draws.robust.options[i].mean_regret - 1e-9);
    }
    near(draws.each_regret[0], by_hand, 1e-9);
    near(draws.perfect.value, single.perfect.value, 1e-9);
    assert_true(draws.perfect.with_chance > draws.perfect.value + 1);
    assert_true(isnan(single.perfect.chance_out));
    curb_decision_free(&draws);
    curb_decision_free(&single);
    worlds_scene_free(&scene);
    worlds_scene_free(&alone);
}

/* A lost replicate leaves its draw with the other one; scenarios are still compared over
 * the same runs. A draw of which nothing is left is dropped and counted. */
static void lost_replicates_leave_their_draw_with_what_is_left(void **state)
{
    (void)state;
    worlds_scene_t scene;
    worlds_scene_make(&scene, 2, 10, 2, 30, 7);
    curb_decision_t decision = decide(&scene);
    assert_int_equal(decision.world_count, 10);
    assert_int_equal(decision.replicate_count, 19);
    assert_int_equal(decision.dropped, 0);
    near(decision.utility[10 + 3], 100 * worlds_scene_drawn(0, 3) + 30, 1e-9);
    assert_true(isnan(decision.perfect.chance_out)); /* a draw with one run has no halves */
    curb_decision_free(&decision);
    worlds_scene_free(&scene);
    worlds_scene_make(&scene, 2, 10, 1, 0, 7);
    decision = decide(&scene);
    assert_int_equal(decision.world_count, 9);
    assert_int_equal(decision.dropped, 1);
    curb_decision_free(&decision);
    worlds_scene_free(&scene);
}

static curb_discovery_t find_failures(const worlds_scene_t *scene, double threshold)
{
    curb_discovery_options_t options = curb_discovery_defaults();
    options.threshold = threshold;
    options.density = 0.95;
    options.halves = 20;
    options.shufflings = 39;
    curb_discovery_t found;
    assert_int_equal(curb_discovery_init(&found, &scene->worlds, 2, &options), CURB_OK);
    return found;
}

/* 100 x is below 30 where x is below 0.3. */
static void the_box_of_failures_is_found_in_draws(void **state)
{
    (void)state;
    worlds_scene_t scene;
    worlds_scene_make(&scene, 2, 200, 2, 25, SIZE_MAX);
    curb_discovery_t found = find_failures(&scene, 30);
    assert_int_equal(found.world_count, 200);
    assert_int_equal(found.box_count, 1);
    const curb_discovery_box_t *box = &found.boxes[0];
    assert_int_equal(box->box.restricted, 1);
    near(box->box.high[0], 0.3, 0.03);
    assert_true(isinf(box->box.low[0]));
    assert_true(box->box.coverage > 0.95 && box->box.density > 0.95);
    near(box->trust.p, 0.025, 1e-12);
    near(box->trust.share[0], 1, 1e-12);
    curb_discovery_free(&found);
    worlds_scene_free(&scene);
}

/* --- figures --- */

/* `missing` set beforehand: pictures are left to the tests that run gnuplot. */
static void figures_say_what_was_found(void **state)
{
    (void)state;
    worlds_scene_t scene;
    worlds_scene_make(&scene, 3, 200, 2, 25, SIZE_MAX);
    curb_decision_t decision = decide(&scene);
    decision.budget_usd = 23.85e6;
    curb_choice_t choice =
        curb_choice(&scene.worlds, scene.grades, decision.scenarios, decision.option_count);
    bool missing = true;
    assert_int_equal(
        curb_regret_draw(&choice, &decision, "figures", "regret", &missing, NULL), CURB_OK);
    figure_has("figures/regret.gp", "Of 3 measures with");
    figure_has("figures/regret.gp", "be told from “Steady”"); /* 12.5 each */
    figure_has("figures/regret.gp",
        "n\u00A0=\u00A0200 draws\u00A0×\u00A02 replicates, seed 0x7DE");
    figure_has("figures/regret.gp", "Modelled,");
    assert_int_equal(figure_lines("figures/regret.csv"), 1 + 3 * 200);
    assert_int_equal(
        curb_worth_draw(&choice, &decision, "figures", "worth", &missing, NULL), CURB_OK);
    figure_has(
        "figures/worth.gp", "Knowing “responses.x” before choosing would be worth 12.");
    assert_int_equal(figure_lines("figures/worth.csv"), 1 + WORLDS_PARAMETERS);
    curb_decision_free(&decision);

    curb_discovery_t found = find_failures(&scene, 30);
    size_t bold = 2;
    choice = curb_choice(&scene.worlds, scene.grades, &bold, 1);
    curb_boxes_t boxes = {&choice, &found, bold, false, false};
    assert_int_equal(curb_boxes_draw(&boxes, "figures", "boxes", &missing, NULL), CURB_OK);
    figure_has("figures/boxes.gp", "Bold” averts less than 30 person-years in");
    figure_has("figures/boxes.gp", "“responses.x” is at most 0.3");
    figure_has("figures/boxes.gp", "USD per case");
    assert_int_equal(figure_lines("figures/boxes.csv"), 2);
    curb_discovery_free(&found);
    worlds_scene_free(&scene);
}

/* 66 scenarios: 40 rows are shown, the CSV has all. */
static void many_scenarios_and_worlds_fit_on_the_figure_of_regret(void **state)
{
    (void)state;
    worlds_scene_t scene;
    worlds_scene_make(&scene, 66, 600, 1, 0, SIZE_MAX);
    curb_decision_options_t options = curb_decision_defaults();
    options.resamples = 2;
    options.permutations = 1;
    curb_decision_t decision;
    assert_int_equal(curb_decision_init(&decision, &scene.worlds, scene.options,
                         scene.option_count, &options),
        CURB_OK);
    curb_choice_t choice =
        curb_choice(&scene.worlds, scene.grades, decision.scenarios, decision.option_count);
    bool missing = true;
    assert_int_equal(
        curb_regret_draw(&choice, &decision, "figures", "many", &missing, NULL), CURB_OK);
    figure_has("figures/many.gp", "The 40 with the least mean regret are shown");
    figure_has("figures/many.gp", "neighbours averaged");
    assert_int_equal(figure_lines("figures/many.csv"), 1 + 66 * 600);
    curb_decision_free(&decision);
    worlds_scene_free(&scene);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_at_which_a_parameter_turns_the_choice_is_found),
        cmocka_unit_test(draws_are_the_worlds_and_regret_is_also_taken_run_by_run),
        cmocka_unit_test(lost_replicates_leave_their_draw_with_what_is_left),
        cmocka_unit_test(the_box_of_failures_is_found_in_draws),
        cmocka_unit_test(figures_say_what_was_found),
        cmocka_unit_test(many_scenarios_and_worlds_fit_on_the_figure_of_regret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
