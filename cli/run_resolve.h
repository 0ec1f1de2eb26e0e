/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  `curb run --until-resolved`: what was asked, and what is said of it. */
#ifndef CURB_CLI_RUN_RESOLVE_H
#define CURB_CLI_RUN_RESOLVE_H

#include "cli/options.h"
#include "cli/progress.h"
#include "experiments/resolve.h"

typedef struct {
    curb_resolve_options_t options;
    bool *candidates; /**< [scenario]; owned, or NULL */
    const curb_arguments_t *arguments;
    const curb_study_t *study;
    curb_progress_line_t *line;
} curb_run_resolve_t;

/** @brief Refuses options that belong to --until-resolved without it, or clash with it,
 * as does a run that is shared by parts or ranks. Before the study is read. */
CURB_MUST_CHECK curb_error_t curb_run_resolve_check(
    const curb_arguments_t *arguments, bool is_shared, curb_diagnostics_t *diagnostics);

/** @brief Reads the question of a study. Free in any case. */
CURB_MUST_CHECK curb_error_t curb_run_resolve_init(curb_run_resolve_t *self,
    const curb_arguments_t *arguments, const curb_study_t *study,
    curb_diagnostics_t *diagnostics);
void curb_run_resolve_free(curb_run_resolve_t *self);

/** @brief A line after each look; context is a curb_run_resolve_t. */
void curb_run_resolve_told(
    void *context, const curb_resolve_report_t *found, size_t next_replicates);

/** @brief What was resolved and what was not, on standard error. */
void curb_run_resolve_print(
    const curb_run_resolve_t *self, const curb_resolve_report_t *found);

#endif
