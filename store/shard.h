/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  One replicate with all its scenarios: the unit of work, of writing and of resume. Here
 * it is memory and the bytes of an HDF5 file; the folder that keeps such files is
 * store/shards.h. */
#ifndef CURB_STORE_SHARD_H
#define CURB_STORE_SHARD_H

#include "model/diagnostics.h"
#include "model/record.h"
#include "store/batch.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    curb_identity_t identity;
    curb_record_t record;              /**< values of all scenarios of this shard; owned */
    char (*ids)[CURB_ID_BYTES];        /**< [scenario], owned */
    char (*hashes)[CURB_DIGEST_BYTES]; /**< [scenario], owned */
    char (*parameter_names)[2 * CURB_ID_BYTES]; /**< [parameter], owned */
    char *notes; /**< what the run said about replaced draws, a line each; owned */
} curb_shard_t;

/** @brief Makes a shard from a fresh record, taking over its memory, and from the shard
 * that was there before (or NULL): scenarios not in `wanted` (NULL: all are) come from
 * `old`, and scenarios of `old` that the study no longer has are kept behind the others. */
CURB_MUST_CHECK curb_error_t curb_shard_init(curb_shard_t *self, const curb_batch_t *batch,
    curb_record_t *record, const bool *wanted, const curb_shard_t *old, const char *notes);
void curb_shard_free(curb_shard_t *self);

/** @brief Where a scenario of the study is in the shard, or SIZE_MAX: it is not there, or
 * there with another hash. */
size_t curb_shard_find(const curb_shard_t *self, const char *id, const char *hash);

/** @brief Writes the shard as the HDF5 file `part`, that is `path` in messages. Equal
 * shards give equal bytes. On failure there is no such file.
 *  @return CURB_ERR_IO, CURB_ERR_CANNOT_CREATE, CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_shard_write(const curb_shard_t *self, const char *part,
    const char *path, curb_diagnostics_t *diagnostics);

/** @brief Bytes held, about, while a shard with so many bytes of values is unpacked: the
 * values, and the file that they come from. To write one takes none beside the values. */
double curb_shard_bytes(double values_bytes);

/** @brief Reads such a file. Without `values` record.values is left NULL and the rest is
 * there.
 *  @return CURB_ERR_INVALID without a message when the bytes are not a whole shard,
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_shard_unpack(
    curb_shard_t *self, char *bytes, size_t count, bool values);

#endif
