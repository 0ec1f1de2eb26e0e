/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The inside of curb_sensitivity_run(): what is measured of a run, and designs of points
 *  with their runs. */
#ifndef CURB_EXPERIMENTS_SENSITIVITY_PARTS_H
#define CURB_EXPERIMENTS_SENSITIVITY_PARTS_H

#include "experiments/amounts.h"
#include "experiments/sensitivity.h"
#include "store/kept.h"

/** What the measure needs; read by all threads, changed by none. */
typedef struct {
    curb_amounts_t amounts; /**< owned */
    bool *wanted;           /**< [scenario] that outputs are about; owned */
    const curb_sensitivity_options_t *options;
} curb_measured_t;

CURB_MUST_CHECK curb_error_t curb_measured_init(curb_measured_t *self,
    const curb_study_t *study, const curb_sensitivity_options_t *options,
    curb_diagnostics_t *diagnostics);
void curb_measured_free(curb_measured_t *self);

/** @brief curb_points_measure_t: the outputs of a run; `context` is a curb_measured_t. */
void curb_measured_take(const void *context, const curb_record_t *record, double *outputs);

/** One design of points in the unit cube, and what the model gave there. */
typedef struct {
    size_t count, inputs;
    const uint32_t *rows;  /**< [input] into world->uncertain; borrowed */
    double *unit, *points; /**< [count][input]; owned */
    size_t replicates, outputs;
    double *runs;   /**< [count][replicate][output]; owned */
    double *values; /**< [output][count] means over replicates; owned */
} curb_planned_t;

CURB_MUST_CHECK curb_error_t curb_planned_init(curb_planned_t *self, size_t count,
    size_t inputs, const uint32_t *rows, size_t replicates, size_t outputs);
void curb_planned_free(curb_planned_t *self);

/** What stays the same for all designs of an analysis. */
typedef struct {
    curb_sensitivity_t *found;
    const curb_study_t *study;
    const curb_measured_t *measured;
    curb_kept_t kept; /**< file -1: nothing is kept */
    curb_diagnostics_t *diagnostics;
} curb_at_work_t;

/** @brief Runs the points from `begin` on, save those that are kept; those before have
 *  their runs. */
CURB_MUST_CHECK curb_error_t curb_planned_run(
    curb_planned_t *self, size_t begin, curb_at_work_t *work);

/** @brief Covariance that chance gives the changes of an output from point a to b and from
 *  c to d; see analysis/chance.h. `strata` as there.
 *  @param scratch  [2 replicates] */
double curb_planned_chance(const curb_planned_t *self, size_t output, const size_t ab[2],
    const size_t cd[2], size_t strata, double *scratch);

/** @brief How many kinds of replicates alternate. */
size_t curb_sensitivity_strata(const curb_study_t *study);

/** @brief Screens: fills `effects`. */
CURB_MUST_CHECK curb_error_t curb_sensitivity_screen(curb_at_work_t *work);

/** @brief Shares of variance of the kept factors: fills `indices` and what goes with them.
 */
CURB_MUST_CHECK curb_error_t curb_sensitivity_decompose(curb_at_work_t *work);

#endif
