/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/calibration.h"

#include "analysis/plausible.h"
#include "experiments/calibration_parts.h"
#include "model/memory.h"
#include "store/batch.h"
#include "store/files.h"
#include "study/hash.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum {
    OFFERED = 2000,  /**< points of a batch from which a wave is picked */
    BATCHES = 40,    /**< offered at most */
    LEAST_POINTS = 8 /**< of a wave */
};

static curb_error_t no_memory(curb_calibration_t *self)
{
    return curb_diagnostics_fail(
        self->diagnostics, CURB_ERR_NO_MEMORY, "out of memory while calibrating");
}

/* --- waves --- */

/* The points of the next wave: the first that earlier waves leave, in the order offered. */
static curb_error_t pick(curb_calibration_t *self, const curb_posterior_t *posterior,
    size_t wanted, double *values, size_t *found)
{
    const curb_targets_t *targets = self->targets;
    size_t dimensions = targets->parameter_count;
    *found = 0;
    double *offered = curb_calloc(OFFERED * dimensions, sizeof *offered);
    bool *left = curb_calloc(OFFERED, sizeof *left);
    curb_error_t error = offered != NULL && left != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    size_t batch = 0;
    for (; error == CURB_OK && batch < BATCHES && *found < wanted; batch++) {
        uint32_t design = (uint32_t)(self->wave_count * 1000 + batch);
        error = curb_calibration_sample(targets, design, OFFERED, offered);
        if (error == CURB_OK) {
            error = curb_calibration_sift(self, offered, OFFERED, left);
        }
        for (size_t i = 0; error == CURB_OK && i < OFFERED && *found < wanted; i++) {
            if (left[i]) {
                memcpy(values + *found * dimensions, offered + i * dimensions,
                    dimensions * sizeof *values);
                (*found)++;
            }
        }
    }
    curb_free(offered);
    curb_free(left);
    if (error != CURB_OK) {
        return no_memory(self);
    }
    return *found >= LEAST_POINTS
               ? CURB_OK
               : curb_calibration_nothing_left(self, posterior, *found, batch * OFFERED);
}

static curb_error_t make_wave(
    curb_calibration_t *self, const curb_posterior_t *posterior, curb_wave_t *wave)
{
    const curb_targets_t *targets = self->targets;
    size_t wanted = (size_t)targets->points;
    wave->count = wanted;
    wave->values = curb_calloc(wanted * targets->parameter_count, sizeof(double));
    wave->figures = curb_calloc(wanted * targets->target_count, sizeof(double));
    wave->variances = curb_calloc(wanted * targets->target_count, sizeof(double));
    if (wave->values == NULL || wave->figures == NULL || wave->variances == NULL) {
        return no_memory(self);
    }
    if (self->wave_count > 0) {
        return pick(self, posterior, wanted, wave->values, &wave->count);
    }
    return curb_calibration_sample(targets, 0, wanted, wave->values) == CURB_OK
               ? CURB_OK
               : no_memory(self);
}

static curb_error_t run_waves(
    curb_calibration_t *self, curb_posterior_t *posterior, curb_judged_t *judged)
{
    for (size_t w = 0; w < self->targets->waves; w++) {
        curb_wave_t *wave = &self->waves[w];
        curb_error_t error = make_wave(self, posterior, wave);
        if (error == CURB_OK) {
            error = curb_calibration_run_wave(self, wave);
        }
        if (error == CURB_OK) {
            error = curb_calibration_fit(self, wave);
        }
        if (error != CURB_OK) {
            return error;
        }
        self->wave_count = w + 1;
        if (w == 0) {
            error = curb_judged_first(judged, self, posterior);
        }
        double left = 0;
        if (error == CURB_OK) {
            error = curb_judged_sift(judged, self, &left);
        }
        if (error != CURB_OK) {
            return error;
        }
        posterior->waves[w] = (curb_posterior_wave_t){.points = (double)wave->count,
            .contradicting = (double)wave->contradicting,
            .left = left};
    }
    return CURB_OK;
}

