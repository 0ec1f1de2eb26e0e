/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What it would be worth to know more before choosing: expected value of perfect
 *  information (Raiffa and Schlaifer 1961) and of one parameter, by regression on it
 *  (Strong, Oakley and Brennan 2014). Larger utility is better; results have its unit. */
#ifndef CURB_ANALYSIS_VOI_H
#define CURB_ANALYSIS_VOI_H

#include "model/error.h"

#include <stddef.h>
#include <stdint.h>

enum { CURB_VOI_COEFFICIENTS_MOST = 8 };

/** Utilities of the options in draws of the parameters; borrowed, all numbers. */
typedef struct {
    const double *utility; /**< [option][draw] */
    size_t options, draws;
    uint64_t seed;                  /**< names resamples and permutations */
    size_t resamples, permutations; /**< resamples: at least 2 */
} curb_voi_problem_t;

/** Of knowing everything before choosing; each with its standard error over draws. */
typedef struct {
    double value, standard_error;          /**< EVPI of the utilities as they are */
    double chance_out, chance_out_error;   /**< the same without the chance that is left in
                                              them; NaN where some draw was run once */
    double with_chance, with_chance_error; /**< of knowing how chance falls, too; NaN where
                                              only means are given */
} curb_voi_perfect_t;

/** The replicates that the utilities of a problem are means of; borrowed. */
typedef struct {
    const double *utility; /**< [option][replicate], all numbers */
    const size_t *draw; /**< [replicate] ascending, below the problem's draws, each there */
    size_t count;
} curb_voi_replicates_t;

/** @brief E max U - max E U. The maximum over means that still hold chance is too large on
 *  average, so `value` is an upper bound of what knowing the parameters is worth. Where all
 *  draws have two replicates or more the excess, which falls with their number as 1/r, is
 *  estimated from halves of them and taken out: twice the value less the mean of the value
 *  of halves (Giles and Goda 2019 use such halves in nested simulation; not seen).
 *  @param replicates  NULL: none are known */
curb_voi_perfect_t curb_voi_perfect(
    const curb_voi_problem_t *problem, const curb_voi_replicates_t *replicates);

/** A parameter, alone. */
typedef struct {
    size_t coefficients;   /**< of the fitted curves; 1: it does not vary, all else is 0 */
    double value;          /**< EVPPI: of knowing it exactly */
    double standard_error; /**< of the draws and of the fit */
    double by_chance; /**< mean of the same when the parameter is shuffled over the draws */
    double p;         /**< share of shuffles that reach the value */
    size_t best;      /**< option with the largest mean */
    size_t change_count; /**< times the best option changes between its 5th and 95th
                            percentile */
    double change_at;    /**< where it changes first, going up; NaN: nowhere */
    size_t change_from, change_to; /**< options below and above that */
    double change_share;           /**< of resampled fits that change at all */
} curb_voi_parameter_t;

/** @brief EVPPI of a parameter by least squares on B-splines of it: a constant below 4
 *  draws, a line below 25, a parabola below 50, then cubic, from 75 with a knot more at a
 *  quantile for every 25 draws, up to CURB_VOI_COEFFICIENTS_MOST coefficients.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_voi_parameter(
    curb_voi_parameter_t *self, const curb_voi_problem_t *problem, const double *parameter);

/** @brief Closed form for an option of utility 0 against one whose expected utility, known
 *  better, would be normal: E max(0, X) - max(0, mean). */
double curb_voi_gaussian(double mean, double sd);

/** @brief The sd of the expected utility before n observations of a parameter with prior sd
 *  `prior_sd`, each with error `error_sd`: for the value of sample information. */
double curb_voi_preposterior_sd(double prior_sd, double error_sd, double n);

#endif
