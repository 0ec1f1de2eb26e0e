/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Capacity for cases: what work on buyers leaves for work on traffickers. */
#ifndef CURB_MODEL_CAPACITY_H
#define CURB_MODEL_CAPACITY_H

#include "model/state.h"

/** @brief E of a jurisdiction: max(.2, 1 + added - crowd_out effort investigations /
 * cases), with the cases worked at the anchors, the same for all sectors.
 *  @param investigations  expected investigations of buyers, real ones a month */
double curb_capacity_share(
    const curb_market_t *market, size_t jurisdiction, double added, double investigations);

/** @brief E of every jurisdiction over its value at rest, from last month's investigations.
 * Call before phase 2. */
void curb_capacity_update(curb_state_t *state, const curb_market_t *market);

#endif
