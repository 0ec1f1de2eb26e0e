/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies.h"
#include "cli/verbs.h"

static const curb_option_t options[] = {CURB_OPTION_REPLICATES, CURB_OPTION_SEED,
    CURB_OPTION_SET, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP,
    CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

static curb_error_t show_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_study_t study = {0};
    curb_error_t error = curb_study_of(&study, arguments, diagnostics);
    if (error == CURB_OK && study.resolved != NULL) {
        fputs(study.resolved, stdout);
    }
    curb_study_close(&study, arguments, diagnostics);
    return error;
}

const curb_verb_t curb_verb_show = {
    .name = "show",
    .operands = "STUDY.yaml",
    .summary = "a study with every value filled in",
    .description = "Prints the study as it will be run, as YAML: everything that it "
                   "extends put in, every "
                   "default written out, --set applied. The same text is stored in the "
                   "results. It is a "
                   "study itself.",
    .examples = "curb show my-study.yaml | less\n"
                "curb show my-study.yaml --set seed=7 > resolved.yaml",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = show_run,
};
