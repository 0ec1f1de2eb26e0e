/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figures of --figures: what a sensitivity analysis found, drawn. */
#ifndef CURB_CLI_SENSITIVITY_FIGURES_H
#define CURB_CLI_SENSITIVITY_FIGURES_H

#include "analysis/regression.h"
#include "cli/given_rows.h"
#include "cli/sensitivity_asked.h"

/** @brief Of a study's runs: `screening` and `tornado`, `shares`; nothing without
 *  --figures. With several outputs the names end with scenario and metric. */
CURB_MUST_CHECK curb_error_t curb_sensitivity_draw(const curb_sensitivity_t *found,
    const curb_study_t *study, const curb_asked_t *asked,
    const curb_sensitivity_options_t *options, const curb_arguments_t *arguments,
    curb_diagnostics_t *diagnostics);

/** What the runs of a results file show of one output; borrowed. */
typedef struct {
    const curb_results_t *labels;
    size_t output;
    const curb_given_rows_t *rows;
    const curb_regression_t *indices; /**< [input] */
    const size_t *order;
    bool is_partial;
    size_t used; /**< rows */
} curb_given_figure_t;

/** @brief The figure `correlations` of it; nothing without --figures. */
CURB_MUST_CHECK curb_error_t curb_sensitivity_draw_given(const curb_given_figure_t *given,
    const curb_asked_t *asked, const curb_arguments_t *arguments,
    curb_diagnostics_t *diagnostics);

#endif
