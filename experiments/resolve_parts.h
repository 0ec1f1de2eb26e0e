/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the files of resolve.h share; private to them. */
#ifndef CURB_EXPERIMENTS_RESOLVE_PARTS_H
#define CURB_EXPERIMENTS_RESOLVE_PARTS_H

#include "experiments/outcomes.h"
#include "experiments/resolve.h"

/** A question under way. */
typedef struct {
    curb_runner_t runner;
    const curb_resolve_options_t *asked;
    curb_resolve_report_t *found;
    curb_resolve_told_t *told;
    void *told_context;
    curb_outcomes_t outcomes;
    bool *in, *wide; /**< [candidate]; [column] of the family of differences; owned */
    double *scores, *half_widths; /**< [unit][candidate or column]; [column]; owned */
} curb_resolve_work_t;

/** @brief Lists the scenarios that the question is about.
 *  @return CURB_ERR_USAGE when there are too few, or when an order of them would be one of
 *  States whose anchors are allocated. */
CURB_MUST_CHECK curb_error_t curb_resolve_choose_rows(curb_resolve_work_t *work);

/** @brief Looks at the replicates that were read so far and fills in the report. */
CURB_MUST_CHECK curb_error_t curb_resolve_look(curb_resolve_work_t *work);

#endif
