/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the replicates of a run amount to so far, read from its shards: a few metrics of
 *  every scenario, for looks at a run that is under way. */
#ifndef CURB_EXPERIMENTS_OUTCOMES_H
#define CURB_EXPERIMENTS_OUTCOMES_H

#include "experiments/amounts.h"
#include "store/batch.h"
#include "store/shards.h"

typedef struct {
    curb_amounts_t amounts;
    size_t scenarios;
    size_t metric_count; /**< the study's own, then the one asked for if it is another */
    curb_metric_t metrics[CURB_METRIC_COUNT];
    size_t asked;           /**< index of the metric that was asked for */
    size_t each;            /**< replicates of a unit: of a draw, or 1 */
    size_t count, capacity; /**< replicates read, and that there is room for */
    double *values; /**< [replicate][metric][scenario]; NaN where one failed; owned */
    size_t units;
    double *means; /**< [unit][metric][scenario] over the unit's replicates; owned */
} curb_outcomes_t;

/** @brief An empty table. @return CURB_ERR_USAGE for a metric without a total. */
CURB_MUST_CHECK curb_error_t curb_outcomes_init(curb_outcomes_t *self,
    const curb_study_t *study, curb_metric_t asked, curb_diagnostics_t *diagnostics);
void curb_outcomes_free(curb_outcomes_t *self);

/** @brief Reads the next replicate's shard; `failed`: there is none, and NaN stands for it.
 *  @return CURB_ERR_IO when the shard is gone or damaged. */
CURB_MUST_CHECK curb_error_t curb_outcomes_take(curb_outcomes_t *self,
    const curb_batch_t *batch, curb_shards_t *shards, bool failed,
    curb_diagnostics_t *diagnostics);

/** @brief Works out the means of all whole units. */
CURB_MUST_CHECK curb_error_t curb_outcomes_close_units(curb_outcomes_t *self);

/** @brief Mean of a unit; NaN when all its replicates failed. */
double curb_outcomes_of(
    const curb_outcomes_t *self, size_t unit, size_t metric, size_t scenario);

#endif
