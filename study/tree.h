/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the YAML files say, before it is understood: maps, lists and scalars with their
 * places. Files that extend each other and `--set` are merged here; meaning comes later,
 * from the field table. All nodes live as long as their tree. */
#ifndef CURB_STUDY_TREE_H
#define CURB_STUDY_TREE_H

#include "model/diagnostics.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A text that was read: a file, or the value of one `--set`. */
typedef struct {
    const char *name; /**< path as opened, or "--set KEY"; owned by the study's names */
    const char *text; /**< zero-terminated */
    size_t size;
    const char *id;         /**< of the study or world in the file; NULL: not a file */
    bool setting;           /**< from the command line */
    uint64_t device, inode; /**< which file it is, whatever its name */
} curb_source_t;

typedef enum { CURB_NODE_SCALAR, CURB_NODE_LIST, CURB_NODE_MAP } curb_node_kind_t;

typedef struct curb_node curb_node_t;

/** A member of a list (key NULL) or of a map. */
typedef struct {
    const char *key;
    uint32_t hash;
    const curb_source_t *source; /**< place of the key */
    int line, column;
    curb_node_t *value;
} curb_entry_t;

struct curb_node {
    curb_node_kind_t kind;
    bool quoted;      /**< scalars: '...' or "..." */
    const char *text; /**< scalars */
    const curb_source_t *source;
    int line, column; /**< from 1 */
    size_t count, capacity;
    curb_entry_t *entries;
};

/** Owner of nodes, sources and their texts. Zeroed is empty. */
typedef struct {
    void *blocks; /**< newest block; each points to the one before */
    size_t block_used, block_size;
} curb_tree_t;

/** @brief Zeroed memory that lives as long as the tree; NULL when there is none. */
void *curb_tree_take(curb_tree_t *self, size_t bytes);

/** @brief A copy of `length` bytes with a zero after them. */
char *curb_tree_text(curb_tree_t *self, const char *text, size_t length);

/** @brief A new node at a place; NULL without memory. */
curb_node_t *curb_tree_node(curb_tree_t *self, curb_node_kind_t kind,
    const curb_source_t *source, int line, int column);

/** @brief Adds a member at the end; `key` NULL in lists. The key is borrowed. */
CURB_MUST_CHECK bool curb_node_add(curb_tree_t *tree, curb_node_t *self, const char *key,
    curb_node_t *value, const curb_source_t *source, int line, int column);

/** @brief The member with a key, or NULL; NULL too when `self` is NULL or no map. */
curb_entry_t *curb_node_find(const curb_node_t *self, const char *key);

/** @brief The value under a key, or NULL. */
curb_node_t *curb_node_get(const curb_node_t *self, const char *key);

/** @brief Removes a key if it is there. */
void curb_node_remove(curb_node_t *self, const char *key);

/** @brief Lays `child` over `self`: maps merge key by key, anything else is replaced. */
CURB_MUST_CHECK bool curb_node_merge(
    curb_tree_t *tree, curb_node_t *self, const curb_node_t *child);

/** @brief A copy of the map itself; its values are shared. */
curb_node_t *curb_node_copy(curb_tree_t *tree, const curb_node_t *self);

/** @brief "a number", "a list", "a map": what a node is, for messages. */
const char *curb_node_kind_text(const curb_node_t *self);

void curb_tree_free(curb_tree_t *self);

#endif
