/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/given_rows.h"

#include "analysis/levels.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

enum { ROWS_LEAST = 4 };

static curb_error_t make_room(curb_given_rows_t *self, size_t replicates)
{
    self->names = curb_calloc(self->inputs, sizeof *self->names);
    self->points = curb_calloc(self->count * self->inputs, sizeof *self->points);
    self->values = curb_calloc(self->count, sizeof *self->values);
    self->each = curb_calloc(replicates, sizeof *self->each);
    return self->names == NULL || self->points == NULL || self->values == NULL ||
                   self->each == NULL
               ? CURB_ERR_NO_MEMORY
               : CURB_OK;
}

void curb_given_rows_free(curb_given_rows_t *self)
{
    curb_free(self->names);
    curb_free(self->points);
    curb_free(self->values);
    curb_free(self->unit);
    curb_free(self->each);
    curb_free(self->scenarios);
    curb_varied_free(&self->varied);
    *self = (curb_given_rows_t){0};
}

curb_error_t curb_given_rows_of_draws(
    curb_given_rows_t *self, const curb_results_t *labels, curb_diagnostics_t *diagnostics)
{
    size_t n = labels->replicate_count, parameters = labels->parameter_count;
    *self = (curb_given_rows_t){.count = n, .inputs = parameters + 1, .word = "draw"};
    self->unit = curb_calloc(n, sizeof *self->unit);
    if (self->unit == NULL || make_room(self, n) != CURB_OK) {
        return CURB_ERR_NO_MEMORY;
    }
    if (strcmp(labels->parameters, "draws") != 0 || parameters == 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "the runs were made at central parameters: nothing varies that an output could "
            "go with; run with 'parameters: draws', or give the study");
    }
    self->count = curb_levels_units(labels, self->unit);
    for (size_t k = 0; k < self->inputs; k++) {
        self->names[k] =
            k < parameters ? labels->parameter_names[k] : "concept of detection (mse, ilo)";
        for (size_t r = 0; r < n; r++) {
            self->points[self->unit[r] * self->inputs + k] =
                k < parameters ? labels->parameters_drawn[k * n + r] : labels->concepts[r];
        }
    }
    if (self->count < ROWS_LEAST) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%zu draw%s of the parameters are too few to see what an output goes with",
            self->count, self->count == 1 ? "" : "s");
    }
    return CURB_OK;
}

static bool varies(const curb_varied_t *varied, size_t scenarios, size_t k, size_t s)
{
    return !isnan(varied->values[k * scenarios + s]);
}

static bool vary_the_same(
    const curb_varied_t *varied, size_t scenarios, size_t s, size_t other)
{
    bool same = true, any = false;
    for (size_t k = 0; k < varied->count; k++) {
        any = any || varies(varied, scenarios, k, s);
        same =
            same && varies(varied, scenarios, k, s) == varies(varied, scenarios, k, other);
    }
    return same && any;
}

/* A scenario of the largest set that varies the same numbers, and the size of that set. */
static size_t find_design(
    const curb_varied_t *varied, const curb_results_t *labels, size_t *size)
{
    size_t best = 0;
    *size = 0;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        size_t count = 0;
        for (size_t other = 0; other < labels->scenario_count; other++) {
            count += vary_the_same(varied, labels->scenario_count, s, other);
        }
        if (count > *size) {
            *size = count;
            best = s;
        }
    }
    return best;
}

static void take_design(curb_given_rows_t *self, const curb_results_t *labels, size_t first)
{
    const curb_varied_t *varied = &self->varied;
    size_t scenarios = labels->scenario_count, row = 0;
    for (size_t s = 0; s < scenarios; s++) {
        size_t input = 0;
        if (!vary_the_same(varied, scenarios, first, s)) {
            continue;
        }
        for (size_t k = 0; k < varied->count; k++) {
            if (varies(varied, scenarios, k, s)) {
                self->names[input] = varied->names[k];
                self->points[row * self->inputs + input++] =
                    varied->values[k * scenarios + s];
            }
        }
        self->scenarios[row++] = s;
    }
}

curb_error_t curb_given_rows_of_design(
    curb_given_rows_t *self, const curb_results_t *labels, curb_diagnostics_t *diagnostics)
{
    *self = (curb_given_rows_t){.is_design = true, .word = "scenario"};
    curb_error_t error = curb_varied_read(&self->varied, labels, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    size_t first = find_design(&self->varied, labels, &self->count);
    if (self->count < ROWS_LEAST) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "no %d scenarios of this file vary the same numbers: a 'design' of ranges in "
            "the study does that, or lists of numbers",
            ROWS_LEAST);
    }
    for (size_t k = 0; k < self->varied.count; k++) {
        self->inputs += varies(&self->varied, labels->scenario_count, k, first);
    }
    self->left_out = labels->scenario_count - 1 - self->count;
    self->scenarios = curb_calloc(self->count, sizeof *self->scenarios);
    if (self->scenarios == NULL || make_room(self, labels->replicate_count) != CURB_OK) {
        return CURB_ERR_NO_MEMORY;
    }
    take_design(self, labels, first);
    return CURB_OK;
}

static double difference(const curb_loaded_t *loaded, const curb_window_t *window,
    curb_metric_t metric, size_t scenario, size_t r)
{
    const curb_results_t *labels = &loaded->labels;
    const double *values = loaded->values[curb_window_source(metric)];
    double level = curb_window_amount(window, labels, metric, values, scenario, r, NULL);
    return level - (scenario != labels->baseline
                           ? curb_window_amount(
                                 window, labels, metric, values, labels->baseline, r, NULL)
                           : 0.0);
}

static double mean_difference(const curb_loaded_t *loaded, const curb_window_t *window,
    curb_metric_t metric, size_t scenario)
{
    double sum = 0;
    size_t n = 0;
    for (size_t r = 0; r < loaded->labels.replicate_count; r++) {
        double value = difference(loaded, window, metric, scenario, r);
        if (isfinite(value)) {
            sum += value;
            n++;
        }
    }
    return n > 0 ? sum / (double)n : NAN;
}

void curb_given_rows_measure(curb_given_rows_t *self, const curb_loaded_t *loaded,
    const curb_window_t *window, const curb_sensitivity_output_t *output)
{
    size_t replicates = loaded->labels.replicate_count;
    for (size_t i = 0; self->is_design && i < self->count; i++) {
        self->values[i] =
            mean_difference(loaded, window, output->metric, self->scenarios[i]);
    }
    for (size_t r = 0; !self->is_design && r < replicates; r++) {
        self->each[r] = difference(loaded, window, output->metric, output->scenario, r);
    }
    if (!self->is_design) {
        curb_levels_means(self->each, self->unit, replicates, self->count, self->values);
    }
}
