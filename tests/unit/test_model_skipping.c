/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Skipping draws gaps in batches that vectorise. Its plain twin here takes one word after
 * the other and must find the same persons; so must the logarithm, by its bits. */
#include "model/bits.h"
#include "model/memory.h"
#include "model/skipping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const curb_key_t key = {2385, 94117};

static double plain_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t exponent = (int64_t)(bits - 0x3FE6A09E667F3BCDull) >> 52;
    bits -= (uint64_t)exponent << 52;
    double mantissa;
    memcpy(&mantissa, &bits, sizeof mantissa);
    double f = (mantissa - 1.0) / (mantissa + 1.0);
    double sum = 0.0;
    for (int i = 21; i >= 1; i -= 2) {
        sum = 1.0 / (double)i + f * f * sum;
    }
    return 2.0 * f * sum + (double)exponent * 0.6931471805599453;
}

static size_t plain_draw(uint32_t stream, double p, uint32_t first, uint32_t count,
    uint32_t *person, size_t room)
{
    double per_log = p < 1.0 ? 1.0 / plain_log(1.0 - p) : 0.0;
    size_t drawn = 0;
    for (uint32_t start = 0; start < count; start += CURB_SKIPPING_BLOCK) {
        uint64_t at = start;
        uint64_t end =
            start + CURB_SKIPPING_BLOCK < count ? start + CURB_SKIPPING_BLOCK : count;
        uint32_t block = stream + start / CURB_SKIPPING_BLOCK * 65536u;
        for (uint32_t gap = 0; drawn < room; gap++) {
            uint32_t word[2];
            curb_words(key, gap / 2, block, &word[0], &word[1]);
            at += (uint64_t)(plain_log(curb_unit(word[gap % 2])) * per_log);
            if (at >= end) {
                break;
            }
            /* NOLINTNEXTLINE(*.NullDereference): with no room nothing is drawn */
            person[drawn++] = first + (uint32_t)at++;
        }
    }
    return drawn;
}

static void the_logarithm_has_the_bits_of_the_plain_one(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 200000; i++) {
        uint32_t word[2];
        curb_words(key, i, 7, &word[0], &word[1]);
        uint64_t bits = (uint64_t)word[0] << 32 | word[1];
        bits &= 0x7FFFFFFFFFFFFFFFull;
        double x;
        memcpy(&x, &bits, sizeof x);
        double of_unit = curb_unit(word[0]);
        double ours = curb_log_of(of_unit);
        double plain = plain_log(of_unit);
        assert_memory_equal(&ours, &plain, sizeof ours);
        if (x >= 2.3e-308 && x < 1e308) {
            ours = curb_log_of(x);
            plain = plain_log(x);
            assert_memory_equal(&ours, &plain, sizeof ours);
        }
    }
}

/* Ends of batches and of blocks, a single person, certainty, next to never, no room left.
 */
static void batches_find_whom_one_gap_after_the_other_finds(void **state)
{
    (void)state;
    static const struct {
        double p;
        uint32_t count;
        size_t room;
    } cases[] = {{0.02385, 700001, 700001}, {0.31, 40000, 40000}, {1.0, 3001, 3001},
        {1e-4, 2 * CURB_SKIPPING_BLOCK, 1000}, {1e-9, 900000, 900000}, {0.02385, 1, 1},
        {0.02385, 700001, 4099}, {0.5, CURB_SKIPPING_BLOCK + 1, 400000}};
    uint32_t *ours = curb_calloc(1 << 20, sizeof *ours);
    uint32_t *plain = curb_calloc(1 << 20, sizeof *plain);
    assert_true(ours != NULL && plain != NULL);
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        for (uint32_t stream = 0; stream < 3; stream++) {
            size_t wanted =
                plain_draw(stream, cases[c].p, 2385, cases[c].count, plain, cases[c].room);
            size_t drawn = curb_skipping_draw(
                key, stream, cases[c].p, 2385, cases[c].count, ours, cases[c].room);
            assert_int_equal(drawn, wanted);
            assert_memory_equal(ours, plain, drawn * sizeof *ours);
        }
    }
    curb_free(ours);
    curb_free(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_logarithm_has_the_bits_of_the_plain_one),
        cmocka_unit_test(batches_find_whom_one_gap_after_the_other_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
