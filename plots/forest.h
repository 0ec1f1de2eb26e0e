/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The right half of fan_forest: what each measure changes, with intervals and numbers. */
#ifndef CURB_PLOTS_FOREST_H
#define CURB_PLOTS_FOREST_H

#include "plots/scene.h"
#include "plots/script.h"

typedef struct {
    size_t scenario;
    curb_change_t change;
    bool shown;
} curb_forest_row_t;

/** Rows in the order in which they stand, from the top. */
typedef struct {
    const curb_scene_t *scene; /**< borrowed */
    size_t row_count, shown_count;
    curb_forest_row_t *rows; /**< owned */
} curb_forest_t;

/** @brief A row for each of the scene's rivals: those with the largest differences are
 * shown, the highlighted one in any case. Sorted by difference where costs are equal, for
 * only then does an order mean something; else as the study has them.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY; `self` is then empty. */
CURB_MUST_CHECK curb_error_t curb_forest_init(curb_forest_t *self, curb_scene_t *scene);
void curb_forest_free(curb_forest_t *self);

/** @brief Writes the panel. */
void curb_forest_write(const curb_forest_t *self, curb_draft_t *script);

#endif
