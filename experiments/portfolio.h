/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The search for packages: all that the budget pays for are run, in two stages. Screening
 *  runs every package with few replicates of another seed; finalists, and the single
 *  policies and pairs that they are made of, are then run with the study's own seed and
 *  replicates. What finalists were chosen by is so not in their numbers. Where there are
 *  more packages than may be run, single policies are run first, and packages are taken by
 *  what adding up single effects promises; the rest is not run, and counted. */
#ifndef CURB_EXPERIMENTS_PORTFOLIO_H
#define CURB_EXPERIMENTS_PORTFOLIO_H

#include "experiments/packages.h"

#include <signal.h>

enum {
    CURB_SEARCH_BATCH = 64,    /**< packages that a file of the screening holds */
    CURB_SEARCH_FINALISTS = 40 /**< default */
};

typedef struct {
    const char *out_path; /**< results of the finals; screening in out_path.screening/ */
    const char *command_line;
    int jobs;
    size_t screening_replicates; /**< at least 2 */
    size_t most_screened; /**< packages, singles among them; 0: all that are affordable */
    size_t most_finals;   /**< packages of the finals, their parts among them */
    double from, to;      /**< calendar years; NaN: see analysis/window.h */
    volatile sig_atomic_t *stop;
    /** A curb_progress_t (experiment.h) of replicates, over all batches; or NULL. */
    void (*progress)(void *context, size_t done, size_t total, double seconds);
    void *progress_context;
} curb_search_options_t;

/** How far a package came. */
typedef enum {
    CURB_SEARCH_NOT_RUN,  /**< only an additive estimate, which is no result */
    CURB_SEARCH_SCREENED, /**< numbers of the screening only */
    CURB_SEARCH_PART,     /**< run in the finals because finalists are made of it */
    CURB_SEARCH_FINALIST
} curb_search_stage_t;

typedef struct {
    curb_packages_t *packages; /**< borrowed, listed */
    bool has_screening;        /**< false: all packages went to the finals at once */
    bool is_exhaustive;        /**< every affordable package was run */
    size_t screened;           /**< packages run in the screening */
    size_t batches;
    size_t screening_replicates;
    uint64_t screening_seed;
    curb_search_stage_t *stages; /**< [package]; owned */
    double *additive;            /**< [package] sum of screened single effects, averted
                                    person-years; NaN where one is missing; owned */
    double *screened_averted, *screened_cost; /**< [package] NaN: not screened; owned */
    size_t final_count;
    size_t *finals;     /**< [final] packages, finalists first; owned */
    curb_study_t study; /**< of the finals: borrows all but scenarios and resolved copy */
    double seconds;
} curb_search_t;

/** @brief Packages that one policy at one dose makes: what a screening runs at least when
 *  it does not run all. */
size_t curb_search_singles(const curb_packages_t *packages);

/** @brief Whether all packages are few enough to go to the finals at once. */
bool curb_search_is_direct(
    const curb_packages_t *packages, const curb_search_options_t *options);

/** @brief Searches. `packages` are listed already and outlive `self`. The same study and
 *  options give the same numbers for any number of threads and interruptions.
 *  @return CURB_OK; CURB_ERR_PARTIAL when some replicates failed, of the
 *  screening or the finals, and the rest was used;
 *  CURB_ERR_USAGE when `most_screened` is less than the single policies need; else as
 *  curb_experiment_run(). Free `self` in any case. */
CURB_MUST_CHECK curb_error_t curb_search_run(curb_search_t *self, curb_study_t *study,
    curb_packages_t *packages, const curb_search_options_t *options,
    curb_diagnostics_t *diagnostics);

void curb_search_free(curb_search_t *self);

#endif
