/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Perceived risk at rest, against the chain of months written out one by one. */
#include "model/rest_risk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MONTHS = 200000, RANKS = 4001 };

/* A frequent buyer under a law that is felt; without risk he buys in 57 of 100 months. */
static const curb_wary_buyer_t frequent = {.home = 0.737,
    .abroad = -0.913,
    .has_abroad = true,
    .force = 23.85,
    .force_abroad = 2.385,
    .sanction = 0.0173,
    .news = 0.0419,
    .learning = 0.093};

typedef struct {
    double risk, purchase; /* means over time */
} chain_means_t;

/* The law of the months since the last sanction by letting a crowd that was all sanctioned
 * in month 0 renew itself: what a month adds is what it leaves, so the sum over ages is the
 * stationary law. */
static chain_means_t month_by_month(const curb_wary_buyer_t *buyer)
{
    double left = 1.0;
    double excess = 1.0;
    double sum = 0.0;
    chain_means_t mean = {0};
    for (int k = 0; k < MONTHS && left > 1e-15; k++) {
        double risk = buyer->news + excess * (1.0 - buyer->news);
        double home = exp(buyer->home - risk * buyer->force);
        double abroad =
            buyer->has_abroad ? exp(buyer->abroad - risk * buyer->force_abroad) : 0.0;
        double purchase = home / (1.0 + home + abroad);
        sum += left;
        mean.risk += left * risk;
        mean.purchase += left * purchase;
        left *= 1.0 - buyer->sanction * purchase;
        excess *= 1.0 - buyer->learning;
    }
    mean.risk /= sum;
    mean.purchase /= sum;
    return mean;
}

static chain_means_t by_nodes(const curb_wary_buyer_t *buyer, double *weights)
{
    curb_risk_law_t law;
    curb_risk_law(buyer, &law);
    chain_means_t mean = {0};
    *weights = 0.0;
    for (size_t n = 0; n < CURB_RISK_NODES; n++) {
        *weights += law.weight[n];
        mean.risk += law.weight[n] * law.risk[n];
        mean.purchase += law.weight[n] * curb_risk_purchase(buyer, law.risk[n]);
    }
    return mean;
}

/* Risk: a tail within .01/force of the news is put at it. Purchases: a node spans a factor
 * of 9 or so in the excess; between its ends a logit is off by less than a tenth, and the
 * wary are about a fifth of all months here. */
static void the_law_is_that_of_the_chain_month_by_month(void **state)
{
    (void)state;
    double weights;
    chain_means_t exact = month_by_month(&frequent);
    chain_means_t nodes = by_nodes(&frequent, &weights);
    assert_true(fabs(weights - 1.0) < 1e-12);
    assert_true(fabs(nodes.risk - exact.risk) < 0.01 / frequent.force);
    assert_true(fabs(nodes.purchase - exact.purchase) < 0.02 * exact.purchase);
    assert_true(exact.risk > 2.0 * frequent.news); /* else it tests nothing */
}

/* Ranks at the middle of equal steps: a mean over a law that falls from 1 to the news is
 * within one step of it. */
static void draws_over_all_ranks_have_the_mean_of_the_law(void **state)
{
    (void)state;
    double weights;
    chain_means_t nodes = by_nodes(&frequent, &weights);
    double sum = 0.0;
    for (int i = 0; i < RANKS; i++) {
        sum += curb_risk_draw(&frequent, (i + 0.5) / RANKS);
    }
    assert_true(fabs(sum / RANKS - nodes.risk) < 1.0 / RANKS);
}

static void without_sanctions_everybody_hears_the_news_only(void **state)
{
    (void)state;
    curb_wary_buyer_t buyer = frequent;
    buyer.sanction = 0.0;
    double weights;
    chain_means_t nodes = by_nodes(&buyer, &weights);
    assert_true(fabs(weights - 1.0) < 1e-12);
    assert_true(nodes.risk == buyer.news);
    assert_true(curb_risk_draw(&buyer, 0.2385) == buyer.news);
}

/* Firms and governments buy vetted or not, but buy. */
static void those_who_must_buy_turn_to_the_vetted_channel(void **state)
{
    (void)state;
    curb_wary_buyer_t firm = {.home = 1.37,
        .vetted = 0.29,
        .has_vetted = true,
        .must_buy = true,
        .force = 2.385,
        .sanction = 0.01,
        .news = 0.1,
        .learning = 0.1};
    double at_one = exp(1.37 - 2.385) / (exp(1.37 - 2.385) + exp(0.29));
    assert_true(fabs(curb_risk_purchase(&firm, 1.0) - at_one) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_law_is_that_of_the_chain_month_by_month),
        cmocka_unit_test(draws_over_all_ranks_have_the_mean_of_the_law),
        cmocka_unit_test(without_sanctions_everybody_hears_the_news_only),
        cmocka_unit_test(those_who_must_buy_turn_to_the_vetted_channel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
