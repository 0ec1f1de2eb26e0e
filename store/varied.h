/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What sweeps and designs varied between the scenarios of a results file, read back. */
#ifndef CURB_STORE_VARIED_H
#define CURB_STORE_VARIED_H

#include "store/results.h"

typedef struct {
    size_t count;                     /**< numbers that were varied */
    size_t texts;                     /**< others, such as policies, which are not read */
    char (*names)[2 * CURB_ID_BYTES]; /**< [number]; owned */
    double *values; /**< [number][scenario], NaN where a scenario does not vary it; owned */
} curb_varied_t;

/** @brief Reads the variables param_scenario_...; a file without any leaves `self` empty.
 *  @return CURB_ERR_INVALID for damaged ones, CURB_ERR_NO_MEMORY. Free in any case. */
CURB_MUST_CHECK curb_error_t curb_varied_read(
    curb_varied_t *self, const curb_results_t *results, curb_diagnostics_t *diagnostics);
void curb_varied_free(curb_varied_t *self);

#endif
