/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit */
/* The model as it is built for SSE2, AVX2 and AVX-512, all three in this one program: the
 * hot loops over ordinary numbers, edges and denormal ones, in blocks of every length that
 * leaves a tail, and a whole replicate under all fourteen instruments. What the machine at
 * hand cannot run is skipped and named. */
#include "model/buyer_kernels.h"
#include "model/random.h"
#include "small_world.h"

#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifdef CURB_VARIANTS

enum { LEVELS = 3, LONGEST_TAIL = 67, LENGTHS = LONGEST_TAIL + 2 };

/* Functions of one build of the model; its own memory and no symbol in common with others.
 */
typedef struct {
    const char *level;
    void *library;
    void (*share)(curb_shared_block_t *, const curb_shared_terms_t *, uint32_t, size_t,
        const float *, const float *);
    void (*choose)(curb_buyer_block_t *, const curb_choice_terms_t *, curb_buyer_sums_t *);
    void (*announce)(curb_buyer_block_t *, const curb_risk_terms_t *);
    void (*sanction)(curb_buyer_block_t *, const curb_risk_terms_t *, curb_buyer_sums_t *);
    void (*believe)(curb_buyer_block_t *, const curb_belief_terms_t *, curb_buyer_sums_t *);
    void (*fill)(curb_key_t, uint32_t, uint32_t, size_t, uint32_t *, uint32_t *);
    void (*fill_of)(curb_key_t, const uint32_t *, size_t, uint32_t *, uint32_t *);
    curb_error_t (*record_init)(
        curb_record_t *, size_t, size_t, size_t, size_t, size_t, size_t);
    void (*record_free)(curb_record_t *);
    curb_error_t (*replicate)(
        const curb_run_t *, uint32_t, const bool *, curb_record_t *, curb_diagnostics_t *);
} variant_t;

static variant_t variants[LEVELS];
static size_t variant_count;

static void find(const variant_t *self, const char *name, void *function)
{
    void *found = dlsym(self->library, name);
    if (found == NULL) {
        fail_msg("%s has no %s", self->level, name);
    }
    memcpy(function, &found, sizeof found);
}

static void open_variant(const char *level, bool machine_has_it)
{
    if (!machine_has_it) {
        print_message("skipped: this machine does not run %s\n", level);
        return;
    }
    char path[512];
    variant_t *self = &variants[variant_count++];
    self->level = level;
    snprintf(path, sizeof path, CURB_VARIANTS "/curb_model_%s.so", level);
    self->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (self->library == NULL) {
        fail_msg("%s", dlerror());
    }
    find(self, "curb_share_block", &self->share);
    find(self, "curb_choose_block", &self->choose);
    find(self, "curb_announce_block", &self->announce);
    find(self, "curb_sanction_block", &self->sanction);
    find(self, "curb_believe_block", &self->believe);
    find(self, "curb_fill_words", &self->fill);
    find(self, "curb_fill_words_of", &self->fill_of);
    find(self, "curb_record_init", &self->record_init);
    find(self, "curb_record_free", &self->record_free);
    find(self, "curb_run_replicate", &self->replicate);
}

static int begin(void **state)
{
    (void)state;
    open_variant("x86-64", true);
    open_variant("x86-64-v3", __builtin_cpu_supports("avx2") &&
                                  __builtin_cpu_supports("fma") &&
                                  __builtin_cpu_supports("bmi2"));
    open_variant("x86-64-v4",
        __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
            __builtin_cpu_supports("avx512vl"));
    return 0;
}

static int end(void **state)
{
    (void)state;
    for (size_t v = 0; v < variant_count; v++) {
        dlclose(variants[v].library);
    }
    return 0;
}

/* --- a block of buyers --- */

typedef struct {
    float quantity[CURB_BLOCK], taste[CURB_BLOCK], moral[CURB_BLOCK], base[CURB_BLOCK],
        compliance[CURB_BLOCK], awareness[CURB_BLOCK], risk[CURB_BLOCK];
} columns_t;

/* What a block may leave behind, laid out so that all of it can be compared at once. */
typedef struct {
    float awareness[CURB_BLOCK], risk[CURB_BLOCK];
    uint32_t home[CURB_BLOCK];
    curb_buyer_sums_t sums;
    curb_shared_block_t shared;
} outcome_t;

static curb_key_t key;

static uint32_t word(uint32_t agent, uint32_t draw)
{
    uint32_t first, second;
    curb_words(key, agent, draw, &first, &second);
    return first;
}

