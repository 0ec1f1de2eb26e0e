/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Targets of a calibration: which numbers are uncertain, and bands from the literature in
 *  which figures of the model should lie. Each target is measured in a study: that of the
 *  file, whose world the posterior is of, or one of its own, for a small world that the
 *  source is about. Numbers carry over by their names, so they need one range. */
#ifndef CURB_STUDY_TARGETS_FILE_H
#define CURB_STUDY_TARGETS_FILE_H

#include "study/measure.h"

enum {
    CURB_TARGETS_MAX = 32,
    CURB_TARGET_STUDIES_MAX = 16,
    CURB_CALIBRATED_MAX = 64 /**< as many inputs as an emulator takes */
};

typedef struct {
    curb_measure_t measure;
    size_t study;                             /**< index into the studies */
    double discrepancy;                       /**< sd, in units of the band */
    char source[400], seen[200], remark[900]; /**< of the band */
    int grade;                                /**< 0 A, 1 B, 2 C */
    int label;                                /**< none, descriptive, contested */
} curb_target_t;

/** A number to calibrate: a row of the first study's world that all studies share. */
typedef struct {
    char name[2 * CURB_ID_BYTES]; /**< as in curb_uncertain_t */
    char registry[128], unit[64]; /**< "" when not known */
    double low, mode, high;
    curb_spread_t spread;
} curb_calibrated_t;

typedef struct {
    char id[CURB_ID_BYTES];
    char title[CURB_TITLE_BYTES];
    uint64_t seed, waves, points, replicates;
    size_t target_count, study_count, parameter_count;
    curb_target_t targets[CURB_TARGETS_MAX];
    curb_calibrated_t parameters[CURB_CALIBRATED_MAX];
    curb_study_t studies[CURB_TARGET_STUDIES_MAX]; /**< 0: that of the file; owned */
    char study_paths[CURB_TARGET_STUDIES_MAX][512];
    curb_study_t files; /**< owner of the names that messages point to */
    char *text;         /**< the file as it was read; owned */
} curb_targets_t;

extern const char *const curb_target_label_keys[];

/** @brief Reads TARGETS and the studies that it names. All problems are added to
 * `diagnostics` with their places. Free `self` in any case, after the messages were shown.
 *  @return CURB_OK, CURB_ERR_INVALID, CURB_ERR_NO_INPUT, CURB_ERR_IO or
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_targets_read(
    curb_targets_t *self, const char *path, curb_diagnostics_t *diagnostics);

void curb_targets_free(curb_targets_t *self);

/** @brief Row of a calibrated number in the world of a study, or SIZE_MAX when that world
 * has it not, or as a fixed number. */
size_t curb_targets_row(const curb_world_t *world, const char *name);

#endif
