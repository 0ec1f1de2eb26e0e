/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  p values adjusted for how many there are. Pure functions; NaN marks a hypothesis that
 * was not tested: it stays NaN and does not count. */
#ifndef CURB_ANALYSIS_ADJUST_H
#define CURB_ANALYSIS_ADJUST_H

#include "model/error.h"

#include <stddef.h>

typedef enum {
    CURB_ADJUST_HOLM,     /**< family-wise error, any dependence (Holm 1979) */
    CURB_ADJUST_HOCHBERG, /**< family-wise error, positive dependence (Hochberg 1988) */
    CURB_ADJUST_BH        /**< false discovery rate (Benjamini and Hochberg 1995) */
} curb_adjust_t;

/** @brief Adjusts p[count] into adjusted[count]; the two may be the same array.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_adjust(
    curb_adjust_t method, const double *p, size_t count, double *adjusted);

#endif
