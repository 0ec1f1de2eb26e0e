/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What tests of the store share: a folder of their own, a small study and its batch. */
#ifndef CURB_TESTS_STORE_SCENE_H
#define CURB_TESTS_STORE_SCENE_H

#include "store_market.h"

typedef struct {
    char folder[64];
    char path[128];  /* of the results file */
    char other[128]; /* of a second one */
    curb_study_t study;
    curb_batch_t batch;
    curb_diagnostics_t said;
} store_scene_t;

/** A new scene; `name` is the results file's path below the folder. Free it with
 * store_scene_end(). */
store_scene_t *store_scene_new(size_t scenarios, size_t replicates, const char *name);

/** After each test: lets the scene go, and requests for memory succeed again. */
int store_scene_end(void **state);

/** Opens the shards of the scene and writes one for each replicate. */
void store_scene_write_shards(store_scene_t *scene, curb_shards_t *shards);

#endif
