/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who does which replicates when several processes run one study. Parts know beforehand and
 * never speak to each other; ranks ask the first for each one. Either way a replicate's
 * numbers are the same wherever it is run, and shards are all that passes between them. */
#include "experiments/runner.h"
#include "model/memory.h"
#include "store/files.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool curb_experiment_is_of_part(uint32_t replicate, size_t part, size_t part_count)
{
    return replicate % part_count == part - 1;
}

/* What must be equal in all ranks before they may work on one study. */
typedef struct {
    curb_identity_t identity;
    char settings[CURB_DIGEST_BYTES]; /* of scenarios, replicates and shapes */
} pass_t;

static pass_t pass_of(const curb_runner_t *self)
{
    pass_t pass = {0};
    curb_digest_t digest;
    curb_batch_identity(&self->batch, &pass.identity);
    curb_digest_start(&digest);
    curb_digest_number(&digest, self->study->replicates);
    curb_digest_number(&digest, self->batch.period_count);
    curb_digest_number(&digest, self->batch.solved_count);
    for (size_t s = 0; s < self->study->scenario_count; s++) {
        curb_digest_text(&digest, self->study->scenarios[s].id);
        curb_digest_text(&digest, self->batch.hashes[s]);
    }
    curb_digest_finish(&digest, pass.settings);
    return pass;
}

static curb_error_t check_same(const curb_runner_t *self)
{
    pass_t first = pass_of(self), mine = first;
    char differences[CURB_DIFFERENCES_BYTES];
    curb_error_t error = CURB_OK;
    curb_ranks_from_first(self->ranks, &first, (int)sizeof first);
    if (!curb_identity_equals(&mine.identity, &first.identity, differences)) {
        error = curb_diagnostics_fail(self->diagnostics, CURB_ERR_CANNOT_CREATE,
            "runs another program or study than rank 0 (%s)", differences);
    } else if (strcmp(first.settings, mine.settings) != 0) {
        error = curb_diagnostics_fail(self->diagnostics, CURB_ERR_CANNOT_CREATE,
            "runs other scenarios or replicates than rank 0");
    }
    return curb_ranks_agree(self->ranks, error, self->diagnostics);
}

static curb_error_t open_store(curb_runner_t *self, const char *writer)
{
    const curb_experiment_options_t *options = self->options;
    curb_error_t error = CURB_OK;
    if (options->world_from != NULL) {
        error = curb_solution_read(
            &self->solution, options->world_from, &self->batch, self->diagnostics);
    }
    if (error == CURB_OK && self->ranks->rank == 0) {
        error = curb_merge_may_write(&self->batch, options->out_path, self->diagnostics);
    }
    return error == CURB_OK
               ? curb_shards_open(&self->shards,
                     options->shards != NULL ? options->shards : options->out_path, writer,
                     self->diagnostics)
               : error;
}

/* Of a study that was merged alone it names what is not there. */
static curb_error_t nothing_to_run(const curb_runner_t *self)
{
    enum { TOLD = 12 };
    char list[TOLD * 12] = "";
    size_t used = 0;
    for (size_t i = 0; i < self->to_do_count && i < TOLD; i++) {
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%" PRIu32,
            i > 0 ? ", " : "", self->to_do[i]);
    }
    if (self->to_do_count == 0) {
        return CURB_OK;
    }
    return curb_diagnostics_fail(self->diagnostics, CURB_ERR_STOPPED,
        "%zu of %zu replicates are not there, or lack scenarios of the study: %s%s; run "
        "the parts that they belong to (replicate r of N parts is in part 1 + r mod N), or "
        "curb run without --part, and merge again",
        self->to_do_count, self->study->replicates, list,
        self->to_do_count > TOLD ? ", ..." : "");
}

static curb_error_t keep_study(const curb_runner_t *self)
{
    const curb_study_t *study = self->study;
    char *bytes = NULL;
    size_t count = 0;
    curb_error_t error = CURB_OK;
    if (study->posterior_path[0] != '\0') {
        error = curb_file_read(study->posterior_path, &bytes, &count);
        if (error != CURB_OK) {
            return curb_diagnostics_fail(
                self->diagnostics, error, "%s: cannot read", study->posterior_path);
        }
        error = curb_shards_keep(
            &self->shards, CURB_SHARDS_POSTERIOR, bytes, count, self->diagnostics);
        curb_free(bytes);
    }
    return error == CURB_OK && study->resolved != NULL
               ? curb_shards_keep(&self->shards, CURB_SHARDS_STUDY, study->resolved,
                     strlen(study->resolved), self->diagnostics)
               : error;
}

static curb_error_t open_alone(curb_runner_t *self)
{
    char writer[32];
    snprintf(
        writer, sizeof writer, "%zuof%zu", self->options->part, self->options->part_count);
    curb_error_t error = open_store(self, self->part_count > 0 ? writer : NULL);
    if (error == CURB_OK) {
        error = curb_runner_survey(self, 0);
    }
    if (error == CURB_OK && self->options->merge_only) {
        return nothing_to_run(self);
    }
    return error == CURB_OK ? keep_study(self) : error;
}

