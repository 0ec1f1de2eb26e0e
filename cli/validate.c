/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model held against the literature: every case is run by the ordinary runner into a
 * folder of its own under the system's temporary one, which goes when the case is done. */
#include "cli/figures.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/studies.h"
#include "cli/validate_out.h"
#include "cli/verbs.h"
#include "model/memory.h"
#include "plots/cases.h"
#include "store/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef CURB_SCENARIOS
#define CURB_SCENARIOS "scenarios"
#endif

enum { CASES_MAX = 256 };

typedef struct {
    char *folders[CASES_MAX]; /* owned */
    size_t folder_count;
    curb_validated_t cases[CASES_MAX]; /* `which` is owned */
    size_t count;
} job_t;

static bool is_file(const char *folder, const char *name)
{
    char path[CURB_OUTPUT_BYTES];
    struct stat status;
    snprintf(path, sizeof path, "%.3000s/%.500s", folder, name);
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static curb_error_t add_folder(
    job_t *job, const char *folder, curb_diagnostics_t *diagnostics)
{
    if (job->folder_count == CASES_MAX) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_USAGE, "more than %d cases", CASES_MAX);
    }
    job->folders[job->folder_count] = curb_strdup(folder);
    return job->folders[job->folder_count++] != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
}

/* A case is a folder with case.yaml; any other folder is looked through for such, in the
 * order of names. */
static curb_error_t find_cases(
    job_t *job, const char *operand, curb_diagnostics_t *diagnostics)
{
    char path[CURB_OUTPUT_BYTES];
    snprintf(path, sizeof path, "%.3000s", operand);
    size_t length = strlen(path);
    const char *name = "/case.yaml";
    if (length > strlen(name) && strcmp(path + length - strlen(name), name) == 0) {
        path[length - strlen(name)] = '\0';
    }
    for (length = strlen(path); length > 1 && path[length - 1] == '/'; length--) {
        path[length - 1] = '\0';
    }
    if (is_file(path, "case.yaml")) {
        return add_folder(job, path, diagnostics);
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_INPUT, "%s: %s", path, strerror(errno));
    }
    size_t before = job->folder_count;
    curb_error_t error = CURB_OK;
    for (int i = 0; i < count; i++) {
        char inner[CURB_OUTPUT_BYTES];
        snprintf(inner, sizeof inner, "%.3000s/%.255s", path, entries[i]->d_name);
        if (error == CURB_OK && entries[i]->d_name[0] != '.' &&
            is_file(inner, "case.yaml")) {
            error = add_folder(job, inner, diagnostics);
        }
        free(entries[i]);
    }
    free(entries);
    if (error == CURB_OK && job->folder_count == before) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_NO_INPUT,
            "%s: no case: a case is a folder with a file case.yaml", path);
    }
    return error;
}

static curb_error_t find_all(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_error_t result = CURB_OK;
    if (arguments->operand_count == 0) {
        bool here = access("tests/validation", F_OK) == 0;
        return find_cases(job,
            here ? "tests/validation" : CURB_SCENARIOS "/../tests/validation", diagnostics);
    }
    for (size_t i = 0; i < arguments->operand_count; i++) {
        curb_error_t error = find_cases(job, arguments->operands[i], diagnostics);
        result = error != CURB_OK ? error : result;
    }
    return result;
}

/* All cases are read before the first is run, so that all mistakes are seen at once. */
static curb_error_t read_all(job_t *job, curb_diagnostics_t *diagnostics)
{
    curb_error_t result = CURB_OK;
    for (size_t i = 0; i < job->folder_count; i++) {
        curb_case_t *which = curb_calloc(1, sizeof *which);
        if (which == NULL) {
            return CURB_ERR_NO_MEMORY;
        }
        job->cases[job->count++].which = which;
        curb_error_t error = curb_case_read(which, job->folders[i], diagnostics);
        result = error != CURB_OK ? error : result;
    }
    for (size_t i = 0; i < job->count && result == CURB_OK; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(job->cases[i].which->id, job->cases[k].which->id) == 0) {
                result = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                    "two cases have the id '%s': %s and %s", job->cases[i].which->id,
                    job->folders[k], job->folders[i]);
            }
        }
    }
    return result;
}

