/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/compare_asked.h"
#include "cli/load.h"
#include "cli/record.h"
#include "cli/verbs.h"
#include "model/memory.h"

#include <string.h>

typedef struct {
    curb_loaded_t first, second;
    bool has_second;
    bool *scenarios;
    curb_compare_options_t options;
    curb_compare_t compare;
} job_t;

static curb_error_t read_metrics(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *keys = &arguments->texts[CURB_OPTION_METRIC];
    curb_error_t result = CURB_OK;
    for (size_t i = 0; i < keys->count; i++) {
        curb_metric_t metric;
        curb_error_t error = curb_find_metric(keys->items[i], &metric, diagnostics);
        bool known = false;
        for (size_t k = 0; error == CURB_OK && k < job->options.metric_count; k++) {
            known = known || job->options.metrics[k] == metric;
        }
        if (error == CURB_OK && !known) {
            job->options.metrics[job->options.metric_count++] = metric;
        }
        result = error != CURB_OK ? error : result;
    }
    return result;
}

static curb_error_t read_scenarios(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *ids = &arguments->texts[CURB_OPTION_SCENARIO];
    if (ids->count == 0) {
        return CURB_OK;
    }
    const curb_results_t *labels = &job->first.labels;
    job->scenarios = curb_calloc(labels->scenario_count, sizeof *job->scenarios);
    if (job->scenarios == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t result = CURB_OK;
    for (size_t i = 0; i < ids->count; i++) {
        size_t scenario = 0;
        curb_error_t error =
            curb_find_scenario(labels, ids->items[i], &scenario, diagnostics);
        if (error == CURB_OK) {
            job->scenarios[scenario] = true;
        }
        result = error != CURB_OK ? error : result;
    }
    job->options.scenarios = job->scenarios;
    return result;
}

/* Which statistic, and how many differences are answered for. */
static curb_error_t read_inference(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    if (arguments->given[CURB_OPTION_STATISTIC]) {
        job->options.statistic = curb_summary_find(arguments->text[CURB_OPTION_STATISTIC]);
    }
    if (arguments->given[CURB_OPTION_ADJUST]) {
        job->options.adjust = curb_multiplicity_find(arguments->text[CURB_OPTION_ADJUST]);
        if (job->options.statistic != CURB_SUMMARY_MEAN &&
            job->options.adjust != CURB_MULTIPLICITY_NONE) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                "--adjust %s is for means: BCa intervals of --statistic %s hold one by one "
                "and have no p; use --adjust none, or leave one of the two out",
                arguments->text[CURB_OPTION_ADJUST],
                arguments->text[CURB_OPTION_STATISTIC]);
        }
    }
    return CURB_OK;
}

static curb_error_t read_options(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *by = &arguments->texts[CURB_OPTION_BY];
    job->options = curb_compare_defaults();
    for (size_t i = 0; i < by->count; i++) {
        job->options.by_jurisdiction |= strcmp(by->items[i], "jurisdiction") == 0;
        job->options.by_sector |= strcmp(by->items[i], "sector") == 0;
        job->options.by_concept |= strcmp(by->items[i], "concept") == 0;
    }
    curb_error_t error = read_inference(job, arguments, diagnostics);
    if (error == CURB_OK) {
        error = read_metrics(job, arguments, diagnostics);
    }
    if (error == CURB_OK && arguments->given[CURB_OPTION_PERIOD]) {
        error = curb_read_period(arguments->text[CURB_OPTION_PERIOD], &job->options.from,
            &job->options.to, diagnostics);
    }
    return error;
}

