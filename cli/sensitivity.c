/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/figures.h"
#include "cli/sensitivity_asked.h"
#include "cli/verbs.h"

#include <stdio.h>
#include <string.h>

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

static curb_error_t sensitivity_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    bool results = is_results(arguments->operands[0]);
    curb_error_t error = curb_figures_use(arguments, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
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
    if (!results && arguments->given[CURB_OPTION_OVER]) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--over reads runs that are there: give a results file (curb run makes one)");
    }
    return results ? curb_sensitivity_of_results(arguments, diagnostics)
                   : curb_sensitivity_of_study(arguments, diagnostics);
}

static const curb_option_t options[] = {CURB_OPTION_METRIC, CURB_OPTION_SCENARIO,
    CURB_OPTION_PERIOD, CURB_OPTION_METHOD, CURB_OPTION_OVER, CURB_OPTION_TRAJECTORIES,
    CURB_OPTION_KEEP, CURB_OPTION_ROWS, CURB_OPTION_WIDTH, CURB_OPTION_SECOND_ORDER,
    CURB_OPTION_SHAPLEY, CURB_OPTION_GROUP, CURB_OPTION_GROUP_BY, CURB_OPTION_OUT,
    CURB_OPTION_FIGURES, CURB_OPTION_PAPER, CURB_OPTION_LANG, CURB_OPTION_REPLICATES,
    CURB_OPTION_SEED, CURB_OPTION_SET, CURB_OPTION_MAX_TIME, CURB_OPTION_JOBS,
    CURB_OPTION_FORMAT, CURB_OPTION_JSON, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR,
    CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 73, 74, 130, -1};

const curb_verb_t curb_verb_sensitivity = {
    .name = "sensitivity",
    .operands = "STUDY|RESULTS.h5",
    .summary = "which uncertain numbers decide the answer",
    .description =
        "Of a study: first screens all its uncertain numbers by elementary effects "
        "(Morris), then works out, for those that matter most, which share of the variance "
        "of the output each accounts for, by itself and with all interactions (Sobol'). "
        "The model runs anew, with the same random numbers at every point. Rows double "
        "until all intervals of shares are narrower than --width or --rows or --max-time "
        "is "
        "reached; which of them is said, and how many rows would do.\n\n"
        "-o FOLDER leaves the table there as csv, json and md, and keeps finished runs, "
        "so that the same command goes on after an interruption and one with more "
        "--rows runs the further ones only.\n\n"
        "Of a results file: partial rank correlations of the output with the numbers that "
        "were drawn; nothing runs. --over scenarios asks the same of a design: with which "
        "of "
        "the numbers that the scenarios vary their effects go.\n\n"
        "--figures draws the plane of mu* and sigma (screening), the smallest to the "
        "largest elementary effect of each number (tornado), shares of variance (shares), "
        "and of a results file the correlations, in the language of --lang and for --size "
        "as curb plot does; what is printed stays English.\n\n"
        "The output is what a scenario changes against the baseline (for the baseline its "
        "level), as compare shows it; several scenarios and metrics share the runs. How "
        "much of an effect may be chance is told from the replicates (-n) at each point.",
    .examples = "curb sensitivity study.yaml --scenario whole_demand\n"
                "curb sensitivity study.yaml --method morris --trajectories 10\n"
                "curb sensitivity study.yaml --group-by part --method sobol --shapley\n"
                "curb sensitivity study.yaml --rows 1024 -o out/sensitivity    # again to "
                "go on\n"
                "curb sensitivity results.h5 --scenario whole_demand --figures out/which\n"
                "curb sensitivity design.h5 --over scenarios --metric exploited",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = sensitivity_run,
};
