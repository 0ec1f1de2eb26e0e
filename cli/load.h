/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A results file with the metrics that a verb needs, read into memory. */
#ifndef CURB_CLI_LOAD_H
#define CURB_CLI_LOAD_H

#include "analysis/compare.h"
#include "store/results.h"

typedef struct {
    curb_results_t labels;
    double *values[CURB_METRIC_COUNT]; /**< owned; NULL where not read */
} curb_loaded_t;

/** @brief Numbers that curb_results_read() yields for a metric. */
size_t curb_loaded_size(const curb_results_t *labels, curb_metric_t metric);

/** @brief Reads one metric unless it is there already. */
CURB_MUST_CHECK curb_error_t curb_loaded_read(
    curb_loaded_t *self, curb_metric_t metric, curb_diagnostics_t *diagnostics);

/** @brief Reads every metric that is marked. */
CURB_MUST_CHECK curb_error_t curb_loaded_read_all(curb_loaded_t *self,
    const bool needed[CURB_METRIC_COUNT], curb_diagnostics_t *diagnostics);

/** @brief Warns when replicates of the study are missing from the file, which is called
 *  `what`. */
void curb_loaded_warn(
    const curb_loaded_t *self, const char *what, curb_diagnostics_t *diagnostics);

/** @brief Closes the file and frees the values. Safe on a zeroed struct. */
void curb_loaded_free(curb_loaded_t *self);

/** @brief The same as the comparison wants it; borrows from `self`. */
curb_compare_data_t curb_loaded_data(const curb_loaded_t *self);

/** @brief The metric of a key; an unknown one is an error with *did you mean*. */
CURB_MUST_CHECK curb_error_t curb_find_metric(
    const char *key, curb_metric_t *metric, curb_diagnostics_t *diagnostics);

/** @brief The scenario of an id; an unknown one is an error with *did you mean*. */
CURB_MUST_CHECK curb_error_t curb_find_scenario(const curb_results_t *labels,
    const char *id, size_t *scenario, curb_diagnostics_t *diagnostics);

/** @brief The same among ids that are not those of a file. */
CURB_MUST_CHECK curb_error_t curb_find_scenario_id(const char *const *ids, size_t count,
    const char *id, size_t *scenario, curb_diagnostics_t *diagnostics);

/** @brief Reads "2019-2023" or "2030" into calendar years. */
CURB_MUST_CHECK curb_error_t curb_read_period(
    const char *text, double *from, double *to, curb_diagnostics_t *diagnostics);

#endif
