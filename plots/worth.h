/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figure of what knowing more would be worth: EVPPI of the inputs with standard
 *  errors, against what chance alone gives. */
#ifndef CURB_PLOTS_WORTH_H
#define CURB_PLOTS_WORTH_H

#include "analysis/decision.h"
#include "model/diagnostics.h"
#include "plots/choice.h"

/** @brief Draws NAME.png, .svg and .pdf into a folder, with NAME.gp and NAME.csv beside;
 * the CSV has all inputs.
 *  @param is_missing  set when there is no gnuplot
 *  @return as curb_figure_leave(); CURB_OK and no figure when nothing is worth
 *  anything. */
CURB_MUST_CHECK curb_error_t curb_worth_draw(const curb_choice_t *choice,
    const curb_decision_t *decision, const char *folder, const char *name, bool *is_missing,
    curb_diagnostics_t *diagnostics);

#endif
