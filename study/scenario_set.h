/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  `set` of a scenario: values of single policies that hold in it alone. */
#ifndef CURB_STUDY_SCENARIO_SET_H
#define CURB_STUDY_SCENARIO_SET_H

#include "study/reader.h"

/** @brief Reads `set: {POLICY.LEVER: number, POLICY.intensity: number}` over the policies
 * that the scenario has by now, and reports what it cannot set. */
void curb_scenario_set_read(
    curb_reader_t *reader, const curb_node_t *node, curb_scenario_t *scenario);

#endif
