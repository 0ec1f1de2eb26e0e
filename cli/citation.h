/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The words that may be quoted: the sentence that follows from the interval, what the
 * interval covers, and how to cite a run. */
#ifndef CURB_CLI_CITATION_H
#define CURB_CLI_CITATION_H

#include "analysis/compare.h"

#include <stddef.h>

/** @brief One sentence about the best of the equally funded scenarios (or the only one),
 * worded after its interval; without one, how many scenarios have a clear effect. */
void curb_citation_sentence(
    const curb_compare_t *compare, const curb_results_t *labels, char *text, size_t bytes);

/** @brief "parameter draws and chance" or "chance only". */
const char *curb_citation_covers(const curb_results_t *labels);

/** @brief What is counted: "20 paired replicates", or, with several replicates a draw, "40
 * draws of the parameters and 10 replicates each". */
void curb_citation_units(const curb_compare_t *compare, char *text, size_t bytes);

/** @brief "65 % of the variance is parameter uncertainty (41 to 84 %), 35 % chance", or
 * why the two cannot be told apart. */
void curb_citation_split(const curb_levels_t *levels, char *text, size_t bytes);

/** @brief What the intervals are, in a few sentences. */
void curb_citation_intervals(
    const curb_compare_t *compare, const curb_results_t *labels, char *text, size_t bytes);

/** @brief "2019 to 2033", or "2030". */
void curb_citation_years(double from, double to, char *text, size_t bytes);

/** @brief Title, version, seed and content hash: enough to find these very numbers again.
 */
void curb_citation_source(const curb_results_t *labels, char *text, size_t bytes);

#endif
