/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Small panels that figures repeat: a grid of frames, and the change against the baseline
 * over the years with its bands. */
#ifndef CURB_PLOTS_PANEL_H
#define CURB_PLOTS_PANEL_H

#include "plots/scene.h"
#include "plots/script.h"

/** A grid of panels inside an area of the page. */
typedef struct {
    curb_frame_t area;
    size_t columns, rows;
    double gap_x, gap_y; /**< parts of the page; titles stand in the gap above a panel */
} curb_grid_t;

/** @brief A grid of so many panels below `top`: `columns` of them on the slide, fewer where
 *  the page is narrow. All places in parts of the slide.
 *  @param height  of a panel where the page is as high as it needs to be; on the slide the
 *  panels fill it down to the caption
 *  @param gap_y  above each panel, for its titles */
curb_grid_t curb_grid(
    size_t count, size_t columns, double top, double height, double gap_y);

/** @brief What the grid needs of the page, with `above` over its first panels. */
curb_frame_t curb_grid_part(const curb_grid_t *self, double above);

curb_frame_t curb_grid_frame(const curb_grid_t *self, size_t column, size_t row);

/** @brief Characters of a size that fit in a width of the script's page. */
size_t curb_grid_letters(const curb_draft_t *script, double width, int size, bool bold);

/** @brief A label that gets smaller, down to `least` points, and is cut then, to fit in a
 *  width of the page. */
void curb_panel_label(
    curb_draft_t *script, const char *text, curb_spot_t spot, double width, int least);

/** @brief A text in at most so many lines of a width of the page, around the height of the
 *  spot or standing on it. It gets smaller, down to `least` points, until no word is wider
 *  than a line and nothing is cut.
 *  @param gap  from line to line, in the units of y */
void curb_panel_lines(curb_draft_t *script, const char *text, curb_spot_t spot,
    double width, size_t most, int least, double gap, bool is_standing);

/** @brief The panel of a figure of rows, whose names stand left of it and whose numbers
 *  right: on the slide as given, else from the same top down, a row so many pixels high.
 */
curb_frame_t curb_panel_of_rows(curb_frame_t slide, double rows, double row_pixels);

/** @brief A name in its colour with a note in small grey letters under it, and the spot
 *  moved down by both: one of a list that stands beside a panel and tells its lines apart.
 */
void curb_panel_entry(curb_draft_t *script, const char *name, const char *note,
    const char *colour, curb_spot_t *spot, double width);

/** @brief Blue when clearly fewer, vermillion when clearly more, grey when neither. */
const char *curb_change_colour(const curb_change_t *change);

/** @brief "−2.3 % [−3.4, −1.2]", "no joint effect", "undefined". */
curb_words_t curb_change_text(const curb_change_t *change);

/** One metric in some cells: the paired change in per cent, year by year. */
typedef struct {
    curb_words_t title, note;
    curb_frame_t frame;
    const curb_axis_t *axis;
    bool has_numbers;             /**< the first of its row bears the axis' numbers */
    const curb_change_t *changes; /**< [year] */
    size_t first_year;            /**< shown from here */
    const char *block;            /**< name of its numbers in the script */
    const char *behind; /**< block of grey lines behind (year, per cent), or NULL */
} curb_change_panel_t;

/** @brief Draws it; its last change gives colour and numbers. */
void curb_change_panel_write(
    const curb_change_panel_t *self, const curb_scene_t *scene, curb_draft_t *script);

/** @brief Widens a range by all that a panel shows. */
void curb_change_panel_range(const curb_change_t *changes, size_t first_year,
    size_t year_count, curb_range_t *range);

/** @brief How many years have room under a panel. */
int curb_panel_year_ticks(const curb_draft_t *script, curb_frame_t frame);

/** @brief The first year that shows a change: two before the policy starts. */
size_t curb_panel_first_year(const curb_scene_t *scene);

/** @brief Whether the line under a panel's title would be shown whole. */
bool curb_panel_fits(const curb_draft_t *script, curb_frame_t frame, const char *note);

/** @brief The title of a panel above its frame, in two lines if it must, and a line of
 * smaller text under it, with its interval whole or not at all; 0.09 of the slide's height
 * in all. */
void curb_panel_title(curb_draft_t *script, curb_frame_t frame, const char *title,
    const char *note, const char *note_colour);

#endif
