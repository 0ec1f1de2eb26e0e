/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The hot loops over a block of buyers: plain loops over columns that vectorise, with
 * masks in place of branches and whole-number sums, so that any order gives the same bits.
 */
#ifndef CURB_MODEL_BUYER_KERNELS_H
#define CURB_MODEL_BUYER_KERNELS_H

#include "model/random.h"
#include "model/state.h"

/** What a block has in common in all scenarios of a month: draws in [0, 1), and what
 *  levers do not touch. */
typedef struct {
    float choice[CURB_BLOCK], reach[CURB_BLOCK], sanction[CURB_BLOCK];
    float fancy[CURB_BLOCK];  /**< taste over the scale */
    float vetted[CURB_BLOCK]; /**< exp of the utility of the vetted channel */
    float visits[CURB_BLOCK]; /**< purchases a month, at least 1 */
} curb_shared_block_t;

enum { CURB_STRIP = 128, CURB_AHEAD_MOST = 7 };

/** Columns, from where the next block begins, that are asked for from memory while this one
 * is reckoned: strip by strip of CURB_STRIP buyers, since what is asked for at once is
 * waited for at once. The processor's own look-ahead starts anew at each page of 4 kB, and
 * a block of a column is one. */
typedef struct {
    size_t count; /**< agents of the next block */
    size_t column_count;
    const float *column[CURB_AHEAD_MOST];
} curb_ahead_t;

/** A block of buyers of one scenario: borrowed columns of `count` <= CURB_BLOCK agents. */
typedef struct {
    size_t count;
    const float *quantity, *moral, *base, *compliance;
    float *awareness, *risk;
    const curb_shared_block_t *shared;
    uint32_t *home; /**< [CURB_BLOCK] all bits set for those who bought unvetted at home */
    curb_ahead_t ahead;
} curb_buyer_block_t;

/** What decides a shared block besides its agents. */
typedef struct {
    curb_key_t choice_key, sanction_key;
    bool laws, has_vetted;   /**< draws of sanctions, the vetted channel are needed */
    float per_scale, vetted; /**< 1 / sigma; b_V / sigma */
    float visits_per_quantum;
} curb_shared_terms_t;

/** Terms of the utilities, all divided by the scale sigma. */
typedef struct {
    float home, aversion, risk; /**< constant; times kappa a; times rho */
    float abroad, abroad_aversion, abroad_risk;
    float compliance, penalty; /**< those with u_c below pay the penalty */
    bool has_abroad, has_vetted, must_buy;
    bool has_risk; /**< false: rho is 0 for all, and its column is left alone */
} curb_choice_terms_t;

typedef struct {
    float reach, efficacy, mean, spread, fading;
} curb_belief_terms_t;

typedef struct {
    float learning, news; /**< lambda_rho; min(1, M s-bar) */
    float announced, announced_knowing;
    float log_spared_buying,
        log_spared_knowing; /**< log(1 - s) per visit; 0 without a law */
    float proof;            /**< theta-hat times proof */
    float chance_scale;
} curb_risk_terms_t;

CURB_INLINE void curb_ahead_add(curb_ahead_t *self, const float *column)
{
    self->column[self->column_count++] = column;
}

/** @brief Fills in what `count` agents from `first` on share; columns begin at `first`. */
void curb_share_block(curb_shared_block_t *shared, const curb_shared_terms_t *terms,
    uint32_t first, size_t count, const float *quantity, const float *taste);

/** @brief The choice of a channel; adds to counts and quanta, sets block->home, and asks
 * for what is ahead. */
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
