/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Policies from their tree. */
#ifndef CURB_STUDY_POLICY_FILE_H
#define CURB_STUDY_POLICY_FILE_H

#include "study/bind.h"

/** What policies take from their study. */
typedef struct {
    int months;        /**< length of the run */
    int months_before; /**< default start */
    bool in_force;     /**< laws of a world: no schedule */
} curb_horizon_t;

/** A policy and what scenarios need to change it. */
typedef struct {
    curb_policy_t policy;
    int dose;                  /**< CURB_DOSE_*; -1: an intensity of its own */
    bool fine;                 /**< read without an error */
    const curb_entry_t *entry; /**< place of its id */
} curb_policy_draft_t;

/** @brief Reads one policy: `entry` is its id and its map. */
void curb_policy_file_read(curb_reader_t *reader, const curb_entry_t *entry,
    const curb_world_t *world, const curb_horizon_t *horizon, curb_policy_draft_t *draft);

/** @brief Month of a number of years after the start; reports one beyond the run. */
bool curb_policy_file_start(curb_reader_t *reader, const curb_node_t *node, double years,
    const curb_horizon_t *horizon, int *month);

/** @brief The intensity of a dose. */
double curb_policy_file_dose(curb_instrument_t instrument, int dose);

/** @brief Whether a word can be an id; reports it when not. `what` is "policy", "sector".
 */
bool curb_policy_file_id(
    curb_reader_t *reader, const curb_entry_t *entry, const char *what);

#endif
