/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A text that grows as it is written. A failed request is remembered, so that a writer may
 * go on and ask once at the end. */
#ifndef CURB_STUDY_TEXT_H
#define CURB_STUDY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { CURB_NUMBER_BYTES = 32 };

typedef struct {
    char *bytes; /**< owned; ends with a zero once anything was added */
    size_t length;
    size_t capacity;
    bool failed; /**< memory ran out: the text is not whole */
} curb_text_t;

/** @brief Appends; printf-like. */
void curb_text_add(curb_text_t *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** @brief Appends a text in double quotes, escaped so that both YAML and JSON read it back.
 */
void curb_text_add_quoted(curb_text_t *self, const char *text);

/** @brief The fewest digits that read back as the same number. */
void curb_number_format(double value, char digits[CURB_NUMBER_BYTES]);

/** @brief A copy of a user's text that is safe to show: no control characters, and cut with
 * dots when it does not fit. */
void curb_text_show(const char *text, char *shown, size_t bytes);

/** @brief Gives the bytes to the caller, or NULL when memory ran out; the text is empty
 * then. */
char *curb_text_take(curb_text_t *self);

void curb_text_free(curb_text_t *self);

#endif
