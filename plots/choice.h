/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the figures about possible worlds share: names of scenarios and inputs, values in
 *  the users' units, and how the numbers came about. */
#ifndef CURB_PLOTS_CHOICE_H
#define CURB_PLOTS_CHOICE_H

#include "analysis/worlds.h"
#include "plots/draft.h"
#include "plots/scene.h"
#include "store/grades.h"

typedef struct {
    const curb_worlds_t *worlds; /**< borrowed */
    const curb_grade_t *grades;  /**< [parameter]; borrowed */
    curb_scene_t scene;          /**< for its words alone: nothing was compared */
} curb_choice_t;

/** @brief About `count` scenarios of a file; all pointers stay the caller's. */
curb_choice_t curb_choice(const curb_worlds_t *worlds, const curb_grade_t *grades,
    size_t *scenarios, size_t count);

/** @brief A scenario's name, without what all of them end with. */
curb_words_t curb_choice_scenario(const curb_choice_t *self, size_t scenario);

/** @brief What an input is called in words, see called.h. */
curb_words_t curb_choice_input(const curb_choice_t *self, size_t input);

/** @brief Adds the field `name` of a line of a sheet, with the comma before it: the input
 * in English words, or empty. */
void curb_choice_sheet_name(const curb_choice_t *self, size_t input, curb_draft_t *sheet);

const curb_grade_t *curb_choice_grade(const curb_choice_t *self, size_t input);

/** @brief The same with its grade behind, where it has one. */
curb_words_t curb_choice_graded(const curb_choice_t *self, size_t input, size_t columns);

/** @brief What improvements are counted in, in the language in use: "person-years". */
const char *curb_choice_units(const curb_choice_t *self);

/** @brief An amount of improvement in its magnitude and units: "thousand person-years". */
curb_words_t curb_choice_scaled_units(
    const curb_choice_t *self, const curb_magnitude_t *magnitude);

/** @brief The unit of an input with a blank before it; "" where it has none. */
curb_words_t curb_choice_unit(const curb_choice_t *self, size_t input);

/** @brief "person-years of exploitation averted, 2019 to 2033", or what else is better. */
curb_words_t curb_choice_improvement(const curb_choice_t *self);

/** @brief "120 worlds (draws of the parameters, each the mean of 4 replicates)". */
curb_words_t curb_choice_worlds(const curb_choice_t *self, size_t count);

/** @brief Where the numbers come from, that they are modelled. */
curb_words_t curb_choice_source(const curb_choice_t *self);

#endif
