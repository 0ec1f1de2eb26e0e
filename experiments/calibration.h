/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Calibration: waves of history matching, then weights by the bands of the targets on the
 *  runs of the last wave (docs/methods.md). */
#ifndef CURB_EXPERIMENTS_CALIBRATION_H
#define CURB_EXPERIMENTS_CALIBRATION_H

#include "experiments/experiment.h"
#include "store/posterior.h"

typedef struct {
    const char *out_path;     /**< the posterior; runs are kept in out_path + ".runs" */
    const char *command_line; /**< for the record */
    int jobs;                 /**< threads; 0: as many as the machine has */
    double max_seconds;       /**< 0: no limit; when over, finish the points in hand (75) */
    size_t max_points;        /**< 0: no limit on points run now */
    volatile sig_atomic_t *stop; /**< 1: finish the points in hand; or NULL */
    curb_progress_t *progress;   /**< of points, over all waves; or NULL */
    void *progress_context;
} curb_calibration_options_t;

typedef struct {
    size_t total; /**< points of all waves */
    size_t kept;  /**< of them there already */
    size_t run_now;
    double seconds;
} curb_calibration_report_t;

/** @brief Runs the waves, judges the points, writes the posterior. The same targets,
 * studies and program give the same bits on a machine, for any number of threads and
 * interruptions.
 *  @param posterior  receives what was written; free it in any case
 *  @return CURB_OK; CURB_ERR_INVALID when no point reaches a target, or all together (which
 *  and how far in `diagnostics`; the runs are kept); CURB_ERR_STOPPED and
 *  CURB_ERR_INTERRUPTED when resumable; CURB_ERR_CANNOT_CREATE when out_path exists and is
 *  no posterior; CURB_ERR_IO; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_calibrate(curb_targets_t *targets,
    const curb_calibration_options_t *options, curb_posterior_t *posterior,
    curb_calibration_report_t *report, curb_diagnostics_t *diagnostics);

/** @brief Reads the posterior that a study names, checks that it is of this program and of
 * the study's world, and lays it out by draws; nothing to do when it names none. Numbers
 * that the posterior has not keep being drawn.
 *  @return CURB_ERR_INVALID, with what differs; CURB_ERR_NO_INPUT; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_posterior_attach(
    curb_study_t *study, curb_diagnostics_t *diagnostics);

#endif
