/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A claim with its citation, in the forms that people and reference managers read. */
#ifndef CURB_CLI_CITE_OUT_H
#define CURB_CLI_CITE_OUT_H

#include "plots/claims.h"

#include <stdio.h>

/** @brief Every claim: its id and its sentence, with a tab between. */
void curb_cite_write_list(const curb_claims_t *claims, FILE *out);

/** @brief The sentence, its numbers, and a citation in words. */
void curb_cite_write_text(
    const curb_claims_t *claims, const curb_claim_t *claim, FILE *out);

/** @brief A @misc entry. It names no author: results belong to whoever made them. */
void curb_cite_write_bibtex(
    const curb_claims_t *claims, const curb_claim_t *claim, FILE *out);

/** @brief An array of one CSL-JSON item of type dataset.
 *  @return CURB_OK, CURB_ERR_NO_MEMORY or CURB_ERR_IO; so the next. */
CURB_MUST_CHECK curb_error_t curb_cite_write_csl(
    const curb_claims_t *claims, const curb_claim_t *claim, FILE *out);

/** @brief The claim's fields. */
CURB_MUST_CHECK curb_error_t curb_cite_write_json(
    const curb_claims_t *claims, const curb_claim_t *claim, FILE *out);

#endif
