/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a study: runs designs of its numbers. */
#include "cli/decide.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "cli/sensitivity_asked.h"
#include "cli/sensitivity_figures.h"
#include "cli/sensitivity_page.h"
#include "cli/studies.h"
#include "model/memory.h"
#include "store/files.h"

#include <math.h>
#include <string.h>

enum { TRAJECTORIES = 4, KEEP = 6, ROWS = 128, REPLICATES = 2 };
static const double WIDTH = 0.05, LEVEL = 0.95;

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

static curb_group_by_t group_by(const curb_arguments_t *arguments)
{
    const char *what = arguments->text[CURB_OPTION_GROUP_BY];
    return what == NULL                ? CURB_GROUP_NONE
           : strcmp(what, "part") == 0 ? CURB_GROUP_PART
                                       : CURB_GROUP_GRADE;
}

static curb_error_t read_options(curb_sensitivity_options_t *options,
    const curb_arguments_t *arguments, const curb_study_t *study, const curb_asked_t *asked,
    curb_diagnostics_t *diagnostics)
{
    size_t concepts = study->detection == CURB_DETECTION_BOTH ? 2 : 1;
    *options = (curb_sensitivity_options_t){.outputs = asked->outputs,
        .output_count = asked->count,
        .from = NAN,
        .to = NAN,
        .groups = arguments->texts[CURB_OPTION_GROUP].items,
        .group_count = arguments->texts[CURB_OPTION_GROUP].count,
        .group_by = group_by(arguments),
        .screen = !is_method(arguments, "sobol"),
        .decompose = !is_method(arguments, "morris"),
        .second = arguments->given[CURB_OPTION_SECOND_ORDER],
        .shapley = arguments->given[CURB_OPTION_SHAPLEY],
        .trajectories = (size_t)count_or(arguments, CURB_OPTION_TRAJECTORIES, TRAJECTORIES),
        .keep = (size_t)count_or(arguments, CURB_OPTION_KEEP, KEEP),
        .rows_most = (size_t)count_or(arguments, CURB_OPTION_ROWS, ROWS),
        .width = WIDTH,
        .level = LEVEL,
        .replicates = (size_t)count_or(
            arguments, CURB_OPTION_REPLICATES, (double)(REPLICATES * concepts)),
        .max_seconds = arguments->number[CURB_OPTION_MAX_TIME],
        .jobs = curb_jobs_of(arguments),
        .stop = &curb_stop_request};
    curb_error_t error = CURB_OK;
    bool is_percent = false;
    if (arguments->given[CURB_OPTION_WIDTH]) {
        const char *text = arguments->text[CURB_OPTION_WIDTH];
        bool is_number = curb_decide_number(text, &options->width, &is_percent);
        options->width /= is_percent ? 100 : 1;
        if (!is_number || !(options->width > 0)) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                "--width: '%s' is not a share above 0 (0.05, or 5%%)", text);
        }
    }
    if (error == CURB_OK && arguments->given[CURB_OPTION_PERIOD]) {
        error = curb_read_period(
            arguments->text[CURB_OPTION_PERIOD], &options->from, &options->to, diagnostics);
    }
    return error;
}

/* The folder of -o, and the name under which finished runs are kept in it. */
static curb_error_t prepare_folder(const curb_arguments_t *arguments,
    curb_sensitivity_options_t *options, char **kept, curb_diagnostics_t *diagnostics)
{
    const char *folder = arguments->text[CURB_OPTION_OUT];
    if (!arguments->given[CURB_OPTION_OUT]) {
        return CURB_OK;
    }
    *kept = curb_text_of("%s/sensitivity.runs", folder);
    options->kept_path = *kept;
    return *kept == NULL ? CURB_ERR_NO_MEMORY : curb_folder_make(folder, diagnostics);
}

static curb_error_t analyse(const curb_arguments_t *arguments, curb_study_t *study,
    const curb_asked_t *asked, curb_diagnostics_t *diagnostics)
{
    curb_sensitivity_options_t options;
    curb_sensitivity_t found = {0};
    char *kept = NULL;
    curb_error_t error = read_options(&options, arguments, study, asked, diagnostics);
    if (error == CURB_OK) {
        error = prepare_folder(arguments, &options, &kept, diagnostics);
    }
    if (error == CURB_OK) {
        curb_progress_line_t line = curb_progress_line(arguments->given[CURB_OPTION_QUIET]);
        options.progress = curb_progress_show;
        options.progress_context = &line;
        curb_message_flush(arguments, diagnostics);
        curb_interrupt_listen("runs");
        error = curb_sensitivity_run(&found, study, &options, diagnostics);
        curb_progress_end(&line);
    }
    if (error == CURB_ERR_INTERRUPTED && kept != NULL) {
        curb_message_note(arguments, "finished runs are kept in %s", kept);
    }
    if (error == CURB_OK) {
        curb_sensitivity_page_t page = {
            .title = study->title[0] != '\0' ? study->title : study->id,
            .places.world = study->world};
        error = curb_sensitivity_fill(&page, &found, study, asked, &options);
        if (error == CURB_OK) {
            error = curb_sensitivity_write(&page, curb_asked_format(arguments), stdout);
        }
        if (error == CURB_OK && arguments->given[CURB_OPTION_OUT]) {
            error = curb_sensitivity_leave(
                &page, arguments->text[CURB_OPTION_OUT], diagnostics);
        }
        curb_sensitivity_page_free(&page);
    }
    if (error == CURB_OK) {
        error =
            curb_sensitivity_draw(&found, study, asked, &options, arguments, diagnostics);
    }
    curb_sensitivity_free(&found);
    curb_free(kept);
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
