/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A text that grows, and the two languages that figures are written in: gnuplot and CSV.
 * What users wrote enters a gnuplot script through curb_draft_literal() only. */
#ifndef CURB_PLOTS_DRAFT_H
#define CURB_PLOTS_DRAFT_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>

/** Where a part of the slide lies on the page of a script (script.h): page = shift + scale
 * * slide, in parts of each. Zeroed: the slide is the page. */
typedef struct {
    double scale_x, shift_x, scale_y, shift_y;
} curb_shift_t;

/** Zeroed is empty and valid. */
typedef struct {
    char *text; /**< owned; NULL while empty */
    size_t length, capacity;
    bool failed;        /**< memory ran out: the text is not whole */
    curb_shift_t place; /**< of what is written next, where the text is a script */
    double page_height, page_above; /**< of a script: pixels, and those above its parts */
} curb_draft_t;

/** @brief Adds text; printf-like. A lack of memory is remembered in `failed`. */
void curb_draft_add(curb_draft_t *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** @brief Adds a gnuplot string literal that stands for `text`, whatever it holds: cleaned
 * (words.h), in single quotes, inside which gnuplot runs and expands nothing. Apostrophes
 * become typographic ones. */
void curb_draft_literal(curb_draft_t *self, const char *text);

/** @brief Adds a number with all its digits, `NaN` when there is none. */
void curb_draft_number(curb_draft_t *self, double value);

/** @brief Adds a CSV field, quoted where RFC 4180 asks for it. */
void curb_draft_csv_text(curb_draft_t *self, const char *text);

/** @brief Adds a comma and a number with all its digits, nothing when there is none. */
void curb_draft_csv_number(curb_draft_t *self, double value);

/** @brief CURB_ERR_NO_MEMORY when something was lost. */
CURB_MUST_CHECK curb_error_t curb_draft_check(const curb_draft_t *self);

void curb_draft_free(curb_draft_t *self);

#endif
