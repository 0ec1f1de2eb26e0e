/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/run_resolve.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "experiments/experiment.h"
#include "experiments/room.h"

#include <string.h>

static curb_error_t choose_path(const curb_arguments_t *arguments,
    const curb_study_t *study, char path[CURB_OUTPUT_BYTES],
    curb_diagnostics_t *diagnostics)
{
    if (arguments->given[CURB_OPTION_OUT]) {
        snprintf(path, CURB_OUTPUT_BYTES, "%s", arguments->text[CURB_OPTION_OUT]);
        if (strlen(arguments->text[CURB_OPTION_OUT]) >= CURB_OUTPUT_BYTES) {
            return curb_diagnostics_fail(
                diagnostics, CURB_ERR_CANNOT_CREATE, "the path of the output is too long");
        }
    } else {
        snprintf(path, CURB_OUTPUT_BYTES, "out/%s/results.h5", study->id);
    }
    return CURB_OK;
}

typedef struct {
    size_t number, count; /* 0 of 0: everything */
} part_t;

static curb_error_t read_part(
    const curb_arguments_t *arguments, part_t *part, curb_diagnostics_t *diagnostics)
{
    enum { PARTS_MOST = 1000000 };
    const char *text = arguments->text[CURB_OPTION_PART];
    *part = (part_t){0};
    if (text == NULL) {
        return CURB_OK;
    }
    int used = 0;
    bool digits = text[strspn(text, "0123456789/")] == '\0' && strlen(text) < 16;
    /* NOLINTNEXTLINE(cert-err34-c): 15 characters fit, and how many is looked at */
    if (digits && sscanf(text, "%zu/%zu%n", &part->number, &part->count, &used) == 2 &&
        text[used] == '\0' && part->number >= 1 && part->number <= part->count &&
        part->count <= PARTS_MOST) {
        return CURB_OK;
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        "--part: '%s' is not K/N with K from 1 to N, such as 3/8", text);
}

static void report_part(const curb_arguments_t *arguments,
    const curb_experiment_report_t *done, const curb_study_t *study)
{
    if (done->total == 0) {
        curb_message_note(arguments, "part %s has no replicates: there are %zu",
            arguments->text[CURB_OPTION_PART], study->replicates);
    }
    if (!done->is_whole) {
        curb_message_note(arguments,
            "%zu of %zu replicates of all parts are there; the part that ends last merges, "
            "or curb merge does",
            done->there, study->replicates);
    }
}

static void report(const curb_arguments_t *arguments, const curb_experiment_report_t *done,
    const curb_study_t *study, curb_error_t error, const char *path)
{
    if (done->done_before > 0) {
        curb_message_note(arguments, "%zu replicate%s there already", done->done_before,
            done->done_before == 1 ? " was" : "s were");
    }
    if (done->run_now > 0) {
        double thread_seconds = done->seconds * done->in_hand;
        double share = thread_seconds > 0 ? done->writing_seconds / thread_seconds : 0;
        curb_message_note(arguments, "%zu replicate%s in %s; writing them took %.1f %%",
            done->run_now, done->run_now == 1 ? "" : "s",
            curb_number_duration(done->seconds).text, 100 * share);
    }
    if (arguments->given[CURB_OPTION_PART] && error == CURB_OK) {
        report_part(arguments, done, study);
    }
    if (error == CURB_ERR_STOPPED || error == CURB_ERR_INTERRUPTED) {
        curb_message_note(arguments, "%zu of %zu replicates are kept",
            done->done_before + done->run_now, done->total);
    }
    if (done->is_whole) {
        printf("%s\n", path);
        curb_message_note(arguments, "next: curb compare %s", path);
    }
}

static curb_error_t run_resolve(const curb_arguments_t *arguments, curb_study_t *study,
    const curb_experiment_options_t *experiment, curb_progress_line_t *line,
    curb_diagnostics_t *diagnostics)
{
    curb_run_resolve_t asked;
    curb_resolve_report_t found = {0};
    curb_experiment_report_t done = {0};
    curb_error_t error = curb_run_resolve_init(&asked, arguments, study, diagnostics);
    if (error == CURB_OK) {
        asked.line = line;
        error = curb_resolve_run(study, experiment, &asked.options, curb_run_resolve_told,
            &asked, &found, &done, diagnostics);
        curb_progress_end(line);
        if (found.stopped.units > 0 || error == CURB_ERR_STOPPED ||
            error == CURB_ERR_INTERRUPTED) {
            curb_run_resolve_print(&asked, &found);
        }
        report(arguments, &done, study, error, experiment->out_path);
    }
    curb_resolve_report_free(&found);
    curb_run_resolve_free(&asked);
    return error;
}

