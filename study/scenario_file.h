/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Policies, packages and scenarios of a study, from its tree. */
#ifndef CURB_STUDY_SCENARIO_FILE_H
#define CURB_STUDY_SCENARIO_FILE_H

#include "study/policy_file.h"

/** @brief Reads them into `study`, whose world, months and months_before are set. */
void curb_scenario_file_read(
    curb_reader_t *reader, const curb_node_t *root, curb_study_t *study);

#endif
