/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a results file says of the rule that decided how many replicates it has. A file
 *  whose number was asked for beforehand says nothing. */
#ifndef CURB_STORE_STOPPED_H
#define CURB_STORE_STOPPED_H

#include "model/scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    bool by_rule;         /**< false: the rest is empty */
    char question[16];    /**< "best" or "differences" */
    char metric[64];      /**< key of the metric it was asked of */
    char goal[8];         /**< "less" or "more" is better; of the question "best" */
    char asked[32];       /**< the difference as it was asked for: "1%", "5000" */
    double delta;         /**< the same in the unit of the metric */
    double level;         /**< 0.95 */
    size_t looks, units;  /**< times it was looked, and units at the last look */
    bool settled;         /**< false: it was stopped before, by a limit */
    double resolvable;    /**< the difference that the replicates there could resolve */
    char remaining[1000]; /**< ids of scenarios still in contention, separated by blanks;
                             cut short with "..." */
} curb_stopped_t;

/** @brief Writes it as attributes of the file (an hid_t, which is this; readers of results
 * need no HDF5); nothing when there was no rule. */
bool curb_stopped_write(const curb_stopped_t *self, int64_t file);

/** @brief Reads it back; false for a damaged file. */
bool curb_stopped_read(curb_stopped_t *self, int64_t file);

#endif
