/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Two levels of uncertainty: what differs between draws of the parameters is not known,
 * what differs between replicates of one draw is chance. Replicates of a draw are not
 * independent of each other, so draws are the units that intervals and tests count. */
#ifndef CURB_ANALYSIS_LEVELS_H
#define CURB_ANALYSIS_LEVELS_H

#include "analysis/paired.h"
#include "store/results.h"

#include <stdbool.h>
#include <stddef.h>

/** @brief Numbers the units of a file: replicates of one draw are one unit, units go by
 * their first replicate. With central parameters, or in a file without numbers of draws,
 * every replicate is a unit of its own.
 *  @param unit  [labels->replicate_count] receives the unit of each replicate
 *  @return how many units. */
size_t curb_levels_units(const curb_results_t *labels, size_t *unit);

/** @brief Mean of each unit over its values that are numbers; NaN where there is none.
 *  @param values  [n]    @param unit  [n] ascending, below unit_count
 *  @param means   [unit_count] receives the means; may not be `values` */
void curb_levels_means(
    const double *values, const size_t *unit, size_t n, size_t unit_count, double *means);

/** One-way random effects: a value is the mean + a unit's effect + its own. Whatever is
 * undefined is NaN: everything with n = 0; the split with fewer than two units or without
 * a unit of two values. */
typedef struct {
    size_t n, units;        /**< values that are numbers, and units that have any */
    double between, chance; /**< mean squares between and within units */
    double per_unit;        /**< n0: values of a unit, as the estimator weighs them */
    double parameters; /**< variance between units, (between - chance)/n0; never below 0 */
    bool negative;     /**< the estimate was below 0 and is given as 0 */
    double share;      /**< parameters / (parameters + chance), of one value's variance */
    curb_interval_t share_interval; /**< at the level asked for */
} curb_levels_t;

/** @brief Splits the variance of values into that between units and that within, by the
 * estimator of the analysis of variance (Searle, Casella and McCulloch 1992, chapter 3; not
 * seen, the formulas are checked by simulation), also where units have unequal numbers of
 * values. The interval of the share is exact for normal values and equal numbers: from
 * between/chance over quantiles of F with m - 1 and n - m degrees of freedom.
 *  @param unit  [n], ascending */
curb_levels_t curb_levels(const double *values, const size_t *unit, size_t n, double level);

#endif
