/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  When enough replicates have been run. Two questions: which of several candidates is the
 *  best (Kim and Nelson 2001), and how large each difference is, to a fixed half-width.
 *  Pure functions over units that are independent of each other: draws of the parameters,
 *  or replicates (levels.h). */
#ifndef CURB_ANALYSIS_STOPPING_H
#define CURB_ANALYSIS_STOPPING_H

#include "analysis/selection.h"
#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { CURB_RESOLVE_BEST, CURB_RESOLVE_DIFFERENCES } curb_question_t;

/** "best", "differences". */
extern const char *const curb_question_keys[2];

/** Units before the first look, n0: a whole block of the hypercube of draws. */
enum { CURB_STOPPING_FIRST = 20 };

/** @brief The units at the look after the one at `units` (0: the first). A best candidate
 * is looked for after n0, 2 n0 and so on, in steps of a quarter of what is there rounded up
 * to whole n0: the error rate of Kim and Nelson's rule holds for looks at any times that do
 * not hang on the data. Half-widths are looked at on n0 2^j only, for every look may stop
 * at a variance that is small by chance. */
size_t curb_stopping_next(curb_question_t question, size_t units);

/** Candidates among which the best is looked for. */
typedef struct {
    size_t candidates;
    bool more_is_better;
    curb_kim_nelson_t constants;
    double *variances; /**< [candidate][candidate] of first differences; owned */
} curb_contest_t;

/** @brief Takes the variances of all differences from the first n0 rows of `scores`.
 *  @param scores  [unit][candidate], a row a unit in which all were run with the same
 *  random numbers; no NaN
 *  @param level   wanted probability of selecting the best, such as 0.95
 *  @return CURB_ERR_INVALID with fewer than two candidates or a level outside
 *  (1/candidates, 1), where selecting by lot would do; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_contest_init(curb_contest_t *self, const double *scores,
    size_t candidates, double level, bool more_is_better);
void curb_contest_free(curb_contest_t *self);

/** @brief Looks at the rows as they came in, and drops at each look every candidate that is
 * worse than another by more than chance and `delta` allow. It ends when one is left, or
 * when those that are left cannot be told apart by delta any more: then they are equal to
 * the last bit, or nearly, and any may be taken.
 *  @param in  [candidate] receives which remain
 *  @return units at the look that settled it, 0 when none did. */
size_t curb_contest_play(
    const curb_contest_t *self, const double *scores, size_t units, double delta, bool *in);

/** @brief The smallest difference for which the looks at these units would have settled
 * the question, by bisection to a thousandth; NaN with fewer than n0 units, 0 when
 * candidates do not differ at all. `in` is scratch. */
double curb_contest_resolvable(
    const curb_contest_t *self, const double *scores, size_t units, bool *in);

/** Half-widths of the intervals of a family of paired differences. */
typedef struct {
    double critical; /**< of the whole family, by max-t (maxt.h) */
    double widest;   /**< the largest half-width of the columns asked about */
    size_t which;    /**< and its column */
} curb_precision_t;

/** @brief Works out the half-widths as `compare` does.
 *  @param differences  [unit][column]; NaN marks a missing one
 *  @param family       the first so many columns decide the critical value
 *  @param asked        [column] which ones must be narrow
 *  @param half_widths  [column] receives them; NaN for fewer than two numbers
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_precision_find(curb_precision_t *self,
    const double *differences, size_t units, size_t columns, size_t family,
    const bool *asked, double level, uint64_t flip_seed, double *half_widths);

#endif
