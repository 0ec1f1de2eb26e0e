/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sensitivity_parts.h"
#include "model/memory.h"

void curb_measured_free(curb_measured_t *self)
{
    curb_amounts_free(&self->amounts);
    curb_free(self->wanted);
}

curb_error_t curb_measured_init(curb_measured_t *self, const curb_study_t *study,
    const curb_sensitivity_options_t *options, curb_diagnostics_t *diagnostics)
{
    *self = (curb_measured_t){.options = options,
        .wanted = curb_calloc(study->scenario_count, sizeof *self->wanted)};
    if (self->wanted == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    self->wanted[0] = true;
    for (size_t i = 0; i < options->output_count; i++) {
        self->wanted[options->outputs[i].scenario] = true;
    }
    return curb_amounts_init(
        &self->amounts, study, options->from, options->to, diagnostics);
}

void curb_measured_take(const void *context, const curb_record_t *record, double *outputs)
{
    const curb_measured_t *self = context;
    const curb_amounts_t *amounts = &self->amounts;
    for (size_t i = 0; i < self->options->output_count; i++) {
        const curb_sensitivity_output_t *output = &self->options->outputs[i];
        outputs[i] =
            curb_amounts_of(amounts, record, output->scenario, output->metric) -
            (output->scenario > 0 ? curb_amounts_of(amounts, record, 0, output->metric)
                                  : 0.0);
    }
}
