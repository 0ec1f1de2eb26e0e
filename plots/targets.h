/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figure of a posterior: each target's band, where the prior's runs lie on average,
 * and where the weighted points lie. */
#ifndef CURB_PLOTS_TARGETS_H
#define CURB_PLOTS_TARGETS_H

#include "store/posterior.h"

#include <stdbool.h>

/** @brief Writes calibration.gp and calibration.csv into a folder and draws
 *  calibration.png, .svg and .pdf there.
 *  @param formats  [CURB_PICTURE_COUNT] which of them; NULL: all
 *  @param is_missing  set when there is no gnuplot: script and data are written all the
 *  same
 *  @return CURB_ERR_CANNOT_CREATE, CURB_ERR_IO or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_targets_draw(const curb_posterior_t *posterior,
    const char *folder, const bool *formats, bool *is_missing,
    curb_diagnostics_t *diagnostics);

#endif
