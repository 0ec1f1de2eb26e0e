/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of buyers and their beliefs, as curb computes them, against the program that
 * one writes first: a structure for each buyer, a Mersenne twister, doubles and libm. And
 * against what memory alone would take for the columns that are read and written. One line
 * of JSON. */
#include "model/buyer_kernels.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BUYERS = 1 << 20, MOST_SCENARIOS = 8, ROUNDS = 7 };

typedef struct {
    double quantity, taste, moral, base, compliance, awareness, risk;
} buyer_t;

typedef struct {
    float *quantity, *taste, *moral, *base, *compliance;
    float *awareness[MOST_SCENARIOS], *risk[MOST_SCENARIOS];
} columns_t;

static const double home = -0.4, vetted = -0.9, per_scale = 1.3, aversion = 0.8;
static double sink; /* so that nothing is optimised away */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *room(size_t bytes)
{
    void *block = aligned_alloc(64, bytes);
    if (block == NULL) {
        fputs("bench: out of memory\n", stderr);
        exit(70);
    }
    return block;
}

/* One scenario, one month, home or vetted or none. */
static void naive_month(buyer_t *buyers, gsl_rng *random)
{
    double quantity = 0.0;
    double aware = 0.0;
    for (size_t i = 0; i < BUYERS; i++) {
        buyer_t *b = &buyers[i];
        double at_home =
            exp(home + b->taste * per_scale - b->moral * b->awareness * aversion -
                b->risk * 0.3 - (b->compliance < 0.2 ? 0.1 : 0.0));
        double clean = exp(vetted + b->taste * per_scale);
        double draw = gsl_rng_uniform(random) * (1.0 + at_home + clean);
        quantity += draw < at_home ? b->quantity : 0.0;
        if (gsl_rng_uniform(random) < 0.05) {
            b->awareness += 0.2 * (1.0 - b->awareness);
        }
        b->awareness += 0.05 * (0.5 - b->awareness) - 0.02 * (b->awareness - b->base);
        b->awareness = fmin(fmax(b->awareness, 0.0), 1.0);
        aware += b->awareness;
    }
    sink += quantity + aware;
}

static void curb_month_of(const columns_t *columns, size_t scenarios, uint32_t month)
{
    static curb_shared_block_t shared;
    const curb_shared_terms_t terms = {
        .choice_key = curb_key(21, 0, CURB_FOR_CHOICE, month),
        .has_vetted = true,
        .per_scale = (float)per_scale,
        .vetted = (float)vetted};
    const curb_choice_terms_t choice = {.home = (float)home,
        .aversion = (float)aversion,
        .risk = 0.3f,
        .compliance = 0.2f,
        .penalty = 0.1f,
        .has_vetted = true};
    const curb_belief_terms_t belief = {
        .reach = 0.05f, .efficacy = 0.2f, .mean = 0.5f, .spread = 0.05f, .fading = 0.02f};
    curb_buyer_sums_t sums = {0};
    for (size_t first = 0; first < BUYERS; first += CURB_BLOCK) {
        curb_share_block(&shared, &terms, (uint32_t)first, CURB_BLOCK,
            columns->quantity + first, columns->taste + first);
        for (size_t s = 0; s < scenarios; s++) {
            curb_buyer_block_t block = {.count = CURB_BLOCK,
                .quantity = columns->quantity + first,
                .moral = columns->moral + first,
                .base = columns->base + first,
                .compliance = columns->compliance + first,
                .awareness = columns->awareness[s] + first,
                .risk = columns->risk[s] + first,
                .shared = &shared};
            curb_choose_block(&block, &choice, &sums);
            curb_believe_block(&block, &belief, &sums);
        }
    }
    sink += (double)(sums.home_quanta + sums.awareness);
}

/* The same columns read, and awareness written back, with next to no arithmetic. */
CURB_HOT static void stream(const columns_t *columns)
{
    const float *restrict quantity = columns->quantity;
    const float *restrict taste = columns->taste;
    const float *restrict moral = columns->moral;
    const float *restrict base = columns->base;
    const float *restrict compliance = columns->compliance;
    const float *restrict risk = columns->risk[0];
    float *restrict awareness = columns->awareness[0];
    for (size_t i = 0; i < BUYERS; i++) {
        awareness[i] = 0.5f * awareness[i] + 1e-9f * (quantity[i] + taste[i] + moral[i] +
                                                         base[i] + compliance[i] + risk[i]);
    }
    sink += (double)awareness[BUYERS / 2];
}

static void fill(columns_t *columns, buyer_t *buyers, gsl_rng *random)
{
    float **all[] = {&columns->quantity, &columns->taste, &columns->moral, &columns->base,
        &columns->compliance};
    for (size_t c = 0; c < sizeof all / sizeof all[0]; c++) {
        *all[c] = room(BUYERS * sizeof(float));
    }
    for (size_t s = 0; s < MOST_SCENARIOS; s++) {
        columns->awareness[s] = room(BUYERS * sizeof(float));
        columns->risk[s] = room(BUYERS * sizeof(float));
    }
    for (size_t i = 0; i < BUYERS; i++) {
        buyer_t b = {floor(1.0 + 4000.0 * gsl_rng_uniform(random)),
            gsl_rng_uniform(random) - 0.5, gsl_rng_uniform(random), gsl_rng_uniform(random),
            gsl_rng_uniform(random), gsl_rng_uniform(random), 0.0};
        buyers[i] = b;
        columns->quantity[i] = (float)b.quantity;
        columns->taste[i] = (float)b.taste;
        columns->moral[i] = (float)b.moral;
        columns->base[i] = (float)b.base;
        columns->compliance[i] = (float)b.compliance;
        for (size_t s = 0; s < MOST_SCENARIOS; s++) {
            columns->awareness[s][i] = (float)b.awareness;
            columns->risk[s][i] = 0.0f;
        }
    }
}

typedef enum { NAIVE, STREAM, ALONE, TOGETHER, KINDS } work_t;

int main(void)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    buyer_t *buyers = room(BUYERS * sizeof *buyers);
    columns_t columns;
    double least[KINDS] = {HUGE_VAL, HUGE_VAL, HUGE_VAL, HUGE_VAL};
    if (random == NULL) {
        return 70;
    }
    fill(&columns, buyers, random);
    for (uint32_t round = 0; round < ROUNDS;
         round++) { /* in turn, so that all meet all noise */
        for (int work = 0; work < KINDS; work++) {
            double start = seconds();
            if (work == NAIVE) {
                naive_month(buyers, random);
            } else if (work == STREAM) {
                stream(&columns);
            } else {
                curb_month_of(&columns, work == ALONE ? 1 : MOST_SCENARIOS, round);
            }
            double each =
                (seconds() - start) / BUYERS / (work == TOGETHER ? MOST_SCENARIOS : 1);
            least[work] = fmin(least[work], 1e9 * each);
        }
    }
    printf("{\"buyers\": %d, \"rounds\": %d, \"ns_per_buyer_month\": {\"naive\": %.2f, "
           "\"stream\": %.2f, \"one_scenario\": %.2f, \"eight_scenarios\": %.2f}}\n",
        BUYERS, ROUNDS, least[NAIVE], least[STREAM], least[ALONE], least[TOGETHER]);
    gsl_rng_free(random);
    return sink == 0.0; /* never */
}
