/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From runs to emulators, and from emulators to a judgement of points that were not run. */
#include "analysis/design.h"
#include "analysis/plausible.h"
#include "experiments/calibration_parts.h"
#include "model/bits.h"
#include "model/draw.h"
#include "model/memory.h"

#include <math.h>
#ifdef _OPENMP
#include <omp.h>
#endif

_Static_assert((int)CURB_CALIBRATED_MAX <= (int)CURB_EMULATOR_DIMENSION_MAX,
    "an emulator must take all numbers that can be calibrated");

static void values_at(const curb_targets_t *targets, const double *unit, double *values)
{
    for (size_t p = 0; p < targets->parameter_count; p++) {
        const curb_calibrated_t *number = &targets->parameters[p];
        values[p] = curb_triangular_quantile(
            number->low, number->mode, number->high, number->spread, unit[p]);
    }
}

curb_error_t curb_calibration_sample(
    const curb_targets_t *targets, uint32_t design, size_t count, double *values)
{
    size_t dimensions = targets->parameter_count;
    double *unit = curb_calloc(count * dimensions, sizeof *unit);
    if (unit == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_design_latin(targets->seed, design, count, dimensions, unit);
    for (size_t i = 0; i < count; i++) {
        values_at(targets, unit + i * dimensions, values + i * dimensions);
    }
    curb_free(unit);
    return CURB_OK;
}

/* Inputs of emulators run from 0 to 1 over the range, on the scale of the law: outputs are
 * smooth in the number itself, and quantiles have steep ends. */
static double scaled(const curb_calibrated_t *number, double value)
{
    if (number->spread == CURB_LOG_TRIANGULAR) {
        return log(value / number->low) / log(number->high / number->low);
    }
    return (value - number->low) / (number->high - number->low);
}

static void scale_inputs(
    const curb_calibration_t *self, size_t target, const double *values, double *inputs)
{
    for (size_t k = 0; k < self->input_count[target]; k++) {
        uint32_t p = self->inputs[target][k];
        inputs[k] = scaled(&self->targets->parameters[p], values[p]);
    }
}

static curb_error_t fit_target(
    const curb_calibration_t *self, curb_wave_t *wave, size_t t, bool *too_few)
{
    size_t count = self->targets->target_count, inputs = self->input_count[t], used = 0;
    wave->inputs[t] = curb_calloc(wave->count * inputs, sizeof(double));
    wave->outputs[t] = curb_calloc(wave->count, sizeof(double));
    wave->noise[t] = curb_calloc(wave->count, sizeof(double));
    if (wave->inputs[t] == NULL || wave->outputs[t] == NULL || wave->noise[t] == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < wave->count; i++) {
        double value = wave->figures[i * count + t];
        double variance = wave->variances[i * count + t];
        if (!isfinite(value) || !isfinite(variance)) {
            continue;
        }
        scale_inputs(self, t, wave->values + i * self->targets->parameter_count,
            wave->inputs[t] + used * inputs);
        wave->outputs[t][used] = value;
        wave->noise[t][used] = variance;
        wave->mean_noise[t] += variance;
        used++;
    }
    enum { LEAST_RUNS = 8 };
    *too_few = used < LEAST_RUNS;
    if (*too_few) {
        return CURB_ERR_INVALID;
    }
    wave->mean_noise[t] /= (double)used;
    curb_emulator_runs_t runs = {.count = used,
        .dimensions = inputs,
        .points = wave->inputs[t],
        .values = wave->outputs[t],
        .noise = wave->noise[t]};
    return curb_emulator_fit(&wave->emulators[t], CURB_MATERN_52, &runs);
}

curb_error_t curb_calibration_fit(curb_calibration_t *self, curb_wave_t *wave)
{
    size_t count = self->targets->target_count;
    curb_error_t errors[CURB_TARGETS_MAX];
    bool too_few[CURB_TARGETS_MAX] = {false};
#pragma omp parallel for schedule(dynamic) num_threads(self->jobs) default(none)           \
    shared(self, wave, errors, too_few, count)
    for (size_t t = 0; t < count; t++) {
        errors[t] = fit_target(self, wave, t, &too_few[t]);
    }
    curb_error_t result = CURB_OK;
    for (size_t t = 0; t < count; t++) {
        if (errors[t] != CURB_OK) {
            result = curb_diagnostics_fail(self->diagnostics, errors[t],
                too_few[t] ? "target '%s': its figure is a number at too few of %zu points"
                           : "target '%s': its emulator could not be fitted to %zu points",
                self->targets->targets[t].measure.id, wave->count);
        }
    }
    return result;
}

/* A band prefers nothing inside it, so a point is held against the nearest value of it. */
double curb_calibration_judge(const curb_calibration_t *self, const curb_wave_t *wave,
    size_t target, const double *values, double *scratch, double *emulated)
{
    const curb_target_t *row = &self->targets->targets[target];
    double inputs[CURB_CALIBRATED_MAX] = {0}, variance = 0;
    curb_emulator_t mine = wave->emulators[target];
    mine.scratch = scratch;
    scale_inputs(self, target, values, inputs);
    curb_emulator_at(&mine, inputs, emulated, &variance);
    curb_target_knowledge_t knowledge = {
        .observed = fmin(fmax(*emulated, row->measure.low), row->measure.high),
        .discrepancy_variance = row->discrepancy * row->discrepancy,
        .noise_variance = wave->mean_noise[target]};
    return curb_implausibility(&knowledge, *emulated, variance);
}

void curb_wave_free(curb_wave_t *self, size_t target_count)
{
    for (size_t t = 0; t < target_count; t++) {
        curb_emulator_free(&self->emulators[t]);
        curb_free(self->inputs[t]);
        curb_free(self->outputs[t]);
        curb_free(self->noise[t]);
    }
    curb_free(self->values);
    curb_free(self->figures);
    curb_free(self->variances);
    *self = (curb_wave_t){0};
}

curb_error_t curb_calibration_sift(
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
