/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The generator against Random123, and our elementary functions against libm and GSL. */
#include "model/bits.h"
#include "model/random.h"

#include <Random123/threefry.h>
#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A plain generator of test points, not the one under test (Knuth's MMIX constants). */
static uint64_t lcg(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 32;
}

static void words_are_those_of_random123(void **state)
{
    (void)state;
    uint64_t points = 2385;
    for (int i = 0; i < 20000; i++) {
        uint32_t in[4];
        for (int k = 0; k < 4; k++) {
            in[k] = (uint32_t)lcg(&points);
            in[k] = i % 7 == k ? 0u : i % 11 == k ? UINT32_MAX : in[k];
        }
        threefry2x32_ctr_t counter = {{in[0], in[1]}};
        threefry2x32_key_t key = {{in[2], in[3]}};
        threefry2x32_ctr_t known = threefry2x32_R(20, counter, key);
        uint32_t word[2];
        curb_words((curb_key_t){in[2], in[3]}, in[0], in[1], &word[0], &word[1]);
        assert_int_equal(word[0], known.v[0]);
        assert_int_equal(word[1], known.v[1]);
    }
}

/* Known answers that Random123 publishes in its kat_vectors file. */
static void words_are_the_published_known_answers(void **state)
{
    (void)state;
    uint32_t word[2];
    curb_words((curb_key_t){0, 0}, 0, 0, &word[0], &word[1]);
    assert_int_equal(word[0], 0x6b200159u);
    assert_int_equal(word[1], 0x99ba4efeu);
    curb_words((curb_key_t){~0u, ~0u}, ~0u, ~0u, &word[0], &word[1]);
    assert_int_equal(word[0], 0x1cb996fcu);
    assert_int_equal(word[1], 0xbb002be7u);
    curb_words((curb_key_t){0x13198a2eu, 0x03707344u}, 0x243f6a88u, 0x85a308d3u, &word[0],
        &word[1]);
    assert_int_equal(word[0], 0xc4923a9cu);
    assert_int_equal(word[1], 0x483df7a0u);
}

static void filled_words_are_the_words_of_each_agent(void **state)
{
    (void)state;
    enum { COUNT = 1029 }; /* no multiple of any vector length */
    uint32_t word0[COUNT + 1], word1[COUNT + 1], agents[COUNT], of0[COUNT], of1[COUNT];
    curb_key_t key = curb_key(2385, 7, CURB_FOR_CHOICE, 119);
    uint32_t first = UINT32_MAX - 500; /* the numbers of agents wrap round */
    word0[COUNT] = word1[COUNT] = 0xabcdefu;
    for (uint32_t i = 0; i < COUNT; i++) {
        agents[i] = i * 2654435761u;
    }
    curb_fill_words(key, first, 3, COUNT, word0, word1);
    curb_fill_words_of(key, agents, COUNT, of0, of1);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t one[2];
        curb_words(key, first + i, 3, &one[0], &one[1]);
        assert_int_equal(word0[i], one[0]);
        assert_int_equal(word1[i], one[1]);
        curb_words(key, agents[i], 0, &one[0], &one[1]);
        assert_int_equal(of0[i], one[0]);
        assert_int_equal(of1[i], one[1]);
    }
    assert_int_equal(word0[COUNT], 0xabcdefu);
    assert_int_equal(word1[COUNT], 0xabcdefu);
}

/* Every part of the name of a number changes the key. Two of the 1,620 keys of 64 bits are
 * equal by chance once in 10^13. */
