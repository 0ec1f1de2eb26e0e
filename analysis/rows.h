/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The rows of a comparison, once the families that their intervals belong to are known.
 *  Used by compare.c. */
#ifndef CURB_ANALYSIS_ROWS_H
#define CURB_ANALYSIS_ROWS_H

#include "analysis/compare.h"
#include "analysis/maxt.h"
#include "analysis/pairing.h"

typedef struct {
    const curb_pairing_t *pairing; /**< borrowed, as are the next two */
    const curb_compare_options_t *options;
    curb_compare_t *out; /**< has the families' critical values */
    curb_maxt_t family, family_by[CURB_CONCEPT_COUNT]; /**< owned */
    double *reference, *other, *difference;            /**< [unit]; owned */
    double *matrix; /**< [unit][family column], for the families; owned */
    bool *cells;    /**< [jurisdiction][sector]; owned */
} curb_rows_t;

/** @brief Room for the work; families stay empty. curb_rows_free() also after an error.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_rows_init(curb_rows_t *self,
    const curb_pairing_t *pairing, const curb_compare_options_t *options,
    curb_compare_t *out);

void curb_rows_free(curb_rows_t *self);

/** @brief Fills the row of a pair with means; scenario, metric and place of `row` are set.
 */
void curb_rows_fill(curb_rows_t *self, curb_compare_row_t *row, size_t pair);

/** @brief Makes all rows that are asked for, of the statistic asked for, into `out`.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_rows_make(curb_rows_t *self);

#endif
