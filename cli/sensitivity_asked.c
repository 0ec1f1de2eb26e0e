/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sensitivity_asked.h"

#include "cli/load.h"
#include "cli/message.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

const curb_interval_t curb_no_interval = {NAN, NAN};

curb_error_t curb_asked_init(
    curb_asked_t *self, size_t scenarios, const curb_metric_t *metrics, size_t metric_count)
{
    *self = (curb_asked_t){.scenario_count = scenarios,
        .ids = curb_calloc(scenarios, sizeof *self->ids),
        .metrics = metrics,
        .metric_count = metric_count};
    return self->ids == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
}

void curb_asked_free(curb_asked_t *self)
{
    curb_free(self->ids);
    curb_free(self->outputs);
    *self = (curb_asked_t){0};
}

const char *curb_asked_format(const curb_arguments_t *arguments)
{
    return arguments->given[CURB_OPTION_JSON] ? "json"
                                              : arguments->text[CURB_OPTION_FORMAT];
}

curb_error_t curb_asked_read(
    curb_asked_t *self, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *ids = &arguments->texts[CURB_OPTION_SCENARIO];
    const curb_texts_t *keys = &arguments->texts[CURB_OPTION_METRIC];
    size_t scenarios = ids->count > 0 ? ids->count : 1;
    size_t metrics = keys->count > 0 ? keys->count : 1;
    self->outputs = curb_calloc(scenarios * metrics, sizeof *self->outputs);
    if (self->outputs == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t result = CURB_OK;
    for (size_t s = 0; s < scenarios; s++) {
        size_t scenario = self->scenario_count > 1 ? 1 : 0;
        curb_error_t error = ids->count > 0
                                 ? curb_find_scenario_id(self->ids, self->scenario_count,
                                       ids->items[s], &scenario, diagnostics)
                                 : CURB_OK;
        result = error != CURB_OK ? error : result;
        for (size_t m = 0; m < metrics; m++) {
            curb_metric_t metric =
                self->metric_count > 0 ? self->metrics[0] : CURB_METRIC_EXPLOITED;
            if (keys->count > 0 && s == 0) {
                error = curb_find_metric(keys->items[m], &metric, diagnostics);
                result = error != CURB_OK ? error : result;
            } else if (keys->count > 0) {
                metric = self->outputs[m].metric;
            }
            self->outputs[self->count++] = (curb_sensitivity_output_t){scenario, metric};
        }
    }
    if (ids->count == 0 && self->scenario_count > 2 && result == CURB_OK) {
        curb_message_note(arguments,
            "curb: note: about '%s', the first of %zu scenarios; --scenario names others",
            self->ids[1], self->scenario_count - 1);
    }
    return result;
}

curb_sensitivity_row_t curb_asked_row(
    const curb_asked_t *self, size_t index, const char *method)
{
    const curb_sensitivity_output_t *output = &self->outputs[index];
    const curb_metric_row_t *metric = &curb_metric_rows[output->metric];
    return (curb_sensitivity_row_t){.scenario = self->ids[output->scenario],
        .metric = metric->key,
        .units = metric->units,
        .method = method};
}

void curb_asked_add(curb_sensitivity_page_t *page, curb_sensitivity_row_t row,
    const char *measure, double estimate, curb_interval_t interval)
{
    row.measure = measure;
    row.estimate = estimate;
    row.low = interval.low;
    row.high = interval.high;
    curb_sensitivity_add(page, &row);
}

curb_error_t curb_sorting_init(curb_sorting_t *self, size_t count)
{
    *self = (curb_sorting_t){.sizes = curb_calloc(count, sizeof *self->sizes),
        .order = curb_calloc(count, sizeof *self->order)};
    return self->sizes == NULL || self->order == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
}

void curb_sorting_free(curb_sorting_t *self)
{
    curb_free(self->sizes);
    curb_free(self->order);
}

void curb_sorting_sort(curb_sorting_t *self, size_t count)
{
    const double *sizes = self->sizes;
    size_t *order = self->order;
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        while (at > 0 && (sizes[i] > sizes[order[at - 1]] ||
                             (isnan(sizes[order[at - 1]]) && !isnan(sizes[i])))) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
}
