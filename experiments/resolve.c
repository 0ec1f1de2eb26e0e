/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounds of replicates; resolve_look.c looks at them. */
#include "experiments/resolve.h"

#include "experiments/calibration.h"
#include "experiments/resolve_parts.h"
#include "model/memory.h"

#include <math.h>
#include <stdio.h>

typedef curb_resolve_work_t work_t;

void curb_resolve_report_free(curb_resolve_report_t *self)
{
    curb_free(self->rows);
    *self = (curb_resolve_report_t){0};
}

static size_t each_of(const curb_study_t *study)
{
    return study->draws && study->replicates_per_draw > 1 ? study->replicates_per_draw : 1;
}

size_t curb_resolve_first(const curb_study_t *study)
{
    return curb_stopping_next(CURB_RESOLVE_BEST, 0) * each_of(study);
}

static curb_error_t take_round(work_t *work, size_t end)
{
    curb_runner_t *runner = &work->runner;
    curb_error_t error = CURB_OK;
    while (work->outcomes.count < end && error == CURB_OK) {
        size_t next = work->outcomes.count;
        error = curb_outcomes_take(&work->outcomes, &runner->batch, &runner->shards,
            runner->states[next] == CURB_FAILED, runner->diagnostics);
    }
    return error;
}

/* Replicates from the first on that were tried, in whole units. */
static size_t whole_units(const work_t *work)
{
    const curb_runner_t *runner = &work->runner;
    size_t count = 0;
    while (count < runner->study->replicates && runner->states[count] != CURB_TO_DO) {
        count++;
    }
    return count - count % work->outcomes.each;
}

/* A limit came before the end of a round: the results are of the whole units there. */
static curb_error_t cut_short(work_t *work)
{
    curb_runner_t *runner = &work->runner;
    size_t count = whole_units(work);
    if (count < 2 * work->outcomes.each) {
        return CURB_ERR_STOPPED;
    }
    curb_error_t error = take_round(work, count);
    if (error == CURB_OK) {
        error = curb_resolve_look(work);
    }
    if (error != CURB_OK) {
        return error;
    }
    work->found->stopped.settled = false;
    size_t total = runner->report->total;
    runner->study->replicates = count;
    runner->report->total = count;
    error = curb_runner_conclude(runner);
    runner->report->total = total;
    work->found->replicates = count;
    return error == CURB_OK || error == CURB_ERR_PARTIAL ? CURB_ERR_STOPPED : error;
}

static curb_error_t settle(work_t *work)
{
    curb_runner_t *runner = &work->runner;
    curb_stopped_t *stopped = &work->found->stopped;
    for (;;) {
        curb_runner_work(runner);
        curb_error_t error = curb_runner_early_end(runner);
        if (error == CURB_ERR_STOPPED) {
            return cut_short(work);
        }
        if (error == CURB_OK) {
            error = take_round(work, runner->study->replicates);
        }
        if (error == CURB_OK) {
            stopped->looks++;
            error = curb_resolve_look(work);
        }
        if (error != CURB_OK) {
            return error;
        }
        size_t units = runner->study->replicates / work->outcomes.each;
        size_t next = stopped->settled ? 0
                                       : curb_stopping_next(work->asked->question, units) *
                                             work->outcomes.each;
        if (work->told != NULL) {
            work->told(work->told_context, work->found, next);
        }
        if (stopped->settled) {
            work->found->replicates = runner->study->replicates;
            return curb_runner_conclude(runner);
        }
        error = curb_runner_extend(runner, next);
        if (error == CURB_OK) {
            error = curb_posterior_attach(runner->study, runner->diagnostics);
        }
        if (error != CURB_OK) {
            return error;
        }
    }
}

static curb_error_t begin(work_t *work, curb_study_t *study)
{
    const curb_resolve_options_t *asked = work->asked;
    curb_stopped_t *stopped = &work->found->stopped;
    *stopped = (curb_stopped_t){.by_rule = true,
        .delta = asked->percent ? NAN : asked->delta,
        .level = asked->level,
        .resolvable = NAN};
    snprintf(stopped->question, sizeof stopped->question, "%s",
        curb_question_keys[asked->question]);
    snprintf(
        stopped->metric, sizeof stopped->metric, "%s", curb_metric_rows[asked->metric].key);
    snprintf(
        stopped->goal, sizeof stopped->goal, "%s", asked->more_is_better ? "more" : "less");
    snprintf(stopped->asked, sizeof stopped->asked, "%s", asked->asked);
    work->found->more = NAN;
    curb_error_t error = curb_resolve_choose_rows(work);
    if (error == CURB_OK) {
        error = curb_outcomes_init(
            &work->outcomes, study, asked->metric, work->runner.diagnostics);
    }
    if (error == CURB_OK) {
        size_t columns = study->scenario_count * work->outcomes.metric_count;
        work->in = curb_calloc(study->scenario_count, sizeof *work->in);
        work->wide = curb_calloc(columns, sizeof *work->wide);
        work->half_widths = curb_calloc(columns, sizeof *work->half_widths);
        error = work->in != NULL && work->wide != NULL && work->half_widths != NULL
                    ? CURB_OK
                    : CURB_ERR_NO_MEMORY;
    }
    return error;
}

curb_error_t curb_resolve_runner_run(curb_study_t *study,
    const curb_experiment_options_t *options, const curb_resolve_options_t *asked,
    const curb_model_calls_t *calls, curb_resolve_told_t *told, void *told_context,
    curb_resolve_report_t *found, curb_experiment_report_t *report,
    curb_diagnostics_t *diagnostics)
{
    *found = (curb_resolve_report_t){0};
    work_t work = {.runner = {.study = study,
                       .diagnostics = diagnostics,
                       .shards = {.lock = -1, .own_lock = -1}},
        .asked = asked,
        .found = found,
        .told = told,
        .told_context = told_context};
    curb_ranks_t one;
    study->replicates = curb_resolve_first(study);
    *report = (curb_experiment_report_t){.total = study->replicates};
    curb_error_t error = begin(&work, study);
    if (error == CURB_OK) {
        error = curb_runner_begin(
            &work.runner, study, options, calls, &one, report, diagnostics);
        work.runner.stopped = &found->stopped;
        if (error == CURB_OK) {
            error = settle(&work);
        }
        report->seconds = curb_runner_seconds(&work.runner);
    }
    if (error == CURB_ERR_NO_MEMORY) {
        (void)curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    curb_runner_close(&work.runner);
    curb_outcomes_free(&work.outcomes);
    curb_free(work.in);
    curb_free(work.wide);
    curb_free(work.scores);
    curb_free(work.half_widths);
    return error;
}
