/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The numbers of a figure as a tidy CSV, one estimate a line, the same columns for every
 * figure. What a figure has no room for is in its sheet, with `shown` 0. */
#ifndef CURB_PLOTS_SHEET_H
#define CURB_PLOTS_SHEET_H

#include "plots/draft.h"
#include "plots/scene.h"

/** A row; NaN leaves a field empty, a negative place means all. */
typedef struct {
    const char *panel; /**< which part of the figure */
    const char *what;  /**< "median over replicates" or "mean paired difference" */
    const char *units;
    size_t scenario;
    curb_metric_t metric;
    int jurisdiction, sector;
    double from, to; /**< years */
    double estimate;
    curb_interval_t half, most, whole; /**< 50, 80 and 95 % */
    size_t n;
    bool shown;
} curb_sheet_row_t;

void curb_sheet_begin(curb_draft_t *self);
void curb_sheet_add(
    curb_draft_t *self, const curb_results_t *labels, const curb_sheet_row_t *row);

/** @brief Adds the rows of a paired difference: in its units and in per cent. */
void curb_sheet_change(curb_draft_t *self, const curb_results_t *labels,
    curb_sheet_row_t row, const curb_change_t *change);

/** @brief Adds the row of a spread over replicates. */
void curb_sheet_bands(curb_draft_t *self, const curb_results_t *labels,
    curb_sheet_row_t row, const curb_bands_t *bands);

#endif
