/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The table of States that a world is allocated to, from CSV. */
#ifndef CURB_STUDY_STATES_FILE_H
#define CURB_STUDY_STATES_FILE_H

#include "study/allocation.h"
#include "study/csv_file.h"

typedef struct {
    curb_csv_t csv;
    size_t count; /**< member i is row i */
    curb_member_t members[CURB_MEMBER_MAX];
    const char *ids[CURB_MEMBER_MAX], *names[CURB_MEMBER_MAX];
    const char *place_ids[CURB_MEMBER_MAX]; /**< id, of a group that of its jurisdiction */
} curb_states_t;

/** @brief Reads the file that `path` names. Columns: id, name, kind (state, group),
 * counted_in (groups: id of their jurisdiction), neighbour (States: id of another State),
 * region_YEAR, population_YEAR, gdp_usd_YEAR, latitude, longitude; others are not looked
 * at. An empty gdp_usd_YEAR is the neighbour's GDP per inhabitant.
 *  @param year it is in the names of the columns.
 *  @param regions keys of this map are the regions; each needs a member.
 *  @return false after errors, each at its row. */
CURB_MUST_CHECK bool curb_states_read(curb_reader_t *reader, const curb_node_t *path,
    int year, const curb_node_t *regions, curb_states_t *states);

#endif
