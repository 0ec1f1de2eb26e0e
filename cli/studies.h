/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the verbs that take a study share: reading it with the options of the command line,
 * and estimating what it will ask of the machine. */
#ifndef CURB_CLI_STUDIES_H
#define CURB_CLI_STUDIES_H

#include "cli/options.h"
#include "model/run.h"
#include "study/study.h"

#include <stdio.h>

/** @brief Reads the study of the first operand; --seed, --replicates and --set apply. */
CURB_MUST_CHECK curb_error_t curb_study_of(curb_study_t *study,
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics);

/** @brief Shows the messages so far, whose places borrow from the study, and frees it. */
void curb_study_close(curb_study_t *study, const curb_arguments_t *arguments,
    curb_diagnostics_t *diagnostics);

/** @brief Threads asked for: --jobs, else CURB_JOBS, else 0 (as many as the machine has).
 */
int curb_jobs_of(const curb_arguments_t *arguments);

/** What a run is expected to need. */
typedef struct {
    int jobs;    /**< replicates in hand at once */
    int threads; /**< that carry them; several carry one where replicates are few */
    curb_draw_check_t draws;
    double agents;       /**< people, slots and buyers of one scenario */
    double agent_months; /**< of all scenarios and replicates */
    double seconds;      /**< on `threads` threads */
    double memory_bytes; /**< of the replicates in hand at once */
    double disk_bytes;   /**< results and shards together, before compression */
} curb_estimate_t;

/** @brief Plans budgets, checks that the run can start, tries draws, estimates. Notes and
 * warnings are added.
 *  @return what curb_run_check() and its companions say. */
CURB_MUST_CHECK curb_error_t curb_estimate(
    curb_estimate_t *self, curb_study_t *study, int jobs, curb_diagnostics_t *diagnostics);

/** @brief Seconds to expect of so many scenarios, the baseline among them, and replicates,
 * on `jobs` threads (0: as many as the machine has). */
double curb_estimate_seconds(
    const curb_study_t *study, size_t scenarios, size_t replicates, int jobs);

/** @brief Prints an estimate. */
void curb_estimate_print(const curb_estimate_t *self, const curb_study_t *study, FILE *out);

#endif
