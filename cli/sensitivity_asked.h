/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What `curb sensitivity` was asked about, of a study and of a results file alike: pairs
 *  of the scenarios and metrics named, and how a row about one of them begins. */
#ifndef CURB_CLI_SENSITIVITY_ASKED_H
#define CURB_CLI_SENSITIVITY_ASKED_H

#include "analysis/paired.h"
#include "cli/options.h"
#include "cli/sensitivity_out.h"
#include "experiments/sensitivity.h"

typedef struct {
    size_t scenario_count;
    const char **ids; /**< [scenario], borrowed texts; the list is owned */
    const curb_metric_t *metrics;
    size_t metric_count;
    size_t count;
    curb_sensitivity_output_t *outputs; /**< [count], owned */
} curb_asked_t;

/** @brief Makes room for the ids, which the caller fills in. */
CURB_MUST_CHECK curb_error_t curb_asked_init(curb_asked_t *self, size_t scenarios,
    const curb_metric_t *metrics, size_t metric_count);
void curb_asked_free(curb_asked_t *self);

/** @brief Reads --scenario and --metric; without them the first scenario that is not the
 *  baseline, and the first metric of the study. */
CURB_MUST_CHECK curb_error_t curb_asked_read(
    curb_asked_t *self, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics);

/** @brief A row about an output, without factor, measure and numbers. */
curb_sensitivity_row_t curb_asked_row(
    const curb_asked_t *self, size_t output, const char *method);

/** @brief Adds the row with a measure and its numbers. */
void curb_asked_add(curb_sensitivity_page_t *page, curb_sensitivity_row_t row,
    const char *measure, double estimate, curb_interval_t interval);

extern const curb_interval_t curb_no_interval; /**< NaN, NaN */

/** Room for putting factors in order. */
typedef struct {
    double *sizes;
    size_t *order;
} curb_sorting_t;

CURB_MUST_CHECK curb_error_t curb_sorting_init(curb_sorting_t *self, size_t count);
void curb_sorting_free(curb_sorting_t *self);

/** @brief Fills `order` with indices in descending order of `sizes`; NaN last. Few enough
 *  for a plain sort. */
void curb_sorting_sort(curb_sorting_t *self, size_t count);

/** @brief "text", "md", "csv", "json", or NULL when none was asked for. */
const char *curb_asked_format(const curb_arguments_t *arguments);

/** @brief The two kinds of operand. */
CURB_MUST_CHECK curb_error_t curb_sensitivity_of_study(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics);
CURB_MUST_CHECK curb_error_t curb_sensitivity_of_results(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics);

#endif
