/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/rest_risk.h"

#include "model/bits.h"

#include <stddef.h>

enum { AGES_MAX = 600 };

/* A perceived risk that moves no utility by more than this is as good as the news. */
static const double negligible = 0.01;

/* Odds of each other channel against home; held to e^700 by curb_exp(), so never infinite.
 */
double curb_risk_purchase(const curb_wary_buyer_t *buyer, double risk)
{
    double home = buyer->home - risk * buyer->force;
    double abroad = buyer->abroad - risk * buyer->force_abroad;
    double odds = buyer->must_buy ? 0.0 : curb_exp(-home);
    odds += buyer->has_abroad ? curb_exp(abroad - home) : 0.0;
    odds += buyer->has_vetted ? curb_exp(buyer->vetted - home) : 0.0;
    return 1.0 / (1.0 + odds);
}

/* One age after the other: how many of those sanctioned at age 0 were not sanctioned
 * since. */
typedef struct {
    const curb_wary_buyer_t *buyer;
    double left;   /* 1 at age 0 */
    double excess; /* share of the way from the news to certainty that is left */
    double risk;
    double smallest; /* excess below which the buyer counts as not sanctioned */
    int age;
} chain_t;

static chain_t chain_start(const curb_wary_buyer_t *buyer)
{
    double force = buyer->force > buyer->force_abroad ? buyer->force : buyer->force_abroad;
    double widest = (1.0 - buyer->news) * force;
    return (chain_t){.buyer = buyer,
        .left = 1.0,
        .excess = 1.0,
        .risk = 1.0,
        .smallest = widest > negligible ? negligible / widest : 1.0};
}

static bool chain_wary(const chain_t *self)
{
    return self->age < AGES_MAX && self->excess > self->smallest;
}

static void chain_next(chain_t *self)
{
    const curb_wary_buyer_t *buyer = self->buyer;
    self->left *= 1.0 - buyer->sanction * curb_risk_purchase(buyer, self->risk);
    self->excess *= 1.0 - buyer->learning;
    self->risk = buyer->news + self->excess * (1.0 - buyer->news);
    self->age++;
}

/* Mass of all ages from here on, if everybody is as wary as the news; infinite where there
 * is no sanction to end it. */
static bool rest_of_ages(const chain_t *self, double *mass)
{
    double hazard =
        self->buyer->sanction * curb_risk_purchase(self->buyer, self->buyer->news);
    *mass = hazard > 1e-12 ? self->left / hazard : 0.0;
    return hazard > 1e-12;
}

void curb_risk_law(const curb_wary_buyer_t *buyer, curb_risk_law_t *law)
{
    *law = (curb_risk_law_t){.risk = {0}};
    const size_t last = CURB_RISK_NODES - 1;
    chain_t chain = chain_start(buyer);
    double steps = -curb_log(chain.smallest) / (double)last;
    double sum = 0.0;
    while (chain_wary(&chain)) {
        size_t node = (size_t)(-curb_log(chain.excess) / steps);
        node = node < last ? node : last - 1;
        law->weight[node] += chain.left;
        law->risk[node] += chain.left * chain.risk;
        sum += chain.left;
        chain_next(&chain);
    }
    double mass;
    if (!rest_of_ages(&chain, &mass)) {
        *law = (curb_risk_law_t){.risk = {0}};
        mass = 1.0;
        sum = 0.0;
    }
    sum += mass;
    law->weight[last] = mass;
    law->risk[last] = mass * buyer->news;
    for (size_t n = 0; n < CURB_RISK_NODES; n++) {
        law->risk[n] = law->weight[n] > 0.0 ? law->risk[n] / law->weight[n] : buyer->news;
        law->weight[n] /= sum;
    }
}

double curb_risk_draw(const curb_wary_buyer_t *buyer, double u)
{
    chain_t chain = chain_start(buyer);
    double wary = 0.0;
    while (chain_wary(&chain)) {
        wary += chain.left;
        chain_next(&chain);
    }
    double mass;
    if (!rest_of_ages(&chain, &mass)) {
        return buyer->news;
    }
    double rank = u * (wary + mass);
    double passed = 0.0;
    for (chain = chain_start(buyer); chain_wary(&chain); chain_next(&chain)) {
        passed += chain.left;
        if (rank < passed) {
            return chain.risk;
        }
    }
    return buyer->news;
}
