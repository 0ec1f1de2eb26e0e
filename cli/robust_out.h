/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How choices are written: text or Markdown to read, CSV or JSON to compute with. */
#ifndef CURB_CLI_ROBUST_OUT_H
#define CURB_CLI_ROBUST_OUT_H

#include "analysis/decision.h"
#include "cli/decide.h"
#include "cli/together.h"

#include <stdio.h>

/** What the writers are about; borrowed. */
typedef struct {
    const curb_decide_t *decide;
    const curb_decision_t *decisions; /**< [count], budgets rising */
    size_t count;
    size_t unranked_states;
    const curb_decision_options_t *options;
    const curb_together_t *together;
    const curb_decision_group_t *groups; /**< [decision][group] */
} curb_choices_t;

/** @brief Tables and a sentence for each budget. @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_robust_write_text(
    const curb_choices_t *self, FILE *out, bool as_markdown);

/** @brief One number a line, with what it is. */
void curb_robust_write_csv(const curb_choices_t *self, FILE *out);

/** @brief One JSON object. @return CURB_OK, CURB_ERR_NO_MEMORY or CURB_ERR_IO. */
CURB_MUST_CHECK curb_error_t curb_robust_write_json(const curb_choices_t *self, FILE *out);

/** @brief "X comes first by 7 of the 10 measures that tell them apart; by maximax Y." */
void curb_robust_agreement(
    const curb_choices_t *self, const curb_decision_t *decision, char *text, size_t bytes);

/** @brief "Measure next: X (grade C). Knowing it before choosing would be worth ...", or
 *  that nothing was shown to be worth it. */
void curb_robust_next(
    const curb_choices_t *self, const curb_decision_t *decision, char *text, size_t bytes);

#endif
