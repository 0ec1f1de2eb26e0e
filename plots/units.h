/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a metric is counted in, as it stands behind a number in a figure. */
#ifndef CURB_PLOTS_UNITS_H
#define CURB_PLOTS_UNITS_H

#include "model/metrics.h"

/** @brief "people", "USD", "person-months", in the language in use; the unit of the results
 *  where it is none of those that curb knows. */
const char *curb_units(curb_metric_t metric);

#endif
