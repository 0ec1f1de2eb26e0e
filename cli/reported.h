/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A results file with what a report of it is made from. */
#ifndef CURB_CLI_REPORTED_H
#define CURB_CLI_REPORTED_H

#include "cli/load.h"
#include "plots/report.h"

typedef struct {
    curb_loaded_t loaded;
    curb_compare_data_t data; /**< borrows from `loaded` */
    curb_claims_t claims;     /**< borrows from `loaded` */
    curb_plots_t plots;
    curb_report_t report;
} curb_reported_t;

/** @brief Reads the values that claims and figures need. The file is open already:
 *  `loaded.labels` are read.
 *  @return as curb_results_read(). */
CURB_MUST_CHECK curb_error_t curb_reported_read(
    curb_reported_t *self, curb_diagnostics_t *diagnostics);

/** @brief Makes claims, figures and report in the language in use; nothing is drawn yet.
 *  `options` are copied, and their folder's name outlives `self`.
 *  @return as curb_claims_init(), curb_plots_init() and curb_report_init(). */
CURB_MUST_CHECK curb_error_t curb_reported_make(curb_reported_t *self,
    const curb_plots_options_t *options, curb_diagnostics_t *diagnostics);

/** @brief Frees and closes. Safe on a zeroed struct. */
void curb_reported_free(curb_reported_t *self);

#endif
