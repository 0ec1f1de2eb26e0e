/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What `curb compare` says, as numbers: every scenario against the baseline, paired by
 * replicate and counted by draw of the parameters (levels.h), with intervals that hold
 * together over the study's whole family; where the market moved; what an averted year
 * cost; how often each of equally funded scenarios comes first. */
#ifndef CURB_ANALYSIS_COMPARE_H
#define CURB_ANALYSIS_COMPARE_H

#include "analysis/acceptability.h"
#include "analysis/levels.h"
#include "analysis/multiplicity.h"
#include "analysis/paired.h"
#include "analysis/summary.h"
#include "analysis/window.h"
#include "model/diagnostics.h"
#include "model/world.h"
#include "store/results.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Index of a row that sums over jurisdictions, sectors, or both concepts. */
enum { CURB_COMPARE_ALL = -1 };

/** Labels and values of one results file; borrowed. values[m] is curb_results_read() of m,
 * NULL where curb_compare_needs() does not ask for it. */
typedef struct {
    const curb_results_t *labels;
    const double *values[CURB_METRIC_COUNT];
} curb_compare_data_t;

typedef struct {
    double from, to; /**< calendar years, the last included; NaN: see window.h */
    bool by_jurisdiction, by_sector, by_concept; /**< rows beside the sums */
    size_t metric_count;                         /**< 0: the study's declared metrics */
    curb_metric_t metrics[CURB_METRIC_COUNT];
    const bool *scenarios; /**< [scenario] to show; NULL: all. Hides, never re-computes */
    double level;          /**< of the intervals */
    curb_multiplicity_t adjust; /**< of p values and of the intervals of means */
    curb_summary_t statistic;   /**< of the units' differences; intervals of others than
                                   the mean are BCa, and each holds alone */
    uint64_t flip_seed;         /**< of sign-flips and resamples */
} curb_compare_options_t;

/** @brief Default window, declared metrics, sums only, means, 95 %, max-t with step-down p.
 */
curb_compare_options_t curb_compare_defaults(void);

/** One line. Whatever is undefined is NaN. */
typedef struct {
    size_t scenario;
    curb_metric_t metric;
    int jurisdiction, sector, concept; /**< or CURB_COMPARE_ALL */
    size_t n; /**< units: draws of the parameters; replicates where each is a unit */
    double baseline_mean;
    double difference, ci_low, ci_high; /**< of the statistic asked for */
    /** Of means: their ratio with Fieller's interval, same critical value. Of another
     * statistic: that of the units' own changes; NaN unless all their baselines are above
     * 0. */
    double percent, percent_ci_low, percent_ci_high;
    const char *interval,
        *percent_interval; /**< what they are: a key of multiplicity.h, "bca", "fieller",
                              "constant"; NULL where there is none */
    double vrf;
    double p_adjusted; /**< as asked for; NaN for rows outside the family, as below, and for
                          another statistic than the mean */
    double p, p_single, p_holm, p_hochberg,
        p_bh; /**< of t alone; over the family by single-step max-t and by adjust.h */
    /** The replicates' differences in two levels; NaN with one replicate a unit. */
    curb_levels_t levels;
    bool in_family;
    bool withheld; /**< of a State whose anchors are allocated: baseline_mean is NaN, and
                      difference too unless the baseline is 0 */
    bool concepts_disagree; /**< the two concepts' differences differ in sign: difference,
                               interval and percent are NaN */
} curb_compare_row_t;

/** What a scenario did to months of exploitation in the window, and what that cost. */
typedef struct {
    size_t scenario, n;
    bool has_outside;     /**< some cell is out of its scope */
    double averted_years; /**< person-years, all cells */
    curb_interval_t averted_interval;
    double inside_years,
        outside_years; /**< changes in and out of scope; NaN without the latter */
    curb_interval_t inside_interval, outside_interval;
    curb_ratio_t displaced; /**< change outside over what was averted inside */
    double cost; /**< USD of policy_cost more than the baseline's, over the window */
    curb_interval_t cost_interval;
    curb_plane_t plane;         /**< shares of units by more or less averted, and cost */
    curb_ratio_t cost_per_year; /**< USD of policy_cost per averted person-year; both with
                                   Fieller's interval, same critical value */
    bool concepts_disagree;
} curb_compare_effect_t;

/** A scenario among those with the same budget. */
typedef struct {
    size_t scenario;
    double budget_usd;
    double mean_years;              /**< averted */
    curb_interval_t years_interval; /**< as of the effects */
    double first_share; /**< of units (draws, or replicates) in which it averts most */
    curb_interval_t first_interval; /**< exact (proportion.h) */
    double first_share_by[CURB_CONCEPT_COUNT];
} curb_compare_rank_t;

/** The family of one selection of units; `n` counts units. */
typedef struct {
    size_t columns, tested, n, flip_count;
    bool exhaustive;
    double critical;
} curb_compare_family_t;

typedef struct {
    curb_window_t window;
    double level;
    uint64_t flip_seed;
    curb_multiplicity_t adjust;
    curb_summary_t statistic;
    size_t replicate_count; /**< that are paired */
    size_t draw_count;      /**< draws of the parameters they carry; 0 at central ones */
    bool two_levels;        /**< some draw has several replicates: draws are the units, and
                               parameter uncertainty is told from chance */
    size_t row_count, effect_count, rank_count;
    curb_compare_row_t *rows;       /**< by metric, then scenario, then finer rows; owned */
    curb_compare_effect_t *effects; /**< by scenario; owned */
    curb_compare_rank_t
        *ranks; /**< budgets rising, within one the most often first; owned */
    /** People exploited in the last year, whatever is shown: how many scenarios clearly
     * lower or raise it, and the row that a sentence can be about: the first of the largest
     * group of equal budgets, or the only scenario. */
    size_t clearly_lower, clearly_higher, counted;
    size_t unranked_states; /**< scenarios of equal budgets in different States whose
                               levels are allocated: not ranked */
    bool has_headline;
    curb_compare_row_t headline;
    curb_compare_family_t family; /**< of the rows over both concepts */
    curb_compare_family_t family_by[CURB_CONCEPT_COUNT];
} curb_compare_t;

/** @brief Marks the metrics whose values the comparison reads. */
void curb_compare_needs(const curb_results_t *results,
    const curb_compare_options_t *options, bool needed[CURB_METRIC_COUNT]);

/** @brief Compares every scenario with the baseline of the same file.
 *
 *  The family of the intervals is all scenarios x the study's declared metrics, summed over
 * cells, whatever is shown. Rows outside it (finer rows, further metrics) use its critical
 * value and are not covered together. Each detection concept has its own family.
 *  @return CURB_ERR_USAGE for a period without records, CURB_ERR_INVALID for a file without
 *  anything to compare, CURB_ERR_NO_MEMORY; `self` is then empty. */
CURB_MUST_CHECK curb_error_t curb_compare_init(curb_compare_t *self,
    const curb_compare_data_t *data, const curb_compare_options_t *options,
    curb_diagnostics_t *diagnostics);

/** @brief Compares two files: other - data, for scenarios with the same id, replicates
 * paired by number. Rows name scenarios of `data`. Effects and ranks stay empty.
 *  @return as curb_compare_init(); CURB_ERR_INVALID also when seeds, cells or periods
 * differ, for then nothing pairs. */
CURB_MUST_CHECK curb_error_t curb_compare_files(curb_compare_t *self,
    const curb_compare_data_t *data, const curb_compare_data_t *other,
    const curb_compare_options_t *options, curb_diagnostics_t *diagnostics);

void curb_compare_free(curb_compare_t *self);

#endif
