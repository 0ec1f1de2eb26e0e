/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How much memory there is, and how many replicates fit into it at once. Found out before
 * a run: a process that asks for too much is killed hours later and without a word. */
#ifndef CURB_EXPERIMENTS_ROOM_H
#define CURB_EXPERIMENTS_ROOM_H

#include "model/diagnostics.h"
#include "model/run.h"

#include <stddef.h>

typedef struct {
    double free_bytes; /**< that this process may still ask for */
    const char *limit; /**< what sets the limit, in words */
    double need_bytes; /**< of one replicate with one thread, packed and merged: used, or
                          asked for under a limit on addresses */
    double each_bytes; /**< of each in hand */
    int replicates;    /**< to have in hand at once, at least 1 */
} curb_room_t;

/** @brief Bytes that a run of so many replicates takes, with `in_hand` of `each_bytes` at
 * once: while all of them run, while one is packed, or while all are merged, whichever is
 * most. */
double curb_room_bytes(
    const curb_run_t *run, double each_bytes, size_t replicates, int in_hand);

/** @brief How many replicates to have in hand with `jobs` threads and so many replicates.
 * Says in a note when that is fewer than there are threads; the others then help inside the
 * replicates. @param sharers processes like this one on the machine, at least 1.
 *  @return CURB_ERR_NO_MEMORY, with a scale that would fit where there is one, when not
 * even one fits; what curb_run_memory() says. */
CURB_MUST_CHECK curb_error_t curb_room_plan(curb_room_t *self, const curb_run_t *run,
    size_t replicates, int jobs, int sharers, curb_diagnostics_t *diagnostics);

#endif
