/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a verb found, written for other programs: one JSON object, or lines of CSV. */
#ifndef CURB_CLI_RECORD_H
#define CURB_CLI_RECORD_H

#include "cli/options.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** The forms in which a verb writes what it found. */
typedef enum {
    CURB_FORMAT_TEXT,
    CURB_FORMAT_MARKDOWN,
    CURB_FORMAT_CSV,
    CURB_FORMAT_JSON
} curb_format_t;

/** @brief What --format and --json ask for; text when they are not given. */
curb_format_t curb_record_format(const curb_arguments_t *arguments);

/* --- JSON --- */

/** A JSON object in the making. jansson returns NULL when memory runs out and refuses NULL
 *  as a value, freeing nothing of ours: so a lack anywhere surfaces as `failed`, and
 *  callers need not look after each call. */
typedef struct {
    json_t *root; /**< owned until curb_record_write() */
    bool failed;
} curb_record_t;

/** @brief An empty object. */
curb_record_t curb_record(void);

/** @brief Gives a key of `object` a value, which is taken over. */
void curb_record_set(curb_record_t *self, json_t *object, const char *key, json_t *value);

/** @brief Adds a value, which is taken over, to an array. */
void curb_record_add(curb_record_t *self, json_t *array, json_t *value);

/** @brief A text; NULL becomes null. */
void curb_record_text(
    curb_record_t *self, json_t *object, const char *key, const char *text);

/** @brief A number; what is not finite becomes null. */
void curb_record_number(curb_record_t *self, json_t *object, const char *key, double value);

void curb_record_count(curb_record_t *self, json_t *object, const char *key, size_t count);

void curb_record_flag(curb_record_t *self, json_t *object, const char *key, bool flag);

/** @brief Prints and frees the object; prints nothing when something of it was lost.
 *  @return CURB_OK, CURB_ERR_NO_MEMORY or CURB_ERR_IO. */
CURB_MUST_CHECK curb_error_t curb_record_write(curb_record_t *self, FILE *out);

/* --- CSV --- */

/** @brief A field, quoted where RFC 4180 asks for it. */
void curb_csv_field(FILE *out, const char *text);

/** @brief A number with 17 digits, nothing for NaN. */
void curb_csv_number(FILE *out, double value);

/** A line of CSV in the making, which puts the commas. */
typedef struct {
    FILE *out;
    bool begun;
} curb_csv_line_t;

/** @brief A text; NULL leaves the field empty. */
void curb_csv_line_text(curb_csv_line_t *self, const char *text);

/** @brief A number; NaN leaves the field empty. */
void curb_csv_line_number(curb_csv_line_t *self, double value);

void curb_csv_line_count(curb_csv_line_t *self, size_t count);

/** @brief Ends the line; the next begins with the next field. */
void curb_csv_line_end(curb_csv_line_t *self);

#endif
