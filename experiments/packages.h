/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Packages that a budget pays for: every choice of the study's policies, each at one of a
 *  few doses of its own, whose planned cost a year keeps to the budget. */
#ifndef CURB_EXPERIMENTS_PACKAGES_H
#define CURB_EXPERIMENTS_PACKAGES_H

#include "model/diagnostics.h"
#include "study/study.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CURB_PACKAGES_POLICIES_MAX = 24,
    CURB_PACKAGES_DOSES = 3,
    CURB_PACKAGES_LISTED_MAX = 1000000,  /**< packages held in memory at once */
    CURB_PACKAGES_COUNTED_MAX = 20000000 /**< counting ends here: "more than" */
};

/** "low", "default", "high". Dose 1 of a package is the first of them. */
extern const char *const curb_packages_dose_keys[CURB_PACKAGES_DOSES];

/** A policy as one scenario of the study places and schedules it. */
typedef struct {
    curb_policy_t policy;  /**< its intensity is replaced by the doses' */
    size_t scenario;       /**< it was taken from; the first in which it stands alone */
    bool placed_otherwise; /**< another scenario has it elsewhere or at another time */
    bool there[CURB_PACKAGES_DOSES]; /**< asked for, and not the intensity of one before */
    double intensity[CURB_PACKAGES_DOSES];
    double cost_usd[CURB_PACKAGES_DOSES]; /**< planned, a year at full intensity */
} curb_packages_policy_t;

/** What is asked for; borrowed. */
typedef struct {
    double budget_usd;
    bool doses[CURB_PACKAGES_DOSES];
    size_t size_most;      /**< policies in a package; 0: any number */
    const bool *scenarios; /**< [scenario] that policies are taken from; NULL: all */
    size_t policy_count;   /**< 0: all of them */
    char **policies;       /**< ids */
} curb_packages_options_t;

typedef struct {
    const curb_study_t *study; /**< borrowed */
    double budget_usd;
    size_t size_most;
    size_t policy_count;
    curb_packages_policy_t *policies; /**< in the order of the study; owned */
    double grid;                      /**< packages of the grid, whatever they cost */
    size_t count;                     /**< affordable ones */
    bool is_more;                     /**< there are more: counting stopped */
    size_t by_size[CURB_PACKAGES_POLICIES_MAX + 1]; /**< affordable ones of so many */
    uint8_t *doses;  /**< [package][policy], 0: not in it; owned, NULL until listed */
    double *planned; /**< [package] USD a year; owned, NULL until listed */
} curb_packages_t;

/** @brief Lists the policies, plans what each costs at each dose (curb_run_plan_budgets()),
 *  and counts what the budget pays for.
 *  @return CURB_ERR_USAGE for a policy that no scenario uses, with *did you mean*;
 * CURB_ERR_INVALID for a study without policies, for policies of different States whose
 * anchors are allocated, and for a budget that pays for no package; else what the plan
 * says. Free `self` in any case. */
CURB_MUST_CHECK curb_error_t curb_packages_init(curb_packages_t *self,
    const curb_study_t *study, const curb_packages_options_t *options,
    curb_diagnostics_t *diagnostics);

/** @brief Fills `doses` and `planned`: packages in the order of their doses read as a
 *  number, the first policy's digit first.
 *  @return CURB_ERR_INVALID when there are more than CURB_PACKAGES_LISTED_MAX. */
CURB_MUST_CHECK curb_error_t curb_packages_list(
    curb_packages_t *self, curb_diagnostics_t *diagnostics);

/** @brief The package of these doses, CURB_PACKAGES_NONE where the budget does not pay. */
#define CURB_PACKAGES_NONE SIZE_MAX
size_t curb_packages_find(const curb_packages_t *self, const uint8_t *doses);

/** @brief How many policies a package has. */
size_t curb_packages_size(const curb_packages_t *self, size_t package);

/** @brief The package as a scenario of the study: laws in force, then its policies; the
 *  budget is its limit. Its id is made of policies and doses,
 * "import_ban-low+education-high", or where that is too long of a letter for each policy,
 * "package-l0h". */
void curb_packages_scenario(
    const curb_packages_t *self, size_t package, curb_scenario_t *scenario);

void curb_packages_free(curb_packages_t *self);

#endif
