/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What all figures of one results file share: the scenario that is highlighted, those set
 * beside it, the doses of each policy, and their names. */
#ifndef CURB_PLOTS_SCENE_H
#define CURB_PLOTS_SCENE_H

#include "model/diagnostics.h"
#include "plots/series.h"
#include "plots/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CURB_DOSE_LOW, CURB_DOSE_DEFAULT, CURB_DOSE_HIGH, CURB_DOSE_COUNT };

enum { CURB_YEAR_MONTHS = 12 };

#define CURB_NO_SCENARIO SIZE_MAX

extern const char *const curb_dose_names[CURB_DOSE_COUNT];

/** The same policies at several doses. */
typedef struct {
    size_t scenarios[CURB_DOSE_COUNT]; /**< or CURB_NO_SCENARIO */
} curb_doses_t;

typedef struct {
    const curb_results_t *labels; /**< borrowed */
    curb_compare_t compare;       /**< owned */
    curb_series_t series;         /**< owned */
    size_t highlight;
    bool was_asked;     /**< the user chose what is highlighted */
    double budget_usd;  /**< common to `rivals`; 0: their costs differ */
    double first_share; /**< replicates in which the highlighted one comes first; NaN */
    size_t rival_count;
    size_t *rivals; /**< scenarios set side by side, in the study's order; owned */
    size_t group_count;
    curb_doses_t *groups; /**< policies run at two doses or more; owned */
} curb_scene_t;

/** @brief Marks the metrics whose values figures read. */
void curb_scene_needs(const curb_results_t *labels, bool needed[CURB_METRIC_COUNT]);

/** @brief Compares, and chooses what is shown. `data` outlives `self`.
 *  @param highlight  a scenario, or CURB_NO_SCENARIO for the best ranked of those with
 * equal budgets (the only one; the first of the study where costs differ)
 *  @return as curb_compare_init(); CURB_ERR_USAGE for the baseline as highlight. */
CURB_MUST_CHECK curb_error_t curb_scene_init(curb_scene_t *self,
    const curb_compare_data_t *data, size_t highlight, curb_diagnostics_t *diagnostics);
void curb_scene_free(curb_scene_t *self);

/** @brief The last year of the run. */
const curb_window_t *curb_scene_last_year(const curb_scene_t *self);

/** @brief A scenario's title in the language in use where curb ships it, or its id as
 *  words; cleaned. */
curb_words_t curb_scenario_title(const curb_results_scenario_t *scenario);

/** @brief The same of a title, or "", and an id. */
curb_words_t curb_shipped_title(const char *title, const char *id);

/** @brief A jurisdiction's title in the language in use, or its id as words; cleaned. */
curb_words_t curb_place_title(const curb_results_t *labels, size_t jurisdiction);

/** @brief A scenario's title, or its id as words, cleaned; with its dose behind when others
 * bear the same title. */
curb_words_t curb_scene_name(const curb_scene_t *self, size_t scenario);

/** @brief The same without what all rivals' names end with (", 200 million USD a year"). */
curb_words_t curb_scene_rival_name(const curb_scene_t *self, size_t scenario);

/** @brief What a group of doses is called. */
curb_words_t curb_scene_group_name(const curb_scene_t *self, const curb_doses_t *group);

/** @brief "20 replicates (seed 0x7DE)" and what else lets the numbers be found again. */
curb_words_t curb_scene_source(const curb_scene_t *self);

/** @brief "390 differences": what the intervals cover together. */
curb_words_t curb_scene_family(const curb_scene_t *self);

/** @brief "parameters and chance"; "parameter draws and chance, not told apart" with one
 * replicate a draw; or "chance only". */
curb_words_t curb_scene_covers(const curb_scene_t *self);

/** @brief " Variance of ...: 65 % parameters, 35 % chance." with a blank before
 * it; "" where nothing tells the two apart. */
curb_words_t curb_scene_split(
    const curb_scene_t *self, const curb_change_t *change, const char *what);

/** @brief What dotted lines of a change are, " " before it; "" when one concept of
 * detection was used. */
const char *curb_scene_concepts_note(const curb_scene_t *self);

/** @brief "lowers W by 2.3 % (1.1 to 3.4 %)", "raises ...", "has no clear effect on W
 * (−0.3 %, −1.2 to 0.6 %)", or why nothing can be said. */
curb_words_t curb_scene_verdict(const curb_change_t *change, const char *what);

#endif
