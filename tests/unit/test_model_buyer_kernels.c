/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over buyers use masks, blocks and loops of their own for each combination of
 * channels and laws. Their plain twin here takes one buyer after the other, with branches
 * as the equations have them, and must leave the same bits. */
#include "model/buyer_kernels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT = 997, FIRST = 2385 }; /* no multiple of any width of vectors */

static const curb_key_t choice_key = {17, 2385}, sanction_key = {94117, 3};

typedef struct {
    float quantity[COUNT], taste[COUNT], moral[COUNT], base[COUNT], compliance[COUNT];
    float awareness[COUNT], risk[COUNT];
    bool home[COUNT];
    curb_buyer_sums_t sums;
} people_t;

typedef struct {
    curb_shared_terms_t shared;
    curb_choice_terms_t choice;
    curb_risk_terms_t risk;
    curb_belief_terms_t belief;
} terms_t;

static float unit_of(curb_key_t key, uint32_t buyer, int which)
{
    uint32_t word[2];
    curb_words(key, buyer, 0, &word[0], &word[1]);
    return curb_unit_float(word[which]);
}

static void make(people_t *self, bool fearless)
{
    memset(self, 0, sizeof *self);
    float *columns[] = {self->taste, self->moral, self->base, self->compliance,
        self->awareness, self->risk, self->quantity};
    for (uint32_t c = 0; c < sizeof columns / sizeof *columns; c++) {
        for (uint32_t i = 0; i < COUNT; i++) {
            columns[c][i] = unit_of((curb_key_t){c, 41}, i, 0);
        }
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        self->taste[i] = 3.0f * self->taste[i] - 1.5f;
        self->quantity[i] = (float)(int32_t)(1.0f + 3000.0f * self->quantity[i]);
        self->risk[i] = fearless ? 0.0f : self->risk[i];
    }
}

static void choose(people_t *self, const terms_t *terms, uint32_t i)
{
    const curb_choice_terms_t *choice = &terms->choice;
    curb_buyer_sums_t *sums = &self->sums;
    float fancy = self->taste[i] * terms->shared.per_scale;
    float care = self->moral[i] * self->awareness[i];
    bool ruled = self->compliance[i] < choice->compliance;
    float x = choice->home + fancy - care * choice->aversion -
              self->risk[i] * choice->risk - (ruled ? choice->penalty : 0.0f);
    float home = curb_expf(x);
    float away = home;
    if (choice->has_abroad) {
        away = home + curb_expf(choice->abroad + fancy - care * choice->abroad_aversion -
                                self->risk[i] * choice->abroad_risk);
    }
    float clean =
        choice->has_vetted ? away + curb_expf(terms->shared.vetted + fancy) : away;
    float draw =
        unit_of(choice_key, FIRST + i, 0) * (choice->must_buy ? clean : clean + 1.0f);
    int64_t quanta = (int64_t)self->quantity[i];
    int64_t aware = (int64_t)(self->quantity[i] * self->awareness[i] + 0.5f);
    self->home[i] = draw < home;
    if (self->home[i]) {
        sums->home++;
        sums->home_quanta += quanta;
        sums->home_compliant += ruled ? quanta : 0;
        sums->home_aware += aware;
    } else if (choice->has_abroad && draw < away) {
        sums->abroad++;
        sums->abroad_quanta += quanta;
        sums->abroad_aware += aware;
    } else if (choice->has_vetted && (choice->must_buy || draw < clean)) {
        sums->vetted++;
        sums->vetted_quanta += quanta;
    }
}

/* A law's first month: risk is at least what was announced. */
static void hear(people_t *self, const curb_risk_terms_t *law, uint32_t i)
{
    float least = law->announced_knowing * self->awareness[i];
    least = least < law->announced ? law->announced : least;
    self->risk[i] = self->risk[i] < least ? least : self->risk[i];
}

static float chance(float visits, float log_spared)
{
    float x = -visits * log_spared;
    if (log_spared == 0.0f) {
        return 0.0f;
    }
    return x < 0.125f ? x * (1.0f - x * (0.5f - x * (0.16666667f - x * 0.041666667f)))
                      : 1.0f - curb_expf(-x);
}

static void sanction(people_t *self, const terms_t *terms, uint32_t i)
{
    const curb_risk_terms_t *law = &terms->risk;
    float visits = self->quantity[i] * terms->shared.visits_per_quantum;
    visits = visits < 1.0f ? 1.0f : visits;
    float buying = chance(visits, law->log_spared_buying);
    float knowing = chance(visits, law->log_spared_knowing);
    float proved = knowing * law->proof * self->awareness[i];
    float seen = buying + knowing - buying * knowing;
    float sanctioned = buying + proved - buying * proved;
    float learnt = self->risk[i] + law->learning * (law->news - self->risk[i]);
    if (self->home[i] &&
        (law->log_spared_buying < 0.0f || law->log_spared_knowing < 0.0f)) {
        self->sums.investigated += (int64_t)(seen * law->chance_scale + 0.5f);
        self->sums.sanction_probability += (int64_t)(sanctioned * law->chance_scale + 0.5f);
        if (unit_of(sanction_key, FIRST + i, 0) < sanctioned) {
            self->sums.sanctioned++;
            learnt = 1.0f;
        }
    }
    self->risk[i] = learnt;
    self->sums.risk += (int64_t)(learnt * 0x1p20f);
}