/* --- the posterior --- */

static void weigh(const curb_calibration_t *self, curb_posterior_t *posterior)
{
    const curb_wave_t *last = &self->waves[self->wave_count - 1];
    size_t count = posterior->target_count;
    double *logs = posterior->weights; /* normalised in place */
    for (size_t i = 0; i < last->count; i++) {
        logs[i] = 0;
        for (size_t t = 0; t < count; t++) {
            const curb_target_t *target = &self->targets->targets[t];
            double value = last->figures[i * count + t];
            double variance = last->variances[i * count + t];
            double sd = sqrt(target->discrepancy * target->discrepancy + variance);
            logs[i] += isfinite(value) && isfinite(sd)
                           ? curb_band_log_weight(
                                 value, target->measure.low, target->measure.high, sd)
                           : -INFINITY;
        }
    }
    curb_weights_normalise(logs, last->count, posterior->weights);
    posterior->effective = curb_weights_effective(posterior->weights, last->count);
}

static void judge_emulator(const curb_wave_t *last, size_t t, curb_posterior_target_t *row)
{
    const curb_emulator_t *emulator = &last->emulators[t];
    double squares = 0;
    size_t far = 0, n = emulator->runs.count;
    for (size_t i = 0; i < n; i++) {
        double error = curb_emulator_left_out_error(emulator, i);
        squares += error * error;
        far += fabs(error) > 2;
    }
    row->loo_rms = sqrt(squares / (double)n);
    row->loo_far = (double)far / (double)n;
}

static curb_error_t make_posterior(curb_calibration_t *self, curb_posterior_t *posterior)
{
    const curb_wave_t *last = &self->waves[self->wave_count - 1];
    size_t count = posterior->target_count;
    double *together = posterior->together;
    posterior->point_count = last->count;
    posterior->wave_count = self->wave_count;
    posterior->together = NULL;
    if (curb_posterior_room(posterior) != CURB_OK) {
        curb_free(together);
        return no_memory(self);
    }
    memcpy(posterior->together, together, count * count * sizeof *together);
    curb_free(together);
    memcpy(posterior->points, last->values,
        last->count * posterior->parameter_count * sizeof(double));
    memcpy(posterior->figures, last->figures, last->count * count * sizeof(double));
    memcpy(posterior->noise, last->variances, last->count * count * sizeof(double));
    weigh(self, posterior);
    for (size_t t = 0; t < count; t++) {
        judge_emulator(last, t, &posterior->targets[t]);
        double mean = 0;
        for (size_t i = 0; i < last->count; i++) {
            double value = last->figures[i * count + t];
            mean += posterior->weights[i] > 0 ? posterior->weights[i] * value : 0;
        }
        posterior->targets[t].mean = mean;
    }
    return CURB_OK;
}

static curb_error_t name_posterior(curb_calibration_t *self, curb_posterior_t *posterior)
{
    const curb_targets_t *targets = self->targets;
    const curb_world_t *world = targets->studies[0].world;
    posterior->parameter_count = targets->parameter_count;
    posterior->target_count = targets->target_count;
    posterior->replicates = (size_t)targets->replicates;
    memcpy(posterior->parameters, targets->parameters, sizeof posterior->parameters);
    snprintf(posterior->id, sizeof posterior->id, "%s", targets->id);
    snprintf(posterior->title, sizeof posterior->title, "%s", targets->title);
    snprintf(posterior->version, sizeof posterior->version, "%s", curb_batch_version());
    snprintf(posterior->world_id, sizeof posterior->world_id, "%s", world->id);
    curb_hash_numbers(world, posterior->world_hash);
    snprintf(
        posterior->seed_hex, sizeof posterior->seed_hex, "0x%016" PRIx64, targets->seed);
    snprintf(posterior->command_line, sizeof posterior->command_line, "%s",
        self->options->command_line);
    posterior->targets_text = curb_strdup(targets->text);
    return posterior->targets_text != NULL ? CURB_OK : no_memory(self);
}

