/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Worlds made by hand, of any size, in which it is known which scenario is best where: one
 *  place, two years, three parameters x, z and idle between 0 and 1. */
#ifndef CURB_TESTS_WORLDS_SCENE_H
#define CURB_TESTS_WORLDS_SCENE_H

#include "analysis/worlds.h"
#include "store/grades.h"

enum { WORLDS_PARAMETERS = 3 };

typedef struct {
    curb_results_t labels;
    curb_grade_t grades[WORLDS_PARAMETERS];
    double *months; /**< [scenario][replicate][year] */
    curb_worlds_t worlds;
    curb_compare_data_t data;
    size_t *options; /**< all scenarios but the baseline */
    size_t option_count;
} worlds_scene_t;

/** @brief Scenario 1, "steady", averts 50 person-years in every world; 2, "bold", 100 x;
 *  further ones 20 and less. Chance of at most `chance` person-years, which cancels in the
 *  mean of a draw's replicates when `each` is even.
 *  @param gap  a replicate whose values are no numbers; SIZE_MAX: none */
void worlds_scene_make(worlds_scene_t *self, size_t options, size_t draws, size_t each,
    double chance, size_t gap);

void worlds_scene_free(worlds_scene_t *self);

/** @brief What draw `d` has for x, z (0, 1, 2: idle). */
double worlds_scene_drawn(size_t parameter, size_t d);

#endif