static void keys_differ_by_seed_replicate_purpose_and_month(void **state)
{
    (void)state;
    enum { SEEDS = 3, REPLICATES = 5, MONTHS = 6, PURPOSES = CURB_FOR_SUCCESSION };
    static const uint64_t seeds[SEEDS] = {0, 1, 1ull << 32};
    uint64_t seen[SEEDS * REPLICATES * MONTHS * PURPOSES];
    size_t count = 0;
    for (int s = 0; s < SEEDS; s++) {
        for (uint32_t r = 0; r < REPLICATES; r++) {
            for (int p = 1; p <= PURPOSES; p++) {
                for (uint32_t t = 0; t < MONTHS; t++) {
                    curb_key_t key = curb_key(seeds[s], r, (curb_purpose_t)p, t);
                    seen[count] = (uint64_t)key.k0 << 32 | key.k1;
                    for (size_t i = 0; i < count; i++) {
                        assert_true(seen[i] != seen[count]);
                    }
                    count++;
                }
            }
        }
    }
}

static void units_stay_inside_their_ranges(void **state)
{
    (void)state;
    assert_true(curb_unit_float(0) == 0.0f);
    assert_true(curb_unit_float(UINT32_MAX) < 1.0f);
    assert_true(curb_unit_float(0x80000000u) == 0.5f);
    assert_true(curb_unit_float(0xff) == 0.0f); /* the lowest eight bits are dropped */
    assert_true(curb_unit(0) > 0.0);
    assert_true(curb_unit(UINT32_MAX) < 1.0);
    assert_true(curb_unit(0) == 1.0 - curb_unit(UINT32_MAX));
}

static void thresholds_hold_at_their_edges(void **state)
{
    (void)state;
    assert_int_equal(curb_threshold(0.0), 0);
    assert_int_equal(curb_threshold(-2.385), 0);
    assert_int_equal(curb_threshold(0x1p-33), 0);
    assert_int_equal(curb_threshold(0x1p-32), 1);
    assert_int_equal(curb_threshold(0.5), 0x80000000u);
    assert_int_equal(curb_threshold(1.0), UINT32_MAX);
    assert_int_equal(curb_threshold(2.385), UINT32_MAX);
    uint32_t last = 0;
    for (int i = 0; i <= 1000; i++) {
        uint32_t now = curb_threshold(i / 1000.0);
        assert_true(now >= last);
        assert_true(fabs((double)now - i / 1000.0 * 0x1p32) <= 1.0);
        last = now;
    }
}

/* Distance in units of the last place of the true value in single precision. */
static double ulps(float found, double truth)
{
    int exponent;
    (void)frexp(truth, &exponent);
    return fabs((double)found - truth) / ldexp(1.0, exponent - 24);
}

/* Rounding of the argument's reduction (half an ulp of r, |r| <= 0.35) and of the last two
 * additions and the product leave at most about 1 ulp; 1.0 is what the header promises. */
static void single_exp_is_within_one_ulp(void **state)
{
    (void)state;
    double worst = 0.0;
    for (int i = -869990; i <= 869990; i++) {
        float x = (float)i * 1e-4f;
        double error = ulps(curb_expf(x), exp((double)x));
        worst = error > worst ? error : worst;
    }
    print_message("largest error of curb_expf: %.3f ulp\n", worst);
    assert_true(worst <= 1.0);
    assert_true(curb_expf(0.0f) == 1.0f);
    assert_true(curb_expf(2.385e6f) == curb_expf(87.0f));
    assert_true(curb_expf(-2.385e6f) == curb_expf(-87.0f));
    assert_true(curb_expf(-87.0f) > 0.0f && isfinite(curb_expf(87.0f)));
}

/* 14 terms of Horner's scheme, whose errors shrink by |r| <= 0.35 a step, so a geometric
 * sum below 1/(1 - .35) * 1.5 roundings; the reduced argument adds half an ulp of 0.35 and
 * the exact product none: under 4 roundings of 2^-53, truncation 1e-17 apart;
 * libm's own ulp is added. */
