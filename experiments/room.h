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
    double once_bytes; /**< needed beside the replicates: one shard, a block of the merge */
    double each_bytes; /**< of a replicate with one thread: used, or asked for under a limit
                          on addresses */
    int replicates;    /**< to have in hand at once, at least 1 */
} curb_room_t;

/** @brief Bytes needed beside the replicates: one shard, a block of the merge. */
double curb_room_once_bytes(const curb_run_t *run);

/** @brief How many replicates to have in hand with `jobs` threads and so many replicates.
 * Says in a note when that is fewer than there are threads; the others then help inside the
 * replicates. @param sharers processes like this one on the machine, at least 1.
 *  @return CURB_ERR_NO_MEMORY, with a scale that would fit where there is one, when not
 * even one fits; what curb_run_memory() says. */
CURB_MUST_CHECK curb_error_t curb_room_plan(curb_room_t *self, const curb_run_t *run,
    size_t replicates, int jobs, int sharers, curb_diagnostics_t *diagnostics);

#endif
