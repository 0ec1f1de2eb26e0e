/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A small results file made by hand: 2 jurisdictions, 2 sectors, 4 years, 6 replicates,
 *  and values whose differences can be computed in the head. */
#ifndef CURB_TESTS_COMPARE_SCENE_H
#define CURB_TESTS_COMPARE_SCENE_H

#include "analysis/compare.h"

enum {
    SCENE_SCENARIOS = 5,
    SCENE_REPLICATES = 6,
    SCENE_PERIODS = 4,
    SCENE_JURISDICTIONS = 2,
    SCENE_SECTORS = 2,
    SCENE_CELLS = SCENE_JURISDICTIONS * SCENE_SECTORS,
    SCENE_VALUES = SCENE_SCENARIOS * SCENE_REPLICATES * SCENE_PERIODS * SCENE_CELLS
};
enum { SCENE_BASELINE, SCENE_LOW, SCENE_RICH, SCENE_POOR, SCENE_ZERO };

typedef struct {
    curb_results_t labels;
    curb_results_scenario_t scenarios[SCENE_SCENARIOS];
    uint32_t replicates[SCENE_REPLICATES];
    int concepts[SCENE_REPLICATES];
    double years[SCENE_PERIODS], period_months[SCENE_PERIODS];
    char jurisdictions[SCENE_JURISDICTIONS][CURB_ID_BYTES];
    char sectors[SCENE_SECTORS][CURB_ID_BYTES];
    bool in_scope[SCENE_SCENARIOS * SCENE_CELLS];
    double months[SCENE_VALUES], cost[SCENE_VALUES], price[SCENE_VALUES];
    double
        at_risk[SCENE_SCENARIOS * SCENE_REPLICATES * SCENE_PERIODS * SCENE_JURISDICTIONS];
} compare_scene_t;

/** @brief Fails the test unless `value` is within `tolerance` of `expected`. */
void compare_near(double value, double expected, double tolerance);

/** @brief Index of a value by cell. */
size_t compare_scene_at(size_t s, size_t r, size_t p, size_t cell);

/** @brief The first cell is in scope. From the second year a policy takes a share of its
 *  months of exploitation; SCENE_RICH moves a tenth of what it averts to the last cell.
 *  @param both_concepts  every other replicate has the other concept of detection */
void compare_scene_make(compare_scene_t *self, bool both_concepts);

/** @brief The same as analyses want it; borrows. */
curb_compare_data_t compare_scene_data(const compare_scene_t *fake);

/** @brief The comparison, to be freed by the test. */
curb_compare_t compare_scene_compare(
    const compare_scene_t *fake, const curb_compare_options_t *options);

/** @brief A row of it; fails the test where there is none. */
const curb_compare_row_t *compare_scene_row(const curb_compare_t *result, size_t scenario,
    curb_metric_t metric, int j, int m, int c);

/** @brief Mean over replicates of what `scenario` averts in one year of its scope, in
 * person-months. */
double compare_scene_averted(const compare_scene_t *fake, size_t scenario);

#endif
