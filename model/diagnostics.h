/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Messages that a function wants its caller to see, with the place in a file that they are
 *  about. All problems are collected and shown at once; nothing here prints. */
#ifndef CURB_MODEL_DIAGNOSTICS_H
#define CURB_MODEL_DIAGNOSTICS_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>

/** Where a value came from. `file` is borrowed and outlives the diagnostics; NULL means
 * that there is no place. Lines and columns count from 1; 0 is unknown. */
typedef struct {
    const char *file;
    int line;
    int column;
} curb_place_t;

typedef enum { CURB_NOTE, CURB_WARNING, CURB_ERROR } curb_severity_t;

typedef struct {
    curb_severity_t severity;
    curb_place_t place;
    char *text;        /**< "policies.campaign.reach: 7.5 is outside [0, 1]" */
    char *source_line; /**< the line of the file, for the caret; NULL when not known */
} curb_message_t;

/** A growing list of messages. Zeroed is empty and valid. */
typedef struct {
    curb_message_t *messages;
    size_t count;
    size_t capacity;
    size_t error_count;
    bool truncated; /**< a message was lost because memory ran out */
} curb_diagnostics_t;

/** @brief Adds a message; printf-like. Safe with `self` NULL (the message is dropped). */
void curb_diagnostics_add(curb_diagnostics_t *self, curb_severity_t severity,
    curb_place_t place, const char *source_line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** @brief The most common case: an error without a place. Always returns `error`. */
curb_error_t curb_diagnostics_fail(curb_diagnostics_t *self, curb_error_t error,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

void curb_diagnostics_free(curb_diagnostics_t *self);

#endif
