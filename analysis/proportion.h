/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How sure a share of units is. */
#ifndef CURB_ANALYSIS_PROPORTION_H
#define CURB_ANALYSIS_PROPORTION_H

#include "analysis/paired.h"

/** @brief Exact interval of a share of n units in which `hits` were counted (Clopper and
 *  Pearson 1934): it holds at `level` or more, whatever the share. Units that share a tie
 *  make `hits` a fraction, for which the same beta quantiles are taken. NaN for n = 0.
 *  @param hits  0 to n */
curb_interval_t curb_proportion_interval(double hits, size_t n, double level);

#endif
