/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the highlighted scenario changes, place by place and sector by sector, over the
 *  years of the comparison. */
#ifndef CURB_PLOTS_PLACE_CHANGES_H
#define CURB_PLOTS_PLACE_CHANGES_H

#include "plots/scene.h"

#include <stdbool.h>
#include <stddef.h>

enum { CURB_PLACE_ROWS_MAX = 10 };

typedef struct {
    curb_scene_t *scene; /**< borrowed */
    bool is_map;         /**< nearly all places are States with a tile of their own */
    bool of_states;      /**< levels are withheld, only per cent is shown */
    size_t count, sectors, row_count;
    size_t *rows;           /**< [row] places with a row, in the world's order; owned */
    curb_change_t *changes; /**< [place + all][sector + all]; owned */
    bool *cells;            /**< [place][sector] scratch; owned */
    double largest;         /**< of what colours show */
    curb_magnitude_t magnitude;
} curb_places_t;

/** @brief Computes all changes, and which places have a row. Free `self` in any case.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_places_init(curb_places_t *self, curb_scene_t *scene);
void curb_places_free(curb_places_t *self);

/** @brief Of months of exploitation; a place or sector beyond the last is all of them. */
const curb_change_t *curb_places_change(
    const curb_places_t *self, size_t place, size_t sector);

/** @brief People on average over the window, or per cent: what colours show. */
double curb_places_value(const curb_places_t *self, const curb_change_t *change);

/** @brief Whether the scenario acts there; a sector beyond the last: in any. */
bool curb_places_in_scope(const curb_places_t *self, size_t place, size_t sector);

#endif
