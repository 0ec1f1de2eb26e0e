/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/outcomes.h"

#include "model/memory.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void choose_metrics(
    curb_outcomes_t *self, const curb_study_t *study, curb_metric_t asked)
{
    self->metric_count = study->metric_count;
    memcpy(self->metrics, study->metrics, study->metric_count * sizeof *study->metrics);
    for (self->asked = 0; self->asked < study->metric_count; self->asked++) {
        if (study->metrics[self->asked] == asked) {
            return;
        }
    }
    self->metrics[self->metric_count++] = asked;
}

curb_error_t curb_outcomes_init(curb_outcomes_t *self, const curb_study_t *study,
    curb_metric_t asked, curb_diagnostics_t *diagnostics)
{
    *self = (curb_outcomes_t){.scenarios = study->scenario_count, .each = 1};
    if (study->draws && study->replicates_per_draw > 1) {
        self->each = study->replicates_per_draw;
    }
    choose_metrics(self, study, asked);
    if (!curb_amounts_has_total(asked, study->world)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "%s is a mean, which has no total over markets: take another metric",
            curb_metric_rows[asked].key);
    }
    return curb_amounts_init(&self->amounts, study, NAN, NAN, diagnostics);
}

void curb_outcomes_free(curb_outcomes_t *self)
{
    curb_amounts_free(&self->amounts);
    curb_free(self->values);
    curb_free(self->means);
    *self = (curb_outcomes_t){0};
}

static curb_error_t make_room(curb_outcomes_t *self)
{
    if (self->count < self->capacity) {
        return CURB_OK;
    }
    size_t capacity = self->capacity > 0 ? 2 * self->capacity : CURB_DRAW_BLOCK;
    double *grown = curb_realloc(self->values, capacity * self->metric_count,
        self->scenarios * sizeof *self->values);
    if (grown == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    self->values = grown;
    self->capacity = capacity;
    return CURB_OK;
}

/* Whether the shard has all scenarios. */
static bool put(curb_outcomes_t *self, const curb_batch_t *batch, const curb_shard_t *shard,
    double *values)
{
    for (size_t s = 0; s < self->scenarios; s++) {
        size_t from =
            curb_shard_find(shard, batch->study->scenarios[s].id, batch->hashes[s]);
        if (from == SIZE_MAX) {
            return false;
        }
        for (size_t m = 0; m < self->metric_count; m++) {
            values[m * self->scenarios + s] =
                curb_amounts_of(&self->amounts, &shard->record, from, self->metrics[m]);
        }
    }
    return true;
}

curb_error_t curb_outcomes_take(curb_outcomes_t *self, const curb_batch_t *batch,
    curb_shards_t *shards, bool failed, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = make_room(self);
    if (error != CURB_OK) {
        return error;
    }
    size_t row = self->metric_count * self->scenarios;
    double *values = self->values + self->count * row;
    uint32_t replicate = (uint32_t)self->count;
    for (size_t i = 0; i < row; i++) {
        values[i] = NAN;
    }
    if (!failed) {
        curb_shard_t shard;
        curb_shard_state_t state = CURB_SHARD_MISSING;
        error = curb_shards_read(shards, replicate, true, &shard, &state, diagnostics);
        if (error != CURB_OK) {
            return error;
        }
        bool fits = state == CURB_SHARD_THERE && put(self, batch, &shard, values);
        if (state == CURB_SHARD_THERE) {
            curb_shard_free(&shard);
        }
        if (!fits) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
                "the shard of replicate %" PRIu32 " went missing or bad; run again",
                replicate);
        }
    }
    self->count++;
    return CURB_OK;
}

curb_error_t curb_outcomes_close_units(curb_outcomes_t *self)
{
    size_t row = self->metric_count * self->scenarios;
    self->units = self->count / self->each;
    double *means =
        curb_realloc(self->means, self->units > 0 ? self->units : 1, row * sizeof *means);
    if (means == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    self->means = means;
    for (size_t u = 0; u < self->units; u++) {
        for (size_t i = 0; i < row; i++) {
            double sum = 0;
            size_t there = 0;
            for (size_t r = u * self->each; r < (u + 1) * self->each; r++) {
                double value = self->values[r * row + i];
                sum += isnan(value) ? 0 : value;
                there += isnan(value) ? 0 : 1;
            }
            means[u * row + i] = sum / (double)there;
        }
    }
    return CURB_OK;
}

double curb_outcomes_of(
    const curb_outcomes_t *self, size_t unit, size_t metric, size_t scenario)
{
    return self->means[(unit * self->metric_count + metric) * self->scenarios + scenario];
}
