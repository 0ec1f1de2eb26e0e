/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/figures.h"
#include "cli/load.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "plots/plots.h"
#include "plots/targets.h"

#include <string.h>

typedef struct {
    curb_loaded_t loaded;
    char folder[CURB_OUTPUT_BYTES];
    bool figures[CURB_FIGURE_COUNT];
    curb_plots_options_t options;
    curb_plots_t plots;
} job_t;

/* Figures of analyses that have a verb of their own, so that nobody looks for them here in
 * vain. */
typedef struct {
    const char *name, *shows, *command;
} drawn_by_t;

static const drawn_by_t drawn_elsewhere[] = {
    {"regret", "what each scenario loses against the best, world by world",
        "curb robust RESULTS --figures FOLDER"},
    {"worth", "what it is worth to know a number before choosing (EVPPI)",
        "curb robust RESULTS --figures FOLDER"},
    {"failures", "in which worlds a scenario fails (PRIM boxes)",
        "curb discover RESULTS --figures FOLDER"},
    {"screening", "which numbers move the result: mu* and sigma",
        "curb sensitivity STUDY --figures FOLDER"},
    {"tornado", "smallest to largest effect of each number",
        "curb sensitivity STUDY --figures FOLDER"},
    {"shares", "shares of the variance: Sobol' and Shapley",
        "curb sensitivity STUDY --figures FOLDER"},
    {"correlations", "rank correlations with drawn numbers, from runs that are there",
        "curb sensitivity RESULTS --figures FOLDER"},
    {"validation", "the model's figures against those of the literature",
        "curb validate --figures FOLDER"},
    {"calibration", "figures of a calibration against their targets",
        "curb plot POSTERIOR"},
};
enum { ELSEWHERE = sizeof drawn_elsewhere / sizeof *drawn_elsewhere };

static curb_error_t list_figures(void)
{
    for (int f = 0; f < CURB_FIGURE_COUNT; f++) {
        printf("%-14s %s\n", curb_figure_rows[f].name, curb_figure_rows[f].shows);
    }
    printf("\ndrawn by the verbs that work them out:\n");
    for (size_t i = 0; i < ELSEWHERE; i++) {
        const drawn_by_t *figure = &drawn_elsewhere[i];
        printf("%-14s %s\n%-14s   %s\n", figure->name, figure->shows, "", figure->command);
    }
    return CURB_OK;
}

static const char *command_of(const char *name)
{
    for (size_t i = 0; i < ELSEWHERE; i++) {
        if (strcmp(drawn_elsewhere[i].name, name) == 0) {
            return drawn_elsewhere[i].command;
        }
    }
    return NULL;
}

static curb_error_t find_figure(
    job_t *job, const char *name, curb_diagnostics_t *diagnostics)
{
    const char *names[CURB_FIGURE_COUNT];
    for (int f = 0; f < CURB_FIGURE_COUNT; f++) {
        names[f] = curb_figure_rows[f].name;
        if (strcmp(names[f], name) == 0) {
            job->figures[f] = true;
            return CURB_OK;
        }
    }
    const char *command = command_of(name);
    if (command != NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--only: '%s' is not drawn by curb plot; '%s' draws it", name, command);
    }
    const char *nearest = curb_nearest(name, names, CURB_FIGURE_COUNT);
    return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        nearest != NULL ? "--only: '%s' is not a figure; did you mean '%s'?"
                        : "--only: '%s' is not a figure; curb plot --list names them",
        name, nearest);
}

static curb_error_t choose_figures(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *only = &arguments->texts[CURB_OPTION_ONLY];
    const curb_texts_t *formats = &arguments->texts[CURB_OPTION_PICTURES];
    curb_error_t result = CURB_OK;
    memset(job->figures, only->count == 0, sizeof job->figures);
    for (size_t i = 0; i < only->count; i++) {
        curb_error_t error = find_figure(job, only->items[i], diagnostics);
        result = error != CURB_OK ? error : result;
    }
    for (int f = 0; f < CURB_PICTURE_COUNT; f++) {
        job->options.formats[f] = formats->count == 0;
        for (size_t i = 0; i < formats->count; i++) {
            job->options.formats[f] |=
                strcmp(formats->items[i], curb_picture_formats[f]) == 0;
        }
    }
    return result;
}

static curb_error_t choose_folder(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_output_folder(job->folder, arguments->text[CURB_OPTION_OUT],
        arguments->operands[0], "figures", diagnostics);
    job->options.folder = job->folder;
    return error;
}

static curb_error_t load(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    bool needed[CURB_METRIC_COUNT];
    curb_error_t error =
        curb_results_open(&job->loaded.labels, arguments->operands[0], diagnostics);
    job->options.highlight = CURB_NO_SCENARIO;
    if (error == CURB_OK && arguments->given[CURB_OPTION_HIGHLIGHT]) {
        error = curb_find_scenario(&job->loaded.labels,
            arguments->text[CURB_OPTION_HIGHLIGHT], &job->options.highlight, diagnostics);
    }
    if (error != CURB_OK) {
        return error;
    }
    curb_plots_needs(&job->loaded.labels, needed);
    return curb_loaded_read_all(&job->loaded, needed, diagnostics);
}

static void print_files(const job_t *job, curb_figure_t figure)
{
    const char *name = curb_figure_rows[figure].name;
    for (int f = 0; f < CURB_PICTURE_COUNT && !job->plots.gnuplot_missing; f++) {
        if (job->options.formats[f]) {
            printf("%s/%s.%s\n", job->folder, name, curb_picture_formats[f]);
        }
    }
    printf("%s/%s.gp\n%s/%s.csv\n", job->folder, name, job->folder, name);
    fflush(stdout);
}

