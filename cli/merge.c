/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/message.h"
#include "cli/output.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "experiments/experiment.h"
#include "model/memory.h"
#include "store/files.h"
#include "store/shards.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".shards"

typedef struct {
    char folder[CURB_OUTPUT_BYTES]; /* of the shards, without a slash at the end */
    char study[CURB_OUTPUT_BYTES + 16];
    char posterior[CURB_OUTPUT_BYTES + 16];
    char out[CURB_OUTPUT_BYTES];
} paths_t;

static curb_error_t choose_paths(
    const curb_arguments_t *arguments, paths_t *paths, curb_diagnostics_t *diagnostics)
{
    const char *given = arguments->operands[0];
    size_t length = strlen(given);
    while (length > 1 && given[length - 1] == '/') {
        length--;
    }
    struct stat status;
    if (length >= CURB_OUTPUT_BYTES || stat(given, &status) != 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_INPUT, "%s: %s", given, strerror(errno));
    }
    size_t stem = length > strlen(SUFFIX) ? length - strlen(SUFFIX) : 0;
    snprintf(paths->folder, sizeof paths->folder, "%.*s", (int)length, given);
    if (!S_ISDIR(status.st_mode) || strcmp(paths->folder + stem, SUFFIX) != 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_NO_INPUT,
            "%s is not a folder of shards, such as out/my-study/results.h5" SUFFIX, given);
    }
    snprintf(paths->study, sizeof paths->study, "%s/" CURB_SHARDS_STUDY, paths->folder);
    const char *out = arguments->text[CURB_OPTION_OUT];
    int bytes = out != NULL ? snprintf(paths->out, sizeof paths->out, "%s", out)
                            : snprintf(paths->out, sizeof paths->out, "%.*s", (int)stem,
                                  paths->folder);
    return bytes < CURB_OUTPUT_BYTES
               ? CURB_OK
               : curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
                     "the path of the output is too long");
}

/* A posterior is named by a path from where the study was; the folder has a copy of it. */
static curb_error_t read_with_posterior(
    curb_study_t *study, paths_t *paths, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_study_read(study, paths->study, NULL, 0, diagnostics);
    if (error != CURB_OK || study->posterior_path[0] == '\0') {
        return error;
    }
    snprintf(paths->posterior, sizeof paths->posterior, "%s/" CURB_SHARDS_POSTERIOR,
        paths->folder);
    const curb_setting_t setting = {"parameters", paths->posterior};
    curb_study_free(study);
    return curb_study_read(study, paths->study, &setting, 1, diagnostics);
}

/* The copy in the folder is the resolved one already; read again it would name itself as
 * the place of every value. */
static curb_error_t read_study(
    curb_study_t *study, paths_t *paths, curb_diagnostics_t *diagnostics)
{
    size_t count = 0;
    char *text = NULL;
    curb_error_t error = read_with_posterior(study, paths, diagnostics);
    if (error == CURB_OK) {
        error = curb_file_read(paths->study, &text, &count);
    }
    if (error == CURB_OK) {
        curb_free(study->resolved);
        study->resolved = text;
    }
    return error;
}

static curb_error_t merge(const curb_arguments_t *arguments, curb_study_t *study,
    const paths_t *paths, curb_diagnostics_t *diagnostics)
{
    curb_experiment_options_t options = {.out_path = paths->out,
        .shards = paths->folder,
        .merge_only = true,
        .command_line = arguments->command_line,
        .is_checked = true};
    curb_experiment_report_t done = {0};
    curb_error_t error = curb_output_make_folders(paths->out, diagnostics);
    if (error == CURB_OK) {
        error = curb_experiment_run(study, &options, &done, diagnostics);
    }
    if (done.is_whole) {
        printf("%s\n", paths->out);
        curb_message_note(
            arguments, "%zu replicates; next: curb compare %s", done.total, paths->out);
    }
    return error;
}

static curb_error_t merge_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_study_t study = {0};
    paths_t paths = {0};
    curb_error_t error = choose_paths(arguments, &paths, diagnostics);
    if (error == CURB_OK) {
        error = read_study(&study, &paths, diagnostics);
    }
    if (error == CURB_OK) {
        error = merge(arguments, &study, &paths, diagnostics);
    }
    curb_study_close(&study, arguments, diagnostics);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_OUT, CURB_OPTION_QUIET,
    CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 73, 74, 75, -1};

const curb_verb_t curb_verb_merge = {
    .name = "merge",
    .operands = "PATH.shards",
    .summary = "make one results file of the shards of several runs",
    .description =
        "Makes the results file of a folder of shards, by default beside it. The study is "
        "the "
        "copy that the runs left in the folder. All replicates must be there, whole, of "
        "this "
        "program's version and of one study; what is missing or differs is named. Memory "
        "does "
        "not grow with replicates. The numbers are those of a single curb run, bit for "
        "bit, "
        "which merges by itself, as does the part that ends last.",
    .examples = "curb merge out/my-study/results.h5.shards\n"
                "curb merge out/my-study/results.h5.shards -o elsewhere/results.h5",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = merge_run,
};
