/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a study: runs designs of its parameters. */
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/progress.h"
#include "cli/sensitivity_asked.h"
#include "cli/studies.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

enum { TRAJECTORIES = 4, KEEP = 6, ROWS = 128 };
static const double WIDTH = 0.05, LEVEL = 0.95;

static void fill_screening(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_study_t *study, const curb_asked_t *asked, size_t output,
    curb_sorting_t *sorting)
{
    const curb_screening_effect_t *effects = found->effects + output * found->input_count;
    for (size_t k = 0; k < found->input_count; k++) {
        sorting->sizes[k] = effects[k].mu_star;
    }
    curb_sorting_sort(sorting, found->input_count);
    for (size_t i = 0; i < found->input_count; i++) {
        const curb_screening_effect_t *effect = &effects[sorting->order[i]];
        curb_sensitivity_row_t row =
            curb_asked_row(asked, output, "elementary effects (Morris)");
        row.factor = study->world->uncertain[sorting->order[i]].name;
        curb_asked_add(page, row, "mu*", effect->mu_star, effect->mu_star_interval);
        curb_asked_add(page, row, "mu", effect->mu, curb_no_interval);
        curb_asked_add(page, row, "sigma", effect->sigma, curb_no_interval);
    }
}

static void fill_shares(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_study_t *study, const curb_asked_t *asked, size_t output,
    curb_sorting_t *sorting)
{
    const curb_sobol_factor_t *indices = found->indices + output * found->kept_count;
    for (size_t k = 0; k < found->kept_count; k++) {
        sorting->sizes[k] = indices[k].total;
    }
    curb_sorting_sort(sorting, found->kept_count);
    for (size_t i = 0; i < found->kept_count; i++) {
        const curb_sobol_factor_t *index = &indices[sorting->order[i]];
        curb_sensitivity_row_t row =
            curb_asked_row(asked, output, "shares of variance (Sobol')");
        row.factor = study->world->uncertain[found->kept[sorting->order[i]]].name;
        curb_asked_add(page, row, "total", index->total, index->total_interval);
        curb_asked_add(page, row, "first", index->first, index->first_interval);
        curb_asked_add(page, row, "first (Janon)", index->janon, curb_no_interval);
    }
}

static void explain(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_sensitivity_options_t *options)
{
    curb_sensitivity_note(page,
        "Outputs are differences from the baseline (the baseline itself: its level), means "
        "of %zu replicates with the same random numbers at every point; %zu runs in %s. "
        "What chance does not cancel between points counts as an effect: -n and a finer "
        "scale lessen it. Modelled, not measured.",
        options->replicates, found->runs, curb_number_duration(found->seconds).text);
    if (found->effects != NULL) {
        curb_sensitivity_note(page,
            "Screening: %zu numbers, %zu trajectories over the central 80 %% of each law. "
            "mu*: mean size of the change of the output, scaled to the whole law, with its "
            "t interval; sigma: its spread, from curvature and interactions.",
            found->input_count, options->trajectories);
    }
    if (found->kept_count == 0) {
        curb_sensitivity_note(page, "No number has any effect: there is nothing to share.");
    }
    if (found->indices != NULL) {
        curb_sensitivity_note(page,
            "Shares of variance of %zu numbers, the others at their central values: first, "
            "by itself; total, with all interactions. %zu rows (%zu used). Brackets: 95 %% "
            "bootstrap over rows, each by itself.",
            found->kept_count, found->rows, found->rows_used);
        curb_sensitivity_note(page,
            found->is_narrow
                ? "All intervals of totals are narrower than %g (widest %.3f)."
                : "NOT RESOLVED: intervals of totals narrower than %g were asked for, and "
                  "the widest is %.3f. More rows (--rows) narrow it.",
            options->width, found->widest);
    }
}

