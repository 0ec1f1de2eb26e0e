/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/memory.h"
#include "store/files.h"
#include "store/h5.h"
#include "store/provenance.h"
#include "store_scene.h"
#include "version.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int begin(void **state)
{
    *state = store_scene_new(3, 4, "out.h5");
    return 0;
}

static curb_shard_state_t state_of(
    store_scene_t *scene, curb_shards_t *shards, uint32_t replicate)
{
    curb_shard_t shard;
    curb_shard_state_t state = CURB_SHARD_MISSING;
    assert_int_equal(
        curb_shards_read(shards, replicate, true, &shard, &state, &scene->said), CURB_OK);
    curb_shard_free(&shard);
    return state;
}

static void reopen(store_scene_t *scene, curb_shards_t *shards)
{
    curb_shards_close(shards);
    assert_int_equal(curb_shards_open(shards, scene->path, NULL, &scene->said), CURB_OK);
}

static void a_shard_comes_back_as_it_was(void **state)
{
    store_scene_t *scene = *state;
    curb_shards_t shards;
    curb_shard_t made, read;
    curb_shard_state_t there = CURB_SHARD_MISSING;
    store_scene_write_shards(scene, &shards);
    reopen(scene, &shards);
    small_shard_init(&made, &scene->batch, 2);
    assert_int_equal(curb_shards_read(&shards, 2, true, &read, &there, NULL), CURB_OK);
    assert_int_equal(there, CURB_SHARD_THERE);
    assert_int_equal(read.record.replicate, 2);
    assert_int_equal(read.record.concept_used, made.record.concept_used);
    assert_int_equal(read.record.scenario_count, 3);
    size_t bytes = sizeof(double) * 3 * CURB_METRIC_COUNT * SMALL_PERIODS * 3 * 2;
    assert_memory_equal(read.record.values, made.record.values, bytes);
    assert_memory_equal(read.record.parameters, made.record.parameters, 3 * sizeof(double));
    assert_memory_equal(
        read.record.solved, made.record.solved, SMALL_SOLVED * sizeof(float));
    assert_string_equal(read.parameter_names[1], "sexual.exploited_share");
    assert_string_equal(read.ids[1], "scenario_1");
    assert_string_equal(read.hashes[1], scene->batch.hashes[1]);
    assert_string_equal(read.identity.seed_hex, "0xfedcba9876543210");
    assert_string_equal(read.notes, "one note");
    curb_shard_free(&made);
    curb_shard_free(&read);
    curb_shards_close(&shards);
}

static void equal_shards_give_equal_bytes(void **state)
{
    store_scene_t *scene = *state;
    char digests[2][CURB_DIGEST_BYTES];
    for (int i = 0; i < 2; i++) {
        curb_shard_t shard;
        small_shard_init(&shard, &scene->batch, 1);
        assert_int_equal(
            curb_shard_write(&shard, scene->path, scene->path, &scene->said), CURB_OK);
        assert_true(curb_digest_of_file(scene->path, digests[i]));
        curb_shard_free(&shard);
        usleep(1100000 * (i == 0));
    }
    assert_string_equal(digests[0], digests[1]);
}

static void flip_byte(const char *path, long at)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, at, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, at, SEEK_SET);
    fputc(byte ^ 0x10, file);
    fclose(file);
}

static void a_flipped_bit_anywhere_is_damage(void **state)
{
    store_scene_t *scene = *state;
    curb_shards_t shards;
    store_scene_write_shards(scene, &shards);
    char *path = curb_shards_path(&shards, 1);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    for (int i = 0; i < 40; i++) {
        long at = (long)status.st_size * i / 40;
        flip_byte(path, at);
        assert_int_equal(state_of(scene, &shards, 1), CURB_SHARD_DAMAGED);
        flip_byte(path, at);
    }
    assert_int_equal(state_of(scene, &shards, 1), CURB_SHARD_THERE);
    assert_true(small_said(&scene->said, "r000001.h5 is damaged"));
    assert_int_equal(truncate(path, status.st_size / 2), 0);
    assert_int_equal(state_of(scene, &shards, 1), CURB_SHARD_DAMAGED);
    assert_int_equal(state_of(scene, &shards, 3), CURB_SHARD_THERE);
    curb_free(path);
    curb_shards_close(&shards);
}

