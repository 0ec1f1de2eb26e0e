/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Two pages side by side. Private to verify*.c. */
#ifndef CURB_PLOTS_VERIFY_PARTS_H
#define CURB_PLOTS_VERIFY_PARTS_H

#include "plots/verify.h"

#include <libxml/tree.h>

/** Whom to tell, and what was told of claims already. */
typedef struct {
    const curb_claims_t *claims;
    curb_verify_found_t found;
    void *context;
} curb_verify_teller_t;

/** @brief Tells one thing; nothing when memory ran out: half a text is no finding. */
void curb_verify_tell(const curb_verify_teller_t *self, curb_verify_kind_t kind,
    curb_verify_outcome_t outcome, const char *place, const char *said,
    const char *derived);

/** @brief Goes through two elements of one name and all that is below them. */
void curb_verify_elements(
    const curb_verify_teller_t *self, xmlNode *page, xmlNode *derived);

/** @brief Sets the data behind *Look for yourself* against what the results give. */
void curb_verify_rows(
    const curb_verify_teller_t *self, const char *page, const char *derived);

/** @brief Where an element is on the page: "table behind the figure fan_forest, row 3
 *  (“Law”), column “Value”". */
curb_words_t curb_verify_place(xmlNode *node);

/** @brief What an element is: a cell, a picture, a text. */
curb_verify_kind_t curb_verify_kind(const xmlNode *node);

/** @brief What two elements that are not equal first differ in, as it stands in either. */
void curb_verify_contrast(
    xmlNode *page, xmlNode *derived, curb_words_t *said, curb_words_t *right);

/** @brief Whether two elements, their attributes and all below them are the same. */
bool curb_verify_equal(xmlNode *page, xmlNode *derived);

/** @brief An attribute as words; "" when there is none. */
curb_words_t curb_verify_attribute(xmlNode *node, const char *name);

/** @brief The text below an element, without blanks at its ends. */
curb_words_t curb_verify_content(const xmlNode *node);

/** @brief The nearest element of a name, from `node` up; NULL. */
xmlNode *curb_verify_above(xmlNode *node, const char *name);

#endif
