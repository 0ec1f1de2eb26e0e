/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A table in a CSV file (RFC 4180), with the line of each row for messages. The first row
 * names the columns; lines that begin with `#` are comments. */
#ifndef CURB_STUDY_CSV_FILE_H
#define CURB_STUDY_CSV_FILE_H

#include "study/reader.h"

typedef struct {
    const curb_source_t *source;
    size_t column_count, row_count; /**< rows without the names of columns */
    const char **cells; /**< [row + 1][column]; row 0 has the names; never NULL */
    int *lines;         /**< [row + 1] */
} curb_csv_t;

/** @brief Reads a table; its memory is the reader's tree. Rows that are not as long as the
 * names, names that stand twice and broken quotes are reported, all of them.
 *  @return false after an error. */
CURB_MUST_CHECK bool curb_csv_read(
    curb_reader_t *reader, const curb_source_t *source, curb_csv_t *csv);

/** @brief Index of a column, or `column_count` when there is none. */
size_t curb_csv_column(const curb_csv_t *self, const char *name);

/** @brief The text of a cell, rows counted from 0. */
const char *curb_csv_text(const curb_csv_t *self, size_t row, size_t column);

/** @brief An error at a row: "FILE:LINE: error: COLUMN: text". */
void curb_csv_error(curb_reader_t *reader, const curb_csv_t *self, size_t row,
    size_t column, const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
