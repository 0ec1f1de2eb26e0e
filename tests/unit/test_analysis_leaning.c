/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* On which numbers an effect leans: a planted dependence is found with the halves it was
 * planted with, and among numbers without any dependence one is named no more often than
 * the level says. */
#include "analysis/leaning.h"
#include "analysis/shuffle.h"
#include "model/memory.h"
#include "model/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WORLDS = 50, INPUTS = 72, STUDIES = 1000 };

static double values[INPUTS * WORLDS], improvement[WORLDS];
static size_t inputs[INPUTS];
static curb_leaning_t leanings[INPUTS];

static double unit_of(uint32_t study, uint32_t input, uint32_t world)
{
    uint32_t word[2];
    curb_words((curb_key_t){2385, study}, input, world, &word[0], &word[1]);
    return curb_unit(word[0]);
}

static void draw(uint32_t study)
{
    for (uint32_t i = 0; i < INPUTS; i++) {
        inputs[i] = i;
        for (uint32_t w = 0; w < WORLDS; w++) {
            values[i * WORLDS + w] = unit_of(study, i, w);
        }
    }
    for (uint32_t w = 0; w < WORLDS; w++) {
        improvement[w] = unit_of(study, INPUTS, w);
    }
}

static void lean(void)
{
    assert_int_equal(
        curb_leaning_of(values, inputs, INPUTS, improvement, WORLDS, 0.95, leanings),
        CURB_OK);
}

/* Ranks that agree exactly: r = 1, and the halves are the halves of the improvement. With
 * 1, ..., 50 times 2.385 these have the means 13 and 38 times 2.385. */
static void what_decides_the_effect_comes_first_with_its_halves(void **state)
{
    (void)state;
    draw(1);
    for (size_t w = 0; w < WORLDS; w++) {
        size_t rank = w * 7 % WORLDS; /* each once, in no order */
        values[(size_t)41 * WORLDS + w] = exp(0.2 * (double)rank);
        improvement[w] = 2.385 * (double)(rank + 1);
    }
    lean();
    assert_int_equal(leanings[0].input, 41);
    assert_true(fabs(leanings[0].spearman - 1) < 1e-12);
    assert_true(leanings[0].p < 1e-12);
    assert_int_equal(leanings[0].low.count, WORLDS / 2);
    assert_int_equal(leanings[0].high.count, WORLDS / 2);
    assert_true(fabs(leanings[0].low.mean - 13 * 2.385) < 1e-9);
    assert_true(fabs(leanings[0].high.mean - 38 * 2.385) < 1e-9);
    /* sd of 1, ..., 25 is sqrt(25 * 26 / 12); t at .975 with 24 degrees is 2.0638986 */
    double half = 2.0638986 * 2.385 * sqrt(25.0 * 26.0 / 12.0) / 5.0;
    assert_true(fabs(leanings[0].low.interval.high - leanings[0].low.mean - half) < 1e-6);
    assert_true(fabs(leanings[0].high.mean - leanings[0].high.interval.low - half) < 1e-6);
    for (size_t i = 1; i < INPUTS; i++) {
        assert_true(fabs(leanings[i].spearman) <= fabs(leanings[i - 1].spearman));
    }
}

/* Ranks 1 to 5 against 2, 1, 4, 3, 5: r = 1 - 6 * 4 / (5 * 24) = .8; t = .8 sqrt(3 / .36)
 * with 3 degrees of freedom has the two-sided p .1041 (tables: .104). One input, so Holm
 * changes nothing. The middle world is in neither half. */
static void a_small_case_has_the_numbers_of_the_books(void **state)
{
    (void)state;
    static const double number[] = {0.1, 0.2, 0.3, 0.4, 0.5};
    static const double averts[] = {2.385, 1.385, 4.385, 3.385, 5.385};
    static const size_t one[] = {0};
    curb_leaning_t leaning;
    assert_int_equal(curb_leaning_of(number, one, 1, averts, 5, 0.95, &leaning), CURB_OK);
    assert_true(fabs(leaning.spearman - 0.8) < 1e-12);
    assert_true(fabs(leaning.p - 0.1041) < 5e-5);
    assert_true(leaning.low.count == 2 && leaning.high.count == 2);
    assert_true(fabs(leaning.low.mean - 1.885) < 1e-12);
    assert_true(fabs(leaning.high.mean - 4.385) < 1e-12);
}

/* Nothing depends on anything. Holm holds the rate of naming any number to .05 at most; of
 * 1,000 studies more than 77 would name one with a probability below 1e-4 (binomial: mean
 * 50, sd 6.89; 77 is 3.9 sd above). That the t distribution of r is an approximation is
 * inside this: at n = 50 it is exact to some per cent of a p of .05 / 72. Nor is the rate
 * near 0: fewer than 25 would come up with a probability below 1e-4. */
static void without_dependence_a_number_is_named_in_five_studies_of_a_hundred(void **state)
{
    (void)state;
    size_t named = 0;
    for (uint32_t study = 0; study < STUDIES; study++) {
        draw(100 + study);
        lean();
        named += leanings[0].p <= 0.05;
    }
    if (named < 25 || named > 77) {
        fail_msg("%zu of %d studies name a number", named, STUDIES);
    }
}

/* What does not vary has no correlation, comes last, and is never named. */
static void what_does_not_vary_is_never_named(void **state)
{
    (void)state;
    draw(3);
    for (size_t w = 0; w < WORLDS; w++) {
        values[(size_t)5 * WORLDS + w] = 2.385;
    }
    lean();
    assert_int_equal(leanings[INPUTS - 1].input, 5);
    assert_true(isnan(leanings[INPUTS - 1].p));
    assert_int_equal(leanings[INPUTS - 1].low.count + leanings[INPUTS - 1].high.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_decides_the_effect_comes_first_with_its_halves),
        cmocka_unit_test(a_small_case_has_the_numbers_of_the_books),
        cmocka_unit_test(without_dependence_a_number_is_named_in_five_studies_of_a_hundred),
        cmocka_unit_test(what_does_not_vary_is_never_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