static curb_error_t run_case(curb_validated_t *item, const curb_arguments_t *arguments,
    curb_diagnostics_t *diagnostics)
{
    char *folder = NULL;
    curb_error_t error = curb_folder_scratch(&folder, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    char *path = curb_text_of("%s/results.h5", folder);
    error = CURB_ERR_NO_MEMORY;
    if (path != NULL) {
        error = curb_validation_run(&item->done, item->which, path, curb_jobs_of(arguments),
            &curb_stop_request, diagnostics);
    }
    curb_folder_discard(folder);
    curb_free(path);
    curb_free(folder);
    return error;
}

static curb_error_t run_all(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_interrupt_listen_unkept("replicates");
    for (size_t i = 0; i < job->count; i++) {
        curb_message_note(
            arguments, "case %zu of %zu: %s", i + 1, job->count, job->cases[i].which->id);
        curb_diagnostics_t said = {0};
        curb_error_t error = run_case(&job->cases[i], arguments, &said);
        for (size_t k = 0; k < said.count; k++) { /* what runs note is of no use here */
            if (said.messages[k].severity == CURB_ERROR) {
                curb_diagnostics_add(diagnostics, CURB_ERROR, (curb_place_t){0}, NULL,
                    "%s: %s", job->cases[i].which->id, said.messages[k].text);
            }
        }
        curb_diagnostics_free(&said);
        if (error == CURB_ERR_INTERRUPTED) {
            return curb_diagnostics_fail(diagnostics, error,
                "interrupted in case %zu of %zu; a validation keeps nothing, so it begins "
                "anew when it is run again",
                i + 1, job->count);
        }
        if (error != CURB_OK) {
            return error;
        }
    }
    return CURB_OK;
}

static curb_error_t write_page(
    const job_t *job, const char *path, curb_diagnostics_t *diagnostics)
{
    curb_output_t output;
    curb_error_t error = curb_output_make_folders(path, diagnostics);
    if (error == CURB_OK) {
        error = curb_output_open(&output, path, curb_validate_mark, diagnostics);
    }
    if (error != CURB_OK) {
        return error;
    }
    curb_validate_write_page(job->cases, job->count, output.stream);
    return curb_output_finish(&output, diagnostics);
}

static curb_error_t draw(
    const job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_case_row_t *rows = curb_calloc(job->count * CURB_MEASURES_MAX, sizeof *rows);
    if (rows == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    size_t count = 0;
    for (size_t i = 0; i < job->count; i++) {
        const curb_case_t *which = job->cases[i].which;
        for (size_t k = 0; k < which->measure_count; k++) {
            rows[count++] = (curb_case_row_t){.which = which,
                .measure = &which->measures[k],
                .figure = &job->cases[i].done.figures[k]};
        }
    }
    bool missing = false;
    curb_error_t error = curb_cases_draw(
        rows, count, arguments->text[CURB_OPTION_FIGURES], &missing, diagnostics);
    curb_figures_drawn(arguments, missing);
    curb_free(rows);
    return error;
}

static curb_error_t show(
    const job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *format = arguments->text[CURB_OPTION_TABLES];
    curb_error_t error = CURB_OK;
    if (arguments->given[CURB_OPTION_JSON] ||
        (format != NULL && strcmp(format, "json") == 0)) {
        error = curb_validate_write_json(job->cases, job->count, stdout);
    } else if (format != NULL && strcmp(format, "md") == 0) {
        curb_validate_write_page(job->cases, job->count, stdout);
    } else {
        curb_validate_write_text(job->cases, job->count, stdout);
    }
    if (error == CURB_OK && arguments->given[CURB_OPTION_OUT]) {
        error = write_page(job, arguments->text[CURB_OPTION_OUT], diagnostics);
    }
    if (error == CURB_OK && arguments->given[CURB_OPTION_FIGURES]) {
        error = draw(job, arguments, diagnostics);
    }
    return error;
}

/* What is put in must come out; what is not put in may miss, in plain sight. */
static curb_error_t judge(const job_t *job, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    for (size_t i = 0; i < job->count; i++) {
        const curb_validated_t *item = &job->cases[i];
        if (item->which->table == CURB_CASE_CONSTRUCTION &&
            item->done.inside < item->which->measure_count) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_PARTIAL,
                "%s: what was put in does not come out", item->which->id);
        }
    }
    return error;
}

static curb_error_t validate_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    job_t *job = curb_calloc(1, sizeof *job);
    if (job == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_figures_use(arguments, diagnostics);
    if (error == CURB_OK) {
        error = find_all(job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = read_all(job, diagnostics);
    }
    if (error == CURB_OK && !arguments->given[CURB_OPTION_DRY_RUN]) {
        error = run_all(job, arguments, diagnostics);
        if (error == CURB_OK) {
            error = show(job, arguments, diagnostics);
        }
        if (error == CURB_OK) {
            error = judge(job, diagnostics);
        }
    } else if (error == CURB_OK) {
        printf("%zu case%s can be run\n", job->count, job->count == 1 ? "" : "s");
    }
    curb_message_flush(arguments, diagnostics); /* places borrow from the cases */
    for (size_t i = 0; i < job->count; i++) {
        curb_case_free(job->cases[i].which);
        curb_free(job->cases[i].which);
    }
    for (size_t i = 0; i < job->folder_count; i++) {
        curb_free(job->folders[i]);
    }
    curb_free(job);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_OUT, CURB_OPTION_FIGURES,
    CURB_OPTION_PAPER, CURB_OPTION_LANG, CURB_OPTION_TABLES, CURB_OPTION_JSON,
    CURB_OPTION_JOBS, CURB_OPTION_DRY_RUN, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR,
    CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 1, 2, 65, 66, 70, 73, 74, 130, -1};

const curb_verb_t curb_verb_validate = {
    .name = "validate",
    .operands = "[FOLDER|CASE ...]",
    .summary = "the model held against the literature",
    .description =
        "Runs validation cases and prints two tables: *construction*, what is put in and "
        "must come out, and *independent*, what is not put in. A case is a folder with a "
        "file case.yaml: a claim, its source, a study, what is measured, and a band that "
        "was fixed before the first run. Without an operand all cases that come with curb "
        "are run.\n\n"
        "A figure is of means over replicates; brackets hold 95 % of the replicates' own "
        "figures. Independent cases that miss are shown with the likely cause and do not "
        "change the exit code; a construction case that misses makes it 1. -o writes both "
        "tables as a page in Markdown, --figures draws all figures against their bands, in "
        "the language of --lang and for --size as curb plot does; what is printed stays "
        "English.",
    .examples = "curb validate\n"
                "curb validate tests/validation/demand-shock\n"
                "curb validate -o docs/validation.md --figures out/validation\n"
                "curb validate --json | jq '.cases[].figures[] | select(.inside | not)'",
    .least_operands = 0,
    .most_operands = CASES_MAX,
    .options = options,
    .exit_codes = exit_codes,
    .run = validate_run,
};
