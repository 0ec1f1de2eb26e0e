/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Which scenario is set against which, replicate by replicate; the columns of paired
 * amounts that comparisons are computed from: one for each unit, which is a draw of the
 * parameters with all its replicates (levels.h). Used by compare.c and effects.c. */
#ifndef CURB_ANALYSIS_PAIRING_H
#define CURB_ANALYSIS_PAIRING_H

#include "analysis/compare.h"
#include "analysis/levels.h"

/** A scenario of the other side against its reference. */
typedef struct {
    size_t reference, other; /**< scenario indices in their files */
} curb_pair_t;

typedef struct {
    const curb_compare_data_t *reference, *other; /**< the same for one file */
    curb_window_t window;
    size_t pair_count, replicate_count, unit_count;
    curb_pair_t *pairs;                            /**< owned */
    size_t *reference_replicate, *other_replicate; /**< [replicate]; owned */
    size_t *unit;                                  /**< [replicate]; owned */
    int *concepts;                                 /**< [unit]; owned */
    double *amounts;                               /**< [2][replicate] scratch; owned */
    size_t *picked;                                /**< [replicate] scratch; owned */
} curb_pairing_t;

/** @brief Pairs all scenarios of one file with its baseline (other NULL), or scenarios of
 * two files by id. Errors as curb_compare_files(). */
CURB_MUST_CHECK curb_error_t curb_pairing_init(curb_pairing_t *self,
    const curb_compare_data_t *reference, const curb_compare_data_t *other,
    const curb_compare_options_t *options, curb_diagnostics_t *diagnostics);

void curb_pairing_free(curb_pairing_t *self);

/** @brief Units that use a concept (CURB_COMPARE_ALL: all). */
size_t curb_pairing_n(const curb_pairing_t *self, int concept);

/** @brief Fills reference[i] and other[i] with amounts, i over the units of a concept: the
 * means of their replicates in which both are numbers. Not for two threads at once.
 *  @return how many. */
size_t curb_pairing_columns(const curb_pairing_t *self, size_t pair, curb_metric_t metric,
    const bool *cells, int concept, double *reference, double *other);

/** @brief The same in each recorded period of the window by itself (curb_window_period()),
 *  over all units: reference[period][unit] and other[period][unit]. */
void curb_pairing_periods(const curb_pairing_t *self, size_t pair, curb_metric_t metric,
    double *reference, double *other);

/** @brief The amounts of all replicates one by one, in the order of `unit`: reference[r]
 * and other[r], [replicate]; both NaN where either is. Not for two threads at once. */
void curb_pairing_replicates(const curb_pairing_t *self, size_t pair, curb_metric_t metric,
    const bool *cells, double *reference, double *other);

/** @brief Whether the means of a column differ in sign between the two concepts of
 * detection: no joint effect is claimed then. NaNs are left out; false unless both are
 * there.
 *  @param values  values[i * stride] of unit i
 *  @param concepts  [unit]; NULL: all the same */
bool curb_concepts_disagree(
    const double *values, size_t stride, const int *concepts, size_t n);

/** @brief The replicates' differences in two levels. Not for two threads at once. */
curb_levels_t curb_pairing_levels(const curb_pairing_t *self, size_t pair,
    curb_metric_t metric, const bool *cells, int concept, double level);

#endif
