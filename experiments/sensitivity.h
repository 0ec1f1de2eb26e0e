/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Which uncertain numbers of a study decide what it answers: screening of all of them by
 *  elementary effects, then shares of variance for those that matter. The model runs with
 *  the same replicates at every point, and their mean is what is analysed. */
#ifndef CURB_EXPERIMENTS_SENSITIVITY_H
#define CURB_EXPERIMENTS_SENSITIVITY_H

#include "analysis/screening.h"
#include "analysis/sobol.h"
#include "experiments/factors.h"
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
    double from, to;     /**< calendar years; NaN: see analysis/window.h */
    char *const *groups; /**< [group_count] as in experiments/factors.h */
    size_t group_count;
    curb_group_by_t group_by;
    bool screen;    /**< elementary effects first; else all factors go on */
    bool decompose; /**< then shares of variance */
    bool second;    /**< of pairs, too */
    bool shapley;   /**< Shapley effects, too */
    size_t trajectories;
    size_t keep;      /**< most factors that go on */
    size_t rows_most; /**< rows of the design begin at 32 and double up to this */
    double width; /**< intervals of first, total and Shapley shares narrower than this are
                     narrow enough */
    double level;
    size_t replicates;  /**< at each point */
    double max_seconds; /**< 0: no limit; no doubling is begun that would exceed it */
    const char
        *kept_path; /**< where finished runs are kept, to go on from; NULL: nowhere */
    int jobs;
    volatile sig_atomic_t *stop;
    curb_progress_t *progress;
    void *progress_context;
} curb_sensitivity_options_t;

typedef struct {
    size_t output_count, kept_count;
    curb_factors_t factors; /**< owned */
    curb_screening_effect_t
        *effects;    /**< [output][factor]; NULL without screening; owned */
    size_t *kept;    /**< [kept] factors that went on; owned */
    size_t left_out; /**< factors that would have gone on but for their correlations */
    curb_sobol_factor_t *indices;  /**< [output][kept]; NULL without; owned */
    curb_share_t *pairs;           /**< [output][kept][kept]; NaN without; owned */
    curb_sobol_moments_t *moments; /**< [output] over the design of kept factors; owned */
    size_t rows, rows_used;        /**< of the design; used by the output with fewest */
    bool is_narrow;                /**< every interval that counts is narrow enough */
    double widest;                 /**< of those intervals */
    size_t rows_needed;     /**< about so many would be narrow enough, were nothing else to
                               change: widths go with one over the root of rows */
    size_t runs, runs_kept; /**< all; of them there already */
    size_t contradicting;
    char first[240]; /**< what the first contradicting run said */
    bool has_chance; /**< replicates are enough to tell how much chance there is */
    double seconds;
} curb_sensitivity_t;

/** @brief Screens and decomposes. Elementary effects go over the central 80 % of each
 *  number's law, in units of the output for the whole law; shares of variance over the
 *  whole law, all numbers independent, those of other factors at their central values.
 *  @return CURB_ERR_INVALID for too few replicates of both concepts of detection, a metric
 *  without a total, too many factors to decompose or correlated ones, or when more than a
 *  fifth of the runs contradict the anchors; CURB_ERR_USAGE for a period without records
 *  and for groups; CURB_ERR_CANNOT_CREATE and CURB_ERR_IO for what is kept;
 *  CURB_ERR_INTERRUPTED; CURB_ERR_NO_MEMORY. Free `self` in any case. */
CURB_MUST_CHECK curb_error_t curb_sensitivity_run(curb_sensitivity_t *self,
    curb_study_t *study, const curb_sensitivity_options_t *options,
    curb_diagnostics_t *diagnostics);

void curb_sensitivity_free(curb_sensitivity_t *self);

#endif
