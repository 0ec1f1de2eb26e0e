/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where in the prior the targets can be met: by the emulators of the first wave target by
 * target, by those of all waves for all together. */
#include "analysis/plausible.h"
#include "experiments/calibration_parts.h"
#include "model/memory.h"

#include <math.h>

enum {
    JUDGED = 4000, /**< points of the prior by which space is measured */
    DESIGN_OF_JUDGED = 1000000
};

void curb_judged_free(curb_judged_t *self)
{
    curb_free(self->values);
    curb_free(self->emulated);
    curb_free(self->implausible);
    curb_free(self->left);
}

static curb_error_t judge(curb_calibration_t *self, curb_judged_t *judged)
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
        error = curb_calibration_sample(targets, DESIGN_OF_JUDGED, JUDGED, judged->values);
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

static void describe_target(const curb_calibration_t *self, const curb_judged_t *judged,
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
    const curb_calibration_t *self, const curb_judged_t *judged, double *together)
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

curb_error_t curb_judged_first(
    curb_judged_t *judged, curb_calibration_t *self, curb_posterior_t *posterior)
{
    size_t count = posterior->target_count;
    curb_error_t error = judge(self, judged);
    if (error != CURB_OK) {
        return error;
    }
    for (size_t t = 0; t < count; t++) {
        describe_target(self, judged, t, &posterior->targets[t]);
    }
    posterior->together = curb_calloc(count * count, sizeof(double));
    if (posterior->together == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    find_together(self, judged, posterior->together);
    return check_reach(self, posterior);
}

curb_error_t curb_judged_sift(
    curb_judged_t *judged, const curb_calibration_t *self, double *share_left)
{
    curb_error_t error = curb_calibration_sift(self, judged->values, JUDGED, judged->left);
    size_t kept = 0;
    for (size_t i = 0; error == CURB_OK && i < JUDGED; i++) {
        kept += judged->left[i];
    }
    *share_left = (double)kept / JUDGED;
    return error;
}

curb_error_t curb_calibration_nothing_left(
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
