/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How long it takes a scenario to pass a threshold: the first recorded period in which a
 *  unit (a draw of the parameters with its replicates averaged, levels.h) has passed it.
 *  Units that have not by the end of the record are censored there, all at the same time:
 *  they are counted, and no time is made up for them. */
#ifndef CURB_ANALYSIS_PASSAGE_H
#define CURB_ANALYSIS_PASSAGE_H

#include "analysis/compare.h"
#include "analysis/pairing.h"

typedef enum {
    CURB_THRESHOLD_CHANGE,  /**< the paired difference to the baseline */
    CURB_THRESHOLD_PERCENT, /**< the same in per cent of the unit's own baseline */
    CURB_THRESHOLD_LEVEL    /**< the metric itself */
} curb_threshold_kind_t;

typedef struct {
    curb_threshold_kind_t kind;
    double value;
    bool falls; /**< passed at or below `value`; else at or above */
} curb_threshold_t;

/** Whatever is undefined is NaN. Years are counted from the scenario's policy start to the
 * end of the period in which the threshold is passed: it is passed some time within it. */
typedef struct {
    size_t scenario;
    double origin_year, horizon_years; /**< the start, and how long it is followed */
    size_t n;                          /**< units that passed or are known not to have */
    size_t unknown; /**< units left out: a number is missing before they passed */
    size_t passed;
    size_t held; /**< of those, units that are past it in the last period as well */
    double share;
    curb_interval_t share_interval; /**< exact (proportion.h) */
    double share_by[CURB_CONCEPT_COUNT];
    /** The time by which half of all units had passed, INFINITY where half have not;
     * between order statistics (exact or wider, whatever the distribution), whose upper end
     * is INFINITY where the record is too short to tell. NaN with fewer than six units. */
    double median;
    curb_interval_t median_interval;
    /** Mean years up to the horizon, censored units counted with the horizon: how long one
     * waits within it (restricted mean). By t, kept between 0 and the horizon; NaN where
     * all are alike. */
    double mean;
    curb_interval_t mean_interval;
} curb_passage_t;

/** @brief The time at which one unit passes.
 *  @param reference, other  values of the periods, `stride` apart
 *  @param ends  [period] years to its end
 *  @param held  whether it is past the threshold in the last period
 *  @return years; INFINITY when it never passes; NaN when a number is missing before */
double curb_passage_time(const curb_threshold_t *threshold, const double *reference,
    const double *other, size_t stride, const double *ends, size_t periods, bool *held);

/** @brief Sums the times of units up: n, unknown, passed, share, median, mean with their
 *  intervals.
 *  @param times  [n] as curb_passage_time() gives them
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_passage_summarise(curb_passage_t *self,
    const double *times, size_t n, double horizon_years, double level);

typedef struct {
    curb_window_t window;
    double level;
    size_t unit_count;
    size_t count;
    curb_passage_t *items; /**< for a level the baseline first; then by scenario; owned */
    double *times;         /**< [item][unit]; owned */
} curb_passages_t;

/** @brief Times of all scenarios shown, over the recorded periods of the window that end
 *  after the scenario's policy start.
 *  @return as curb_compare_init(). */
CURB_MUST_CHECK curb_error_t curb_passages_init(curb_passages_t *self,
    const curb_compare_data_t *data, curb_metric_t metric,
    const curb_threshold_t *threshold, const curb_compare_options_t *options,
    curb_diagnostics_t *diagnostics);

void curb_passages_free(curb_passages_t *self);

#endif
