/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs until a question is settled: the number of replicates follows from the study and the
 * question, whatever was there before and however it was cut up. The model is the small
 * known one with noise of some per cent on every scenario. */
#include "experiments/resolve.h"
#include "model/memory.h"
#include "store_market.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    char folder[64], path[128], other[128];
    curb_study_t study;
    curb_diagnostics_t said;
    curb_experiment_report_t report;
    curb_resolve_report_t found;
    size_t told, last_next;
} scene_t;

static int begin(void **state)
{
    scene_t *scene = calloc(1, sizeof *scene);
    small_folder_make(scene->folder, sizeof scene->folder);
    snprintf(scene->path, sizeof scene->path, "%s/out.h5", scene->folder);
    snprintf(scene->other, sizeof scene->other, "%s/other.h5", scene->folder);
    small_study_init(&scene->study, 3, 7);
    *state = scene;
    return 0;
}

static int end(void **state)
{
    scene_t *scene = *state;
    curb_resolve_report_free(&scene->found);
    small_study_free(&scene->study);
    curb_diagnostics_free(&scene->said);
    small_folder_remove(scene->folder);
    free(scene);
    return 0;
}

static double noise(uint32_t replicate, size_t scenario)
{
    double x = 43758.5453 * sin(12.9898 * (double)replicate + 78.233 * (double)scenario);
    return x - floor(x) - 0.5;
}

static curb_error_t noisy_replicate(const curb_run_t *run, uint32_t replicate,
    const bool *wanted, curb_record_t *record, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = small_calls.replicate(run, replicate, wanted, record, diagnostics);
    size_t each = CURB_METRIC_COUNT * record->period_count * record->jurisdiction_count *
                  record->sector_count;
    for (size_t i = 0; error == CURB_OK && i < record->scenario_count * each; i++) {
        size_t scenario = i / each;
        record->values[i] =
            100 * (1 + 0.3 * noise(replicate, scenario) + 0.005 * (double)scenario);
    }
    return error;
}

static curb_model_calls_t noisy_calls(void)
{
    curb_model_calls_t calls = small_calls;
    calls.replicate = noisy_replicate;
    return calls;
}

static curb_error_t run_at_once(scene_t *scene, const char *path, size_t replicates)
{
    const curb_experiment_options_t options = {
        .out_path = path, .command_line = "curb run small.yaml", .jobs = 2};
    curb_model_calls_t calls = noisy_calls();
    scene->study.replicates = replicates;
    return curb_runner_run(&scene->study, &options, &calls, &scene->report, &scene->said);
}

static void told(void *context, const curb_resolve_report_t *found, size_t next)
{
    scene_t *scene = context;
    (void)found;
    scene->told++;
    scene->last_next = next;
}

static curb_error_t resolve(
    scene_t *scene, const char *path, curb_question_t question, double percent, size_t most)
{
    const curb_experiment_options_t options = {.out_path = path,
        .command_line = "curb run small.yaml --until-resolved",
        .jobs = 2,
        .max_replicates = most};
    const curb_resolve_options_t asked = {.question = question,
        .metric = CURB_METRIC_EXPLOITED,
        .delta = percent,
        .percent = true,
        .asked = "some",
        .level = 0.95,
        .flip_seed = 5};
    curb_resolve_report_free(&scene->found);
    scene->told = 0;
    curb_model_calls_t calls = noisy_calls();
    return curb_resolve_runner_run(&scene->study, &options, &asked, &calls, told, scene,
        &scene->found, &scene->report, &scene->said);
}

static void check_same(const char *path, const char *other)
{
    char hash[65], other_hash[65];
    small_content_hash(path, hash);
    small_content_hash(other, other_hash);
    assert_int_equal(strlen(hash), 64);
    assert_string_equal(hash, other_hash);
}

static const double fine_percent[2] = {3, 5}; /* that take some looks */

static void results_are_those_of_as_many_asked_for_at_once(void **state)
{
    scene_t *scene = *state;
    for (curb_question_t question = 0; question < 2; question++) {
        char path[160], other[160];
        snprintf(path, sizeof path, "%s-%d", scene->path, question);
        snprintf(other, sizeof other, "%s-%d", scene->other, question);
        assert_int_equal(
            resolve(scene, path, question, fine_percent[question], 0), CURB_OK);
        assert_true(scene->found.stopped.settled);
        assert_true(scene->told >= 2 && scene->told <= 6);
        assert_int_equal(scene->last_next, 0);
        assert_int_equal(scene->found.stopped.looks, scene->told);
        size_t count = scene->found.replicates;
        assert_true(count > 20);
        assert_int_equal(count, scene->study.replicates);
        assert_true(scene->found.stopped.resolvable <= scene->found.stopped.delta);
        assert_int_equal(run_at_once(scene, other, count), CURB_OK);
        check_same(path, other);
    }
}

