/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/number.h"
#include "cli/studies.h"
#include "cli/verbs.h"

#include <math.h>

static const curb_option_t options[] = {CURB_OPTION_REPLICATES, CURB_OPTION_SEED,
    CURB_OPTION_JOBS, CURB_OPTION_SET, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR,
    CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

static void print_scenarios(const curb_study_t *study)
{
    enum { SHOWN = 100 };
    size_t count = study->scenario_count - 1;
    printf("\n  planned public cost a year, at full force\n");
    for (size_t s = 1; s < study->scenario_count && s <= SHOWN; s++) {
        const curb_scenario_t *scenario = &study->scenarios[s];
        printf("    %-40s %s USD%s\n", scenario->id,
            curb_number_in_words(scenario->planned_cost_usd).text,
            scenario->budget_capped ? " (capped at the high dose)" : "");
    }
    if (count > SHOWN) {
        printf("    and %zu more; results have all of them\n", count - SHOWN);
    }
}

static curb_error_t check_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_study_t study = {0};
    curb_estimate_t estimate;
    curb_error_t error = curb_study_of(&study, arguments, diagnostics);
    if (error == CURB_OK) {
        error = curb_estimate(&estimate, &study, curb_jobs_of(arguments), diagnostics);
    }
    if (error == CURB_OK) {
        printf("%s: a sound study\n", arguments->operands[0]);
        curb_estimate_print(&estimate, &study, stdout);
        if (!arguments->given[CURB_OPTION_QUIET] && study.scenario_count > 1) {
            print_scenarios(&study);
        }
    }
    curb_study_close(&study, arguments, diagnostics);
    return error;
}

const curb_verb_t curb_verb_check = {
    .name = "check",
    .operands = "STUDY.yaml",
    .summary = "is a study right, and what will it take",
    .description =
        "Reads a study with all that it extends, checks every value and shows all problems "
        "at once, each with its file, line and column. Then solves the world at central "
        "parameters and at the draws that the first 20 replicates begin with, which finds "
        "anchors that contradict each other and ranges that contradict the anchors, and "
        "prints the time, memory and disk to expect and what each scenario is planned to "
        "cost. Runs nothing; a draw takes under a second.",
    .examples = "curb check my-study.yaml\n"
                "curb check my-study.yaml --set policies.campaign.intensity=0.4\n"
                "curb check my-study.yaml --replicates 200 --jobs 8",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = check_run,
};
