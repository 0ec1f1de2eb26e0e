/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A validation case: a claim from the literature, the study that is run for it, what is
 *  measured in that study, and the band that the figure must fall into, fixed beforehand.
 *  The file is `case.yaml` in a folder of the case; docs/validation.md says how to write
 *  one. */
#ifndef CURB_STUDY_CASE_FILE_H
#define CURB_STUDY_CASE_FILE_H

#include "study/study.h"

enum { CURB_MEASURES_MAX = 16, CURB_FITTED_MAX = 8 };

/** Construction: what is put in and must come out. Independent: what is not put in. */
typedef enum { CURB_CASE_CONSTRUCTION, CURB_CASE_INDEPENDENT } curb_case_table_t;

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

typedef struct {
    char id[CURB_ID_BYTES];
    char folder[512];
    int table; /**< curb_case_table_t */
    char claim[400];
    char author[160], title[300], seen[200], source_year[16];
    int grade; /**< 0 A, 1 B, 2 C */
    int label; /**< none, descriptive, contested */
    char remark[900], miss[900];
    size_t fitted_count;
    char fitted[CURB_FITTED_MAX][160];
    curb_observation_t observation;
    size_t measure_count;
    curb_measure_t measures[CURB_MEASURES_MAX];
    curb_study_t study; /**< owned */
    curb_study_t files; /**< owner of the names that messages point to */
} curb_case_t;

extern const char *const curb_case_table_keys[];
extern const char *const curb_case_label_keys[];

/** @brief Reads FOLDER/case.yaml and the study that it names. All problems are added to
 * `diagnostics` with their places. Free `self` in any case, after the messages were shown.
 *  @return CURB_OK, CURB_ERR_INVALID, CURB_ERR_NO_INPUT, CURB_ERR_IO or
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_case_read(
    curb_case_t *self, const char *folder, curb_diagnostics_t *diagnostics);

void curb_case_free(curb_case_t *self);

/** @brief The band as it is printed everywhere: "-30 to -10 %". */
void curb_measure_band(const curb_measure_t *self, char *text, size_t bytes);

#endif
