/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Checksums of the shards in a folder: SHA256SUMS, and SHA256SUMS.WRITER for each of
 * several that write at the same time, since no two machines can append to one file safely.
 * `sha256sum -c` reads them. Private to the store. */
#ifndef CURB_STORE_MANIFEST_H
#define CURB_STORE_MANIFEST_H

#include "model/diagnostics.h"
#include "store/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t replicate;
    char digest[CURB_DIGEST_BYTES];
} curb_manifest_entry_t;

typedef struct {
    curb_manifest_entry_t *entries; /**< later ones are newer; owned */
    size_t count, capacity;
} curb_manifest_t;

/** @brief Reads all that the folder has, in place of what was there. A file that cannot be
 * read is a warning: its shards will be run again.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_manifest_read(
    curb_manifest_t *self, const char *folder, curb_diagnostics_t *diagnostics);

/** @brief Whether any line for the shard has this digest. */
bool curb_manifest_has(curb_manifest_t *self, uint32_t replicate, const char *digest);

/** @brief Adds a line and brings it to the disk. @param writer NULL: to SHA256SUMS. */
CURB_MUST_CHECK curb_error_t curb_manifest_add(curb_manifest_t *self, const char *folder,
    const char *writer, uint32_t replicate, const char *digest,
    curb_diagnostics_t *diagnostics);

/** @brief Writes SHA256SUMS with one line a shard and removes the files of writers. Nobody
 * else may be writing. */
CURB_MUST_CHECK curb_error_t curb_manifest_tidy(
    curb_manifest_t *self, const char *folder, curb_diagnostics_t *diagnostics);

/** @brief Path of a writer's file; the caller frees it. NULL without memory. */
char *curb_manifest_path(const char *folder, const char *writer);

void curb_manifest_free(curb_manifest_t *self);

#endif
