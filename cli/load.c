/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/load.h"

#include "cli/options.h"
#include "model/memory.h"

#include <stdio.h>
#include <string.h>

size_t curb_loaded_size(const curb_results_t *labels, curb_metric_t metric)
{
    size_t sectors = curb_metric_shape(metric) == CURB_BY_ORIGIN ? 1 : labels->sector_count;
    return labels->scenario_count * labels->replicate_count * labels->period_count *
           labels->jurisdiction_count * sectors;
}

curb_error_t curb_loaded_read(
    curb_loaded_t *self, curb_metric_t metric, curb_diagnostics_t *diagnostics)
{
    if (self->values[metric] != NULL) {
        return CURB_OK;
    }
    self->values[metric] =
        curb_calloc(curb_loaded_size(&self->labels, metric), sizeof *self->values[metric]);
    if (self->values[metric] == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    return curb_results_read(&self->labels, metric, self->values[metric], diagnostics);
}

curb_error_t curb_loaded_read_all(curb_loaded_t *self, const bool needed[CURB_METRIC_COUNT],
    curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    for (int m = 0; m < CURB_METRIC_COUNT && error == CURB_OK; m++) {
        if (needed[m]) {
            error = curb_loaded_read(self, (curb_metric_t)m, diagnostics);
        }
    }
    return error;
}

void curb_loaded_warn(
    const curb_loaded_t *self, const char *what, curb_diagnostics_t *diagnostics)
{
    size_t missing = curb_results_missing(&self->labels);
    if (missing > 0) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "%zu of %zu replicates are missing from the %s and left out", missing,
            missing + self->labels.replicate_count, what);
    }
}

void curb_loaded_free(curb_loaded_t *self)
{
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        curb_free(self->values[m]);
    }
    curb_results_close(&self->labels);
    *self = (curb_loaded_t){0};
}

curb_compare_data_t curb_loaded_data(const curb_loaded_t *self)
{
    curb_compare_data_t data = {.labels = &self->labels};
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        data.values[m] = self->values[m];
    }
    return data;
}

curb_error_t curb_find_metric(
    const char *key, curb_metric_t *metric, curb_diagnostics_t *diagnostics)
{
    *metric = curb_metric_find(key);
    if (*metric != CURB_METRIC_COUNT) {
        return CURB_OK;
    }
    const char *keys[CURB_METRIC_COUNT];
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        keys[m] = curb_metric_rows[m].key;
    }
    const char *nearest = curb_nearest(key, keys, CURB_METRIC_COUNT);
    return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        nearest != NULL ? "--metric: '%s' is not a metric; did you mean '%s'?"
                        : "--metric: '%s' is not a metric; curb info FILE lists them",
        key, nearest);
}

curb_error_t curb_find_scenario(const curb_results_t *labels, const char *id,
    size_t *scenario, curb_diagnostics_t *diagnostics)
{
    const char **ids = curb_calloc(labels->scenario_count, sizeof *ids);
    if (ids == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    curb_error_t error = CURB_ERR_USAGE;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        ids[s] = labels->scenarios[s].id;
        if (strcmp(ids[s], id) == 0) {
            *scenario = s;
            error = CURB_OK;
        }
    }
    if (error != CURB_OK) {
        const char *nearest = curb_nearest(id, ids, labels->scenario_count);
        (void)curb_diagnostics_fail(diagnostics, error,
            nearest != NULL
                ? "--scenario: '%s' is not a scenario of this file; did you mean '%s'?"
                : "--scenario: '%s' is not a scenario of this file; curb info FILE lists "
                  "them",
            id, nearest);
    }
    curb_free(ids);
    return error;
}

curb_error_t curb_find_scenario_id(const char *const *ids, size_t count, const char *id,
    size_t *scenario, curb_diagnostics_t *diagnostics)
{
    for (size_t s = 0; s < count; s++) {
        if (strcmp(ids[s], id) == 0) {
            *scenario = s;
            return CURB_OK;
        }
    }
    const char *nearest = curb_nearest(id, ids, count);
    return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        nearest != NULL ? "--scenario: '%s' is not a scenario; did you mean '%s'?"
                        : "--scenario: '%s' is not a scenario of it",
        id, nearest);
}

curb_error_t curb_read_period(
    const char *text, double *from, double *to, curb_diagnostics_t *diagnostics)
{
    int first, last, used = 0;
    /* NOLINTNEXTLINE(cert-err34-c): four digits fit, and how many is looked at */
    if (sscanf(text, "%4d-%4d%n", &first, &last, &used) == 2 && text[used] == '\0' &&
        last >= first) {
        *from = first;
        *to = last;
        return CURB_OK;
    }
    /* NOLINTNEXTLINE(cert-err34-c): four digits fit, and how many is looked at */
    if (sscanf(text, "%4d%n", &first, &used) == 1 && text[used] == '\0') {
        *from = *to = first;
        return CURB_OK;
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        "--period: '%s' is not a year or a stretch of years such as 2019-2023", text);
}
