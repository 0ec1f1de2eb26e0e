/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Files that are either whole or not there: written under a temporary name in the same
 * folder, brought to the disk, then renamed. */
#ifndef CURB_STORE_FILES_H
#define CURB_STORE_FILES_H

#include "model/diagnostics.h"

#include <stddef.h>

/** @brief printf into fresh memory; NULL when there is none. Free with curb_free(). */
char *curb_text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** @brief The name under which a file is written until it is whole: PATH.part-PID-HOST.
 * With the machine in it, since several may write to one folder. */
char *curb_file_part_name(const char *path);

/** @brief Removes PATH.part-* that runs which are no longer alive left behind: those of
 * this machine whose process is gone, and those of others that are older than an hour. */
void curb_file_clean_parts(const char *path);

/** @brief The same for every file of a folder. */
void curb_folder_clean_parts(const char *folder);

/** @brief Brings a finished temporary file to the disk and gives it its name. On failure
 * the temporary file is removed. */
CURB_MUST_CHECK curb_error_t curb_file_publish(
    const char *part, const char *path, curb_diagnostics_t *diagnostics);

/** @brief Writes a whole file at once, or leaves what was there. */
CURB_MUST_CHECK curb_error_t curb_file_write(
    const char *path, const void *bytes, size_t count, curb_diagnostics_t *diagnostics);

/** @brief Reads a whole file. `*bytes` is the caller's, with a zero after the last byte.
 * The message of a failure is left to the caller.
 *  @return CURB_ERR_NO_INPUT when there is no such file, CURB_ERR_IO, CURB_ERR_NO_MEMORY.
 */
CURB_MUST_CHECK curb_error_t curb_file_read(const char *path, char **bytes, size_t *count);

/** @brief Makes a folder and those above it; an existing one is fine. */
CURB_MUST_CHECK curb_error_t curb_folder_make(
    const char *path, curb_diagnostics_t *diagnostics);

/** @brief Makes a fresh folder for files that nobody keeps, where TMPDIR says or in /tmp.
 * `*path` is the caller's.
 *  @return CURB_ERR_CANNOT_CREATE, CURB_ERR_NO_MEMORY */
CURB_MUST_CHECK curb_error_t curb_folder_scratch(
    char **path, curb_diagnostics_t *diagnostics);

/** @brief Removes a scratch folder with all that is below it. */
void curb_folder_discard(const char *path);

/** @brief The folder that a path lies in, "." when it names none. */
char *curb_folder_of(const char *path);

#endif
