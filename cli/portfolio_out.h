/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What `curb portfolio` says: its plan before anything runs, and what was found, as text
 *  or Markdown to read, CSV or JSON to compute with. */
#ifndef CURB_CLI_PORTFOLIO_OUT_H
#define CURB_CLI_PORTFOLIO_OUT_H

#include "analysis/portfolio.h"
#include "cli/compare_writer.h"
#include "cli/options.h"
#include "experiments/portfolio.h"

#include <stdio.h>

enum { CURB_PORTFOLIO_UNLIMITED = 2000 /**< packages that are run without a limit */ };

/** How many packages are run, and what that takes; of the options and the study alone. */
typedef struct {
    bool is_direct;                /**< all go to the finals at once */
    size_t screened, finals, runs; /**< finals: the most there can be */
    double seconds;
} curb_portfolio_plan_t;

/** @brief Fits the search into --max-runs and --max-time, or without them refuses more than
 *  CURB_PORTFOLIO_UNLIMITED packages, and says what would fit.
 *  @param search  `most_screened` is set when not all are run */
CURB_MUST_CHECK curb_error_t curb_portfolio_plan(curb_portfolio_plan_t *self,
    const curb_packages_t *packages, const curb_study_t *study,
    const curb_arguments_t *arguments, curb_search_options_t *search,
    curb_diagnostics_t *diagnostics);

/** @brief Prints policies with what their doses cost. */
void curb_portfolio_policies_print(const curb_packages_t *packages, FILE *out);

/** @brief Prints counts, runs and time. */
void curb_portfolio_plan_print(const curb_portfolio_plan_t *self,
    const curb_packages_t *packages, const curb_study_t *study,
    const curb_search_options_t *search, FILE *out);

/** What was found; borrowed. Package p of `portfolio` is search->finals[rows[p]]. */
typedef struct {
    const curb_results_t *labels; /**< of the finals */
    const curb_search_t *search;
    const curb_portfolio_columns_t *columns;
    const curb_portfolio_t *portfolio;
} curb_found_t;

/** @brief The package of the search that a package of the finals is. */
size_t curb_found_package(const curb_found_t *self, size_t package);

/** @brief The final's label in the results file: id, title, planned cost. */
const curb_results_scenario_t *curb_found_label(const curb_found_t *self, size_t package);

/** @brief The interaction of a package, or NULL. */
const curb_portfolio_interaction_t *curb_found_interaction(
    const curb_found_t *self, size_t package);

/** @brief One sentence on the package that averts most, and how sure that is. */
void curb_found_sentence(const curb_found_t *self, char *text, size_t bytes);

/** @brief Tables. @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_portfolio_write_text(
    const curb_found_t *self, FILE *out, bool as_markdown);

/** @brief All of it in the form that --format asks for.
 *  @return CURB_OK, CURB_ERR_NO_MEMORY or CURB_ERR_IO. */
CURB_MUST_CHECK curb_error_t curb_portfolio_write(
    const curb_found_t *self, const curb_arguments_t *arguments, FILE *out);

#endif