/* One number in eight is an edge: zero, one, the smallest normal and denormal numbers. */
static float fraction(uint32_t agent, uint32_t draw)
{
    static const float edges[] = {
        0.0f, 1.0f, 1.17549435e-38f, 1.4e-45f, 3e-41f, 0.99999994f};
    uint32_t which = word(agent, draw + 100) % 48;
    return which < 6 ? edges[which] : curb_unit_float(word(agent, draw));
}

/* Tastes of many standard deviations take every utility to the ends of the exponential. */
static float taste(uint32_t agent)
{
    static const float edges[] = {-238.5f, 238.5f, 1e-41f, -1e-41f, -0.0f, 1e4f};
    uint32_t which = word(agent, 200) % 48;
    return which < 6 ? edges[which] : 2.0f * (curb_unit_float(word(agent, 1)) - 0.5f);
}

static void fill_columns(columns_t *self)
{
    for (uint32_t i = 0; i < CURB_BLOCK; i++) {
        self->quantity[i] = (float)(1 + word(i, 2) % (i % 9 == 0 ? 2000000u : 4000u));
        self->taste[i] = taste(i);
        self->moral[i] = 3.0f * fraction(i, 3);
        self->base[i] = fraction(i, 4);
        self->compliance[i] = fraction(i, 5);
        self->awareness[i] = fraction(i, 6);
        self->risk[i] = fraction(i, 7);
    }
}

static curb_buyer_block_t block_of(const columns_t *columns, outcome_t *out, size_t count)
{
    memset(out, 0, sizeof *out);
    memcpy(out->awareness, columns->awareness, sizeof out->awareness);
    memcpy(out->risk, columns->risk, sizeof out->risk);
    curb_buyer_block_t block = {.count = count,
        .quantity = columns->quantity,
        .moral = columns->moral,
        .base = columns->base,
        .compliance = columns->compliance,
        .awareness = out->awareness,
        .risk = out->risk,
        .shared = &out->shared,
        .home = out->home};
    return block;
}

/* Draws at the ends of their range, which chance would hardly ever bring. */
static void set_edges(curb_shared_block_t *shared, size_t count)
{
    for (size_t i = 0; i < count; i += 13) {
        shared->choice[i] = 0.99999994f;
        shared->reach[i] = shared->sanction[i] = 0.0f;
    }
}

/* All loops one after another, as in a month. */
static void step_block(const variant_t *variant, const columns_t *columns, size_t count,
    unsigned kind, outcome_t *out)
{
    const curb_shared_terms_t shared = {.choice_key = key,
        .sanction_key = {key.k1, key.k0},
        .laws = true,
        .has_vetted = (kind & 2u) != 0 || kind >= 4,
        .per_scale = 2.385f,
        .vetted = 0.3f,
        .visits_per_quantum = kind == 2 ? 1e-30f : 1.0f / 64.0f};
    const curb_choice_terms_t choice = {.home = -0.7f,
        .aversion = 1.9f,
        .risk = 0.8f,
        .abroad = -1.1f,
        .abroad_aversion = 1.7f,
        .abroad_risk = 0.4f,
        .compliance = 0.31f,
        .penalty = 0.6f,
        .has_abroad = (kind & 1u) != 0,
        .has_vetted = (kind & 2u) != 0 || kind >= 4,
        .must_buy = kind >= 4};
    const curb_risk_terms_t risk = {.learning = 0.1f,
        .news = 0.2385f,
        .announced = 0.13f,
        .announced_knowing = 0.21f,
        .log_spared_buying = kind == 1 ? -1e-41f : -0.0031f,
        .log_spared_knowing = kind == 3 ? 0.0f : -0.07f,
        .proof = 0.11f,
        .chance_scale = 1024.0f};
    const curb_belief_terms_t belief = {
        .reach = 0.4f, .efficacy = 0.3f, .mean = 0.52f, .spread = 0.05f, .fading = 0.03f};
    curb_buyer_block_t block = block_of(columns, out, count);
    variant->share(&out->shared, &shared, 11, count, columns->quantity, columns->taste);
    set_edges(&out->shared, count);
    variant->choose(&block, &choice, &out->sums);
    variant->announce(&block, &risk);
    variant->sanction(&block, &risk, &out->sums);
    variant->believe(&block, &belief, &out->sums);
}

static size_t length_of(size_t i)
{
    return i < LONGEST_TAIL ? i + 1 : CURB_BLOCK - 5 * (i % 2);
}

