/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Functions whose shares of variance are known, and designs of them. */
#ifndef TESTS_KNOWN_SHARES_H
#define TESTS_KNOWN_SHARES_H

#include "analysis/sobol.h"

enum { ISHIGAMI_INPUTS = 3, SOBOL_G_INPUTS = 8 };

double known_ishigami(const double *unit);
double known_sobol_g(const double *unit);

typedef double known_function_t(const double *unit);

/** @brief Values at a design of Sobol' points, or of plain random ones. Fails the test
 *  without memory. Free with known_free(). */
curb_sobol_sample_t known_sample(known_function_t *function, uint32_t wave, size_t count,
    size_t inputs, const size_t *group, const curb_sobol_layout_t *layout, bool is_plain);
void known_free(curb_sobol_sample_t *self);

/** @brief Estimates; fails the test without memory. */
curb_sobol_moments_t known_estimate(
    const curb_sobol_sample_t *self, curb_sobol_factor_t *indices, curb_share_t *pairs);

/** @brief Fails the test unless a value is where it should be. */
void known_near(double value, double expected, double tolerance);

#endif
