/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figure of where a scenario fails: the limits of each box against what was drawn. */
#ifndef CURB_PLOTS_BOXES_H
#define CURB_PLOTS_BOXES_H

#include "analysis/discovery.h"
#include "model/diagnostics.h"
#include "plots/choice.h"

/** What is drawn; borrowed. */
typedef struct {
    const curb_choice_t *choice;
    const curb_discovery_t *found;
    size_t scenario;
    bool percent, worst_quarter; /**< how the threshold was given */
} curb_boxes_t;

/** @brief Draws NAME.png, .svg and .pdf into a folder, with NAME.gp and NAME.csv beside: a
 *  row for each limited parameter of each box, failures above the line, other worlds below.
 *  @param is_missing  set when there is no gnuplot
 *  @return as curb_figure_leave(); CURB_OK and no figure when no box has a limit. */
CURB_MUST_CHECK curb_error_t curb_boxes_draw(const curb_boxes_t *self, const char *folder,
    const char *name, bool *is_missing, curb_diagnostics_t *diagnostics);

#endif
