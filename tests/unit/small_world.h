/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A world for tests of the model, made in C: two States and three sectors, small enough
 *  that a replicate of ten years takes a few hundredths of a second. All figures are
 * invented. */
#ifndef TESTS_SMALL_WORLD_H
#define TESTS_SMALL_WORLD_H

#include "model/diagnostics.h"
#include "model/month.h"
#include "model/record.h"
#include "model/run.h"

enum { SMALL_NORTH, SMALL_SOUTH, SMALL_JURISDICTIONS };
enum { SMALL_SEXUAL, SMALL_GOODS, SMALL_DOMESTIC, SMALL_SECTORS };
enum { SMALL_CELLS = SMALL_JURISDICTIONS * SMALL_SECTORS, SMALL_SCENARIOS = 16 };

/** A world, its scenarios and how to run them. `run` points into the struct. */
typedef struct {
    curb_world_t world;
    curb_scenario_t scenarios[SMALL_SCENARIOS];
    curb_run_t run;
} small_world_t;

/** @brief A new small world with a baseline and nothing else: central parameters, monthly
 *  records of 12 months, scale 50, 300 buyers a segment. Free with small_world_free(). */
small_world_t *small_world_new(void);
void small_world_free(small_world_t *self);

/** @brief An instrument in all of its own sectors and kinds of buyers, from `start` on. */
curb_policy_t small_world_policy(
    curb_instrument_t instrument, uint64_t jurisdictions, double intensity, int start);

/** @brief Adds a scenario of one policy (NULL: none) and returns it. */
curb_scenario_t *small_world_add(small_world_t *self, const curb_policy_t *policy);

/** @brief Runs one replicate into a new record; fails the test on an error. Free with
 * curb_record_free(). */
void small_world_run(const small_world_t *self, uint32_t replicate, curb_record_t *record);

/** @brief One value of a record. */
double small_world_value(const curb_record_t *record, size_t scenario, curb_metric_t metric,
    size_t period, size_t cell);

/** @brief Fails the test unless two scenarios have the same bits in the periods from
 * `first` to before `end`. */
void small_world_same_bits(const curb_record_t *a, size_t scenario_a,
    const curb_record_t *b, size_t scenario_b, size_t first, size_t end);

/** What a replicate is made of, laid open so that a test can look between months. */
typedef struct {
    const small_world_t *small;
    uint32_t replicate;
    curb_market_t *market;
    curb_population_t population;
    curb_workspace_t workspace;
    curb_state_t states[SMALL_SCENARIOS];
    curb_state_t *live[SMALL_SCENARIOS];
    void *blocks[SMALL_SCENARIOS];
    size_t count;
} small_stage_t;

/** @brief Solves the world and puts one state for every scenario at month 0. */
void small_stage_set(small_stage_t *self, const small_world_t *small, uint32_t replicate);
void small_stage_month(small_stage_t *self); /**< all states, one month */
void small_stage_clear(small_stage_t *self);

/** @brief A flow or sum of the period so far, in miniature persons or as it is kept. */
double small_stage_metric(
    const small_stage_t *self, size_t scenario, curb_metric_t metric, size_t cell);

#endif
