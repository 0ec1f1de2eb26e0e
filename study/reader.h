/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What all parts of reading a study share: the trees, the messages, the path of the key
 * that is being read, and the resolved copy that grows on the way. */
#ifndef CURB_STUDY_READER_H
#define CURB_STUDY_READER_H

#include "study/study.h"
#include "study/suggest.h"
#include "study/text.h"
#include "study/tree.h"

#include <stdbool.h>
#include <stddef.h>

enum { CURB_PATH_BYTES = 512, CURB_SHOWN_BYTES = 72 };

typedef struct {
    curb_tree_t tree;
    curb_diagnostics_t *diagnostics; /**< borrowed; may be NULL */
    curb_study_t *study;             /**< owner of the names of files; borrowed */
    curb_error_t error;              /**< the gravest so far */
    size_t error_count;
    char path[CURB_PATH_BYTES]; /**< "policies.campaign" */
    size_t path_length;
    curb_text_t resolved;
    int indent;           /**< of the resolved copy; in steps of two blanks */
    int muted;            /**< above 0: nothing goes to the resolved copy */
    bool rehearsing;      /**< what is read now will be read again: keep no origins */
    bool tracing;         /**< numbers have origins: in a world, and in levers */
    const char *world_id; /**< of the world being read; borrowed; or "" */
    const curb_source_t *world_source; /**< a study that holds its world; else NULL */
    size_t world_path;                 /**< length of the path of the world itself */
} curb_reader_t;

/** @brief Remembers an error unless a graver one is there; no message. */
void curb_reader_raise(curb_reader_t *self, curb_error_t error);

/** @brief Remembers that memory ran out. Always false, so that a caller can return it. */
bool curb_reader_no_memory(curb_reader_t *self);

/** @brief Goes into a key: `policies` + `campaign` reads "policies.campaign". */
size_t curb_reader_enter(curb_reader_t *self, const char *key);

/** @brief Comes back to what curb_reader_enter() returned. */
void curb_reader_leave(curb_reader_t *self, size_t length);

/** @brief An error at a place, with the line of the file; the text stands as it is. */
void curb_reader_error_at(curb_reader_t *self, const curb_source_t *source, int line,
    int column, const char *format, ...) __attribute__((format(printf, 5, 6)));

/** @brief An error about the current path, at a node; `node` NULL: without a place. */
void curb_reader_error(curb_reader_t *self, const curb_node_t *node, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/** @brief An error about a key that stands where it should not, with what was meant if that
 * can be guessed; `what` is "key", "sector", "policy". */
void curb_reader_unknown(curb_reader_t *self, const curb_source_t *source, int line,
    int column, const char *what, const curb_suggestion_t *suggestion);

/** @brief A name for places in messages, owned by the study; NULL without memory. */
const char *curb_reader_name(curb_reader_t *self, const char *name);

/** @brief Adds `key:` to the resolved copy and indents what follows. */
void curb_reader_open(curb_reader_t *self, const char *key);

void curb_reader_close(curb_reader_t *self);

/** @brief The end of reading: frees the tree and what is left of the resolved copy; says so
 * if memory ran out.
 *  @return the gravest error. */
CURB_MUST_CHECK curb_error_t curb_reader_finish(curb_reader_t *self);

/** @brief Where a node stands: "world.yaml:41", "--set KEY", "default". */
void curb_reader_place(const curb_node_t *node, char *text, size_t bytes);

/** @brief Adds a line `key: value  # unit; origin`; the unit may be NULL. `node` NULL:
 * default. */
void curb_reader_write(curb_reader_t *self, const char *key, const char *value,
    const char *unit, const curb_node_t *node);

#endif
