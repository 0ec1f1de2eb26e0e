/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/buyer_kernels.h"

CURB_INLINE uint32_t mask_of(bool condition) { return 0u - (uint32_t)condition; }

CURB_INLINE float choose(float otherwise, float when_set, uint32_t mask)
{
    union {
        float f;
        uint32_t u;
    } a = {otherwise}, b = {when_set}, chosen = {.u = 0};
    chosen.u = (a.u & ~mask) | (b.u & mask);
    return chosen.f;
}

CURB_HOT static void units_of(
    float *restrict unit, const uint32_t *restrict word, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unit[i] = curb_unit_float(word[i]);
    }
}

CURB_HOT static void share_traits(curb_shared_block_t *restrict shared,
    const curb_shared_terms_t *restrict given, size_t count, const float *restrict quantity,
    const float *restrict taste)
{
    const curb_shared_terms_t terms = *given;
    for (size_t i = 0; i < count; i++) {
        shared->fancy[i] = taste[i] * terms.per_scale;
    }
    for (size_t i = 0; terms.has_vetted && i < count; i++) {
        shared->vetted[i] = curb_expf(terms.vetted + shared->fancy[i]);
    }
    for (size_t i = 0; terms.laws && i < count; i++) {
        float visits = quantity[i] * terms.visits_per_quantum;
        shared->visits[i] = visits < 1.0f ? 1.0f : visits;
    }
}

void curb_share_block(curb_shared_block_t *shared, const curb_shared_terms_t *terms,
    uint32_t first, size_t count, const float *quantity, const float *taste)
{
    uint32_t word[CURB_BLOCK];
    uint32_t other[CURB_BLOCK];
    curb_fill_words(terms->choice_key, first, 0, count, word, other);
    units_of(shared->choice, word, count);
    units_of(shared->reach, other, count);
    if (terms->laws) {
        curb_fill_words(terms->sanction_key, first, 0, count, word, other);
        units_of(shared->sanction, word, count);
    }
    share_traits(shared, terms, count, quantity, taste);
}

CURB_INLINE void fetch_strip(const curb_ahead_t *ahead, size_t from, size_t end)
{
    end = end < ahead->count ? end : ahead->count;
    for (size_t c = 0; c < ahead->column_count; c++) {
        for (size_t at = from; at < end; at += 64 / sizeof *ahead->column[c]) {
            __builtin_prefetch(ahead->column[c] + at);
        }
    }
}

/* One draw against the channels in the order home, abroad, vetted, none. The flags are
 * constants where this is inlined, so that each combination is a loop of its own. */
CURB_INLINE void choose_strip(const curb_buyer_block_t *restrict block, size_t from,
    size_t end, const curb_choice_terms_t terms, curb_buyer_sums_t *restrict sums,
    bool abroad, bool vetted, bool must_buy, bool at_risk)
{
    const float *restrict quantity = block->quantity;
    const float *restrict fancy = block->shared->fancy;
    const float *restrict clean = block->shared->vetted;
    const float *restrict moral = block->moral;
    const float *restrict compliance = block->compliance;
    const float *restrict awareness = block->awareness;
    const float *restrict risk = block->risk;
    const float *restrict unit = block->shared->choice;
    uint32_t *restrict home = block->home;
    uint32_t n_home = 0, n_away = 0, n_clean = 0;
    uint32_t q_home = 0, q_away = 0, q_clean = 0, q_ruled = 0, aware_home = 0,
             aware_away = 0;
    for (size_t i = from; i < end; i++) {
        float care = moral[i] * awareness[i];
        uint32_t ruled = mask_of(compliance[i] < terms.compliance);
        float feared = at_risk ? risk[i] : 0.0f;
        float x_home = terms.home + fancy[i] - care * terms.aversion - feared * terms.risk -
                       choose(0.0f, terms.penalty, ruled);
        float to_home = curb_expf(x_home);
        float to_away = to_home;
        if (abroad) {
            float x_away = terms.abroad + fancy[i] - care * terms.abroad_aversion -
                           feared * terms.abroad_risk;
            to_away = to_home + curb_expf(x_away);
        }
        float to_clean = to_away;
        if (vetted) {
            to_clean = to_away + clean[i];
        }
        float total = must_buy ? to_clean : to_clean + 1.0f;
        float draw = unit[i] * total;
        uint32_t below_home = mask_of(draw < to_home);
        uint32_t below_away = abroad ? mask_of(draw < to_away) : below_home;
        uint32_t below_clean = must_buy ? 0xffffffffu : mask_of(draw < to_clean);
        uint32_t is_away = below_away & ~below_home;
        uint32_t is_clean = vetted ? below_clean & ~below_away : 0u;
        uint32_t q = (uint32_t)(int32_t)quantity[i];
        uint32_t q_aware = (uint32_t)(int32_t)(quantity[i] * awareness[i] + 0.5f);
        home[i] = below_home;
        n_home -= below_home;
        q_home += q & below_home;
        q_ruled += q & below_home & ruled;
        aware_home += q_aware & below_home;
        if (abroad) {
            n_away -= is_away;
            q_away += q & is_away;
            aware_away += q_aware & is_away;
        }
        if (vetted) {
            n_clean -= is_clean;
            q_clean += q & is_clean;
        }
    }
    sums->home += n_home;
    sums->abroad += n_away;
    sums->vetted += n_clean;
    sums->home_quanta += q_home;
    sums->abroad_quanta += q_away;
    sums->vetted_quanta += q_clean;
    sums->home_compliant += q_ruled;
    sums->home_aware += aware_home;
    sums->abroad_aware += aware_away;
}

