/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/memory.h"
#include "store_market.h"

#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    char folder[64];
    char path[128];  /* of the results file */
    char other[128]; /* of a second one */
    curb_study_t study;
    curb_diagnostics_t said;
    curb_experiment_report_t report;
} scene_t;

static int begin(void **state)
{
    scene_t *scene = calloc(1, sizeof *scene);
    small_folder_make(scene->folder, sizeof scene->folder);
    snprintf(scene->path, sizeof scene->path, "%s/deep/er/out.h5", scene->folder);
    snprintf(scene->other, sizeof scene->other, "%s/other.h5", scene->folder);
    small_study_init(&scene->study, 3, 10);
    *state = scene;
    return 0;
}

static int end(void **state)
{
    scene_t *scene = *state;
    curb_memory_fail_at(0);
    small_study_free(&scene->study);
    curb_diagnostics_free(&scene->said);
    small_folder_remove(scene->folder);
    free(scene);
    return 0;
}

static curb_error_t run(scene_t *scene, const char *path, int jobs)
{
    return small_run(&scene->study, path, jobs, &scene->report, &scene->said);
}

static void check_same(const char *path, const char *other)
{
    char hash[65], other_hash[65];
    small_content_hash(path, hash);
    small_content_hash(other, other_hash);
    assert_int_equal(strlen(hash), 64);
    assert_string_equal(hash, other_hash);
}

static void results_do_not_depend_on_the_threads(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run(scene, scene->path, 1), CURB_OK);
    assert_int_equal(scene->report.run_now, 10);
    for (int jobs = 2; jobs <= 7; jobs += 5) {
        char path[160];
        snprintf(path, sizeof path, "%s-%d", scene->other, jobs);
        assert_int_equal(run(scene, path, jobs), CURB_OK);
        check_same(scene->path, path);
    }
    scene->study.seed += 1U << 7;
    assert_int_equal(run(scene, scene->other, 2), CURB_OK);
    char hash[65], other_hash[65];
    small_content_hash(scene->path, hash);
    small_content_hash(scene->other, other_hash);
    assert_string_not_equal(hash, other_hash);
}

static void a_finished_study_is_not_run_again(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    small_model.ran = 0;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_int_equal(small_model.ran, 0);
    assert_int_equal(scene->report.done_before, 10);
    assert_int_equal(scene->report.run_now, 0);
}

static void spare_threads_help_inside_the_replicates(void **state)
{
    scene_t *scene = *state;
    scene->study.replicates = 2;
    assert_int_equal(run(scene, scene->path, 7), CURB_OK);
    assert_int_equal(small_model.threads, 7);
    scene->study.replicates = 1;
    small_model.threads = 0;
    assert_int_equal(run(scene, scene->other, 5), CURB_OK);
    assert_int_equal(small_model.threads, 5);
}

static void a_scenario_added_later_equals_one_run_at_once(void **state)
{
    scene_t *scene = *state;
    scene->study.scenario_count = 2;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    scene->study.scenario_count = 3;
    small_model.recorded = 0;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_int_equal(small_model.recorded, 10);
    assert_true(small_model.given_solution);
    assert_int_equal(run(scene, scene->other, 2), CURB_OK);
    check_same(scene->path, scene->other);
}

static void a_scenario_taken_out_is_kept_for_later(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    scene->study.scenario_count = 2;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    scene->study.scenario_count = 3;
    small_model.ran = 0;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_int_equal(small_model.ran, 0);
}

static void a_changed_scenario_is_refused_while_the_old_result_stands(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    scene->study.scenarios[1].policies[1].intensity = 0.9;
    assert_int_equal(run(scene, scene->path, 2), CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, "scenario scenario_1 differs"));
    remove(scene->path);
    small_model.recorded = 0;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_int_equal(small_model.recorded, 10);
    assert_int_equal(run(scene, scene->other, 2), CURB_OK);
    check_same(scene->path, scene->other);
}

static void more_replicates_can_be_added(void **state)
{
    scene_t *scene = *state;
    scene->study.replicates = 4;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    scene->study.replicates = 10;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_int_equal(scene->report.run_now, 6);
    assert_int_equal(run(scene, scene->other, 2), CURB_OK);
    check_same(scene->path, scene->other);
}