static void double_exp_is_within_four_roundings(void **state)
{
    (void)state;
    uint64_t points = 17;
    for (int i = 0; i < 200000; i++) {
        double x = ((double)lcg(&points) * 0x1p-32 - 0.5) * 1390.0;
        double truth = exp(x);
        assert_true(fabs(curb_exp(x) - truth) <= 4.0 * 0x1p-53 * truth + 0x1p-52 * truth);
    }
    assert_true(curb_exp(0.0) == 1.0);
    assert_true(curb_exp(1e9) == curb_exp(700.0) && curb_exp(-1e9) == curb_exp(-700.0));
}

/* Near 1 the error is relative to the result (a few roundings of f and of the product);
 * elsewhere it is that of exponent * ln 2, half an ulp of the product plus of the sum.
 * libm's own ulp is added. */
static void log_is_within_four_roundings(void **state)
{
    (void)state;
    uint64_t points = 19;
    for (int i = 0; i < 200000; i++) {
        double u = (double)lcg(&points) * 0x1p-32;
        double x = i % 2 ? exp((u - 0.5) * 1400.0) : 0.5 + u;
        double truth = log(x);
        assert_true(fabs(curb_log(x) - truth) <= (4.0 + 1.0) * 0x1p-53 * fabs(truth));
    }
    assert_true(curb_log(1.0) == 0.0);
    for (int k = -1000; k <= 1000; k++) {
        assert_true(fabs(curb_log(ldexp(1.0, k)) - k * M_LN2) <= 0x1p-52 * abs(k));
    }
}

/* PPND16 is stated to about 1 part in 10^16; rounding of its two polynomials of degree 7,
 * all of positive terms, adds at most 2 * 16 roundings, and log and square root five. */
static void normal_quantile_is_that_of_gsl(void **state)
{
    (void)state;
    uint64_t points = 23;
    for (int i = 0; i < 100000; i++) {
        double p = ((double)lcg(&points) + 0.5) * 0x1p-32;
        double truth = gsl_cdf_ugaussian_Pinv(p);
        assert_true(
            fabs(curb_normal_quantile(p) - truth) <= 40.0 * 0x1p-53 * (1.0 + fabs(truth)));
    }
    for (int k = 2; k <= 1000; k += 13) {
        double p = ldexp(1.0, -k);
        double truth = gsl_cdf_ugaussian_Pinv(p);
        assert_true(fabs(curb_normal_quantile(p) / truth - 1.0) <= 40.0 * 0x1p-53);
    }
    assert_true(curb_normal_quantile(0.5) == 0.0);
    assert_true(curb_normal_quantile(0.25) == -curb_normal_quantile(0.75));
}

static void powers_and_responses_hold_at_their_edges(void **state)
{
    (void)state;
    assert_true(curb_pow(1.0, 2.385) == 1.0);
    assert_true(curb_pow(0.0, 0.0) == 1.0);
    assert_true(curb_pow(0.0, 2.385) == 0.0);
    assert_true(fabs(curb_pow(2.385, 0.7) - pow(2.385, 0.7)) < 1e-14);
    assert_true(curb_response(1.0, 2.385) == 1.0);
    assert_true(curb_response(0.0, 0.6) == 0.0);
    assert_true(curb_response(-2.385, 0.6) == 0.0);
    assert_true(curb_response(23.85, 2.0) == 2.0);
    assert_true(fabs(curb_response(1.1, 0.6) - pow(1.1, 0.6)) < 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_those_of_random123),
        cmocka_unit_test(words_are_the_published_known_answers),
        cmocka_unit_test(filled_words_are_the_words_of_each_agent),
        cmocka_unit_test(keys_differ_by_seed_replicate_purpose_and_month),
        cmocka_unit_test(units_stay_inside_their_ranges),
        cmocka_unit_test(thresholds_hold_at_their_edges),
        cmocka_unit_test(single_exp_is_within_one_ulp),
        cmocka_unit_test(double_exp_is_within_four_roundings),
        cmocka_unit_test(log_is_within_four_roundings),
        cmocka_unit_test(normal_quantile_is_that_of_gsl),
        cmocka_unit_test(powers_and_responses_hold_at_their_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
