/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/portfolio_out.h"
#include "cli/progress.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "experiments/experiment.h"
#include "model/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SCREENING = 4 };
static const uint64_t FLIP_SEED = 0x5EED1421; /* of sign flips: any, but fixed */
static const double LEVEL = 0.95;

typedef struct {
    curb_study_t study;
    curb_packages_t packages;
    bool *scenarios; /* [scenario] that policies are taken from; owned, NULL: all */
    curb_search_options_t options;
    curb_portfolio_plan_t plan;
    curb_search_t search;
    char path[CURB_OUTPUT_BYTES];
} job_t;

/* --- what is asked --- */

static curb_error_t read_budget(
    const curb_arguments_t *arguments, double *budget, curb_diagnostics_t *diagnostics)
{
    const char *text = arguments->text[CURB_OPTION_BUDGET];
    if (text == NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "missing --budget: how much public money may a package be planned to cost, in "
            "USD a year?");
    }
    char *end;
    *budget = strtod(text, &end);
    if (end == text || *end != '\0' || !(*budget > 0) || !isfinite(*budget)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--budget: '%s' is not a sum above 0, in USD a year, such as 20000000 or 20e6",
            text);
    }
    return CURB_OK;
}

static curb_error_t read_counts(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_search_options_t *options = &job->options;
    options->screening_replicates = arguments->given[CURB_OPTION_SCREENING]
                                        ? (size_t)arguments->number[CURB_OPTION_SCREENING]
                                        : SCREENING;
    options->most_finals = arguments->given[CURB_OPTION_FINALISTS]
                               ? (size_t)arguments->number[CURB_OPTION_FINALISTS]
                               : CURB_SEARCH_FINALISTS;
    curb_error_t error = CURB_OK;
    if (options->screening_replicates < 2) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--screening: one replicate tells nothing; give at least 2");
    }
    if (options->most_finals > CURB_PORTFOLIO_PACKAGES_MAX) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--finalists: at most %d packages are weighed with each other",
            CURB_PORTFOLIO_PACKAGES_MAX);
    }
    if (job->study.replicates < 2) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "one replicate has no interval: packages cannot be weighed; give at least 2 "
            "(--replicates)");
    }
    return error;
}

static curb_error_t read_scenarios(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *ids = &arguments->texts[CURB_OPTION_PLACED];
    size_t count = job->study.scenario_count;
    const char **known = curb_calloc(count, sizeof *known);
    job->scenarios = ids->count > 0 ? curb_calloc(count, sizeof *job->scenarios) : NULL;
    curb_error_t error = CURB_OK;
    if (known == NULL || (ids->count > 0 && job->scenarios == NULL)) {
        error = CURB_ERR_NO_MEMORY;
    }
    for (size_t s = 0; known != NULL && s < count; s++) {
        known[s] = job->study.scenarios[s].id;
    }
    for (size_t i = 0; error != CURB_ERR_NO_MEMORY && i < ids->count; i++) {
        size_t s = 0;
        while (s < count && strcmp(known[s], ids->items[i]) != 0) {
            s++;
        }
        if (s < count) {
            job->scenarios[s] = true;
            continue;
        }
        const char *nearest = curb_nearest(ids->items[i], known, count);
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            nearest != NULL ? "--scenario: '%s' is not a scenario; did you mean '%s'?"
                            : "--scenario: '%s' is not a scenario of the study",
            ids->items[i], nearest);
    }
    curb_free(known);
    return error;
}

static curb_error_t find_packages(job_t *job, const curb_arguments_t *arguments,
    double budget, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *doses = &arguments->texts[CURB_OPTION_DOSES];
    curb_packages_options_t asked = {.budget_usd = budget,
        .size_most = (size_t)arguments->number[CURB_OPTION_SIZE],
        .scenarios = job->scenarios,
        .policy_count = arguments->texts[CURB_OPTION_POLICY].count,
        .policies = arguments->texts[CURB_OPTION_POLICY].items};
    for (size_t d = 0; d < CURB_PACKAGES_DOSES; d++) {
        asked.doses[d] = doses->count == 0;
        for (size_t i = 0; i < doses->count; i++) {
            asked.doses[d] |= strcmp(doses->items[i], curb_packages_dose_keys[d]) == 0;
        }
    }
    return curb_packages_init(&job->packages, &job->study, &asked, diagnostics);
}

