/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Results made up in memory, of any size, for tests of figures: a market that stands still
 * but for noise, and measures that take a share of it from the third year on. */
#ifndef CURB_TESTS_PLOTS_MARKET_H
#define CURB_TESTS_PLOTS_MARKET_H

#include "analysis/compare.h"

#include <stdbool.h>
#include <stddef.h>

/** What to make up; the baseline comes on top of the measures. */
typedef struct {
    size_t measures, jurisdictions, sectors, replicates, years;
    bool with_doses;   /**< measures come as low, default and high of every third one */
    double budget_usd; /**< of each measure; 0: none */
    double effect;     /**< share that the first measure takes; others take less */
    double noise;      /**< share by which its effect varies over replicates */
    bool both_concepts;
} plots_shape_t;

typedef struct {
    curb_results_t labels;
    double *values[CURB_METRIC_COUNT]; /**< owned */
} plots_market_t;

/** Makes it; free it with plots_market_free(). */
void plots_market_make(plots_market_t *self, const plots_shape_t *shape);
void plots_market_free(plots_market_t *self);

/** Three measures, three years of policy, clear effects. */
plots_shape_t plots_small_shape(void);

/** Makes the last of nine measures at three doses a package of the other two at its dose.
 */
void plots_market_nest(plots_market_t *self);

curb_compare_data_t plots_market_data(const plots_market_t *self);

#endif
