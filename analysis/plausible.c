/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/plausible.h"

#include <math.h>
#include <stdbool.h>

double curb_implausibility(
    const curb_target_knowledge_t *target, double emulated, double emulated_variance)
{
    double variance = emulated_variance + target->observation_variance +
                      target->discrepancy_variance + target->noise_variance;
    double distance = fabs(target->observed - emulated);
    double implausible = distance > 0.0 ? distance / sqrt(variance) : 0.0;
    return isnan(distance) || isnan(implausible) ? INFINITY : implausible;
}

static double or_infinite(double value) { return isnan(value) ? INFINITY : value; }

/* Targets are few, so values above are counted rather than sorted. */
double curb_implausibility_ranked(const double *values, size_t count, size_t rank)
{
    for (size_t i = 0; i < count; i++) {
        double mine = or_infinite(values[i]);
        size_t above = 0, equal_before = 0;
        for (size_t j = 0; j < count; j++) {
            above += or_infinite(values[j]) > mine;
            equal_before += j < i && or_infinite(values[j]) == mine;
        }
        if (above + equal_before == rank) {
            return mine;
        }
    }
    return 0.0;
}

double curb_band_log_weight(double value, double low, double high, double sd)
{
    double distance = value < low ? low - value : value > high ? value - high : 0.0;
    if (isnan(value)) {
        return -INFINITY; /* not in the band, nor at any distance of it */
    }
    return distance > 0.0 ? -0.5 * (distance / sd) * (distance / sd) : 0.0;
}

void curb_weights_normalise(const double *log_weights, size_t count, double *weights)
{
    double most = -INFINITY, sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, log_weights[i]);
    }
    for (size_t i = 0; i < count; i++) {
        bool heavy = log_weights[i] > -INFINITY;
        weights[i] = most > -INFINITY ? (heavy ? exp(log_weights[i] - most) : 0.0) : 1.0;
        sum += weights[i];
    }
    for (size_t i = 0; i < count; i++) {
        weights[i] /= sum;
    }
}

double curb_weights_effective(const double *weights, size_t count)
{
    double squares = 0.0;
    for (size_t i = 0; i < count; i++) {
        squares += weights[i] * weights[i];
    }
    return 1.0 / squares;
}

double curb_even_unit(double shift, size_t k)
{
    const double golden = 0.61803398874989484820;
    double at = shift + (double)k * golden;
    return at - floor(at);
}

size_t curb_weights_pick(const double *weights, size_t count, double u)
{
    double sum = 0.0;
    size_t last = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weights[i];
        last = weights[i] > 0.0 ? i : last;
        if (u < sum && weights[i] > 0.0) {
            return i;
        }
    }
    return last; /* u beyond a sum that rounding left below 1 */
}
