/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/show_sources.h"
#include "cli/studies.h"
#include "cli/verbs.h"

static const curb_option_t options[] = {CURB_OPTION_REPLICATES, CURB_OPTION_SEED,
    CURB_OPTION_SET, CURB_OPTION_SOURCES, CURB_OPTION_FORMAT, CURB_OPTION_JSON,
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

static curb_error_t print(const curb_arguments_t *arguments, const curb_study_t *study,
    curb_diagnostics_t *diagnostics)
{
    bool json = arguments->given[CURB_OPTION_JSON];
    if (arguments->given[CURB_OPTION_SOURCES]) {
        return curb_show_sources(
            study, json ? "json" : arguments->text[CURB_OPTION_FORMAT], stdout);
    }
    if (json || arguments->given[CURB_OPTION_FORMAT]) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--format and --json go with --sources; a study is shown as YAML");
    }
    fputs(study->resolved, stdout);
    return CURB_OK;
}

static curb_error_t show_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_study_t study = {0};
    curb_error_t error = curb_study_of(&study, arguments, diagnostics);
    if (error == CURB_OK && study.resolved != NULL) {
        error = print(arguments, &study, diagnostics);
    }
    curb_study_close(&study, arguments, diagnostics);
    return error;
}

const curb_verb_t curb_verb_show = {
    .name = "show",
    .operands = "STUDY.yaml",
    .summary = "a study with every value filled in",
    .description =
        "Prints the study as it will be run, as YAML: everything that it "
        "extends put in, every "
        "default written out, --set applied. The same text is stored in the "
        "results. It is a "
        "study itself.\n\n"
        "With --sources it prints where each number of the world, of the "
        "instruments that the study uses and of the responses is from: value, "
        "range, source, how the source was seen, grade (A measured in the region, "
        "B elsewhere or indirectly, C judgement), and the row of "
        "scenarios/registry.csv. A number that a file gives itself without a "
        "source is shown with its place.",
    .examples = "curb show my-study.yaml | less\n"
                "curb show my-study.yaml --set seed=7 > resolved.yaml\n"
                "curb show my-study.yaml --sources\n"
                "curb show my-study.yaml --sources --format csv > numbers.csv",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = show_run,
};
