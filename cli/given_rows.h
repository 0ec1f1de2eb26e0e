/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a results file has as rows for a regression: its draws of the parameters, or the
 *  scenarios of a design, each with its inputs and the output asked about. */
#ifndef CURB_CLI_GIVEN_ROWS_H
#define CURB_CLI_GIVEN_ROWS_H

#include "analysis/window.h"
#include "cli/load.h"
#include "experiments/sensitivity.h"
#include "store/varied.h"

typedef struct {
    size_t count, inputs;
    const char **names; /**< [input]; borrowed texts, the list is owned */
    double *points;     /**< [row][input]; owned */
    double *values;     /**< [row]; owned */
    bool is_design;
    const char *word; /**< "draw" or "scenario" */

    size_t *unit;         /**< [replicate] draw; owned */
    double *each;         /**< [replicate] scratch; owned */
    size_t *scenarios;    /**< [row] of a design; owned */
    curb_varied_t varied; /**< owned */
    size_t left_out;      /**< scenarios that vary other numbers */
} curb_given_rows_t;

/** @brief Draws of the parameters, the concept of detection the last input.
 *  @return CURB_ERR_INVALID with central parameters or fewer than four draws. */
CURB_MUST_CHECK curb_error_t curb_given_rows_of_draws(
    curb_given_rows_t *self, const curb_results_t *labels, curb_diagnostics_t *diagnostics);

/** @brief Scenarios that vary the same numbers: the largest such set of the file.
 *  @return CURB_ERR_INVALID without numbers that vary or with fewer than four scenarios. */
CURB_MUST_CHECK curb_error_t curb_given_rows_of_design(
    curb_given_rows_t *self, const curb_results_t *labels, curb_diagnostics_t *diagnostics);

void curb_given_rows_free(curb_given_rows_t *self);

/** @brief Fills `values`: of a draw the mean over its replicates, of a scenario the mean
 *  over all replicates, of the difference from the baseline. A design has no scenario of
 *  its own in `output`. */
void curb_given_rows_measure(curb_given_rows_t *self, const curb_loaded_t *loaded,
    const curb_window_t *window, const curb_sensitivity_output_t *output);

#endif
