/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The unit of work: one replicate with all its scenarios. It draws parameters, builds the
 *  population once, solves the anchors, runs the shared past once and then steps all
 * scenarios together. Bit-identical for any number of threads, processes and any order. */
#ifndef CURB_MODEL_RUN_H
#define CURB_MODEL_RUN_H

#include "model/diagnostics.h"
#include "model/draw.h"
#include "model/record.h"
#include "model/scenario.h"
#include "model/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Everything that decides the numbers of a run; borrowed pointers, owned by the caller. */
typedef struct {
    const curb_world_t *world;
    const curb_scenario_t *scenarios; /**< scenario 0 is the baseline */
    size_t scenario_count;
    uint64_t seed;
    int months;
    int period_months;         /**< months a recorded period; the last may be short */
    double people_per_agent;   /**< w */
    size_t buyers_per_segment; /**< buyer agents aimed at per cell and kind */
    bool draws;                /**< false: central parameters in every replicate */
    const curb_given_draws_t
        *given; /**< with draws: numbers of a posterior replace drawn ones; or NULL */
    /** Consecutive replicates that carry one draw and differ by chance alone; 0 is 1. */
    uint32_t replicates_per_draw;
    bool alternate_concepts; /**< true: detection concept = draw % 2, mse first */
    int concept_used;        /**< curb_concept_t when they do not alternate */
    const float *solved; /**< the solve of another machine for this replicate, or NULL */
    size_t solved_count;
    uint32_t solved_attempt; /**< which attempt at the draw `solved` belongs to */
    int threads;             /**< threads inside the replicate, >= 1 */
} curb_run_t;

/** @brief Numbers that curb_record_t must have room for. */
size_t curb_run_period_count(const curb_run_t *run);
size_t curb_run_solved_count(const curb_run_t *run);

/** Bytes of one replicate while it runs. */
typedef struct {
    double asked; /**< for: room for whatever a month may bring */
    double used;  /**< of these near rest, about, and so held in memory */
} curb_run_memory_t;

CURB_MUST_CHECK curb_error_t curb_run_memory(
    const curb_run_t *run, curb_run_memory_t *memory, curb_diagnostics_t *diagnostics);

/** @brief Solves the anchors at central parameters and reports what contradicts, warns of
 * cells with too few agents and of tensions with surveys. The check before a run.
 *  @return CURB_ERR_INVALID when a run could not start. */
CURB_MUST_CHECK curb_error_t curb_run_check(
    const curb_run_t *run, curb_diagnostics_t *diagnostics);

/** A draw that contradicts the anchors is replaced; when that happens to more than one
 * replicate in this many, the ranges of the parameters are at fault and not the draw. */
enum { CURB_REPLACED_ONE_IN = 5 };

/** What curb_run_check_draws() found. */
typedef struct {
    uint32_t tried, contradicting;
} curb_draw_check_t;

/** @brief Draws of parameters that so many replicates carry; 0 with central parameters. */
uint32_t curb_run_draw_count(const curb_run_t *run, uint32_t replicates);

/** @brief Solves the draws that the replicates begin with, on run->threads threads: the
 * first 20, a whole block of the hypercube, and more only while it is not sure whether a
 * run would be refused. The first contradictions are named in warnings. With central
 * parameters nothing is tried. A draw takes as long as curb_run_check().
 *  @return CURB_ERR_INVALID when more than a fifth of their draws contradict the anchors.
 */
CURB_MUST_CHECK curb_error_t curb_run_check_draws(const curb_run_t *run,
    uint32_t replicates, curb_draw_check_t *report, curb_diagnostics_t *diagnostics);

/** @brief Scales the intensity of every scenario with a budget so that its planned cost a
 * year meets the budget, at most to the high dose, unless the budget is a limit only; fills
 * in planned costs for all. Uses the central world only. `scenarios` are those of `run`,
 * writable. */
CURB_MUST_CHECK curb_error_t curb_run_plan_budgets(
    const curb_run_t *run, curb_scenario_t *scenarios, curb_diagnostics_t *diagnostics);

/** @brief Runs one replicate. `wanted[s]` says which scenarios to record (NULL: all); the
 * others' values stay zero. `record` is initialised by the caller. Messages about replaced
 * draws and capped months are added as notes.
 *  @return CURB_ERR_INVALID when the anchors contradict each other (diagnostics say which).
 */
CURB_MUST_CHECK curb_error_t curb_run_replicate(const curb_run_t *run, uint32_t replicate,
    const bool *wanted, curb_record_t *record, curb_diagnostics_t *diagnostics);

#endif
