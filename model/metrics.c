/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/metrics.h"

#include <string.h>

#define METRIC_ROW(name, key, units, kind, whose, long_name)                               \
    {key, units, long_name, CURB_##kind, CURB_##whose},
const curb_metric_row_t curb_metric_rows[CURB_METRIC_COUNT] = {
    CURB_METRIC_LIST(METRIC_ROW)};
#undef METRIC_ROW

curb_metric_shape_t curb_metric_shape(curb_metric_t metric)
{
    return curb_metric_rows[metric].whose == CURB_ORIGIN ? CURB_BY_ORIGIN : CURB_BY_CELL;
}

const char *curb_metric_cell_methods(curb_metric_t metric)
{
    static const char *const methods[] = {[CURB_STOCK] = "time: point",
        [CURB_FLOW] = "time: sum",
        [CURB_MEAN] = "time: mean"};
    return methods[curb_metric_rows[metric].kind];
}

curb_metric_t curb_metric_find(const char *key)
{
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        if (strcmp(curb_metric_rows[metric].key, key) == 0) {
            return metric;
        }
    }
    return CURB_METRIC_COUNT;
}
