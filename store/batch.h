/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a set of shards and its results file are about: the study with a hash of each
 * scenario, and what must agree before numbers of two runs may stand side by side. */
#ifndef CURB_STORE_BATCH_H
#define CURB_STORE_BATCH_H

#include "model/diagnostics.h"
#include "store/digest.h"
#include "store/identity.h"
#include "study/study.h"

#include <stddef.h>

/** As curb_study_scenario_hash(). */
typedef void curb_scenario_hash_t(
    const curb_study_t *study, size_t scenario, char hex[CURB_DIGEST_BYTES]);

typedef struct {
    const curb_study_t *study; /**< borrowed */
    size_t period_count;
    size_t solved_count;
    char (*hashes)[CURB_DIGEST_BYTES]; /**< [scenario], owned */
} curb_batch_t;

/** @brief Takes the hash of each scenario as it stands: call after budgets are planned. */
CURB_MUST_CHECK curb_error_t curb_batch_init(curb_batch_t *self, const curb_study_t *study,
    size_t period_count, size_t solved_count, curb_scenario_hash_t *hash);
void curb_batch_free(curb_batch_t *self);

/** @brief The program with its revision: "0.1.0+3e98584d9621", ".dirty" behind when
 * changed. */
const char *curb_batch_version(void);

void curb_batch_identity(const curb_batch_t *self, curb_identity_t *identity);

#endif
