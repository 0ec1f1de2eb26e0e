/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Figures of the model against bands from the literature, a row each. Figures have units
 * of their own, so each row is drawn in widths of its band: 0 is the lower end, 1 the
 * upper. What lies farther out than a band's width and a half is cut there; its numbers
 * stand beside it. */
#ifndef CURB_PLOTS_BAND_ROWS_H
#define CURB_PLOTS_BAND_ROWS_H

#include "analysis/paired.h"
#include "plots/script.h"

/** A row, in the unit of its band; NaN leaves `before` out. */
typedef struct {
    curb_words_t name;
    const char *unit; /**< "1" is none */
    double low, high; /**< the band */
    double value;
    curb_interval_t interval;
    double before; /**< a ring, and a number of its own */
} curb_band_row_t;

typedef struct {
    curb_words_t headline, caption;
    size_t count;
    const curb_band_row_t *rows; /**< from the top; borrowed */
} curb_band_rows_t;

/** @brief Whether the value lies in the band. */
bool curb_band_row_inside(const curb_band_row_t *self);

/** @brief The whole script of a figure; NAME is that of its files. */
void curb_band_rows_write(
    const curb_band_rows_t *self, const char *name, curb_draft_t *script);

#endif