static void a_run_cut_short_goes_on_to_the_same_end(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(resolve(scene, scene->other, CURB_RESOLVE_DIFFERENCES, 5, 0), CURB_OK);
    size_t whole = scene->found.replicates, rounds = 0;
    curb_error_t error = CURB_ERR_STOPPED;
    while (error == CURB_ERR_STOPPED) {
        error = resolve(scene, scene->path, CURB_RESOLVE_DIFFERENCES, 5, 13);
        rounds++;
        assert_true(rounds < 20);
        if (error == CURB_ERR_STOPPED) {
            assert_false(scene->found.stopped.settled);
            assert_int_equal(scene->found.replicates, 13 * rounds);
        }
    }
    assert_int_equal(error, CURB_OK);
    assert_int_equal(scene->found.replicates, whole);
    check_same(scene->path, scene->other);
}

/* What a limit leaves are whole draws, as if so many replicates had been asked for. */
static void a_limit_leaves_results_of_whole_draws(void **state)
{
    scene_t *scene = *state;
    scene->study.replicates_per_draw = 3;
    assert_int_equal(
        resolve(scene, scene->path, CURB_RESOLVE_BEST, 0.1, 32), CURB_ERR_STOPPED);
    assert_int_equal(scene->found.replicates, 30);
    assert_int_equal(scene->found.stopped.units, 10);
    assert_true(isnan(scene->found.stopped.resolvable));
    assert_int_equal(run_at_once(scene, scene->other, 30), CURB_OK);
    check_same(scene->path, scene->other);
    assert_int_equal(
        resolve(scene, scene->path, CURB_RESOLVE_BEST, 0.1, 40), CURB_ERR_STOPPED);
    assert_int_equal(scene->found.replicates, 72);
    assert_int_equal(scene->found.stopped.looks, 1);
    assert_true(scene->found.stopped.resolvable > scene->found.stopped.delta);
    assert_true(scene->found.rows[0].open && scene->found.rows[1].open);
}

static void more_replicates_than_needed_change_nothing(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run_at_once(scene, scene->path, 100), CURB_OK);
    assert_int_equal(resolve(scene, scene->path, CURB_RESOLVE_DIFFERENCES, 5, 0), CURB_OK);
    assert_int_equal(scene->report.run_now, 0);
    assert_true(scene->found.replicates < 100);
    assert_int_equal(resolve(scene, scene->other, CURB_RESOLVE_DIFFERENCES, 5, 0), CURB_OK);
    check_same(scene->path, scene->other);
}

static void a_failed_replicate_is_left_out(void **state)
{
    scene_t *scene = *state;
    small_model.failing = UINT64_C(1) << 5;
    assert_int_equal(
        resolve(scene, scene->path, CURB_RESOLVE_DIFFERENCES, 5, 0), CURB_ERR_PARTIAL);
    assert_true(scene->found.stopped.settled);
    assert_true(scene->found.replicates > 20);
}

static void the_file_says_that_a_rule_set_its_replicates(void **state)
{
    scene_t *scene = *state;
    curb_results_t results;
    assert_int_equal(
        resolve(scene, scene->path, CURB_RESOLVE_BEST, 0.1, 45), CURB_ERR_STOPPED);
    assert_int_equal(curb_results_open(&results, scene->path, &scene->said), CURB_OK);
    assert_true(results.stopped.by_rule);
    assert_false(results.stopped.settled);
    assert_string_equal(results.stopped.question, "best");
    assert_string_equal(results.stopped.metric, "exploited");
    assert_string_equal(results.stopped.asked, "some");
    assert_string_equal(results.stopped.remaining, "scenario_1 scenario_2");
    assert_int_equal(results.stopped.units, 45);
    assert_int_equal(results.stopped.looks, 2);
    assert_true(results.stopped.delta > 0 && results.stopped.level == 0.95);
    curb_results_close(&results);
    assert_int_equal(run_at_once(scene, scene->path, 45), CURB_OK);
    assert_int_equal(curb_results_open(&results, scene->path, &scene->said), CURB_OK);
    assert_false(results.stopped.by_rule);
    curb_results_close(&results);
}

static void questions_that_cannot_be_asked_are_refused(void **state)
{
    scene_t *scene = *state;
    scene->study.scenario_count = 1;
    assert_int_equal(resolve(scene, scene->path, CURB_RESOLVE_BEST, 1, 0), CURB_ERR_USAGE);
    assert_int_equal(
        resolve(scene, scene->path, CURB_RESOLVE_DIFFERENCES, 1, 0), CURB_ERR_USAGE);
    assert_true(small_said(&scene->said, "no scenario to set against the baseline"));
    scene->study.scenario_count = 3;
    assert_false(small_exists(scene->path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            results_are_those_of_as_many_asked_for_at_once, begin, end),
        cmocka_unit_test_setup_teardown(
            a_run_cut_short_goes_on_to_the_same_end, begin, end),
        cmocka_unit_test_setup_teardown(a_limit_leaves_results_of_whole_draws, begin, end),
        cmocka_unit_test_setup_teardown(
            more_replicates_than_needed_change_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_failed_replicate_is_left_out, begin, end),
        cmocka_unit_test_setup_teardown(
            the_file_says_that_a_rule_set_its_replicates, begin, end),
        cmocka_unit_test_setup_teardown(
            questions_that_cannot_be_asked_are_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
