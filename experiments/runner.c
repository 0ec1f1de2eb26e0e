/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/runner.h"

#include "model/memory.h"
#include "store/files.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

curb_run_t curb_experiment_run_of(const curb_study_t *study, int threads)
{
    return (curb_run_t){.world = study->world,
        .scenarios = study->scenarios,
        .scenario_count = study->scenario_count,
        .seed = study->seed,
        .months = study->months,
        .period_months = study->period_months,
        .people_per_agent = study->people_per_agent,
        .buyers_per_segment = study->buyers_per_segment,
        .draws = study->draws,
        .given = study->given.draw_count > 0 ? &study->given : NULL,
        .replicates_per_draw = (uint32_t)study->replicates_per_draw,
        .alternate_concepts = study->detection == CURB_DETECTION_BOTH,
        .concept_used =
            study->detection == CURB_DETECTION_ILO ? CURB_CONCEPT_ILO : CURB_CONCEPT_MSE,
        .threads = threads};
}

double curb_runner_seconds(const curb_runner_t *self)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - self->started.tv_sec) +
           1e-9 * (double)(now.tv_nsec - self->started.tv_nsec);
}

static void keep_notes(curb_runner_t *self, uint32_t replicate, const char *notes)
{
    enum { NOTES_MOST = 1000 };
    const char *before = self->replaced_notes != NULL ? self->replaced_notes : "";
    if (strlen(before) > NOTES_MOST) {
        return;
    }
    char *longer = curb_text_of("%s%sreplicate %" PRIu32 ": %s", before,
        before[0] != '\0' ? "; " : "", replicate, notes);
    if (longer != NULL) {
        curb_free(self->replaced_notes);
        self->replaced_notes = longer;
    }
}

/* Too many of all that are asked for are also too many of those that will be there, so
 * there is no point in going on. */
void curb_runner_count_replaced(
    curb_runner_t *self, uint32_t replicate, uint32_t draw_attempt, const char *notes)
{
    if (draw_attempt == 0) {
        return;
    }
    self->replaced++;
    keep_notes(self, replicate, notes != NULL ? notes : "see its rank's shard");
    if (CURB_REPLACED_ONE_IN * self->replaced > self->study->replicates &&
        self->fatal == CURB_OK) {
        self->fatal = CURB_ERR_INVALID;
    }
}

static curb_error_t fail_replaced(curb_runner_t *self, size_t of)
{
    return curb_diagnostics_fail(self->diagnostics, CURB_ERR_INVALID,
        "the draw of %zu out of %zu replicates contradicts the anchors, more than a fifth: "
        "narrow the ranges of the parameters at fault (%s)",
        self->replaced, of, self->replaced_notes != NULL ? self->replaced_notes : "");
}

int curb_experiment_jobs(int jobs)
{
#ifdef _OPENMP
    return jobs > 0 ? jobs : omp_get_num_procs();
#else
    (void)jobs;
    return 1;
#endif
}

int curb_experiment_jobs_of_rank(int jobs, const curb_ranks_t *ranks)
{
    int most = curb_experiment_jobs(jobs);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int sharers = ranks != NULL ? ranks->on_machine : 1;
    int each = processors > sharers ? (int)processors / sharers : 1;
    return jobs <= 0 && sharers > 1 && each < most ? each : most;
}

static curb_error_t no_memory(curb_runner_t *self)
{
    return curb_diagnostics_fail(
        self->diagnostics, CURB_ERR_NO_MEMORY, "out of memory while preparing the run");
}