static curb_error_t load_all(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    bool needed[CURB_METRIC_COUNT];
    curb_error_t error =
        curb_results_open(&job->first.labels, arguments->operands[0], diagnostics);
    if (error == CURB_OK && job->has_second) {
        error = curb_results_open(&job->second.labels, arguments->operands[1], diagnostics);
    }
    if (error == CURB_OK) {
        error = read_scenarios(job, arguments, diagnostics);
    }
    if (error != CURB_OK) {
        return error;
    }
    curb_compare_needs(&job->first.labels, &job->options, needed);
    error = curb_loaded_read_all(&job->first, needed, diagnostics);
    if (error == CURB_OK && job->has_second) {
        error = curb_loaded_read_all(&job->second, needed, diagnostics);
    }
    return error;
}

static curb_error_t write_out(const job_t *job, const curb_arguments_t *arguments,
    const curb_compare_data_t *data, curb_diagnostics_t *diagnostics)
{
    curb_comparison_t comparison = {.compare = &job->compare,
        .labels = &job->first.labels,
        .other = job->has_second ? &job->second.labels : NULL,
        .options = &job->options,
        .with_p = arguments->given[CURB_OPTION_ADJUST],
        .said = diagnostics,
        .path = arguments->operands[0],
        .other_path = job->has_second ? arguments->operands[1] : NULL};
    if (curb_compare_is_asked(arguments)) {
        return curb_compare_answer(&comparison, arguments, data, diagnostics);
    }
    curb_format_t format = curb_record_format(arguments);
    if (format == CURB_FORMAT_JSON) {
        curb_error_t error = curb_compare_write_json(&comparison, stdout);
        return error == CURB_OK ? error
                                : curb_diagnostics_fail(
                                      diagnostics, error, "%s", curb_error_text(error));
    }
    if (format == CURB_FORMAT_CSV) {
        curb_compare_write_csv(&comparison, stdout);
        return CURB_OK;
    }
    return curb_compare_write_text(&comparison, stdout, format == CURB_FORMAT_MARKDOWN);
}

/* Units without which nothing can be said of chance, and what is not as it was asked for.
 */
static curb_error_t check_found(job_t *job, curb_diagnostics_t *diagnostics)
{
    const curb_compare_t *compare = &job->compare;
    curb_loaded_warn(&job->first, job->has_second ? "first file" : "file", diagnostics);
    if (job->has_second) {
        curb_loaded_warn(&job->second, "second file", diagnostics);
    }
    if (compare->family.n < 2) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "an interval needs two %s at least, and %s %zu; run the study with more "
            "--replicates",
            compare->two_levels ? "draws of the parameters" : "replicates",
            job->has_second ? "the files share" : "the file has", compare->family.n);
    }
    size_t short_rows = 0, least = compare->family.n;
    for (size_t i = 0; i < compare->row_count; i++) {
        const curb_compare_row_t *row = &compare->rows[i];
        size_t whole = row->concept == CURB_COMPARE_ALL
                           ? compare->family.n
                           : compare->family_by[row->concept].n;
        bool has_total = curb_metric_rows[row->metric].kind != CURB_MEAN || row->n > 0;
        if (row->n < whole && has_total) {
            short_rows++;
            least = row->n < least ? row->n : least;
        }
    }
    if (short_rows > 0) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "%zu of %zu rows rest on fewer %s than there are, at least on %zu: the values "
            "of others are missing; see n",
            short_rows, compare->row_count, compare->two_levels ? "draws" : "replicates",
            least);
    }
    /* a warning that was lost would leave a table that looks whole */
    return diagnostics->truncated ? CURB_ERR_NO_MEMORY : CURB_OK;
}

