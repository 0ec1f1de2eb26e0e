/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit */
/* A study divided among several runs ends in the numbers of one. Parts that run at the same
 * time are processes of their own; the parent uses no threads before it forks. Not under
 * sanitizers, which do not like forks with threads after them and take memory of their own.
 */
#include "store_market.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    char folder[64], path[128], whole_hash[65];
    curb_study_t study;
    curb_diagnostics_t said;
    curb_experiment_report_t report;
} scene_t;

static curb_error_t run_part(
    scene_t *scene, const char *path, size_t part, size_t parts, int jobs)
{
    const curb_experiment_options_t options = {.out_path = path,
        .command_line = "curb run small.yaml",
        .jobs = jobs,
        .part = part,
        .part_count = parts};
    return curb_runner_run(
        &scene->study, &options, &small_calls, &scene->report, &scene->said);
}

static int begin(void **state)
{
    scene_t *scene = calloc(1, sizeof *scene);
    char whole[128];
    small_folder_make(scene->folder, sizeof scene->folder);
    snprintf(scene->path, sizeof scene->path, "%s/out.h5", scene->folder);
    snprintf(whole, sizeof whole, "%s/whole.h5", scene->folder);
    small_study_init(&scene->study, 3, 11);
    assert_int_equal(run_part(scene, whole, 0, 0, 1), CURB_OK);
    small_content_hash(whole, scene->whole_hash);
    assert_int_equal(strlen(scene->whole_hash), 64);
    *state = scene;
    return 0;
}

static int end(void **state)
{
    scene_t *scene = *state;
    small_study_free(&scene->study);
    curb_diagnostics_free(&scene->said);
    small_folder_remove(scene->folder);
    free(scene);
    return 0;
}

static void check_whole(const scene_t *scene)
{
    char hash[65];
    small_content_hash(scene->path, hash);
    assert_string_equal(hash, scene->whole_hash);
}

static void parts_in_any_order_on_any_threads_make_the_file_of_one_run(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run_part(scene, scene->path, 3, 4, 1), CURB_OK);
    assert_int_equal(scene->report.total, 3); /* 2, 6, 10 */
    assert_int_equal(scene->report.there, 3);
    assert_int_equal(run_part(scene, scene->path, 1, 4, 2), CURB_OK);
    assert_int_equal(run_part(scene, scene->path, 4, 4, 7), CURB_OK);
    assert_int_equal(scene->report.total, 2); /* 3, 7 */
    assert_false(scene->report.is_whole);
    assert_false(small_exists(scene->path));
    assert_int_equal(run_part(scene, scene->path, 2, 4, 3), CURB_OK);
    assert_true(scene->report.is_whole);
    check_whole(scene);
    /* once merged, one list of checksums is left, and a whole run has nothing to do */
    char list[160];
    snprintf(list, sizeof list, "%s.shards/SHA256SUMS.2of4", scene->path);
    assert_false(small_exists(list));
    assert_int_equal(run_part(scene, scene->path, 0, 0, 2), CURB_OK);
    assert_int_equal(scene->report.run_now, 0);
}

static void a_part_that_was_done_by_others_has_nothing_to_run(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run_part(scene, scene->path, 1, 2, 2), CURB_OK);
    assert_int_equal(run_part(scene, scene->path, 1, 4, 2), CURB_OK);
    assert_int_equal(scene->report.done_before, 3); /* 0, 4, 8 */
    assert_int_equal(scene->report.run_now, 0);
    assert_int_equal(run_part(scene, scene->path, 0, 0, 2), CURB_OK);
    assert_int_equal(scene->report.run_now, 5);
    check_whole(scene);
}

static void more_parts_than_replicates_leave_some_without(void **state)
{
    scene_t *scene = *state;
    for (size_t part = 13; part >= 1; part--) {
        assert_int_equal(run_part(scene, scene->path, part, 13, 1), CURB_OK);
        assert_int_equal(scene->report.total, part <= 11);
    }
    assert_true(scene->report.is_whole);
    check_whole(scene);
}

static pid_t start(scene_t *scene, size_t part, size_t parts)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        small_model.pause_us = 2385;
        _exit(run_part(scene, scene->path, part, parts, 2) == CURB_OK ? 0 : 1);
    }
    return child;
}

