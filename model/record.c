/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/record.h"

#include "model/memory.h"

curb_error_t curb_record_init(curb_record_t *self, size_t scenario_count,
    size_t period_count, size_t jurisdiction_count, size_t sector_count,
    size_t parameter_count, size_t solved_count)
{
    *self = (curb_record_t){.scenario_count = scenario_count,
        .period_count = period_count,
        .jurisdiction_count = jurisdiction_count,
        .sector_count = sector_count,
        .parameter_count = parameter_count,
        .solved_count = solved_count};
    size_t values = scenario_count * CURB_METRIC_COUNT * period_count * jurisdiction_count *
                    sector_count;
    self->values = curb_calloc_whole(values, sizeof *self->values);
    self->parameters = curb_calloc(parameter_count, sizeof *self->parameters);
    self->solved = curb_calloc(solved_count, sizeof *self->solved);
    if (self->values == NULL || self->parameters == NULL || self->solved == NULL) {
        curb_record_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    return CURB_OK;
}

void curb_record_free(curb_record_t *self)
{
    curb_free(self->values);
    curb_free(self->parameters);
    curb_free(self->solved);
    *self = (curb_record_t){0};
}

double *curb_record_series(const curb_record_t *self, size_t scenario, curb_metric_t metric)
{
    size_t cells = self->jurisdiction_count * self->sector_count;
    return self->values +
           (scenario * CURB_METRIC_COUNT + (size_t)metric) * self->period_count * cells;
}
