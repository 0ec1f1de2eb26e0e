/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may be ranked with whom is decided in one place, the comparison: scenarios of one
 * budget, unless their order would be one of States. */
#include "cli/figures.h"
#include "cli/message.h"
#include "cli/record.h"
#include "cli/robust_out.h"
#include "cli/verbs.h"
#include "model/memory.h"
#include "plots/regret.h"
#include "plots/worth.h"

#include <string.h>

typedef struct {
    curb_decide_t decide;
    curb_compare_t compare;
    curb_decision_options_t options;
    curb_decision_t *decisions; /* owned */
    size_t count;
    curb_together_t together;
    curb_decision_group_t *groups; /* [decision][group]; owned */
} job_t;

static curb_error_t read_threshold(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *text = arguments->text[CURB_OPTION_DOMAIN];
    bool percent = false;
    job->options = curb_decision_defaults();
    if (text == NULL) {
        return CURB_OK;
    }
    if (!curb_decide_number(text, &job->options.threshold, &percent) || percent) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--threshold: '%s' is not a number in the units of the improvement", text);
    }
    return CURB_OK;
}

/* The next run of ranks with one budget. */
static curb_error_t decide_budget(job_t *job, size_t first, size_t end)
{
    size_t count = end - first;
    size_t *scenarios = curb_calloc(count, sizeof *scenarios);
    if (scenarios == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        scenarios[i] = job->compare.ranks[first + i].scenario;
    }
    curb_decision_t *decision = &job->decisions[job->count];
    curb_error_t error =
        curb_decision_init(decision, &job->decide.worlds, scenarios, count, &job->options);
    if (error == CURB_OK) {
        decision->budget_usd = job->compare.ranks[first].budget_usd;
        job->count++;
    }
    curb_free(scenarios);
    return error;
}

static curb_error_t decide_all(job_t *job, curb_diagnostics_t *diagnostics)
{
    const curb_compare_t *compare = &job->compare;
    if (compare->rank_count == 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID, "%s",
            compare->unranked_states > 0
                ? "the scenarios of equal budgets act in different States whose anchors "
                  "are allocated: they are not ranked"
                : "no two scenarios have the same budget, so there is no fair choice "
                  "between them; give them one: 'budget: 20000000' in the study");
    }
    job->decisions = curb_calloc(compare->rank_count, sizeof *job->decisions);
    curb_error_t error = job->decisions != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    for (size_t first = 0, end; first < compare->rank_count && error == CURB_OK;
         first = end) {
        end = first + 1;
        while (end < compare->rank_count &&
               compare->ranks[end].budget_usd == compare->ranks[first].budget_usd) {
            end++;
        }
        error = decide_budget(job, first, end);
    }
    if (error == CURB_ERR_INVALID) {
        return curb_diagnostics_fail(diagnostics, error,
            "fewer than two worlds have numbers for all scenarios of a budget");
    }
    return error;
}

/* Each takes a second or so: asked for, not given. */
static curb_error_t value_groups(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_error_t error =
        curb_together_read(&job->together, &job->decide, arguments, diagnostics);
    size_t count = job->together.count;
    if (error == CURB_OK) {
        job->groups = curb_calloc(job->count * count, sizeof *job->groups);
        error = job->groups != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < job->count * count && error == CURB_OK; i++) {
        error = curb_decision_group(&job->decisions[i / count], &job->decide.worlds,
            job->together.groups[i % count].members, &job->options, &job->groups[i]);
    }
    return error;
}

static curb_error_t compare(job_t *job, curb_diagnostics_t *diagnostics)
{
    curb_compare_options_t options = curb_compare_defaults();
    options.from = job->decide.options.from;
    options.to = job->decide.options.to;
    return curb_compare_init(&job->compare, &job->decide.data, &options, diagnostics);
}

/* "regret", or with several budgets "regret-20000000". */
static curb_error_t draw(
    const job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *folder = arguments->text[CURB_OPTION_FIGURES];
    bool missing = false;
    curb_error_t error = CURB_OK;
    for (size_t k = 0; folder != NULL && k < job->count && error == CURB_OK; k++) {
        const curb_decision_t *decision = &job->decisions[k];
        curb_choice_t choice = curb_choice(&job->decide.worlds, job->decide.grades,
            decision->scenarios, decision->option_count);
        char name[64], ending[40] = "";
        if (job->count > 1) {
            snprintf(ending, sizeof ending, "-%.0f", decision->budget_usd);
        }
        snprintf(name, sizeof name, "regret%s", ending);
        error = curb_regret_draw(&choice, decision, folder, name, &missing, diagnostics);
        if (error == CURB_OK) {
            snprintf(name, sizeof name, "worth%s", ending);
            error = curb_worth_draw(&choice, decision, folder, name, &missing, diagnostics);
        }
        if (decision->input_count == 0 || !(decision->inputs[0].voi.value > 0)) {
            curb_message_note(arguments, "curb: note: no figure of what knowing more is "
                                         "worth: no single parameter is worth anything");
        }
    }
    curb_figures_drawn(arguments, missing);
    return error;
}

