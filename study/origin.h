/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Where every number of a study is from: its place, and the row of the registry or the
 * words of the file that vouch for it. */
#ifndef CURB_STUDY_ORIGIN_H
#define CURB_STUDY_ORIGIN_H

#include "model/registry.h"
#include "study/tree.h"

#include <stdbool.h>
#include <stddef.h>

/** One number. Texts are never NULL; "" is unknown or none. */
typedef struct {
    const char *path; /**< "sectors.sexual.held", "responses.loudness" */
    double value, low, high;
    curb_spread_t spread; /**< CURB_FIXED: not drawn, whatever its range */
    const char *unit;     /**< with the price year where a registry row has it */
    const char *source;
    const char *seen;  /**< a word of curb_seen_keys, or "" */
    const char *grade; /**< "A", "B", "C" or "" */
    const char *remark;
    const char *registry; /**< id of the row; "" for a number of the file's own */
    const char *place;    /**< "world.yaml:41", "--set KEY", "default" */
} curb_origin_t;

typedef struct {
    curb_origin_t *rows; /**< owned */
    size_t count, capacity;
    curb_tree_t texts; /**< owner of the texts */
} curb_origins_t;

/** @brief Adds a copy of a row; a NULL text is taken as "". @return false without memory.
 */
CURB_MUST_CHECK bool curb_origins_add(curb_origins_t *self, const curb_origin_t *row);

void curb_origins_free(curb_origins_t *self);

#endif
