/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The hot loops over a block of buyers: plain loops over columns that vectorise, with
 * masks in place of branches and whole-number sums, so that any order gives the same bits.
 */
#ifndef CURB_MODEL_BUYER_KERNELS_H
#define CURB_MODEL_BUYER_KERNELS_H

#include "model/state.h"

/** Random words of a block, shared by all scenarios. */
typedef struct {
    uint32_t choice[CURB_BLOCK], reach[CURB_BLOCK], sanction[CURB_BLOCK], spare[CURB_BLOCK];
} curb_words_block_t;

/** A block of buyers of one scenario: borrowed columns of `count` <= CURB_BLOCK agents. */
typedef struct {
    size_t count;
    const float *quantity, *taste, *moral, *base, *compliance;
    float *awareness, *risk;
    const curb_words_block_t *words;
    uint32_t home[CURB_BLOCK]; /**< all bits set for those who bought unvetted at home */
} curb_buyer_block_t;

/** Terms of the utilities, all divided by the scale sigma. */
typedef struct {
    float per_scale;
    float home, aversion, risk; /**< constant; times kappa a; times rho */
    float abroad, abroad_aversion, abroad_risk;
    float vetted;
    float compliance, penalty; /**< those with u_c below pay the penalty */
    bool has_abroad, has_vetted, must_buy;
} curb_choice_terms_t;

typedef struct {
    float reach, efficacy, mean, spread, fading;
} curb_belief_terms_t;

typedef struct {
    float learning, news; /**< lambda_rho; min(1, M s-bar) */
    float announced, announced_knowing;
    float visits_per_quantum;
    float log_spared_buying,
        log_spared_knowing; /**< log(1 - s) per visit; 0 without a law */
    float proof;            /**< theta-hat times proof */
    float chance_scale;
} curb_risk_terms_t;

/** @brief The choice of a channel; adds to counts and quanta, and sets block->home. */
void curb_choose_block(
    curb_buyer_block_t *block, const curb_choice_terms_t *terms, curb_buyer_sums_t *sums);

/** @brief A law's first month: perceived risk is at least what was announced. */
void curb_announce_block(curb_buyer_block_t *block, const curb_risk_terms_t *terms);

/** @brief Investigations, sanctions and perceived risk; needs block->home. */
void curb_sanction_block(
    curb_buyer_block_t *block, const curb_risk_terms_t *terms, curb_buyer_sums_t *sums);

/** @brief Campaigns reach, awareness spreads and fades. */
void curb_believe_block(
    curb_buyer_block_t *block, const curb_belief_terms_t *terms, curb_buyer_sums_t *sums);

#endif
