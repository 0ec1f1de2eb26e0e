/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Scenarios with `{sweep: [a, b]}` become one scenario a value. */
#ifndef CURB_STUDY_SWEEP_H
#define CURB_STUDY_SWEEP_H

#include "study/reader.h"

enum { CURB_SCENARIO_MAX = 1000 };

/** @brief The scenarios that a map of scenarios stands for, each under an id of its own:
 * those with sweeps are unfolded to ID-a, ID-b, or ID-a-c and so on with two sweeps.
 * Reports ids that collide. @return a new map, or NULL after an error. */
curb_node_t *curb_sweep_unfold(curb_reader_t *reader, const curb_node_t *scenarios);

#endif