static int finish(pid_t child)
{
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

static void parts_at_the_same_time_do_not_disturb_each_other(void **state)
{
    scene_t *scene = *state;
    for (int round = 0; round < 5; round++) {
        pid_t children[4];
        for (size_t part = 1; part <= 4; part++) {
            children[part - 1] = start(scene, part, 4);
        }
        for (size_t part = 0; part < 4; part++) {
            assert_int_equal(finish(children[part]), 0);
        }
        check_whole(scene); /* so one of them was the last, and merged */
        char shards[160];
        snprintf(shards, sizeof shards, "%s.shards", scene->path);
        small_folder_remove(shards);
        remove(scene->path);
    }
}

static void a_part_killed_again_and_again_ends_in_the_same_numbers(void **state)
{
    scene_t *scene = *state;
    srand(2385);
    pid_t other = start(scene, 2, 2);
    for (int kills = 0; kills < 6; kills++) {
        pid_t child = start(scene, 1, 2);
        usleep((useconds_t)(rand() % 12000));
        kill(child, SIGKILL);
        finish(child);
    }
    assert_int_equal(finish(other), 0);
    assert_int_equal(finish(start(scene, 1, 2)), 0);
    check_whole(scene);
}

static void the_same_part_twice_and_a_whole_run_beside_a_part_are_refused(void **state)
{
    scene_t *scene = *state;
    curb_shards_t first;
    assert_int_equal(curb_shards_open(&first, scene->path, "1of2", NULL), CURB_OK);
    assert_int_equal(run_part(scene, scene->path, 1, 2, 1), CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, "another run is writing there"));
    assert_int_equal(run_part(scene, scene->path, 0, 0, 1), CURB_ERR_CANNOT_CREATE);
    assert_int_equal(run_part(scene, scene->path, 2, 2, 1), CURB_OK);
    curb_shards_close(&first);
    assert_int_equal(run_part(scene, scene->path, 1, 2, 1), CURB_OK);
    check_whole(scene);
}

static void a_part_of_another_study_is_refused_with_the_difference(void **state)
{
    scene_t *scene = *state;
    assert_int_equal(run_part(scene, scene->path, 1, 2, 1), CURB_OK);
    scene->study.seed++;
    assert_int_equal(run_part(scene, scene->path, 2, 2, 1), CURB_ERR_CANNOT_CREATE);
    assert_true(
        small_said(&scene->said, "seed 0xfedcba9876543210 there, 0xfedcba9876543211 now"));
    assert_false(small_exists(scene->path));
    scene->study.seed--;
    assert_int_equal(run_part(scene, scene->path, 2, 2, 1), CURB_OK);
    check_whole(scene);
}

/* Leaves the shard of one replicate as another version of the program would have. */
static void write_of_another_version(scene_t *scene, uint32_t replicate)
{
    curb_batch_t batch;
    curb_shards_t shards;
    curb_shard_t shard;
    small_batch_init(&batch, &scene->study);
    small_shard_init(&shard, &batch, replicate);
    snprintf(shard.identity.version, sizeof shard.identity.version, "0.0.9+2385");
    assert_int_equal(curb_shards_open(&shards, scene->path, "2of2", NULL), CURB_OK);
    assert_int_equal(curb_shards_write(&shards, &shard, NULL), CURB_OK);
    curb_shards_close(&shards);
    curb_shard_free(&shard);
    curb_batch_free(&batch);
}

static void another_version_is_refused_by_parts_and_by_merging_with_both_named(void **state)
{
    scene_t *scene = *state;
    char wanted[128];
    snprintf(
        wanted, sizeof wanted, "program 0.0.9+2385 there, %s now", curb_batch_version());
    write_of_another_version(scene, 5);
    assert_int_equal(run_part(scene, scene->path, 1, 2, 1), CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, wanted));
    /* as if both had begun at once, each seeing nothing of the other */
    char away[160], back[160];
    snprintf(away, sizeof away, "%s.shards/r000005.h5", scene->path);
    snprintf(back, sizeof back, "%s/kept", scene->folder);
    assert_int_equal(rename(away, back), 0);
    assert_int_equal(run_part(scene, scene->path, 1, 2, 1), CURB_OK);
    assert_int_equal(run_part(scene, scene->path, 2, 4, 1), CURB_OK); /* 1, 5, 9 */
    assert_int_equal(rename(back, away), 0);
    curb_diagnostics_free(&scene->said);
    assert_int_equal(run_part(scene, scene->path, 4, 4, 1), CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, wanted));
    assert_false(small_exists(scene->path));
}

