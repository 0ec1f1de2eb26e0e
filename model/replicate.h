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
    void *room;           /* of all states, for those who recover */
} curb_replicate_t;

/** @brief Room for a replicate of a run; free with curb_replicate_free(). */
CURB_MUST_CHECK curb_error_t curb_replicate_init(
    curb_replicate_t *self, const curb_run_t *run, uint32_t replicate);
void curb_replicate_free(curb_replicate_t *self);

/** @brief Replicates of a draw, at least 1. */
uint32_t curb_replicates_per_draw(const curb_run_t *run);

/** @brief The draw that a replicate carries: replicate / replicates_per_draw, so that
 * further replicates add draws and leave those alone that are there. */
uint32_t curb_draw_of(const curb_run_t *run, uint32_t replicate);

/** @brief Concept of detection of a replicate: they alternate by draw, or all use one. The
 * concept goes with the draw because it is something not known, like the parameters, and
 * not chance: replicates of a draw share it. */
int curb_concept_of(const curb_run_t *run, uint32_t replicate);

/** @brief The parameters of one draw of a run, wherever the run takes them from: the one
 * place that decides it. They hang on the draw and never on the replicate.
 *  @param attempt  0, or which replacement of a draw that contradicts the anchors
 *  @param drawn    receives the world with them
 *  @param values   [world->uncertain_count] receives the numbers */
void curb_run_parameters(const curb_run_t *run, uint32_t draw, uint32_t attempt,
    curb_world_t *drawn, double *values);

/** @brief Draws parameters and solves the market; a draw whose anchors contradict each
 * other is replaced by the next, with a note. Whether a draw fits is decided with the
 * buyers of its first replicate, so that all its replicates carry the same.
 *  @return CURB_ERR_INVALID when none fits. */
CURB_MUST_CHECK curb_error_t curb_replicate_solve(
    curb_replicate_t *self, curb_record_t *record, curb_diagnostics_t *diagnostics);

/** @brief The market at central parameters, for checks and plans; inits `self`, and frees
 * it again when there is an error. */
CURB_MUST_CHECK curb_error_t curb_replicate_solve_central(curb_replicate_t *self,
    const curb_run_t *run, int concept_used, curb_diagnostics_t *diagnostics);

#endif
