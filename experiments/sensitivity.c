/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sensitivity.h"

#include "experiments/amounts.h"
#include "model/draw.h"
#include "model/levers.h"
#include "model/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LEVELS = 4, FIRST_ROWS = 32, RESAMPLES = 500 };
static const double screened_tail = 0.1; /* of each law, left out at either side */

/* What the measure needs; read by all threads, changed by none. */
typedef struct {
    curb_amounts_t amounts;
    const curb_sensitivity_options_t *options;
} asked_t;

static void measure(const void *context, const curb_record_t *record, double *outputs)
{
    const asked_t *self = context;
    for (size_t i = 0; i < self->options->output_count; i++) {
        const curb_sensitivity_output_t *output = &self->options->outputs[i];
        outputs[i] =
            curb_amounts_of(&self->amounts, record, output->scenario, output->metric) -
            (output->scenario > 0
                    ? curb_amounts_of(&self->amounts, record, 0, output->metric)
                    : 0.0);
    }
}

static curb_error_t check(const curb_study_t *study,
    const curb_sensitivity_options_t *options, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    if (study->detection == CURB_DETECTION_BOTH && options->replicates % 2 != 0) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "replicates alternate between the two concepts of detection: %zu at each point "
            "do not show both alike; take an even number",
            options->replicates);
    }
    for (size_t i = 0; i < options->output_count; i++) {
        const curb_metric_row_t *metric = &curb_metric_rows[options->outputs[i].metric];
        if (!curb_amounts_has_total(options->outputs[i].metric, study->world)) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "%s is a mean, which has no total over markets: take another metric",
                metric->key);
        }
    }
    if (study->world->uncertain_count == 0) {
        error = curb_diagnostics_fail(
            diagnostics, CURB_ERR_INVALID, "no number of this study is uncertain");
    }
    return error;
}

/* One design of points in the unit cube, to be run. */
typedef struct {
    size_t count, inputs;
    const uint32_t *rows;  /* [input] of world->uncertain; borrowed */
    double *unit, *points; /* [count][input]; owned */
    double *values;        /* [output][count] means over replicates; owned */
} design_t;

static void design_free(design_t *self)
{
    curb_free(self->unit);
    curb_free(self->points);
    curb_free(self->values);
}

static curb_error_t design_init(
    design_t *self, size_t count, size_t inputs, const uint32_t *rows, size_t outputs)
{
    *self = (design_t){.count = count, .inputs = inputs, .rows = rows};
    self->unit = curb_calloc(count * inputs, sizeof *self->unit);
    self->points = curb_calloc(count * inputs, sizeof *self->points);
    self->values = curb_calloc(count * outputs, sizeof *self->values);
    return self->unit == NULL || self->points == NULL || self->values == NULL
               ? CURB_ERR_NO_MEMORY
               : CURB_OK;
}

static void take_means(
    design_t *self, const double *runs, size_t begin, size_t replicates, size_t outputs)
{
    for (size_t p = begin; p < self->count; p++) {
        for (size_t i = 0; i < outputs; i++) {
            double sum = 0;
            for (size_t r = 0; r < replicates; r++) {
                sum += runs[((p - begin) * replicates + r) * outputs + i];
            }
            self->values[i * self->count + p] = sum / (double)replicates;
        }
    }
}

/* Runs the points from `begin` on; those before have their values. */
static curb_error_t run_design(curb_sensitivity_t *self, design_t *design, size_t begin,
    const curb_study_t *study, const asked_t *asked, curb_diagnostics_t *diagnostics)
{
    const curb_sensitivity_options_t *options = asked->options;
    size_t count = design->count - begin, outputs = options->output_count;
    for (size_t p = begin; p < design->count; p++) {
        for (size_t k = 0; k < design->inputs; k++) {
            const curb_uncertain_t *row = &study->world->uncertain[design->rows[k]];
            design->points[p * design->inputs + k] = curb_triangular_quantile(row->low,
                row->mode, row->high, row->spread, design->unit[p * design->inputs + k]);
        }
    }
    double *runs = curb_calloc(count * options->replicates * outputs, sizeof *runs);
    bool *wanted = curb_calloc(study->scenario_count, sizeof *wanted);
    curb_error_t error = runs == NULL || wanted == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
    if (error == CURB_OK) {
        wanted[0] = true;
        for (size_t i = 0; i < outputs; i++) {
            wanted[options->outputs[i].scenario] = true;
        }
        curb_points_t points = {.study = study,
            .input_count = design->inputs,
            .inputs = design->rows,
            .wanted = wanted,
            .replicates = options->replicates,
            .output_count = outputs,
            .measure = measure,
            .context = asked,
            .jobs = options->jobs,
            .stop = options->stop,
            .progress = options->progress,
            .progress_context = options->progress_context};
        curb_points_report_t report;
        error = curb_points_run(&points, design->points + begin * design->inputs, count,
            runs, &report, diagnostics);
        take_means(design, runs, begin, options->replicates, outputs);
        self->runs += count * options->replicates;
        self->seconds += report.seconds;
        if (self->contradicting == 0) {
            memcpy(self->first, report.first, sizeof self->first);
        }
        self->contradicting += report.contradicting;
    }
    curb_free(runs);
    curb_free(wanted);
    return error;
}