CURB_INLINE void choose_block(const curb_buyer_block_t *block,
    const curb_choice_terms_t *terms, curb_buyer_sums_t *sums, bool abroad, bool vetted,
    bool must_buy, bool at_risk)
{
    for (size_t from = 0; from < block->count; from += CURB_STRIP) {
        size_t end = from + CURB_STRIP < block->count ? from + CURB_STRIP : block->count;
        fetch_strip(&block->ahead, from, end);
        choose_strip(block, from, end, *terms, sums, abroad, vetted, must_buy, at_risk);
    }
}

#define CHOOSER(name, abroad, vetted, must_buy)                                            \
    CURB_HOT static void name(curb_buyer_block_t *block, const curb_choice_terms_t *terms, \
        curb_buyer_sums_t *sums)                                                           \
    {                                                                                      \
        if (terms->has_risk) {                                                             \
            choose_block(block, terms, sums, abroad, vetted, must_buy, true);              \
        } else {                                                                           \
            choose_block(block, terms, sums, abroad, vetted, must_buy, false);             \
        }                                                                                  \
    }
CHOOSER(choose_home_or_none, false, false, false)
CHOOSER(choose_home_abroad_or_none, true, false, false)
CHOOSER(choose_home_vetted_or_none, false, true, false)
CHOOSER(choose_home_abroad_vetted_or_none, true, true, false)
CHOOSER(choose_home_or_vetted, false, true, true)
#undef CHOOSER

void curb_choose_block(
    curb_buyer_block_t *block, const curb_choice_terms_t *terms, curb_buyer_sums_t *sums)
{
    if (terms->must_buy) {
        choose_home_or_vetted(block, terms, sums);
    } else if (terms->has_abroad && terms->has_vetted) {
        choose_home_abroad_vetted_or_none(block, terms, sums);
    } else if (terms->has_abroad) {
        choose_home_abroad_or_none(block, terms, sums);
    } else if (terms->has_vetted) {
        choose_home_vetted_or_none(block, terms, sums);
    } else {
        choose_home_or_none(block, terms, sums);
    }
}

CURB_HOT void curb_announce_block(curb_buyer_block_t *block, const curb_risk_terms_t *terms)
{
    const float announced = terms->announced;
    const float knowing = terms->announced_knowing;
    const float *restrict awareness = block->awareness;
    float *restrict risk = block->risk;
    for (size_t i = 0; i < block->count; i++) {
        float least = knowing * awareness[i];
        least = least < announced ? announced : least;
        risk[i] = risk[i] < least ? least : risk[i];
    }
}

/* 1 - exp(-x) for x >= 0, by its series where the difference would lose digits. */
CURB_INLINE float chance_of(float x)
{
    float series = x * (1.0f - x * (0.5f - x * (0.16666667f - x * 0.041666667f)));
    float direct = 1.0f - curb_expf(-x);
    return choose(direct, series, mask_of(x < 0.125f));
}

