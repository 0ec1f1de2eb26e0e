/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Writing text files that are either whole or not there. */
#ifndef CURB_CLI_OUTPUT_H
#define CURB_CLI_OUTPUT_H

#include "model/diagnostics.h"

#include <stdio.h>

enum { CURB_OUTPUT_BYTES = 4096 };

/** A file that gets its name when it is whole. */
typedef struct {
    FILE *stream;
    char path[CURB_OUTPUT_BYTES], temporary[CURB_OUTPUT_BYTES + 32];
} curb_output_t;

/** @brief Makes the folders above `path`.
 *  @return CURB_OK or CURB_ERR_CANNOT_CREATE with a message. */
CURB_MUST_CHECK curb_error_t curb_output_make_folders(
    const char *path, curb_diagnostics_t *diagnostics);

/** @brief Opens a temporary file beside `path`. An existing `path` is refused unless its
 * first bytes are `own_start` (NULL: always refused): then it is ours and may be replaced.
 *  @return CURB_OK, CURB_ERR_CANNOT_CREATE or CURB_ERR_IO with a message. */
CURB_MUST_CHECK curb_error_t curb_output_open(curb_output_t *self, const char *path,
    const char *own_start, curb_diagnostics_t *diagnostics);

/** @brief Flushes and gives the file its name; on failure removes it and returns
 * CURB_ERR_IO. */
CURB_MUST_CHECK curb_error_t curb_output_finish(
    curb_output_t *self, curb_diagnostics_t *diagnostics);

/** @brief Throws an unfinished file away. */
void curb_output_discard(curb_output_t *self);

/** @brief The folder that a verb writes to: `asked` (-o), or `otherwise` beside the file
 *  `beside`; without slashes at its end. */
CURB_MUST_CHECK curb_error_t curb_output_folder(char folder[CURB_OUTPUT_BYTES],
    const char *asked, const char *beside, const char *otherwise,
    curb_diagnostics_t *diagnostics);

#endif
