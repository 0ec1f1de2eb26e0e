/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The stretch of recorded periods that a comparison is about, and what a metric amounts to
 * in it, for any set of cells. One window serves all scenarios. */
#ifndef CURB_ANALYSIS_WINDOW_H
#define CURB_ANALYSIS_WINDOW_H

#include "model/error.h"
#include "model/metrics.h"
#include "store/results.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    size_t first, end;         /**< recorded periods [first, end) */
    size_t last_year_first;    /**< first period of the last twelve months */
    double months;             /**< length of the window */
    double last_year_months;   /**< length of its last year: 12 where the records allow */
    double from_year, to_year; /**< decimal years at which it starts and ends */
} curb_window_t;

/** @brief The window from calendar year `from` to the end of calendar year `to`. NaN, NaN
 * means from the first policy start of any scenario to the end of the run (the whole run
 * when no scenario has a policy).
 *  @return CURB_ERR_USAGE when no recorded period lies inside. */
CURB_MUST_CHECK curb_error_t curb_window_init(
    curb_window_t *self, const curb_results_t *results, double from, double to);

/** @brief The window of one recorded period: a stock is at its end, `exploited` the mean
 * over it. */
curb_window_t curb_window_period(const curb_results_t *results, size_t period);

/** @brief The metric whose stored values curb_window_amount() needs: `exploited` is
 * computed from exploited_months, every other one from itself. */
curb_metric_t curb_window_source(curb_metric_t metric);

/** @brief What a metric amounts to in one scenario and replicate over the window: the total
 * of a flow; for `exploited` the mean over the last year (exploited_months / months); the
 * end value of other stocks; the mean, weighted by months, of a mean.
 *  @param values  curb_results_read() of curb_window_source(metric)
 *  @param cells   [jurisdiction][sector] that count, or NULL for all. Metrics by origin
 * count a jurisdiction when all its sectors do
 *  @return NaN for a mean over more than one cell, which has no total. */
double curb_window_amount(const curb_window_t *self, const curb_results_t *results,
    curb_metric_t metric, const double *values, size_t scenario, size_t replicate,
    const bool *cells);

#endif