static void believe(people_t *self, const curb_belief_terms_t *terms, uint32_t i)
{
    float a = self->awareness[i];
    if (unit_of(choice_key, FIRST + i, 1) < terms->reach) {
        a = a + terms->efficacy * (1.0f - a);
    }
    a = a + terms->spread * (terms->mean - a) - terms->fading * (a - self->base[i]);
    a = a < 0.0f ? 0.0f : a > 1.0f ? 1.0f : a;
    self->awareness[i] = a;
    self->sums.awareness += (int64_t)(a * 0x1p20f);
}

static void plain_month(people_t *self, const terms_t *terms)
{
    for (uint32_t i = 0; i < COUNT; i++) {
        if (terms->shared.laws) {
            hear(self, &terms->risk, i);
        }
        choose(self, terms, i);
        if (terms->shared.laws) {
            sanction(self, terms, i);
        }
        believe(self, &terms->belief, i);
    }
}

static void month_of_blocks(people_t *self, const terms_t *terms)
{
    static curb_shared_block_t shared;
    static uint32_t home[CURB_BLOCK];
    curb_share_block(&shared, &terms->shared, FIRST, COUNT, self->quantity, self->taste);
    curb_buyer_block_t block = {.count = COUNT,
        .quantity = self->quantity,
        .moral = self->moral,
        .base = self->base,
        .compliance = self->compliance,
        .awareness = self->awareness,
        .risk = self->risk,
        .shared = &shared,
        .home = home};
    curb_ahead_add(&block.ahead, self->quantity); /* asking decides nothing */
    block.ahead.count = COUNT;
    if (terms->shared.laws) {
        curb_announce_block(&block, &terms->risk);
    }
    curb_choose_block(&block, &terms->choice, &self->sums);
    if (terms->shared.laws) {
        curb_sanction_block(&block, &terms->risk, &self->sums);
    }
    curb_believe_block(&block, &terms->belief, &self->sums);
    for (uint32_t i = 0; i < COUNT; i++) {
        self->home[i] = block.home[i] != 0;
    }
}

/* Channels and laws by the bits of a number. */
static terms_t terms_of(unsigned bits)
{
    bool vetted = bits & 1u, abroad = bits & 2u, buying = bits & 4u, knowing = bits & 8u;
    bool must_buy = bits & 16u, campaign = bits & 32u;
    terms_t terms = {.shared = {.choice_key = choice_key,
                         .sanction_key = sanction_key,
                         .laws = buying || knowing,
                         .has_vetted = vetted || must_buy,
                         .per_scale = 1.3f,
                         .vetted = -0.9f,
                         .visits_per_quantum = 0.0031f}};
    terms.choice = (curb_choice_terms_t){.home = -0.41f,
        .aversion = 0.83f,
        .risk = 0.37f,
        .abroad = -1.7f,
        .abroad_aversion = 0.61f,
        .abroad_risk = 0.11f,
        .compliance = 0.23f,
        .penalty = 0.19f,
        .has_abroad = abroad && !must_buy,
        .has_vetted = vetted || must_buy,
        .must_buy = must_buy,
        .has_risk = buying || knowing};
    terms.risk = (curb_risk_terms_t){.learning = 0.07f,
        .news = 0.31f,
        .announced = 0.021f,
        .announced_knowing = 0.017f,
        .log_spared_buying = buying ? -0.013f : 0.0f,
        .log_spared_knowing = knowing ? -0.19f : 0.0f,
        .proof = 0.47f,
        .chance_scale = 0x1p20f};
    terms.belief = (curb_belief_terms_t){.reach = campaign ? 0.053f : 0.0f,
        .efficacy = 0.23f,
        .mean = 0.48f,
        .spread = 0.051f,
        .fading = 0.023f};
    return terms;
}

static void every_combination_leaves_the_bits_of_the_plain_loop(void **state)
{
    (void)state;
    static people_t plain, ours;
    for (unsigned bits = 0; bits < 64; bits++) {
        terms_t terms = terms_of(bits);
        make(&plain, !terms.choice.has_risk);
        make(&ours, !terms.choice.has_risk);
        for (int month = 0; month < 3; month++) {
            plain_month(&plain, &terms);
            month_of_blocks(&ours, &terms);
        }
        assert_memory_equal(&plain, &ours, sizeof plain);
        assert_true(plain.sums.home > COUNT / 10);
        assert_true(terms.choice.has_abroad == (plain.sums.abroad > 0));
        assert_true(terms.choice.has_vetted == (plain.sums.vetted > 0));
        assert_true(terms.shared.laws == (plain.sums.sanctioned > 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_leaves_the_bits_of_the_plain_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
