/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What one replicate yields: every metric by scenario, recorded period and cell. */
#ifndef CURB_MODEL_RECORD_H
#define CURB_MODEL_RECORD_H

#include "model/error.h"
#include "model/metrics.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t scenario_count, period_count, jurisdiction_count, sector_count;
    double *values; /**< [scenario][metric][period][jurisdiction][sector]; owned. Metrics by
                       origin use sector 0 only */
    uint32_t replicate;
    int concept_used;      /**< curb_concept_t */
    uint32_t draw_attempt; /**< 0: the first draw; n: n draws contradicted the anchors */
    size_t parameter_count;
    double *parameters; /**< drawn values, in the order of curb_world_t.uncertain; owned */
    size_t solved_count;
    float *solved; /**< the solve, as stored for --world-from; owned */
} curb_record_t;

CURB_MUST_CHECK curb_error_t curb_record_init(curb_record_t *self, size_t scenario_count,
    size_t period_count, size_t jurisdiction_count, size_t sector_count,
    size_t parameter_count, size_t solved_count);
void curb_record_free(curb_record_t *self);

/** @brief The series of one metric of one scenario: [period][jurisdiction][sector]. */
double *curb_record_series(
    const curb_record_t *self, size_t scenario, curb_metric_t metric);

#endif
