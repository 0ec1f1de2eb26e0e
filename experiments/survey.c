/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an earlier run left: the folder of shards is the journal. */
#include "experiments/runner.h"
#include "model/memory.h"

#include <string.h>

static bool has_all_scenarios(const curb_runner_t *self, const curb_shard_t *shard)
{
    for (size_t s = 0; s < self->study->scenario_count; s++) {
        if (curb_shard_find(shard, self->study->scenarios[s].id, self->batch.hashes[s]) ==
            SIZE_MAX) {
            return false;
        }
    }
    return true;
}

static bool has_shape(const curb_runner_t *self, const curb_record_t *record)
{
    const curb_world_t *world = self->study->world;
    return record->period_count == self->batch.period_count &&
           record->jurisdiction_count == world->jurisdiction_count &&
           record->sector_count == world->sector_count &&
           record->parameter_count == world->uncertain_count &&
           record->solved_count == self->batch.solved_count;
}

static bool has_solution(const curb_runner_t *self, const curb_record_t *record)
{
    if (self->options->world_from == NULL) {
        return true;
    }
    const float *solved = curb_solution_of(&self->solution, record->replicate);
    return memcmp(solved, record->solved, record->solved_count * sizeof *solved) == 0;
}

static curb_error_t check_shard(
    const curb_runner_t *self, const curb_shard_t *shard, const char *path)
{
    curb_identity_t wanted;
    curb_batch_identity(&self->batch, &wanted);
    curb_error_t error =
        curb_identity_check(&wanted, &shard->identity, path, self->diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    const curb_record_t *record = &shard->record;
    if (!has_shape(self, record)) {
        return curb_diagnostics_fail(self->diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s is from another study: %zu periods, %zu jurisdictions, %zu sectors and %zu "
            "parameters there; %zu, %zu, %zu and %zu now",
            path, record->period_count, record->jurisdiction_count, record->sector_count,
            record->parameter_count, self->batch.period_count,
            self->study->world->jurisdiction_count, self->study->world->sector_count,
            self->study->world->uncertain_count);
    }
    if (!has_solution(self, record)) {
        return curb_diagnostics_fail(self->diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s was run from another solve than that of %s", path,
            self->options->world_from);
    }
    return CURB_OK;
}

static curb_error_t survey_shard(
    curb_runner_t *self, uint32_t replicate, const curb_shard_t *shard)
{
    char *path = curb_shards_path(&self->shards, replicate);
    if (path == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = check_shard(self, shard, path);
    curb_free(path);
    if (error == CURB_OK && has_all_scenarios(self, shard)) {
        self->states[replicate] = CURB_DONE;
        self->report->done_before++;
        curb_runner_count_replaced(
            self, replicate, shard->record.draw_attempt, shard->notes);
    }
    return error;
}

static bool is_of_others(const void *context, uint32_t replicate)
{
    const curb_runner_t *self = context;
    return replicate < self->study->replicates && self->states[replicate] == CURB_OF_OTHERS;
}

/* A part that is of another study or program than the others would be found out when they
 * are merged; one look at one of their shards finds it out before the work. */
static curb_error_t look_at_others(curb_runner_t *self)
{
    uint32_t other = 0;
    curb_shard_t shard;
    curb_shard_state_t state = CURB_SHARD_MISSING;
    if (self->part_count == 0 ||
        curb_shards_find(&self->shards, is_of_others, self, &other) == 0) {
        return CURB_OK;
    }
    char *path = curb_shards_path(&self->shards, other);
    curb_error_t error =
        path != NULL ? curb_shards_read(&self->shards, other, false, &shard, &state, NULL)
                     : CURB_ERR_NO_MEMORY;
    if (error == CURB_OK && state == CURB_SHARD_THERE) {
        error = check_shard(self, &shard, path);
        curb_shard_free(&shard);
    }
    curb_free(path);
    return error;
}

curb_error_t curb_runner_survey(curb_runner_t *self, uint32_t first)
{
    const curb_experiment_options_t *options = self->options;
    self->to_do_count = self->next = 0;
    self->replaced = first > 0 ? self->replaced : 0;
    self->report->total = first;
    for (uint32_t r = first; r < self->study->replicates; r++) {
        self->states[r] = CURB_TO_DO;
        if (self->part_count > 0 &&
            !curb_experiment_is_of_part(r, options->part, self->part_count)) {
            self->states[r] = CURB_OF_OTHERS;
            continue;
        }
        self->report->total++;
        curb_shard_t shard;
        curb_shard_state_t state = CURB_SHARD_MISSING;
        curb_error_t error =
            curb_shards_read(&self->shards, r, false, &shard, &state, self->diagnostics);
        if (error == CURB_OK && state == CURB_SHARD_THERE) {
            error = survey_shard(self, r, &shard);
            curb_shard_free(&shard);
        }
        if (error != CURB_OK) {
            return error;
        }
        if (self->states[r] == CURB_TO_DO) {
            self->to_do[self->to_do_count++] = r;
        }
    }
    return look_at_others(self);
}
