/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the scenarios of a study choose from: policies, packages of them, changes of
 * demand. */
#ifndef CURB_STUDY_MENU_FILE_H
#define CURB_STUDY_MENU_FILE_H

#include "study/policy_file.h"

/** All of it lies in the reader's tree. */
typedef struct {
    curb_reader_t *reader;
    const curb_world_t *world;
    curb_horizon_t horizon;
    curb_policy_draft_t *drafts;
    size_t draft_count;
    const curb_node_t *packages; /**< NULL: none */
    curb_shock_t *shocks;
    size_t shock_count;
} curb_menu_t;

/** Policies of a menu, each once. */
typedef struct {
    size_t drafts[CURB_POLICY_MAX]; /**< indices */
    size_t count;
    bool full; /**< more than a scenario holds; said once */
} curb_picked_t;

/** @brief Reads `policies`, `packages` and `shocks` of a study, whose world, months and
 * months_before are set. */
curb_menu_t curb_menu_file_read(
    curb_reader_t *reader, const curb_node_t *root, const curb_study_t *study);

/** @brief Adds the policies that a list names, straight or through packages; reports what
 * is on no menu. */
void curb_menu_pick(
    const curb_menu_t *self, const curb_node_t *list, curb_picked_t *picked);

#endif
