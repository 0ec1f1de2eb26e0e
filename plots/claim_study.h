/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Claims about a study as a whole: counts of scenarios and of numbers. Their scenario is
 * the baseline, and they bear no interval. */
#ifndef CURB_PLOTS_CLAIM_STUDY_H
#define CURB_PLOTS_CLAIM_STUDY_H

#include "plots/claim.h"

/** Uncertain numbers that a study uses, by how they are known. */
typedef struct {
    size_t measured, elsewhere, judged; /**< grades A, B, C (docs/evidence.md) */
} curb_claim_grades_t;

/** @brief For how many scenarios the two concepts of detection differ in sign; "concepts".
 */
curb_claim_t curb_claim_concepts(const curb_claim_source_t *source);

/** @brief How many of the uncertain numbers are judgement; "grades". */
curb_claim_t curb_claim_grades(
    const curb_claim_source_t *source, const curb_claim_grades_t *grades);

/** @brief How many of the scenarios with a budget spend more than twice of it in the mean:
 *  budgets are planned at the world's anchors; "spent". */
curb_claim_t curb_claim_spent(const curb_claim_source_t *source, double budget_usd);

#endif
