/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/batch.h"

#include "model/memory.h"
#include "version.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

curb_error_t curb_batch_init(curb_batch_t *self, const curb_study_t *study,
    size_t period_count, size_t solved_count, curb_scenario_hash_t *hash)
{
    *self = (curb_batch_t){
        .study = study, .period_count = period_count, .solved_count = solved_count};
    self->hashes = curb_calloc(study->scenario_count, sizeof *self->hashes);
    if (self->hashes == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t s = 0; s < study->scenario_count; s++) {
        hash(study, s, self->hashes[s]);
    }
    return CURB_OK;
}

void curb_batch_free(curb_batch_t *self)
{
    curb_free(self->hashes);
    *self = (curb_batch_t){0};
}

const char *curb_batch_version(void)
{
    return CURB_GIT_DIRTY ? CURB_VERSION "+" CURB_GIT_HASH ".dirty"
                          : CURB_VERSION "+" CURB_GIT_HASH;
}

void curb_batch_identity(const curb_batch_t *self, curb_identity_t *identity)
{
    const curb_study_t *study = self->study;
    *identity = (curb_identity_t){0};
    snprintf(identity->study_id, sizeof identity->study_id, "%s", study->id);
    snprintf(identity->world_id, sizeof identity->world_id, "%s", study->world->id);
    snprintf(identity->world_hash, sizeof identity->world_hash, "%s", study->world_hash);
    snprintf(identity->seed_hex, sizeof identity->seed_hex, "0x%016" PRIx64, study->seed);
    snprintf(identity->version, sizeof identity->version, "%s", curb_batch_version());
}
