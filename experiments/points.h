/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Runs the scenarios of a study at points of its parameter space: the same replicates,
 *  with the same random numbers, at every point, so that points differ by their parameters
 *  alone. Nothing is stored; whoever asks says what is to be kept of a run. */
#ifndef CURB_EXPERIMENTS_POINTS_H
#define CURB_EXPERIMENTS_POINTS_H

#include "experiments/experiment.h"
#include "model/record.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** @brief Takes what is wanted out of one replicate. Called by several threads at once: it
 *  may write to `outputs` only. */
typedef void curb_points_measure_t(
    const void *context, const curb_record_t *record, double *outputs);

/** @brief Told of each run when it is done, one thread at a time; `run` is point x
 *  replicates + replicate. What it returns other than CURB_OK ends the runs. */
typedef curb_error_t curb_points_done_t(void *context, size_t run, const double *outputs);

typedef struct {
    const curb_study_t *study; /**< borrowed, budgets planned (curb_run_plan_budgets) */
    size_t input_count;
    const uint32_t *inputs; /**< [input] indices into world->uncertain; all others stay at
                               their central values */
    const bool *wanted;     /**< [scenario] to run; NULL: all. The baseline always is */
    size_t replicates;      /**< at each point: 0, 1, ... */
    size_t output_count;
    curb_points_measure_t *measure;
    const void *context;
    const bool *is_there;     /**< [count][replicate] runs whose outputs are there; NULL */
    curb_points_done_t *done; /**< or NULL */
    void *done_context;
    int jobs;                    /**< threads; 0: as many as the machine has */
    volatile sig_atomic_t *stop; /**< not 0: begin nothing more; or NULL */
    curb_progress_t *progress;   /**< told after each replicate; or NULL */
    void *progress_context;
} curb_points_t;

typedef struct {
    size_t contradicting; /**< runs whose parameters contradict the anchors */
    char first[240];      /**< what the first of them said, by point and replicate */
    double seconds;
} curb_points_report_t;

/** @brief Runs all points, over threads; the outputs are the same for any number of them.
 *  @param points   [count][input] values, in the units of the parameters
 *  @param outputs  [count][replicate][output]; NaN where the parameters of a point
 *  contradict the anchors
 *  @return CURB_OK, also with contradicting points; CURB_ERR_INTERRUPTED when stopped;
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_points_run(const curb_points_t *self,
    const double *points, size_t count, double *outputs, curb_points_report_t *report,
    curb_diagnostics_t *diagnostics);

#endif
