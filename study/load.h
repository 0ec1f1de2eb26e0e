/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  From files to one tree: reading within limits, `extends`, `--set`. */
#ifndef CURB_STUDY_LOAD_H
#define CURB_STUDY_LOAD_H

#include "study/reader.h"

/** @brief Reads a file and all that it extends. `from` is the value that named it, for
 * messages and for the folder that a relative path starts in; NULL for the path of the
 * command line.
 *  @return the tree, a map, or NULL after an error was reported. */
curb_node_t *curb_load_file(
    curb_reader_t *reader, const char *path, const curb_node_t *from);

/** @brief The whole text of a file, within the limits of all files; `from` as above.
 *  @return it, or NULL after an error was reported. */
const curb_source_t *curb_load_text(
    curb_reader_t *reader, const char *path, const curb_node_t *from);

/** @brief Lays the settings over the tree. Those under `prefix` ("world.", or "" for the
 * rest) are meant; others are left for another call. */
void curb_load_settings(curb_reader_t *reader, curb_node_t *root, const char *prefix,
    const curb_setting_t *settings, size_t setting_count);

#endif
