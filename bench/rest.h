/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The buyer kernel without its random words and exponentials: what is left of its compute
 *  limit once those two are timed alone. */
#ifndef CURB_BENCH_REST_H
#define CURB_BENCH_REST_H

#include "model/buyer_kernels.h"

/** @brief As curb_share_block(), from words that are there already; no exponential. */
void rest_share_block(curb_shared_block_t *shared, const curb_shared_terms_t *terms,
    size_t count, const uint32_t *word, const uint32_t *other, const float *quantity,
    const float *taste);

/** @brief As curb_choose_block() and curb_believe_block(), without an exponential. */
void rest_choose_block(
    curb_buyer_block_t *block, const curb_choice_terms_t *terms, curb_buyer_sums_t *sums);
void rest_believe_block(
    curb_buyer_block_t *block, const curb_belief_terms_t *terms, curb_buyer_sums_t *sums);

#endif
