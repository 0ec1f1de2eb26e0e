/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A validation case: a claim from the literature, the study that is run for it, what is
 *  measured in that study, and the band that the figure must fall into, fixed beforehand.
 *  The file is `case.yaml` in a folder of the case; docs/validation.md says how to write
 *  one. */
#ifndef CURB_STUDY_CASE_FILE_H
#define CURB_STUDY_CASE_FILE_H

#include "study/measure.h"

enum { CURB_MEASURES_MAX = 16, CURB_FITTED_MAX = 8 };

/** Construction: what is put in and must come out. Independent: what is not put in. */
typedef enum { CURB_CASE_CONSTRUCTION, CURB_CASE_INDEPENDENT } curb_case_table_t;

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

#endif
