/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What an uncertain number is called where people read: its name in the registry, and of
 *  which place it is. A number that the registry does not know keeps its id. */
#ifndef CURB_PLOTS_CALLED_H
#define CURB_PLOTS_CALLED_H

#include "model/world.h"
#include "plots/words.h"
#include "store/results.h"

/** Where the titles of places are; both may be NULL, then places are called by their ids.
 */
typedef struct {
    const curb_results_t *labels; /**< borrowed */
    const curb_world_t *world;    /**< borrowed */
} curb_places_t;

/** @brief "Chance that due diligence finds a tainted supplier" of
 * "due_diligence.screening", "People held by one trafficker: Industry" of "industry.held",
 * in the language in use. */
curb_words_t curb_called(const char *drawn, const curb_places_t *places);

/** @brief The same in English whatever the language, with a small letter, for tables and
 * data; "" for a number that the registry does not know. */
curb_words_t curb_called_in_english(const char *drawn, const curb_places_t *places);

#endif
