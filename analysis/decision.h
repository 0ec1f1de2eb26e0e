/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A choice between scenarios of one budget over the worlds of a results file: robustness,
 *  regret, and what knowing more would be worth. */
#ifndef CURB_ANALYSIS_DECISION_H
#define CURB_ANALYSIS_DECISION_H

#include "analysis/robust.h"
#include "analysis/voi.h"
#include "analysis/voi_group.h"
#include "analysis/worlds.h"

typedef struct {
    size_t input; /**< of the worlds */
    curb_voi_parameter_t voi;
    double p_adjusted; /**< Benjamini-Hochberg over the inputs */
} curb_decision_input_t;

typedef struct {
    double budget_usd;
    size_t option_count, world_count;
    size_t dropped;         /**< worlds in which some scenario has no number */
    size_t *scenarios;      /**< [option]; owned */
    size_t *kept;           /**< [world] its number among the worlds of the file; owned */
    double *utility;        /**< [option][world] improvement on the baseline; owned */
    size_t replicate_count; /**< in these worlds, with numbers for all scenarios */
    double *each_regret;    /**< [option] mean over worlds of the regret within draw and
                               replicate: against the best in each replicate; owned */
    curb_robust_t robust;
    curb_voi_perfect_t perfect;
    size_t input_count;
    curb_decision_input_t *inputs; /**< the most worth knowing first; owned */
} curb_decision_t;

typedef struct {
    double optimism;  /**< Hurwicz's weight of the best world */
    double threshold; /**< of Starr's criterion, in the units of the improvement */
    uint64_t seed;
    size_t resamples, permutations;
} curb_decision_options_t;

/** @brief 1/2, any improvement at all, 200 resamples, 499 permutations. */
curb_decision_options_t curb_decision_defaults(void);

/** @brief Weighs `count` >= 2 scenarios, none of them the baseline.
 *  @return CURB_ERR_INVALID when fewer than two worlds have all numbers;
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_decision_init(curb_decision_t *self,
    const curb_worlds_t *worlds, const size_t *scenarios, size_t count,
    const curb_decision_options_t *options);

/** Several inputs taken together. */
typedef struct {
    size_t members, taken; /**< inputs of the group; those that the fit uses */
    curb_voi_group_t voi;
} curb_decision_group_t;

/** @brief What knowing all inputs of a group would be worth. Of more than
 *  CURB_VOI_GROUP_INPUTS_MOST those are taken that are worth most alone: the value is then
 *  that of knowing these.
 *  @param members  [input of the worlds]; none: worth 0
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_decision_group(const curb_decision_t *self,
    const curb_worlds_t *worlds, const bool *members,
    const curb_decision_options_t *options, curb_decision_group_t *group);

void curb_decision_free(curb_decision_t *self);

#endif
