/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The parts of the text of one choice, which robust_text.c puts in order. */
#ifndef CURB_CLI_ROBUST_PAGE_H
#define CURB_CLI_ROBUST_PAGE_H

#include "cli/robust_out.h"

/** A choice on its page; borrowed. */
typedef struct {
    const curb_choices_t *in;
    const curb_decision_t *decision;
    curb_writer_t *writer;
    curb_scale_t scale;
} curb_robust_page_t;

/** @brief Id of an option. */
const char *curb_robust_scenario(const curb_robust_page_t *self, size_t option);

const char *curb_robust_units(const curb_robust_page_t *self);

/** @brief A cell with a number; a star before it where it is the first by its measure. */
void curb_robust_add(curb_table_t *table, double value, int decimals, bool first);

/** @brief Worth of single parameters and of groups, and what turns the choice. */
void curb_robust_print_worth(const curb_robust_page_t *self);

#endif
