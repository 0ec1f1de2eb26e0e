/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holm steps down from the smallest p, the other two step up from the largest; each takes
 * p times a factor and keeps it monotone in the order of p. */
#include "analysis/adjust.h"

#include "model/memory.h"

#include <gsl/gsl_sort.h>
#include <math.h>

static double factor(curb_adjust_t method, size_t rank, size_t tested)
{
    return method == CURB_ADJUST_BH ? (double)tested / (double)(rank + 1)
                                    : (double)(tested - rank);
}

static void step_down(
    curb_adjust_t method, const double *p, const size_t *order, size_t tested, double *out)
{
    double most = 0;
    for (size_t i = 0; i < tested; i++) {
        most = fmax(most, fmin(1, factor(method, i, tested) * p[order[i]]));
        out[order[i]] = most;
    }
}

static void step_up(
    curb_adjust_t method, const double *p, const size_t *order, size_t tested, double *out)
{
    double least = 1;
    for (size_t i = tested; i-- > 0;) {
        least = fmin(least, factor(method, i, tested) * p[order[i]]);
        out[order[i]] = least;
    }
}

curb_error_t curb_adjust(
    curb_adjust_t method, const double *p, size_t count, double *adjusted)
{
    double *keys = curb_calloc(count, sizeof *keys);
    size_t *order = curb_calloc(count, sizeof *order);
    if (keys == NULL || order == NULL) {
        curb_free(keys);
        curb_free(order);
        return CURB_ERR_NO_MEMORY;
    }
    size_t tested = 0;
    for (size_t i = 0; i < count; i++) {
        keys[i] = isnan(p[i]) ? INFINITY : p[i]; /* the untested last */
        tested += isnan(p[i]) ? 0 : 1;
    }
    gsl_sort_index(order, keys, 1, count);
    for (size_t i = tested; i < count; i++) {
        adjusted[order[i]] = NAN;
    }
    (method == CURB_ADJUST_HOLM ? step_down : step_up)(
        method, keys, order, tested, adjusted);
    curb_free(keys);
    curb_free(order);
    return CURB_OK;
}
