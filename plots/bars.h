/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Rows of horizontal bars over one axis: a name to the left, one to three bars with their
 *  intervals, each with its own words to the right. */
#ifndef CURB_PLOTS_BARS_H
#define CURB_PLOTS_BARS_H

#include "analysis/paired.h"
#include "plots/script.h"

enum { CURB_BARS_MOST = 3, CURB_BAR_ROWS_MOST = 12 };

/** A bar; NaN leaves a part of it out. */
typedef struct {
    double from, to;
    curb_interval_t interval; /**< a line along the bar */
    double mark;              /**< a line across it */
    const char *colour;
    curb_words_t text;
} curb_bar_t;

typedef struct {
    curb_words_t name;
    bool is_clear; /**< in bold: it differs from chance */
    curb_bar_t bars[CURB_BARS_MOST];
} curb_bar_row_t;

typedef struct {
    curb_words_t headline, caption;
    curb_words_t units; /**< under the axis, after the magnitude that its numbers are in */
    const char *mark_colour;
    double left, right; /**< edges of the panel on the slide, in parts of it */
    size_t each;        /**< bars of a row */
    size_t count;
    curb_bar_row_t rows[CURB_BAR_ROWS_MOST]; /**< from the top */
} curb_bars_t;

/** @brief How many of `count` rows have room. */
size_t curb_bars_room(size_t each, size_t count);

/** @brief The magnitude in which the axis shows its numbers. */
curb_magnitude_t curb_bars_magnitude(const curb_bars_t *self);

/** @brief The whole script of a figure; NAME is that of its files. */
void curb_bars_write(const curb_bars_t *self, const char *name, curb_draft_t *script);

#endif
