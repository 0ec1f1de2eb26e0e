/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/worlds.h"

#include "model/memory.h"

#include <math.h>
#include <stdint.h>

curb_worlds_options_t curb_worlds_defaults(void)
{
    return (curb_worlds_options_t){
        .metric = CURB_METRIC_EXPLOITED_MONTHS, .from = NAN, .to = NAN};
}

static const curb_results_t *labels_of(const curb_worlds_t *self)
{
    return self->pairing.reference->labels;
}

/* Replicates of one draw carry the same values: the first speaks for the world. */
static void take_parameter(const curb_worlds_t *self, size_t parameter, double *values)
{
    const curb_results_t *labels = labels_of(self);
    const curb_pairing_t *pairing = &self->pairing;
    for (size_t r = pairing->replicate_count; r-- > 0;) {
        values[pairing->unit[r]] =
            labels->parameters_drawn[parameter * labels->replicate_count +
                                     pairing->reference_replicate[r]];
    }
}

static bool varies(const double *values, size_t count)
{
    for (size_t w = 1; w < count; w++) {
        if (values[w] != values[0]) {
            return true;
        }
    }
    return false;
}

static void keep_if_varying(curb_worlds_t *self, size_t name)
{
    if (varies(self->values + self->input_count * self->count, self->count)) {
        self->inputs[self->input_count++] = name;
    }
}

static void list_inputs(curb_worlds_t *self)
{
    const curb_results_t *labels = labels_of(self);
    for (size_t p = 0; p < labels->parameter_count; p++) {
        if (self->options.parameters == NULL || self->options.parameters[p]) {
            take_parameter(self, p, self->values + self->input_count * self->count);
            keep_if_varying(self, p);
        }
    }
    double *last = self->values + self->input_count * self->count;
    for (size_t w = 0; w < self->count; w++) {
        last[w] = self->pairing.concepts[w] == CURB_CONCEPT_ILO ? 1 : 0;
    }
    keep_if_varying(self, CURB_WORLDS_CONCEPT);
}

static curb_error_t allocate(curb_worlds_t *self)
{
    size_t most = labels_of(self)->parameter_count + 1;
    self->inputs = curb_calloc(most, sizeof *self->inputs);
    self->values = curb_calloc(most * self->count, sizeof *self->values);
    self->reference = curb_calloc(self->pairing.replicate_count, sizeof *self->reference);
    self->other = curb_calloc(self->pairing.replicate_count, sizeof *self->other);
    bool whole = self->inputs != NULL && self->values != NULL && self->reference != NULL &&
                 self->other != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static bool has_total(const curb_results_t *labels, curb_metric_t metric)
{
    return curb_metric_rows[metric].kind != CURB_MEAN ||
           labels->jurisdiction_count * labels->sector_count == 1;
}

curb_error_t curb_worlds_init(curb_worlds_t *self, const curb_compare_data_t *data,
    const curb_worlds_options_t *options, curb_diagnostics_t *diagnostics)
{
    *self = (curb_worlds_t){.options = *options};
    curb_compare_options_t window = curb_compare_defaults();
    window.from = options->from;
    window.to = options->to;
    if (!has_total(data->labels, options->metric)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "'%s' is a mean by place and has no total over places to choose by",
            curb_metric_rows[options->metric].key);
    }
    curb_error_t error =
        curb_pairing_init(&self->pairing, data, NULL, &window, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    self->count = self->pairing.unit_count;
    if (self->count < 2) {
        curb_worlds_free(self);
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "the file holds %s: at least two, and better a hundred, are needed to choose "
            "under uncertainty; run the study with more --replicates",
            data->labels->replicate_count < 2 ? "one replicate"
                                              : "one draw of the parameters");
    }
    error = allocate(self);
    if (error != CURB_OK) {
        curb_worlds_free(self);
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    list_inputs(self);
    return CURB_OK;
}

void curb_worlds_free(curb_worlds_t *self)
{
    curb_pairing_free(&self->pairing);
    curb_free(self->inputs);
    curb_free(self->values);
    curb_free(self->reference);
    curb_free(self->other);
    *self = (curb_worlds_t){0};
}

static size_t pair_of(const curb_worlds_t *self, size_t scenario)
{
    const curb_pairing_t *pairing = &self->pairing;
    size_t pair = 0;
    while (pair + 1 < pairing->pair_count && pairing->pairs[pair].other != scenario) {
        pair++;
    }
    return pair;
}

/* In the units of the metric. */
static double better_by(const curb_worlds_t *self, size_t i)
{
    double less = self->reference[i] - self->other[i];
    return self->options.more_is_better ? -less : less;
}

static double divisor_of(const curb_worlds_t *self)
{
    return self->options.metric == CURB_METRIC_EXPLOITED_MONTHS ? 12 : 1;
}

void curb_worlds_replicates(const curb_worlds_t *self, size_t scenario, double *improvement)
{
    curb_pairing_replicates(&self->pairing, pair_of(self, scenario), self->options.metric,
        NULL, self->reference, self->other);
    for (size_t r = 0; r < self->pairing.replicate_count; r++) {
        improvement[r] = better_by(self, r) / divisor_of(self);
    }
}

void curb_worlds_each(const curb_worlds_t *self, size_t *least, size_t *most)
{
    const curb_pairing_t *pairing = &self->pairing;
    *least = SIZE_MAX;
    *most = 0;
    for (size_t first = 0, end; first < pairing->replicate_count; first = end) {
        for (end = first;
             end < pairing->replicate_count && pairing->unit[end] == pairing->unit[first];
             end++) {
        }
        *least = end - first < *least ? end - first : *least;
        *most = end - first > *most ? end - first : *most;
    }
}

void curb_worlds_improvement(
    const curb_worlds_t *self, size_t scenario, double *improvement, double *percent)
{
    curb_pairing_columns(&self->pairing, pair_of(self, scenario), self->options.metric,
        NULL, CURB_COMPARE_ALL, self->reference, self->other);
    for (size_t w = 0; w < self->count; w++) {
        double better = better_by(self, w);
        improvement[w] = better / divisor_of(self);
        if (percent != NULL) {
            percent[w] =
                self->reference[w] != 0 ? 100 * better / fabs(self->reference[w]) : NAN;
        }
    }
}

const char *curb_worlds_units(curb_metric_t metric)
{
    return metric == CURB_METRIC_EXPLOITED_MONTHS ? "person-years"
                                                  : curb_metric_rows[metric].units;
}

const char *curb_worlds_input_name(const curb_worlds_t *self, size_t input)
{
    size_t name = self->inputs[input];
    return name == CURB_WORLDS_CONCEPT ? "concept of detection"
                                       : labels_of(self)->parameter_names[name];
}
