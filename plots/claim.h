/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A claim: one sentence with one number that can be quoted, checked and found again. Its
 *  id says which number of which scenario it is; its words follow from the interval. */
#ifndef CURB_PLOTS_CLAIM_H
#define CURB_PLOTS_CLAIM_H

#include "analysis/compare.h"
#include "plots/words.h"

#include <stdbool.h>
#include <stddef.h>

enum { CURB_CLAIM_ID_BYTES = 320 };

/** Whatever is undefined is NaN. */
typedef struct {
    char id[CURB_CLAIM_ID_BYTES]; /**< "due_diligence-high/exploited/2028" */
    curb_words_t text;            /**< in the language in use */
    size_t scenario;
    const char *metric; /**< key of the metric, or what is counted of it */
    const char *units;
    double from, to; /**< decimal years */
    double value;
    curb_interval_t interval;
    size_t n;               /**< draws, or replicates where each is a unit */
    bool concepts_disagree; /**< the two concepts of detection differ in sign: no number */
} curb_claim_t;

/** What claims are made from; borrowed. */
typedef struct {
    const curb_compare_t *compare;
    const curb_results_t *labels;
    const bool *contested; /**< [scenario] studies contradict each other; NULL: none */
} curb_claim_source_t;

/** @brief A scenario's title, or its id as words, in the language in use, cleaned. */
curb_words_t curb_claim_subject(const curb_claim_source_t *source, size_t scenario);

/** @brief What a claim's metric is called, in the language in use. */
curb_words_t curb_claim_metric(const char *metric);

/** @brief "−5.9 % [−8.1, −3.6]": the claim's number as tables and figures show it. */
curb_words_t curb_claim_number(const curb_claim_t *claim);

/** @brief What one row of the comparison says: per cent where that is known. */
curb_claim_t curb_claim_row(
    const curb_claim_source_t *source, const curb_compare_row_t *row);

/** @brief Person-years averted in the window. */
curb_claim_t curb_claim_averted(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect);

/** @brief A sentence to stand behind those about a scenario on which the evidence is
 *  contested, " " before it; "" for others. */
const char *curb_claim_note(const curb_claim_source_t *source, size_t scenario);

/** @brief USD of public money for each person-year averted. */
curb_claim_t curb_claim_cost(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect);

/** @brief Of what was averted in scope, the share that moved out of it. */
curb_claim_t curb_claim_displaced(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect);

/** @brief How often a scenario comes first among those with its budget. */
curb_claim_t curb_claim_first(
    const curb_claim_source_t *source, const curb_compare_rank_t *rank);

/** @brief The answer: about the scenario that comes first most often among equal budgets,
 *  or the only one; without such a scenario how many lower and raise exploitation. */
curb_claim_t curb_claim_answer(const curb_claim_source_t *source);

#endif
