/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What verbs that draw figures share: --lang, --size, and what is said without gnuplot. */
#ifndef CURB_CLI_FIGURES_H
#define CURB_CLI_FIGURES_H

#include "cli/options.h"

#include <stdbool.h>

/** @brief Has figures speak the language of --lang and fit the size of --size from now on.
 *  @return CURB_ERR_USAGE for a language that curb does not know or has no translation for,
 *  and where the verb draws with --figures alone and it was not given. */
CURB_MUST_CHECK curb_error_t curb_figures_use(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics);

/** @brief Notes that figures were left as scripts and data for want of gnuplot, if so. */
void curb_figures_drawn(const curb_arguments_t *arguments, bool is_missing);

#endif
