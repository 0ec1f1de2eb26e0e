/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/discover_out.h"
#include "cli/figures.h"
#include "cli/message.h"
#include "cli/record.h"
#include "cli/verbs.h"
#include "model/memory.h"
#include "plots/boxes.h"

#include <math.h>

typedef struct {
    curb_decide_t decide;
    curb_discovery_options_t options;
    curb_discovery_t discovery;
    size_t scenario;
} job_t;

static curb_error_t read_options(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *threshold = arguments->text[CURB_OPTION_FAILURE];
    const char *density = arguments->text[CURB_OPTION_DENSITY];
    bool percent = false;
    job->options = curb_discovery_defaults();
    if (threshold != NULL &&
        !curb_decide_number(threshold, &job->options.threshold, &job->options.percent)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--threshold: '%s' is not a number such as 1200 or 2%%", threshold);
    }
    if (density != NULL) {
        bool fine = curb_decide_number(density, &job->options.density, &percent);
        job->options.density /= percent ? 100 : 1;
        if (!fine || !(job->options.density > 0 && job->options.density <= 1)) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                "--density: '%s' is not a share above 0 and up to 1", density);
        }
    }
    if (arguments->text[CURB_OPTION_SUBJECT] == NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "which scenario? curb discover RESULTS.h5 --scenario ID; curb info RESULTS.h5 "
            "lists them");
    }
    return CURB_OK;
}

static curb_error_t find_scenario(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *labels = &job->decide.loaded.labels;
    curb_error_t error = curb_find_scenario(
        labels, arguments->text[CURB_OPTION_SUBJECT], &job->scenario, diagnostics);
    if (error == CURB_OK && job->scenario == labels->baseline) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--scenario: '%s' is the baseline: it improves nothing on itself",
            arguments->text[CURB_OPTION_SUBJECT]);
    }
    return error;
}

static curb_error_t discover(job_t *job, curb_diagnostics_t *diagnostics)
{
    const curb_discovery_t *found = &job->discovery;
    curb_error_t error = curb_discovery_init(
        &job->discovery, &job->decide.worlds, job->scenario, &job->options);
    curb_found_t about = {&job->decide, found, &job->options, job->scenario};
    if (error == CURB_ERR_INVALID && found->input_count == 0) {
        return curb_diagnostics_fail(diagnostics, error,
            "nothing was drawn in this file: all parameters are at their central values; "
            "run the study with 'parameters: draws'");
    }
    if (error == CURB_ERR_INVALID) {
        return curb_diagnostics_fail(diagnostics, error,
            "%s worlds improve by less than %s; over worlds the improvement runs from %s "
            "to %s, median %s: take a --threshold in between",
            found->failures == 0 ? "no" : "all",
            curb_discover_threshold(&about, found->threshold).text,
            curb_discover_threshold(&about, found->lowest).text,
            curb_discover_threshold(&about, found->highest).text,
            curb_discover_threshold(&about, found->median).text);
    }
    return error;
}

/* The scenarios of the same budget, whose names tell what is common to all of them and need
 * not be said of one; the scenario alone where it has none. The caller frees. */
static size_t *rivals_of(const job_t *job, size_t *count)
{
    const curb_results_t *labels = &job->decide.loaded.labels;
    double budget = labels->scenarios[job->scenario].budget_usd;
    size_t *rivals = curb_calloc(labels->scenario_count, sizeof *rivals);
    *count = 0;
    for (size_t s = 0; rivals != NULL && s < labels->scenario_count; s++) {
        bool same = budget > 0 && labels->scenarios[s].budget_usd == budget;
        if (same || s == job->scenario) {
            rivals[(*count)++] = s;
        }
    }
    return rivals;
}

