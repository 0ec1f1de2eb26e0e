/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A results file with its claims, read into memory. */
#ifndef CURB_CLI_CLAIMED_H
#define CURB_CLI_CLAIMED_H

#include "cli/load.h"
#include "plots/claims.h"

typedef struct {
    curb_loaded_t loaded;
    curb_claims_t claims; /**< borrows from `loaded` */
} curb_claimed_t;

/** @brief Reads what claims are made from, and makes them in the language in use. The file
 *  is open already: `loaded.labels` are read.
 *  @return as curb_results_read() and curb_claims_init(). */
CURB_MUST_CHECK curb_error_t curb_claimed_make(
    curb_claimed_t *self, curb_diagnostics_t *diagnostics);

/** @brief Frees and closes. Safe on a zeroed struct. */
void curb_claimed_free(curb_claimed_t *self);

#endif
