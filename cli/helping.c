/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs that explain the others. */
#include "cli/help.h"
#include "cli/verbs.h"

#include <string.h>

static const curb_option_t help_options[] = {
    CURB_OPTION_MAN, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const curb_option_t completion_options[] = {CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, -1};

static curb_error_t help_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    bool as_manual = arguments->given[CURB_OPTION_MAN];
    if (arguments->operand_count == 0) {
        if (as_manual) {
            return curb_diagnostics_fail(
                diagnostics, CURB_ERR_USAGE, "--man needs a verb: curb help --man run");
        }
        curb_help_overview(stdout);
        return CURB_OK;
    }
    const curb_verb_t *verb = curb_verb_find(arguments->operands[0], diagnostics);
    if (verb == NULL) {
        return CURB_ERR_USAGE;
    }
    if (as_manual) {
        curb_help_man(stdout, verb);
    } else {
        curb_help_verb(stdout, verb);
    }
    return CURB_OK;
}

const curb_verb_t curb_verb_help = {
    .name = "help",
    .operands = "[VERB]",
    .summary = "explain curb or one of its verbs",
    .description =
        "Shows the verbs, or the usage, examples, options and exit codes of one of "
        "them. With --man it prints a manual page.",
    .examples = "curb help compare\ncurb help --man run | man -l -",
    .most_operands = 1,
    .options = help_options,
    .exit_codes = exit_codes,
    .run = help_run,
};

static curb_error_t completion_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    if (strcmp(arguments->operands[0], "bash") != 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "'%s' is not a shell that curb completes for; there is: bash",
            arguments->operands[0]);
    }
    curb_help_completion_bash(stdout);
    return CURB_OK;
}

const curb_verb_t curb_verb_completion = {
    .name = "completion",
    .operands = "bash",
    .summary = "print a completion script for the shell",
    .description = "Prints a script that completes verbs, options and file names.",
    .examples = "source <(curb completion bash)",
    .least_operands = 1,
    .most_operands = 1,
    .options = completion_options,
    .exit_codes = exit_codes,
    .run = completion_run,
};