static void loops_over_buyers_have_the_same_bits(void **state)
{
    (void)state;
    static columns_t columns;
    static outcome_t outcomes[2];
    outcome_t *first = &outcomes[0], *other = &outcomes[1];
    int64_t bought = 0, punished = 0;
    for (uint32_t seed = 0; seed < 5; seed++) {
        key = curb_key(2385, seed, CURB_FOR_BUYER_TRAITS, 0);
        fill_columns(&columns);
        for (size_t i = 0; i < LENGTHS; i++) {
            step_block(&variants[0], &columns, length_of(i), seed, first);
            bought += first->sums.home;
            punished += first->sums.sanctioned;
            for (size_t v = 1; v < variant_count; v++) {
                step_block(&variants[v], &columns, length_of(i), seed, other);
                /* NOLINTNEXTLINE(*-comparison,*-exp42-c,*-flp37-c): bits are asked for */
                if (memcmp(first, other, sizeof *first) != 0) {
                    fail_msg(
                        "%s differs in a block of %zu", variants[v].level, length_of(i));
                }
            }
        }
    }
    assert_true(bought > 1000 && punished > 10); /* or nothing was compared */
}

static void random_words_have_the_same_bits(void **state)
{
    (void)state;
    uint32_t agents[CURB_BLOCK], one[4][CURB_BLOCK], two[4][CURB_BLOCK];
    key = curb_key(2385, 7, CURB_FOR_CHOICE, 11);
    for (uint32_t i = 0; i < CURB_BLOCK; i++) {
        agents[i] = i % 5 == 0 ? 0xfffffff0u + i : word(i, 3);
    }
    for (size_t i = 0; i < LENGTHS; i++) {
        size_t count = length_of(i);
        memset(one, 0, sizeof one);
        variants[0].fill(key, 0xfffffff0u, 3, count, one[0], one[1]);
        variants[0].fill_of(key, agents, count, one[2], one[3]);
        for (size_t v = 1; v < variant_count; v++) {
            memset(two, 0, sizeof two);
            variants[v].fill(key, 0xfffffff0u, 3, count, two[0], two[1]);
            variants[v].fill_of(key, agents, count, two[2], two[3]);
            assert_memory_equal(one, two, sizeof one);
        }
    }
}

/* --- a whole replicate --- */

static small_world_t *world_of_all_instruments(void)
{
    small_world_t *small = small_world_new();
    curb_scenario_t *all = small_world_add(small, NULL);
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        curb_policy_t policy =
            small_world_policy(i, 1, curb_instrument_rows[i].dose_high, 2 + (int)i % 5);
        policy.lever[CURB_LEVER_LAG] = 2.0;
        (void)small_world_add(small, &policy);
        if (all->policy_count < CURB_POLICY_MAX) {
            all->policies[all->policy_count++] = policy;
        }
    }
    small->run.months = 14;
    small->run.draws = true;
    return small;
}

static void run_whole(
    const variant_t *variant, const curb_run_t *run, curb_record_t *record)
{
    const curb_world_t *world = run->world;
    assert_int_equal(
        variant->record_init(record, run->scenario_count, curb_run_period_count(run),
            world->jurisdiction_count, world->sector_count, world->uncertain_count,
            curb_run_solved_count(run)),
        CURB_OK);
    assert_int_equal(variant->replicate(run, 3, NULL, record, NULL), CURB_OK);
}

/* The solve too: it has to be the same on one machine, where libm and GSL are the same. */
static void a_whole_replicate_has_the_same_bits(void **state)
{
    (void)state;
    small_world_t *small = world_of_all_instruments();
    curb_record_t first, other;
    run_whole(&variants[0], &small->run, &first);
    size_t values = first.scenario_count * CURB_METRIC_COUNT * first.period_count *
                    first.jurisdiction_count * first.sector_count;
    assert_true(curb_record_series(&first, 1, CURB_METRIC_EXPLOITED)[0] > 0.0);
    for (size_t v = 1; v < variant_count; v++) {
        run_whole(&variants[v], &small->run, &other);
        assert_memory_equal(
            first.solved, other.solved, first.solved_count * sizeof *first.solved);
        assert_memory_equal(first.values, other.values, values * sizeof *first.values);
        variants[v].record_free(&other);
    }
    variants[0].record_free(&first);
    small_world_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loops_over_buyers_have_the_same_bits),
        cmocka_unit_test(random_words_have_the_same_bits),
        cmocka_unit_test(a_whole_replicate_has_the_same_bits),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

#else

/* Another processor, or a build without variants (the sanitizers'). */
int main(void)
{
    print_message("skipped: no variants in this build\n");
    return 77;
}

#endif
