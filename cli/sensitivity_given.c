/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a results file: what its runs show. */
#include "analysis/adjust.h"
#include "analysis/regression.h"
#include "cli/given_rows.h"
#include "cli/load.h"
#include "cli/sensitivity_asked.h"
#include "cli/sensitivity_figures.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

static const double LEVEL = 0.95;

typedef struct {
    curb_given_rows_t rows;
    curb_regression_t *indices; /* [input] */
    double *plain_p;            /* [input] of Spearman's, Holm */
    curb_sorting_t sorting;
    size_t used;
    double r2[2];
} given_t;

static void given_free(given_t *self)
{
    curb_given_rows_free(&self->rows);
    curb_free(self->indices);
    curb_free(self->plain_p);
    curb_sorting_free(&self->sorting);
}

static curb_error_t given_init(given_t *self, const curb_results_t *labels, bool is_design,
    curb_diagnostics_t *diagnostics)
{
    *self = (given_t){.r2 = {NAN, NAN}};
    curb_error_t error = is_design
                             ? curb_given_rows_of_design(&self->rows, labels, diagnostics)
                             : curb_given_rows_of_draws(&self->rows, labels, diagnostics);
    if (error == CURB_OK) {
        self->indices = curb_calloc(self->rows.inputs, sizeof *self->indices);
        self->plain_p = curb_calloc(self->rows.inputs, sizeof *self->plain_p);
        error = curb_sorting_init(&self->sorting, self->rows.inputs);
    }
    bool lacks = self->indices == NULL || self->plain_p == NULL;
    return error == CURB_OK && lacks ? CURB_ERR_NO_MEMORY : error;
}

/* Puts inputs in order of size; false when no number has a partial correlation. */
static bool sort_inputs(given_t *self)
{
    bool ranked = false;
    for (size_t k = 0; k < self->rows.inputs; k++) {
        ranked = ranked || isfinite(self->indices[k].prcc);
    }
    for (size_t k = 0; k < self->rows.inputs; k++) {
        const curb_regression_t *index = &self->indices[k];
        self->sorting.sizes[k] = fabs(ranked ? index->prcc : index->spearman);
    }
    curb_sorting_sort(&self->sorting, self->rows.inputs);
    return ranked;
}

static const char *method_of(const given_t *self, bool ranked)
{
    return ranked                 ? "partial rank correlation"
           : self->rows.is_design ? "rank correlation (too few scenarios for partial ones)"
                                  : "rank correlation (too few draws for partial ones)";
}

static void fill_given(curb_sensitivity_page_t *page, const given_t *self, bool ranked,
    const curb_asked_t *asked, size_t output)
{
    for (size_t i = 0; i < self->rows.inputs; i++) {
        size_t k = self->sorting.order[i];
        const curb_regression_t *index = &self->indices[k];
        curb_sensitivity_row_t row = curb_asked_row(asked, output, method_of(self, ranked));
        row.factor = self->rows.names[k];
        if (ranked) {
            curb_asked_add(page, row, "PRCC", index->prcc, index->prcc_interval);
            curb_asked_add(page, row, "p", index->prcc_p, curb_no_interval);
            curb_asked_add(page, row, "SRC", index->src, curb_no_interval);
        }
        curb_asked_add(page, row, "Spearman", index->spearman, curb_no_interval);
        if (!ranked) {
            curb_asked_add(page, row, "p (Holm)", self->plain_p[k], curb_no_interval);
        }
    }
}

static void explain_design(curb_sensitivity_page_t *page, const given_t *self)
{
    curb_sensitivity_note(page,
        "From %zu scenarios that vary %zu number%s; no new runs. Outputs are differences "
        "from the baseline, means over all replicates, which have the same random numbers "
        "in every scenario: what chance does to all of them alike goes with no number. "
        "Modelled, not measured.",
        self->used, self->rows.inputs, self->rows.inputs == 1 ? "" : "s");
    if (self->rows.left_out > 0) {
        curb_sensitivity_note(page,
            "%zu further scenarios vary none of these numbers, or others: left out.",
            self->rows.left_out);
    }
}