static void append(const char *path, const char *text)
{
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* A kill between naming the new file in the manifest and renaming it. */
static void a_replacement_cut_short_leaves_the_old_shard(void **state)
{
    store_scene_t *scene = *state;
    curb_shards_t shards;
    store_scene_write_shards(scene, &shards);
    char *manifest = curb_text_of("%s/SHA256SUMS", shards.folder);
    append(manifest, "\n00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
                     "  r000002.h5\n\n0011223344");
    reopen(scene, &shards);
    assert_int_equal(state_of(scene, &shards, 2), CURB_SHARD_THERE);
    assert_int_equal(curb_shards_tidy(&shards, &scene->said), CURB_OK);
    reopen(scene, &shards);
    assert_int_equal(shards.manifest.count, 4);
    assert_int_equal(state_of(scene, &shards, 2), CURB_SHARD_THERE);
    curb_free(manifest);
    curb_shards_close(&shards);
}

static void a_second_run_in_the_same_folder_is_refused(void **state)
{
    store_scene_t *scene = *state;
    curb_shards_t first, second;
    assert_int_equal(curb_shards_open(&first, scene->path, NULL, &scene->said), CURB_OK);
    assert_int_equal(
        curb_shards_open(&second, scene->path, NULL, &scene->said), CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, "another run is writing there"));
    curb_shards_close(&first);
}

static void parts_of_dead_runs_go_and_those_of_living_ones_stay(void **state)
{
    store_scene_t *scene = *state;
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    waitpid(child, NULL, 0);
    char *dead = curb_text_of("%s.part-%ld", scene->path, (long)child);
    char *alive = curb_text_of("%s.part-%ld", scene->path, (long)getppid());
    char *other = curb_text_of("%s.part-notes", scene->path);
    append(dead, "half");
    append(alive, "half");
    append(other, "mine");
    curb_file_clean_parts(scene->path);
    assert_false(small_exists(dead));
    assert_true(small_exists(alive));
    assert_true(small_exists(other));
    curb_free(dead);
    curb_free(alive);
    curb_free(other);
}

static void merge(store_scene_t *scene)
{
    static const uint32_t replicates[] = {0, 1, 3}, failed[] = {2};
    curb_shards_t shards;
    store_scene_write_shards(scene, &shards);
    curb_merge_input_t input = {.batch = &scene->batch,
        .shards = &shards,
        .replicates = replicates,
        .replicate_count = 3,
        .failed = failed,
        .failed_count = 1,
        .command_line = "curb run small.yaml",
        .threads = 2};
    assert_int_equal(curb_merge(&input, scene->path, &scene->said), CURB_OK);
    curb_shards_close(&shards);
}

static void results_carry_the_labels_of_the_study(void **state)
{
    store_scene_t *scene = *state;
    merge(scene);
    curb_results_t results;
    assert_int_equal(curb_results_open(&results, scene->path, &scene->said), CURB_OK);
    assert_string_equal(results.title, "A small study");
    assert_string_equal(results.study_id, "small");
    assert_string_equal(results.seed_hex, "0xfedcba9876543210");
    assert_string_equal(results.parameters, "draws");
    assert_string_equal(results.detection, "both");
    assert_string_equal(results.version, curb_batch_version());
    assert_int_equal(results.baseline, 0);
    assert_true(
        !curb_results_allocated(&results, 0) && !curb_results_withheld(&results, 0));
    assert_true(curb_results_allocated(&results, 1) && curb_results_withheld(&results, 1));
    assert_true(curb_results_allocated(&results, 2) && !curb_results_withheld(&results, 2));
    assert_int_equal(results.scenario_count, 3);
    assert_int_equal(results.replicate_count, 3);
    assert_int_equal(results.replicates[2], 3);
    assert_int_equal(results.concepts[2], CURB_CONCEPT_ILO);
    assert_string_equal(results.scenarios[2].title, "Caf\xc3\xa9 \xd1\x8f 2");
    assert_string_equal(results.scenarios[0].policies, "");
    assert_string_equal(results.scenarios[2].policies, "campaign");
    assert_true(isnan(results.scenarios[0].policy_start));
    assert_true(results.scenarios[2].policy_start == 2014.25 + 14 / 12.0);
    assert_true(results.scenarios[1].budget_usd == 1.5e6);
    assert_true(results.years[2] == 2016.25 && results.period_months[2] == 6.0);
    assert_string_equal(results.jurisdictions[2], "place_2");
    assert_string_equal(results.sectors[1], "domestic");
    assert_false(results.in_scope[2]); /* baseline: laws in force do not count */
    assert_true(results.in_scope[6 + 2]);
    assert_false(results.in_scope[6 + 3]);
    assert_int_equal(results.metric_count, 2);
    assert_int_equal(results.metrics[1], CURB_METRIC_PROFIT);
    assert_int_equal(results.parameter_count, 3);
    assert_string_equal(results.parameter_names[2], "levers.criminalise_buying.reach");
    assert_true(results.parameters_drawn[2 * 3 + 2] == 2.0 + 0.01 * 3);
    curb_results_close(&results);
}

