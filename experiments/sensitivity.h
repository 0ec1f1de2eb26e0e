/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Which uncertain numbers of a study decide what it answers: screening of all of them by
 *  elementary effects, then shares of variance for those that matter. The model runs with
 *  the same replicates at every point, and their mean is what is analysed. */
#ifndef CURB_EXPERIMENTS_SENSITIVITY_H
#define CURB_EXPERIMENTS_SENSITIVITY_H

#include "analysis/screening.h"
#include "analysis/sobol.h"
#include "experiments/points.h"

/** What is asked about: a metric over the window (curb_window_amount()), as the difference
 *  from the baseline, or of the baseline itself. */
typedef struct {
    size_t scenario;
    curb_metric_t metric;
} curb_sensitivity_output_t;

typedef struct {
    size_t output_count;
    const curb_sensitivity_output_t *outputs;
    double from, to; /**< calendar years; NaN: see analysis/window.h */
    bool screen;     /**< elementary effects first; else all numbers go on */
    bool decompose;  /**< then shares of variance */
    size_t trajectories;
    size_t keep;      /**< most numbers that go on, at most CURB_SOBOL_COLUMNS_MAX / 2 */
    size_t rows_most; /**< rows of the design begin at 32 and double up to this */
    double width;     /**< intervals of total shares narrower than this are narrow enough */
    double level;
    size_t replicates;  /**< at each point */
    double max_seconds; /**< 0: no limit; no doubling is begun that would exceed it */
    int jobs;
    volatile sig_atomic_t *stop;
    curb_progress_t *progress;
    void *progress_context;
} curb_sensitivity_options_t;

typedef struct {
    size_t output_count, input_count, kept_count;
    curb_screening_effect_t *effects; /**< [output][input], input as in world->uncertain;
                                         NULL without screening; owned */
    uint32_t *kept;                   /**< [kept] numbers that went on; owned */
    curb_sobol_factor_t *indices;     /**< [output][kept]; NULL without; owned */
    double *means, *variances; /**< [output] over the design of kept numbers; owned */
    size_t rows, rows_used;    /**< of the design; used by the output with fewest */
    bool is_narrow;            /**< every interval of a total is narrow enough */
    double widest;             /**< of those intervals */
    size_t runs, contradicting;
    char first[240]; /**< what the first contradicting run said */
    double seconds;
} curb_sensitivity_t;

/** @brief Screens and decomposes. Elementary effects go over the central 80 % of each
 *  number's law, in units of the output for the whole law; shares of variance over the
 *  whole law, all kept numbers independent, the others at their central values.
 *  @return CURB_ERR_INVALID for too few replicates of both concepts of detection, a metric
 *  without a total, too many numbers to decompose, or when more than a fifth of the runs
 *  contradict the anchors; CURB_ERR_USAGE for a period without records;
 *  CURB_ERR_INTERRUPTED; CURB_ERR_NO_MEMORY. Free `self` in any case. */
CURB_MUST_CHECK curb_error_t curb_sensitivity_run(curb_sensitivity_t *self,
    curb_study_t *study, const curb_sensitivity_options_t *options,
    curb_diagnostics_t *diagnostics);

void curb_sensitivity_free(curb_sensitivity_t *self);

#endif