/* What another rank says of its replicate. */
static void take_word(curb_runner_t *self, const curb_ranks_word_t *word)
{
    curb_experiment_report_t *report = self->report;
    if (word->outcome == CURB_RANKS_DONE) {
        self->states[word->replicate] = CURB_DONE;
        report->run_now++;
        curb_runner_count_replaced(
            self, word->replicate, word->draw_attempt, "its shard says why");
    } else if (word->outcome == CURB_RANKS_FAILED) {
        self->states[word->replicate] = CURB_FAILED;
        report->failed++;
        self->first_failed =
            self->first_failed == CURB_OK ? CURB_ERR_PARTIAL : self->first_failed;
    }
    if (word->outcome != CURB_RANKS_NOTHING) {
        curb_runner_show_progress(self);
    }
}

static bool hand_out(curb_runner_t *self, uint32_t *replicate)
{
    if (!curb_runner_within_limits(self) || self->next == self->to_do_count) {
        return false;
    }
    *replicate = self->to_do[self->next++];
    self->begun++;
    return true;
}

/* Others go on when this rank cannot write: their replicates may come through. */
static bool answer(void *context, const curb_ranks_word_t *word, uint32_t *replicate)
{
    curb_runner_t *self = context;
    bool given = false;
#pragma omp critical(curb_runner)
    {
        take_word(self, word);
        given = word->wants && self->fatal != CURB_ERR_INVALID && hand_out(self, replicate);
    }
    return given;
}

bool curb_runner_next(
    curb_runner_t *self, const curb_ranks_word_t *word, uint32_t *replicate)
{
    bool wants = self->fatal == CURB_OK && curb_runner_within_limits(self);
    if (self->ranks->rank > 0) {
        curb_ranks_word_t full = *word;
        full.wants = wants;
        return curb_ranks_tell(self->ranks, &full, replicate);
    }
    return wants && hand_out(self, replicate);
}

static void note_idle(const curb_runner_t *self)
{
    size_t ranks = (size_t)self->ranks->count;
    if (ranks > self->to_do_count && self->ranks->rank == 0) {
        curb_diagnostics_add(self->diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "%zu ranks for %zu replicate%s: %zu of them have nothing to do", ranks,
            self->to_do_count, self->to_do_count == 1 ? "" : "s",
            ranks - self->to_do_count);
    }
}

/* The first rank goes ahead, alone as any run, and lets the others in when it knows what is
 * there; each step is over when it went well everywhere. */
static curb_error_t open_ranks(curb_runner_t *self)
{
    char writer[32];
    snprintf(writer, sizeof writer, "rank%d", self->ranks->rank);
    uint64_t count = 0;
    curb_error_t error = check_same(self);
    if (error != CURB_OK) {
        return error;
    }
    if (self->ranks->rank == 0) {
        error = open_alone(self);
        if (error == CURB_OK) {
            error = curb_shards_tidy(&self->shards, self->diagnostics);
        }
        if (error == CURB_OK) {
            error = curb_shards_share(&self->shards, writer, self->diagnostics);
        }
        count = self->to_do_count;
    }
    error = curb_ranks_agree(self->ranks, error, self->diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    curb_ranks_from_first(self->ranks, &count, (int)sizeof count);
    if (self->ranks->rank > 0) {
        error = open_store(self, writer);
        self->to_do_count = (size_t)count;
    } else {
        note_idle(self);
        error = curb_ranks_serve(self->ranks, answer, self, self->diagnostics);
    }
    return curb_ranks_agree(self->ranks, error, self->diagnostics);
}

curb_error_t curb_runner_open(curb_runner_t *self)
{
    return self->ranks->count > 1 ? open_ranks(self) : open_alone(self);
}

static bool is_of_study(const void *context, uint32_t replicate)
{
    return replicate < ((const curb_runner_t *)context)->study->replicates;
}

/* Shards that were written with another study are there and yet not good. */
static void note_unfit(const curb_runner_t *self)
{
    curb_diagnostics_add(self->diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
        "%zu of %zu replicates are damaged or lack scenarios of this study; nothing was "
        "merged",
        self->to_do_count, self->study->replicates);
}

static curb_error_t gather_parts(curb_runner_t *self, bool *all)
{
    curb_experiment_report_t *report = self->report;
    uint32_t one = 0;
    report->there = curb_shards_find(&self->shards, is_of_study, self, &one);
    if (report->there < self->study->replicates) {
        return CURB_OK;
    }
    bool alone = false;
    curb_error_t error = curb_shards_alone(&self->shards, &alone, self->diagnostics);
    if (error != CURB_OK || !alone) {
        return error;
    }
    const curb_experiment_report_t of_part = *report;
    self->part_count = 0;
    error = curb_runner_survey(self, 0);
    report->done_before = of_part.done_before;
    report->total = of_part.total;
    if (error == CURB_OK && self->to_do_count > 0) {
        note_unfit(self);
    }
    *all = error == CURB_OK && self->to_do_count == 0;
    return error;
}

curb_error_t curb_runner_gather(curb_runner_t *self, bool *all)
{
    bool alone = true;
    *all = self->part_count == 0;
    if (self->part_count > 0) {
        return gather_parts(self, all);
    }
    return self->ranks->count > 1
               ? curb_shards_alone(&self->shards, &alone, self->diagnostics)
               : CURB_OK;
}
