/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The scenarios of a results file weighed by what they avert and what they cost the
 * public, at a willingness to pay (acceptability.h), over the window of a comparison. */
#ifndef CURB_ANALYSIS_WEIGHING_H
#define CURB_ANALYSIS_WEIGHING_H

#include "analysis/acceptability.h"
#include "analysis/compare.h"

typedef struct {
    size_t count;      /**< scenarios that are weighed */
    size_t *scenarios; /**< [column]; owned */
    size_t unit_count;
    double *averted,
        *cost;      /**< [column][unit] person-years and USD over the window; owned */
    bool *withheld; /**< [column] concepts of detection disagree; owned */
    curb_window_t window;
    curb_acceptability_t found; /**< owned */
} curb_weighing_t;

/** @brief Weighs the scenarios that `options->scenarios` names, or all, against each other
 *  and doing nothing new.
 *  @param means_only  as in curb_acceptability_data_t
 *  @return as curb_compare_init(); CURB_ERR_INVALID also where the order would be one of
 *  States whose levels are allocated, and where fewer than two units have all numbers. */
CURB_MUST_CHECK curb_error_t curb_weighing_init(curb_weighing_t *self,
    const curb_compare_data_t *data, const curb_compare_options_t *options,
    const double *pay, size_t pay_count, bool means_only, curb_diagnostics_t *diagnostics);

void curb_weighing_free(curb_weighing_t *self);

#endif
