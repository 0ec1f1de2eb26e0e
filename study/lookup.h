/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  From a number in a file to its row of the registry. The id of a row is the id of the
 * world in whose file the number stands, and the path of the number in it; a file that
 * extends another leaves the other's ids alone. */
#ifndef CURB_STUDY_LOOKUP_H
#define CURB_STUDY_LOOKUP_H

#include "model/registry.h"
#include "study/reader.h"

/** @brief Whether a value leaves its number to the registry: the word `registry`, or a map
 * `{registry: ID}` without a number. */
bool curb_lookup_is_asked(const curb_node_t *node);

/** @brief The row that such a value asks for; `other` is tried after the row of the path
 * (NULL: none). Reports what is not there, with a guess, and returns NULL. */
const curb_registry_row_t *curb_lookup_row(
    curb_reader_t *reader, const curb_node_t *node, const char *other);

/** @brief The row that vouches for a number which a file gives itself: the one that it
 * names (`registry:` in its map), if that has the same number, or a row with `*` of its
 * path. A number with a source of its own has only a row that gives its rule. NULL when
 * there is none. */
const curb_registry_row_t *curb_lookup_voucher(
    curb_reader_t *reader, const curb_node_t *node, double value);

/** @brief Whether a resolved copy, which holds the world under its own id, would find the
 * same row for a plain number. */
bool curb_lookup_is_own(const curb_reader_t *reader, const curb_node_t *node);

/** @brief Whether a map says for itself where its number is from. */
bool curb_lookup_has_source(const curb_node_t *node);

#endif