static curb_error_t screen(curb_sensitivity_t *self, const curb_study_t *study,
    const asked_t *asked, const uint32_t *rows, curb_diagnostics_t *diagnostics)
{
    const curb_sensitivity_options_t *options = asked->options;
    size_t inputs = self->input_count, trajectories = options->trajectories;
    design_t design;
    curb_error_t error = design_init(
        &design, trajectories * (inputs + 1), inputs, rows, options->output_count);
    self->effects = curb_calloc(options->output_count * inputs, sizeof *self->effects);
    if (error == CURB_OK && self->effects == NULL) {
        error = CURB_ERR_NO_MEMORY;
    }
    if (error == CURB_OK) {
        curb_screening_design(
            study->seed, trajectories, inputs, inputs, NULL, LEVELS, design.unit);
        for (size_t i = 0; i < design.count * inputs; i++) {
            design.unit[i] = screened_tail + (1 - 2 * screened_tail) * design.unit[i];
        }
        error = run_design(self, &design, 0, study, asked, diagnostics);
    }
    for (size_t i = 0; i < options->output_count && error == CURB_OK; i++) {
        curb_screening_effects(design.unit, design.values + i * design.count, trajectories,
            inputs, inputs, NULL, NULL, options->level, self->effects + i * inputs);
    }
    design_free(&design);
    return error;
}

/* How much a number matters: its greatest share, over the outputs, of the largest effect
 * on that output. */
static double weight_of(const curb_sensitivity_t *self, size_t input)
{
    double weight = 0;
    for (size_t i = 0; i < self->output_count; i++) {
        const curb_screening_effect_t *effects = self->effects + i * self->input_count;
        double largest = 0;
        for (size_t k = 0; k < self->input_count; k++) {
            largest = fmax(largest, effects[k].mu_star);
        }
        weight = fmax(weight, largest > 0 ? effects[input].mu_star / largest : 0);
    }
    return weight;
}

/* The numbers that matter most, at most `keep` of them and none without effect. */
static curb_error_t choose(curb_sensitivity_t *self, size_t keep)
{
    double *weights = curb_calloc(self->input_count, sizeof *weights);
    if (weights == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t k = 0; k < self->input_count; k++) {
        weights[k] = self->effects != NULL ? weight_of(self, k) : 1.0;
    }
    while (self->kept_count < keep) {
        size_t best = 0;
        for (size_t k = 1; k < self->input_count; k++) {
            best = weights[k] > weights[best] ? k : best;
        }
        if (!(weights[best] > 0)) {
            break;
        }
        weights[best] = 0;
        self->kept[self->kept_count++] = (uint32_t)best;
    }
    curb_free(weights);
    return CURB_OK;
}