static void damaged_shards_are_run_again_with_a_warning(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    char shard[160], hash[65], again[65];
    small_content_hash(scene->path, hash);
    snprintf(shard, sizeof shard, "%s.shards/r000006.h5", scene->path);
    assert_int_equal(truncate(shard, 1000), 0);
    snprintf(shard, sizeof shard, "%s.shards/r000003.h5", scene->path);
    assert_int_equal(remove(shard), 0);
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_int_equal(scene->report.run_now, 2);
    assert_true(small_said(&scene->said, "r000006.h5 is damaged"));
    assert_false(small_said(&scene->said, "r000003.h5"));
    small_content_hash(scene->path, again);
    assert_string_equal(hash, again);
}

static void shards_of_another_seed_are_refused(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    remove(scene->path);
    scene->study.seed = 17;
    assert_int_equal(run(scene, scene->path, 2), CURB_ERR_CANNOT_CREATE);
    assert_true(
        small_said(&scene->said, "seed 0xfedcba9876543210 there, 0x0000000000000011 now"));
    assert_false(small_exists(scene->path));
}

static void replicates_that_fail_are_named_and_the_rest_is_usable(void **state)
{
    scene_t *scene = *state;
    small_model.failing = 1U << 3 | 1U << 8;
    assert_int_equal(run(scene, scene->path, 2), CURB_ERR_PARTIAL);
    assert_int_equal(scene->report.failed, 2);
    assert_true(small_said(&scene->said, "2 of 10 replicates failed: 3, 8"));
    assert_true(small_said(&scene->said, "replicate 8: sexual.exploited_share: no root"));
    curb_results_t results;
    assert_int_equal(curb_results_open(&results, scene->path, &scene->said), CURB_OK);
    assert_int_equal(results.replicate_count, 8);
    assert_int_equal(results.replicates[3], 4);
    curb_results_close(&results);
    small_model.failing = 0;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_int_equal(scene->report.run_now, 2);
}

static void when_all_replicates_fail_there_is_no_result(void **state)
{
    scene_t *scene = *state;
    small_model.failing = UINT64_MAX;
    assert_int_equal(run(scene, scene->path, 2), CURB_ERR_INVALID);
    assert_false(small_exists(scene->path));
}

static void a_fifth_of_replaced_draws_is_noted_and_more_is_refused(void **state)
{
    scene_t *scene = *state;
    small_model.replaced = 1U << 2 | 1U << 7;
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_true(small_said(&scene->said, "the draw of 2 out of 10 replicates"));
    small_model.replaced |= 1U << 9;
    assert_int_equal(run(scene, scene->other, 2), CURB_ERR_INVALID);
    assert_true(small_said(&scene->said, "more than a fifth"));
    assert_true(small_said(
        &scene->said, "replicate 2: draw replaced: responses.loudness contradicts"));
    assert_false(small_exists(scene->other));
    assert_int_equal(run(scene, scene->other, 2), CURB_ERR_INVALID);
}

static curb_error_t run_with(scene_t *scene, curb_experiment_options_t options)
{
    options.out_path = scene->path;
    options.jobs = 2;
    return curb_runner_run(
        &scene->study, &options, &small_calls, &scene->report, &scene->said);
}

static void a_limit_stops_the_run_and_the_next_goes_on(void **state)
{
    scene_t *scene = *state;
    curb_experiment_options_t options = {.max_replicates = 3};
    assert_int_equal(run_with(scene, options), CURB_ERR_STOPPED);
    assert_int_equal(scene->report.run_now, 3);
    assert_false(small_exists(scene->path));
    small_model.pause_us = 2000;
    options = (curb_experiment_options_t){.max_seconds = 1e-6};
    assert_int_equal(run_with(scene, options), CURB_ERR_STOPPED);
    assert_int_equal(scene->report.done_before, 3);
    options = (curb_experiment_options_t){.max_replicates = 7};
    assert_int_equal(run_with(scene, options), CURB_OK);
    small_model.pause_us = 0;
    assert_int_equal(run(scene, scene->other, 2), CURB_OK);
    check_same(scene->path, scene->other);
}

static void an_interrupt_keeps_the_replicates_in_hand(void **state)
{
    scene_t *scene = *state;
    volatile sig_atomic_t stop = 0;
    small_model.raise_stop = &stop;
    small_model.stop_value = 1;
    curb_experiment_options_t options = {.stop = &stop};
    assert_int_equal(run_with(scene, options), CURB_ERR_INTERRUPTED);
    assert_in_range(scene->report.run_now, 1, 2);
    assert_false(small_exists(scene->path));
    size_t kept = scene->report.run_now;
    stop = 0;
    small_model.stop_value = 2;
    assert_int_equal(run_with(scene, options), CURB_ERR_INTERRUPTED);
    assert_int_equal(scene->report.done_before, kept);
    small_model.raise_stop = NULL;
    stop = 0;
    assert_int_equal(run_with(scene, options), CURB_OK);
}

