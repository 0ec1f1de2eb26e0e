/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Runs gnuplot, without a shell, on a script that curb wrote. */
#ifndef CURB_PLOTS_GNUPLOT_H
#define CURB_PLOTS_GNUPLOT_H

#include "model/diagnostics.h"

#include <stdbool.h>

/** One picture to draw. */
typedef struct {
    const char *program; /**< looked for in PATH when it has no slash */
    const char *folder;  /**< gnuplot works there, so that no path enters its language */
    const char *name;    /**< of the figure: NAME.gp is in the folder */
    const char *format;  /**< png, svg or pdf */
} curb_picture_t;

/** @brief Draws NAME.FORMAT in the folder; it gets its name when it is whole, and an older
 * one stays if it cannot be drawn.
 *  @param is_missing  set when there is no gnuplot: then CURB_OK, and nothing was drawn
 *  @return CURB_ERR_IO with gnuplot's last lines when it fails, is killed or leaves a
 * picture that is not whole; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_gnuplot_draw(
    const curb_picture_t *picture, bool *is_missing, curb_diagnostics_t *diagnostics);

#endif
