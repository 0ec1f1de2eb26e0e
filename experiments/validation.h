/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Runs a validation case and works out its figures. */
#ifndef CURB_EXPERIMENTS_VALIDATION_H
#define CURB_EXPERIMENTS_VALIDATION_H

#include "analysis/measure.h"
#include "model/diagnostics.h"
#include "study/case_file.h"

#include <signal.h>

typedef struct {
    curb_measured_figure_t figures[CURB_MEASURES_MAX]; /**< in the order of the measures */
    size_t inside; /**< how many of them lie in their bands */
    double seconds;
} curb_validation_t;

/** @brief Runs the study of a case by the ordinary runner, into `path`, a results file that
 * is not there yet, and measures. `self` is of the case's measures.
 *  @return what curb_experiment_run() and curb_results_open() return. */
CURB_MUST_CHECK curb_error_t curb_validation_run(curb_validation_t *self,
    curb_case_t *which, const char *path, int jobs, volatile sig_atomic_t *stop,
    curb_diagnostics_t *diagnostics);

#endif
