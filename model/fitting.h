/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Iterative proportional fitting: a table of flows is scaled by rows and columns until
 * both margins hold (Deming and Stephan 1940, not seen). Zeros stay zeros and odds ratios
 * stay those of the seed, so nothing is inverted. */
#ifndef CURB_MODEL_FITTING_H
#define CURB_MODEL_FITTING_H

#include <stddef.h>

/** @brief Fits `flow`, [count][stride], in place: row j adds up to `rows[j]`, column k to
 * `columns[k]`. The margins must have one total, and the seed must allow them.
 *  @return the largest relative error of a row before the last round of rows; columns are
 * off by no more. Above 1e-9 the seed does not allow the margins. */
double curb_fit_margins(
    double *flow, size_t stride, size_t count, const double *rows, const double *columns);

#endif
