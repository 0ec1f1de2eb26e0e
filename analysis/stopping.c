/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/stopping.h"

#include "analysis/maxt.h"
#include "model/memory.h"

#include <float.h>
#include <math.h>
#include <string.h>

const char *const curb_question_keys[2] = {"best", "differences"};

size_t curb_stopping_next(curb_question_t question, size_t units)
{
    const size_t first = CURB_STOPPING_FIRST;
    if (units < first) {
        return first;
    }
    if (question == CURB_RESOLVE_DIFFERENCES) {
        return 2 * units;
    }
    size_t blocks = (units + 4 * first - 1) / (4 * first);
    return units + blocks * first;
}

/* --- the best candidate --- */

/* Variance of the difference of two columns over the first n0 rows; differences that vary
 * by no more than rounding are constant. */
static double variance_of(const double *scores, size_t candidates, size_t one, size_t other)
{
    double mean = 0, squares = 0, scale = 0;
    for (size_t u = 0; u < CURB_STOPPING_FIRST; u++) {
        const double *row = scores + u * candidates;
        mean += (row[one] - row[other]) / CURB_STOPPING_FIRST;
        scale = fmax(scale, fmax(fabs(row[one]), fabs(row[other])));
    }
    for (size_t u = 0; u < CURB_STOPPING_FIRST; u++) {
        double off = scores[u * candidates + one] - scores[u * candidates + other] - mean;
        squares += off * off;
    }
    double rounding = 8 * DBL_EPSILON * scale;
    bool constant = squares <= CURB_STOPPING_FIRST * rounding * rounding;
    return constant ? 0 : squares / (CURB_STOPPING_FIRST - 1);
}

curb_error_t curb_contest_init(curb_contest_t *self, const double *scores,
    size_t candidates, double level, bool more_is_better)
{
    *self = (curb_contest_t){.candidates = candidates,
        .more_is_better = more_is_better,
        .constants = curb_kim_nelson(1 - level, candidates, CURB_STOPPING_FIRST)};
    if (!(self->constants.eta > 0) || !(level * (double)candidates > 1)) {
        return CURB_ERR_INVALID;
    }
    self->variances = curb_calloc(candidates, candidates * sizeof *self->variances);
    if (self->variances == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < candidates; i++) {
        for (size_t l = 0; l < i; l++) {
            double variance = variance_of(scores, candidates, i, l);
            self->variances[i * candidates + l] = variance;
            self->variances[l * candidates + i] = variance;
        }
    }
    return CURB_OK;
}

void curb_contest_free(curb_contest_t *self)
{
    curb_free(self->variances);
    *self = (curb_contest_t){0};
}

/* One look: who is worse than another that was in until now. `worse` is scratch of the
 * caller's, so that the order of candidates does not matter. `open`: two that stay in might
 * still be told apart. @return how many stay. */
static size_t look(const curb_contest_t *self, const double *sums, size_t units,
    double delta, bool *in, bool *worse, bool *open)
{
    size_t count = self->candidates, left = 0;
    double sign = self->more_is_better ? -1 : 1;
    memset(worse, 0, count * sizeof *worse);
    for (size_t i = 0; i < count; i++) {
        for (size_t l = 0; in[i] && !worse[i] && l < count; l++) {
            double margin = l == i || !in[l]
                                ? INFINITY
                                : curb_kim_nelson_margin(&self->constants,
                                      self->variances[i * count + l], delta, units);
            worse[i] = sign * (sums[i] - sums[l]) / (double)units > margin;
        }
    }
    for (size_t i = 0; i < count; i++) {
        in[i] = in[i] && !worse[i];
        left += in[i];
    }
    *open = false;
    for (size_t i = 0; i < count && !*open; i++) {
        for (size_t l = 0; in[i] && l < i && !*open; l++) {
            *open = in[l] && curb_kim_nelson_margin(&self->constants,
                                 self->variances[i * count + l], delta, units) > 0;
        }
    }
    return left;
}