static void explain_given(curb_sensitivity_page_t *page, const given_t *self)
{
    const char *word = self->rows.word;
    if (self->rows.is_design) {
        explain_design(page, self);
    } else {
        curb_sensitivity_note(page,
            "From %zu draws of %zu numbers; no new runs. Outputs are differences from the "
            "baseline (the baseline itself: its level), means over the replicates of a "
            "draw. Modelled, not measured.",
            self->used, self->rows.inputs);
    }
    if (isnan(self->r2[1])) {
        curb_sensitivity_note(page,
            "Partial correlations hold all other numbers fixed, which needs more %ss than "
            "numbers; with these %ss there are only plain rank correlations, in which "
            "numbers that happen to go together are not told apart. p (Holm) is adjusted "
            "for all %zu numbers: below 0.05 in five of a hundred such tables, if the "
            "output went with none of them.",
            word, word, self->rows.inputs);
        return;
    }
    curb_sensitivity_note(page,
        "PRCC: how the ranks of output and number go together, all other numbers held; "
        "brackets: 95 %% by Fisher's z, each by itself: of %zu such intervals about %.0f "
        "leave out a true 0. SRC: standardised regression coefficient. A linear function "
        "of all numbers explains %.0f %% of the variance, and %.0f %% of that of the "
        "ranks.",
        self->rows.inputs, ceil(0.05 * (double)self->rows.inputs), 100 * self->r2[0],
        100 * self->r2[1]);
}

/* One output: its rows, coefficients, lines of the table, figure. */
static curb_error_t answer(given_t *self, curb_sensitivity_page_t *page,
    curb_loaded_t *loaded, const curb_window_t *window, const curb_asked_t *asked,
    size_t output, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_sensitivity_output_t *about = &asked->outputs[output];
    curb_error_t error =
        curb_loaded_read(loaded, curb_window_source(about->metric), diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    curb_given_rows_measure(&self->rows, loaded, window, about);
    error = curb_regression(self->rows.points, self->rows.values, self->rows.count,
        self->rows.inputs, LEVEL, self->indices, &self->used, self->r2);
    if (error == CURB_OK && self->used == 0) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s is a mean, which has no total over markets: take another metric",
            curb_metric_rows[about->metric].key);
    }
    if (error != CURB_OK) {
        return error;
    }
    for (size_t k = 0; k < self->rows.inputs; k++) {
        self->plain_p[k] = self->indices[k].spearman_p;
    }
    error = curb_adjust(CURB_ADJUST_HOLM, self->plain_p, self->rows.inputs, self->plain_p);
    if (error != CURB_OK) {
        return error;
    }
    bool ranked = sort_inputs(self);
    fill_given(page, self, ranked, asked, output);
    const curb_given_figure_t figure = {.labels = &loaded->labels,
        .output = output,
        .rows = &self->rows,
        .indices = self->indices,
        .order = self->sorting.order,
        .is_partial = ranked,
        .used = self->used};
    return curb_sensitivity_draw_given(&figure, asked, arguments, diagnostics);
}

static curb_error_t analyse(const curb_arguments_t *arguments, curb_loaded_t *loaded,
    const curb_asked_t *asked, bool is_design, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *labels = &loaded->labels;
    curb_sensitivity_page_t page = {
        .title = labels->title[0] != '\0' ? labels->title : labels->study_id,
        .places.labels = labels};
    given_t given;
    curb_window_t window;
    double from = NAN, to = NAN;
    curb_error_t error = given_init(&given, labels, is_design, diagnostics);
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
        error = answer(&given, &page, loaded, &window, asked, i, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        explain_given(&page, &given);
        error = curb_sensitivity_write(&page, curb_asked_format(arguments), stdout);
    }
    curb_sensitivity_page_free(&page);
    given_free(&given);
    return error;
}

/* A design is asked about as a whole. */
static curb_error_t ask(curb_asked_t *asked, const curb_results_t *labels, bool is_design,
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    if (is_design && arguments->texts[CURB_OPTION_SCENARIO].count > 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--over scenarios is about all scenarios of a design: --scenario does not go "
            "with it");
    }
    curb_error_t error = curb_asked_init(asked, is_design ? 1 : labels->scenario_count,
        labels->metrics, labels->metric_count);
    for (size_t s = 0; s < asked->scenario_count && error == CURB_OK; s++) {
        asked->ids[s] = is_design ? "design" : labels->scenarios[s].id;
    }
    return error == CURB_OK ? curb_asked_read(asked, arguments, diagnostics) : error;
}

curb_error_t curb_sensitivity_of_results(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_loaded_t loaded = {0};
    curb_asked_t asked = {0};
    const char *over = arguments->text[CURB_OPTION_OVER];
    bool is_design = over != NULL && strcmp(over, "scenarios") == 0;
    curb_error_t error =
        curb_results_open(&loaded.labels, arguments->operands[0], diagnostics);
    if (error == CURB_OK) {
        error = ask(&asked, &loaded.labels, is_design, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = analyse(arguments, &loaded, &asked, is_design, diagnostics);
    }
    curb_asked_free(&asked);
    curb_loaded_free(&loaded);
    return error;
}
