/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figure of `curb validate`: each modelled figure with its interval against its band.
 */
#ifndef CURB_PLOTS_CASES_H
#define CURB_PLOTS_CASES_H

#include "analysis/measure.h"

/** A row of the figure; pointers are the caller's. */
typedef struct {
    const curb_case_t *which;
    const curb_measure_t *measure;
    const curb_measured_figure_t *figure;
} curb_case_row_t;

/** @brief Writes validation.gp and validation.csv into a folder and draws validation.png,
 * .svg and .pdf there. Each row is scaled so that bands lie under each other.
 *  @param is_missing  set when there is no gnuplot: script and data are written all the
 * same
 *  @return CURB_ERR_CANNOT_CREATE, CURB_ERR_IO or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_cases_draw(const curb_case_row_t *rows, size_t count,
    const char *folder, bool *is_missing, curb_diagnostics_t *diagnostics);

#endif
