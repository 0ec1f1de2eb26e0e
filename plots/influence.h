/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figures of a sensitivity analysis: elementary effects as plane and as tornado,
 * shares of variance, correlations of ranks. Each leaves NAME.gp, NAME.csv and pictures in
 * a folder, see curb_figure_leave(); the CSV has all factors, also those without room. */
#ifndef CURB_PLOTS_INFLUENCE_H
#define CURB_PLOTS_INFLUENCE_H

#include "analysis/regression.h"
#include "analysis/screening.h"
#include "analysis/sobol.h"
#include "model/diagnostics.h"
#include "model/metrics.h"
#include "plots/called.h"
#include "plots/draft.h"
#include "plots/words.h"

#include <stdbool.h>

/** A number, or a group of numbers that move together. */
typedef struct {
    const char *name; /**< borrowed */
    char grade;       /**< 'A', 'B', 'C', or 0 */
} curb_influence_factor_t;

/** What a figure is about and where it goes; all is borrowed. */
typedef struct {
    const char *scenario; /**< as people call it; NULL: the baseline, whose level counts */
    curb_metric_t metric;
    const char *source; /**< sentences: how the numbers came about */
    size_t count;
    const curb_influence_factor_t *factors; /**< [count] */
    const size_t *order; /**< [count] factors in the order in which they are shown */
    const char *folder, *name;
    curb_places_t places; /**< whose titles numbers of a place bear */
} curb_influence_t;

/** What a headline without room does without. */
typedef enum {
    CURB_WHOLE,
    CURB_BRIEF,    /**< without grades and counts */
    CURB_BRIEFEST, /**< also with the start of a long name alone, and without the metric */
    CURB_BREVITY_COUNT
} curb_brevity_t;

/** What a figure finds about "the effect of “Import ban” on the number of people
 * exploited", or the latter without a new policy. */
typedef curb_words_t curb_influence_headline_t(
    const void *work, const char *outcome, curb_brevity_t brevity);

/** @brief A headline that says as much as the page has room for. */
curb_words_t curb_influence_headline(
    const curb_influence_t *self, curb_influence_headline_t *about, const void *work);

/** @brief What a factor is called in words, see called.h. */
curb_words_t curb_influence_called(const curb_influence_t *self, size_t factor);

/** @brief The same and its grade. */
curb_words_t curb_influence_name(const curb_influence_t *self, size_t factor);

/** @brief The name in quotes and its grade, as a sentence of this brevity has them. */
curb_words_t curb_influence_said(
    const curb_influence_t *self, size_t factor, curb_brevity_t brevity);

/** @brief Ends a line of a sheet with the field `name`: the factor in words, or empty. */
void curb_influence_sheet_end(
    const curb_influence_t *self, size_t factor, curb_draft_t *sheet);

/** @brief Adds the fields `factor` and `grade` of a line of a sheet. */
void curb_influence_sheet_name(
    const curb_influence_t *self, size_t factor, curb_draft_t *sheet);

/** @brief How elementary effects came about. */
typedef struct {
    const curb_screening_effect_t *effects; /**< [factor]; floors NaN: chance not known */
    size_t trajectories;
} curb_influence_screened_t;

/** @brief Whether mu* can be told from chance, or nothing says that it cannot. */
bool curb_influence_is_clear(const curb_screening_effect_t *effect);

/** @brief The plane of mu* and sigma, which takes two trajectories or more.
 *  @param is_missing  set when there is no gnuplot
 *  @return as curb_figure_leave(), also of the others. */
CURB_MUST_CHECK curb_error_t curb_influence_plane(const curb_influence_t *self,
    const curb_influence_screened_t *screened, bool *is_missing,
    curb_diagnostics_t *diagnostics);

/** @brief Smallest to largest elementary effect of each factor. Not for groups, whose
 *  effects have no direction. */
CURB_MUST_CHECK curb_error_t curb_influence_tornado(const curb_influence_t *self,
    const curb_influence_screened_t *screened, bool *is_missing,
    curb_diagnostics_t *diagnostics);

typedef struct {
    const curb_sobol_factor_t *indices; /**< [factor], with intervals */
    const curb_sobol_moments_t *moments;
    bool has_shapley;
    double width; /**< asked for */
    double widest;
} curb_influence_shares_t;

/** @brief First and total shares of variance, and Shapley effects where there are any. */
CURB_MUST_CHECK curb_error_t curb_influence_shares(const curb_influence_t *self,
    const curb_influence_shares_t *shares, bool *is_missing,
    curb_diagnostics_t *diagnostics);

typedef struct {
    const curb_regression_t *indices; /**< [factor] */
    bool is_partial; /**< else there were too few rows, and plain ones are shown */
    bool is_design;  /**< rows are scenarios that vary numbers; else draws of uncertain ones
                      */
    size_t rows;     /**< that were used */
} curb_influence_ranks_t;

/** @brief Partial rank correlations, or plain ones.
 *  @return CURB_ERR_NO_MEMORY, too. */
CURB_MUST_CHECK curb_error_t curb_influence_ranks(const curb_influence_t *self,
    const curb_influence_ranks_t *ranks, bool *is_missing, curb_diagnostics_t *diagnostics);

#endif
