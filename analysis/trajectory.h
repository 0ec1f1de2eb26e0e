/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a scenario changes in each recorded period, with a band that holds over all of
 *  them at once: sup-t, one critical value over the time axis (Montiel Olea and
 *  Plagborg-Moller 2019), by the sign-flips of maxt.h. */
#ifndef CURB_ANALYSIS_TRAJECTORY_H
#define CURB_ANALYSIS_TRAJECTORY_H

#include "analysis/compare.h"
#include "analysis/pairing.h"

/** One recorded period. Whatever is undefined is NaN. */
typedef struct {
    double from_year, to_year;
    size_t n; /**< units in which both values are numbers */
    double baseline_mean, difference;
    curb_interval_t alone; /**< t interval of this period */
    curb_interval_t band;  /**< holds together with those of all periods of the scenario */
    curb_ratio_t percent; /**< 100 x difference / baseline, Fieller with the band's critical
                             value: it excludes 0 exactly where the band does */
    bool concepts_disagree; /**< the two concepts' differences differ in sign: difference,
                               intervals and percent are NaN */
} curb_trajectory_point_t;

typedef struct {
    size_t scenario;
    curb_metric_t metric;
    size_t varying; /**< periods whose difference varies, which the maximum is taken over */
    double critical; /**< half-width in standard errors; NaN when none varies */
    curb_trajectory_point_t *points; /**< [period], borrowed from the trajectories */
} curb_trajectory_t;

/** Where a band leaves out 0. Periods, or `period_count` where there is none. */
typedef struct {
    size_t lower, higher; /**< how many periods it lies below and above 0 */
    size_t first;         /**< the first of them */
    size_t lasting;       /**< the first from which on it stays on one side to the end */
} curb_trajectory_clear_t;

typedef struct {
    curb_window_t window;
    double level;
    size_t unit_count, period_count;
    size_t count;
    curb_trajectory_t *items;        /**< by metric, then scenario; owned */
    curb_trajectory_point_t *points; /**< [item][period]; owned */
} curb_trajectories_t;

/** @brief The band of one scenario. A period without spread is left out of the maximum, and
 *  its band is its constant.
 *  @param reference, other  [period][unit], NaN where missing
 *  @param concepts  [unit] curb_concept_t; NULL: all the same
 *  @param self  points[period] are filled but for their years; critical and varying
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_trajectory_band(curb_trajectory_t *self,
    const double *reference, const double *other, const int *concepts, size_t units,
    size_t periods, double level, uint64_t seed);

/** @brief Where the band leaves out 0. */
curb_trajectory_clear_t curb_trajectory_clear(
    const curb_trajectory_t *self, size_t period_count);

/** @brief Trajectories of every scenario shown against the baseline of the file: of
 *  `options->metrics`, or of `exploited` where none is named, over all recorded periods of
 *  the window. Flows are totals of the period, stocks its end, `exploited` its mean.
 *  @return as curb_compare_init(). */
CURB_MUST_CHECK curb_error_t curb_trajectories_init(curb_trajectories_t *self,
    const curb_compare_data_t *data, const curb_compare_options_t *options,
    curb_diagnostics_t *diagnostics);

void curb_trajectories_free(curb_trajectories_t *self);

#endif
