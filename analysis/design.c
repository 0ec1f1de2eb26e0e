/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/design.h"

#include <math.h>

/* Products over the dimensions, of one point and of a pair of points. */
typedef struct {
    double centred, wrap_around, mixture, star, distance2;
} terms_t;

static terms_t terms_of_point(const double *x, size_t dimensions)
{
    terms_t terms = {.centred = 1.0, .mixture = 1.0, .star = 1.0};
    for (size_t d = 0; d < dimensions; d++) {
        double off = fabs(x[d] - 0.5);
        terms.centred *= 1.0 + 0.5 * off - 0.5 * off * off;
        terms.mixture *= 5.0 / 3.0 - 0.25 * off - 0.25 * off * off;
        terms.star *= 1.0 - x[d] * x[d];
    }
    return terms;
}

static terms_t terms_of_pair(const double *x, const double *y, size_t dimensions)
{
    terms_t terms = {1.0, 1.0, 1.0, 1.0, 0.0};
    for (size_t d = 0; d < dimensions; d++) {
        double off = fabs(x[d] - 0.5) + fabs(y[d] - 0.5), apart = fabs(x[d] - y[d]);
        terms.centred *= 1.0 + 0.5 * off - 0.5 * apart;
        terms.wrap_around *= 1.5 - apart * (1.0 - apart);
        terms.mixture *= 15.0 / 8.0 - 0.25 * off - 0.75 * apart + 0.5 * apart * apart;
        terms.star *= 1.0 - fmax(x[d], y[d]);
        terms.distance2 += apart * apart;
    }
    return terms;
}

curb_design_evenness_t curb_design_evenness(
    const double *points, size_t count, size_t dimensions)
{
    double n = (double)count, d = (double)dimensions, least = INFINITY;
    terms_t one = {0}, two = {0};
    for (size_t i = 0; i < count; i++) {
        const double *x = points + i * dimensions;
        terms_t of = terms_of_point(x, dimensions);
        one.centred += of.centred;
        one.mixture += of.mixture;
        one.star += of.star;
        for (size_t j = 0; j < count; j++) {
            terms_t pair = terms_of_pair(x, points + j * dimensions, dimensions);
            two.centred += pair.centred;
            two.wrap_around += pair.wrap_around;
            two.mixture += pair.mixture;
            two.star += pair.star;
            least = j != i ? fmin(least, pair.distance2) : least;
        }
    }
    return (curb_design_evenness_t){
        .centred = pow(13.0 / 12.0, d) - 2.0 / n * one.centred + two.centred / (n * n),
        .wrap_around = two.wrap_around / (n * n) - pow(4.0 / 3.0, d),
        .mixture = pow(19.0 / 12.0, d) - 2.0 / n * one.mixture + two.mixture / (n * n),
        .star = sqrt(fmax(
            0.0, pow(3.0, -d) - pow(2.0, 1.0 - d) / n * one.star + two.star / (n * n))),
        .least_distance = sqrt(least)};
}
