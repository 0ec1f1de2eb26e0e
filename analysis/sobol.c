/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All sums are of values less their mean: it cancels in Jansen's, belongs to Saltelli's and
 * keeps digits in Janon's. */
#include "analysis/sobol_parts.h"

#include "model/memory.h"
#include "model/random.h"

#include <math.h>

/* A row that is drawn again is another index of the same row. */
typedef struct {
    const curb_sobol_sample_t *sample;
    size_t row, count;
    const size_t *which;  /* [count] rows of the sample, all whole */
    const double *walked; /* [row of the sample][factor] the step on which it moves */
} drawn_t;

static bool is_whole(const double *values, size_t row)
{
    for (size_t p = 0; p < row; p++) {
        if (!isfinite(values[p])) {
            return false;
        }
    }
    return true;
}

/* [count] indices of whole rows. */
static size_t find_whole(const curb_sobol_sample_t *sample, size_t *which)
{
    size_t row = curb_sobol_row(&sample->layout), whole = 0;
    for (size_t i = 0; i < sample->count; i++) {
        if (is_whole(sample->values + i * row, row)) {
            which[whole++] = i;
        }
    }
    return whole;
}

/* Half of (A - B) times what the output loses on the step on which a factor moves. Its mean
 * is that of c(u + j) - c(u) over random u: with u what has not moved yet, f_A against both
 * ends of the step gives it, f_B with what has moved gives it once more (Goda 2021), and
 * this is the mean of the two. */
static void find_walked(const curb_sobol_sample_t *sample, double *walked)
{
    const curb_sobol_layout_t *layout = &sample->layout;
    size_t row = curb_sobol_row(layout), factors = layout->factors;
    for (size_t i = 0; i < sample->count && layout->walk; i++) {
        const double *at = sample->values + i * row;
        size_t first = 0;
        for (size_t j = 0; j < factors; j++) {
            first = curb_sobol_place(layout, i, j) == 0 ? j : first;
        }
        for (size_t j = 0; j < factors; j++) {
            size_t before = curb_sobol_place(layout, i, j);
            double from = at[curb_sobol_at_step(layout, first, before)];
            double to = at[curb_sobol_at_step(layout, first, before + 1)];
            walked[i * factors + j] =
                (at[0] - at[curb_sobol_at_b(layout)]) * (from - to) / 2;
        }
    }
}

static const double *values_of(const drawn_t *drawn, size_t i)
{
    return drawn->sample->values + drawn->which[i] * drawn->row;
}

/* Mean over rows of one of the numbers of curb_sobol_chance(). */
static double mean_chance(const drawn_t *drawn, size_t number)
{
    size_t numbers = curb_sobol_chance(drawn->sample->layout.factors);
    double sum = 0;
    for (size_t i = 0; i < drawn->count && drawn->sample->chance != NULL; i++) {
        sum += drawn->sample->chance[drawn->which[i] * numbers + number];
    }
    return drawn->sample->chance != NULL ? sum / (double)drawn->count : NAN;
}

static curb_sobol_moments_t moments_of(const drawn_t *drawn)
{
    const curb_sobol_layout_t *layout = &drawn->sample->layout;
    size_t at_b = curb_sobol_at_b(layout);
    double n = 2 * (double)drawn->count, sum = 0, squares = 0;
    for (size_t i = 0; i < drawn->count; i++) {
        sum += values_of(drawn, i)[0] + values_of(drawn, i)[at_b];
    }
    double mean = sum / n;
    for (size_t i = 0; i < drawn->count; i++) {
        double a = values_of(drawn, i)[0] - mean, b = values_of(drawn, i)[at_b] - mean;
        squares += a * a + b * b;
    }
    double variance = squares / n;
    bool is_constant = variance <= 1e-26 * mean * mean; /* the rounding of a constant */
    return (curb_sobol_moments_t){.mean = mean,
        .variance = is_constant ? 0 : variance,
        .chance = mean_chance(drawn, 2 * layout->factors) / 2,
        .used = drawn->count};
}

/* Sums over rows for one factor. */
typedef struct {
    double saltelli, total, first, product, level, square;
    double walked, apart; /* half the products of the walk; half of (A - B)^2 */
} sums_t;