static void find_inputs(curb_calibration_t *self)
{
    for (size_t t = 0; t < self->targets->target_count; t++) {
        const curb_world_t *world =
            self->targets->studies[self->targets->targets[t].study].world;
        for (size_t p = 0; p < self->targets->parameter_count; p++) {
            if (curb_targets_row(world, self->targets->parameters[p].name) != SIZE_MAX) {
                self->inputs[t][self->input_count[t]++] = (uint32_t)p;
            }
        }
    }
}

static curb_error_t open_output(curb_calibration_t *self)
{
    const char *path = self->options->out_path;
    if (access(path, F_OK) == 0 && !curb_posterior_is(path)) {
        return curb_diagnostics_fail(self->diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: exists and is no posterior of curb, so it is not written over", path);
    }
    char *runs = curb_text_of("%s.runs", path);
    if (runs == NULL) {
        return no_memory(self);
    }
    curb_error_t error = curb_kept_open(&self->kept, runs, self->diagnostics);
    curb_free(runs);
    return error;
}

static void say_how_it_went(const curb_posterior_t *posterior, curb_diagnostics_t *said)
{
    enum { FEW = 10 };
    if (posterior->effective < FEW) {
        curb_diagnostics_add(said, CURB_WARNING, (curb_place_t){0}, NULL,
            "the posterior weighs like %.1f points: more points, another wave or wider "
            "bands would say more",
            posterior->effective);
    }
    for (size_t t = 0; t < posterior->target_count; t++) {
        const curb_posterior_target_t *row = &posterior->targets[t];
        if (row->loo_far > 0.15 || row->loo_rms > 1.5) {
            curb_diagnostics_add(said, CURB_WARNING, (curb_place_t){0}, NULL,
                "target '%s': its emulator is too sure (left-out errors %.2f, %.0f %% "
                "beyond 2): more points would make it better",
                row->id, row->loo_rms, 100 * row->loo_far);
        }
    }
}

curb_error_t curb_calibrate(curb_targets_t *targets,
    const curb_calibration_options_t *options, curb_posterior_t *posterior,
    curb_calibration_report_t *report, curb_diagnostics_t *diagnostics)
{
    *posterior = (curb_posterior_t){0};
    *report =
        (curb_calibration_report_t){.total = (size_t)(targets->waves * targets->points)};
    curb_calibration_t *self = curb_calloc(1, sizeof *self);
    if (self == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while calibrating");
    }
    self->targets = targets;
    self->options = options;
    self->report = report;
    self->diagnostics = diagnostics;
    self->kept.file = -1;
    self->jobs = curb_experiment_jobs(options->jobs);
    clock_gettime(CLOCK_MONOTONIC, &self->started);
    find_inputs(self);
    curb_judged_t judged = {0};
    curb_error_t error = curb_calibration_prepare(self);
    if (error == CURB_OK) {
        error = open_output(self);
    }
    if (error == CURB_OK) {
        error = name_posterior(self, posterior);
    }
    if (error == CURB_OK) {
        error = run_waves(self, posterior, &judged);
    }
    if (error == CURB_OK) {
        error = make_posterior(self, posterior);
    }
    if (error == CURB_OK) {
        say_how_it_went(posterior, diagnostics);
        error = curb_posterior_write(posterior, options->out_path, diagnostics);
    }
    report->seconds = curb_calibration_seconds(self);
    curb_judged_free(&judged);
    for (size_t w = 0; w < CURB_POSTERIOR_WAVES_MAX; w++) {
        curb_wave_free(&self->waves[w], targets->target_count);
    }
    curb_kept_close(&self->kept);
    curb_free(self);
    return error;
}
