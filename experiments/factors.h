/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a sensitivity analysis varies: the uncertain numbers of a study that can matter to
 *  what is asked, each a factor of its own or in a group that moves together. */
#ifndef CURB_EXPERIMENTS_FACTORS_H
#define CURB_EXPERIMENTS_FACTORS_H

#include "study/study.h"

/** How numbers are put together that no group names. */
typedef enum {
    CURB_GROUP_NONE, /**< each is a factor */
    CURB_GROUP_PART, /**< by what they belong to: a sector, an instrument, the responses */
    CURB_GROUP_GRADE /**< by how well they are known */
} curb_group_by_t;

typedef struct {
    char name[2 * CURB_ID_BYTES];
    size_t count;       /**< numbers in it */
    char grade;         /**< of a number by itself: 'A', 'B', 'C', or 0 */
    bool is_correlated; /**< a number of it has a rank correlation with another one */
} curb_factor_t;

typedef struct {
    size_t input_count;
    uint32_t *inputs;  /**< [input] into world->uncertain, rising; owned */
    size_t *factor_of; /**< [input]; owned */
    size_t count;
    curb_factor_t *factors; /**< [count] in the order of their first numbers; owned */
    size_t unused;          /**< numbers left out: levers of instruments nobody uses */
} curb_factors_t;

/** @brief Chooses and groups.
 *  @param wanted  [scenario] that are asked about
 *  @param groups  texts "name=number,number"; a number may end in `*`; the first group that
 *  names a number has it
 *  @return CURB_ERR_USAGE for a group that is not one or names nothing; CURB_ERR_INVALID
 *  when nothing is uncertain; CURB_ERR_NO_MEMORY. Free `self` in any case. */
CURB_MUST_CHECK curb_error_t curb_factors_init(curb_factors_t *self,
    const curb_study_t *study, const bool *wanted, char *const *groups, size_t group_count,
    curb_group_by_t by, curb_diagnostics_t *diagnostics);

void curb_factors_free(curb_factors_t *self);

#endif
