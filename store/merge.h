/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  From shards to the one results file (docs/results-format.md). Memory does not grow with
 * the number of replicates: it holds a few of them at a time. */
#ifndef CURB_STORE_MERGE_H
#define CURB_STORE_MERGE_H

#include "model/diagnostics.h"
#include "store/batch.h"
#include "store/shards.h"
#include "store/stopped.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/** What to merge and what to say about it; all borrowed. */
typedef struct {
    const curb_batch_t *batch;
    curb_shards_t *shards;
    const uint32_t *replicates; /**< complete ones, ascending, at least one */
    size_t replicate_count;
    const uint32_t *failed; /**< ascending */
    size_t failed_count;
    const char *command_line; /**< for history, or NULL */
    int threads;
    const curb_stopped_t *stopped; /**< the rule that set the number, or NULL */
    time_t started;
} curb_merge_input_t;

/** @brief Bytes that a merge of so many numbers holds, about: a few replicates of it at a
 * time, and what HDF5 knows of the chunks of the file. */
double curb_merge_bytes(size_t scenarios, size_t periods, size_t cells, size_t replicates);

/** @brief Whether a results file may be written to `out_path`: nothing is there, or an
 * earlier result of the same study.
 *  @return CURB_ERR_CANNOT_CREATE with what is there instead, all differences named. */
CURB_MUST_CHECK curb_error_t curb_merge_may_write(
    const curb_batch_t *batch, const char *out_path, curb_diagnostics_t *diagnostics);

/** @brief Writes the results file under a temporary name and gives it its own when it is
 * whole.
 *  @return CURB_ERR_IO also for a shard that was damaged in the meantime. */
CURB_MUST_CHECK curb_error_t curb_merge(
    const curb_merge_input_t *input, const char *out_path, curb_diagnostics_t *diagnostics);

#endif