static void check_metric(store_scene_t *scene, const curb_results_t *results,
    curb_metric_t metric, size_t sectors)
{
    double values[3 * 3 * SMALL_PERIODS * 3 * 2];
    assert_int_equal(curb_results_read(results, metric, values, &scene->said), CURB_OK);
    size_t places = (size_t)SMALL_PERIODS * 3 * sectors;
    for (size_t i = 0; i < (size_t)3 * 3 * places; i++) {
        size_t s = i / places / 3, r = i / places % 3;
        double wanted = small_value(
            &scene->study, results->replicates[r], s, metric, i % places * (2 / sectors));
        assert_true(values[i] == wanted);
    }
}

static void results_hold_the_numbers_of_the_shards(void **state)
{
    store_scene_t *scene = *state;
    merge(scene);
    curb_results_t results;
    assert_int_equal(curb_results_open(&results, scene->path, &scene->said), CURB_OK);
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        size_t sectors = curb_metric_shape(metric) == CURB_BY_ORIGIN ? 1 : 2;
        check_metric(scene, &results, metric, sectors);
    }
    curb_results_close(&results);
}

static void the_solve_comes_back_for_another_machine(void **state)
{
    store_scene_t *scene = *state;
    curb_solution_t solution;
    merge(scene);
    assert_int_equal(
        curb_solution_read(&solution, scene->path, &scene->batch, &scene->said),
        CURB_ERR_INVALID); /* replicate 2 is not there */
    assert_true(small_said(&scene->said, "no solve for replicate 2"));
    scene->study.replicates = 2;
    assert_int_equal(
        curb_solution_read(&solution, scene->path, &scene->batch, &scene->said), CURB_OK);
    assert_true(curb_solution_of(&solution, 3)[5] == 0.125F * 5 + 3);
    assert_null(curb_solution_of(&solution, 2));
    curb_solution_free(&solution);
    scene->study.seed++;
    assert_int_equal(
        curb_solution_read(&solution, scene->path, &scene->batch, &scene->said),
        CURB_ERR_INVALID);
}

static void what_is_not_ours_is_not_overwritten(void **state)
{
    store_scene_t *scene = *state;
    append(scene->path, "my thesis");
    assert_int_equal(curb_merge_may_write(&scene->batch, scene->path, &scene->said),
        CURB_ERR_CANNOT_CREATE);
    assert_int_equal(curb_merge_may_write(&scene->batch, scene->folder, &scene->said),
        CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, "a folder is there"));
    remove(scene->path);
    int failure = 0;
    hid_t foreign = curb_h5_create(scene->path, &failure);
    assert_true(curb_h5_text_attribute(foreign, "title", "weather"));
    H5Fclose(foreign);
    assert_int_equal(curb_merge_may_write(&scene->batch, scene->path, &scene->said),
        CURB_ERR_CANNOT_CREATE);
    assert_true(small_said(&scene->said, "no results file of curb"));
}

static void another_study_is_refused_with_its_differences(void **state)
{
    store_scene_t *scene = *state;
    merge(scene);
    assert_int_equal(
        curb_merge_may_write(&scene->batch, scene->path, &scene->said), CURB_OK);
    scene->study.seed = 5;
    scene->study.world_hash[3] = 'f';
    scene->batch.hashes[1][0] = 'x';
    assert_int_equal(curb_merge_may_write(&scene->batch, scene->path, &scene->said),
        CURB_ERR_CANNOT_CREATE);
    assert_true(
        small_said(&scene->said, "seed 0xfedcba9876543210 there, 0x0000000000000005 now"));
    assert_true(small_said(&scene->said, "hash of world and settings 0011"));
    assert_true(small_said(&scene->said, "scenario scenario_1 differs"));
}

