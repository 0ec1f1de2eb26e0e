/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/claimed.h"

curb_error_t curb_claimed_make(curb_claimed_t *self, curb_diagnostics_t *diagnostics)
{
    bool needed[CURB_METRIC_COUNT];
    curb_claims_needs(&self->loaded.labels, needed);
    curb_error_t error = curb_loaded_read_all(&self->loaded, needed, diagnostics);
    if (error == CURB_OK) {
        curb_compare_data_t data = curb_loaded_data(&self->loaded);
        error = curb_claims_init(&self->claims, &data, diagnostics);
    }
    return error;
}

void curb_claimed_free(curb_claimed_t *self)
{
    curb_claims_free(&self->claims);
    curb_loaded_free(&self->loaded);
}
