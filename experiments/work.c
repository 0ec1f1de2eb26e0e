/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replicates over threads. Each thread runs whole replicates; everything that threads
 * share, HDF5 included, is touched in one critical section, which a replicate needs for
 * milliseconds of the seconds that it takes. */
#include "experiments/runner.h"
#include "model/memory.h"
#include "store/files.h"

#include <inttypes.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

enum { TOLD_OF_ONE = 80, TOLD = 8 }; /* replicates whose notes are shown */

/* One replicate in the hands of one thread. */
typedef struct {
    uint32_t replicate;
    int threads;
    uint32_t attempt; /* at the draw of parameters */
    bool has_old;
    curb_shard_t old; /* what an earlier run left of it, valid with has_old */
    bool *wanted;     /* NULL: all scenarios */
    curb_record_t record;
    curb_diagnostics_t said;
} task_t;

static int stop_asked(const curb_runner_t *self)
{
    return self->options->stop != NULL ? (int)*self->options->stop : 0;
}

bool curb_runner_within_limits(const curb_runner_t *self)
{
    const curb_experiment_options_t *options = self->options;
    return stop_asked(self) == 0 &&
           (options->max_replicates == 0 || self->begun < options->max_replicates) &&
           (options->max_seconds <= 0.0 ||
               curb_runner_seconds(self) < options->max_seconds);
}

