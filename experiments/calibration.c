/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/calibration.h"

#include "analysis/design.h"
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
#ifdef _OPENMP
#include <omp.h>
#endif

enum {
    JUDGED = 4000,    /**< points of the prior by which space is measured */
    OFFERED = 2000,   /**< points of a batch from which a wave is picked */
    BATCHES = 40,     /**< offered at most */
    LEAST_POINTS = 8, /**< of a wave */
    DESIGN_OF_JUDGED = 1000000
};

/** What the emulators of the first wave say of the judged points, and which of them all
 * waves leave. */
typedef struct {
    double *values;      /**< [judged][parameter] */
    double *emulated;    /**< [judged][target] by the first wave */
    double *implausible; /**< [judged][target] the same */
    bool *left;          /**< [judged] */
} judged_t;

static void judged_free(judged_t *self)
{
    curb_free(self->values);
    curb_free(self->emulated);
    curb_free(self->implausible);
    curb_free(self->left);
}

static curb_error_t no_memory(curb_calibration_t *self)
{
    return curb_diagnostics_fail(
        self->diagnostics, CURB_ERR_NO_MEMORY, "out of memory while calibrating");
}

static curb_error_t sample(
    const curb_targets_t *targets, uint32_t design, size_t count, double *values)
{
    size_t dimensions = targets->parameter_count;
    double *unit = curb_calloc(count * dimensions, sizeof *unit);
    if (unit == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_design_latin(targets->seed, design, count, dimensions, unit);
    for (size_t i = 0; i < count; i++) {
        curb_calibration_values(targets, unit + i * dimensions, values + i * dimensions);
    }
    curb_free(unit);
    return CURB_OK;
}

/* --- judging by all waves so far --- */

/* Which of some points no emulator rules out. */
static curb_error_t sift(
    const curb_calibration_t *self, const double *values, size_t count, bool *left)
{
    size_t most = 0;
    for (size_t w = 0; w < self->wave_count; w++) {
        most = self->waves[w].count > most ? self->waves[w].count : most;
    }
    size_t room = 2 * most + CURB_CALIBRATED_MAX;
    double *scratch = curb_calloc((size_t)self->jobs * room, sizeof *scratch);
    if (scratch == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
#pragma omp parallel for schedule(dynamic, 16) num_threads(self->jobs) default(none)       \
    shared(self, values, count, left, scratch, room)
    for (size_t i = 0; i < count; i++) {
#ifdef _OPENMP
        double *mine = scratch + (size_t)omp_get_thread_num() * room;
#else
        double *mine = scratch;
#endif
        const double *point = values + i * self->targets->parameter_count;
        left[i] = true;
        for (size_t w = 0; w < self->wave_count; w++) {
            for (size_t t = 0; t < self->targets->target_count && left[i]; t++) {
                double emulated;
                left[i] = curb_calibration_judge(self, &self->waves[w], t, point, mine,
                              &emulated) <= CURB_IMPLAUSIBLE;
            }
        }
    }
    curb_free(scratch);
    return CURB_OK;
}

static double share_left(const bool *left, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        kept += left[i];
    }
    return (double)kept / (double)count;
}

/* --- the first wave, target by target --- */

static curb_error_t judge_first(curb_calibration_t *self, judged_t *judged)
{
    const curb_targets_t *targets = self->targets;
    size_t count = targets->target_count;
    judged->values = curb_calloc(JUDGED * targets->parameter_count, sizeof(double));
    judged->emulated = curb_calloc(JUDGED * count, sizeof(double));
    judged->implausible = curb_calloc(JUDGED * count, sizeof(double));
    judged->left = curb_calloc(JUDGED, sizeof(bool));
    double *scratch = curb_calloc(
        count * (2 * self->waves[0].count + CURB_CALIBRATED_MAX), sizeof(double));
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (judged->values != NULL && judged->emulated != NULL && judged->implausible != NULL &&
        judged->left != NULL && scratch != NULL) {
        error = sample(targets, DESIGN_OF_JUDGED, JUDGED, judged->values);
    }
    if (error == CURB_OK) {
#pragma omp parallel for schedule(dynamic) num_threads(self->jobs) default(none)           \
    shared(self, judged, targets, count, scratch)
        for (size_t t = 0; t < count; t++) {
            double *mine = scratch + t * (2 * self->waves[0].count + CURB_CALIBRATED_MAX);
            for (size_t i = 0; i < JUDGED; i++) {
                judged->implausible[i * count + t] = curb_calibration_judge(self,
                    &self->waves[0], t, judged->values + i * targets->parameter_count, mine,
                    &judged->emulated[i * count + t]);
            }
        }
    }
    curb_free(scratch);
    return error;
}

static double distance(const curb_measure_t *band, double value)
{
    return value < band->low    ? band->low - value
           : value > band->high ? value - band->high
                                : 0;
}

/* The run of a wave that lies nearest to the band. */
static double nearest_run(const curb_calibration_t *self, const curb_wave_t *wave, size_t t)
{
    const curb_measure_t *band = &self->targets->targets[t].measure;
    double nearest = NAN;
    for (size_t i = 0; i < wave->count; i++) {
        double value = wave->figures[i * self->targets->target_count + t];
        if (isfinite(value) &&
            (isnan(nearest) || distance(band, value) < distance(band, nearest))) {
            nearest = value;
        }
    }
    return nearest;
}

static void describe_target(const curb_calibration_t *self, const judged_t *judged,
    size_t t, curb_posterior_target_t *row)
{
    const curb_target_t *target = &self->targets->targets[t];
    const curb_measure_t *band = &target->measure;
    size_t count = self->targets->target_count;
    *row = (curb_posterior_target_t){.label = target->label,
        .low = band->low,
        .high = band->high,
        .discrepancy = target->discrepancy,
        .nearest = nearest_run(self, &self->waves[0], t),
        .least = INFINITY};
    snprintf(row->id, sizeof row->id, "%s", band->id);
    snprintf(row->what, sizeof row->what, "%s", band->what);
    snprintf(row->unit, sizeof row->unit, "%s", band->unit);
    snprintf(row->source, sizeof row->source, "%s", target->source);
    for (size_t i = 0; i < JUDGED; i++) {
        double implausible = judged->implausible[i * count + t];
        row->least = fmin(row->least, implausible);
        row->implausible += implausible > CURB_IMPLAUSIBLE ? 1.0 / JUDGED : 0;
        row->met += distance(band, judged->emulated[i * count + t]) <= target->discrepancy
                        ? 1.0 / JUDGED
                        : 0;
    }
    size_t runs = 0;
    for (size_t i = 0; i < self->waves[0].count; i++) {
        double value = self->waves[0].figures[i * count + t];
        row->prior_mean += isfinite(value) ? value : 0;
        runs += isfinite(value);
    }
    row->prior_mean /= (double)(runs > 0 ? runs : 1);
}

static void find_together(
    const curb_calibration_t *self, const judged_t *judged, double *together)
{
    size_t count = self->targets->target_count;
    for (size_t i = 0; i < JUDGED; i++) {
        bool met[CURB_TARGETS_MAX];
        for (size_t t = 0; t < count; t++) {
            const curb_target_t *target = &self->targets->targets[t];
            met[t] = distance(&target->measure, judged->emulated[i * count + t]) <=
                     target->discrepancy;
        }
        for (size_t t = 0; t < count; t++) {
            for (size_t u = 0; u < count; u++) {
                together[t * count + u] += met[t] && met[u] ? 1.0 / JUDGED : 0;
            }
        }
    }
}

/* Targets that no point reaches, by how far; all are named. */
static curb_error_t check_reach(curb_calibration_t *self, const curb_posterior_t *posterior)
{
    curb_error_t error = CURB_OK;
    for (size_t t = 0; t < posterior->target_count; t++) {
        const curb_posterior_target_t *row = &posterior->targets[t];
        if (row->least <= CURB_IMPLAUSIBLE) {
            continue;
        }
        double away = distance(&self->targets->targets[t].measure, row->nearest);
        error = curb_diagnostics_fail(self->diagnostics, CURB_ERR_INVALID,
            "target '%s': no value of the parameters reaches %.4g to %.4g %s: the nearest "
            "of %zu runs has %.4g, %.4g away, and the emulator is never nearer than %.1f "
            "standard deviations; widen the band or its discrepancy (%.4g now) if that "
            "can be argued, or leave the target out",
            row->id, row->low, row->high, row->unit, self->waves[0].count, row->nearest,
            away, row->least, row->discrepancy);
    }
    return error;
}

static curb_error_t nothing_left(
    curb_calibration_t *self, const curb_posterior_t *posterior, size_t found, size_t tried)
{
    size_t count = posterior->target_count, worst_t = 0, worst_u = 0;
    double worst = INFINITY;
    for (size_t t = 0; t < count; t++) {
        for (size_t u = t + 1; u < count; u++) {
            double both = posterior->together[t * count + u];
            double alone = posterior->targets[t].met * posterior->targets[u].met;
            if (alone > 0 && both / alone < worst) {
                worst = both / alone;
                worst_t = t;
                worst_u = u;
            }
        }
    }
    if (isinf(worst)) {
        return curb_diagnostics_fail(self->diagnostics, CURB_ERR_INVALID,
            "%zu of %zu points are plausible for all targets together", found, tried);
    }
    return curb_diagnostics_fail(self->diagnostics, CURB_ERR_INVALID,
        "%zu of %zu points are plausible for all targets together; '%s' and '%s' pull "
        "against each other most: %.2g %% of draws meet both, %.2g %% and %.2g %% meet "
        "each",
        found, tried, posterior->targets[worst_t].id, posterior->targets[worst_u].id,
        100 * posterior->together[worst_t * count + worst_u],
        100 * posterior->targets[worst_t].met, 100 * posterior->targets[worst_u].met);
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
        error = sample(targets, design, OFFERED, offered);
        if (error == CURB_OK) {
            error = sift(self, offered, OFFERED, left);
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
    return *found >= LEAST_POINTS ? CURB_OK
                                  : nothing_left(self, posterior, *found, batch * OFFERED);
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
    return sample(targets, 0, wanted, wave->values) == CURB_OK ? CURB_OK : no_memory(self);
}

static curb_error_t run_waves(
    curb_calibration_t *self, curb_posterior_t *posterior, judged_t *judged)
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
            error = judge_first(self, judged);
            for (size_t t = 0; t < posterior->target_count && error == CURB_OK; t++) {
                describe_target(self, judged, t, &posterior->targets[t]);
            }
            if (error == CURB_OK) {
                posterior->together = curb_calloc(
                    posterior->target_count * posterior->target_count, sizeof(double));
                error = posterior->together != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
            }
            if (error == CURB_OK) {
                find_together(self, judged, posterior->together);
                error = check_reach(self, posterior);
            }
        }
        if (error == CURB_OK) {
            error = sift(self, judged->values, JUDGED, judged->left);
        }
        if (error != CURB_OK) {
            return error;
        }
        posterior->waves[w] = (curb_posterior_wave_t){.points = (double)wave->count,
            .contradicting = (double)wave->contradicting,
            .left = share_left(judged->left, JUDGED)};
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
    judged_t judged = {0};
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
    judged_free(&judged);
    for (size_t w = 0; w < CURB_POSTERIOR_WAVES_MAX; w++) {
        curb_wave_free(&self->waves[w], targets->target_count);
    }
    curb_kept_close(&self->kept);
    curb_free(self);
    return error;
}
