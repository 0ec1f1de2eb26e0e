/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/concentration.h"

double curb_concentration(
    const curb_population_t *population, const curb_segment_t *segment, double top)
{
    const float *quantity = population->quantity + segment->first;
    double wanted = top * segment->count;
    double counted = 0.0;
    double frequent = 0.0;
    double all = 0.0;
    for (size_t i = segment->count; i-- > 0;) {
        double part = wanted - counted;
        part = part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
        frequent += part * (double)quantity[i];
        counted += 1.0;
        all += (double)quantity[i];
    }
    return all > 0.0 ? frequent / all : 0.0;
}
