/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a study: runs designs of its parameters. Of a results file: what its runs show. */
#include "experiments/sensitivity.h"
#include "analysis/levels.h"
#include "analysis/regression.h"
#include "cli/load.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/progress.h"
#include "cli/sensitivity_out.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "model/memory.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { TRAJECTORIES = 4, KEEP = 6, ROWS = 128 };
static const double WIDTH = 0.05, LEVEL = 0.95;
static const char concept_factor[] = "concept of detection (mse, ilo)";

static volatile sig_atomic_t stop_request;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    stop_request = 1;
}

static double count_or(
    const curb_arguments_t *arguments, curb_option_t option, double otherwise)
{
    return arguments->given[option] ? arguments->number[option] : otherwise;
}

static const char *format_of(const curb_arguments_t *arguments)
{
    return arguments->given[CURB_OPTION_JSON] ? "json"
                                              : arguments->text[CURB_OPTION_FORMAT];
}

static bool is_method(const curb_arguments_t *arguments, const char *method)
{
    const char *asked = arguments->text[CURB_OPTION_METHOD];
    return strcmp(asked != NULL ? asked : "auto", method) == 0;
}

/* The first bytes of every HDF5 file. */
static bool is_results(const char *path)
{
    static const char mark[] = "\x89HDF\r\n\x1a\n";
    char bytes[sizeof mark - 1] = {0};
    FILE *file = fopen(path, "rb");
    bool same = file != NULL && fread(bytes, 1, sizeof bytes, file) == sizeof bytes &&
                memcmp(bytes, mark, sizeof bytes) == 0;
    if (file != NULL) {
        fclose(file);
    }
    return same;
}

/* What is asked about: all pairs of the scenarios and metrics named. */
typedef struct {
    size_t count;
    curb_sensitivity_output_t *outputs; /* owned */
} asked_t;

typedef struct {
    size_t count;
    const char **ids; /* borrowed texts, owned list */
    const curb_metric_t *metrics;
    size_t metric_count;
} known_t;

static curb_error_t find_scenario(
    const known_t *known, const char *id, size_t *scenario, curb_diagnostics_t *diagnostics)
{
    for (size_t s = 0; s < known->count; s++) {
        if (strcmp(known->ids[s], id) == 0) {
            *scenario = s;
            return CURB_OK;
        }
    }
    const char *nearest = curb_nearest(id, known->ids, known->count);
    return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        nearest != NULL ? "--scenario: '%s' is not a scenario; did you mean '%s'?"
                        : "--scenario: '%s' is not a scenario of it",
        id, nearest);
}

static curb_error_t ask(asked_t *self, const known_t *known,
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *ids = &arguments->texts[CURB_OPTION_SCENARIO];
    const curb_texts_t *keys = &arguments->texts[CURB_OPTION_METRIC];
    size_t scenarios = ids->count > 0 ? ids->count : 1;
    size_t metrics = keys->count > 0 ? keys->count : 1;
    self->outputs = curb_calloc(scenarios * metrics, sizeof *self->outputs);
    if (self->outputs == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t result = CURB_OK;
    for (size_t s = 0; s < scenarios; s++) {
        size_t scenario = known->count > 1 ? 1 : 0;
        curb_error_t error =
            ids->count > 0 ? find_scenario(known, ids->items[s], &scenario, diagnostics)
                           : CURB_OK;
        result = error != CURB_OK ? error : result;
        for (size_t m = 0; m < metrics; m++) {
            curb_metric_t metric =
                known->metric_count > 0 ? known->metrics[0] : CURB_METRIC_EXPLOITED;
            if (keys->count > 0 && s == 0) {
                error = curb_find_metric(keys->items[m], &metric, diagnostics);
                result = error != CURB_OK ? error : result;
            } else if (keys->count > 0) {
                metric = self->outputs[m].metric;
            }
            self->outputs[self->count++] = (curb_sensitivity_output_t){scenario, metric};
        }
    }
    if (ids->count == 0 && known->count > 2 && result == CURB_OK) {
        curb_message_note(arguments,
            "curb: note: about '%s', the first of %zu scenarios; --scenario names others",
            known->ids[1], known->count - 1);
    }
    return result;
}

static curb_sensitivity_row_t row_of(
    const known_t *known, const curb_sensitivity_output_t *output, const char *method)
{
    const curb_metric_row_t *metric = &curb_metric_rows[output->metric];
    return (curb_sensitivity_row_t){.scenario = known->ids[output->scenario],
        .metric = metric->key,
        .units = metric->units,
        .method = method};
}

static void add(curb_sensitivity_page_t *page, curb_sensitivity_row_t row,
    const char *measure, double estimate, curb_interval_t interval)
{
    row.measure = measure;
    row.estimate = estimate;
    row.low = interval.low;
    row.high = interval.high;
    curb_sensitivity_add(page, &row);
}

static const curb_interval_t no_interval = {NAN, NAN};

/* Indices in descending order of a size; NaN last. Few enough for a plain sort. */
static void order_by(const double *sizes, size_t count, size_t *order)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        while (at > 0 && (sizes[i] > sizes[order[at - 1]] ||
                             (isnan(sizes[order[at - 1]]) && !isnan(sizes[i])))) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
}

