/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The inside of curb_experiment_run(). What it asks of the model comes as a table of
 * calls, so that tests can put a small known model in its place. */
#ifndef CURB_EXPERIMENTS_RUNNER_H
#define CURB_EXPERIMENTS_RUNNER_H

#include "experiments/experiment.h"
#include "store/merge.h"
#include "store/shards.h"
#include "store/solution.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/** The functions of model/run.h and study/study.h that a run needs, with their meaning
 * there. */
typedef struct {
    curb_error_t (*plan_budgets)(
        const curb_run_t *, curb_scenario_t *, curb_diagnostics_t *);
    curb_error_t (*replicate)(
        const curb_run_t *, uint32_t, const bool *, curb_record_t *, curb_diagnostics_t *);
    size_t (*period_count)(const curb_run_t *);
    size_t (*solved_count)(const curb_run_t *);
    curb_scenario_hash_t *scenario_hash;
} curb_model_calls_t;

/** @brief As curb_experiment_run(), with these calls. */
CURB_MUST_CHECK curb_error_t curb_runner_run(curb_study_t *study,
    const curb_experiment_options_t *options, const curb_model_calls_t *calls,
    curb_experiment_report_t *report, curb_diagnostics_t *diagnostics);

/** What has become of a replicate. */
typedef enum {
    CURB_TO_DO,
    CURB_DONE,
    CURB_FAILED,
    CURB_OF_OTHERS /**< of another part */
} curb_replicate_state_t;

/** A run under way. Threads touch what changes in it only inside the critical section
 *  `curb_runner`, which is also the lock for HDF5. */
typedef struct {
    curb_study_t *study; /**< its number of replicates may grow, curb_runner_extend() */
    const curb_experiment_options_t *options;
    const curb_model_calls_t *calls;
    curb_experiment_report_t *report;
    curb_diagnostics_t *diagnostics;
    curb_run_t run;
    curb_batch_t batch;
    curb_shards_t shards;
    curb_solution_t solution;
    curb_replicate_state_t *states; /**< [replicate], owned */
    uint32_t *to_do;                /**< replicates to run, ascending; owned */
    size_t to_do_count;
    size_t next;         /**< place in `to_do` of the replicate to begin next */
    size_t part_count;   /**< 0 when this run is to do all replicates */
    curb_ranks_t *ranks; /**< never NULL; one rank without MPI */
    int jobs;
    struct timespec started;
    time_t started_at;
    const curb_stopped_t *stopped; /**< the rule that set the number, or NULL; borrowed */
    size_t begun;                  /**< replicates begun by this run, on all ranks */
    size_t taken;                  /**< and by this process */
    size_t noted;                  /**< replicates that had notes or warnings */
    size_t replaced;           /**< replicates whose first draw contradicted the anchors */
    char *replaced_notes;      /**< what the first of them said; owned */
    curb_error_t fatal;        /**< why nothing further is begun, or CURB_OK */
    curb_error_t first_failed; /**< of the replicates that failed */
} curb_runner_t;

double curb_runner_seconds(const curb_runner_t *self);

/** @brief Notes that a replicate had its draw replaced; stops the run when these are too
 * many. */
void curb_runner_count_replaced(
    curb_runner_t *self, uint32_t replicate, uint32_t draw_attempt, const char *notes);

/** @brief Says how many replicates' notes were left out. */
void curb_runner_note_untold(curb_runner_t *self);

/** @brief Tells the caller how far the run is. */
void curb_runner_show_progress(curb_runner_t *self);

/** @brief Whether neither the caller nor a limit keeps this run from beginning another
 * replicate. */
bool curb_runner_within_limits(const curb_runner_t *self);

/** @brief Tells what became of a thread's replicate and takes its next one, from the list
 * or, in a rank that is not the first, from rank 0. Inside the critical section. */
bool curb_runner_next(
    curb_runner_t *self, const curb_ranks_word_t *word, uint32_t *replicate);

/** @brief Opens the shards and lists what is to do, in turn with the other ranks. */
CURB_MUST_CHECK curb_error_t curb_runner_open(curb_runner_t *self);

/** @brief After the work: locks the folder for this run alone and finds out whether all
 * replicates of all parts or ranks are there. */
CURB_MUST_CHECK curb_error_t curb_runner_gather(curb_runner_t *self, bool *all);

/** @brief Finds out which replicates from `first` on are there whole, and lists the others
 * in `to_do`. */
CURB_MUST_CHECK curb_error_t curb_runner_survey(curb_runner_t *self, uint32_t first);

/** @brief Runs what is to do, over threads, until all is done, a limit is reached, the
 * caller says stop or something fatal happens. */
void curb_runner_work(curb_runner_t *self);

/** @brief Plans the study and opens its store, curb_runner_open(). Close in any case.
 *  @param one  the ranks of a run without any; must outlive `self` */
CURB_MUST_CHECK curb_error_t curb_runner_begin(curb_runner_t *self, curb_study_t *study,
    const curb_experiment_options_t *options, const curb_model_calls_t *calls,
    curb_ranks_t *one, curb_experiment_report_t *report, curb_diagnostics_t *diagnostics);

/** @brief Asks a run without parts and other ranks for more replicates than before; those
 * that are there already count. */
CURB_MUST_CHECK curb_error_t curb_runner_extend(curb_runner_t *self, size_t replicates);

/** @brief Why the run ends before all replicates have been tried, with a message where the
 * draws are at fault, or CURB_OK. */
CURB_MUST_CHECK curb_error_t curb_runner_early_end(curb_runner_t *self);

/** @brief Names what failed and merges what is there, unless the run ends early.
 *  @return as curb_experiment_run(). */
CURB_MUST_CHECK curb_error_t curb_runner_conclude(curb_runner_t *self);

void curb_runner_close(curb_runner_t *self);

#endif
