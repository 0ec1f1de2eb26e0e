/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Packages of policies weighed by what they avert and what they cost the public: the
 *  Pareto front, how often a package is on it, which one averts most and which cannot be
 *  told apart from it, and where policies together do more or less than one by one. All of
 *  it from runs of the packages themselves. The unit is the draw of the parameters
 *  (levels.h). Pure functions. */
#ifndef CURB_ANALYSIS_PORTFOLIO_H
#define CURB_ANALYSIS_PORTFOLIO_H

#include "analysis/compare.h"
#include "analysis/front.h"
#include "analysis/paired.h"

enum { CURB_PORTFOLIO_PACKAGES_MAX = 64, CURB_PORTFOLIO_PARTS_MAX = 24 };

/** What was run; borrowed. */
typedef struct {
    size_t package_count, unit_count;
    const double *averted; /**< [package][unit] person-years; NaN: missing */
    const double *cost;    /**< [package][unit] USD a year, as modelled */
    const int *concepts;   /**< [unit] curb_concept_t; NULL: all the same */
    size_t policy_count;   /**< at most CURB_PORTFOLIO_PARTS_MAX */
    const uint8_t *doses;  /**< [package][policy], 0: not in the package; NULL: unknown,
                              then nothing is said of interactions */
} curb_portfolio_data_t;

/** Whatever is undefined is NaN: also all of a package whose averted years differ in sign
 * between the concepts of detection, which then is on no front. */
typedef struct {
    size_t n; /**< units in which both are numbers */
    bool concepts_disagree;
    double averted, cost; /**< means */
    curb_interval_t averted_interval, cost_interval;
    curb_ratio_t cost_per_year; /**< USD for one person-year averted in a year; Fieller */
    bool on_front;              /**< of the means */
    size_t dominated_by;        /**< a package, CURB_FRONT_NOTHING, or CURB_FRONT_NONE */
    double front_share;         /**< of units in which it is on the front of that unit */
    double front_share_by[CURB_CONCEPT_COUNT];
    /** How much less than the best it averts, and whether that could be nothing. */
    double behind;
    curb_interval_t behind_interval;
    bool may_be_best;
} curb_portfolio_package_t;

/** A package of two or more policies against the sum of those policies run one by one. */
typedef struct {
    size_t package, parts;
    bool concepts_disagree;
    double joint, sum, difference; /**< averted; joint - sum; more is more than additive */
    curb_interval_t interval;
    double p_adjusted; /**< step-down max-t over all interactions */
} curb_portfolio_interaction_t;

typedef struct {
    double level, years; /**< of the intervals; length of the window */
    size_t package_count, unit_count, front_count;
    size_t best;                        /**< CURB_FRONT_NONE when nothing averts anything */
    size_t not_told_apart;              /**< packages that may be best, it not counted */
    double critical;                    /**< of the packages' own intervals */
    curb_portfolio_package_t *packages; /**< owned */
    size_t interaction_count;
    curb_portfolio_interaction_t *interactions; /**< pairs first, in the packages' order;
                                                   owned */
} curb_portfolio_t;

/** @brief Weighs at most CURB_PORTFOLIO_PACKAGES_MAX packages.
 *
 *  Three families of max-t intervals (maxt.h) hold together each in itself: averted years
 *  and costs of all packages; differences of averted years between all pairs of packages,
 *  so that the best may be picked by looking; all interactions.
 *  @param years  length of the window: averted years are over all of it, costs a year
 *  @return CURB_ERR_INVALID for no package, too many, or fewer than two units;
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_portfolio_init(curb_portfolio_t *self,
    const curb_portfolio_data_t *data, double years, double level, uint64_t seed);

void curb_portfolio_free(curb_portfolio_t *self);

/** Columns of a results file. */
typedef struct {
    curb_window_t window;
    size_t package_count, unit_count, replicate_count;
    size_t *scenarios;      /**< [package], ascending; owned */
    double *averted, *cost; /**< [package][unit] as curb_portfolio_data_t; owned */
    int *concepts;          /**< [unit]; owned */
} curb_portfolio_columns_t;

/** @brief Reads every scenario but the baseline of a file whose `exploited_months` and
 *  `policy_cost` are there.
 *  @param from, to  calendar years; NaN: see window.h
 *  @return as curb_pairing_init(). */
CURB_MUST_CHECK curb_error_t curb_portfolio_columns_init(curb_portfolio_columns_t *self,
    const curb_compare_data_t *data, double from, double to,
    curb_diagnostics_t *diagnostics);

void curb_portfolio_columns_free(curb_portfolio_columns_t *self);

#endif
