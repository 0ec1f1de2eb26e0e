/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of buyers and their beliefs, as curb computes them, against the program that
 * one writes first: a structure for each buyer, a Mersenne twister, doubles and libm;
 * against what memory alone would take for the columns that are read and written; and
 * against its compute limit, the sum of its parts timed alone on columns that stay in the
 * first cache. bench_buyers [ROUNDS [BUYERS]] Processor nanoseconds a buyer, month and
 * scenario, of the round that took least. */
#include "bench/rest.h"
#include "bench/timing.h"
#include "model/buyer_kernels.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_SCENARIOS = 8 };

typedef struct {
    double quantity, taste, moral, base, compliance, awareness, risk;
} buyer_t;

typedef struct {
    float *quantity, *taste, *moral, *base, *compliance;
    float *awareness[MOST_SCENARIOS], *risk[MOST_SCENARIOS];
} columns_t;

static const double home = -0.4, vetted = -0.9, per_scale = 1.3, aversion = 0.8;
static double sink; /* so that nothing is optimised away */
static size_t buyer_count = 1 << 20;

/* One scenario, one month, home or vetted or none. */
static void naive_month(buyer_t *buyers, gsl_rng *random)
{
    double quantity = 0.0;
    double aware = 0.0;
    for (size_t i = 0; i < buyer_count; i++) {
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

static curb_shared_terms_t shared_terms(uint32_t month)
{
    return (curb_shared_terms_t){.choice_key = curb_key(21, 0, CURB_FOR_CHOICE, month),
        .has_vetted = true,
        .per_scale = (float)per_scale,
        .vetted = (float)vetted};
}

static curb_choice_terms_t choice = {.home = -0.4f,
    .aversion = 0.8f,
    .risk = 0.3f,
    .compliance = 0.2f,
    .penalty = 0.1f,
    .has_vetted = true,
    .has_risk = true};

static const curb_belief_terms_t belief = {
    .reach = 0.05f, .efficacy = 0.2f, .mean = 0.5f, .spread = 0.05f, .fading = 0.02f};

static curb_buyer_block_t block_of(const columns_t *columns, size_t first, size_t scenario)
{
    static uint32_t bought[CURB_BLOCK];
    return (curb_buyer_block_t){.count = CURB_BLOCK,
        .home = bought,
        .quantity = columns->quantity + first,
        .moral = columns->moral + first,
        .base = columns->base + first,
        .compliance = columns->compliance + first,
        .awareness = columns->awareness[scenario] + first,
        .risk = columns->risk[scenario] + first};
}

/* As in model/buyers.c. */
static curb_ahead_t ahead_of(
    const columns_t *columns, size_t first, size_t scenarios, size_t s)
{
    const float *const traits[] = {columns->quantity, columns->taste, columns->moral,
        columns->base, columns->compliance};
    enum { TRAITS = sizeof traits / sizeof *traits };
    bool is_last = s + 1 == scenarios;
    size_t next = (first + CURB_BLOCK) % buyer_count;
    curb_ahead_t ahead = {.count = CURB_BLOCK};
    curb_ahead_add(
        &ahead, columns->awareness[is_last ? 0 : s + 1] + (is_last ? next : first));
    if (choice.has_risk) {
        curb_ahead_add(
            &ahead, columns->risk[is_last ? 0 : s + 1] + (is_last ? next : first));
    }
    for (size_t k = 0; k < TRAITS; k++) {
        if (k * scenarios / TRAITS == s) {
            curb_ahead_add(&ahead, traits[k] + next);
        }
    }
    return ahead;
}

/* Not inlined, so that instructions can be counted by this name. */
__attribute__((noinline)) static void bench_buyers_month(
    const columns_t *columns, size_t scenarios, uint32_t month, curb_buyer_sums_t *sums)
{
    static curb_shared_block_t shared;
    const curb_shared_terms_t terms = shared_terms(month);
    for (size_t first = 0; first < buyer_count; first += CURB_BLOCK) {
        curb_share_block(&shared, &terms, (uint32_t)first, CURB_BLOCK,
            columns->quantity + first, columns->taste + first);
        for (size_t s = 0; s < scenarios; s++) {
            curb_buyer_block_t block = block_of(columns, first, s);
            block.shared = &shared;
            block.ahead = ahead_of(columns, first, scenarios, s);
            curb_choose_block(&block, &choice, sums);
            curb_believe_block(&block, &belief, sums);
        }
    }
}

/* The random words of a month, into the same block over and over. */
static void words_month(uint32_t month)
{
    static uint32_t word[CURB_BLOCK], other[CURB_BLOCK];
    const curb_key_t key = curb_key(21, 0, CURB_FOR_CHOICE, month);
    for (size_t first = 0; first < buyer_count; first += CURB_BLOCK) {
        curb_fill_words(key, (uint32_t)first, 0, CURB_BLOCK, word, other);
        sink += (double)word[month % CURB_BLOCK];
    }
}

CURB_HOT static void exponentials(float *restrict result, const float *restrict x)
{
    for (size_t i = 0; i < CURB_BLOCK; i++) {
        result[i] = curb_expf(x[i]);
    }
}

/* One exponential a buyer. */
static void exponentials_month(const columns_t *columns)
{
    static float result[CURB_BLOCK];
    for (size_t first = 0; first < buyer_count; first += CURB_BLOCK) {
        exponentials(result, columns->taste);
        sink += (double)result[CURB_BLOCK / 2];
    }
}

/* What a block shares, without words and exponentials. */
static void shared_rest_month(const columns_t *columns)
{
    static curb_shared_block_t shared;
    static uint32_t word[CURB_BLOCK];
    const curb_shared_terms_t terms = shared_terms(0);
    for (size_t first = 0; first < buyer_count; first += CURB_BLOCK) {
        rest_share_block(
            &shared, &terms, CURB_BLOCK, word, word, columns->quantity, columns->taste);
        sink += (double)shared.vetted[CURB_BLOCK / 2];
    }
}

/* What a scenario adds, without its exponential; the first block over and over. */
static void rest_month(const columns_t *columns)
{
    static curb_shared_block_t shared;
    curb_buyer_sums_t sums = {0};
    for (size_t i = 0; i < CURB_BLOCK; i++) {
        shared.vetted[i] = shared.choice[i] = shared.reach[i] = 0.5f;
    }
    for (size_t first = 0; first < buyer_count; first += CURB_BLOCK) {
        curb_buyer_block_t block = block_of(columns, 0, 0);
        block.shared = &shared;
        rest_choose_block(&block, &choice, &sums);
        rest_believe_block(&block, &belief, &sums);
    }
    sink += (double)sums.home_quanta;
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
    for (size_t i = 0; i < buyer_count; i++) {
        awareness[i] = 0.5f * awareness[i] + 1e-9f * (quantity[i] + taste[i] + moral[i] +
                                                         base[i] + compliance[i] + risk[i]);
    }
    sink += (double)awareness[buyer_count / 2];
}

static void fill(columns_t *columns, buyer_t *buyers, gsl_rng *random)
{
    float **all[] = {&columns->quantity, &columns->taste, &columns->moral, &columns->base,
        &columns->compliance};
    for (size_t c = 0; c < sizeof all / sizeof all[0]; c++) {
        *all[c] = bench_room(buyer_count * sizeof(float));
    }
    for (size_t s = 0; s < MOST_SCENARIOS; s++) {
        columns->awareness[s] = bench_room(buyer_count * sizeof(float));
        columns->risk[s] = bench_room(buyer_count * sizeof(float));
    }
    for (size_t i = 0; i < buyer_count; i++) {
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

typedef enum {
    NAIVE,
    STREAM,
    ALONE,
    TOGETHER,
    LAWLESS,
    WORDS,
    EXPONENTIAL,
    SHARED_REST,
    REST,
    KINDS
} work_t;

static void do_work(work_t work, const columns_t *columns, buyer_t *buyers, gsl_rng *random,
    uint32_t month, curb_buyer_sums_t *sums)
{
    switch (work) {
    case NAIVE:
        naive_month(buyers, random);
        break;
    case STREAM:
        stream(columns);
        break;
    case WORDS:
        words_month(month);
        break;
    case EXPONENTIAL:
        exponentials_month(columns);
        break;
    case SHARED_REST:
        shared_rest_month(columns);
        break;
    case REST:
        rest_month(columns);
        break;
    default:
        choice.has_risk = work != LAWLESS;
        bench_buyers_month(columns, work == ALONE ? 1 : MOST_SCENARIOS, month, sums);
    }
}

static void say(const double *least)
{
    static const char *const names[KINDS] = {"naive_ns", "stream_ns", "one_scenario_ns",
        "eight_scenarios_ns", "eight_lawless_ns", "words_ns", "exponential_ns",
        "shared_rest_ns", "rest_ns"};
    double ns[KINDS];
    for (int work = 0; work < KINDS; work++) {
        ns[work] = 1e9 * least[work] / (double)buyer_count /
                   (work == TOGETHER || work == LAWLESS ? MOST_SCENARIOS : 1);
        bench_say(names[work], ns[work]);
    }
    double shared = ns[WORDS] + ns[EXPONENTIAL] + ns[SHARED_REST];
    double own = ns[EXPONENTIAL] + ns[REST];
    bench_say("one_limit_ns", shared + own);
    bench_say("eight_limit_ns", shared / MOST_SCENARIOS + own);
}

/* Of what a month of one scenario leaves: the same on every processor. */
static void say_hash(const columns_t *columns)
{
    curb_buyer_sums_t sums = {0};
    bench_buyers_month(columns, 1, 1000, &sums);
    uint64_t hash =
        bench_hash(bench_hash_start, columns->awareness[0], buyer_count * sizeof(float));
    hash = bench_hash(hash, &sums.home_quanta, sizeof sums.home_quanta);
    hash = bench_hash(hash, &sums.vetted_quanta, sizeof sums.vetted_quanta);
    printf("buyers_hash %016llx\n", (unsigned long long)hash);
}

int main(int argc, char **argv)
{
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    uint32_t rounds = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 7;
    buyer_count = argc > 2 ? strtoul(argv[2], NULL, 10) / CURB_BLOCK * CURB_BLOCK : 1 << 20;
    if (random == NULL || buyer_count == 0) {
        return 70;
    }
    buyer_t *buyers = bench_room(buyer_count * sizeof *buyers);
    columns_t columns;
    double least[KINDS];
    curb_buyer_sums_t sums = {0};
    fill(&columns, buyers, random);
    if (rounds == 0) { /* what is counted, and its hash, alone */
        say_hash(&columns);
        return 0;
    }
    for (int work = 0; work < KINDS; work++) {
        least[work] = HUGE_VAL;
    }
    for (uint32_t round = 0; round < rounds; round++) {
        for (int work = 0; work < KINDS; work++) { /* in turn: all meet all noise */
            double start = bench_processor_s();
            do_work((work_t)work, &columns, buyers, random, round, &sums);
            bench_least(&least[work], bench_processor_s() - start);
        }
    }
    say(least);
    gsl_rng_free(random);
    return sink + (double)sums.home_quanta == 0.0; /* never */
}
