/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_scene.h"

#include "model/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

store_scene_t *store_scene_new(size_t scenarios, size_t replicates, const char *name)
{
    store_scene_t *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    small_folder_make(scene->folder, sizeof scene->folder);
    snprintf(scene->path, sizeof scene->path, "%s/%s", scene->folder, name);
    snprintf(scene->other, sizeof scene->other, "%s/other.h5", scene->folder);
    small_study_init(&scene->study, scenarios, replicates);
    small_batch_init(&scene->batch, &scene->study);
    return scene;
}

int store_scene_end(void **state)
{
    store_scene_t *scene = *state;
    curb_memory_fail_at(0);
    curb_batch_free(&scene->batch);
    small_study_free(&scene->study);
    curb_diagnostics_free(&scene->said);
    small_folder_remove(scene->folder);
    free(scene);
    return 0;
}

void store_scene_write_shards(store_scene_t *scene, curb_shards_t *shards)
{
    assert_int_equal(curb_shards_open(shards, scene->path, NULL, &scene->said), CURB_OK);
    for (uint32_t r = 0; r < scene->study.replicates; r++) {
        curb_shard_t shard;
        small_shard_init(&shard, &scene->batch, r);
        assert_int_equal(curb_shards_write(shards, &shard, &scene->said), CURB_OK);
        curb_shard_free(&shard);
    }
}
