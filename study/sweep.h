/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  One scenario of a file stands for many: with `{sweep: [a, b]}` for one a value, with
 *  `{range: [low, high]}` and a `design` for one a point. */
#ifndef CURB_STUDY_SWEEP_H
#define CURB_STUDY_SWEEP_H

#include "study/design.h"
#include "study/reader.h"

enum { CURB_SCENARIO_MAX = 1000 };

/** What the words of a sweep may mean. */
typedef struct {
    const curb_world_t *world;   /**< for `all` jurisdictions and sectors; or NULL */
    const curb_node_t *policies; /**< for `all` policies; or NULL */
    uint64_t seed;               /**< of the points of designs */
} curb_sweep_context_t;

/** @brief The scenarios that a map of scenarios stands for, each under an id of its own.
 *
 *  Sweeps are crossed: ID-a, ID-b, or ID-a-c and so on with two of them; with
 * `design: {method: one_at_a_time}` the first values of all, ID-base, and each other value
 * with the others at their first, ID-KEY-value. `{sweep: all}` in `policies`,
 * `jurisdictions` and `sectors` is each of them by itself. Ranges become the points of
 * `design: {method: latin_hypercube, points: N}` or `sobol`: ID-01 ...; beside sweeps all
 * points for each of their values. Keys inside `set` may be swept and ranged as others.
 *
 *  Reports ids that collide, and designs that cannot be. `design` receives what was varied.
 *  @return a new map, or NULL after an error. */
curb_node_t *curb_sweep_unfold(curb_reader_t *reader, const curb_node_t *scenarios,
    const curb_sweep_context_t *context, curb_design_t *design);

#endif
