/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The parts of the text that compare_text.c puts in order. */
#ifndef CURB_CLI_COMPARE_WRITER_H
#define CURB_CLI_COMPARE_WRITER_H

#include "cli/compare_out.h"
#include "cli/table.h"

#include <stdbool.h>
#include <stdio.h>

enum {
    CURB_WRITER_WIDTH = 98,
    CURB_WRITER_MOST = 100, /**< scenarios that all have lines in tables */
    CURB_WRITER_SHOWN = 40  /**< that have, where there are more */
};

typedef struct {
    const curb_comparison_t *in;
    FILE *out;
    bool as_markdown, lost; /**< lost: memory ran out */
    bool *shown;            /**< [scenario] has lines in tables; NULL: all; owned */
    size_t left_out;        /**< scenarios that have none */
} curb_writer_t;

/** @brief Of more than CURB_WRITER_MOST scenarios only those have lines whose first metric
 *  changes most clearly: the largest differences in half-widths of their intervals. Numbers
 *  stay those of all. @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_writer_choose(curb_writer_t *self);

void curb_writer_free(curb_writer_t *self);

/** @brief Whether a scenario has lines. */
bool curb_writer_shows(const curb_writer_t *self, size_t scenario);

/** @brief Says how many have none, and how to see them. */
void curb_writer_note_left_out(const curb_writer_t *self);

/** @brief A text wrapped at the width of the page. */
void curb_writer_paragraph(const curb_writer_t *self, const char *text);

void curb_writer_heading(const curb_writer_t *self, const char *text);

/** @brief Title of the study and its question. */
void curb_writer_title(const curb_writer_t *self);

/** @brief Warnings, which belong to the numbers and not only to the terminal. */
void curb_writer_warnings(const curb_writer_t *self);

/** @brief How to cite the results. */
void curb_writer_source(const curb_writer_t *self);

/** @brief Prints and empties a table. */
void curb_writer_table(curb_writer_t *self, curb_table_t *table);

const curb_results_scenario_t *curb_writer_scenario(
    const curb_writer_t *self, size_t scenario);

/** @brief Whether a row is summed over jurisdictions, sectors and concepts. */
bool curb_writer_is_sum(const curb_compare_row_t *row);

/** @brief "person month" -> "person-months", as counts are read out. */
void curb_writer_plural(const char *units, char *text, size_t bytes);

/** @brief Low, default and high dose side by side, for people exploited. */
void curb_writer_doses(curb_writer_t *self);

/** @brief One table for each metric. */
void curb_writer_metrics(curb_writer_t *self);

/** @brief Averted years with their cost, and displacement. */
void curb_writer_effects(curb_writer_t *self);

/** @brief A cell: public cost of an averted person-year with its interval, or why there is
 * none. */
void curb_writer_cost_of_one(curb_table_t *table, const curb_compare_effect_t *effect);

/** @brief How often each comes first, for each common budget. */
void curb_writer_rankings(curb_writer_t *self);

#endif
