/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  One YAML text to a tree, within limits: no tags, no merge keys, no duplicate keys,
 * aliases unfolded under a budget of nodes. */
#ifndef CURB_STUDY_YAML_H
#define CURB_STUDY_YAML_H

#include "study/reader.h"

/** @brief Reads a text. @return its root, or NULL: after an error was reported, or, with no
 * error, because there is nothing in the text. */
curb_node_t *curb_yaml_read(curb_reader_t *reader, const curb_source_t *source);

#endif
