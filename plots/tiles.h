/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Coloured tiles with a number in each: a change is blue where it is clearly fewer,
 *  vermillion where clearly more, and grey where neither can be told. */
#ifndef CURB_PLOTS_TILES_H
#define CURB_PLOTS_TILES_H

#include "plots/panel.h"

/** A tile; places in columns and rows from the top left. */
typedef struct {
    double column, row, columns; /**< columns: how many it is wide */
    double strength;             /**< -1 to 1: its colour; NaN: empty */
    bool in_scope;               /**< gets a dark edge */
    curb_words_t upper, lower;   /**< what it says; lower may be empty */
} curb_tile_t;

/** @brief How strong the colour of a change is: its sign and the root of its share of the
 *  largest; 0 where it is not clear. */
double curb_tile_strength(const curb_change_t *change, double value, double largest);

/** @brief Draws all of them on a grid of so many columns and rows over the frame. */
void curb_tiles_write(curb_draft_t *script, curb_frame_t frame, double columns, double rows,
    const curb_tile_t *tiles, size_t count);

/** @brief Where a State of the OSCE stands on the map of tiles, by its id (ISO 3166-1
 *  alpha-3 in lower case).
 *  @return false for an id that is none. */
bool curb_tile_place(const char *id, int *column, int *row);

/** Columns and rows of that map; a place that is no State may stand at the lower left. */
enum { CURB_TILE_MAP_COLUMNS = 15, CURB_TILE_MAP_ROWS = 8, CURB_TILE_MAP_STATES = 57 };

/** @brief The id of the n-th State of the map. */
const char *curb_tile_state(size_t n);

#endif