static curb_error_t prepare(curb_runner_t *self)
{
    curb_study_t *study = self->study;
    self->run = curb_experiment_run_of(study, self->jobs);
    curb_error_t error =
        self->calls->plan_budgets(&self->run, study->scenarios, self->diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    self->states = curb_calloc(study->replicates, sizeof *self->states);
    self->to_do = curb_calloc(study->replicates, sizeof *self->to_do);
    if (self->states == NULL || self->to_do == NULL ||
        curb_batch_init(&self->batch, study, self->calls->period_count(&self->run),
            self->calls->solved_count(&self->run), self->calls->scenario_hash) != CURB_OK) {
        return no_memory(self);
    }
    return CURB_OK;
}

/* Sorts the replicates into those to merge and those to name; both lists are the caller's.
 */
static size_t list_state(
    const curb_runner_t *self, curb_replicate_state_t state, uint32_t *list)
{
    size_t count = 0;
    for (uint32_t r = 0; r < self->study->replicates; r++) {
        if (self->states[r] == state) {
            list[count++] = r;
        }
    }
    return count;
}

static curb_error_t merge(curb_runner_t *self)
{
    size_t most = self->study->replicates;
    uint32_t *done = curb_calloc(most, sizeof *done);
    uint32_t *failed = curb_calloc(most, sizeof *failed);
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (done == NULL || failed == NULL) {
        error = no_memory(self);
    } else {
        curb_merge_input_t input = {.batch = &self->batch,
            .shards = &self->shards,
            .replicates = done,
            .replicate_count = list_state(self, CURB_DONE, done),
            .failed = failed,
            .failed_count = list_state(self, CURB_FAILED, failed),
            .command_line = self->options->command_line,
            .threads = self->jobs,
            .stopped = self->stopped,
            .started = self->started_at};
        error = curb_merge(&input, self->options->out_path, self->diagnostics);
    }
    curb_free(done);
    curb_free(failed);
    return error;
}

static void name_failed(curb_runner_t *self)
{
    char *list = curb_strdup("");
    for (uint32_t r = 0; list != NULL && r < self->study->replicates; r++) {
        if (self->states[r] == CURB_FAILED) {
            char *longer =
                curb_text_of("%s%s%" PRIu32, list, list[0] != '\0' ? ", " : "", r);
            curb_free(list);
            list = longer;
        }
    }
    curb_diagnostics_add(self->diagnostics, CURB_ERROR, (curb_place_t){0}, NULL,
        "%zu of %zu replicates failed: %s", self->report->failed, self->report->total,
        list != NULL ? list : "");
    curb_free(list);
}

/* Too many of those that are there; of a part that says nothing about the others. */
static bool has_too_many_replaced(const curb_runner_t *self, size_t done)
{
    const curb_experiment_report_t *report = self->report;
    return done > 0 && CURB_REPLACED_ONE_IN * self->replaced > done &&
           (self->fatal == CURB_ERR_INVALID ||
               (self->part_count == 0 && done + report->failed == report->total));
}

curb_error_t curb_runner_early_end(curb_runner_t *self)
{
    const curb_experiment_report_t *report = self->report;
    size_t done = report->done_before + report->run_now;
    if (has_too_many_replaced(self, done)) {
        return fail_replaced(self, done);
    }
    if (self->fatal != CURB_OK) {
        return self->fatal;
    }
    if (self->options->stop != NULL && *self->options->stop != 0 &&
        (*self->options->stop > 1 || done + report->failed < report->total)) {
        return CURB_ERR_INTERRUPTED;
    }
    return done + report->failed < report->total ? CURB_ERR_STOPPED : CURB_OK;
}

curb_error_t curb_runner_conclude(curb_runner_t *self)
{
    curb_error_t error = curb_runner_early_end(self);
    curb_runner_note_untold(self);
    if (self->report->failed > 0) {
        name_failed(self);
    }
    if (error != CURB_OK) {
        return error;
    }
    if (self->report->failed == self->report->total && self->report->failed > 0) {
        return self->first_failed;
    }
    bool all = true;
    error = curb_runner_gather(self, &all);
    if (error == CURB_OK && all && has_too_many_replaced(self, self->study->replicates)) {
        error = fail_replaced(self, self->study->replicates);
    }
    if (error != CURB_OK || !all) {
        return error == CURB_OK && self->report->failed > 0 ? CURB_ERR_PARTIAL : error;
    }
    if (self->replaced > 0) {
        curb_diagnostics_add(self->diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "the draw of %zu out of %zu replicates contradicted the anchors and was "
            "replaced",
            self->replaced, self->study->replicates);
    }
    error = curb_shards_tidy(&self->shards, self->diagnostics);
    if (error == CURB_OK) {
        double before = curb_runner_seconds(self);
        error = merge(self);
        self->report->merging_seconds = curb_runner_seconds(self) - before;
        self->report->is_whole = error == CURB_OK;
    }
    return error == CURB_OK && self->report->failed > 0 ? CURB_ERR_PARTIAL : error;
}

/* Only the first of several ranks concludes; the others have its word for how it ended. */
static curb_error_t finish(curb_runner_t *self)
{
    curb_error_t error = self->fatal;
    if (self->ranks->rank > 0) {
        curb_shards_close(&self->shards);
        curb_ranks_finish(self->ranks, &error, self->diagnostics);
        return CURB_OK;
    }
    curb_ranks_finish(self->ranks, &error, self->diagnostics);
    self->fatal = error;
    return curb_runner_conclude(self);
}

void curb_runner_close(curb_runner_t *self)
{
    curb_shards_close(&self->shards);
    curb_solution_free(&self->solution);
    curb_batch_free(&self->batch);
    curb_free(self->states);
    curb_free(self->to_do);
    curb_free(self->replaced_notes);
}

curb_error_t curb_runner_begin(curb_runner_t *self, curb_study_t *study,
    const curb_experiment_options_t *options, const curb_model_calls_t *calls,
    curb_ranks_t *one, curb_experiment_report_t *report, curb_diagnostics_t *diagnostics)
{
    *one = (curb_ranks_t){.count = 1, .on_machine = 1};
    *report = (curb_experiment_report_t){.total = study->replicates};
    *self = (curb_runner_t){.study = study,
        .options = options,
        .calls = calls,
        .report = report,
        .diagnostics = diagnostics,
        .shards = {.lock = -1, .own_lock = -1},
        .part_count = options->part_count,
        .ranks = options->ranks != NULL ? options->ranks : one,
        .started_at = time(NULL),
        .jobs = curb_experiment_jobs_of_rank(options->jobs, options->ranks)};
    clock_gettime(CLOCK_MONOTONIC, &self->started);
    curb_error_t error = prepare(self);
    error = curb_ranks_agree(self->ranks, error, diagnostics);
    return error == CURB_OK ? curb_runner_open(self) : error;
}

curb_error_t curb_runner_extend(curb_runner_t *self, size_t replicates)
{
    size_t before = self->study->replicates;
    curb_replicate_state_t *states = curb_realloc(self->states, replicates, sizeof *states);
    self->states = states != NULL ? states : self->states;
    uint32_t *to_do = curb_realloc(self->to_do, replicates, sizeof *to_do);
    self->to_do = to_do != NULL ? to_do : self->to_do;
    if (states == NULL || to_do == NULL) {
        return no_memory(self);
    }
    self->study->replicates = replicates;
    return curb_runner_survey(self, (uint32_t)before);
}

curb_error_t curb_runner_run(curb_study_t *study, const curb_experiment_options_t *options,
    const curb_model_calls_t *calls, curb_experiment_report_t *report,
    curb_diagnostics_t *diagnostics)
{
    curb_runner_t runner;
    curb_ranks_t one;
    curb_error_t error =
        curb_runner_begin(&runner, study, options, calls, &one, report, diagnostics);
    if (error == CURB_OK) {
        curb_runner_work(&runner);
        error = finish(&runner);
    }
    report->seconds = curb_runner_seconds(&runner);
    curb_runner_close(&runner);
    return error;
}
