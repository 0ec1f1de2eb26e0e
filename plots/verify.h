/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Whether a page still says what the results say: each of its claims is derived again and
 *  set against the words on the page. */
#ifndef CURB_PLOTS_VERIFY_H
#define CURB_PLOTS_VERIFY_H

#include "model/diagnostics.h"
#include "plots/claims.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char lang[8];             /**< of the page; "" where it names none */
    char content_hash[65];    /**< of the results that it was made from; "" */
    struct _xmlDoc *document; /**< owned */
} curb_verify_t;

/** What became of one claim on the page. */
typedef enum {
    CURB_VERIFY_HOLDS,
    CURB_VERIFY_DIFFERS, /**< the page says something else */
    CURB_VERIFY_UNKNOWN  /**< the results hold no such claim */
} curb_verify_outcome_t;

/** @brief Called for each claim in the order of the page. `said` is what the page says,
 *  `derived` what the results say; NULL where unknown. */
typedef void (*curb_verify_found_t)(void *context, curb_verify_outcome_t outcome,
    const char *id, const char *said, const char *derived);

/** @brief Reads a page.
 *  @return CURB_ERR_NO_INPUT, CURB_ERR_INVALID when it is no page of curb's,
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_verify_init(
    curb_verify_t *self, const char *path, curb_diagnostics_t *diagnostics);
void curb_verify_free(curb_verify_t *self);

/** @brief Goes through the claims of the page; `claims` are in the page's language. */
CURB_MUST_CHECK curb_error_t curb_verify_run(const curb_verify_t *self,
    const curb_claims_t *claims, curb_verify_found_t found, void *context);

#endif
