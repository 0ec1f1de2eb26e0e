/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/draw.h"

#include "model/coupling.h"
#include "model/random.h"

double curb_triangular_quantile(
    double low, double mode, double high, curb_spread_t spread, double u)
{
    if (spread == CURB_LOG_TRIANGULAR) {
        return curb_exp(curb_triangular_quantile(
            curb_log(low), curb_log(mode), curb_log(high), CURB_TRIANGULAR, u));
    }
    double width = high - low;
    double rise = mode - low;
    if (u * width <= rise) {
        return low + __builtin_sqrt(u * width * rise);
    }
    return high - __builtin_sqrt((1.0 - u) * width * (high - mode));
}

/* Rank of one draw among its block: how many others of the block have a smaller word.
 */
static uint32_t stratum_of(uint64_t seed, uint32_t parameter, uint32_t draw)
{
    curb_key_t key = curb_key(seed, draw / CURB_DRAW_BLOCK, CURB_FOR_STRATA, parameter);
    uint32_t mine;
    uint32_t unused;
    uint32_t position = draw % CURB_DRAW_BLOCK;
    curb_words(key, position, 0, &mine, &unused);
    uint32_t rank = 0;
    for (uint32_t other = 0; other < CURB_DRAW_BLOCK; other++) {
        uint32_t word;
        curb_words(key, other, 0, &word, &unused);
        rank += word < mine || (word == mine && other < position);
    }
    return rank;
}

static void put(curb_world_t *drawn, const curb_uncertain_t *row, double value)
{
    for (uint32_t i = 0; i < row->target_count; i++) {
        unsigned char *place =
            (unsigned char *)drawn + drawn->targets[row->first_target + i];
        memcpy(place, &value, sizeof value);
    }
}

/* Quantile of one number in one draw: a random point of its stratum, or of all. */
static double quantile_of(
    uint64_t seed, uint32_t parameter, uint32_t draw, uint32_t attempt)
{
    curb_key_t key = curb_key(seed, draw, CURB_FOR_PARAMETERS, 0);
    uint32_t word;
    uint32_t unused;
    curb_words(key, parameter, attempt, &word, &unused);
    double u = curb_unit(word);
    return attempt == 0 ? ((double)stratum_of(seed, parameter, draw) + u) / CURB_DRAW_BLOCK
                        : u;
}

/* Quantiles of the numbers that are correlated: those of the whole block, paired anew. */
static void coupled_quantiles(const curb_coupling_t *coupling, uint64_t seed, uint32_t draw,
    uint32_t attempt, double *quantiles)
{
    double columns[CURB_COUPLED_MAX][CURB_DRAW_BLOCK];
    uint32_t first = draw - draw % CURB_DRAW_BLOCK;
    for (size_t k = 0; k < coupling->count; k++) {
        for (uint32_t p = 0; p < CURB_DRAW_BLOCK; p++) {
            columns[k][p] = quantile_of(seed, coupling->numbers[k], first + p, attempt);
        }
    }
    curb_coupling_pair(coupling, columns);
    for (size_t k = 0; k < coupling->count; k++) {
        quantiles[k] = columns[k][draw % CURB_DRAW_BLOCK];
    }
}

void curb_draw_parameters(const curb_world_t *central, uint64_t seed, uint32_t draw,
    uint32_t attempt, curb_world_t *drawn, double *values)
{
    curb_coupling_t coupling = {.count = 0};
    double coupled[CURB_COUPLED_MAX];
    if (central->correlation_count > 0) {
        /* sound: a study whose correlations contradict each other is refused */
        (void)curb_coupling_init(&coupling, central, central->correlation_count);
        coupled_quantiles(&coupling, seed, draw, attempt, coupled);
    }
    *drawn = *central;
    for (uint32_t i = 0, k = 0; i < central->uncertain_count; i++) {
        const curb_uncertain_t *row = &central->uncertain[i];
        bool is_coupled = k < coupling.count && coupling.numbers[k] == i;
        double u = is_coupled ? coupled[k++] : quantile_of(seed, i, draw, attempt);
        values[i] =
            curb_triangular_quantile(row->low, row->mode, row->high, row->spread, u);
        put(drawn, row, values[i]);
    }
}

void curb_draw_given(const curb_given_draws_t *given, const curb_world_t *central,
    uint32_t draw, curb_world_t *drawn, double *values)
{
    const double *point =
        given->values + (draw % given->draw_count) * given->parameter_count;
    for (size_t p = 0; p < given->parameter_count; p++) {
        uint32_t row = given->rows[p];
        values[row] = point[p];
        put(drawn, &central->uncertain[row], point[p]);
    }
}

void curb_central_parameters(
    const curb_world_t *central, curb_world_t *drawn, double *values)
{
    *drawn = *central;
    for (size_t i = 0; i < central->uncertain_count; i++) {
        values[i] = central->uncertain[i].mode;
        put(drawn, &central->uncertain[i], values[i]);
    }
}
