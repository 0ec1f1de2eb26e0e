/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a metric amounts to in a replicate that was just run, over the same window of time
 *  as `compare` takes, without a results file. */
#ifndef CURB_EXPERIMENTS_AMOUNTS_H
#define CURB_EXPERIMENTS_AMOUNTS_H

#include "analysis/window.h"
#include "model/diagnostics.h"
#include "model/record.h"
#include "study/study.h"

typedef struct {
    curb_results_t labels; /**< of one replicate, what a window needs; arrays owned */
    curb_window_t window;
} curb_amounts_t;

/** @brief The window from calendar year `from` to `to`, or compare's own (NaN, NaN).
 *  @return CURB_ERR_USAGE when no recorded period lies inside; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_amounts_init(curb_amounts_t *self,
    const curb_study_t *study, double from, double to, curb_diagnostics_t *diagnostics);
void curb_amounts_free(curb_amounts_t *self);

/** @brief Whether a metric has a total over the cells of a world: a mean has none. */
bool curb_amounts_has_total(curb_metric_t metric, const curb_world_t *world);

/** @brief Amount over all cells, as curb_window_amount() has it. `scenario` is an index of
 * the record. Threads may share `self`. */
double curb_amounts_of(const curb_amounts_t *self, const curb_record_t *record,
    size_t scenario, curb_metric_t metric);

#endif
