/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What simulations of intervals have in common: a generator by its seed, and a rate of
 *  hits that is printed with its standard error and checked. A band of five standard errors
 *  about the right rate fails a correct program once in 1.7 million seeds. */
#ifndef CURB_TESTS_COVERAGE_H
#define CURB_TESTS_COVERAGE_H

#include "analysis/paired.h"

#include <gsl/gsl_rng.h>
#include <stdbool.h>

/** @brief A Mersenne Twister; the caller's to gsl_rng_free(). */
gsl_rng *coverage_rng(unsigned long seed);

bool coverage_holds(curb_interval_t interval, double truth);

/** @brief Fails the test unless hits / runs lies within five standard errors of `rate`. */
void coverage_is(const char *what, int hits, int runs, double rate);

/** @brief Fails the test unless hits / runs lies in [low, high]. */
void coverage_between(const char *what, int hits, int runs, double low, double high);

#endif