static curb_error_t write_study(const curb_sensitivity_t *found, const curb_study_t *study,
    const curb_asked_t *asked, const curb_sensitivity_options_t *options,
    const char *format)
{
    curb_sensitivity_page_t page = {
        .title = study->title[0] != '\0' ? study->title : study->id};
    curb_sorting_t sorting;
    curb_error_t error = curb_sorting_init(&sorting, found->input_count);
    if (error == CURB_OK) {
        for (size_t i = 0; i < asked->count; i++) {
            if (found->indices != NULL) {
                fill_shares(&page, found, study, asked, i, &sorting);
            }
            if (found->effects != NULL) {
                fill_screening(&page, found, study, asked, i, &sorting);
            }
        }
        explain(&page, found, options);
        error = curb_sensitivity_write(&page, format, stdout);
    }
    curb_sorting_free(&sorting);
    curb_sensitivity_page_free(&page);
    return error;
}

static double count_or(
    const curb_arguments_t *arguments, curb_option_t option, double otherwise)
{
    return arguments->given[option] ? arguments->number[option] : otherwise;
}

static bool is_method(const curb_arguments_t *arguments, const char *method)
{
    const char *asked = arguments->text[CURB_OPTION_METHOD];
    return asked != NULL && strcmp(asked, method) == 0;
}

static curb_error_t analyse(const curb_arguments_t *arguments, curb_study_t *study,
    const curb_asked_t *asked, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    curb_sensitivity_options_t options = {.outputs = asked->outputs,
        .output_count = asked->count,
        .from = NAN,
        .to = NAN,
        .screen = !is_method(arguments, "sobol"),
        .decompose = !is_method(arguments, "morris"),
        .trajectories = (size_t)count_or(arguments, CURB_OPTION_TRAJECTORIES, TRAJECTORIES),
        .keep = (size_t)count_or(arguments, CURB_OPTION_KEEP, KEEP),
        .rows_most = (size_t)count_or(arguments, CURB_OPTION_ROWS, ROWS),
        .width = WIDTH,
        .level = LEVEL,
        .replicates = (size_t)count_or(arguments, CURB_OPTION_REPLICATES,
            study->detection == CURB_DETECTION_BOTH ? 2 : 1),
        .max_seconds = arguments->number[CURB_OPTION_MAX_TIME],
        .jobs = curb_jobs_of(arguments),
        .stop = &curb_stop_request};
    if (error == CURB_OK && arguments->given[CURB_OPTION_PERIOD]) {
        error = curb_read_period(
            arguments->text[CURB_OPTION_PERIOD], &options.from, &options.to, diagnostics);
    }
    curb_sensitivity_t found = {0};
    if (error == CURB_OK) {
        curb_progress_line_t line = curb_progress_line(arguments->given[CURB_OPTION_QUIET]);
        options.progress = curb_progress_show;
        options.progress_context = &line;
        curb_message_flush(arguments, diagnostics);
        curb_interrupt_listen("runs");
        error = curb_sensitivity_run(&found, study, &options, diagnostics);
        curb_progress_end(&line);
    }
    if (error == CURB_OK) {
        error = write_study(&found, study, asked, &options, curb_asked_format(arguments));
    }
    curb_sensitivity_free(&found);
    return error;
}

curb_error_t curb_sensitivity_of_study(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_study_t study = {0};
    curb_asked_t asked = {0};
    curb_error_t error = curb_study_of(&study, arguments, diagnostics);
    if (error == CURB_OK) {
        error = curb_asked_init(
            &asked, study.scenario_count, study.metrics, study.metric_count);
    }
    for (size_t s = 0; s < study.scenario_count && error == CURB_OK; s++) {
        asked.ids[s] = study.scenarios[s].id;
    }
    if (error == CURB_OK) {
        error = curb_asked_read(&asked, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = analyse(arguments, &study, &asked, diagnostics);
    }
    curb_study_close(&study, arguments, diagnostics);
    curb_asked_free(&asked);
    return error;
}
