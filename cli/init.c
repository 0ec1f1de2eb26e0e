/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The study is written with the path of the world that came with the program, so that it
 * runs from wherever it is put. */
#include "cli/message.h"
#include "cli/output.h"
#include "cli/verbs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef CURB_SCENARIOS
#define CURB_SCENARIOS "scenarios"
#endif

static const char STUDY_HEAD[] =
    "# A study: a world, a horizon, replicates, and the scenarios to compare with no new "
    "policy.\n"
    "#   curb check THIS    is it right, and what will it take\n"
    "#   curb show THIS     every value that it stands for, defaults written out\n"
    "#   curb run THIS      simulate it; safe to interrupt and repeat\n"
    "# Unknown keys and values out of range are errors, so try and see.\n"
    "\n"
    "title: My first study\n"
    "question: Which measure lowers exploitation most, and where does the market move?\n"
    "\n"
    "# The anchors of the market: who is exploited where, what is earned, who buys. Copy "
    "the file\n"
    "# and change it to describe your own region; a path is relative to this file.\n";

static const char STUDY_TAIL[] =
    "\n"
    "start_year: 2014\n"
    "years_before: 2     # lets the market settle before policies start\n"
    "years_after: 5\n"
    "\n"
    "# Every replicate draws the parameters that nobody can observe, so that the intervals "
    "of\n"
    "# `curb compare` are not of chance alone. `parameters: central` switches that off.\n"
    "replicates: 8       # 20 or more for a result to be shown to others\n"
    "parameters: draws\n"
    "seed: 2014          # the same seed gives the same numbers, on any number of threads\n"
    "\n"
    "# People per agent. Smaller is finer and slower; `curb check` says when it is too "
    "coarse.\n"
    "scale: 1000\n"
    "\n"
    "# How the share of people who are identified is counted: mse, ilo, or both (half of "
    "the\n"
    "# replicates each; an effect is then only reported where they agree in sign).\n"
    "detection: both\n"
    "\n"
    "# The family of the intervals: they hold for all scenarios and these metrics "
    "together.\n"
    "metrics: [exploited, exploited_months, profit, recruited, units_knowing, "
    "policy_cost]\n"
    "\n"
    "# Policies by id. An instrument may be used more than once. Left out, scope is "
    "everywhere\n"
    "# that the instrument can act, and the dose is its default one.\n"
    "policies:\n"
    "  campaign:\n"
    "    instrument: awareness_campaign\n"
    "    jurisdictions: [developed_eu]\n"
    "  buying_law:\n"
    "    instrument: criminalise_buying\n"
    "    jurisdictions: [developed_eu]\n"
    "    ramp_months: 12\n"
    "  procurement:\n"
    "    instrument: procurement_rules\n"
    "    jurisdictions: [developed_eu]\n"
    "\n"
    "# What is compared. Doses (low, default, high) cost different sums and are shown as\n"
    "# dose-response; only scenarios with the same `budget` (USD a year) are ranked.\n"
    "scenarios:\n"
    "  campaign-default:\n"
    "    policies: [campaign]\n"
    "    dose: default\n"
    "  campaign-high:\n"
    "    policies: [campaign]\n"
    "    dose: high\n"
    "  campaign-budget:\n"
    "    policies: [campaign]\n"
    "    budget: 50000000\n"
    "  buying_law-budget:\n"
    "    policies: [buying_law]\n"
    "    budget: 50000000\n"
    "  procurement-budget:\n"
    "    policies: [procurement]\n"
    "    budget: 50000000\n";

/* Where the program's worlds are: beside an installed program, else in the source tree. */
static void find_world(char world[CURB_OUTPUT_BYTES])
{
    static const char name[] = "worlds/world-2014.yaml";
    char program[CURB_OUTPUT_BYTES / 2] = "";
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = length > 0 ? strrchr(program, '/') : NULL;
    if (slash != NULL) {
        *slash = '\0';
        snprintf(world, CURB_OUTPUT_BYTES, "%s/../share/curb/scenarios/%s", program, name);
        char *resolved = realpath(world, NULL);
        if (resolved != NULL && strlen(resolved) < CURB_OUTPUT_BYTES) {
            snprintf(world, CURB_OUTPUT_BYTES, "%s", resolved);
            free(resolved);
            return;
        }
        free(resolved);
    }
    snprintf(world, CURB_OUTPUT_BYTES, "%s/%s", CURB_SCENARIOS, name);
}

/* Single quotes leave nothing special in YAML but themselves. */
static void write_world(FILE *out, const char *world)
{
    fputs("world: '", out);
    for (; *world != '\0'; world++) {
        fputs(*world == '\'' ? "''" : (char[]){*world, '\0'}, out);
    }
    fputs("'\n", out);
}

static void write_study(FILE *out)
{
    char world[CURB_OUTPUT_BYTES];
    find_world(world);
    fputs(STUDY_HEAD, out);
    write_world(out, world);
    fputs(STUDY_TAIL, out);
}

static curb_error_t init_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    if (arguments->operand_count == 0) {
        write_study(stdout);
        return CURB_OK;
    }
    curb_output_t output;
    const char *path = arguments->operands[0];
    curb_error_t error = curb_output_open(&output, path, NULL, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    write_study(output.stream);
    error = curb_output_finish(&output, diagnostics);
    if (error == CURB_OK) {
        printf("%s\n", path);
        curb_message_note(arguments, "next: curb check %s", path);
    }
    return error;
}

static const curb_option_t options[] = {
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 70, 73, 74, -1};

const curb_verb_t curb_verb_init = {
    .name = "init",
    .operands = "[STUDY.yaml]",
    .summary = "write a commented study to start from",
    .description =
        "Writes a small study with a comment at everything that is worth changing: three "
        "measures in one region, doses, a common budget. Without a path it goes to "
        "standard "
        "output. An existing file is never overwritten.",
    .examples = "curb init my-study.yaml && curb check my-study.yaml\n"
                "curb init | less",
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = init_run,
};
