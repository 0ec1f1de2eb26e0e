/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figure of regret: scenario by world, where each is the best choice and what it loses
 *  where it is not. */
#ifndef CURB_PLOTS_REGRET_H
#define CURB_PLOTS_REGRET_H

#include "analysis/decision.h"
#include "model/diagnostics.h"
#include "plots/choice.h"

/** @brief Draws NAME.png, .svg and .pdf into a folder, with NAME.gp and NAME.csv beside.
 * Rows by mean regret, the CSV has all of them; columns by the best choice, then by regret.
 *  @param is_missing  set when there is no gnuplot
 *  @return as curb_figure_leave(). */
CURB_MUST_CHECK curb_error_t curb_regret_draw(const curb_choice_t *choice,
    const curb_decision_t *decision, const char *folder, const char *name, bool *is_missing,
    curb_diagnostics_t *diagnostics);

#endif
