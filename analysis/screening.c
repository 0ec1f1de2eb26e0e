/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/screening.h"

#include "model/memory.h"
#include "model/random.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

/* Words of a trajectory: apart from the columns of other designs. */
enum { COLUMN_OF_TRAJECTORIES = 1 << 21, COLUMN_OF_FLOORS, DRAW_START = 0, DRAW_ORDER = 1 };

static size_t factor_of(const size_t *group, size_t input)
{
    return group != NULL ? group[input] : input;
}

/* Place of a factor in the random order of a trajectory: the rank of its word. */
static size_t place_of(curb_key_t key, size_t factor, size_t factors)
{
    uint32_t mine, unused;
    curb_words(key, (uint32_t)factor, DRAW_ORDER, &mine, &unused);
    size_t rank = 0;
    for (size_t other = 0; other < factors; other++) {
        uint32_t word;
        curb_words(key, (uint32_t)other, DRAW_ORDER, &word, &unused);
        rank += word < mine || (word == mine && other < factor);
    }
    return rank;
}

/* Half of the levels lie low enough to go up by levels / 2 of them, the others high enough
 * to go down. */
static void one_trajectory(curb_key_t key, size_t factors, size_t inputs,
    const size_t *group, unsigned levels, double *points)
{
    for (size_t k = 0; k < inputs; k++) {
        size_t factor = factor_of(group, k);
        uint32_t word, unused;
        curb_words(key, (uint32_t)k, DRAW_START, &word, &unused);
        unsigned from = (unsigned)(curb_unit(word) * levels);
        unsigned to = from < levels / 2 ? from + levels / 2 : from - levels / 2;
        size_t moves_after = place_of(key, factor, factors);
        for (size_t step = 0; step <= factors; step++) {
            unsigned at = step > moves_after ? to : from;
            points[step * inputs + k] = (double)at / (double)(levels - 1);
        }
    }
}

void curb_screening_design(uint64_t seed, size_t trajectories, size_t factors,
    size_t inputs, const size_t *group, unsigned levels, double *points)
{
    for (size_t t = 0; t < trajectories; t++) {
        curb_key_t key =
            curb_key(seed, (uint32_t)t, CURB_FOR_DESIGN, COLUMN_OF_TRAJECTORIES);
        one_trajectory(
            key, factors, inputs, group, levels, points + t * (factors + 1) * inputs);
    }
}

typedef struct {
    double n, sum, squares, absolute, least, most;
} sums_t;

/* The factor that moves between two points and by how much of its range, signed. A group
 * has no sign: its inputs may go opposite ways. */
static bool find_move(const double *before, const double *after, size_t inputs,
    const size_t *group, const double *ranges, size_t *factor, double *step)
{
    size_t moved = 0;
    for (size_t k = 0; k < inputs; k++) {
        double change = (after[k] - before[k]) / (ranges != NULL ? ranges[k] : 1.0);
        if (change != 0) {
            *factor = factor_of(group, k);
            *step = moved == 0 ? change : fabs(change);
            moved++;
        }
    }
    return moved > 0;
}

/* Two passes: means first, then spreads about them. */
static void add_effects(const double *points, const double *values, size_t trajectories,
    size_t factors, size_t inputs, const size_t *group, const double *ranges,
    const curb_screening_effect_t *means, size_t wanted, sums_t *sums)
{
    for (size_t t = 0; t < trajectories; t++) {
        for (size_t s = 0; s < factors; s++) {
            size_t row = t * (factors + 1) + s, factor = 0;
            double step = 0;
            const double *before = points + row * inputs;
            if (!find_move(
                    before, before + inputs, inputs, group, ranges, &factor, &step) ||
                factor != wanted || !isfinite(values[row]) || !isfinite(values[row + 1])) {
                continue;
            }
            double effect = (values[row + 1] - values[row]) / step;
            double about = means != NULL ? effect - means->mu : effect;
            double size = means != NULL ? fabs(effect) - means->mu_star : fabs(effect);
            sums->n += 1;
            sums->sum += about;
            sums->squares += about * about;
            sums->absolute += means != NULL ? size * size : size;
            sums->least = fmin(sums->least, about);
            sums->most = fmax(sums->most, about);
        }
    }
}

