/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What gnuplot's SVG lacks: bold as other programs understand it, and fonts to fall back
 * to. */
#ifndef CURB_PLOTS_SVG_H
#define CURB_PLOTS_SVG_H

#include "model/diagnostics.h"

/** @brief Reads the picture at `part`, mends its fonts, gives it the name `path` and
 * removes `part`. Text between tags is left alone. */
CURB_MUST_CHECK curb_error_t curb_svg_publish(
    const char *part, const char *path, curb_diagnostics_t *diagnostics);

#endif
