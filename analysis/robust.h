/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How well each option does over many possible worlds, when nobody can say how likely they
 *  are: the eleven measures that McPhail et al. (2018) collect, and regret. Larger utility
 *  is better. Pure functions. */
#ifndef CURB_ANALYSIS_ROBUST_H
#define CURB_ANALYSIS_ROBUST_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>

/** X(enum name, key, whether more of it is better, what it is) */
/* clang-format off */
#define CURB_ROBUST_LIST(X)                                                                \
    X(MAXIMIN, "maximin", true, "the worst world")                                         \
    X(MAXIMAX, "maximax", true, "the best world")                                          \
    X(HURWICZ, "hurwicz", true, "halfway between the worst and the best world")             \
    X(LAPLACE, "laplace", true, "the mean over worlds")                                    \
    X(MINIMAX_REGRET, "minimax_regret", false, "the largest regret")                       \
    X(P90_REGRET, "p90_minimax_regret", false, "the 90th percentile of regret")            \
    X(MEAN_VARIANCE, "mean_variance", true, "(mean + 1) / (standard deviation + 1); hangs on the unit, and means nothing for a mean below -1") \
    X(UNDESIRABLE, "undesirable_deviations", false, "how far worlds below the median fall below it, summed") \
    X(SKEWNESS, "percentile_skewness", true, "how far the middle of the 10th and 90th percentiles lies above the median, over half their distance") \
    X(PEAKEDNESS, "percentile_peakedness", true, "distance of the 10th and 90th percentiles over that of the quartiles") \
    X(STARR, "starr_domain", true, "share of worlds in which the threshold is reached")
/* clang-format on */

#define CURB_ROBUST_ENUM(name, ...) CURB_ROBUST_##name,
typedef enum { CURB_ROBUST_LIST(CURB_ROBUST_ENUM) CURB_ROBUST_COUNT } curb_robust_measure_t;
#undef CURB_ROBUST_ENUM

typedef struct {
    const char *key;
    bool more_is_better;
    const char *meaning;
} curb_robust_row_t;

extern const curb_robust_row_t curb_robust_rows[CURB_ROBUST_COUNT];

/** What is said of one option. */
typedef struct {
    double measures[CURB_ROBUST_COUNT];
    double mean_regret;
    double worst_quarter; /**< mean over the worst quarter of worlds (CVaR, 25 %) */
    double first_share;   /**< share of worlds in which it is the best; ties shared */
    size_t first_by;      /**< measures by which it is first, ties included */
} curb_robust_option_t;

typedef struct {
    size_t option_count, world_count; /**< worlds in which all options have a number */
    curb_robust_option_t *options;    /**< owned */
    double *regret;                   /**< [option][world]; owned */
    size_t first[CURB_ROBUST_COUNT];  /**< the best option by a measure, the first of ties;
                                         option_count when it tells none apart */
    size_t agreeing;                  /**< measures that name the most named option */
    size_t telling;                   /**< measures that tell options apart */
    size_t favourite;                 /**< the most named option */
} curb_robust_t;

/** @brief Measures of utility[option * worlds + world]. Worlds with a NaN are left out.
 *  @param optimism  Hurwicz's weight of the best world, in [0, 1]
 *  @param threshold  what a world has to reach for Starr's criterion
 *  @return CURB_ERR_INVALID without a world or an option; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_robust_init(curb_robust_t *self, const double *utility,
    size_t options, size_t worlds, double optimism, double threshold);

void curb_robust_free(curb_robust_t *self);

#endif
