/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The file of a posterior: points of the uncertain numbers with weights, how they were
 *  found and how well they fit. docs/posterior-format.md describes it. */
#ifndef CURB_STORE_POSTERIOR_H
#define CURB_STORE_POSTERIOR_H

#include "model/diagnostics.h"
#include "study/targets_file.h"

#include <stddef.h>

enum { CURB_POSTERIOR_WAVES_MAX = 16, CURB_POSTERIOR_FORMAT = 1 };

/** One target, and what came of it. Shares are of the prior's draws. */
typedef struct {
    char id[CURB_ID_BYTES];
    char what[200], unit[40], source[400];
    int label; /**< curb_target_label_keys */
    double low, high, discrepancy;
    double nearest;     /**< run of the first wave that lies nearest to the band */
    double met;         /**< share whose emulated figure is in the band or within one
                           discrepancy of it */
    double implausible; /**< share ruled out by this target alone */
    double least;       /**< least implausibility */
    double loo_rms;     /**< root mean square of standardised leave-one-out errors of the
                           last wave; about 1 for a sound emulator */
    double loo_far;     /**< share of them beyond 2; about 0.05 */
    double prior_mean;  /**< of the runs of the first wave */
    double mean;        /**< weighted, of the points */
} curb_posterior_target_t;

typedef struct {
    double points;        /**< run, contradicting ones included */
    double contradicting; /**< whose anchors contradict each other: dropped */
    double left; /**< share of the prior's draws that it leaves, with earlier ones */
} curb_posterior_wave_t;

typedef struct {
    char id[CURB_ID_BYTES], title[CURB_TITLE_BYTES];
    char version[64]; /**< of the program */
    char world_id[CURB_ID_BYTES];
    char world_hash[65]; /**< curb_hash_numbers() of the world */
    char seed_hex[20];
    char content_hash[65]; /**< of points, weights and names */
    char command_line[1024];
    char *targets_text; /**< the file of targets; owned */
    size_t replicates;  /**< of a study at a point */
    size_t parameter_count, target_count, wave_count, point_count;
    double effective; /**< effective sample size */
    curb_posterior_wave_t waves[CURB_POSTERIOR_WAVES_MAX];
    curb_posterior_target_t targets[CURB_TARGETS_MAX];
    curb_calibrated_t parameters[CURB_CALIBRATED_MAX];
    double *points;   /**< [point][parameter], owned */
    double *weights;  /**< [point], add up to 1; owned */
    double *figures;  /**< [point][target], in units of the bands; owned */
    double *noise;    /**< [point][target] variance of a figure by chance; owned */
    double *together; /**< [target][target] share that meets both; owned */
} curb_posterior_t;

/** @brief Room for the arrays, of the counts that are set. */
CURB_MUST_CHECK curb_error_t curb_posterior_room(curb_posterior_t *self);

/** @brief Writes the file, whole or not at all, and sets the content hash. */
CURB_MUST_CHECK curb_error_t curb_posterior_write(
    curb_posterior_t *self, const char *path, curb_diagnostics_t *diagnostics);

/** @brief Reads a file. Free `self` in any case.
 *  @return CURB_ERR_NO_INPUT; CURB_ERR_INVALID when it is no posterior, or damaged. */
CURB_MUST_CHECK curb_error_t curb_posterior_read(
    curb_posterior_t *self, const char *path, curb_diagnostics_t *diagnostics);

/** @brief Whether a file is a posterior of ours, by its first attributes. */
bool curb_posterior_is(const char *path);

void curb_posterior_free(curb_posterior_t *self);

#endif
