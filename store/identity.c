/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/identity.h"

#include "store/h5.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    char *text;
    size_t length;
} differences_t;

static void compare(
    differences_t *differences, const char *what, const char *found, const char *wanted)
{
    if (strcmp(found, wanted) == 0 || differences->length >= CURB_DIFFERENCES_BYTES - 1) {
        return;
    }
    int written = snprintf(differences->text + differences->length,
        CURB_DIFFERENCES_BYTES - differences->length, "%s%s %s there, %s now",
        differences->length > 0 ? "; " : "", what, found, wanted);
    differences->length += written > 0 ? (size_t)written : 0;
}

bool curb_identity_equals(const curb_identity_t *wanted, const curb_identity_t *found,
    char text[CURB_DIFFERENCES_BYTES])
{
    differences_t differences = {.text = text};
    compare(&differences, "study", found->study_id, wanted->study_id);
    compare(&differences, "world", found->world_id, wanted->world_id);
    compare(
        &differences, "hash of world and settings", found->world_hash, wanted->world_hash);
    compare(&differences, "seed", found->seed_hex, wanted->seed_hex);
    compare(&differences, "program", found->version, wanted->version);
    return differences.length == 0;
}

curb_error_t curb_identity_check(const curb_identity_t *wanted,
    const curb_identity_t *found, const char *path, curb_diagnostics_t *diagnostics)
{
    char differences[CURB_DIFFERENCES_BYTES];
    if (curb_identity_equals(wanted, found, differences)) {
        return CURB_OK;
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
        "%s is from another study or program (%s); choose another output with -o, or "
        "remove it",
        path, differences);
}

bool curb_identity_write(const curb_identity_t *self, hid_t file)
{
    return curb_h5_text_attribute(file, "study", self->study_id) &&
           curb_h5_text_attribute(file, "world", self->world_id) &&
           curb_h5_text_attribute(file, "world_hash", self->world_hash) &&
           curb_h5_text_attribute(file, "master_seed", self->seed_hex) &&
           curb_h5_text_attribute(file, "product_version", self->version);
}

bool curb_identity_read(curb_identity_t *self, hid_t file)
{
    return curb_h5_get_text(file, "study", self->study_id, sizeof self->study_id) &&
           curb_h5_get_text(file, "world", self->world_id, sizeof self->world_id) &&
           curb_h5_get_text(
               file, "world_hash", self->world_hash, sizeof self->world_hash) &&
           curb_h5_get_text(file, "master_seed", self->seed_hex, sizeof self->seed_hex) &&
           curb_h5_get_text(file, "product_version", self->version, sizeof self->version);
}
