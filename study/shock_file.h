/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Changes of demand from their tree. */
#ifndef CURB_STUDY_SHOCK_FILE_H
#define CURB_STUDY_SHOCK_FILE_H

#include "study/policy_file.h"

/** @brief Reads one shock: `entry` is its id and its map. */
void curb_shock_file_read(curb_reader_t *reader, const curb_entry_t *entry,
    const curb_world_t *world, const curb_horizon_t *horizon, curb_shock_t *shock);

#endif
