/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/message.h"
#include "cli/output.h"
#include "cli/reported.h"
#include "cli/verbs.h"
#include "plots/lang.h"

#include <stdio.h>

typedef struct {
    curb_reported_t reported;
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

static curb_error_t make(job_t *job, curb_diagnostics_t *diagnostics)
{
    curb_loaded_warn(&job->reported.loaded, "file", diagnostics);
    curb_plots_options_t options = {.folder = job->figures,
        .formats = {[CURB_PICTURE_PNG] = true, [CURB_PICTURE_SVG] = true},
        .highlight = CURB_NO_SCENARIO};
    curb_error_t error = curb_reported_make(&job->reported, &options, diagnostics);
    return error != CURB_OK
               ? error
               : curb_report_write(&job->reported.report, job->folder, diagnostics);
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
        error = curb_results_open(
            &job->reported.loaded.labels, arguments->operands[0], diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_reported_read(&job->reported, diagnostics);
    }
    if (error == CURB_OK) {
        error = make(job, diagnostics);
    }
    if (error == CURB_OK) {
        printf("%s/index.html\n", job->folder);
        if (job->reported.plots.gnuplot_missing) {
            curb_message_note(arguments,
                "curb: note: gnuplot was not found, so the page has its tables and no "
                "pictures; install gnuplot (Debian: gnuplot-nox) and run this again");
        }
    }
    curb_reported_free(&job->reported);
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
        "each number of the page again.",
    .examples = "curb report out/alliance21/results.h5\n"
                "curb report results.h5 --lang ru -o report-ru\n"
                "curb verify report/index.html results.h5",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = report_run,
};
