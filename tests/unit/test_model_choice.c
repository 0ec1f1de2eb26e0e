/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares taken from exponentials that were kept, against those of the plain formula. */
#include "model/choice_weights.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { AGENTS = 19 }; /* two whole vectors and a part of one */

typedef struct {
    float quantity[AGENTS], taste[AGENTS], moral[AGENTS];
    double awareness[AGENTS], cost[AGENTS];
    curb_choice_agents_t agents;
} people_t;

static void make(people_t *self)
{
    for (int i = 0; i < AGENTS; i++) {
        self->quantity[i] = 3.7f + (float)(i * i);
        self->taste[i] = 0.31f * (float)(i % 7 - 3);
        self->moral[i] = 0.1f + 0.27f * (float)(i % 5);
        self->awareness[i] = 0.03 * i;
        self->cost[i] = i % 3 == 0 ? 0.17 : 0.0;
    }
    self->agents = (curb_choice_agents_t){.count = AGENTS,
        .quantity = self->quantity,
        .taste = self->taste,
        .moral = self->moral,
        .awareness = self->awareness,
        .home_cost = self->cost};
}

/* Both ways round some hundred times at 1.1e-16 each, over sums of 19 positive terms. */
static void kept_exponentials_give_the_shares_of_the_formula(void **state)
{
    (void)state;
    people_t people;
    make(&people);
    for (unsigned flags = 0; flags < 8; flags++) {
        bool must_buy = flags & 1u, abroad = flags & 2u, vetted = flags & 4u;
        curb_choice_weights_t weights;
        assert_int_equal(
            curb_choice_weights_init(&weights, &people.agents, must_buy, abroad, vetted),
            CURB_OK);
        for (int step = 0; step < 11; step++) {
            double scale = 0.02 * pow(2.385, step);
            curb_choice_t choice = {
                .scale = scale, .home = -0.7, .abroad = -1.3, .vetted = 0.4};
            curb_choice_weights_set(&weights, scale);
            curb_choice_shares_t kept;
            assert_true(curb_choice_weights_shares(&weights, &choice, &kept));
            curb_choice_shares_t plain =
                curb_choice_shares(&people.agents, &choice, must_buy, abroad, vetted);
            assert_true(fabs(kept.home - plain.home) < 1e-13 * plain.home);
            assert_true(fabs(kept.abroad - plain.abroad) <= 1e-13 * plain.abroad);
            assert_true(fabs(kept.vetted - plain.vetted) <= 1e-13 * plain.vetted);
            assert_true(fabs(kept.elasticity - plain.elasticity) <=
                        1e-12 * plain.elasticity + 1e-12);
        }
        curb_choice_weights_free(&weights);
    }
}

static void what_would_overflow_is_left_to_the_formula(void **state)
{
    (void)state;
    people_t people;
    make(&people);
    curb_choice_weights_t weights;
    assert_int_equal(
        curb_choice_weights_init(&weights, &people.agents, false, false, true), CURB_OK);
    curb_choice_shares_t shares = {.home = -2.385};
    curb_choice_t wild = {.scale = 0.5, .home = 0.1, .vetted = 151.0};
    curb_choice_weights_set(&weights, wild.scale);
    assert_false(curb_choice_weights_shares(&weights, &wild, &shares));
    curb_choice_t stiff = {.scale = 0.002, .home = 0.1, .vetted = 0.1};
    curb_choice_weights_set(&weights, stiff.scale);
    assert_false(curb_choice_weights_shares(&weights, &stiff, &shares));
    assert_true(shares.home == -2.385);
    curb_choice_weights_free(&weights);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_exponentials_give_the_shares_of_the_formula),
        cmocka_unit_test(what_would_overflow_is_left_to_the_formula),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
