/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  SHA-256 as hexadecimal text, fed piece by piece. */
#ifndef CURB_STORE_DIGEST_H
#define CURB_STORE_DIGEST_H

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CURB_DIGEST_BYTES = 65 }; /**< 64 digits and the end of the text */

typedef struct {
    struct sha256_ctx context;
} curb_digest_t;

void curb_digest_start(curb_digest_t *self);
void curb_digest_bytes(curb_digest_t *self, const void *bytes, size_t count);

/** @brief Adds a text with its end, so that "ab","c" differs from "a","bc". */
void curb_digest_text(curb_digest_t *self, const char *text);

/** @brief Adds a number in little-endian order, the same on every machine. */
void curb_digest_number(curb_digest_t *self, uint64_t number);

/** @brief Adds doubles bit for bit. */
void curb_digest_doubles(curb_digest_t *self, const double *values, size_t count);

/** @brief Writes the digest and starts anew. */
void curb_digest_finish(curb_digest_t *self, char hex[CURB_DIGEST_BYTES]);

/** @brief Digest of one block of bytes. */
void curb_digest_of(const void *bytes, size_t count, char hex[CURB_DIGEST_BYTES]);

/** @brief Digest of a file's bytes. False, with errno, when it cannot be read. */
bool curb_digest_of_file(const char *path, char hex[CURB_DIGEST_BYTES]);

#endif
