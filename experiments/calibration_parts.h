/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The inside of curb_calibrate(): running points, and what emulators say of others. */
#ifndef CURB_EXPERIMENTS_CALIBRATION_PARTS_H
#define CURB_EXPERIMENTS_CALIBRATION_PARTS_H

#include "analysis/emulator.h"
#include "experiments/calibration.h"
#include "store/kept.h"

#include <time.h>

/** A wave of points, what the model gave there and emulators of it. Rows of points whose
 * anchors contradict each other hold NaN. */
typedef struct {
    size_t count;
    double *values;              /**< [point][parameter], owned */
    double *figures, *variances; /**< [point][target], owned */
    size_t contradicting;
    curb_emulator_t emulators[CURB_TARGETS_MAX];
    double *inputs[CURB_TARGETS_MAX]; /**< [run][input of the target], owned */
    double *outputs[CURB_TARGETS_MAX], *noise[CURB_TARGETS_MAX]; /**< [run], owned */
    double mean_noise[CURB_TARGETS_MAX];
} curb_wave_t;

typedef struct {
    curb_targets_t *targets;
    const curb_calibration_options_t *options;
    curb_calibration_report_t *report;
    curb_diagnostics_t *diagnostics;
    int jobs;
    struct timespec started;
    curb_kept_t kept;
    size_t input_count[CURB_TARGETS_MAX]; /**< parameters that a target's study has */
    uint32_t inputs[CURB_TARGETS_MAX][CURB_CALIBRATED_MAX];
    size_t wave_count;
    curb_wave_t waves[CURB_POSTERIOR_WAVES_MAX];
} curb_calibration_t;

double curb_calibration_seconds(const curb_calibration_t *self);

/** @brief Plans the budgets of all studies and checks that each can start. */
CURB_MUST_CHECK curb_error_t curb_calibration_prepare(curb_calibration_t *self);

/** @brief Runs the studies at the points of a wave, over threads, except where figures were
 * kept. @return CURB_OK, CURB_ERR_STOPPED, CURB_ERR_INTERRUPTED, or what went wrong. */
CURB_MUST_CHECK curb_error_t curb_calibration_run_wave(
    curb_calibration_t *self, curb_wave_t *wave);

/** @brief Fits an emulator to each target. */
CURB_MUST_CHECK curb_error_t curb_calibration_fit(
    curb_calibration_t *self, curb_wave_t *wave);

/** @brief Points over the laws of the parameters, [count][parameter].
 *  @param design  which of the designs of this seed
 *  @return CURB_OK or CURB_ERR_NO_MEMORY */
CURB_MUST_CHECK curb_error_t curb_calibration_sample(
    const curb_targets_t *targets, uint32_t design, size_t count, double *values);

/** @brief What a wave's emulator says of a target at a point.
 *  @param scratch  [2 x runs of the wave + CURB_CALIBRATED_MAX]
 *  @return implausibility against the nearest end of the band, 0 inside it */
double curb_calibration_judge(const curb_calibration_t *self, const curb_wave_t *wave,
    size_t target, const double *values, double *scratch, double *emulated);

/** @brief Which of some points no emulator of any wave rules out.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY */
CURB_MUST_CHECK curb_error_t curb_calibration_sift(
    const curb_calibration_t *self, const double *values, size_t count, bool *left);

void curb_wave_free(curb_wave_t *self, size_t target_count);

/** What the emulators of the first wave say of the judged points, and which of them all
 * waves leave. Zeroed at first. */
typedef struct {
    double *values;      /**< [judged][parameter] */
    double *emulated;    /**< [judged][target] by the first wave */
    double *implausible; /**< [judged][target] the same */
    bool *left;          /**< [judged] */
} curb_judged_t;

void curb_judged_free(curb_judged_t *self);

/** @brief Judges points of the prior by the first wave and describes each target, and each
 * two together, in `posterior`.
 *  @return CURB_ERR_INVALID when a target is out of reach, each of them with how far;
 *  CURB_ERR_NO_MEMORY */
CURB_MUST_CHECK curb_error_t curb_judged_first(
    curb_judged_t *judged, curb_calibration_t *self, curb_posterior_t *posterior);

/** @brief Finds which points all waves so far leave. @param share_left  of all points */
CURB_MUST_CHECK curb_error_t curb_judged_sift(
    curb_judged_t *judged, const curb_calibration_t *self, double *share_left);

/** @brief Says that too few points are plausible for all targets, and which two of them
 * pull against each other most. @return CURB_ERR_INVALID */
curb_error_t curb_calibration_nothing_left(curb_calibration_t *self,
    const curb_posterior_t *posterior, size_t found, size_t tried);

#endif