/* Room for sorting. */
typedef struct {
    double *sizes;
    size_t *order;
} sorting_t;

static void fill_screening(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const known_t *known, const curb_study_t *study, const asked_t *asked, size_t output,
    sorting_t *sorting)
{
    const curb_screening_effect_t *effects = found->effects + output * found->input_count;
    for (size_t k = 0; k < found->input_count; k++) {
        sorting->sizes[k] = effects[k].mu_star;
    }
    order_by(sorting->sizes, found->input_count, sorting->order);
    for (size_t i = 0; i < found->input_count; i++) {
        const curb_screening_effect_t *effect = &effects[sorting->order[i]];
        curb_sensitivity_row_t row =
            row_of(known, &asked->outputs[output], "elementary effects (Morris)");
        row.factor = study->world->uncertain[sorting->order[i]].name;
        add(page, row, "mu*", effect->mu_star, effect->mu_star_interval);
        add(page, row, "mu", effect->mu, no_interval);
        add(page, row, "sigma", effect->sigma, no_interval);
    }
}

static void fill_shares(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const known_t *known, const curb_study_t *study, const asked_t *asked, size_t output,
    sorting_t *sorting)
{
    const curb_sobol_factor_t *indices = found->indices + output * found->kept_count;
    for (size_t k = 0; k < found->kept_count; k++) {
        sorting->sizes[k] = indices[k].total;
    }
    order_by(sorting->sizes, found->kept_count, sorting->order);
    for (size_t i = 0; i < found->kept_count; i++) {
        const curb_sobol_factor_t *index = &indices[sorting->order[i]];
        curb_sensitivity_row_t row =
            row_of(known, &asked->outputs[output], "shares of variance (Sobol')");
        row.factor = study->world->uncertain[found->kept[sorting->order[i]]].name;
        add(page, row, "total", index->total, index->total_interval);
        add(page, row, "first", index->first, index->first_interval);
        add(page, row, "first (Janon)", index->janon, no_interval);
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

static curb_error_t write_study(const curb_sensitivity_t *found, const known_t *known,
    const curb_study_t *study, const asked_t *asked,
    const curb_sensitivity_options_t *options, const char *format)
{
    curb_sensitivity_page_t page = {
        .title = study->title[0] != '\0' ? study->title : study->id};
    sorting_t sorting = {.sizes = curb_calloc(found->input_count, sizeof(double)),
        .order = curb_calloc(found->input_count, sizeof(size_t))};
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (sorting.sizes != NULL && sorting.order != NULL) {
        for (size_t i = 0; i < asked->count; i++) {
            if (found->indices != NULL) {
                fill_shares(&page, found, known, study, asked, i, &sorting);
            }
            if (found->effects != NULL) {
                fill_screening(&page, found, known, study, asked, i, &sorting);
            }
        }
        explain(&page, found, options);
        error = curb_sensitivity_write(&page, format, stdout);
    }
    curb_free(sorting.sizes);
    curb_free(sorting.order);
    curb_sensitivity_page_free(&page);
    return error;
}

static curb_error_t analyse_study(const curb_arguments_t *arguments, curb_study_t *study,
    const known_t *known, curb_diagnostics_t *diagnostics)
{
    asked_t asked = {0};
    curb_error_t error = ask(&asked, known, arguments, diagnostics);
    curb_sensitivity_options_t options = {.outputs = asked.outputs,
        .output_count = asked.count,
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
        .stop = &stop_request};
    if (error == CURB_OK && arguments->given[CURB_OPTION_PERIOD]) {
        error = curb_read_period(
            arguments->text[CURB_OPTION_PERIOD], &options.from, &options.to, diagnostics);
    }
    curb_sensitivity_t found = {0};
    if (error == CURB_OK) {
        curb_progress_line_t line = curb_progress_line(arguments->given[CURB_OPTION_QUIET]);
        options.progress = curb_progress_show;
        options.progress_context = &line;
        struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
        error = curb_sensitivity_run(&found, study, &options, diagnostics);
        curb_progress_end(&line);
    }
    if (error == CURB_OK) {
        error = write_study(&found, known, study, &asked, &options, format_of(arguments));
    }
    curb_sensitivity_free(&found);
    curb_free(asked.outputs);
    return error;
}

static curb_error_t of_study(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_study_t study = {0};
    known_t known = {0};
    curb_error_t error = curb_study_of(&study, arguments, diagnostics);
    if (error == CURB_OK) {
        known = (known_t){.count = study.scenario_count,
            .ids = curb_calloc(study.scenario_count, sizeof *known.ids),
            .metrics = study.metrics,
            .metric_count = study.metric_count};
        error = known.ids == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
    }
    for (size_t s = 0; s < study.scenario_count && error == CURB_OK; s++) {
        known.ids[s] = study.scenarios[s].id;
    }
    if (error == CURB_OK) {
        error = analyse_study(arguments, &study, &known, diagnostics);
    }
    curb_study_close(&study, arguments, diagnostics);
    curb_free(known.ids);
    return error;
}

/* Draws of a results file as rows of points, the concept of detection the last input. */
typedef struct {
    size_t draws, inputs;
    size_t *unit;            /* [replicate] */
    double *points, *values; /* [draw][input], [draw] */
    double *each, *means;    /* [replicate] scratch */
    curb_regression_t *indices;
    sorting_t sorting;
} given_t;

static void given_free(given_t *self)
{
    curb_free(self->unit);
    curb_free(self->points);
    curb_free(self->values);
    curb_free(self->each);
    curb_free(self->means);
    curb_free(self->indices);
    curb_free(self->sorting.sizes);
    curb_free(self->sorting.order);
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
    self->sorting.sizes = curb_calloc(self->inputs, sizeof(double));
    self->sorting.order = curb_calloc(self->inputs, sizeof(size_t));
    if (self->unit == NULL || self->points == NULL || self->values == NULL ||
        self->each == NULL || self->means == NULL || self->indices == NULL ||
        self->sorting.sizes == NULL || self->sorting.order == NULL) {
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

static void fill_given(curb_sensitivity_page_t *page, given_t *self,
    const curb_results_t *labels, const known_t *known,
    const curb_sensitivity_output_t *output)
{
    bool ranked = false;
    for (size_t k = 0; k < self->inputs; k++) {
        ranked = ranked || isfinite(self->indices[k].prcc);
    }
    for (size_t k = 0; k < self->inputs; k++) {
        const curb_regression_t *index = &self->indices[k];
        self->sorting.sizes[k] = fabs(ranked ? index->prcc : index->spearman);
    }
    order_by(self->sorting.sizes, self->inputs, self->sorting.order);
    for (size_t i = 0; i < self->inputs; i++) {
        size_t k = self->sorting.order[i];
        const curb_regression_t *index = &self->indices[k];
        curb_sensitivity_row_t row = row_of(known, output,
            ranked ? "partial rank correlation" : "rank correlation (too few draws)");
        row.factor =
            k < labels->parameter_count ? labels->parameter_names[k] : concept_factor;
        if (ranked) {
            add(page, row, "PRCC", index->prcc, index->prcc_interval);
            add(page, row, "p", index->prcc_p, no_interval);
            add(page, row, "SRC", index->src, no_interval);
        }
        add(page, row, "Spearman", index->spearman, no_interval);
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

static curb_error_t analyse_given(const curb_arguments_t *arguments, curb_loaded_t *loaded,
    const known_t *known, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *labels = &loaded->labels;
    curb_sensitivity_page_t page = {
        .title = labels->title[0] != '\0' ? labels->title : labels->study_id};
    asked_t asked = {0};
    given_t given;
    curb_window_t window;
    double from = NAN, to = NAN, r2[2] = {NAN, NAN};
    size_t used = 0;
    curb_error_t error = given_init(&given, labels, diagnostics);
    if (error == CURB_OK) {
        error = ask(&asked, known, arguments, diagnostics);
    }
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
    for (size_t i = 0; i < asked.count && error == CURB_OK; i++) {
        error = curb_loaded_read(
            loaded, curb_window_source(asked.outputs[i].metric), diagnostics);
        if (error == CURB_OK) {
            error = regress(&given, loaded, &window, &asked.outputs[i], &used, r2);
        }
        if (error == CURB_OK && used == 0) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "%s is a mean, which has no total over markets: take another metric",
                curb_metric_rows[asked.outputs[i].metric].key);
        }
        if (error == CURB_OK) {
            fill_given(&page, &given, labels, known, &asked.outputs[i]);
        }
    }
    if (error == CURB_OK) {
        explain_given(&page, &given, used, r2);
        error = curb_sensitivity_write(&page, format_of(arguments), stdout);
    }
    curb_sensitivity_page_free(&page);
    curb_free(asked.outputs);
    given_free(&given);
    return error;
}

static curb_error_t of_results(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_loaded_t loaded = {0};
    known_t known = {0};
    curb_error_t error =
        curb_results_open(&loaded.labels, arguments->operands[0], diagnostics);
    if (error == CURB_OK) {
        known = (known_t){.count = loaded.labels.scenario_count,
            .ids = curb_calloc(loaded.labels.scenario_count, sizeof *known.ids),
            .metrics = loaded.labels.metrics,
            .metric_count = loaded.labels.metric_count};
        error = known.ids == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
    }
    for (size_t s = 0; s < known.count && error == CURB_OK; s++) {
        known.ids[s] = loaded.labels.scenarios[s].id;
    }
    if (error == CURB_OK) {
        error = analyse_given(arguments, &loaded, &known, diagnostics);
    }
    curb_free(known.ids);
    curb_loaded_free(&loaded);
    return error;
}

static curb_error_t sensitivity_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    bool results = is_results(arguments->operands[0]);
    if (results && !is_method(arguments, "auto") && !is_method(arguments, "prcc")) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--method %s runs the model: give the study, not its results",
            arguments->text[CURB_OPTION_METHOD]);
    }
    if (!results && is_method(arguments, "prcc")) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--method prcc reads runs that are there: give a results file (curb run makes "
            "one)");
    }
    return results ? of_results(arguments, diagnostics) : of_study(arguments, diagnostics);
}

