/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What `curb sensitivity` shows: rows of estimates, as tables, CSV or JSON. */
#ifndef CURB_CLI_SENSITIVITY_OUT_H
#define CURB_CLI_SENSITIVITY_OUT_H

#include "model/diagnostics.h"
#include "plots/called.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    CURB_SENSITIVITY_NOTES_MAX = 12,
    CURB_SENSITIVITY_FACTS_MAX = 24,
    CURB_SENSITIVITY_NOTE_BYTES = 700
};

/** One estimate; texts are borrowed. */
typedef struct {
    const char *scenario, *metric, *units, *method, *factor, *measure;
    double estimate, low, high; /**< the bounds are NaN where there is no interval */
    const char *factor_b;       /**< the other one of a pair; NULL: none */
} curb_sensitivity_row_t;

/** A number about the whole page, for JSON. */
typedef struct {
    const char *name; /**< borrowed */
    double value;
} curb_sensitivity_fact_t;

/** Rows of one factor stand together, those of one output and method too, with the same
 *  measures for every factor, and the first measure is what they are ordered by. */
typedef struct {
    const char *title;
    curb_places_t places; /**< whose titles numbers of a place bear */
    size_t row_count, capacity;
    curb_sensitivity_row_t *rows; /**< owned */
    size_t fact_count;
    curb_sensitivity_fact_t facts[CURB_SENSITIVITY_FACTS_MAX];
    size_t note_count;
    char notes[CURB_SENSITIVITY_NOTES_MAX][CURB_SENSITIVITY_NOTE_BYTES];
    bool lost; /**< memory ran out */
} curb_sensitivity_page_t;

void curb_sensitivity_add(curb_sensitivity_page_t *self, const curb_sensitivity_row_t *row);
void curb_sensitivity_note(curb_sensitivity_page_t *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void curb_sensitivity_fact(curb_sensitivity_page_t *self, const char *name, double value);
void curb_sensitivity_page_free(curb_sensitivity_page_t *self);

/** @param format  "text", "md", "csv" or "json"; NULL: text */
CURB_MUST_CHECK curb_error_t curb_sensitivity_write(
    const curb_sensitivity_page_t *self, const char *format, FILE *out);

/** @brief Writes sensitivity.csv, .json and .md into a folder that is there. */
CURB_MUST_CHECK curb_error_t curb_sensitivity_leave(const curb_sensitivity_page_t *self,
    const char *folder, curb_diagnostics_t *diagnostics);

#endif
