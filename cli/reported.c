/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/reported.h"

curb_error_t curb_reported_read(curb_reported_t *self, curb_diagnostics_t *diagnostics)
{
    bool for_claims[CURB_METRIC_COUNT], for_figures[CURB_METRIC_COUNT];
    curb_claims_needs(&self->loaded.labels, for_claims);
    curb_plots_needs(&self->loaded.labels, for_figures);
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        for_claims[m] = for_claims[m] || for_figures[m];
    }
    return curb_loaded_read_all(&self->loaded, for_claims, diagnostics);
}

curb_error_t curb_reported_make(curb_reported_t *self, const curb_plots_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    self->data = curb_loaded_data(&self->loaded);
    curb_error_t error = curb_claims_init(&self->claims, &self->data, diagnostics);
    if (error == CURB_OK) {
        error = curb_plots_init(&self->plots, &self->data, options, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_report_init(
            &self->report, &self->data, &self->claims, &self->plots, diagnostics);
    }
    return error;
}

void curb_reported_free(curb_reported_t *self)
{
    curb_report_free(&self->report);
    curb_plots_free(&self->plots);
    curb_claims_free(&self->claims);
    curb_loaded_free(&self->loaded);
}
