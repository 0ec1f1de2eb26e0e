/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The sheet of a figure (sheet.h), read back as a table. */
#ifndef CURB_PLOTS_SHEET_TABLE_H
#define CURB_PLOTS_SHEET_TABLE_H

#include "model/diagnostics.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    size_t column_count, row_count; /**< rows without the names of columns */
    const char **cells;             /**< [row + 1][column]; row 0 has the names */
    void *reader;                   /**< owned */
} curb_sheet_table_t;

/** @brief Reads a sheet.
 *  @return CURB_ERR_NO_INPUT, CURB_ERR_INVALID for what is no table, CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_sheet_table_read(
    curb_sheet_table_t *self, const char *path, curb_diagnostics_t *diagnostics);
void curb_sheet_table_free(curb_sheet_table_t *self);

/** @brief A cell, rows counted from 0; "" where `column` is none of the table. */
const char *curb_sheet_table_text(
    const curb_sheet_table_t *self, size_t row, size_t column);

/** @brief Index of a column, or `column_count`. */
size_t curb_sheet_table_column(const curb_sheet_table_t *self, const char *name);

#endif
