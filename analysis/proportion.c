/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/proportion.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

curb_interval_t curb_proportion_interval(double hits, size_t n, double level)
{
    double all = (double)n, tail = (1 - level) / 2;
    if (n == 0 || !(hits >= 0 && hits <= all)) {
        return (curb_interval_t){NAN, NAN};
    }
    return (curb_interval_t){hits > 0 ? gsl_cdf_beta_Pinv(tail, hits, all - hits + 1) : 0,
        hits < all ? gsl_cdf_beta_Qinv(tail, hits + 1, all - hits) : 1};
}
