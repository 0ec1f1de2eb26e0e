/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Choosing the best of several policies with a stated probability: constants of the known
 *  procedures, and how to share out a budget of replicates. Smaller means better. */
#ifndef CURB_ANALYSIS_SELECTION_H
#define CURB_ANALYSIS_SELECTION_H

#include <stddef.h>

/** @brief Two-sided critical value of `comparisons` means against one control, equal
 * numbers of runs, so correlation 1/2 (Dunnett 1955): P(max |T| <= c) = level for the
 * multivariate t with `freedom` degrees. NaN for arguments outside their meaning, as below.
 */
double curb_dunnett(double level, size_t comparisons, double freedom);

/** @brief Rinott's constant h (1978): n_i = max(n0, ceil((h s_i / delta)^2)) runs of each
 * of `policies` select the best with probability at least `level` when it is better by
 * delta. For independent policies: without common random numbers. */
double curb_rinott(double level, size_t policies, size_t first_runs);

/** @brief The constant h of Dudewicz and Dalal (1975), for their weighted means. */
double curb_dudewicz_dalal(double level, size_t policies, size_t first_runs);

/** Kim and Nelson (2001), c = 1: holds under common random numbers. */
typedef struct {
    double eta, h_squared;
} curb_kim_nelson_t;

/** @brief Constants for an error rate `alpha`, `policies` candidates and first_runs >= 2;
 *  NaN where alpha is that of choosing between two by a coin, or more. */
curb_kim_nelson_t curb_kim_nelson(double alpha, size_t policies, size_t first_runs);

/** @brief How much worse the mean of a policy may be after `runs` runs and stay in, when
 * the variance of its differences from the other is `variance`. */
double curb_kim_nelson_margin(
    const curb_kim_nelson_t *self, double variance, double delta, size_t runs);

/** @brief Shares of a budget of runs that find the best soonest (OCBA: Chen, Lin, Yucesan
 *  and Chick 2000). A hint: it assumes independent policies. `shares` gets NaN when two
 *  policies are equally good or an sd is not above 0. */
void curb_ocba(const double *means, const double *sds, size_t policies, double *shares);

#endif
