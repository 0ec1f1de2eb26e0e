/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The look that all figures share, as gnuplot: terminals, colours, headline, captions,
 * panels, bands, labels at the things themselves instead of a key. */
#ifndef CURB_PLOTS_SCRIPT_H
#define CURB_PLOTS_SCRIPT_H

#include "plots/axis.h"
#include "plots/draft.h"
#include "plots/words.h"

#include <stdbool.h>
#include <stddef.h>

/** Okabe and Ito (2008), safe for colour-blind readers, and greys. */
#define CURB_BLUE "#0072B2"
#define CURB_VERMILLION "#D55E00"
#define CURB_GREY "#6B6B6B"
#define CURB_INK "#222222"

/** The first words of every script: a file that starts so may be written anew. */
extern const char curb_script_mark[];

/** What stands before the headline in a line of its own, for who reads the script. */
extern const char curb_script_headline[];

/** Where a text stands, in parts of the picture ("screen"), of a panel ("graph") or in the
 * units of its axes ("first"). */
typedef struct {
    const char *system_x, *system_y;
    double x, y;
    const char *align; /**< left, center, right */
    int size;          /**< points of a slide 1320 points wide (plots/size.h) */
    const char *colour;
    bool bold;
} curb_spot_t;

/** Edges of a panel's frame in parts of the picture. */
typedef struct {
    double left, right, bottom, top;
} curb_frame_t;

/** The parts of a figure, as they stand on the slide. Where the page is narrow each gets
 * its whole width, one under the other, with the letters as large as on the slide. A grid
 * of panels is one part from 0 to 1, made with as many columns as the page has room for
 * (panel.h); its bottom may lie below the slide. */
typedef struct {
    size_t count;
    const curb_frame_t *parts; /**< borrowed */
} curb_layout_t;

/** @brief Terminals (`term` is png, svg or pdf; `out` the file), style, headline and
 * caption at the page's edges; opens a page of the size in use and begins the first part.
 * The texts stand in the first panel's plot: call before it. */
void curb_script_open(curb_draft_t *self, const char *name, const char *headline,
    const char *caption, const curb_layout_t *layout);

/** @brief Whether a headline has room at the page's edge in the size in use, uncut. */
bool curb_script_headline_fits(const char *headline);

/** @brief From here on places are those of this part on the slide. */
void curb_script_part(curb_draft_t *self, const curb_layout_t *layout, size_t part);

/** @brief Pixels of the slide that one part of the width (of "screen") takes here. */
double curb_script_width(const curb_draft_t *self);

/** @brief So many pixels as a part of the slide's height, where a place is given in it. */
double curb_script_tall(double pixels);

/** @brief The same as curb_script_open() in two steps for a figure that has one layout for
 *  all sizes: the slide, made smaller. */
void curb_script_begin(curb_draft_t *self, const char *name);
void curb_script_frame_texts(curb_draft_t *self, const char *headline, const char *caption);
void curb_script_end(curb_draft_t *self);

void curb_script_label(curb_draft_t *self, const char *text, curb_spot_t spot);

/** @brief The same in several lines, downwards from the spot; `gap` in units of y. */
void curb_script_lines(
    curb_draft_t *self, const curb_lines_t *lines, curb_spot_t spot, double gap);

/** @brief A filled rectangle, places in parts of the picture.
 *  @param number  of gnuplot's object, which replaces an earlier one
 *  @param colour  as gnuplot writes it: "rgb '#0072B2'" */
void curb_script_object(
    curb_draft_t *self, int number, curb_frame_t frame, const char *colour);

/** @brief Starts a panel: its frame, an axis of years (or none) and a vertical axis.
 *  Forgets the labels of the panel before. */
void curb_script_panel(curb_draft_t *self, curb_frame_t frame);
void curb_script_year_axis(curb_draft_t *self, double from, double to, int most_ticks);
void curb_script_value_axis(curb_draft_t *self, const char *which, const curb_axis_t *axis,
    double divisor, bool with_numbers);

/** @brief A dotted line where a policy starts; NaN: none. */
void curb_script_policy_start(curb_draft_t *self, double year);

/** @brief A thin line at 0. */
void curb_script_zero_line(curb_draft_t *self);

/** @brief Names a block of numbers, a row a line; rows are added by the caller, the block
 * is closed by curb_script_block_end(). */
void curb_script_block(curb_draft_t *self, const char *name, const char *columns);
void curb_script_block_end(curb_draft_t *self);

/** @brief A row of numbers of a block. */
void curb_script_row(curb_draft_t *self, const double *values, size_t count);

#endif
