/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "coverage.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

gsl_rng *coverage_rng(unsigned long seed)
{
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    assert_non_null(rng);
    gsl_rng_set(rng, seed);
    return rng;
}

bool coverage_holds(curb_interval_t interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

static double error_of(double rate, int runs) { return sqrt(rate * (1 - rate) / runs); }

void coverage_between(const char *what, int hits, int runs, double low, double high)
{
    double found = (double)hits / runs;
    print_message("%s: %.4f, standard error %.4f\n", what, found, error_of(found, runs));
    if (!(found >= low && found <= high)) {
        fail_msg("%s: %.4f is outside %.4f to %.4f", what, found, low, high);
    }
}

void coverage_is(const char *what, int hits, int runs, double rate)
{
    double most = 5 * error_of(rate, runs);
    coverage_between(what, hits, runs, rate - most, rate + most);
}
