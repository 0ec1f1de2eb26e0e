/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files and runs can be set against each other, and what is said of those that
 * cannot. */
#include "unit/compare_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void two_files_pair_by_scenario_and_replicate(void **state)
{
    (void)state;
    compare_scene_t a, b;
    compare_scene_make(&a, false);
    compare_scene_make(&b, false);
    for (size_t i = 0; i < SCENE_VALUES; i++) {
        b.months[i] += 23.85;
    }
    b.replicates[5] = 9;
    snprintf(b.scenarios[SCENE_POOR].id, sizeof b.scenarios[SCENE_POOR].id, "%s",
        "something-else");
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_data_t first = compare_scene_data(&a), second = compare_scene_data(&b);
    curb_compare_t result;
    assert_int_equal(curb_compare_files(&result, &first, &second, &options, NULL), CURB_OK);
    assert_int_equal(result.row_count, 2 * (SCENE_SCENARIOS - 1));
    assert_int_equal(result.rows[0].n, SCENE_REPLICATES - 1);
    compare_near(result.rows[0].difference, SCENE_CELLS * 23.85 / 12, 1e-9);
    assert_int_equal(result.effect_count + result.rank_count, 0);
    curb_compare_free(&result);
}

/* Runs `change` on the second file; every word must be in what is said. */
static void check_said(size_t change, curb_error_t expected, const char *const words[3])
{
    compare_scene_t a, b;
    curb_compare_options_t options = curb_compare_defaults();
    compare_scene_make(&a, false);
    compare_scene_make(&b, false);
    snprintf(a.labels.world_id, sizeof a.labels.world_id, "%s", "here");
    snprintf(
        b.labels.world_id, sizeof b.labels.world_id, "%s", change == 4 ? "there" : "here");
    snprintf(a.labels.version, sizeof a.labels.version, "%s", "1.0");
    snprintf(
        b.labels.version, sizeof b.labels.version, "%s", change == 5 ? "2.385" : "1.0");
    snprintf(
        b.labels.seed_hex, sizeof b.labels.seed_hex, "%s", change == 0 ? "0x951" : "0x7DE");
    snprintf(
        b.sectors[1], sizeof b.sectors[1], "%s", change == 1 ? "domestic" : a.sectors[1]);
    b.years[3] += change == 2 ? 1 : 0;
    for (size_t r = 0; r < SCENE_REPLICATES && change == 3; r++) {
        b.replicates[r] += SCENE_REPLICATES;
    }
    b.replicates[SCENE_REPLICATES - 1] += change == 6 ? 3 : 0;
    b.labels.scenario_count -= change == 7 ? 1 : 0;
    curb_compare_data_t first = compare_scene_data(&a), second = compare_scene_data(&b);
    curb_compare_t result;
    curb_diagnostics_t said = {0};
    assert_int_equal(
        curb_compare_files(&result, &first, &second, &options, &said), expected);
    assert_int_equal(said.count, 1 + (change == 6 ? 1 : 0));
    for (size_t w = 0; w < 3; w++) {
        if (strstr(said.messages[0].text, words[w]) == NULL) {
            fail_msg("no '%s' in '%s'", words[w], said.messages[0].text);
        }
    }
    curb_compare_free(&result);
    curb_diagnostics_free(&said);
}

static void what_keeps_files_from_pairing_is_named_with_both_values(void **state)
{
    (void)state;
    check_said(0, CURB_ERR_INVALID, (const char *const[]){"seeds", "0x7DE", "0x951"});
    check_said(
        1, CURB_ERR_INVALID, (const char *const[]){"sectors", "2 and 2", "domestic"});
    check_said(2, CURB_ERR_INVALID, (const char *const[]){"periods", "2017", "2018"});
    check_said(
        3, CURB_ERR_INVALID, (const char *const[]){"no replicate", "0 (mse)", "6 (mse)"});
}

static void what_pairs_but_differs_is_a_warning(void **state)
{
    (void)state;
    check_said(4, CURB_OK, (const char *const[]){"world", "here", "there"});
    check_said(5, CURB_OK, (const char *const[]){"program", "1.0", "2.385"});
    check_said(6, CURB_OK, (const char *const[]){"1 of 6 replicates", "first", "partner"});
    check_said(7, CURB_OK, (const char *const[]){"1 of 5 scenarios", "first", "partner"});
}

static void missing_replicates_are_counted_at_the_end_too(void **state)
{
    (void)state;
    compare_scene_t scene;
    compare_scene_make(&scene, false);
    assert_int_equal(curb_results_missing(&scene.labels), 0);
    scene.replicates[5] = 7; /* two in between */
    assert_int_equal(curb_results_missing(&scene.labels), 2);
    scene.labels.replicates_asked = 20;
    assert_int_equal(curb_results_missing(&scene.labels), 14);
}

/* A run without values is left out of its own rows, and n says so. */
static void runs_without_values_are_left_out(void **state)
{
    (void)state;
    compare_scene_t scene;
    compare_scene_make(&scene, false);
    for (size_t p = 0; p < SCENE_PERIODS; p++) {
        for (size_t cell = 0; cell < SCENE_CELLS; cell++) {
            scene.months[compare_scene_at(SCENE_LOW, 4, p, cell)] = NAN;
        }
    }
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare_scene_compare(&scene, &options);
    const curb_compare_row_t *row =
        compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_int_equal(row->n, SCENE_REPLICATES - 1);
    assert_true(isfinite(row->difference) && isfinite(row->ci_low));
    row = compare_scene_row(&result, SCENE_POOR, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_int_equal(row->n, SCENE_REPLICATES);
    curb_compare_free(&result);
}

static void files_with_other_draws_do_not_pair(void **state)
{
    (void)state;
    compare_scene_t a, b;
    uint32_t three[SCENE_REPLICATES] = {0, 0, 1, 1, 2, 2},
             six[SCENE_REPLICATES] = {0, 1, 2, 3, 4, 5};
    compare_scene_make(&a, false);
    compare_scene_make(&b, false);
    a.labels.draws = three;
    b.labels.draws = six;
    curb_compare_data_t first = compare_scene_data(&a), second = compare_scene_data(&b);
    curb_compare_options_t options = curb_compare_defaults();
    curb_diagnostics_t said = {0};
    curb_compare_t result;
    assert_int_equal(
        curb_compare_files(&result, &first, &second, &options, &said), CURB_ERR_INVALID);
    assert_non_null(strstr(said.messages[0].text, "replicates_per_draw"));
    curb_diagnostics_free(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_files_pair_by_scenario_and_replicate),
        cmocka_unit_test(what_keeps_files_from_pairing_is_named_with_both_values),
        cmocka_unit_test(what_pairs_but_differs_is_a_warning),
        cmocka_unit_test(missing_replicates_are_counted_at_the_end_too),
        cmocka_unit_test(runs_without_values_are_left_out),
        cmocka_unit_test(files_with_other_draws_do_not_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
