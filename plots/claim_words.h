/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The words that all claims are made of. Private to claim*.c. */
#ifndef CURB_PLOTS_CLAIM_WORDS_H
#define CURB_PLOTS_CLAIM_WORDS_H

#include "plots/claim.h"

#include <stdbool.h>

/** A line is not broken here. */
#define CURB_SAID_BLANK "\u00A0"

/** Numbers as a sentence says them: with the unit behind, and no sign where the verb has
 *  it. */
typedef struct {
    curb_words_t value, low, high, high_bare;
} curb_said_t;

/** @brief The years that a metric is about, from the window of the comparison. */
void curb_said_window(
    curb_claim_t *self, const curb_claim_source_t *source, curb_metric_t metric);

/** @brief "in 2028", "at the end of 2028", "from 2014 to 2028". */
curb_words_t curb_said_period(const curb_claim_t *self);

/** @brief SCENARIO/`what`/YEARS; scenario and years are set already. */
void curb_said_id(curb_claim_t *self, const curb_claim_source_t *source, const char *what);

/** @brief Value and interval, turned round when `flip` is -1. */
curb_said_t curb_said_numbers(const curb_claim_t *claim, double flip);

/** @brief -1 when the interval lies below 0, 1 when above, else 0. */
int curb_said_sign(const curb_claim_t *claim);

/** @brief Why a claim has no number, or NULL. */
const char *curb_said_nothing(const curb_claim_t *claim);

/** @brief What a claim about a metric says of a measure that was just named. */
curb_words_t curb_said_of_it(const curb_claim_source_t *source, const curb_claim_t *claim);

#endif