/* What a file must hold for a figure; what most files lack is said only where the figure
 * was asked for. */
static void note_empty(const curb_arguments_t *arguments, curb_figure_t figure)
{
    static const struct {
        curb_figure_t figure;
        bool is_common;
        const char *lacks;
    } reasons[] = {
        {CURB_FIGURE_DOSE_RESPONSE, false, "no policy was run at two doses or more"},
        {CURB_FIGURE_DISPLACEMENT, true, "there is one jurisdiction with one sector"},
        {CURB_FIGURE_GROUPS, true, "a design of so many scenarios is not drawn by group"},
        {CURB_FIGURE_WATERFALL, true,
            "no package was run whose policies were run alone at its dose and in its "
            "scope"},
        {CURB_FIGURE_PORTFOLIO, true, "the file holds no packages of curb portfolio"},
        {CURB_FIGURE_STATUS, true, "no replicate is missing"},
        {CURB_FIGURE_CONVERGENCE, true, "too few replicates for differences to settle"},
        {CURB_FIGURE_COST_PLANE, false,
            "no measure has a joint effect, or they act in different States whose anchors "
            "are allocated, which are not ranked"},
        {CURB_FIGURE_ACCEPTABILITY, false,
            "measures act in different States whose anchors are allocated, which are not "
            "ranked"}};
    bool is_asked = arguments->texts[CURB_OPTION_ONLY].count > 0;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].figure == figure && (is_asked || !reasons[i].is_common)) {
            curb_message_note(arguments, "curb: note: %s is left out: %s",
                curb_figure_rows[figure].name, reasons[i].lacks);
        }
    }
}

static curb_error_t draw_all(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    size_t unpaired = 0;
    for (int f = 0; f < CURB_FIGURE_COUNT; f++) {
        bool is_empty = false;
        if (!job->figures[f]) {
            continue;
        }
        if (curb_plots_lack_pairs(&job->plots, (curb_figure_t)f)) {
            unpaired++;
            continue;
        }
        curb_error_t error =
            curb_plots_draw(&job->plots, (curb_figure_t)f, &is_empty, diagnostics);
        if (error != CURB_OK) {
            return error;
        }
        if (is_empty) {
            note_empty(arguments, (curb_figure_t)f);
        } else {
            print_files(job, (curb_figure_t)f);
        }
    }
    if (unpaired > 0) {
        curb_message_note(arguments,
            "curb: note: figures of differences are left out: fewer than two replicates "
            "bear no interval");
    }
    curb_figures_drawn(arguments, job->plots.gnuplot_missing);
    return CURB_OK;
}

static curb_error_t plot_posterior(
    const job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_posterior_t posterior;
    bool missing = false;
    curb_error_t error =
        curb_posterior_read(&posterior, arguments->operands[0], diagnostics);
    if (error == CURB_OK) {
        error = curb_targets_draw(
            &posterior, job->folder, job->options.formats, &missing, diagnostics);
    }
    curb_figures_drawn(arguments, missing);
    curb_posterior_free(&posterior);
    return error;
}

static curb_error_t plot_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    if (arguments->given[CURB_OPTION_LIST]) {
        return list_figures();
    }
    if (arguments->operand_count == 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "missing RESULTS.h5: curb plot [options] RESULTS.h5");
    }
    job_t job = {.options = {.folder = NULL}};
    curb_error_t error = curb_figures_use(arguments, diagnostics);
    if (error == CURB_OK) {
        error = choose_figures(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = choose_folder(&job, arguments, diagnostics);
    }
    if (error == CURB_OK && curb_posterior_is(arguments->operands[0])) {
        return plot_posterior(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = load(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        curb_compare_data_t data = curb_loaded_data(&job.loaded);
        error = curb_plots_init(&job.plots, &data, &job.options, diagnostics);
        if (error == CURB_OK) {
            error = draw_all(&job, arguments, diagnostics);
        }
        curb_plots_free(&job.plots);
    }
    curb_loaded_free(&job.loaded);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_OUT, CURB_OPTION_ONLY,
    CURB_OPTION_PICTURES, CURB_OPTION_PAPER, CURB_OPTION_LANG, CURB_OPTION_HIGHLIGHT,
    CURB_OPTION_LIST, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP,
    CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 73, 74, -1};

const curb_verb_t curb_verb_plot = {
    .name = "plot",
    .operands = "RESULTS.h5|POSTERIOR.h5",
    .summary = "figures for a slide, with their scripts and data",
    .description =
        "Of a posterior (curb calibrate) draws its one figure, the targets with their "
        "bands. Else draws each figure as PNG, SVG and PDF with gnuplot, and keeps beside "
        "them the "
        "script "
        "that drew them (NAME.gp, which holds its data) and the numbers (NAME.csv). "
        "Without -o "
        "they go to the folder 'figures' beside the results file. Figures that were drawn "
        "earlier are drawn anew; other files are never overwritten.\n\n"
        "Headlines are made from the numbers and say 'no clear effect' where an interval "
        "holds "
        "0. The highlighted scenario is, unless --scenario names one, the best ranked of "
        "those "
        "with equal budgets; where costs differ there is no rank and it is the first of "
        "the "
        "study.\n\n"
        "Without gnuplot the scripts and the data are written, a note says so, and the "
        "exit "
        "code is 0.",
    .examples = "curb plot out/alliance21/results.h5\n"
                "curb plot results.h5 --only fan_forest --format png -o slides\n"
                "curb plot results.h5 --scenario awareness_campaign-high\n"
                "curb plot results.h5 --size column --format pdf -o paper\n"
                "curb plot results.h5 --lang ru\n"
                "curb plot --list\n"
                "gnuplot -e \"term='pdf'\" figures/fan_forest.gp",
    .least_operands = 0,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = plot_run,
};