/* Keeps what a shard already has, when a scenario was added later. */
static curb_error_t load_old(curb_runner_t *self, task_t *task)
{
    curb_shard_state_t state = CURB_SHARD_MISSING;
    curb_error_t error =
        curb_shards_read(&self->shards, task->replicate, true, &task->old, &state, NULL);
    if (error != CURB_OK || state != CURB_SHARD_THERE) {
        return error;
    }
    task->has_old = true;
    size_t count = self->study->scenario_count;
    task->wanted = curb_calloc(count, sizeof *task->wanted);
    for (size_t s = 0; task->wanted != NULL && s < count; s++) {
        task->wanted[s] = curb_shard_find(&task->old, self->study->scenarios[s].id,
                              self->batch.hashes[s]) == SIZE_MAX;
    }
    return task->wanted != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static curb_error_t run_task(const curb_runner_t *self, task_t *task)
{
    const curb_world_t *world = self->study->world;
    curb_run_t run = self->run;
    run.threads = task->threads;
    if (task->has_old) {
        run.solved = task->old.record.solved;
        run.solved_attempt = task->old.record.draw_attempt;
    } else if (self->options->world_from != NULL) {
        run.solved = curb_solution_of(&self->solution, task->replicate);
        run.solved_attempt = curb_solution_attempt(&self->solution, task->replicate);
    }
    run.solved_count = run.solved != NULL ? self->batch.solved_count : 0;
    curb_error_t error = curb_record_init(&task->record, self->study->scenario_count,
        self->batch.period_count, world->jurisdiction_count, world->sector_count,
        world->uncertain_count, self->batch.solved_count);
    if (error != CURB_OK) {
        return curb_diagnostics_fail(
            &task->said, error, "out of memory for the record of a replicate");
    }
    task->record.replicate = task->replicate;
    return self->calls->replicate(
        &run, task->replicate, task->wanted, &task->record, &task->said);
}

/* What a replicate said, a line each, to be kept with its numbers. */
static char *notes_of(const curb_diagnostics_t *said)
{
    char *notes = curb_strdup("");
    for (size_t i = 0; notes != NULL && i < said->count; i++) {
        char *longer =
            curb_text_of("%s%s%s", notes, i > 0 ? "\n" : "", said->messages[i].text);
        curb_free(notes);
        notes = longer;
    }
    return notes;
}

/* Errors always; notes and warnings of a few replicates, since a thousand say the same: all
 * are kept in the shards. */
static void pass_on(curb_runner_t *self, const task_t *task)
{
    bool has_notes = task->said.count > task->said.error_count;
    self->noted += has_notes ? 1 : 0;
    size_t told = 0;
    for (size_t i = 0; i < task->said.count; i++) {
        const curb_message_t *message = &task->said.messages[i];
        bool is_error = message->severity == CURB_ERROR;
        if (!is_error && (self->noted > TOLD || ++told > TOLD_OF_ONE)) {
            continue;
        }
        curb_diagnostics_add(self->diagnostics, message->severity, message->place,
            message->source_line, "replicate %" PRIu32 ": %s", task->replicate,
            message->text);
    }
}

void curb_runner_note_untold(curb_runner_t *self)
{
    if (self->noted > TOLD) {
        curb_diagnostics_add(self->diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "%zu more replicates said something of the kind; their shards have it",
            self->noted - TOLD);
    }
}

static void note_failure(curb_runner_t *self, const task_t *task, curb_error_t error)
{
    self->states[task->replicate] = CURB_FAILED;
    self->report->failed++;
    if (self->first_failed == CURB_OK) {
        self->first_failed = error;
    }
    if (task->said.error_count == 0) {
        curb_diagnostics_add(self->diagnostics, CURB_ERROR, (curb_place_t){0}, NULL,
            "replicate %" PRIu32 ": %s", task->replicate, curb_error_text(error));
    }
}

/* Trouble with one replicate's numbers is that replicate's; trouble with writing is
 * everyone's. */
static void keep(curb_runner_t *self, task_t *task)
{
    curb_shard_t shard;
    char *notes = notes_of(&task->said);
    curb_error_t error = notes != NULL
                             ? curb_shard_init(&shard, &self->batch, &task->record,
                                   task->wanted, task->has_old ? &task->old : NULL, notes)
                             : CURB_ERR_NO_MEMORY;
    curb_free(notes);
    if (error != CURB_OK) {
        note_failure(self, task, error);
        return;
    }
    double before = curb_runner_seconds(self);
    error = curb_shards_write(&self->shards, &shard, self->diagnostics);
    self->report->writing_seconds += curb_runner_seconds(self) - before;
    if (error == CURB_OK) {
        self->states[task->replicate] = CURB_DONE;
        self->report->run_now++;
        curb_runner_count_replaced(
            self, task->replicate, shard.record.draw_attempt, shard.notes);
    } else if (self->fatal == CURB_OK) {
        self->fatal = error;
    }
    curb_shard_free(&shard);
}

void curb_runner_show_progress(curb_runner_t *self)
{
    if (self->options->progress != NULL && self->fatal == CURB_OK &&
        self->ranks->rank == 0) {
        const curb_experiment_report_t *report = self->report;
        self->options->progress(self->options->progress_context,
            report->done_before + report->run_now + report->failed, report->total,
            curb_runner_seconds(self));
    }
}

static void finish_task(curb_runner_t *self, task_t *task, curb_error_t error)
{
    pass_on(self, task);
    if (error != CURB_OK) {
        note_failure(self, task, error);
    } else if (stop_asked(self) < 2 && self->fatal == CURB_OK) {
        keep(self, task);
    }
    curb_runner_show_progress(self);
}

static void word_of(const curb_runner_t *self, const task_t *task, curb_ranks_word_t *word)
{
    curb_replicate_state_t state = self->states[task->replicate];
    word->replicate = task->replicate;
    word->outcome = state == CURB_DONE     ? CURB_RANKS_DONE
                    : state == CURB_FAILED ? CURB_RANKS_FAILED
                                           : CURB_RANKS_LOST;
    word->draw_attempt = task->attempt;
}

static void do_replicate(
    curb_runner_t *self, uint32_t replicate, int threads, curb_ranks_word_t *word)
{
    task_t task = {.replicate = replicate, .threads = threads};
    curb_error_t error = CURB_OK;
#pragma omp critical(curb_runner)
    error = load_old(self, &task);
    error = error == CURB_OK ? run_task(self, &task) : error;
    task.attempt = task.record.draw_attempt;
#pragma omp critical(curb_runner)
    {
        finish_task(self, &task, error);
        word_of(self, &task, word);
    }
    if (task.has_old) {
        curb_shard_free(&task.old);
    }
    curb_free(task.wanted);
    curb_record_free(&task.record);
    curb_diagnostics_free(&task.said);
}

/* With fewer replicates than threads the spare ones help inside the replicates; the first
 * get one more when they do not divide evenly. */
static int inner_threads(const curb_runner_t *self, int outer)
{
    int each = self->jobs / outer, over = self->jobs % outer;
    return each + ((int)(self->taken % (size_t)outer) < over ? 1 : 0);
}

/* One of `outer` threads: replicate after replicate while there are some for it. */
static void work(curb_runner_t *self, int outer)
{
    curb_ranks_word_t word = {.outcome = CURB_RANKS_NOTHING};
    for (;;) {
        uint32_t replicate = 0;
        int threads = 1;
        bool given = false;
#pragma omp critical(curb_runner)
        {
            given = curb_runner_next(self, &word, &replicate);
            threads = inner_threads(self, outer);
            self->taken += given ? 1 : 0;
        }
        if (!given) {
            return;
        }
        do_replicate(self, replicate, threads, &word);
    }
}

void curb_runner_work(curb_runner_t *self)
{
    size_t ranks = (size_t)self->ranks->count;
    size_t count = (self->to_do_count + ranks - 1) / ranks;
    int most = self->options->in_hand;
    most = most > 0 && most < self->jobs ? most : self->jobs;
    int outer = count < (size_t)most ? (int)count : most;
    self->report->in_hand = outer > 1 ? outer : 1;
    if (outer <= 1) {
        work(self, 1);
        return;
    }
#ifdef _OPENMP
    if (outer < self->jobs) {
        omp_set_max_active_levels(2);
    }
#endif
#pragma omp parallel for default(none) schedule(static, 1) num_threads(outer)              \
    shared(self, outer)
    for (int i = 0; i < outer; i++) {
        work(self, outer);
    }
}
