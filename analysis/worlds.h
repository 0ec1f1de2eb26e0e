/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The possible worlds that a results file holds, for choosing between policies: what was
 *  drawn in each, and what every scenario improves in it. A world is a draw of the
 *  parameters with the mean of its replicates; with central parameters each replicate is
 *  one. */
#ifndef CURB_ANALYSIS_WORLDS_H
#define CURB_ANALYSIS_WORLDS_H

#include "analysis/pairing.h"

/** The input that stands for the concept of detection: 0 mse, 1 ilo. */
#define CURB_WORLDS_CONCEPT ((size_t)-1)

typedef struct {
    curb_metric_t metric;
    bool more_is_better;
    double from, to;        /**< calendar years; NaN: as curb_compare_options_t */
    const bool *parameters; /**< [parameter] that count as inputs; NULL: all */
} curb_worlds_options_t;

typedef struct {
    curb_pairing_t pairing;
    curb_worlds_options_t options;
    size_t count;       /**< worlds */
    size_t input_count; /**< parameters that vary, and the concept if both are there */
    size_t *inputs;     /**< [input] parameter, or CURB_WORLDS_CONCEPT; owned */
    double *values;     /**< [input][world]; owned */
    double *reference, *other; /**< [replicate] scratch; owned */
} curb_worlds_t;

/** @brief Months of exploitation, less is better, the default period. */
curb_worlds_options_t curb_worlds_defaults(void);

/** @brief Lists worlds and inputs. `data` is borrowed and holds the metric's values.
 *  @return as curb_pairing_init(); CURB_ERR_INVALID also for fewer than two worlds and for
 *  a metric without a total over cells. */
CURB_MUST_CHECK curb_error_t curb_worlds_init(curb_worlds_t *self,
    const curb_compare_data_t *data, const curb_worlds_options_t *options,
    curb_diagnostics_t *diagnostics);

void curb_worlds_free(curb_worlds_t *self);

/** @brief What a scenario improves on the baseline in each world, in curb_worlds_units(),
 *  and in per cent of the world's baseline; `percent` may be NULL. Not for the baseline. */
void curb_worlds_improvement(
    const curb_worlds_t *self, size_t scenario, double *improvement, double *percent);

/** @brief The same in each replicate, [pairing.replicate_count]; the world of replicate r
 * is pairing.unit[r]. NaN where either has no number. */
void curb_worlds_replicates(
    const curb_worlds_t *self, size_t scenario, double *improvement);

/** @brief Replicates of a world: the least and the most. */
void curb_worlds_each(const curb_worlds_t *self, size_t *least, size_t *most);

/** @brief "person-years" for months of exploitation, else the unit of the metric. */
const char *curb_worlds_units(curb_metric_t metric);

/** @brief The parameter's name, or "concept of detection". */
const char *curb_worlds_input_name(const curb_worlds_t *self, size_t input);

#endif