static sums_t sums_of(const drawn_t *drawn, size_t j, double mean)
{
    const curb_sobol_layout_t *layout = &drawn->sample->layout;
    size_t at_b = curb_sobol_at_b(layout);
    sums_t sums = {0};
    for (size_t i = 0; i < drawn->count; i++) {
        const double *at = values_of(drawn, i);
        double a = at[0] - mean, b = at[at_b] - mean;
        double ab = at[curb_sobol_at_ab(j)] - mean;
        sums.saltelli += b * (ab - a);
        sums.total += (a - ab) * (a - ab);
        sums.first += (b - ab) * (b - ab);
        sums.product += b * ab;
        sums.level += (b + ab) / 2;
        sums.square += (b * b + ab * ab) / 2;
        sums.apart += (a - b) * (a - b) / 2;
        sums.walked += drawn->walked[drawn->which[i] * layout->factors + j];
    }
    return sums;
}

static void one_factor(const drawn_t *drawn, size_t j, const curb_sobol_moments_t *moments,
    double shares[CURB_SOBOL_COUNT])
{
    sums_t sums = sums_of(drawn, j, moments->mean);
    size_t factors = drawn->sample->layout.factors;
    double n = (double)drawn->count, variance = moments->variance, m = sums.level / n;
    double clean = variance - moments->chance;
    shares[CURB_SOBOL_FIRST] = sums.saltelli / n / variance;
    shares[CURB_SOBOL_TOTAL] = sums.total / (2 * n) / variance;
    shares[CURB_SOBOL_JANSEN] = 1 - sums.first / (2 * n) / variance;
    shares[CURB_SOBOL_JANON] = (sums.product / n - m * m) / (sums.square / n - m * m);
    shares[CURB_SOBOL_SHAPLEY] =
        drawn->sample->layout.walk ? sums.walked / sums.apart : NAN;
    shares[CURB_SOBOL_FIRST_CLEAN] =
        clean > 0 ? (sums.saltelli / n - mean_chance(drawn, factors + j)) / clean : NAN;
    shares[CURB_SOBOL_TOTAL_CLEAN] =
        clean > 0 ? (sums.total / n - mean_chance(drawn, j)) / 2 / clean : NAN;
}

/* Two estimates of S_jk: AB with BA one way and the other. */
static double one_pair(
    const drawn_t *drawn, size_t j, size_t k, const curb_sobol_moments_t *moments)
{
    const curb_sobol_layout_t *layout = &drawn->sample->layout;
    double sum = 0, firsts = 0;
    for (size_t i = 0; i < drawn->count; i++) {
        const double *at = values_of(drawn, i);
        double a = at[0] - moments->mean, b = at[curb_sobol_at_b(layout)] - moments->mean;
        double ab_j = at[curb_sobol_at_ab(j)] - moments->mean;
        double ab_k = at[curb_sobol_at_ab(k)] - moments->mean;
        double ba_j = at[curb_sobol_at_ba(layout, j)] - moments->mean;
        double ba_k = at[curb_sobol_at_ba(layout, k)] - moments->mean;
        sum += (ba_j * ab_k + ba_k * ab_j) / 2 - a * b;
        firsts += b * (ab_j - a) + b * (ab_k - a);
    }
    return (sum - firsts) / (double)drawn->count / moments->variance;
}

/* [factor][CURB_SOBOL_COUNT] and, with BA, [factor][factor]. */
static void estimate(const drawn_t *drawn, double *shares, double *pairs)
{
    size_t factors = drawn->sample->layout.factors;
    curb_sobol_moments_t moments = moments_of(drawn);
    bool varies = drawn->count >= 2 && moments.variance > 0;
    for (size_t j = 0; j < factors; j++) {
        double *mine = shares + j * CURB_SOBOL_COUNT;
        if (varies) {
            one_factor(drawn, j, &moments, mine);
        }
        for (size_t m = 0; m < CURB_SOBOL_COUNT && !varies; m++) {
            mine[m] = NAN;
        }
        for (size_t k = 0; k < factors && pairs != NULL; k++) {
            pairs[j * factors + k] = k < j ? pairs[k * factors + j]
                                     : !varies || k == j || !drawn->sample->layout.second
                                         ? NAN
                                         : one_pair(drawn, j, k, &moments);
        }
    }
}

/* What both estimating and drawing again need. */
typedef struct {
    size_t whole;
    size_t *which, *again;  /* [count] */
    double *walked;         /* [count][factor] */
    double *shares, *pairs; /* of one estimate */
} room_t;

static void room_free(room_t *self)
{
    curb_free(self->which);
    curb_free(self->again);
    curb_free(self->walked);
    curb_free(self->shares);
    curb_free(self->pairs);
}

