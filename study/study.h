/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A checked study: a world, a horizon, replicates and the scenarios to compare. */
#ifndef CURB_STUDY_STUDY_H
#define CURB_STUDY_STUDY_H

#include "model/diagnostics.h"
#include "model/draw.h"
#include "model/metrics.h"
#include "model/scenario.h"
#include "model/world.h"
#include "study/design.h"
#include "study/origin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum {
    CURB_DETECTION_MSE,
    CURB_DETECTION_ILO,
    CURB_DETECTION_BOTH
} curb_detection_t;

typedef struct {
    char id[CURB_ID_BYTES];
    char title[CURB_TITLE_BYTES];
    char question[400];
    curb_world_t *world;        /**< owned */
    size_t scenario_count;      /**< scenario 0 is the baseline */
    curb_scenario_t *scenarios; /**< owned */
    uint64_t seed;
    size_t replicates;
    size_t replicates_per_draw; /**< that carry one draw of parameters; 1: each its own */
    double start_year;          /**< decimal year of month 0 */
    int months;                 /**< length of the run */
    int months_before;       /**< months before policies start, unless they say otherwise */
    int period_months;       /**< 1: record monthly, 12: yearly */
    double people_per_agent; /**< w: `scale` */
    size_t buyers_per_segment; /**< buyer agents aimed at per cell and kind */
    bool draws;                /**< parameters: draws (true) or central */
    char posterior_path[512];  /**< parameters: a posterior file; "" without one */
    char posterior_hash[65];   /**< of that file's content, once it was read, or "" */
    curb_given_draws_t given;  /**< what it gives; arrays owned; none: draw_count 0 */
    curb_detection_t detection;
    size_t metric_count; /**< the family of the simultaneous intervals */
    curb_metric_t metrics[CURB_METRIC_COUNT];
    char *resolved;         /**< YAML of everything, defaults included; owned */
    curb_design_t design;   /**< what sweeps and designs vary between scenarios; owned */
    curb_origins_t origins; /**< of the numbers of the world and of levers; owned */
    char world_hash[65];    /**< SHA-256 of what decides the past: world and settings */
    size_t name_count; /**< owned: files that were read and `--set` keys; the places in */
    char **names;      /**< messages point here, so show those before freeing */
} curb_study_t;

/** One `--set key=value` of the command line; `policies.campaign.intensity=0.4`. */
typedef struct {
    const char *key;
    const char *value;
} curb_setting_t;

/** @brief Reads and checks a study. All problems are added to `diagnostics` with their
 * places. Free `self` in any case, after an error too, and after the messages were shown.
 *  @return CURB_OK, CURB_ERR_INVALID, CURB_ERR_NO_INPUT, CURB_ERR_IO or CURB_ERR_NO_MEMORY.
 */
CURB_MUST_CHECK curb_error_t curb_study_read(curb_study_t *self, const char *path,
    const curb_setting_t *settings, size_t setting_count, curb_diagnostics_t *diagnostics);

/** @brief Reads and checks a world alone: only the world, the id and the title of `self`
 * are set. Errors and ownership as with curb_study_read(). */
CURB_MUST_CHECK curb_error_t curb_study_read_world(curb_study_t *self, const char *path,
    const curb_setting_t *settings, size_t setting_count, curb_diagnostics_t *diagnostics);

void curb_study_free(curb_study_t *self);

/** @brief Recorded periods: months / period_months, a short last one included. */
size_t curb_study_period_count(const curb_study_t *self);

/** @brief Number of the draw of parameters that a replicate carries; 0 with central ones.
 */
uint32_t curb_study_draw_of(const curb_study_t *self, uint32_t replicate);

/** @brief Writes a JSON Schema of study files, for editors, made from the field table.
 *  @return CURB_OK, CURB_ERR_IO or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_study_schema_json(FILE *out);

/** @brief SHA-256, in hex, of what decides the numbers of one scenario beyond the world. */
void curb_study_scenario_hash(const curb_study_t *self, size_t scenario, char hex[65]);

#endif
