/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the verbs about possible worlds share: a results file read as worlds, with the
 *  options --metric, --goal and --period applied, and how well its parameters are known. */
#ifndef CURB_CLI_DECIDE_H
#define CURB_CLI_DECIDE_H

#include "analysis/worlds.h"
#include "cli/compare_writer.h"
#include "cli/load.h"
#include "cli/number.h"
#include "cli/options.h"
#include "plots/called.h"
#include "store/grades.h"

typedef struct {
    curb_loaded_t loaded;
    curb_compare_data_t data; /**< borrows from `loaded` */
    curb_worlds_options_t options;
    curb_grade_t *grades; /**< [parameter]; owned */
    bool *parameters;     /**< [parameter] used by the study; owned */
    size_t unused;        /**< parameters drawn that no scenario of the study uses */
    curb_worlds_t worlds;
} curb_decide_t;

/** @brief Opens and reads. Also reads what curb_compare_init() needs when `ranks` is set.
 *  Warns when replicates are missing or worlds are few. */
CURB_MUST_CHECK curb_error_t curb_decide_open(curb_decide_t *self,
    const curb_arguments_t *arguments, bool ranks, curb_diagnostics_t *diagnostics);

void curb_decide_close(curb_decide_t *self);

/** @brief Grade of an input, 0 where it has none. */
char curb_decide_grade(const curb_decide_t *self, size_t input);

/** @brief Unit of an input; "" where it has none. */
const char *curb_decide_unit(const curb_decide_t *self, size_t input);

/** @brief An input in English words; "" where nothing names it. */
curb_words_t curb_decide_called(const curb_decide_t *self, size_t input);

/** @brief Title, question, what a world is, what is improved over which years. */
void curb_decide_intro(const curb_decide_t *self, const curb_writer_t *writer);

/** @brief How to cite. */
void curb_decide_cite(const curb_decide_t *self, const curb_writer_t *writer);

/** @brief Reads a number, "2%" as `percent`. False when it is neither. */
bool curb_decide_number(const char *text, double *number, bool *percent);

/** @brief A value of an input as a reader wants it: four digits; "mse" or "ilo". */
curb_number_t curb_decide_value(const curb_decide_t *self, size_t input, double value);

#endif
