/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Axes with round numbers, chosen here and not by gnuplot, so that panels can share them.
 */
#ifndef CURB_PLOTS_AXIS_H
#define CURB_PLOTS_AXIS_H

/** Round numbers that hold a range. Zeroed holds nothing yet. */
typedef struct {
    double from, to, step;
    int decimals; /**< that tell its ticks apart */
} curb_axis_t;

/** A range that grows with what is put in; numbers that are not finite are left out. */
typedef struct {
    double low, high;
    int count;
} curb_range_t;

void curb_range_add(curb_range_t *self, double value);

/** @brief An axis with about `steps` steps around a range; an empty or single-valued range
 * gets some room around it. */
curb_axis_t curb_axis(const curb_range_t *range, int steps);

/** @brief The step between year ticks that leaves at most `most` of them. */
int curb_axis_year_step(double from, double to, int most);

#endif