static curb_error_t choose_path(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *asked = arguments->text[CURB_OPTION_OUT];
    int wanted = asked != NULL ? snprintf(job->path, sizeof job->path, "%s", asked)
                               : snprintf(job->path, sizeof job->path,
                                     "out/%s/portfolio/results.h5", job->study.id);
    if (wanted < 0 || (size_t)wanted >= sizeof job->path) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_CANNOT_CREATE, "the path of the output is too long");
    }
    job->options.out_path = job->path;
    return CURB_OK;
}

static curb_error_t prepare(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    double budget = 0;
    job->options = (curb_search_options_t){.command_line = arguments->command_line,
        .jobs = curb_jobs_of(arguments),
        .from = NAN,
        .to = NAN,
        .stop = &curb_stop_request};
    curb_error_t error = read_budget(arguments, &budget, diagnostics);
    if (error == CURB_OK && arguments->given[CURB_OPTION_PERIOD]) {
        error = curb_read_period(arguments->text[CURB_OPTION_PERIOD], &job->options.from,
            &job->options.to, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_study_of(&job->study, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = read_counts(job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = read_scenarios(job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = find_packages(job, arguments, budget, diagnostics);
    }
    if (error == CURB_OK && arguments->given[CURB_OPTION_DRY_RUN]) {
        curb_portfolio_policies_print(
            &job->packages, stdout); /* also where it is refused */
    }
    if (error == CURB_OK) {
        error = curb_portfolio_plan(
            &job->plan, &job->packages, &job->study, arguments, &job->options, diagnostics);
    }
    return error == CURB_OK ? choose_path(job, arguments, diagnostics) : error;
}

/* --- what was found --- */

static curb_error_t weigh(
    const job_t *job, const curb_portfolio_columns_t *columns, curb_portfolio_t *portfolio)
{
    size_t policies = job->packages.policy_count;
    uint8_t *doses = curb_calloc(columns->package_count * policies, sizeof *doses);
    if (doses == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t p = 0; p < columns->package_count; p++) {
        size_t package = job->search.finals[columns->scenarios[p] - 1];
        memcpy(doses + p * policies, job->packages.doses + package * policies, policies);
    }
    curb_portfolio_data_t data = {.package_count = columns->package_count,
        .unit_count = columns->unit_count,
        .averted = columns->averted,
        .cost = columns->cost,
        .concepts = columns->concepts,
        .policy_count = policies,
        .doses = doses};
    curb_error_t error = curb_portfolio_init(
        portfolio, &data, columns->window.months / 12, LEVEL, FLIP_SEED);
    curb_free(doses);
    return error;
}

static curb_error_t show(
    const job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_loaded_t loaded = {0};
    curb_portfolio_columns_t columns = {0};
    curb_portfolio_t portfolio = {0};
    curb_error_t error = curb_results_open(&loaded.labels, job->path, diagnostics);
    if (error == CURB_OK) {
        error = curb_loaded_read(&loaded, CURB_METRIC_EXPLOITED_MONTHS, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_loaded_read(&loaded, CURB_METRIC_POLICY_COST, diagnostics);
    }
    if (error == CURB_OK) {
        curb_compare_data_t data = curb_loaded_data(&loaded);
        error = curb_portfolio_columns_init(
            &columns, &data, job->options.from, job->options.to, diagnostics);
    }
    if (error == CURB_OK) {
        error = weigh(job, &columns, &portfolio);
        curb_found_t found = {&loaded.labels, &job->search, &columns, &portfolio};
        if (error == CURB_OK) {
            error = curb_portfolio_write(&found, arguments, stdout);
        } else if (error == CURB_ERR_INVALID) {
            error = curb_diagnostics_fail(diagnostics, error,
                "one draw of the parameters has no interval: packages cannot be weighed; "
                "run more --replicates");
        }
    }
    curb_portfolio_free(&portfolio);
    curb_portfolio_columns_free(&columns);
    curb_loaded_free(&loaded);
    return error;
}

/* --- the verb --- */

static curb_error_t search(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_run_t run = curb_experiment_run_of(&job->study, 1);
    curb_error_t error = curb_packages_list(&job->packages, diagnostics);
    if (error == CURB_OK) {
        error = curb_run_check(&run, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_output_make_folders(job->path, diagnostics);
    }
    if (error != CURB_OK) {
        return error;
    }
    curb_progress_line_t line = curb_progress_line(arguments->given[CURB_OPTION_QUIET]);
    job->options.progress = curb_progress_show;
    job->options.progress_context = &line;
    curb_message_flush(arguments, diagnostics);
    curb_interrupt_listen("replicates");
    error = curb_search_run(
        &job->search, &job->study, &job->packages, &job->options, diagnostics);
    curb_progress_end(&line);
    if (error == CURB_ERR_INTERRUPTED) {
        curb_message_note(
            arguments, "what was run is kept; the same command goes on from there");
    }
    return error;
}

static curb_error_t portfolio_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    job_t job = {.study = {.scenario_count = 0}};
    curb_error_t error = prepare(&job, arguments, diagnostics);
    if (error == CURB_OK && arguments->given[CURB_OPTION_DRY_RUN]) {
        curb_portfolio_plan_print(
            &job.plan, &job.packages, &job.study, &job.options, stdout);
        printf("  would write  %s\n", job.path);
    } else if (error == CURB_OK) {
        error = search(&job, arguments, diagnostics);
        if (error == CURB_OK || error == CURB_ERR_PARTIAL) {
            curb_error_t shown = show(&job, arguments, diagnostics);
            bool too_few = error == CURB_ERR_PARTIAL && shown == CURB_ERR_INVALID;
            error = shown != CURB_OK && !too_few ? shown : error;
        }
        if (error == CURB_OK) {
            curb_message_note(arguments, "results: %s\nnext: curb plot %s --only portfolio",
                job.path, job.path);
        }
    }
    curb_search_free(&job.search);
    curb_packages_free(&job.packages);
    curb_free(job.scenarios);
    curb_study_close(&job.study, arguments, diagnostics);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_BUDGET, CURB_OPTION_POLICY,
    CURB_OPTION_PLACED, CURB_OPTION_DOSES, CURB_OPTION_SIZE, CURB_OPTION_OUT,
    CURB_OPTION_REPLICATES, CURB_OPTION_SCREENING, CURB_OPTION_FINALISTS, CURB_OPTION_SEED,
    CURB_OPTION_JOBS, CURB_OPTION_SET, CURB_OPTION_SEARCH_RUNS, CURB_OPTION_SEARCH_TIME,
    CURB_OPTION_DRY_RUN, CURB_OPTION_PERIOD, CURB_OPTION_FORMAT, CURB_OPTION_JSON,
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 1, 2, 65, 66, 70, 73, 74, 130, -1};

const curb_verb_t curb_verb_portfolio = {
    .name = "portfolio",
    .operands = "STUDY.yaml",
    .summary = "which packages of policies a budget should buy",
    .description =
        "Makes every package of the study's policies, each left out or at one of its "
        "doses, "
        "that is planned to cost no more than the budget, runs them, and says which avert "
        "most, which avert most for less (the Pareto front of person-years of exploitation "
        "averted against public cost), which cannot be told apart from the best, and which "
        "policies together do more or less than one by one. Numbers are those of runs of "
        "the packages themselves; single effects are never added up into a result. Where a "
        "policy acts and when is taken from the study's scenarios.\n\n"
        "In two stages, unless there are few: a screening of all packages with few "
        "replicates of another seed; then finals of the best, and of the single policies "
        "and pairs that they are made of, with the study's own seed and replicates. All "
        "numbers shown are of the finals, so a package is not shown by the luck that it "
        "was chosen by. With --max-runs or --max-time single policies are screened first, "
        "packages are then taken by what adding up single effects promises, and those that "
        "were not run are counted: nothing is known of them.\n\n"
        "Writes the finals to out/<study>/portfolio/results.h5, an ordinary results file "
        "for curb compare, robust and plot, and the screening beside it. Safe to interrupt "
        "and repeat: the same command goes on and ends in the same numbers.",
    .examples =
        "curb portfolio my-study.yaml --budget 20e6 --dry-run\n"
        "curb portfolio my-study.yaml --budget 20e6 --size 2\n"
        "curb portfolio my-study.yaml --budget 20e6 --max-time 30m\n"
        "curb portfolio my-study.yaml --budget 5e6 --policy import_ban,education --doses "
        "low,high",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = portfolio_run,
};
