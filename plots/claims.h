/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Every claim that a results file bears, in a fixed order: derived from the file alone, so
 *  that whoever has the file can derive them again. */
#ifndef CURB_PLOTS_CLAIMS_H
#define CURB_PLOTS_CLAIMS_H

#include "plots/claim.h"

#include <stdbool.h>

typedef struct {
    const curb_results_t *labels; /**< borrowed */
    curb_compare_t compare;       /**< owned */
    bool *contested; /**< [scenario] a measure about which studies disagree; owned */
    size_t count, room;
    curb_claim_t *items; /**< owned; the answer is first */
} curb_claims_t;

/** @brief Marks the metrics whose values claims are made from. */
void curb_claims_needs(const curb_results_t *labels, bool needed[CURB_METRIC_COUNT]);

/** @brief Compares and words. `data` is borrowed.
 *  @return as curb_compare_init() and curb_grades_read(). */
CURB_MUST_CHECK curb_error_t curb_claims_init(
    curb_claims_t *self, const curb_compare_data_t *data, curb_diagnostics_t *diagnostics);

void curb_claims_free(curb_claims_t *self);

/** @brief The claim of an id, or NULL. */
const curb_claim_t *curb_claims_find(const curb_claims_t *self, const char *id);

/** @brief What the file says of a scenario as a whole: `metric` is a key of a metric,
 *  "averted", "cost_per_averted_year", "displaced" or "first". NULL: nothing. */
const curb_claim_t *curb_claims_of(
    const curb_claims_t *self, size_t scenario, const char *metric);

/** @brief Whether a claim is about a part of the market: `part` is "jurisdiction",
 *  "sector" or "concept". */
bool curb_claim_is_of(const curb_claim_t *claim, const char *part);

#endif
