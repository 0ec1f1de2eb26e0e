/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A figure with its script and data in a folder, for figures of other files than results.
 */
#ifndef CURB_PLOTS_LEAVE_H
#define CURB_PLOTS_LEAVE_H

#include "model/diagnostics.h"
#include "plots/draft.h"

#include <stdbool.h>

/** @brief Makes the folder, writes NAME.gp and NAME.csv, and draws pictures from them.
 *  @param formats  [CURB_PICTURE_COUNT] which pictures; NULL: all
 *  @param script, sheet  as written by the caller; freed here, whatever happens
 *  @param is_missing  set when there is no gnuplot: then script and data stay alone
 *  @return as curb_gnuplot_draw() and curb_file_write(). */
CURB_MUST_CHECK curb_error_t curb_figure_leave(const char *folder, const char *name,
    const bool *formats, curb_draft_t *script, curb_draft_t *sheet, bool *is_missing,
    curb_diagnostics_t *diagnostics);

#endif