static curb_error_t room_init(room_t *self, const curb_sobol_sample_t *sample)
{
    size_t factors = sample->layout.factors;
    *self = (room_t){.which = curb_calloc(sample->count, sizeof *self->which),
        .again = curb_calloc(sample->count, sizeof *self->again),
        .walked = curb_calloc(sample->count * factors, sizeof *self->walked),
        .shares = curb_calloc(factors * CURB_SOBOL_COUNT, sizeof *self->shares),
        .pairs = curb_calloc(factors * factors, sizeof *self->pairs)};
    if (self->which == NULL || self->again == NULL || self->walked == NULL ||
        self->shares == NULL || self->pairs == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    self->whole = find_whole(sample, self->which);
    find_walked(sample, self->walked);
    return CURB_OK;
}

static drawn_t drawn_of(
    const room_t *room, const curb_sobol_sample_t *sample, const size_t *which)
{
    return (drawn_t){.sample = sample,
        .row = curb_sobol_row(&sample->layout),
        .count = room->whole,
        .which = which,
        .walked = room->walked};
}

curb_error_t curb_sobol_estimate(const curb_sobol_sample_t *sample,
    curb_sobol_moments_t *moments, curb_sobol_factor_t *indices, curb_share_t *pairs)
{
    static const curb_interval_t unknown = {NAN, NAN};
    size_t factors = sample->layout.factors;
    room_t room;
    curb_error_t error = room_init(&room, sample);
    if (error == CURB_OK) {
        drawn_t drawn = drawn_of(&room, sample, room.which);
        *moments = moments_of(&drawn);
        estimate(&drawn, room.shares, room.pairs);
        for (size_t i = 0; i < factors * CURB_SOBOL_COUNT; i++) {
            indices[i / CURB_SOBOL_COUNT].share[i % CURB_SOBOL_COUNT] =
                (curb_share_t){room.shares[i], unknown};
        }
        for (size_t i = 0; i < factors * factors && pairs != NULL; i++) {
            pairs[i] = (curb_share_t){room.pairs[i], unknown};
        }
    }
    room_free(&room);
    return error;
}

static curb_error_t set_interval(
    const double *estimates, size_t resamples, double level, curb_share_t *share)
{
    double tail = (1 - level) / 2;
    if (isnan(share->estimate)) {
        return CURB_OK;
    }
    curb_error_t error = curb_quantile(estimates, resamples, tail, &share->interval.low);
    return error == CURB_OK
               ? curb_quantile(estimates, resamples, 1 - tail, &share->interval.high)
               : error;
}

/* Rows with replacement. */
static void draw_rows(uint64_t seed, size_t which, room_t *room)
{
    curb_key_t key = curb_key(seed, (uint32_t)which, CURB_FOR_DESIGN, CURB_SOBOL_RESAMPLES);
    for (size_t i = 0; i < room->whole; i++) {
        uint32_t word, unused;
        curb_words(key, (uint32_t)i, 0, &word, &unused);
        room->again[i] = room->which[(size_t)(curb_unit(word) * (double)room->whole)];
    }
}

curb_error_t curb_sobol_bootstrap(const curb_sobol_sample_t *sample, size_t resamples,
    double level, uint64_t seed, curb_sobol_factor_t *indices, curb_share_t *pairs)
{
    size_t factors = sample->layout.factors, shares = factors * CURB_SOBOL_COUNT;
    size_t numbers = shares + (pairs != NULL ? factors * factors : 0);
    double *estimates = curb_calloc(numbers * resamples, sizeof *estimates);
    room_t room;
    curb_error_t error = room_init(&room, sample);
    error = estimates == NULL ? CURB_ERR_NO_MEMORY : error;
    for (size_t b = 0; b < resamples && error == CURB_OK; b++) {
        draw_rows(seed, b, &room);
        drawn_t drawn = drawn_of(&room, sample, room.again);
        estimate(&drawn, room.shares, pairs != NULL ? room.pairs : NULL);
        for (size_t i = 0; i < numbers; i++) {
            estimates[i * resamples + b] =
                i < shares ? room.shares[i] : room.pairs[i - shares];
        }
    }
    for (size_t i = 0; i < numbers && error == CURB_OK; i++) {
        curb_share_t *share =
            i < shares ? &indices[i / CURB_SOBOL_COUNT].share[i % CURB_SOBOL_COUNT]
                       : &pairs[i - shares];
        error = set_interval(estimates + i * resamples, resamples, level, share);
    }
    curb_free(estimates);
    room_free(&room);
    return error;
}