static curb_error_t open_results(store_scene_t *scene, const char *path)
{
    curb_results_t results;
    curb_error_t error = curb_results_open(&results, path, &scene->said);
    curb_results_close(&results);
    return error;
}

static void what_is_no_results_file_does_not_open(void **state)
{
    store_scene_t *scene = *state;
    assert_int_equal(open_results(scene, scene->path), CURB_ERR_NO_INPUT);
    assert_int_equal(open_results(scene, scene->folder), CURB_ERR_INVALID);
    append(scene->path, "");
    assert_int_equal(open_results(scene, scene->path), CURB_ERR_INVALID);
    append(scene->path, "study: not_results\n");
    assert_int_equal(open_results(scene, scene->path), CURB_ERR_INVALID);
    remove(scene->path);
    merge(scene);
    struct stat status;
    assert_int_equal(stat(scene->path, &status), 0);
    assert_int_equal(truncate(scene->path, status.st_size * 2 / 3), 0);
    assert_int_equal(open_results(scene, scene->path), CURB_ERR_INVALID);
}

static void write_format(const store_scene_t *scene, int64_t format)
{
    hid_t file = H5Fopen(scene->path, H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0);
    hid_t attribute = H5Aopen(file, "curb_results_format", H5P_DEFAULT);
    assert_true(H5Awrite(attribute, H5T_NATIVE_INT64, &format) >= 0);
    H5Aclose(attribute);
    H5Fclose(file);
}

static void another_format_is_named_with_its_program_and_what_to_do(void **state)
{
    store_scene_t *scene = *state;
    merge(scene);
    for (int64_t step = -1; step <= 1; step += 2) {
        char format[32];
        write_format(scene, CURB_RESULTS_FORMAT + step);
        assert_int_equal(open_results(scene, scene->path), CURB_ERR_INVALID);
        snprintf(
            format, sizeof format, "results of format %d", CURB_RESULTS_FORMAT + (int)step);
        assert_true(small_said(&scene->said, format));
    }
    assert_true(small_said(&scene->said, "written by curb " CURB_VERSION));
    assert_true(small_said(&scene->said, "run the study again"));
    write_format(scene, CURB_RESULTS_FORMAT);
    assert_int_equal(open_results(scene, scene->path), CURB_OK);
}

/* Every verb that compares opens results this way; without it there is no table and no
 * page. */
static void results_without_a_baseline_do_not_open(void **state)
{
    store_scene_t *scene = *state;
    merge(scene);
    hid_t file = H5Fopen(scene->path, H5F_ACC_RDWR, H5P_DEFAULT);
    hid_t attribute = H5Aopen(file, "baseline", H5P_DEFAULT);
    int64_t none = 2385;
    assert_true(H5Awrite(attribute, H5T_NATIVE_INT64, &none) >= 0);
    H5Aclose(attribute);
    H5Fclose(file);
    assert_int_equal(open_results(scene, scene->path), CURB_ERR_INVALID);
    file = H5Fopen(scene->path, H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(H5Adelete(file, "baseline") >= 0);
    H5Fclose(file);
    assert_int_equal(open_results(scene, scene->path), CURB_ERR_INVALID);
    assert_true(small_said(&scene->said, "read its attributes"));
}

int main(void)
{
#define SCENE(test) cmocka_unit_test_setup_teardown(test, begin, store_scene_end)
    const struct CMUnitTest tests[] = {
        SCENE(results_without_a_baseline_do_not_open),
        SCENE(a_shard_comes_back_as_it_was),
        SCENE(equal_shards_give_equal_bytes),
        SCENE(a_flipped_bit_anywhere_is_damage),
        SCENE(a_replacement_cut_short_leaves_the_old_shard),
        SCENE(a_second_run_in_the_same_folder_is_refused),
        SCENE(parts_of_dead_runs_go_and_those_of_living_ones_stay),
        SCENE(results_carry_the_labels_of_the_study),
        SCENE(results_hold_the_numbers_of_the_shards),
        SCENE(the_solve_comes_back_for_another_machine),
        SCENE(what_is_not_ours_is_not_overwritten),
        SCENE(another_study_is_refused_with_its_differences),
        SCENE(what_is_no_results_file_does_not_open),
        SCENE(another_format_is_named_with_its_program_and_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
