/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Runs a study until a question is settled: rounds of replicates, a look after each, an
 *  end when a rule says so (analysis/stopping.h) or a limit is reached. The number of
 *  replicates follows from the study and the question alone, so the results are the bits of
 *  a run that asks for that many at once, and a run that was cut short goes on. */
#ifndef CURB_EXPERIMENTS_RESOLVE_H
#define CURB_EXPERIMENTS_RESOLVE_H

#include "analysis/stopping.h"
#include "experiments/runner.h"

typedef struct {
    curb_question_t question;
    curb_metric_t metric;
    double delta;        /**< > 0: in the unit of the metric, or of `percent` */
    bool percent;        /**< of the baseline's mean over the first units */
    const char *asked;   /**< delta as it was typed, for the record */
    bool more_is_better; /**< of the question which is best */
    /** [scenario] candidates. NULL: for `best` the largest group of equal budgets, else all
     * but the baseline; for `differences` all but the baseline. */
    const bool *candidates;
    double level;       /**< 0.95 */
    uint64_t flip_seed; /**< of compare: curb_compare_defaults() */
} curb_resolve_options_t;

/** A scenario that the question is about. */
typedef struct {
    size_t scenario;
    bool open;         /**< still in contention, or its half-width still too large */
    double difference; /**< mean of scenario - baseline over the units */
    double
        half_width; /**< of that difference, over the family of compare; NaN for `best` */
    double behind;  /**< how much worse than the best mean; NaN for `differences` */
} curb_resolve_row_t;

/** What the looks found. */
typedef struct {
    curb_stopped_t stopped;   /**< as the file has it */
    size_t replicates;        /**< that the results have; 0: no results were written */
    double baseline;          /**< mean of the metric in the baseline */
    size_t row_count, best;   /**< best: row of the best mean */
    curb_resolve_row_t *rows; /**< owned */
    double more;              /**< units that it would take in all, roughly; NaN: unknown */
} curb_resolve_report_t;

/** Told after each look; called by one thread at a time. */
typedef void curb_resolve_told_t(
    void *context, const curb_resolve_report_t *report, size_t next_replicates);

/** @brief As curb_experiment_run(), with the study's number of replicates set by the rule.
 *  Limits (max_replicates, max_seconds) end it with CURB_ERR_STOPPED and a results file of
 *  the whole units that are there, when these are two or more. `found` is freed by the
 *  caller with curb_resolve_report_free(), after an error too.
 *  @return CURB_ERR_USAGE for a question that the study cannot answer; else as
 *  curb_experiment_run(). */
CURB_MUST_CHECK curb_error_t curb_resolve_run(curb_study_t *study,
    const curb_experiment_options_t *options, const curb_resolve_options_t *asked,
    curb_resolve_told_t *told, void *told_context, curb_resolve_report_t *found,
    curb_experiment_report_t *report, curb_diagnostics_t *diagnostics);

/** @brief The same with these calls. */
CURB_MUST_CHECK curb_error_t curb_resolve_runner_run(curb_study_t *study,
    const curb_experiment_options_t *options, const curb_resolve_options_t *asked,
    const curb_model_calls_t *calls, curb_resolve_told_t *told, void *told_context,
    curb_resolve_report_t *found, curb_experiment_report_t *report,
    curb_diagnostics_t *diagnostics);

void curb_resolve_report_free(curb_resolve_report_t *self);

/** @brief Replicates that the first look needs. */
size_t curb_resolve_first(const curb_study_t *study);

#endif
