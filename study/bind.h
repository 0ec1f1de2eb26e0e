/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  From a tree to values: reads maps by the field table, checks types and ranges, fills
 * defaults and adds each value to the resolved copy. */
#ifndef CURB_STUDY_BIND_H
#define CURB_STUDY_BIND_H

#include "study/fields.h"
#include "study/reader.h"

enum {
    CURB_NUMBERS_MAX = 64,
    CURB_LINE_MAP = 8 /**< longer maps of shares go to the resolved copy in one line */
};

/** A number with its range. */
typedef struct {
    bool given;     /**< it was in the file, or is a default */
    bool uncertain; /**< draws replace it */
    double value, low, high;
    curb_spread_t spread;
    const curb_node_t *node; /**< NULL for a default */
} curb_number_t;

/** How a number is to be read. */
typedef struct {
    const char *unit;
    double least, most;
    bool percent;         /**< `40%` is allowed */
    bool sampled;         /**< a range may make it uncertain */
    const char *registry; /**< row for `registry` after that of the path; NULL: none */
} curb_number_rule_t;

typedef enum {
    CURB_BIND_WHOLE,  /**< defaults are filled in, what is required must be there */
    CURB_BIND_PARTIAL /**< only what is there is read */
} curb_bind_t;

/** @brief Reads a map by its rows into `object`. `node` NULL is an empty map. The numbers
 * are also listed, in the order of the rows and of their blocks, from `numbers` on
 * (CURB_NUMBERS_MAX; may be NULL). Keys without a row are not looked at: see
 * curb_bind_keys(). */
void curb_bind_block(curb_reader_t *reader, const curb_node_t *node,
    const curb_block_t *block, curb_bind_t how, void *object, curb_number_t *numbers);

/** @brief Names the fields that curb_bind_block() lists, in the same order:
 * "buyers.firm.vetted".
 *  @return how many; `offsets` are those of the values in the object. */
size_t curb_bind_list(const curb_block_t *block, char (*names)[CURB_ID_BYTES],
    size_t *offsets, const curb_field_t **fields);

/** @brief Refuses keys that have no row in any of the blocks. */
void curb_bind_keys(curb_reader_t *reader, const curb_node_t *node,
    const curb_block_t *const *blocks, size_t block_count);

/** @brief Reads one number under the current path, a scalar or a map with provenance, and
 * writes it to the resolved copy under `key`. @return false when it was refused. */
bool curb_bind_number(curb_reader_t *reader, const char *key, const curb_node_t *node,
    const curb_number_rule_t *rule, curb_number_t *number);

/** @brief The same for a number that no file gives: it is that of a row of the registry. */
bool curb_bind_row(curb_reader_t *reader, const char *key, const curb_registry_row_t *row,
    const curb_number_rule_t *rule, curb_number_t *number);

/** @brief Whether a node is a map; reports it when it is not. NULL is no map and no error.
 */
bool curb_bind_is_map(curb_reader_t *reader, const curb_node_t *node);

/** @brief Calls `offer` with each known name, so that an unknown one finds its neighbour.
 */
typedef const char *curb_name_at_t(const void *names, size_t index);

/** @brief Index of an id among `count`; reports an unknown one, with a guess, and returns
 * `count`. */
size_t curb_bind_name(curb_reader_t *reader, const curb_node_t *node, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count);

/** @brief The same for a key of a map. */
size_t curb_bind_key(curb_reader_t *reader, const curb_entry_t *entry, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count);

/** @brief Reads `all` or a list of ids as bits; 0 after an error, which was reported. */
uint64_t curb_bind_names(curb_reader_t *reader, const curb_node_t *node, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count);

/** @brief Reads a map of ids to fractions that add up to 1; an id that is not there has 0.
 */
bool curb_bind_shares(curb_reader_t *reader, const char *key, const curb_node_t *node,
    const char *what, curb_name_at_t *name_at, const void *names, size_t count,
    double *shares);

/** @brief Writes numbers above 0 by name to the resolved copy: `key: {a: 0.2, b: 0.8}`. */
void curb_bind_write_line(curb_reader_t *reader, const char *key, const double *values,
    curb_name_at_t *name_at, const void *names, size_t count, const curb_node_t *node);

/** @brief Writes the names of the set bits to the resolved copy as a list. */
void curb_bind_write_names(curb_reader_t *reader, const char *key, uint64_t bits,
    curb_name_at_t *name_at, const void *names, size_t count, const curb_node_t *node);

/** @brief Writes a list of words as it stands. */
void curb_bind_write_list(curb_reader_t *reader, const char *key, const curb_node_t *list);

#endif
