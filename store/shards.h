/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The folder of a run's shards, OUT.shards/: a file for each replicate (r000007.h5), and
 *  SHA256SUMS, by which damage is noticed (`sha256sum -c` reads it too). One run writes to
 * it, or several that divide the replicates among them, on one machine or on many. The
 * functions are called by one thread at a time. */
#ifndef CURB_STORE_SHARDS_H
#define CURB_STORE_SHARDS_H

#include "model/diagnostics.h"
#include "store/manifest.h"
#include "store/shard.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *folder;
    char *writer; /**< which of several that write at the same time, or NULL: alone */
    int lock;     /**< descriptor that holds the lock of the folder */
    int own_lock; /**< and the one of the writer, or -1 */
    curb_manifest_t manifest;
} curb_shards_t;

/** What became of reading one shard. */
typedef enum {
    CURB_SHARD_THERE,
    CURB_SHARD_MISSING,
    CURB_SHARD_DAMAGED
} curb_shard_state_t;

/** What else the folder has, so that it can be merged without the study's own files: the
 * resolved copy of the study, and the posterior that it draws from. */
#define CURB_SHARDS_STUDY "study.yaml"
#define CURB_SHARDS_POSTERIOR "posterior.h5"

/** @brief Makes or opens the folder, locks it, removes what killed runs left half-written.
 *  @param out_path the results file, or the folder itself, whose name ends in ".shards".
 *  @param writer NULL: nobody else may be writing there; else a name for this one of
 * several, such as "3of8", which goes into the name of a file.
 *  @return CURB_ERR_CANNOT_CREATE when the folder cannot be made or another run works in
 * it that is not one of several, or has the same name. */
CURB_MUST_CHECK curb_error_t curb_shards_open(curb_shards_t *self, const char *out_path,
    const char *writer, curb_diagnostics_t *diagnostics);

/** @brief Lets other writers in and goes on as one of them. */
CURB_MUST_CHECK curb_error_t curb_shards_share(
    curb_shards_t *self, const char *writer, curb_diagnostics_t *diagnostics);

/** @brief Ends the sharing. `*alone` says whether no other writer is left; then the folder
 * is locked as by one run and what all have written is known. Of several that end at the
 * same time at least one is alone. */
CURB_MUST_CHECK curb_error_t curb_shards_alone(
    curb_shards_t *self, bool *alone, curb_diagnostics_t *diagnostics);

/** Whether a replicate is among those that are looked for. */
typedef bool curb_shards_wanted_t(const void *context, uint32_t replicate);

/** @brief How many of the wanted replicates have a file there, whole or damaged, and one of
 * them. Reads the names only. */
size_t curb_shards_find(const curb_shards_t *self, curb_shards_wanted_t *wanted,
    const void *context, uint32_t *one);

/** @brief Reads a shard back; `shard` is the caller's when it is there. A file that does
 * not match its checksum, or cannot be read, is damaged, not an error.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_shards_read(curb_shards_t *self, uint32_t replicate,
    bool values, curb_shard_t *shard, curb_shard_state_t *state,
    curb_diagnostics_t *diagnostics);

/** @brief Writes a shard, in place of an older one. A kill at any moment leaves the old or
 * the new one, each with its checksum. */
CURB_MUST_CHECK curb_error_t curb_shards_write(
    curb_shards_t *self, const curb_shard_t *shard, curb_diagnostics_t *diagnostics);

/** @brief Rewrites SHA256SUMS with one line a shard. Alone only. */
CURB_MUST_CHECK curb_error_t curb_shards_tidy(
    curb_shards_t *self, curb_diagnostics_t *diagnostics);

/** @brief Keeps a file beside the shards; one that is there already with these bytes stays
 * untouched. */
CURB_MUST_CHECK curb_error_t curb_shards_keep(const curb_shards_t *self, const char *name,
    const void *bytes, size_t count, curb_diagnostics_t *diagnostics);

/** @brief Path of a shard, for messages; the caller frees it. NULL without memory. */
char *curb_shards_path(const curb_shards_t *self, uint32_t replicate);

void curb_shards_close(curb_shards_t *self);

#endif
