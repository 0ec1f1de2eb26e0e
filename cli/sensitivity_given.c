/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a results file: what its runs show. */
#include "analysis/levels.h"
#include "analysis/regression.h"
#include "cli/load.h"
#include "cli/sensitivity_asked.h"
#include "cli/sensitivity_figures.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

static const double LEVEL = 0.95;
static const char concept_factor[] = "concept of detection (mse, ilo)";

/* Draws of a results file as rows of points, the concept of detection the last input. */
typedef struct {
    size_t draws, inputs;
    size_t *unit;            /* [replicate] */
    double *points, *values; /* [draw][input], [draw] */
    double *each, *means;    /* [replicate] scratch */
    curb_regression_t *indices;
    curb_sorting_t sorting;
} given_t;

static void given_free(given_t *self)
{
    curb_free(self->unit);
    curb_free(self->points);
    curb_free(self->values);
    curb_free(self->each);
    curb_free(self->means);
    curb_free(self->indices);
    curb_sorting_free(&self->sorting);
}

static curb_error_t given_init(
    given_t *self, const curb_results_t *labels, curb_diagnostics_t *diagnostics)
{
    size_t n = labels->replicate_count;
    *self = (given_t){.inputs = labels->parameter_count + 1};
    self->unit = curb_calloc(n, sizeof *self->unit);
    self->points = curb_calloc(n * self->inputs, sizeof *self->points);
    self->values = curb_calloc(n, sizeof *self->values);
    self->each = curb_calloc(n, sizeof *self->each);
    self->means = curb_calloc(n, sizeof *self->means);
    self->indices = curb_calloc(self->inputs, sizeof *self->indices);
    curb_error_t error = curb_sorting_init(&self->sorting, self->inputs);
    if (self->unit == NULL || self->points == NULL || self->values == NULL ||
        self->each == NULL || self->means == NULL || self->indices == NULL ||
        error != CURB_OK) {
        return CURB_ERR_NO_MEMORY;
    }
    if (strcmp(labels->parameters, "draws") != 0 || labels->parameter_count == 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "the runs were made at central parameters: nothing varies that an output could "
            "go with; run with 'parameters: draws', or give the study");
    }
    self->draws = curb_levels_units(labels, self->unit);
    for (size_t k = 0; k < self->inputs; k++) {
        for (size_t r = 0; r < n; r++) {
            self->points[self->unit[r] * self->inputs + k] =
                k < labels->parameter_count ? labels->parameters_drawn[k * n + r]
                                            : labels->concepts[r];
        }
    }
    if (self->draws < 4) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%zu draw%s of the parameters are too few to see what an output goes with",
            self->draws, self->draws == 1 ? "" : "s");
    }
    return CURB_OK;
}

/* One output: amounts of each replicate, means of each draw, coefficients. */
static curb_error_t regress(given_t *self, const curb_loaded_t *loaded,
    const curb_window_t *window, const curb_sensitivity_output_t *output, size_t *used,
    double *r2)
{
    const curb_results_t *labels = &loaded->labels;
    const double *values = loaded->values[curb_window_source(output->metric)];
    for (size_t r = 0; r < labels->replicate_count; r++) {
        double level = curb_window_amount(
            window, labels, output->metric, values, output->scenario, r, NULL);
        self->each[r] = level - (output->scenario != labels->baseline
                                        ? curb_window_amount(window, labels, output->metric,
                                              values, labels->baseline, r, NULL)
                                        : 0.0);
    }
    curb_levels_means(
        self->each, self->unit, labels->replicate_count, self->draws, self->values);
    return curb_regression(self->points, self->values, self->draws, self->inputs, LEVEL,
        self->indices, used, r2);
}

/* Puts inputs in order of size; false when no number has a partial correlation. */
static bool sort_inputs(given_t *self)
{
    bool ranked = false;
    for (size_t k = 0; k < self->inputs; k++) {
        ranked = ranked || isfinite(self->indices[k].prcc);
    }
    for (size_t k = 0; k < self->inputs; k++) {
        const curb_regression_t *index = &self->indices[k];
        self->sorting.sizes[k] = fabs(ranked ? index->prcc : index->spearman);
    }
    curb_sorting_sort(&self->sorting, self->inputs);
    return ranked;
}