static size_t play(const curb_contest_t *self, const double *scores, size_t units,
    double delta, bool *in, double *sums, bool *worse)
{
    size_t count = self->candidates, u = 0;
    for (size_t i = 0; i < count; i++) {
        in[i] = true;
        sums[i] = 0;
    }
    size_t at = curb_stopping_next(CURB_RESOLVE_BEST, 0);
    while (at <= units) {
        for (; u < at; u++) {
            for (size_t i = 0; i < count; i++) {
                sums[i] += scores[u * count + i];
            }
        }
        bool open = true;
        size_t left = look(self, sums, at, delta, in, worse, &open);
        if (left == 1 || !open) {
            return at;
        }
        at = curb_stopping_next(CURB_RESOLVE_BEST, at);
    }
    return 0;
}

size_t curb_contest_play(
    const curb_contest_t *self, const double *scores, size_t units, double delta, bool *in)
{
    double *sums = curb_calloc(self->candidates, sizeof *sums);
    bool *worse = curb_calloc(self->candidates, sizeof *worse);
    size_t settled = 0;
    if (sums != NULL && worse != NULL) {
        settled = play(self, scores, units, delta, in, sums, worse);
    }
    curb_free(sums);
    curb_free(worse);
    return settled;
}

/* A delta at which no margin is left at the first look: h2 S2 / delta2 = n0. */
static double sure_delta(const curb_contest_t *self)
{
    double largest = 0;
    for (size_t i = 0; i < self->candidates * self->candidates; i++) {
        largest = fmax(largest, self->variances[i]);
    }
    return sqrt(self->constants.h_squared * largest / CURB_STOPPING_FIRST);
}

double curb_contest_resolvable(
    const curb_contest_t *self, const double *scores, size_t units, bool *in)
{
    double *sums = curb_calloc(self->candidates, sizeof *sums);
    bool *worse = curb_calloc(self->candidates, sizeof *worse);
    double high = NAN;
    if (sums != NULL && worse != NULL && units >= CURB_STOPPING_FIRST) {
        high = sure_delta(self);
        double low = high / 1e6;
        while (high > 0 && high > 1.001 * low) {
            double middle = sqrt(low * high);
            bool settled = play(self, scores, units, middle, in, sums, worse) > 0;
            high = settled ? middle : high;
            low = settled ? low : middle;
        }
    }
    curb_free(sums);
    curb_free(worse);
    return high;
}

/* --- half-widths --- */

static curb_error_t critical_of(curb_precision_t *self, const double *differences,
    size_t units, size_t columns, size_t family, double level, uint64_t flip_seed)
{
    double *chosen = curb_calloc(units, family * sizeof *chosen);
    if (chosen == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t u = 0; u < units; u++) {
        memcpy(chosen + u * family, differences + u * columns, family * sizeof *chosen);
    }
    curb_maxt_t maxt;
    curb_error_t error = curb_maxt_init(&maxt, chosen, units, family, level, flip_seed);
    if (error == CURB_OK) {
        self->critical = maxt.critical;
        curb_maxt_free(&maxt);
    }
    curb_free(chosen);
    return error;
}

curb_error_t curb_precision_find(curb_precision_t *self, const double *differences,
    size_t units, size_t columns, size_t family, const bool *asked, double level,
    uint64_t flip_seed, double *half_widths)
{
    *self = (curb_precision_t){.critical = NAN, .widest = NAN};
    double *column = curb_calloc(2 * units, sizeof *column);
    curb_error_t error = column == NULL ? CURB_ERR_NO_MEMORY
                                        : critical_of(self, differences, units, columns,
                                              family, level, flip_seed);
    for (size_t c = 0; error == CURB_OK && c < columns; c++) {
        for (size_t u = 0; u < units; u++) {
            column[units + u] = differences[u * columns + c];
        }
        curb_paired_t paired = curb_paired(column, column + units, units); /* against 0 */
        curb_interval_t interval = curb_paired_interval(&paired, self->critical);
        half_widths[c] = (interval.high - interval.low) / 2;
        double width = isnan(half_widths[c]) ? INFINITY : half_widths[c];
        if (asked[c] && !(width <= self->widest)) {
            self->widest = width;
            self->which = c;
        }
    }
    curb_free(column);
    return error;
}
