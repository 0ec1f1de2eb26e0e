/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The inside of curb_search_run(): packages as studies that the ordinary runner runs. */
#ifndef CURB_EXPERIMENTS_PORTFOLIO_PARTS_H
#define CURB_EXPERIMENTS_PORTFOLIO_PARTS_H

#include "experiments/experiment.h"
#include "experiments/portfolio.h"

/** What makes the screening's seed of the study's. Any number would do; it must stay. */
#define CURB_SEARCH_OTHER_SEED UINT64_C(0x5CEE1D0FF0001421)

typedef struct {
    curb_search_t *search;
    curb_study_t *study; /**< as the user wrote it */
    const curb_search_options_t *options;
    curb_diagnostics_t *diagnostics;
    size_t batches_done;
    bool lost; /**< replicates of the screening failed: the choice rests on the others */
    size_t progress_before, progress_total; /**< replicates, over all batches */
} curb_search_work_t;

/** @brief Files that so many packages are screened in. */
size_t curb_search_batches(size_t packages);

/** @brief Runs packages with the replicates of the screening, a file a batch, and takes
 *  their means. */
CURB_MUST_CHECK curb_error_t curb_search_screen(
    curb_search_work_t *work, const size_t *packages, size_t count);

/** @brief Runs the finals into the results file. */
CURB_MUST_CHECK curb_error_t curb_search_finish(curb_search_work_t *work);

/** @brief Gives back what a study of packages owns beside what it borrows. */
void curb_search_study_free(curb_study_t *study);

#endif
