/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How much chance is in a mean over replicates, as the replicates themselves show it. */
#ifndef CURB_ANALYSIS_CHANCE_H
#define CURB_ANALYSIS_CHANCE_H

#include <stddef.h>

/** @brief Covariance of two means over the same replicates, which fall in turn into
 *  `strata` kinds (concepts of detection) that differ on purpose: the sum over strata of
 *  (n_s / n)^2 cov_s / n_s.
 *  @param x, y  [n]; the same array twice: the variance of a mean
 *  @return NaN when a stratum has fewer than two replicates or a value is not a number. */
double curb_chance_covariance(const double *x, const double *y, size_t n, size_t strata);

#endif
