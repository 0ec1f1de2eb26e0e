/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/solution.h"

#include "model/memory.h"
#include "store/h5.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

void curb_solution_free(curb_solution_t *self)
{
    curb_free(self->replicates);
    curb_free(self->values);
    curb_free(self->attempts);
    *self = (curb_solution_t){0};
}

const float *curb_solution_of(const curb_solution_t *self, uint32_t replicate)
{
    for (size_t r = 0; r < self->replicate_count; r++) {
        if (self->replicates[r] == replicate) {
            return self->values + r * self->count;
        }
    }
    return NULL;
}

uint32_t curb_solution_attempt(const curb_solution_t *self, uint32_t replicate)
{
    for (size_t r = 0; r < self->replicate_count; r++) {
        if (self->replicates[r] == replicate) {
            return self->attempts[r];
        }
    }
    return 0;
}

/* A solve belongs to its world, its settings and its draw; the program may be another one.
 */
static curb_error_t check_source(hid_t file, const char *path, const curb_batch_t *batch,
    curb_diagnostics_t *diagnostics)
{
    curb_identity_t wanted, found;
    curb_batch_identity(batch, &wanted);
    if (!curb_identity_read(&found, file)) {
        return curb_h5_fail(diagnostics, CURB_ERR_INVALID, path,
            "take a solve, because it is no results file of curb");
    }
    if (strcmp(found.world_hash, wanted.world_hash) != 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s was solved for another world or other settings (hash %s there, %s now)",
            path, found.world_hash, wanted.world_hash);
    }
    if (strcmp(found.seed_hex, wanted.seed_hex) != 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s was solved with seed %s, this study has %s", path, found.seed_hex,
            wanted.seed_hex);
    }
    return CURB_OK;
}

static curb_error_t read_values(
    curb_solution_t *self, hid_t file, const char *path, curb_diagnostics_t *diagnostics)
{
    self->replicates = curb_calloc(self->replicate_count, sizeof *self->replicates);
    self->values = curb_calloc(self->replicate_count, self->count * sizeof *self->values);
    self->attempts = curb_calloc(self->replicate_count, sizeof *self->attempts);
    if (self->replicates == NULL || self->values == NULL || self->attempts == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while reading %s", path);
    }
    bool done = curb_h5_read(file, "replicate", H5T_NATIVE_UINT32, self->replicate_count,
                    self->replicates) &&
                curb_h5_read(file, "draw_attempt", H5T_NATIVE_UINT32, self->replicate_count,
                    self->attempts) &&
                curb_h5_read(file, "solution/solved", H5T_NATIVE_FLOAT,
                    self->replicate_count * self->count, self->values);
    return done ? CURB_OK
                : curb_h5_fail(diagnostics, CURB_ERR_INVALID, path, "read the solve");
}

static curb_error_t read_file(curb_solution_t *self, hid_t file, const char *path,
    const curb_batch_t *batch, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = check_source(file, path, batch, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    hsize_t dims[2] = {0};
    if (!curb_h5_has(file, "solution") || !curb_h5_dims(file, "solution/solved", 2, dims) ||
        dims[1] != batch->solved_count) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s holds no solve that fits this program", path);
    }
    self->replicate_count = (size_t)dims[0];
    self->count = (size_t)dims[1];
    return read_values(self, file, path, diagnostics);
}

curb_error_t curb_solution_read(curb_solution_t *self, const char *path,
    const curb_batch_t *batch, curb_diagnostics_t *diagnostics)
{
    *self = (curb_solution_t){0};
    if (access(path, R_OK) != 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_INPUT, "%s: cannot read: %s", path, strerror(errno));
    }
    curb_h5_quiet();
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: not a results file of curb, or a damaged one", path);
    }
    curb_error_t error = read_file(self, file, path, batch, diagnostics);
    H5Fclose(file);
    for (uint32_t r = 0; error == CURB_OK && r < batch->study->replicates; r++) {
        if (curb_solution_of(self, r) == NULL) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "%s holds no solve for replicate %" PRIu32, path, r);
        }
    }
    if (error != CURB_OK) {
        curb_solution_free(self);
    }
    return error;
}
