/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A table of texts that prints itself aligned, or as Markdown. */
#ifndef CURB_CLI_TABLE_H
#define CURB_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CURB_TABLE_COLUMNS_MAX = 12 };

typedef struct {
    size_t column_count;
    const char *titles[CURB_TABLE_COLUMNS_MAX]; /**< borrowed */
    char **cells;                               /**< row after row; owned */
    size_t cell_count, capacity;
    bool lost; /**< memory ran out: do not print */
} curb_table_t;

/** @brief An empty table; titles end with NULL. The first column is set left, others right.
 */
curb_table_t curb_table(const char *const *titles);

/** @brief The next cell, row after row; printf-like. */
void curb_table_add(curb_table_t *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** @brief The first cell of a row about a number: what it is called, on a line of its own
 * above the row where the table is read as text, and its id. `called` may be "". */
void curb_table_add_called(curb_table_t *self, const char *called, const char *id);

/** @brief Prints and empties the table. @return false when memory had run out. */
bool curb_table_print(curb_table_t *self, FILE *out, bool as_markdown);

#endif