static curb_error_t compare_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    job_t job = {.has_second = arguments->operand_count == 2};
    curb_compare_data_t first = {0}, second = {0};
    curb_error_t error = curb_compare_check_asked(arguments, diagnostics);
    if (error == CURB_OK) {
        error = read_options(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = load_all(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        first = curb_loaded_data(&job.first);
        second = curb_loaded_data(&job.second);
        error = curb_compare_files(&job.compare, &first, job.has_second ? &second : NULL,
            &job.options, diagnostics);
    }
    if (error == CURB_OK) {
        error = check_found(&job, diagnostics);
    }
    if (error == CURB_OK) {
        error = write_out(&job, arguments, &first, diagnostics);
    }
    curb_compare_free(&job.compare);
    curb_loaded_free(&job.first);
    curb_loaded_free(&job.second);
    curb_free(job.scenarios);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_METRIC, CURB_OPTION_SCENARIO,
    CURB_OPTION_BY, CURB_OPTION_PERIOD, CURB_OPTION_STATISTIC, CURB_OPTION_ADJUST,
    CURB_OPTION_TRAJECTORY, CURB_OPTION_UNTIL, CURB_OPTION_PLANE, CURB_OPTION_PAY,
    CURB_OPTION_FORMAT, CURB_OPTION_JSON, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR,
    CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

const curb_verb_t curb_verb_compare = {
    .name = "compare",
    .operands = "RESULTS.h5 [OTHER.h5]",
    .summary = "what each scenario changes, with intervals",
    .description =
        "Sets every scenario against the baseline, replicate by replicate with the same "
        "random "
        "numbers, and shows the mean difference with an interval, per cent, averted "
        "person-years and what one cost, what moved out of scope, and, among scenarios "
        "with the "
        "same budget only, how often each comes first. Ends with a sentence that can be "
        "quoted.\n\n"
        "The intervals hold together for the family 'all scenarios x the metrics that the "
        "study "
        "declares'. --metric, --scenario and --by hide or add rows and never change the "
        "family, "
        "so that looking at less does not make anything look surer. What the intervals "
        "cover "
        "(parameter draws and chance, or chance only) is said in the output.\n\n"
        "By default flows are totals from the first policy start of the study to its end, "
        "the "
        "same period for all scenarios; 'exploited' is the mean number over the last year "
        "of "
        "the period. Per cent are ratios of means with Fieller's interval, left out when "
        "the "
        "baseline is not clearly above zero.\n\n"
        "--statistic median (or q10, q90) shows that of the replicates' own differences, "
        "draw by draw where draws have several replicates, with BCa bootstrap intervals "
        "that hold one by one. --adjust says how p values and the intervals of means "
        "answer for many differences: maxt and maxt-stepdown (max-t intervals), holm and "
        "hochberg (intervals by Bonferroni), bh (false discovery rate, intervals of the "
        "false coverage rate), none (each alone); it also shows the p values.\n\n"
        "Other questions are asked in place of these tables. --trajectory: the difference "
        "in "
        "each recorded period, with bands that hold over all periods of a scenario "
        "(sup-t), so that the first clear one may be picked by looking. --until -5%: how "
        "long each takes to pass a threshold, which share never does, and the years until "
        "half have. --plane: averted person-years and public cost of each unit by "
        "quadrant. --pay 1000,20000: which scenario has the greatest net benefit when an "
        "averted person-year is paid so much for, in what share of units, and from which "
        "willingness to pay on. That sum is yours; it is no worth of a person.\n\n"
        "With two files, differences are OTHER minus "
        "RESULTS for scenarios of the same id; both need the same seed.",
    .examples = "curb compare out/alliance21/results.h5\n"
                "curb compare results.h5 --metric exploited,profit --by jurisdiction\n"
                "curb compare results.h5 --period 2019-2023 --format csv > early.csv\n"
                "curb compare results.h5 --statistic median --metric profit\n"
                "curb compare results.h5 --adjust holm\n"
                "curb compare results.h5 --trajectory --scenario campaign-high\n"
                "curb compare results.h5 --until -1% --metric profit\n"
                "curb compare results.h5 --until below:15e6\n"
                "curb compare results.h5 --plane --format csv > plane.csv\n"
                "curb compare results.h5 --pay 100,1000,10000\n"
                "curb compare results.h5 --json | jq '.rows[] | select(.ci_high < 0)'\n"
                "curb compare before.h5 after.h5",
    .least_operands = 1,
    .most_operands = 2,
    .options = options,
    .exit_codes = exit_codes,
    .run = compare_run,
};
