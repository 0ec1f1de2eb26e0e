/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What one replicate owns while it runs, and its solve. */
#ifndef CURB_MODEL_REPLICATE_H
#define CURB_MODEL_REPLICATE_H

#include "model/run.h"
#include "model/state.h"
#include "model/workspace.h"

typedef struct {
    const curb_run_t *run;
    uint32_t replicate;
    curb_world_t *world; /* drawn */
    curb_market_t *market;
    curb_population_t population;
    curb_workspace_t workspace;
    curb_state_t *states; /* [scenario] */
    curb_state_t **live;  /* [scenario] those that have left the shared past */
    bool *wanted;         /* [scenario] */
    int *first_month;     /* [scenario] in which it differs from the baseline */
    void *block;          /* of all states */
} curb_replicate_t;

/** @brief Room for a replicate of a run; free with curb_replicate_free(). */
CURB_MUST_CHECK curb_error_t curb_replicate_init(
    curb_replicate_t *self, const curb_run_t *run, uint32_t replicate);
void curb_replicate_free(curb_replicate_t *self);

/** @brief Concept of detection of a replicate: they alternate, or all use one. */
int curb_concept_of(const curb_run_t *run, uint32_t replicate);

/** @brief Draws parameters and solves the market; a draw whose anchors contradict each
 * other is replaced by the next, with a note. @return CURB_ERR_INVALID when none fits. */
CURB_MUST_CHECK curb_error_t curb_replicate_solve(
    curb_replicate_t *self, curb_record_t *record, curb_diagnostics_t *diagnostics);

/** @brief The market at central parameters, for checks and plans; inits `self`, and frees
 * it again when there is an error. */
CURB_MUST_CHECK curb_error_t curb_replicate_solve_central(curb_replicate_t *self,
    const curb_run_t *run, int concept_used, curb_diagnostics_t *diagnostics);

#endif
