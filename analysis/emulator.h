/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A Gaussian process that stands in for the model where it was not run: mean and variance
 *  of an output at any point of the parameters, from runs at some (Rasmussen and Williams
 *  2006, algorithm 2.1). Noise of the replicates enters as a variance a run, s_i^2 / r
 *  (stochastic kriging; Ankenman, Nelson and Staum 2010). */
#ifndef CURB_ANALYSIS_EMULATOR_H
#define CURB_ANALYSIS_EMULATOR_H

#include "model/error.h"

#include <stddef.h>

enum { CURB_EMULATOR_DIMENSION_MAX = 64 };

typedef enum { CURB_SQUARED_EXPONENTIAL, CURB_MATERN_52 } curb_kernel_t;

/** What the process believes before it sees a run. */
typedef struct {
    curb_kernel_t kernel;
    double mean;     /**< in units of the output */
    double variance; /**< of the process, in squared units of the output */
    double nugget;   /**< further variance of every run, the same for all */
    double length[CURB_EMULATOR_DIMENSION_MAX]; /**< [dimension], in units of the inputs */
} curb_emulator_prior_t;

/** Runs of the model; borrowed. */
typedef struct {
    size_t count, dimensions;
    const double *points; /**< [run][dimension] */
    const double *values; /**< [run] mean over its replicates */
    const double *noise;  /**< [run] s_i^2 / r; NULL: none */
} curb_emulator_runs_t;

typedef struct {
    curb_emulator_prior_t prior;
    curb_emulator_runs_t runs; /**< borrowed */
    double *inverse;           /**< [run][run] of the covariance of the runs; owned */
    double *factor;            /**< [run][run] its Cholesky factor, lower half; owned */
    double *weights;           /**< [run] inverse times (values - mean); owned */
    double *scratch;           /**< [2 run]; owned */
    double log_likelihood;
} curb_emulator_t;

/** @brief Conditions a prior on runs. The runs must outlive `self`.
 *  @return CURB_ERR_INVALID when the covariance is not positive definite (two runs at one
 *  point without noise) or there are no runs; CURB_ERR_NO_MEMORY. `self` is then empty. */
CURB_MUST_CHECK curb_error_t curb_emulator_init(curb_emulator_t *self,
    const curb_emulator_prior_t *prior, const curb_emulator_runs_t *runs);

/** @brief As curb_emulator_init(), with mean, variance, nugget and lengths of greatest
 *  likelihood, found by BFGS from several starts. Inputs are expected in about [0, 1]:
 *  lengths are sought from 0.05 to 20. A constant output is returned as such.
 *  @return CURB_ERR_INVALID also for fewer than two runs and for a value that is not a
 *  number. */
CURB_MUST_CHECK curb_error_t curb_emulator_fit(
    curb_emulator_t *self, curb_kernel_t kernel, const curb_emulator_runs_t *runs);

void curb_emulator_free(curb_emulator_t *self);

/** @brief Mean and variance of the noiseless output at a point [dimension]. Uses the
 *  scratch of `self`: one thread at a time. */
void curb_emulator_at(
    const curb_emulator_t *self, const double *point, double *mean, double *variance);

/** @brief What the other runs say of run i, its noise included (Rasmussen and Williams
 *  2006, equation 5.12), the prior kept as it is. */
void curb_emulator_left_out(
    const curb_emulator_t *self, size_t i, double *mean, double *variance);

/** @brief (value - mean) / sd of run i when left out: about N(0, 1) for a sound emulator
 *  (Bastos and O'Hagan 2009). */
double curb_emulator_left_out_error(const curb_emulator_t *self, size_t i);

/** @brief Derivatives of the log likelihood, the mean held: by log variance, by log
 *  nugget, then by the log of each length; `gradient` is [2 + dimensions]. */
void curb_emulator_gradient(const curb_emulator_t *self, double *gradient);

#endif
