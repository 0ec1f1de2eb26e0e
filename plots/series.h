/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What figures show of a metric, year by year or over a window: how replicates spread, and
 * how two scenarios differ, replicate by replicate. */
#ifndef CURB_PLOTS_SERIES_H
#define CURB_PLOTS_SERIES_H

#include "analysis/compare.h"
#include "analysis/window.h"
#include "model/world.h"

#include <stdbool.h>
#include <stddef.h>

enum { CURB_BAND_COUNT = 7, CURB_BAND_MEDIAN = 3 };

/** The quantiles that bands of 95, 80 and 50 % and the median are made of. */
extern const double curb_band_levels[CURB_BAND_COUNT];

/** Replicates of one scenario in one year; NaN where undefined. */
typedef struct {
    double quantiles[CURB_BAND_COUNT];
    /** What chance alone would spread 95 % over within one draw of the parameters, around
     * the median; NaN where draws have one replicate. */
    curb_interval_t chance;
} curb_bands_t;

/** A scenario less the baseline, paired by replicate and counted by draw of the parameters
 * (analysis/levels.h). Whatever is undefined is NaN. */
typedef struct {
    size_t n;             /**< units: draws, or replicates where each is a unit */
    curb_levels_t levels; /**< parameter uncertainty and chance */
    double baseline_mean;
    double difference;           /**< mean */
    curb_interval_t half, whole; /**< 50 % alone; 95 % with the family's width */
    double percent;              /**< of the baseline's mean */
    curb_interval_t percent_half, percent_whole; /**< Fieller */
    double percent_by[CURB_CONCEPT_COUNT]; /**< with one concept of detection alone; NaN
                                              unless both were used */
    bool concepts_disagree; /**< the two concepts of detection differ in sign: the rest is
                               NaN but n, baseline_mean, percent_by */
} curb_change_t;

/** The record cut into whole years, the last of which ends with the run, and room for one
 * column of replicates a side. */
typedef struct {
    const curb_compare_data_t *data; /**< borrowed */
    double critical;                 /**< half-widths of the 95 % intervals */
    size_t year_count;
    curb_window_t *years;                   /**< [year], owned */
    double *reference, *other, *difference; /**< [replicate], owned; pairs by unit */
    double *amounts;                        /**< [2][replicate] scratch, owned */
    size_t unit_count;
    size_t *unit, *picked; /**< [replicate] and scratch, owned */
} curb_series_t;

/** @brief @return CURB_OK or CURB_ERR_NO_MEMORY; `self` is then empty. */
CURB_MUST_CHECK curb_error_t curb_series_init(
    curb_series_t *self, const curb_compare_data_t *data, double critical);
void curb_series_free(curb_series_t *self);

/** @brief The middle of a year, where its mean is drawn. */
double curb_series_middle(const curb_window_t *year);

/** @brief How a metric spreads in one year over replicates; flows are per year of twelve
 * months. `cells` NULL is all. @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_series_bands(curb_series_t *self, curb_metric_t metric,
    size_t scenario, const bool *cells, const curb_window_t *year, curb_bands_t *bands);

/** @brief How a scenario differs from the baseline in a window; flows are per year. */
curb_change_t curb_series_change(curb_series_t *self, curb_metric_t metric, size_t scenario,
    const bool *cells, const curb_window_t *window);

/** @brief -1 when the 95 % interval lies below 0, 1 when above, 0 when neither. */
int curb_change_sign(const curb_change_t *self);

#endif
