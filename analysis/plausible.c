/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/plausible.h"

#include <math.h>

double curb_implausibility(
    const curb_target_knowledge_t *target, double emulated, double emulated_variance)
{
    double variance = emulated_variance + target->observation_variance +
                      target->discrepancy_variance + target->noise_variance;
    double distance = fabs(target->observed - emulated);
    return distance > 0.0 ? distance / sqrt(variance) : 0.0;
}

/* Targets are few, so values above are counted rather than sorted. */
double curb_implausibility_ranked(const double *values, size_t count, size_t rank)
{
    for (size_t i = 0; i < count; i++) {
        size_t above = 0, equal_before = 0;
        for (size_t j = 0; j < count; j++) {
            above += values[j] > values[i];
            equal_before += j < i && values[j] == values[i];
        }
        if (above + equal_before == rank) {
            return values[i];
        }
    }
    return 0.0;
}

double curb_band_log_weight(double value, double low, double high, double sd)
{
    double distance = value < low ? low - value : value > high ? value - high : 0.0;
    return -0.5 * (distance / sd) * (distance / sd);
}

void curb_weights_normalise(const double *log_weights, size_t count, double *weights)
{
    double most = -INFINITY, sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, log_weights[i]);
    }
    for (size_t i = 0; i < count; i++) {
        weights[i] = most > -INFINITY ? exp(log_weights[i] - most) : 1.0;
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