static void fill_given(curb_sensitivity_page_t *page, const given_t *self, bool ranked,
    const curb_results_t *labels, const curb_asked_t *asked, size_t output)
{
    for (size_t i = 0; i < self->inputs; i++) {
        size_t k = self->sorting.order[i];
        const curb_regression_t *index = &self->indices[k];
        curb_sensitivity_row_t row = curb_asked_row(asked, output,
            ranked ? "partial rank correlation" : "rank correlation (too few draws)");
        row.factor =
            k < labels->parameter_count ? labels->parameter_names[k] : concept_factor;
        if (ranked) {
            curb_asked_add(page, row, "PRCC", index->prcc, index->prcc_interval);
            curb_asked_add(page, row, "p", index->prcc_p, curb_no_interval);
            curb_asked_add(page, row, "SRC", index->src, curb_no_interval);
        }
        curb_asked_add(page, row, "Spearman", index->spearman, curb_no_interval);
    }
}

static void explain_given(
    curb_sensitivity_page_t *page, const given_t *self, size_t used, const double *r2)
{
    curb_sensitivity_note(page,
        "From %zu draws of %zu numbers; no new runs. Outputs are differences from the "
        "baseline (the baseline itself: its level), means over the replicates of a draw. "
        "Modelled, not measured.",
        used, self->inputs);
    if (isnan(r2[1])) {
        curb_sensitivity_note(page,
            "Partial correlations hold all other numbers fixed, which needs more draws "
            "than "
            "numbers; with these draws there are only plain rank correlations, in which "
            "numbers that happen to go together are not told apart.");
        return;
    }
    curb_sensitivity_note(page,
        "PRCC: how the ranks of output and number go together, all other numbers held; "
        "brackets: 95 %% by Fisher's z, each by itself: of %zu such intervals about %.0f "
        "leave out a true 0. SRC: standardised regression coefficient. A linear function "
        "of "
        "all numbers explains %.0f %% of the variance, and %.0f %% of that of the ranks.",
        self->inputs, ceil(0.05 * (double)self->inputs), 100 * r2[0], 100 * r2[1]);
}

static curb_error_t analyse(const curb_arguments_t *arguments, curb_loaded_t *loaded,
    const curb_asked_t *asked, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *labels = &loaded->labels;
    curb_sensitivity_page_t page = {
        .title = labels->title[0] != '\0' ? labels->title : labels->study_id};
    given_t given;
    curb_window_t window;
    double from = NAN, to = NAN, r2[2] = {NAN, NAN};
    size_t used = 0;
    curb_error_t error = given_init(&given, labels, diagnostics);
    if (error == CURB_OK && arguments->given[CURB_OPTION_PERIOD]) {
        error =
            curb_read_period(arguments->text[CURB_OPTION_PERIOD], &from, &to, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_window_init(&window, labels, from, to);
        if (error != CURB_OK) {
            (void)curb_diagnostics_fail(
                diagnostics, error, "no recorded period lies in the years asked for");
        }
    }
    for (size_t i = 0; i < asked->count && error == CURB_OK; i++) {
        error = curb_loaded_read(
            loaded, curb_window_source(asked->outputs[i].metric), diagnostics);
        if (error == CURB_OK) {
            error = regress(&given, loaded, &window, &asked->outputs[i], &used, r2);
        }
        if (error == CURB_OK && used == 0) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "%s is a mean, which has no total over markets: take another metric",
                curb_metric_rows[asked->outputs[i].metric].key);
        }
        if (error == CURB_OK) {
            bool ranked = sort_inputs(&given);
            fill_given(&page, &given, ranked, labels, asked, i);
            const curb_given_figure_t figure = {.labels = labels,
                .output = i,
                .indices = given.indices,
                .concept = concept_factor,
                .order = given.sorting.order,
                .is_partial = ranked,
                .draws = used};
            error = curb_sensitivity_draw_given(&figure, asked, arguments, diagnostics);
        }
    }
    if (error == CURB_OK) {
        explain_given(&page, &given, used, r2);
        error = curb_sensitivity_write(&page, curb_asked_format(arguments), stdout);
    }
    curb_sensitivity_page_free(&page);
    given_free(&given);
    return error;
}

curb_error_t curb_sensitivity_of_results(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_loaded_t loaded = {0};
    const curb_results_t *labels = &loaded.labels;
    curb_asked_t asked = {0};
    curb_error_t error =
        curb_results_open(&loaded.labels, arguments->operands[0], diagnostics);
    if (error == CURB_OK) {
        error = curb_asked_init(
            &asked, labels->scenario_count, labels->metrics, labels->metric_count);
    }
    for (size_t s = 0; s < asked.scenario_count && error == CURB_OK; s++) {
        asked.ids[s] = labels->scenarios[s].id;
    }
    if (error == CURB_OK) {
        error = curb_asked_read(&asked, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = analyse(arguments, &loaded, &asked, diagnostics);
    }
    curb_asked_free(&asked);
    curb_loaded_free(&loaded);
    return error;
}
