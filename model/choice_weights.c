/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/choice_weights.h"

#include "model/bits.h"
#include "model/memory.h"

#include <math.h>

enum { LANES = 8 };

/* e^300 times e^300 is still a number, and so is its inverse. */
static const double exponent_most = 300.0;

static void set_parts(
    curb_choice_weights_t *self, const curb_choice_agents_t *agents, size_t i)
{
    double taste = (double)agents->taste[i];
    double common = taste - (double)agents->moral[i] * agents->awareness[i];
    self->parts[CURB_AT_HOME][i] = common - agents->home_cost[i];
    self->parts[CURB_AWAY][i] =
        common - (agents->abroad_cost != NULL ? agents->abroad_cost[i] : 0.0);
    self->parts[CURB_VETTED][i] = taste;
    for (size_t c = 0; c < CURB_CHANNEL_COUNT; c++) {
        self->largest_part = fmax(self->largest_part, fabs(self->parts[c][i]));
    }
}

curb_error_t curb_choice_weights_init(curb_choice_weights_t *self,
    const curb_choice_agents_t *agents, bool must_buy, bool abroad, bool vetted)
{
    size_t padded = (agents->count + LANES - 1) / LANES * LANES;
    *self = (curb_choice_weights_t){
        .padded = padded, .has = {true, abroad, vetted}, .must_buy = must_buy};
    self->quantity =
        curb_calloc((1 + 2 * CURB_CHANNEL_COUNT) * padded, sizeof *self->quantity);
    if (self->quantity == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t c = 0; c < CURB_CHANNEL_COUNT; c++) {
        self->parts[c] = self->quantity + (1 + 2 * c) * padded;
        self->weights[c] = self->parts[c] + padded;
    }
    for (size_t i = 0; i < agents->count; i++) {
        self->quantity[i] = (double)agents->quantity[i];
        self->total_quantity += self->quantity[i];
        set_parts(self, agents, i);
    }
    return CURB_OK;
}

void curb_choice_weights_free(curb_choice_weights_t *self)
{
    curb_free(self->quantity);
    self->quantity = NULL;
}

/* exp(x), |x| <= 300, to about an ulp: as curb_exp(), with constants in place of divisions,
 * so that it vectorises. */
CURB_INLINE double exp_of(double x)
{
    const double shift = 6755399441055744.0; /* 1.5 * 2^52: rounds to an integer */
    union {
        double f;
        uint64_t u;
    } shifted = {x * 1.4426950408889634 + shift}, power = {.u = 0};
    double k = shifted.f - shift;
    double r = x - k * 0.693147180369123816490; /* high part of ln 2, exact times k */
    r = r - k * 1.90821492927058770002e-10;
    double sum = 1.0 / 6227020800.0;
    sum = sum * r + 1.0 / 479001600.0;
    sum = sum * r + 1.0 / 39916800.0;
    sum = sum * r + 1.0 / 3628800.0;
    sum = sum * r + 1.0 / 362880.0;
    sum = sum * r + 1.0 / 40320.0;
    sum = sum * r + 1.0 / 5040.0;
    sum = sum * r + 1.0 / 720.0;
    sum = sum * r + 1.0 / 120.0;
    sum = sum * r + 1.0 / 24.0;
    sum = sum * r + 1.0 / 6.0;
    sum = sum * r + 0.5;
    sum = sum * (r * r) + r + 1.0;
    power.u = (shifted.u + 1023u) << 52;
    return sum * power.f;
}

CURB_HOT static void take_exponentials(
    double *restrict weights, const double *restrict parts, size_t count, double scale)
{
    const double per_scale = 1.0 / scale;
    for (size_t i = 0; i < count; i++) {
        weights[i] = exp_of(parts[i] * per_scale);
    }
}

void curb_choice_weights_set(curb_choice_weights_t *self, double scale)
{
    self->in_range = self->largest_part <= exponent_most * scale;
    for (size_t c = 0; self->in_range && c < CURB_CHANNEL_COUNT; c++) {
        if (self->has[c]) {
            take_exponentials(self->weights[c], self->parts[c], self->padded, scale);
        }
    }
}

typedef struct {
    double home[LANES], abroad[LANES], vetted[LANES], response[LANES];
} lanes_t;

/* A channel that is not there has a factor of 0 and weights of 0. */
CURB_HOT static void add_up(
    lanes_t *sums, const curb_choice_weights_t *self, const double *factor, double none)
{
    const double *restrict quantity = self->quantity;
    const double *restrict home = self->weights[CURB_AT_HOME];
    const double *restrict away = self->weights[CURB_AWAY];
    const double *restrict clean = self->weights[CURB_VETTED];
    lanes_t sum = {{0.0}, {0.0}, {0.0}, {0.0}};
    for (size_t first = 0; first < self->padded; first += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            size_t i = first + lane;
            double e_home = factor[CURB_AT_HOME] * home[i];
            double e_away = factor[CURB_AWAY] * away[i];
            double e_clean = factor[CURB_VETTED] * clean[i];
            double each = 1.0 / (e_home + e_away + e_clean + none);
            double p = e_home * each;
            double bought = quantity[i] * p;
            sum.home[lane] += bought;
            sum.abroad[lane] += quantity[i] * (e_away * each);
            sum.vetted[lane] += quantity[i] * (e_clean * each);
            sum.response[lane] += bought * (1.0 - p);
        }
    }
    *sums = sum;
}

static double total_of(const double *lanes)
{
    double sum = 0.0;
    for (size_t lane = 0; lane < LANES; lane++) {
        sum += lanes[lane];
    }
    return sum;
}

bool curb_choice_weights_shares(const curb_choice_weights_t *self,
    const curb_choice_t *choice, curb_choice_shares_t *shares)
{
    const double utility[CURB_CHANNEL_COUNT] = {
        choice->home, choice->abroad, choice->vetted};
    double factor[CURB_CHANNEL_COUNT] = {0.0};
    for (size_t c = 0; c < CURB_CHANNEL_COUNT; c++) {
        double x = self->has[c] ? utility[c] / choice->scale : 0.0;
        if (!self->in_range || !(fabs(x) <= exponent_most)) {
            return false;
        }
        factor[c] = self->has[c] ? exp(x) : 0.0;
    }
    lanes_t sums;
    add_up(&sums, self, factor, self->must_buy ? 0.0 : 1.0);
    double home = total_of(sums.home);
    shares->home = home / self->total_quantity;
    shares->abroad = total_of(sums.abroad) / self->total_quantity;
    shares->vetted = total_of(sums.vetted) / self->total_quantity;
    shares->elasticity = total_of(sums.response) / (home * choice->scale);
    return true;
}