static curb_error_t run_study(const curb_arguments_t *arguments, curb_study_t *study,
    const char *path, part_t part, curb_ranks_t *ranks, curb_diagnostics_t *diagnostics)
{
    curb_run_t run = curb_experiment_run_of(study, 1);
    curb_room_t room = {0};
    int jobs = curb_experiment_jobs_of_rank(curb_jobs_of(arguments), ranks);
    curb_error_t error = curb_run_check(&run, diagnostics);
    if (error == CURB_OK) {
        bool may_grow = arguments->given[CURB_OPTION_UNTIL_RESOLVED];
        error = curb_room_plan(&room, &run, may_grow ? (size_t)jobs : study->replicates,
            jobs, ranks->on_machine, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_output_make_folders(path, diagnostics);
    }
    error = curb_ranks_agree(ranks, error, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    bool is_quiet = arguments->given[CURB_OPTION_QUIET] || ranks->rank > 0;
    curb_progress_line_t line = curb_progress_line(is_quiet);
    curb_experiment_options_t experiment = {.out_path = path,
        .command_line = arguments->command_line,
        .jobs = jobs,
        .in_hand = room.replicates,
        .max_seconds = arguments->number[CURB_OPTION_MAX_TIME],
        .max_replicates = (size_t)arguments->number[CURB_OPTION_MAX_RUNS],
        .part = part.number,
        .part_count = part.count,
        .ranks = ranks,
        .world_from = arguments->text[CURB_OPTION_WORLD_FROM],
        .is_checked = true,
        .stop = &curb_stop_request,
        .progress = curb_progress_show,
        .progress_context = &line};
    curb_experiment_report_t done = {0};
    if (ranks->rank > 0) {
        curb_diagnostics_free(diagnostics); /* the first rank says the same */
    }
    /* What was noticed in the study is worth knowing before a long run, not after it. */
    curb_message_flush(arguments, diagnostics);
    curb_interrupt_listen("replicates");
    if (arguments->given[CURB_OPTION_UNTIL_RESOLVED]) {
        return run_resolve(arguments, study, &experiment, &line, diagnostics);
    }
    error = curb_experiment_run(study, &experiment, &done, diagnostics);
    error = curb_ranks_agree(ranks, error, diagnostics);
    curb_progress_end(&line);
    if (ranks->rank == 0) {
        report(arguments, &done, study, error, path);
    }
    return error;
}

static curb_error_t dry_run(const curb_arguments_t *arguments, curb_study_t *study,
    const char *path, const curb_ranks_t *ranks, curb_diagnostics_t *diagnostics)
{
    curb_estimate_t estimate;
    bool resolves = arguments->given[CURB_OPTION_UNTIL_RESOLVED];
    if (ranks->rank > 0) {
        return CURB_OK;
    }
    if (resolves) {
        curb_run_resolve_t asked;
        curb_error_t error = curb_run_resolve_init(&asked, arguments, study, diagnostics);
        curb_run_resolve_free(&asked);
        if (error != CURB_OK) {
            return error;
        }
        study->replicates = curb_resolve_first(study);
    }
    curb_error_t error =
        curb_estimate(&estimate, study, curb_jobs_of(arguments), diagnostics);
    if (error == CURB_OK) {
        printf("would write %s\n", path);
        curb_estimate_print(&estimate, study, stdout);
        if (resolves) {
            printf("  this is up to the first look; how many more depends on what it "
                   "finds\n");
        }
    }
    return error;
}

static curb_error_t run_with(const curb_arguments_t *arguments, curb_study_t *study,
    curb_ranks_t *ranks, curb_diagnostics_t *diagnostics)
{
    char path[CURB_OUTPUT_BYTES];
    part_t part;
    curb_error_t error = read_part(arguments, &part, diagnostics);
    if (error == CURB_OK && part.count > 0 && ranks->count > 1) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--part is for runs without mpirun: ranks share the replicates by themselves");
    }
    if (error == CURB_OK) {
        error = curb_run_resolve_check(
            arguments, part.count > 0 || ranks->count > 1, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_study_of(study, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = choose_path(arguments, study, path, diagnostics);
    }
    error = curb_ranks_agree(ranks, error, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    return arguments->given[CURB_OPTION_DRY_RUN]
               ? dry_run(arguments, study, path, ranks, diagnostics)
               : run_study(arguments, study, path, part, ranks, diagnostics);
}

/* Only the first of several ranks speaks, and ends with the exit code. */
static curb_error_t run_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_study_t study = {0};
    curb_ranks_t ranks;
    curb_error_t error = curb_ranks_join(&ranks, diagnostics);
    if (error == CURB_OK) {
        error = run_with(arguments, &study, &ranks, diagnostics);
    }
    if (ranks.rank > 0) {
        curb_diagnostics_free(diagnostics);
        error = CURB_OK;
    }
    curb_ranks_leave(&ranks);
    curb_study_close(&study, arguments, diagnostics);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_OUT, CURB_OPTION_REPLICATES,
    CURB_OPTION_SEED, CURB_OPTION_JOBS, CURB_OPTION_SET, CURB_OPTION_WORLD_FROM,
    CURB_OPTION_MAX_TIME, CURB_OPTION_MAX_RUNS, CURB_OPTION_UNTIL_RESOLVED,
    CURB_OPTION_RESOLVE, CURB_OPTION_RESOLVED_METRIC, CURB_OPTION_CONTENDERS,
    CURB_OPTION_GOAL, CURB_OPTION_PART, CURB_OPTION_DRY_RUN, CURB_OPTION_QUIET,
    CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 1, 2, 65, 66, 70, 73, 74, 75, 130, -1};

const curb_verb_t curb_verb_run = {
    .name = "run",
    .operands = "STUDY.yaml",
    .summary = "simulate a study; safe to interrupt and repeat",
    .description =
        "Simulates every scenario of a study with the same random numbers and writes one "
        "HDF5 "
        "file, by default out/<study>/results.h5. Each finished replicate is kept at once "
        "in "
        "PATH.shards/, so that a run that was interrupted, by Ctrl-C, a limit or a power "
        "cut, "
        "goes on where it stopped when the same command is given again; the result has the "
        "same bits for any number of threads and interruptions. Scenarios added to a "
        "finished "
        "study are run alone.\n\n"
        "Ctrl-C once finishes the replicates in hand, twice stops at once; both can be "
        "resumed. "
        "A PATH that belongs to another study, or is not a results file of curb, is "
        "refused. "
        "Standard output gets the path of the results and nothing else.\n\n"
        "With --until-resolved replicates are added in rounds of 20 draws until a question "
        "is settled: which scenario is best (Kim and Nelson's rule under common random "
        "numbers), or, with --resolve differences, how large each difference to the "
        "baseline is, to a half-width of DELTA. The results are those of a run that asks "
        "for that many replicates at once, and say that a rule set their number. A run "
        "that a limit stops first still writes them, and says what they could resolve.\n\n"
        "Several machines: --part K/N runs the replicates r with r mod N = K - 1 and "
        "writes "
        "their shards; parts may run at the same time, be killed and repeated, and the one "
        "that ends last merges, as curb merge does. A build with MPI runs under mpirun, "
        "one "
        "replicate after another handed to whichever rank is free. The numbers are the "
        "same "
        "either way; docs/cluster.md has batch scripts.",
    .examples =
        "curb run my-study.yaml\n"
        "curb run my-study.yaml -o out/try/results.h5 --replicates 4\n"
        "curb run my-study.yaml --set policies.campaign.intensity=0.4 -o out/more.h5\n"
        "curb run my-study.yaml --max-time 2h    # again to go on\n"
        "curb run my-study.yaml --until-resolved 1% --max-runs 400\n"
        "curb run my-study.yaml --part 3/8       # one of eight jobs\n"
        "mpirun -n 8 curb run my-study.yaml      # in a build with MPI",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = run_run,
};
