/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A measure: what of a run is held against a source, and the band that the figure should
 *  lie in. Validation cases and targets of a calibration are made of these. */
#ifndef CURB_STUDY_MEASURE_H
#define CURB_STUDY_MEASURE_H

#include "study/study.h"

/** What can be measured beside the metrics of a run, numbered after them. */
typedef enum {
    CURB_REGISTERED_VICTIMS = CURB_METRIC_COUNT, /**< identified, as seen by statistics */
    CURB_REGISTERED_SUSPECTS,                    /**< detected, as seen by statistics */
    CURB_REGISTERED_CONVICTED,                   /**< convicted, as seen by statistics */
    CURB_TOP_BUYERS, /**< share of purchases of the `top` share of buyers, as built */
    CURB_MEASURED_COUNT
} curb_measured_t;

/** How a figure is made of levels. The level of a flow is per year. */
typedef enum {
    CURB_FORM_LEVEL,     /**< metric, or metric over `per`, times `factor` */
    CURB_FORM_CHANGE,    /**< per cent that the scenario's level lies above the other's */
    CURB_FORM_REAPPEARS, /**< rise of metric over the fall of `per`, in per cent */
} curb_form_t;

typedef struct {
    char id[CURB_ID_BYTES];
    char what[200], unit[40];
    char scenario[CURB_ID_BYTES], against[CURB_ID_BYTES]; /**< the baseline by default */
    char metric_key[CURB_ID_BYTES], per_key[CURB_ID_BYTES];
    int metric, per; /**< curb_metric_t or curb_measured_t; per -1: none */
    int form;        /**< curb_form_t */
    double from, to; /**< months after policies start (years_before), [from, to) */
    double factor;
    double top; /**< CURB_TOP_BUYERS: share of buyers counted from the most frequent */
    uint64_t jurisdictions, per_jurisdictions;
    uint64_t sectors, per_sectors;
    double low, high;    /**< the band */
    char band_from[600]; /**< where the band comes from */
} curb_measure_t;

/** How what happens in the model becomes what statistics count. */
typedef struct {
    double registered; /**< share of the identified who are registered as victims */
    double suspects;   /**< people registered as suspects for each trafficker detected */
    double convicted;  /**< registered convictions for each trafficker convicted */
    char remark[400];
} curb_observation_t;

/** @brief The band as it is printed everywhere: "-30 to -10 %". */
void curb_measure_band(const curb_measure_t *self, char *text, size_t bytes);

#endif
