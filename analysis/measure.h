/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figure of a validation case: what a metric amounts to in a stretch of months, alone,
 *  over another metric, or against another scenario. Pure functions. */
#ifndef CURB_ANALYSIS_MEASURE_H
#define CURB_ANALYSIS_MEASURE_H

#include "analysis/paired.h"
#include "store/results.h"
#include "study/case_file.h"

/** A figure over replicates. */
typedef struct {
    double value;             /**< of means over replicates: of levels, or of their ratio */
    curb_interval_t interval; /**< 2.5 and 97.5 % of the replicates' own figures */
    size_t n;                 /**< replicates */
} curb_measured_figure_t;

/** @brief The metric whose stored values a measured quantity is made of. */
curb_metric_t curb_measure_source(int measured);

/** @brief Works a measure out.
 *  @param metric, per  curb_results_read() of the sources; `per` NULL without one
 *  @param months_before  months before policies start: where measures count from
 *  @return CURB_ERR_INVALID when no recorded period lies inside or a scenario is not there;
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_measure_figure(const curb_measure_t *self,
    const curb_observation_t *observation, const curb_results_t *results, int months_before,
    const double *metric, const double *per, curb_measured_figure_t *figure);

/** @brief The same without the interval; `each` receives the replicates' own figures.
 *  @param each  [results->replicate_count], the caller's */
CURB_MUST_CHECK curb_error_t curb_measure_each(const curb_measure_t *self,
    const curb_observation_t *observation, const curb_results_t *results, int months_before,
    const double *metric, const double *per, curb_measured_figure_t *figure, double *each);

/** @brief Whether a figure lies in the band. NaN does not. */
bool curb_measure_inside(const curb_measure_t *self, double value);

#endif