void curb_screening_effects(const double *points, const double *values, size_t trajectories,
    size_t factors, size_t inputs, const size_t *group, const double *ranges, double level,
    curb_screening_effect_t *effects)
{
    for (size_t j = 0; j < factors; j++) {
        sums_t sums = {.least = NAN, .most = NAN}, spread = {0};
        curb_screening_effect_t *effect = &effects[j];
        add_effects(
            points, values, trajectories, factors, inputs, group, ranges, NULL, j, &sums);
        *effect = (curb_screening_effect_t){.n = (size_t)sums.n,
            .chance = NAN,
            .floor = NAN,
            .mu = sums.sum / sums.n,
            .mu_star = sums.absolute / sums.n,
            .sigma = NAN,
            .least = sums.least,
            .most = sums.most,
            .mu_star_interval = {NAN, NAN}};
        add_effects(points, values, trajectories, factors, inputs, group, ranges, effect, j,
            &spread);
        if (sums.n >= 2) {
            effect->sigma = sqrt(spread.squares / (sums.n - 1));
            double error = sqrt(spread.absolute / (sums.n - 1) / sums.n) *
                           curb_t_critical(level, effect->n, 1);
            effect->mu_star_interval.low = fmax(0, effect->mu_star - error);
            effect->mu_star_interval.high = effect->mu_star + error;
        }
    }
}

/* Quantile of the mean of n half-normals over the square root of a chi-squared per degree
 * of freedom: 20,000 draws, so the level is met within .3 points. Many half-normals have a
 * normal mean. */
static curb_error_t floor_in_deviations(
    size_t n, double freedom, double level, double *quantile)
{
    enum { DRAWS = 20000, MANY = 30 };
    static const double pi = 3.14159265358979323846;
    double *drawn = curb_calloc(DRAWS, sizeof *drawn);
    if (drawn == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < DRAWS; i++) {
        curb_key_t key = curb_key(1, (uint32_t)i, CURB_FOR_DESIGN, COLUMN_OF_FLOORS);
        uint32_t word, other;
        double mean = 0;
        for (size_t k = 0; k < n && n <= MANY; k++) {
            curb_words(key, (uint32_t)k, 1, &word, &other);
            mean += fabs(gsl_cdf_ugaussian_Pinv(curb_unit(word))) / (double)n;
        }
        curb_words(key, 0, 0, &word, &other);
        if (n > MANY) {
            mean = sqrt(2 / pi) +
                   sqrt((1 - 2 / pi) / (double)n) * gsl_cdf_ugaussian_Pinv(curb_unit(word));
        }
        drawn[i] = mean / sqrt(gsl_cdf_chisq_Pinv(curb_unit(other), freedom) / freedom);
    }
    curb_error_t error = curb_quantile(drawn, DRAWS, level, quantile);
    curb_free(drawn);
    return error;
}

curb_error_t curb_screening_floor(const double *points, const double *chance,
    size_t trajectories, size_t factors, size_t inputs, const size_t *group,
    const double *ranges, size_t freedom, double level, curb_screening_effect_t *effects)
{
    size_t last = 0;
    double quantile = NAN;
    for (size_t j = 0; j < factors; j++) {
        double sum = 0;
        size_t n = 0;
        for (size_t t = 0; t < trajectories; t++) {
            for (size_t s = 0; s < factors; s++) {
                const double *before = points + (t * (factors + 1) + s) * inputs;
                size_t factor = 0;
                double step = 0, variance = chance[t * factors + s];
                if (find_move(
                        before, before + inputs, inputs, group, ranges, &factor, &step) &&
                    factor == j && isfinite(variance)) {
                    sum += variance / (step * step);
                    n++;
                }
            }
        }
        if (n > 0 && n != last) {
            curb_error_t error =
                floor_in_deviations(n, (double)(n * freedom), level, &quantile);
            if (error != CURB_OK) {
                return error;
            }
            last = n;
        }
        effects[j].chance = n > 0 ? sqrt(sum / (double)n) : NAN;
        effects[j].floor = n > 0 ? quantile * effects[j].chance : NAN;
    }
    return CURB_OK;
}
