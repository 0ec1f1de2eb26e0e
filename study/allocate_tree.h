/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  An allocation in the making: what is read of regions and States, and divided, before it
 * is written into the tree. */
#ifndef CURB_STUDY_ALLOCATE_TREE_H
#define CURB_STUDY_ALLOCATE_TREE_H

#include "study/bind.h"
#include "study/states_file.h"

enum { CURB_ALLOCATE_FLOWS = CURB_MEMBER_MAX * CURB_MEMBER_MAX };

/** One allocation; lives in the tree. */
typedef struct {
    curb_reader_t *reader;
    const curb_node_t *root, *section;
    curb_allocate_keys_t keys;
    curb_node_t *regions; /**< map: their entries of `jurisdictions` */
    const curb_node_t *sectors;
    curb_states_t states;
    size_t places;
    size_t names[CURB_MEMBER_MAX];                   /**< [place] its member */
    double people[CURB_MEMBER_MAX][CURB_SECTOR_MAX]; /**< [member] */
    double profit[CURB_MEMBER_MAX][CURB_SECTOR_MAX]; /**< USD a year */
    double supply[CURB_MEMBER_MAX][CURB_SECTOR_MAX]; /**< units a month */
    double consumption[CURB_MEMBER_MAX];             /**< of the sector in hand */
    double rows[CURB_MEMBER_MAX], columns[CURB_MEMBER_MAX];
    double flows[CURB_ALLOCATE_FLOWS], sums[CURB_ALLOCATE_FLOWS];
    double exploited_share[CURB_SECTOR_MAX];
    double at_risk[CURB_JURISDICTION_MAX][CURB_GROUP_COUNT]; /**< [region] per inhabitant */
    curb_jurisdiction_t region;                              /**< being read */
} curb_allocate_work_t;

/** @brief Key of a map's entry, for binding ids. */
const char *curb_allocate_entry(const void *names, size_t index);

/** @brief Puts a key into a map, in place of one that is there; a map or value of NULL was
 *  reported already. */
void curb_allocate_put(
    curb_allocate_work_t *work, curb_node_t *map, const char *key, curb_node_t *value);

/** @brief The world with its places, their cells, flows and sectors written into the tree,
 *  under what the file says of States itself; NULL where memory ends. */
const curb_node_t *curb_allocate_write(curb_allocate_work_t *work);

#endif
