/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A world from its tree. */
#ifndef CURB_STUDY_WORLD_FILE_H
#define CURB_STUDY_WORLD_FILE_H

#include "study/bind.h"

/** @brief Reads and checks a world into `world`, which is zeroed; writes all of it to the
 * resolved copy. Errors are kept in the reader. */
void curb_world_file_read(
    curb_reader_t *reader, const curb_node_t *root, curb_world_t *world);

/** @brief Names for curb_bind_name(), from a world: ids of jurisdictions, of sectors. */
const char *curb_jurisdiction_at(const void *world, size_t index);
const char *curb_sector_at(const void *world, size_t index);

/** @brief Makes a number uncertain, in the place of one that has the name already. */
void curb_world_file_uncertain(curb_reader_t *reader, curb_world_t *world, const char *name,
    const curb_number_t *number, double factor, double *const *places, size_t count);

/** @brief Reads responses and levers over their defaults. */
void curb_world_file_values(
    curb_reader_t *reader, const curb_node_t *root, curb_world_t *world);

#endif
