/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The inside of analysis/sobol.h: where things stand in a row of the design. */
#ifndef CURB_ANALYSIS_SOBOL_PARTS_H
#define CURB_ANALYSIS_SOBOL_PARTS_H

#include "analysis/sobol.h"

static inline size_t curb_sobol_at_ab(size_t factor) { return 1 + factor; }

static inline size_t curb_sobol_at_ba(const curb_sobol_layout_t *layout, size_t factor)
{
    return 1 + layout->factors + factor;
}

static inline size_t curb_sobol_at_b(const curb_sobol_layout_t *layout)
{
    return 1 + (layout->second ? 2 : 1) * layout->factors;
}

/** @brief Where the walk stands after `steps` steps: 0 is A, all factors B. */
size_t curb_sobol_at_step(
    const curb_sobol_layout_t *layout, size_t first_factor, size_t steps);

/** @brief How many factors move before this one on the walk of a row. */
size_t curb_sobol_place(const curb_sobol_layout_t *layout, size_t row, size_t factor);

#endif