static void a_failed_replicate_of_a_part_is_named_and_nothing_is_merged(void **state)
{
    scene_t *scene = *state;
    small_model.failing = 1U << 4;
    assert_int_equal(run_part(scene, scene->path, 1, 2, 2), CURB_ERR_PARTIAL);
    assert_true(small_said(&scene->said, "1 of 6 replicates failed: 4"));
    assert_int_equal(run_part(scene, scene->path, 2, 2, 2), CURB_OK);
    assert_int_equal(scene->report.there, 10);
    assert_false(small_exists(scene->path));
    /* the way on is a run of everything, which merges what is usable */
    assert_int_equal(run_part(scene, scene->path, 0, 0, 2), CURB_ERR_PARTIAL);
    assert_true(small_exists(scene->path));
}

/* Greatest memory of a process that runs so many replicates [byte]. */
static double peak_of(scene_t *scene, size_t replicates)
{
    struct rusage usage;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        scene->study.replicates = replicates;
        _exit(run_part(scene, scene->path, 0, 0, 1) == CURB_OK ? 0 : 1);
    }
    int status = 1;
    wait4(child, &status, 0, &usage);
    assert_int_equal(status, 0);
    return 1024.0 * (double)usage.ru_maxrss;
}

/* For each replicate a run and its merge may keep: a state, a place in two lists, an entry
 * of the list of checksums (twice while it grows, once more while it is sorted, and as
 * text), a concept, an attempt, a draw, a number a parameter: 0.4 kB; and what HDF5 keeps
 * of a chunk of each variable in its index, below 100 bytes. The merge works on a block of
 * 64 KiB of each metric, which five replicates do not fill. The numbers of a replicate
 * alone are 3 scenarios x 18 places x 8 bytes a metric, 432 bytes, so that a run which kept
 * them would be seen if only the allocators' rounding up, 1 MiB, were less than that. */
static void memory_does_not_grow_with_replicates(void **state)
{
    scene_t *scene = *state;
    enum { FEW = 5, MANY = 500 };
    double few = peak_of(scene, FEW);
    double more = peak_of(scene, MANY) - few;
    double bound = (MANY - FEW) * (400.0 + 100.0 * CURB_METRIC_COUNT) +
                   65536.0 * CURB_METRIC_COUNT + (1 << 20);
    double kept = (MANY - FEW) * 3.0 * CURB_METRIC_COUNT * 18 * sizeof(double);
    print_message("%d replicates take %.1f MB more than %d; the bound is %.1f MB\n", MANY,
        more / 1e6, FEW, bound / 1e6);
    assert_true(bound < kept);
    assert_true(more < bound);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* first those that fork: later ones leave threads in this process */
        cmocka_unit_test_setup_teardown(
            parts_at_the_same_time_do_not_disturb_each_other, begin, end),
        cmocka_unit_test_setup_teardown(
            a_part_killed_again_and_again_ends_in_the_same_numbers, begin, end),
        cmocka_unit_test_setup_teardown(memory_does_not_grow_with_replicates, begin, end),
        cmocka_unit_test_setup_teardown(
            parts_in_any_order_on_any_threads_make_the_file_of_one_run, begin, end),
        cmocka_unit_test_setup_teardown(
            a_part_that_was_done_by_others_has_nothing_to_run, begin, end),
        cmocka_unit_test_setup_teardown(
            more_parts_than_replicates_leave_some_without, begin, end),
        cmocka_unit_test_setup_teardown(
            the_same_part_twice_and_a_whole_run_beside_a_part_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(
            a_part_of_another_study_is_refused_with_the_difference, begin, end),
        cmocka_unit_test_setup_teardown(
            another_version_is_refused_by_parts_and_by_merging_with_both_named, begin, end),
        cmocka_unit_test_setup_teardown(
            a_failed_replicate_of_a_part_is_named_and_nothing_is_merged, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
