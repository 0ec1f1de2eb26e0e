/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Runs a study: replicates over threads, a shard each, resume, merge. */
#ifndef CURB_EXPERIMENTS_EXPERIMENT_H
#define CURB_EXPERIMENTS_EXPERIMENT_H

#include "experiments/ranks.h"
#include "model/diagnostics.h"
#include "model/run.h"
#include "study/study.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/** Told after each replicate; called by one thread at a time. */
typedef void curb_progress_t(void *context, size_t done, size_t total, double seconds);

typedef struct {
    const char *out_path;     /**< results file; shards go to out_path + ".shards/" */
    const char *shards;       /**< another folder of shards, "NAME.shards", or NULL */
    const char *command_line; /**< for the history attribute */
    int jobs;                 /**< threads; 0: as many as the machine has */
    int in_hand;              /**< most replicates at once, see room.h; 0: as threads */
    double max_seconds;       /**< 0: no limit; when over, finish what runs and stop (75) */
    size_t max_replicates;    /**< 0: no limit on replicates run now */
    size_t part, part_count;  /**< this one, from 1, of so many; 0 of 0: all replicates */
    bool merge_only;          /**< run nothing; all replicates must be there */
    curb_ranks_t *ranks;      /**< that run the study together, or NULL */
    const char *world_from;   /**< take solved values from this results file, or NULL */
    bool is_checked; /**< the caller has called curb_run_check() and shown its words */
    volatile sig_atomic_t
        *stop; /**< 1: finish the replicates in hand; 2: stop now; or NULL */
    curb_progress_t *progress; /**< or NULL */
    void *progress_context;
} curb_experiment_options_t;

typedef struct {
    size_t total, done_before, run_now, failed; /**< of the replicates of this part */
    size_t there;  /**< a part: shards there in the end, of all parts */
    bool is_whole; /**< the results file has been written */
    double seconds;
    int in_hand;            /**< replicates at once, each of which may be writing */
    double writing_seconds; /**< of all in hand, writing shards; in the end, merging them */
    double merging_seconds;
} curb_experiment_report_t;

/** @brief The run that a study describes: pointers borrow from `study`. */
curb_run_t curb_experiment_run_of(const curb_study_t *study, int threads);

/** @brief Threads to use when `jobs` are asked for; 0: as many as the machine has. */
int curb_experiment_jobs(int jobs);

/** @brief The same in one of several ranks: those of one machine that are not bound to
 * processors of their own divide them. `ranks` may be NULL. */
int curb_experiment_jobs_of_rank(int jobs, const curb_ranks_t *ranks);

/** @brief Whether a replicate belongs to a part: replicate r to part 1 + r mod N, so that
 * parts differ by one replicate at most. */
bool curb_experiment_is_of_part(uint32_t replicate, size_t part, size_t part_count);

/** @brief Checks the study as curb_run_check() does, plans budgets, runs what is missing,
 * writes shards and merges them; a part does so when it was the last.
 *  @return CURB_OK; CURB_ERR_PARTIAL when some replicates failed; CURB_ERR_STOPPED or
 *  CURB_ERR_INTERRUPTED when resumable; CURB_ERR_INVALID; CURB_ERR_CANNOT_CREATE when
 * out_path exists and is not ours or is of another study (the differences are named);
 * CURB_ERR_IO. */
CURB_MUST_CHECK curb_error_t curb_experiment_run(curb_study_t *study,
    const curb_experiment_options_t *options, curb_experiment_report_t *report,
    curb_diagnostics_t *diagnostics);

#endif
