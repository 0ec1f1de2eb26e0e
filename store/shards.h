/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The folder of a run's shards, OUT.shards/: a file for each replicate (r000007.h5), and
 *  SHA256SUMS, by which damage is noticed (`sha256sum -c` reads it too). One run at a time
 * writes to it. Its functions are called by one thread at a time. */
#ifndef CURB_STORE_SHARDS_H
#define CURB_STORE_SHARDS_H

#include "model/diagnostics.h"
#include "store/shard.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t replicate;
    char digest[CURB_DIGEST_BYTES];
} curb_shards_entry_t;

typedef struct {
    char *folder;
    int lock;                     /**< descriptor that holds the lock */
    curb_shards_entry_t *entries; /**< what the manifest says; later ones are newer */
    size_t count, capacity;
} curb_shards_t;

/** What became of reading one shard. */
typedef enum {
    CURB_SHARD_THERE,
    CURB_SHARD_MISSING,
    CURB_SHARD_DAMAGED
} curb_shard_state_t;

/** @brief Makes or opens the folder, locks it, removes what killed runs left half-written.
 *  @return CURB_ERR_CANNOT_CREATE when the folder cannot be made or another run works in
 * it. */
CURB_MUST_CHECK curb_error_t curb_shards_open(
    curb_shards_t *self, const char *out_path, curb_diagnostics_t *diagnostics);

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

/** @brief Rewrites the manifest with one line a shard. */
CURB_MUST_CHECK curb_error_t curb_shards_tidy(
    curb_shards_t *self, curb_diagnostics_t *diagnostics);

/** @brief Path of a shard, for messages; the caller frees it. NULL without memory. */
char *curb_shards_path(const curb_shards_t *self, uint32_t replicate);

void curb_shards_close(curb_shards_t *self);

#endif
