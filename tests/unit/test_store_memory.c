/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit slow */
#include "model/memory.h"
#include "store_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int begin(void **state)
{
    *state = store_scene_new(2, 2, "deep/out.h5");
    return 0;
}

/* Whatever a single request for memory does, no memory leaks (ASan) and the same file can
 * be merged and read afterwards. */
static void every_allocation_of_a_merge_may_fail(void **state)
{
    store_scene_t *scene = *state;
    static const uint32_t replicates[] = {0, 1};
    curb_shards_t shards;
    store_scene_write_shards(scene, &shards);
    curb_shards_close(&shards);
    bool failed = true;
    int failures = 0;
    for (unsigned long n = 1; failed; n++) {
        curb_memory_fail_at(n);
        curb_error_t error = curb_shards_open(&shards, scene->path, NULL, NULL);
        curb_merge_input_t input = {.batch = &scene->batch,
            .shards = &shards,
            .replicates = replicates,
            .replicate_count = 2};
        if (error == CURB_OK) {
            error = curb_merge(&input, scene->path, NULL);
            curb_shards_close(&shards);
        }
        curb_results_t results;
        if (error == CURB_OK && curb_results_open(&results, scene->path, NULL) == CURB_OK) {
            failed = curb_memory_requests() >= n;
            curb_results_close(&results);
        }
        failures += error != CURB_OK;
        curb_memory_fail_at(0);
    }
    assert_true(failures > 20);
    char hash[65];
    small_content_hash(scene->path, hash);
    assert_int_equal(strlen(hash), 64);
}

/* A run that fails for want of memory can be taken up again and ends in the same numbers.
 */
static void every_allocation_of_a_run_may_fail(void **state)
{
    store_scene_t *scene = *state;
    assert_int_equal(small_run(&scene->study, scene->other, 1, NULL, NULL), CURB_OK);
    bool finished = false;
    int failures = 0;
    for (unsigned long n = 1; !finished; n++) {
        curb_diagnostics_t said = {0};
        curb_memory_fail_at(n);
        curb_error_t error = small_run(&scene->study, scene->path, 1, NULL, &said);
        finished = error == CURB_OK && curb_memory_requests() < n;
        curb_memory_fail_at(0);
        failures += error != CURB_OK;
        curb_diagnostics_free(&said);
        if (!finished) {
            char deep[128];
            snprintf(deep, sizeof deep, "%s/deep", scene->folder);
            small_folder_remove(deep);
        }
    }
    assert_true(failures > 20);
    char hash[65], other_hash[65];
    small_content_hash(scene->path, hash);
    small_content_hash(scene->other, other_hash);
    assert_string_equal(hash, other_hash);
}

int main(void)
{
#define SCENE(test) cmocka_unit_test_setup_teardown(test, begin, store_scene_end)
    const struct CMUnitTest tests[] = {
        SCENE(every_allocation_of_a_merge_may_fail),
        SCENE(every_allocation_of_a_run_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
