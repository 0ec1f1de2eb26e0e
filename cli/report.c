/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/report.h"
#include "cli/load.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "plots/lang.h"
#include "store/files.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    curb_loaded_t loaded;
    curb_claims_t claims;
    curb_plots_t plots;
    curb_report_t report;
    char folder[CURB_OUTPUT_BYTES], figures[CURB_OUTPUT_BYTES + 16];
} job_t;

static curb_error_t choose_folder(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_output_folder(job->folder, arguments->text[CURB_OPTION_OUT],
        arguments->operands[0], "report", diagnostics);
    snprintf(job->figures, sizeof job->figures, "%s/figures", job->folder);
    return error;
}

static curb_error_t load(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    bool for_claims[CURB_METRIC_COUNT], for_figures[CURB_METRIC_COUNT];
    curb_error_t error =
        curb_results_open(&job->loaded.labels, arguments->operands[0], diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    curb_claims_needs(&job->loaded.labels, for_claims);
    curb_plots_needs(&job->loaded.labels, for_figures);
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        for_claims[m] = for_claims[m] || for_figures[m];
    }
    return curb_loaded_read_all(&job->loaded, for_claims, diagnostics);
}

static curb_error_t make(job_t *job, curb_diagnostics_t *diagnostics)
{
    curb_loaded_warn(&job->loaded, "file", diagnostics);
    curb_compare_data_t data = curb_loaded_data(&job->loaded);
    curb_plots_options_t options = {.folder = job->figures,
        .formats = {[CURB_PICTURE_PNG] = true, [CURB_PICTURE_SVG] = true},
        .highlight = CURB_NO_SCENARIO};
    curb_error_t error = curb_claims_init(&job->claims, &data, diagnostics);
    if (error == CURB_OK) {
        error = curb_plots_init(&job->plots, &data, &options, diagnostics);
    }
    if (error == CURB_OK) {
        error =
            curb_report_init(&job->report, &data, &job->claims, &job->plots, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_report_write(&job->report, job->folder, diagnostics);
    }
    return error;
}

static curb_error_t report_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    job_t *job = &(job_t){0};
    curb_error_t error = curb_lang_use(arguments->text[CURB_OPTION_LANG], diagnostics);
    if (error == CURB_OK) {
        error = choose_folder(job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = load(job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = make(job, diagnostics);
    }
    if (error == CURB_OK) {
        printf("%s/index.html\n", job->folder);
        if (job->plots.gnuplot_missing) {
            curb_message_note(arguments,
                "curb: note: gnuplot was not found, so the page has its tables and no "
                "pictures; install gnuplot (Debian: gnuplot-nox) and run this again");
        }
    }
    curb_report_free(&job->report);
    curb_plots_free(&job->plots);
    curb_claims_free(&job->claims);
    curb_loaded_free(&job->loaded);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_OUT, CURB_OPTION_LANG,
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 73, 74, -1};

const curb_verb_t curb_verb_report = {
    .name = "report",
    .operands = "RESULTS.h5",
    .summary = "one page that answers the study's question",
    .description =
        "Writes a folder with index.html, one file that needs no network and prints well: "
        "the question, the answer with its interval, how sure it is and what it hinges on, "
        "the measures side by side, where the market moves, money, costs, what is not "
        "modelled, and where the numbers come from. Beside it: the figures with scripts "
        "and data, and claims.json, every sentence with its numbers.\n\n"
        "Without -o the folder is 'report' beside the results file. curb verify derives "
        "each claim of the page again.",
    .examples = "curb report out/alliance21/results.h5\n"
                "curb report results.h5 --lang ru -o report-ru\n"
                "curb verify report/index.html results.h5",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = report_run,
};
