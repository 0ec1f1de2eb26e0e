/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be written over: nothing but an earlier result of the same study. */
#include "model/memory.h"
#include "store/h5.h"
#include "store/merge.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static curb_error_t refuse(
    curb_diagnostics_t *diagnostics, const char *path, const char *why)
{
    if (curb_memory_ran_out()) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while reading %s", path);
    }
    return curb_diagnostics_fail(
        diagnostics, CURB_ERR_CANNOT_CREATE, "%s: %s; it is not overwritten", path, why);
}

static curb_error_t check_scenarios(const curb_batch_t *batch, const char *path,
    size_t count, char (*ids)[CURB_ID_BYTES], char (*hashes)[CURB_DIGEST_BYTES],
    curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    const curb_study_t *study = batch->study;
    for (size_t s = 0; s < study->scenario_count; s++) {
        for (size_t i = 0; i < count; i++) {
            if (strcmp(ids[i], study->scenarios[s].id) == 0 &&
                strcmp(hashes[i], batch->hashes[s]) != 0) {
                error = curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
                    "%s is from another study: its scenario %s differs from the one now; "
                    "choose another output with -o, or remove it",
                    path, ids[i]);
            }
        }
    }
    return error;
}

static curb_error_t compare_scenarios(const curb_batch_t *batch, const char *path,
    hid_t file, curb_diagnostics_t *diagnostics)
{
    hsize_t count = 0;
    if (!curb_h5_dims(file, "scenario", 1, &count)) {
        return refuse(diagnostics, path, "a damaged results file of curb is there");
    }
    char(*ids)[CURB_ID_BYTES] = curb_calloc(count, sizeof *ids);
    char(*hashes)[CURB_DIGEST_BYTES] = curb_calloc(count, sizeof *hashes);
    curb_error_t error = CURB_OK;
    if (ids == NULL || hashes == NULL) {
        error = curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while reading %s", path);
    } else if (!curb_h5_read_texts(file, "scenario", count, (char *)ids, sizeof *ids) ||
               !curb_h5_read_texts(
                   file, "scenario_hash", count, (char *)hashes, sizeof *hashes)) {
        error = refuse(diagnostics, path, "a damaged results file of curb is there");
    } else {
        error = check_scenarios(batch, path, count, ids, hashes, diagnostics);
    }
    curb_free(ids);
    curb_free(hashes);
    return error;
}

static curb_error_t compare_file(const curb_batch_t *batch, const char *path, hid_t file,
    curb_diagnostics_t *diagnostics)
{
    int64_t format = 0;
    curb_identity_t wanted, found;
    if (!curb_h5_get_integer(file, "curb_results_format", &format) ||
        !curb_identity_read(&found, file)) {
        return refuse(diagnostics, path, "a file that is no results file of curb is there");
    }
    curb_batch_identity(batch, &wanted);
    curb_error_t error = curb_identity_check(&wanted, &found, path, diagnostics);
    curb_error_t scenarios = compare_scenarios(batch, path, file, diagnostics);
    return error != CURB_OK ? error : scenarios;
}

curb_error_t curb_merge_may_write(
    const curb_batch_t *batch, const char *out_path, curb_diagnostics_t *diagnostics)
{
    struct stat status;
    curb_h5_quiet();
    if (stat(out_path, &status) != 0) {
        return errno == ENOENT ? CURB_OK : refuse(diagnostics, out_path, strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        return refuse(diagnostics, out_path, "a folder is there");
    }
    if (!S_ISREG(status.st_mode)) {
        return refuse(diagnostics, out_path, "something that is no file is there");
    }
    hid_t file = H5Fopen(out_path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file < 0) {
        return refuse(
            diagnostics, out_path, "a file that is no whole results file of curb is there");
    }
    curb_error_t error = compare_file(batch, out_path, file, diagnostics);
    H5Fclose(file);
    return error;
}
