/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The registry of numbers while it is checked and compiled in. */
#ifndef CURB_CMAKE_REGISTRY_H
#define CURB_CMAKE_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    ID,
    NAME,
    SYMBOL,
    UNIT,
    CENTRAL,
    LOW,
    HIGH,
    DISTRIBUTION,
    SOURCE,
    SEEN,
    GRADE,
    REMARK,
    COLUMN_COUNT
};

typedef struct {
    char *text[COLUMN_COUNT]; /**< owned */
    int line[COLUMN_COUNT], column[COLUMN_COUNT];
    double number[COLUMN_COUNT];   /**< central, low, high; NaN where empty */
    int distribution, seen, grade; /**< of the words in registry_check.c; -1: none */
} registry_row_t;

typedef struct {
    const char *path;
    registry_row_t *rows; /**< owned */
    size_t count, capacity;
    registry_row_t row;           /**< being read */
    int field;                    /**< next field of it */
    int line, column;             /**< of the byte being read */
    int field_line, field_column; /**< where the field began */
    bool header_done, out_of_memory;
    size_t errors;
} registry_t;

/** The names of the columns, in their order. */
extern const char *const registry_columns[COLUMN_COUNT];

/** @brief Says what is wrong at a place of the file, and counts it. */
void registry_report(registry_t *self, int line, int column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** @brief Reads the words and numbers of a row and reports all that is wrong with it. */
void registry_check(registry_t *self, registry_row_t *row);

/** @brief Writes registry_values.h and registry_rows.c into a folder; false when it cannot,
 * which it says on standard error. */
bool registry_write(const registry_t *self, const char *folder);

#endif
