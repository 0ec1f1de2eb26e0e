/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What it would be worth to know several parameters together before choosing: EVPPI of a
 *  group, by regression on Gaussian processes (Strong, Oakley and Brennan 2014). */
#ifndef CURB_ANALYSIS_VOI_GROUP_H
#define CURB_ANALYSIS_VOI_GROUP_H

#include "analysis/voi.h"

enum {
    CURB_VOI_GROUP_INPUTS_MOST = 8, /**< more cannot be told apart by some hundred draws */
    CURB_VOI_GROUP_RIVALS_MOST = 5, /**< options that are set against the best on average */
    CURB_VOI_GROUP_DRAWS_MOST = 400, /**< taken evenly from more */
    CURB_VOI_GROUP_FITTED_MOST = 80  /**< draws that lengths and nugget are fitted to */
};

typedef struct {
    size_t draws, rivals;         /**< taken */
    double value, standard_error; /**< EVPPI of knowing all inputs of the group */
    double left_out;              /**< what choosing in each draw by what the other draws
                                     say gains there: not raised by fitting noise */
    double left_out_error, p;     /**< of that; p of no gain, one-sided, by t */
} curb_voi_group_t;

/** @brief Regresses the difference of each rival to the best option on the ranks of the
 *  inputs (EVPPI does not hang on monotone scales). Rivals are options that, added one by
 *  one, raise E max U most, so that the value is at most that of all options.
 *  @param inputs  [count][draw], at most CURB_VOI_GROUP_INPUTS_MOST, at least one
 *  @return CURB_ERR_INVALID for another count; CURB_ERR_NO_MEMORY. Fewer than 8 draws, or
 *  no rival that is ever better, give 0 with p = 1. */
CURB_MUST_CHECK curb_error_t curb_voi_group(curb_voi_group_t *self,
    const curb_voi_problem_t *problem, const double *inputs, size_t count);

#endif
