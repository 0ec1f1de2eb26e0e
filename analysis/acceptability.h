/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Effect and public cost together: the quadrants of the cost-effectiveness plane, how
 * often each option has the greatest net benefit at a given willingness to pay
 * (acceptability; van Hout et al. 1994), which has the greatest mean (frontier; Fenwick,
 * Claxton and Sculpher 2001). The net benefit is pay x averted - cost (Stinnett and Mullahy
 * 1998): a willingness to pay for one averted person-year is the user's, and no worth of a
 * person. The unit is the draw of the parameters (levels.h). Pure functions. */
#ifndef CURB_ANALYSIS_ACCEPTABILITY_H
#define CURB_ANALYSIS_ACCEPTABILITY_H

#include "analysis/paired.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Where a unit lies: more or less is averted than without the option, and it costs more or
 * less. On an axis (no difference) counts as not more averted, and as not costing less. */
typedef enum {
    CURB_PLANE_MORE_DEARER,
    CURB_PLANE_MORE_CHEAPER,
    CURB_PLANE_LESS_DEARER,
    CURB_PLANE_LESS_CHEAPER,
    CURB_PLANE_QUADRANTS
} curb_plane_quadrant_t;

typedef struct {
    size_t n; /**< units in which both are numbers */
    double share[CURB_PLANE_QUADRANTS];
    curb_interval_t interval[CURB_PLANE_QUADRANTS]; /**< exact (proportion.h) */
} curb_plane_t;

/** @brief Shares of units by quadrant; NaN without any. */
curb_plane_t curb_plane(const double *averted, const double *cost, size_t n, double level);

/** What is weighed; borrowed. Option 0 is doing nothing new, which averts and costs
 * nothing; option i > 0 is column i - 1. */
typedef struct {
    size_t column_count, unit_count;
    const double *averted; /**< [column][unit] person-years; NaN: missing */
    const double *cost;    /**< [column][unit] USD over the same time */
    const bool *withheld;  /**< [column] without a mean of its own, because the two concepts
                              of detection differ in sign: never on the frontier; or NULL */
    size_t pay_count;
    const double *pay; /**< [pay] USD for an averted person-year, >= 0 */
    bool means_only;   /**< leave the net benefits' intervals out, which take longest */
} curb_acceptability_data_t;

/** One option at one willingness to pay. */
typedef struct {
    double share; /**< of units in which its net benefit is greatest; ties share a unit */
    curb_interval_t share_interval; /**< exact (proportion.h) */
    double net;                     /**< mean net benefit in USD; NaN where withheld */
    curb_interval_t net_interval;   /**< holds together over options and pays (max-t) */
    bool on_frontier;               /**< its mean is the greatest; of equals the first */
} curb_acceptability_cell_t;

/** From which willingness to pay on an option has the greatest mean net benefit: its extra
 * cost for what it averts beyond the option before. */
typedef struct {
    size_t option;
    curb_ratio_t from; /**< Fieller's by t, each alone; for the first 0, and no interval */
} curb_acceptability_step_t;

typedef struct {
    size_t option_count, pay_count;
    size_t n; /**< units in which all options have numbers: shares are of these */
    double critical;
    curb_acceptability_cell_t *cells; /**< [pay][option]; owned */
    size_t step_count;
    curb_acceptability_step_t *steps; /**< by rising willingness to pay; owned */
} curb_acceptability_t;

/** @brief Weighs the options at each willingness to pay.
 *  @return CURB_ERR_INVALID for fewer than two units; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_acceptability_init(curb_acceptability_t *self,
    const curb_acceptability_data_t *data, double level, uint64_t seed);

void curb_acceptability_free(curb_acceptability_t *self);

/** @brief The cell of an option at a willingness to pay. */
const curb_acceptability_cell_t *curb_acceptability_at(
    const curb_acceptability_t *self, size_t pay, size_t option);

#endif