/* The flags are constants where this is inlined: a law that is not there costs nothing. */
CURB_INLINE void sanction_block(curb_buyer_block_t *restrict block,
    const curb_risk_terms_t *restrict given, curb_buyer_sums_t *restrict sums,
    bool law_on_buying, bool law_on_knowing)
{
    const curb_risk_terms_t terms = *given;
    const size_t count = block->count;
    const float *restrict visits = block->shared->visits;
    const float *restrict unit = block->shared->sanction;
    const float *restrict awareness = block->awareness;
    const uint32_t *restrict home = block->home;
    float *restrict risk = block->risk;
    uint32_t investigated = 0, likely = 0, sanctioned = 0, risk_sum = 0;
    for (size_t i = 0; i < count; i++) {
        float learnt = risk[i] + terms.learning * (terms.news - risk[i]);
        if (law_on_buying || law_on_knowing) {
            float buying = 0.0f;
            float knowing = 0.0f;
            if (law_on_buying) {
                buying = chance_of(-visits[i] * terms.log_spared_buying);
            }
            if (law_on_knowing) {
                knowing = chance_of(-visits[i] * terms.log_spared_knowing);
            }
            float proved = knowing * terms.proof * awareness[i];
            float seen = buying + knowing - buying * knowing;
            float sanction = buying + proved - buying * proved;
            uint32_t hit = mask_of(unit[i] < sanction) & home[i];
            investigated += (uint32_t)(int32_t)(seen * terms.chance_scale + 0.5f) & home[i];
            likely += (uint32_t)(int32_t)(sanction * terms.chance_scale + 0.5f) & home[i];
            sanctioned -= hit;
            learnt = choose(learnt, 1.0f, hit);
        }
        risk[i] = learnt;
        risk_sum += (uint32_t)(int32_t)(learnt * 0x1p20f);
    }
    sums->investigated += investigated;
    sums->sanction_probability += likely;
    sums->sanctioned += sanctioned;
    sums->risk += risk_sum;
}

#define SANCTIONER(name, buying, knowing)                                                  \
    CURB_HOT static void name(curb_buyer_block_t *block, const curb_risk_terms_t *terms,   \
        curb_buyer_sums_t *sums)                                                           \
    {                                                                                      \
        sanction_block(block, terms, sums, buying, knowing);                               \
    }
SANCTIONER(sanction_nobody, false, false)
SANCTIONER(sanction_buying, true, false)
SANCTIONER(sanction_knowing, false, true)
SANCTIONER(sanction_both, true, true)
#undef SANCTIONER

void curb_sanction_block(
    curb_buyer_block_t *block, const curb_risk_terms_t *terms, curb_buyer_sums_t *sums)
{
    bool buying = terms->log_spared_buying < 0.0f;
    bool knowing = terms->log_spared_knowing < 0.0f;
    if (buying && knowing) {
        sanction_both(block, terms, sums);
    } else if (buying) {
        sanction_buying(block, terms, sums);
    } else if (knowing) {
        sanction_knowing(block, terms, sums);
    } else {
        sanction_nobody(block, terms, sums);
    }
}

CURB_HOT static void believe(
    curb_buyer_block_t *block, const curb_belief_terms_t *given, curb_buyer_sums_t *sums)
{
    const curb_belief_terms_t terms = *given;
    const size_t count = block->count;
    const float *restrict base = block->base;
    float *restrict awareness = block->awareness;
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        float a = awareness[i];
        a = a + terms.spread * (terms.mean - a) - terms.fading * (a - base[i]);
        a = choose(
            a, 0.0f, mask_of(a < 0.0f)); /* as masks: a conditional stops the vectoriser */
        a = choose(a, 1.0f, mask_of(a > 1.0f));
        awareness[i] = a;
        sum += (uint32_t)(int32_t)(a * 0x1p20f);
    }
    sums->awareness += sum;
}

CURB_HOT static void reach(curb_buyer_block_t *block, const curb_belief_terms_t *given)
{
    const curb_belief_terms_t terms = *given;
    const float *restrict unit = block->shared->reach;
    float *restrict awareness = block->awareness;
    for (size_t i = 0; i < block->count; i++) {
        float a = awareness[i];
        uint32_t reached = mask_of(unit[i] < terms.reach);
        awareness[i] = choose(a, a + terms.efficacy * (1.0f - a), reached);
    }
}

void curb_believe_block(
    curb_buyer_block_t *block, const curb_belief_terms_t *terms, curb_buyer_sums_t *sums)
{
    if (terms->reach > 0.0f) {
        reach(block, terms);
    }
    believe(block, terms, sums);
}
