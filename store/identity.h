/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What must agree before numbers of two runs may stand side by side. */
#ifndef CURB_STORE_IDENTITY_H
#define CURB_STORE_IDENTITY_H

#include "model/diagnostics.h"
#include "model/scenario.h"
#include "store/digest.h"

#include <hdf5.h>
#include <stdbool.h>

typedef struct {
    char study_id[CURB_ID_BYTES];
    char world_id[CURB_ID_BYTES];
    char world_hash[CURB_DIGEST_BYTES];
    char seed_hex[20]; /**< text, because R and JSON lose integers above 2^53 */
    char version[64];
} curb_identity_t;

enum { CURB_DIFFERENCES_BYTES = 1024 };

/** @brief Whether the two agree; else the differences in words: "seed 0x1 there, 0x2 now".
 */
bool curb_identity_equals(const curb_identity_t *wanted, const curb_identity_t *found,
    char text[CURB_DIFFERENCES_BYTES]);

/** @brief Adds an error naming each difference, if there is one.
 *  @return CURB_OK or CURB_ERR_CANNOT_CREATE. */
CURB_MUST_CHECK curb_error_t curb_identity_check(const curb_identity_t *wanted,
    const curb_identity_t *found, const char *path, curb_diagnostics_t *diagnostics);

/** @brief Writes it as attributes of a file, and reads it back; false when one is missing.
 */
bool curb_identity_write(const curb_identity_t *self, hid_t file);
bool curb_identity_read(curb_identity_t *self, hid_t file);

#endif
