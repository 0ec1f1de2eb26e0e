/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What targets say of a point: how implausible it is (history matching), how much weight
 *  its runs deserve, and which of the weighted points a draw takes. */
#ifndef CURB_ANALYSIS_PLAUSIBLE_H
#define CURB_ANALYSIS_PLAUSIBLE_H

#include <stddef.h>

/** Points beyond so many standard deviations are ruled out (Pukelsheim 1994: whatever the
 * unimodal law, at most 5 % lie further out). */
#define CURB_IMPLAUSIBLE 3.0

/** What is known of one target, in its units; variances in their squares. */
typedef struct {
    double observed;
    double observation_variance;
    double discrepancy_variance; /**< of the model even at its best point */
    double noise_variance;       /**< of the mean over replicates, s^2 / r */
} curb_target_knowledge_t;

/** @brief |z - E f(x)| / sqrt(Var_em + Var_obs + Var_disc + Var_sim / r) (Craig, Goldstein,
 *  Seheult and Smith 1997; Vernon, Goldstein and Bower 2010). 0 when nothing is uncertain
 *  and the two are equal, infinite when they are not or one is not a number. */
double curb_implausibility(
    const curb_target_knowledge_t *target, double emulated, double emulated_variance);

/** @brief The largest (rank 0), second largest (rank 1) ... of `count` implausibilities;
 *  0 when there are not so many. One that is not a number counts as infinite. */
double curb_implausibility_ranked(const double *values, size_t count, size_t rank);

/** @brief Logarithm of the weight of a value against a band: 0 inside, Gaussian outside,
 *  -d^2 / (2 sd^2) at distance d. Sources give bands within which they prefer nothing, so
 *  neither does the weight. Minus infinity for a value that is not a number, and outside
 *  with an sd of 0. */
double curb_band_log_weight(double value, double low, double high, double sd);

/** @brief Makes weights of their logarithms, adding up to 1; one that is not a number
 *  weighs nothing; equal ones when all are -inf. */
void curb_weights_normalise(const double *log_weights, size_t count, double *weights);

/** @brief Effective sample size 1 / sum w^2 of weights that add up to 1 (Kish 1965). */
double curb_weights_effective(const double *weights, size_t count);

/** @brief The k-th of an endless sequence in [0, 1) of which every beginning is spread
 *  evenly: the fractional part of shift + k times the golden ratio (Kronecker's sequence).
 *  Draws asked for later leave those before as they are. */
double curb_even_unit(double shift, size_t k);

/** @brief The point whose piece of the cumulated weights holds u in [0, 1); never one of
 *  weight 0. */
size_t curb_weights_pick(const double *weights, size_t count, double u);

#endif