static curb_error_t draw(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *folder = arguments->text[CURB_OPTION_FIGURES];
    if (folder == NULL) {
        return CURB_OK;
    }
    size_t count = 0, *rivals = rivals_of(job, &count);
    if (rivals == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_choice_t choice =
        curb_choice(&job->decide.worlds, job->decide.grades, rivals, count);
    curb_boxes_t boxes = {&choice, &job->discovery, job->scenario, job->options.percent,
        isnan(job->options.threshold)};
    bool missing = false;
    char name[96];
    snprintf(name, sizeof name, "failures-%.63s",
        job->decide.loaded.labels.scenarios[job->scenario].id);
    curb_error_t error = curb_boxes_draw(&boxes, folder, name, &missing, diagnostics);
    if (job->discovery.boxes[0].box.restricted == 0) {
        curb_message_note(arguments, "curb: note: no figure: no box has a limit");
    }
    curb_free(rivals);
    curb_figures_drawn(arguments, missing);
    return error;
}

static curb_error_t write_out(
    const job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_found_t found = {&job->decide, &job->discovery, &job->options, job->scenario};
    curb_format_t format = curb_record_format(arguments);
    if (format == CURB_FORMAT_JSON) {
        curb_error_t error = curb_discover_write_json(&found, stdout);
        return error == CURB_OK ? error
                                : curb_diagnostics_fail(
                                      diagnostics, error, "%s", curb_error_text(error));
    }
    if (format == CURB_FORMAT_CSV) {
        curb_discover_write_csv(&found, stdout);
        return CURB_OK;
    }
    return curb_discover_write_text(&found, stdout, format == CURB_FORMAT_MARKDOWN);
}

static curb_error_t discover_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    job_t job = {.scenario = 0};
    curb_error_t error = curb_figures_use(arguments, diagnostics);
    if (error == CURB_OK) {
        error = read_options(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_decide_open(&job.decide, arguments, false, diagnostics);
    }
    if (error == CURB_OK) {
        error = find_scenario(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = discover(&job, diagnostics);
    }
    if (error == CURB_OK) {
        error = write_out(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = draw(&job, arguments, diagnostics);
    }
    curb_discovery_free(&job.discovery);
    curb_decide_close(&job.decide);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_SUBJECT, CURB_OPTION_MEASURE,
    CURB_OPTION_GOAL, CURB_OPTION_FAILURE, CURB_OPTION_DENSITY, CURB_OPTION_PERIOD,
    CURB_OPTION_FORMAT, CURB_OPTION_JSON, CURB_OPTION_FIGURES, CURB_OPTION_PAPER,
    CURB_OPTION_LANG, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP,
    CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

const curb_verb_t curb_verb_discover = {
    .name = "discover",
    .operands = "RESULTS.h5",
    .summary = "in which worlds a scenario fails",
    .description =
        "Looks for boxes in the space of the uncertain parameters that hold the worlds in "
        "which a scenario improves too little on the baseline (PRIM: peeling, then "
        "pasting). A box is a few limits such as 'responses.crowd_out at least 0.4', in "
        "the "
        "parameter's own unit, with its coverage (share of all failures that are in it), "
        "its density (share of its worlds that are failures), a quasi-p for each limit, "
        "and "
        "how often random halves of the worlds limit the same parameter again.\n\n"
        "PRIM finds a box in anything. So the failures are also shuffled over the worlds, "
        "and the output says with which p a box as good comes out of that. Believe a box "
        "whose p is small and whose limits are found again in most halves. It takes a few "
        "hundred draws to see more than the one or two parameters that matter most. "
        "--figures draws the boxes, in the language of --lang and for --size as curb plot "
        "does; what is printed stays English.",
    .examples = "curb discover results.h5 --scenario procurement-default\n"
                "curb discover results.h5 --scenario law-budget --threshold 2%\n"
                "curb discover results.h5 --scenario law-budget --threshold 10000 "
                "--density 0.9\n"
                "curb discover results.h5 --scenario law-budget --metric recruited --json\n"
                "curb discover results.h5 --scenario law-budget --figures out/failures",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = discover_run,
};