static void count_progress(void *context, size_t done, size_t total, double seconds)
{
    size_t *last = context;
    assert_int_equal(done, *last + 1);
    assert_int_equal(total, 10);
    assert_true(seconds >= 0.0);
    *last = done;
}

static void progress_is_told_after_each_replicate(void **state)
{
    scene_t *scene = *state;
    size_t last = 0;
    curb_experiment_options_t options = {
        .progress = count_progress, .progress_context = &last};
    small_model.failing = 1U << 4;
    assert_int_equal(run_with(scene, options), CURB_ERR_PARTIAL);
    assert_int_equal(last, 10);
}

static void a_solve_can_come_from_another_file(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run(scene, scene->other, 2), CURB_OK);
    small_model.given_solution = false;
    curb_experiment_options_t options = {.world_from = scene->other};
    assert_int_equal(run_with(scene, options), CURB_OK);
    assert_true(small_model.given_solution);
    check_same(scene->path, scene->other);
    options.world_from = "nowhere.h5";
    assert_int_equal(run_with(scene, options), CURB_ERR_NO_INPUT);
}

static void places_that_cannot_be_written_are_named(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run(scene, scene->folder, 2), CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, "a folder is there"));
    assert_int_equal(run(scene, "/proc/curb/out.h5", 2), CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, "/proc/curb"));
    assert_int_equal(small_model.ran, 0);
}

static void limit_file_size(rlim_t bytes)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static bool holds_parts(const char *folder)
{
    static const char *const below[] = {"deep/er/*part*", "deep/er/out.h5.shards/*part*"};
    bool found = false;
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        char pattern[256];
        glob_t names;
        snprintf(pattern, sizeof pattern, "%s/%s", folder, below[i]);
        found = glob(pattern, 0, NULL, &names) == 0 || found;
        globfree(&names);
    }
    return found;
}

static void a_full_disk_leaves_nothing_half_written(void **state)
{
    scene_t *scene = *state;
    signal(SIGXFSZ, SIG_IGN);
    limit_file_size(4096); /* less than a shard */
    assert_int_equal(run(scene, scene->path, 2), CURB_ERR_IO);
    assert_true(small_said(&scene->said, "r00000"));
    assert_true(small_said(&scene->said, "File too large"));
    assert_false(holds_parts(scene->folder));
    for (rlim_t size = 60000; size < 400000; size += 30000) { /* less than the result */
        limit_file_size(size);
        curb_error_t error = run(scene, scene->path, 2);
        limit_file_size(RLIM_INFINITY);
        assert_true(error == CURB_ERR_IO || error == CURB_OK);
        assert_true(small_exists(scene->path) == (error == CURB_OK));
        assert_false(holds_parts(scene->folder));
        remove(scene->path);
    }
    assert_true(small_said(&scene->said, "out.h5: cannot write: File too large"));
    assert_int_equal(run(scene, scene->path, 2), CURB_OK);
    assert_int_equal(run(scene, scene->other, 2), CURB_OK);
    check_same(scene->path, scene->other);
}

int main(void)
{
#define SCENE(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        SCENE(results_do_not_depend_on_the_threads),
        SCENE(a_finished_study_is_not_run_again),
        SCENE(spare_threads_help_inside_the_replicates),
        SCENE(a_scenario_added_later_equals_one_run_at_once),
        SCENE(a_scenario_taken_out_is_kept_for_later),
        SCENE(a_changed_scenario_is_refused_while_the_old_result_stands),
        SCENE(more_replicates_can_be_added),
        SCENE(damaged_shards_are_run_again_with_a_warning),
        SCENE(shards_of_another_seed_are_refused),
        SCENE(replicates_that_fail_are_named_and_the_rest_is_usable),
        SCENE(when_all_replicates_fail_there_is_no_result),
        SCENE(a_fifth_of_replaced_draws_is_noted_and_more_is_refused),
        SCENE(a_limit_stops_the_run_and_the_next_goes_on),
        SCENE(an_interrupt_keeps_the_replicates_in_hand),
        SCENE(progress_is_told_after_each_replicate),
        SCENE(a_solve_can_come_from_another_file),
        SCENE(places_that_cannot_be_written_are_named),
        SCENE(a_full_disk_leaves_nothing_half_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
