/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A shipped world without new policy, its laws in force included, for tests of how still
 * it stands. Seeds are fixed; parameters are central, so that a number is the market's and
 * not a draw's; both concepts of detection, half of the replicates each. Yearly numbers are
 *  averaged over replicates and years: a drift shows in the mean as it does in the last
 *  year, and chance half as much. */
#ifndef TESTS_STANDING_WORLD_H
#define TESTS_STANDING_WORLD_H

#include "study/study.h"

enum { STANDING_REPLICATES = 20 };

/** Means over replicates and years. */
typedef struct {
    double exploited[CURB_CELL_MAX];
    double profit; /**< USD a year */
} standing_t;

/** @brief Reads a world, or fails with its messages; free with curb_study_free(). */
void standing_world_open(curb_study_t *study, const char *path);

/** @brief Runs its baseline. */
void standing_world_run(const curb_study_t *study, double people_per_agent,
    size_t buyers_per_segment, int years, standing_t *found);

/** @brief Prints what was found of what was wanted, and the gap in per cent, which it
 *  returns. */
double standing_gap(const char *what, double found, double wanted);

/** @brief Fails unless people by sector and in all, and profit, are within 3 %. */
void standing_expect_totals(
    const curb_study_t *study, const standing_t *found, double billion_usd);

#endif
