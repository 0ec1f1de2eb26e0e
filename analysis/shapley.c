/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sobol.h"

#include <math.h>

void curb_shapley_close(double *terms, size_t factors)
{
    for (size_t j = 0; j < factors; j++) {
        for (size_t u = 0; u < (size_t)1 << factors; u++) {
            if (u >> j & 1) {
                terms[u] += terms[u ^ ((size_t)1 << j)];
            }
        }
    }
}

void curb_shapley(const double *closed, size_t factors, double *effects)
{
    for (size_t j = 0; j < factors; j++) {
        size_t bit = (size_t)1 << j;
        effects[j] = 0;
        for (size_t u = 0; u < (size_t)1 << factors; u++) {
            if ((u & bit) == 0) {
                double size = __builtin_popcountll(u), d = (double)factors;
                double weight = exp(lgamma(size + 1) + lgamma(d - size) - lgamma(d + 1));
                effects[j] += weight * (closed[u | bit] - closed[u]);
            }
        }
    }
}
