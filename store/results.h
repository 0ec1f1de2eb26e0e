/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Reading a results file back: all that comparison, export and figures need. */
#ifndef CURB_STORE_RESULTS_H
#define CURB_STORE_RESULTS_H

#include "model/diagnostics.h"
#include "model/metrics.h"
#include "model/scenario.h"
#include "store/stopped.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One scenario as the file describes it. */
typedef struct {
    char id[CURB_ID_BYTES];
    char title[160];
    char dose[16];           /**< "low", "default", "high", "budget" or "" */
    char policies[256];      /**< ids of its policies, joined by '+'; "" for the baseline */
    double policy_start;     /**< decimal year of the first policy; NaN for the baseline */
    double budget_usd;       /**< 0: none */
    double planned_cost_usd; /**< a year at full intensity */
    bool budget_capped;
} curb_results_scenario_t;

/** The dimensions and labels of an open results file; arrays are owned by the handle. */
typedef struct {
    char title[160];
    char question[400];
    char study_id[CURB_ID_BYTES];
    char world_id[CURB_ID_BYTES];
    char world_hash[65];
    char seed_hex[20];       /**< "0x..." */
    char version[64];        /**< of the program that made the file */
    char created[32];        /**< when the file was written: "2026-11-24T03:41:04Z" */
    char parameters[16];     /**< "draws" or "central" */
    char detection[8];       /**< "mse", "ilo" or "both" */
    char content_hash[65];   /**< SHA-256 over the shards: cites these very numbers */
    size_t baseline;         /**< index of the baseline scenario */
    size_t replicates_asked; /**< of the study; 0 in labels made by hand */
    size_t scenario_count, replicate_count, period_count, jurisdiction_count, sector_count;
    double start_year;
    double people_per_agent;
    curb_results_scenario_t *scenarios;
    uint32_t *replicates;  /**< [replicate] number of each complete replicate, ascending */
    int *concepts;         /**< [replicate] curb_concept_t */
    uint32_t *draws;       /**< [replicate] draw of the parameters; all 0 when central. NULL
                              in labels made by hand: each its own */
    double *years;         /**< [period] decimal year at the start */
    double *period_months; /**< [period] */
    char (*jurisdictions)[CURB_ID_BYTES];
    char (*sectors)[CURB_ID_BYTES];
    char (*jurisdiction_titles)[160]; /**< [jurisdiction] as people say it; NULL or empty:
                                         the id */
    char (*sector_titles)[160];       /**< [sector] */
    bool *allocated;   /**< [jurisdiction] anchors divided from a region's, not observed; or
                          NULL: none */
    bool *named_state; /**< [jurisdiction] a State, not a group; or NULL: unsaid */
    bool *in_scope;    /**< [scenario][jurisdiction][sector] */
    size_t metric_count; /**< the study's declared metrics: the family of the intervals */
    curb_metric_t metrics[CURB_METRIC_COUNT];
    size_t parameter_count;
    char (*parameter_names)[2 * CURB_ID_BYTES];
    double *parameters_drawn; /**< [parameter][replicate] */
    curb_stopped_t stopped;   /**< the rule that set the number of replicates, if any */
    void *file;               /**< private to the store */
} curb_results_t;

/** @brief Opens a results file and reads its labels.
 *  @return CURB_ERR_NO_INPUT, CURB_ERR_INVALID (not a results file of ours, or a damaged
 * one), CURB_ERR_IO or CURB_ERR_NO_MEMORY, with a message in `diagnostics`. */
CURB_MUST_CHECK curb_error_t curb_results_open(
    curb_results_t *self, const char *path, curb_diagnostics_t *diagnostics);

/** @brief Reads one metric as [scenario][replicate][period][jurisdiction][sector];
 * by-origin metrics come with sector dimension 1. `values` is the caller's, of that size.
 */
CURB_MUST_CHECK curb_error_t curb_results_read(const curb_results_t *self,
    curb_metric_t metric, double *values, curb_diagnostics_t *diagnostics);

/** @brief A text of the group /provenance, such as "study_yaml"; the caller frees it with
 *  curb_free(). NULL when there is none, or no memory. */
char *curb_results_provenance(const curb_results_t *self, const char *name);

/** @brief Title of a jurisdiction or sector, or its id where the file has none. */
const char *curb_results_jurisdiction(const curb_results_t *self, size_t jurisdiction);
const char *curb_results_sector(const curb_results_t *self, size_t sector);

/** @brief Whether the anchors of a jurisdiction are allocated and not observed. */
bool curb_results_allocated(const curb_results_t *self, size_t jurisdiction);

/** @brief Whether that holds of a named State: its levels are not shown and it is not
 * ranked, because they would be taken for findings about it. */
bool curb_results_withheld(const curb_results_t *self, size_t jurisdiction);

/** @brief Draws of the parameters that the replicates carry; 0 with central parameters. */
size_t curb_results_draw_count(const curb_results_t *self);

/** @brief Replicates of the study that the file does not have: they failed or were not run.
 */
size_t curb_results_missing(const curb_results_t *self);

void curb_results_close(curb_results_t *self);

#endif
