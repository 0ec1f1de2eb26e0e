/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  On which uncertain numbers the size of a scenario's improvement leans: how it goes with
 *  each, over the worlds of a results file, and how large it is where a number is low and
 *  where it is high. Other numbers are drawn all along, so this is what a reader who
 * learned one number would know. */
#ifndef CURB_ANALYSIS_LEANING_H
#define CURB_ANALYSIS_LEANING_H

#include "analysis/paired.h"
#include "analysis/worlds.h"

#include <stddef.h>

/** The worlds in one half of an input's values. */
typedef struct {
    size_t count;
    double mean;              /**< improvement, per cent of the world's baseline */
    curb_interval_t interval; /**< t, holds for this half alone */
} curb_leaning_half_t;

typedef struct {
    size_t input;    /**< of the worlds */
    double spearman; /**< rank correlation with the improvement; NaN: undefined */
    double p;        /**< two-sided, by t with n - 2 degrees of freedom; Holm over inputs */
    curb_leaning_half_t low, high; /**< below, above the input's median */
} curb_leaning_t;

/** @brief All inputs but the concept of detection, those with the clearest correlation
 * first.
 *  @param leanings [input_count of the worlds]
 *  @param count    how many were set
 *  @return CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_leaning(const curb_worlds_t *worlds, size_t scenario,
    double level, curb_leaning_t *leanings, size_t *count);

/** @brief The same from plain columns: values[input][world], improvement[world]. */
CURB_MUST_CHECK curb_error_t curb_leaning_of(const double *values, const size_t *inputs,
    size_t input_count, const double *improvement, size_t worlds, double level,
    curb_leaning_t *leanings);

#endif