static curb_error_t write_out(
    const job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_choices_t choices = {.decide = &job->decide,
        .decisions = job->decisions,
        .count = job->count,
        .unranked_states = job->compare.unranked_states,
        .options = &job->options,
        .together = &job->together,
        .groups = job->groups};
    curb_format_t format = curb_record_format(arguments);
    if (format == CURB_FORMAT_JSON) {
        curb_error_t error = curb_robust_write_json(&choices, stdout);
        return error == CURB_OK ? error
                                : curb_diagnostics_fail(
                                      diagnostics, error, "%s", curb_error_text(error));
    }
    if (format == CURB_FORMAT_CSV) {
        curb_robust_write_csv(&choices, stdout);
        return CURB_OK;
    }
    return curb_robust_write_text(&choices, stdout, format == CURB_FORMAT_MARKDOWN);
}

static curb_error_t robust_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    job_t job = {.count = 0};
    curb_error_t error = curb_figures_use(arguments, diagnostics);
    if (error == CURB_OK) {
        error = read_threshold(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_decide_open(&job.decide, arguments, true, diagnostics);
    }
    if (error == CURB_OK) {
        error = compare(&job, diagnostics);
    }
    if (error == CURB_OK) {
        error = decide_all(&job, diagnostics);
    }
    if (error == CURB_OK) {
        error = value_groups(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = write_out(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = draw(&job, arguments, diagnostics);
    }
    for (size_t k = 0; k < job.count; k++) {
        curb_decision_free(&job.decisions[k]);
    }
    curb_free(job.decisions);
    curb_free(job.groups);
    curb_together_free(&job.together);
    curb_compare_free(&job.compare);
    curb_decide_close(&job.decide);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_MEASURE, CURB_OPTION_GOAL,
    CURB_OPTION_DOMAIN, CURB_OPTION_TOGETHER, CURB_OPTION_PERIOD, CURB_OPTION_FORMAT,
    CURB_OPTION_JSON, CURB_OPTION_FIGURES, CURB_OPTION_PAPER, CURB_OPTION_LANG,
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

const curb_verb_t curb_verb_robust = {
    .name = "robust",
    .operands = "RESULTS.h5",
    .summary = "which scenario to choose when nobody knows which world is the true one",
    .description =
        "Takes the scenarios of each common budget (others are never ranked) and looks at "
        "how much each improves in every world of the file, a world being one draw of the "
        "uncertain parameters. Shows eleven measures of robustness, regret inside each "
        "world, whether the measures name the same scenario, and in which share of worlds "
        "each comes first.\n\n"
        "Then, for each parameter: what knowing it before choosing would be worth (EVPPI, "
        "by "
        "regression), with its standard error and what chance alone gives, so what should "
        "be measured next; and which parameters of grade C, known worst, turn the choice, "
        "and "
        "at what value. Worth and regret are in the units of the improvement, person-years "
        "averted by default, and comparisons use the same period as curb compare.\n\n"
        "--together asks the same of several numbers at once (by Gaussian processes on at "
        "most eight of them, some seconds a group): for example responses.effort+"
        "responses.travel, the section responses, or every section.\n\n"
        "It takes a hundred draws or more to say something about parameters; with fewer "
        "there is a warning. --figures draws regret by scenario and world, and worth by "
        "parameter, in the language of --lang and for --size as curb plot does; what is "
        "printed stays English. docs/methods.md has the formulas.",
    .examples = "curb robust out/alliance21/results.h5\n"
                "curb robust results.h5 --metric recruited --threshold 1000\n"
                "curb robust results.h5 --metric identified --goal more\n"
                "curb robust results.h5 --together responses,criminalise_buying\n"
                "curb robust results.h5 --figures out/choice --lang ru --size page\n"
                "curb robust results.h5 --format csv | grep evppi",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = robust_run,
};