static const curb_option_t options[] = {CURB_OPTION_METRIC, CURB_OPTION_SCENARIO,
    CURB_OPTION_PERIOD, CURB_OPTION_METHOD, CURB_OPTION_TRAJECTORIES, CURB_OPTION_KEEP,
    CURB_OPTION_ROWS, CURB_OPTION_REPLICATES, CURB_OPTION_SEED, CURB_OPTION_SET,
    CURB_OPTION_MAX_TIME, CURB_OPTION_JOBS, CURB_OPTION_FORMAT, CURB_OPTION_JSON,
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, 130, -1};

const curb_verb_t curb_verb_sensitivity = {
    .name = "sensitivity",
    .operands = "STUDY|RESULTS.h5",
    .summary = "which uncertain numbers decide the answer",
    .description =
        "Of a study: first screens all its uncertain numbers by elementary effects "
        "(Morris), then works out, for those that matter most, which share of the variance "
        "of the output each accounts for, by itself and with all interactions (Sobol'). "
        "The model runs anew, with the same random numbers at every point. Rows double "
        "until all intervals of total shares are narrower than 0.05 or --rows or "
        "--max-time "
        "is reached; which of them is said.\n\n"
        "Of a results file: partial rank correlations of the output with the numbers that "
        "were drawn; nothing runs.\n\n"
        "The output is what a scenario changes against the baseline (for the baseline its "
        "level), as compare shows it; several scenarios and metrics share the runs. A "
        "coarser scale is faster and leaves more to chance, which counts as an effect.",
    .examples = "curb sensitivity study.yaml --scenario whole_demand\n"
                "curb sensitivity study.yaml --method morris --trajectories 10\n"
                "curb sensitivity results.h5 --scenario whole_demand --format csv",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = sensitivity_run,
};
