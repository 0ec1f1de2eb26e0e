/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/chance.h"

#include <math.h>

double curb_chance_covariance(const double *x, const double *y, size_t n, size_t strata)
{
    double whole = 0;
    for (size_t s = 0; s < strata; s++) {
        double count = 0, mean_x = 0, mean_y = 0, sum = 0;
        for (size_t r = s; r < n; r += strata) {
            mean_x += x[r];
            mean_y += y[r];
            count += 1;
        }
        mean_x /= count;
        mean_y /= count;
        for (size_t r = s; r < n; r += strata) {
            sum += (x[r] - mean_x) * (y[r] - mean_y);
        }
        double share = count / (double)n;
        whole += count >= 2 ? share * share * sum / (count - 1) / count : NAN;
    }
    return whole;
}
