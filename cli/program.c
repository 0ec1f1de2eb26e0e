/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses, calls, reports, returns. */
#include "cli/program.h"

#include "cli/help.h"
#include "cli/message.h"
#include "cli/verbs.h"
#include "model/memory.h"
#include "store/json_text.h"

#include <gsl/gsl_errno.h>
#include <libxml/xmlmemory.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* Data that did not reach its reader is an error, found at the end (a full disk shows only
 * when the last bytes go out). */
static curb_error_t flush_output(curb_error_t error, curb_diagnostics_t *diagnostics)
{
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    if (failed && error == CURB_OK) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_IO, "standard output could not be written");
    }
    return error;
}

static curb_error_t run_verb(const curb_verb_t *verb, int argc, char **argv,
    curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_arguments_parse(arguments, verb, argc, argv, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    if (arguments->given[CURB_OPTION_HELP]) {
        curb_help_verb(stdout, verb);
        return CURB_OK;
    }
    return verb->run(arguments, diagnostics);
}

static void on_file_too_large(int signal_number) { (void)signal_number; }

/* A limit on the size of files is then a failed write like a full disk, and not the end of
 * the program. A handler, because what is ignored stays ignored in gnuplot. */
static void survive_file_limits(void)
{
    struct sigaction action = {.sa_handler = on_file_too_large, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGXFSZ, &action, NULL);
}

static void *library_memory(size_t bytes) { return curb_calloc(bytes, 1); }

static void *library_more(void *block, size_t bytes)
{
    return curb_realloc(block, bytes, 1);
}

/* Libraries that write and read our texts ask where we ask. */
static void share_memory(void)
{
    curb_json_share_memory();
    xmlMemSetup(curb_free, library_memory, library_more, curb_strdup);
}

int curb_program(int argc, char **argv)
{
    gsl_set_error_handler_off();
    curb_memory_settle();
    share_memory();
    survive_file_limits();
    curb_arguments_t arguments = {0};
    curb_diagnostics_t diagnostics = {0};
    curb_error_t error = CURB_OK;
    if (argc < 2) {
        curb_help_overview(stderr);
        return curb_error_exit_code(CURB_ERR_USAGE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        curb_help_overview(stdout);
    } else if (strcmp(argv[1], "--version") == 0) {
        curb_help_version(stdout);
    } else {
        const curb_verb_t *verb = curb_verb_find(argv[1], &diagnostics);
        error = verb == NULL ? CURB_ERR_USAGE
                             : run_verb(verb, argc - 1, argv + 1, &arguments, &diagnostics);
    }
    error = flush_output(error, &diagnostics);
    curb_message_flush(&arguments, &diagnostics);
    if (error != CURB_OK && diagnostics.error_count == 0) {
        bool resumable = error == CURB_ERR_STOPPED || error == CURB_ERR_INTERRUPTED;
        fprintf(stderr, "curb: %s%s\n", resumable ? "" : "error: ", curb_error_text(error));
    }
    curb_arguments_free(&arguments);
    return curb_error_exit_code(error);
}