static curb_error_t lay_out(design_t *design, uint64_t seed, size_t rows)
{
    size_t inputs = design->inputs;
    double *base = curb_calloc(rows * 2 * inputs, sizeof *base);
    if (base == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_sobol_points(seed, 0, rows, 2 * inputs, base);
    if (error == CURB_OK) {
        curb_sobol_design(base, rows, inputs, NULL, inputs, false, design->unit);
    }
    curb_free(base);
    return error;
}

static curb_error_t estimate(
    curb_sensitivity_t *self, const design_t *design, size_t rows, const asked_t *asked)
{
    size_t kept = self->kept_count;
    self->rows = self->rows_used = rows;
    self->widest = 0;
    for (size_t i = 0; i < self->output_count; i++) {
        const double *values = design->values + i * design->count;
        curb_sobol_factor_t *indices = self->indices + i * kept;
        size_t used = curb_sobol_indices(values, rows, kept, false, indices);
        self->rows_used = used < self->rows_used ? used : self->rows_used;
        curb_sobol_moments(values, rows, kept, false, &self->means[i], &self->variances[i]);
        curb_error_t error = curb_sobol_bootstrap(
            values, rows, kept, false, RESAMPLES, asked->options->level, 1, indices);
        if (error != CURB_OK) {
            return error;
        }
        for (size_t k = 0; k < kept; k++) {
            const curb_interval_t *total = &indices[k].total_interval;
            double width = total->high - total->low;
            self->widest = isnan(width) ? INFINITY : fmax(self->widest, width);
        }
    }
    self->is_narrow = self->widest < asked->options->width;
    return CURB_OK;
}

/* Rows double, the ones before being kept, until intervals are narrow or it is enough. */
static curb_error_t decompose(curb_sensitivity_t *self, const curb_study_t *study,
    const asked_t *asked, curb_diagnostics_t *diagnostics)
{
    const curb_sensitivity_options_t *options = asked->options;
    size_t kept = self->kept_count, row = curb_sobol_row(kept, false);
    self->indices = curb_calloc(self->output_count * kept, sizeof *self->indices);
    self->means = curb_calloc(self->output_count, sizeof *self->means);
    self->variances = curb_calloc(self->output_count, sizeof *self->variances);
    if (self->indices == NULL || self->means == NULL || self->variances == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    design_t before = {0};
    curb_error_t error = CURB_OK;
    size_t rows = FIRST_ROWS < options->rows_most ? FIRST_ROWS : options->rows_most;
    double begun = self->seconds;
    for (;;) {
        design_t design;
        error = design_init(&design, rows * row, kept, self->kept, self->output_count);
        if (error == CURB_OK) {
            error = lay_out(&design, study->seed, rows);
        }
        for (size_t i = 0; i < self->output_count && error == CURB_OK && before.count > 0;
             i++) {
            memcpy(design.values + i * design.count, before.values + i * before.count,
                before.count * sizeof *design.values);
        }
        if (error == CURB_OK) {
            error = run_design(self, &design, before.count, study, asked, diagnostics);
        }
        design_free(&before);
        before = design;
        if (error == CURB_OK) {
            error = estimate(self, &design, rows, asked);
        }
        bool is_over = options->max_seconds > 0 &&
                       self->seconds + (self->seconds - begun) > options->max_seconds;
        if (error != CURB_OK || self->is_narrow || is_over ||
            2 * rows > options->rows_most) {
            break;
        }
        rows *= 2;
    }
    design_free(&before);
    return error;
}

static curb_error_t judge(const curb_sensitivity_t *self, curb_diagnostics_t *diagnostics)
{
    if (CURB_REPLACED_ONE_IN * self->contradicting > self->runs) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%zu of %zu runs have parameters that contradict the anchors, more than a "
            "fifth: narrow the ranges of the parameters at fault (%s)",
            self->contradicting, self->runs, self->first);
    }
    if (self->contradicting > 0) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "%zu of %zu runs have parameters that contradict the anchors; what needs them "
            "was left out (%s)",
            self->contradicting, self->runs, self->first);
    }
    return CURB_OK;
}

curb_error_t curb_sensitivity_run(curb_sensitivity_t *self, curb_study_t *study,
    const curb_sensitivity_options_t *options, curb_diagnostics_t *diagnostics)
{
    *self = (curb_sensitivity_t){.output_count = options->output_count,
        .input_count = study->world->uncertain_count};
    asked_t asked = {0};
    curb_run_t run = curb_experiment_run_of(study, 1);
    uint32_t *rows = curb_calloc(self->input_count, sizeof *rows);
    self->kept = curb_calloc(self->input_count, sizeof *self->kept);
    curb_error_t error = rows == NULL || self->kept == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
    for (uint32_t k = 0; error == CURB_OK && k < self->input_count; k++) {
        rows[k] = k;
    }
    if (error == CURB_OK) {
        error = check(study, options, diagnostics);
    }
    if (error == CURB_OK) {
        asked.options = options;
        error = curb_amounts_init(
            &asked.amounts, study, options->from, options->to, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_run_plan_budgets(&run, study->scenarios, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_run_check(&run, diagnostics);
    }
    if (error == CURB_OK && options->screen) {
        error = screen(self, study, &asked, rows, diagnostics);
    }
    size_t most = CURB_SOBOL_COLUMNS_MAX / 2;
    if (error == CURB_OK && options->screen) {
        error = choose(self, options->keep < most ? options->keep : most);
    } else if (error == CURB_OK && self->input_count > most) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%zu numbers are uncertain, and shares of variance are worked out for at most "
            "%zu: screen them first",
            self->input_count, most);
    } else if (error == CURB_OK) {
        error = choose(self, self->input_count);
    }
    if (error == CURB_OK && options->decompose && self->kept_count > 0) {
        error = decompose(self, study, &asked, diagnostics);
    }
    if (error == CURB_OK) {
        error = judge(self, diagnostics);
    }
    curb_amounts_free(&asked.amounts);
    curb_free(rows);
    return error;
}

void curb_sensitivity_free(curb_sensitivity_t *self)
{
    curb_free(self->effects);
    curb_free(self->kept);
    curb_free(self->indices);
    curb_free(self->means);
    curb_free(self->variances);
    *self = (curb_sensitivity_t){0};
}
