/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/number.h"
#include "cli/output.h"
#include "cli/posterior_text.h"
#include "cli/progress.h"
#include "cli/studies.h"
#include "cli/verbs.h"
#include "experiments/calibration.h"

#include <string.h>

static void describe(const curb_targets_t *targets)
{
    printf("%s\n", targets->title);
    printf("  numbers      %zu:", targets->parameter_count);
    for (size_t p = 0; p < targets->parameter_count; p++) {
        printf("%s %s", p > 0 ? "," : "", targets->parameters[p].name);
    }
    printf("\n  targets      %zu, measured in %zu stud%s\n", targets->target_count,
        targets->study_count, targets->study_count == 1 ? "y" : "ies");
    for (size_t t = 0; t < targets->target_count; t++) {
        const curb_target_t *target = &targets->targets[t];
        char band[96];
        curb_measure_band(&target->measure, band, sizeof band);
        printf("    %s: %s, %s%s%s\n", target->measure.id, target->measure.what, band,
            target->label > 0 ? "; " : "",
            target->label > 0 ? curb_target_label_keys[target->label] : "");
    }
    printf("  points       %llu waves of %llu, %llu replicates of each study\n",
        (unsigned long long)targets->waves, (unsigned long long)targets->points,
        (unsigned long long)targets->replicates);
}

static void report(const curb_arguments_t *arguments, const char *path,
    const curb_calibration_report_t *done, curb_error_t error)
{
    if (done->kept > 0) {
        curb_message_note(arguments, "%zu points were there already", done->kept);
    }
    if (done->run_now > 0) {
        curb_message_note(arguments, "%zu points in %s", done->run_now,
            curb_number_duration(done->seconds).text);
    }
    if (error == CURB_OK) {
        curb_message_note(arguments,
            "next: curb info %s; a study takes it with "
            "`parameters: %s`",
            path, path);
    } else if (done->kept + done->run_now > 0) {
        curb_message_note(arguments, "%zu of %zu points are kept in %s.runs",
            done->kept + done->run_now, done->total, path);
    }
}

static curb_error_t calibrate(const curb_arguments_t *arguments, curb_targets_t *targets,
    const char *path, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_output_make_folders(path, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    curb_progress_line_t line = curb_progress_line(arguments->given[CURB_OPTION_QUIET]);
    line.what = "points";
    curb_calibration_options_t options = {.out_path = path,
        .command_line = arguments->command_line,
        .jobs = curb_jobs_of(arguments),
        .max_seconds = arguments->number[CURB_OPTION_MAX_TIME],
        .max_points = (size_t)arguments->number[CURB_OPTION_MAX_RUNS],
        .stop = &curb_stop_request,
        .progress = curb_progress_show,
        .progress_context = &line};
    curb_calibration_report_t done = {0};
    curb_posterior_t posterior = {0};
    curb_message_flush(arguments, diagnostics);
    curb_interrupt_listen("points");
    error = curb_calibrate(targets, &options, &posterior, &done, diagnostics);
    curb_progress_end(&line);
    if (error == CURB_OK) {
        curb_posterior_print(&posterior, stdout);
    }
    report(arguments, path, &done, error);
    curb_posterior_free(&posterior);
    return error;
}

static curb_error_t calibrate_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    static curb_targets_t targets; /* some hundred kilobytes: not on the stack */
    char path[CURB_OUTPUT_BYTES];
    curb_error_t error = curb_targets_read(&targets, arguments->operands[0], diagnostics);
    if (error == CURB_OK) {
        if (arguments->given[CURB_OPTION_OUT]) {
            snprintf(path, sizeof path, "%.4000s", arguments->text[CURB_OPTION_OUT]);
        } else {
            snprintf(path, sizeof path, "out/%s/posterior.h5", targets.id);
        }
        if (arguments->given[CURB_OPTION_DRY_RUN]) {
            describe(&targets);
            printf("would write %s\n", path);
        } else {
            error = calibrate(arguments, &targets, path, diagnostics);
        }
    }
    curb_message_flush(arguments, diagnostics); /* places borrow from the targets */
    curb_targets_free(&targets);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_OUT, CURB_OPTION_JOBS,
    CURB_OPTION_MAX_TIME, CURB_OPTION_MAX_RUNS, CURB_OPTION_DRY_RUN, CURB_OPTION_QUIET,
    CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 73, 74, 75, 130, -1};

const curb_verb_t curb_verb_calibrate = {
    .name = "calibrate",
    .operands = "TARGETS.yaml",
    .summary = "which values of uncertain numbers fit what was observed",
    .description =
        "Reads targets, bands from the literature in which figures of the model should "
        "lie, and looks for values of the uncertain numbers that put them there. Waves of "
        "history matching: points spread over what the numbers may be, the model run at "
        "each, an emulator fitted to every target, and the next wave only where no "
        "emulator "
        "rules the point out (implausibility above 3). The runs of the last wave are "
        "weighted by the bands. The output, by default out/<id>/posterior.h5, holds "
        "points, "
        "weights and diagnostics; a study draws from it with `parameters: "
        "posterior.h5`.\n\n"
        "Each finished point is kept at once in PATH.runs, so that a calibration that was "
        "interrupted, by Ctrl-C, a limit or a power cut, goes on where it stopped when the "
        "same command is given again, to the same bits; so does one whose bands were "
        "changed. Targets that no value of the numbers reaches are named with how far they "
        "are, exit code 65, and the runs stay. --max-runs counts points.",
    .examples =
        "curb calibrate scenarios/targets/policy-effects.yaml -o posterior.h5\n"
        "curb calibrate targets.yaml --dry-run\n"
        "curb calibrate targets.yaml -o posterior.h5 --max-time 10m    # again to go on\n"
        "curb info posterior.h5",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = calibrate_run,
};
