/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Who of many is drawn when each is with the same small probability: not everybody is
 * asked, but the gaps to the next one are drawn, which are geometric. */
#ifndef CURB_MODEL_SKIPPING_H
#define CURB_MODEL_SKIPPING_H

#include "model/random.h"

enum {
    CURB_SKIPPING_BLOCK = 1 << 18, /**< gaps restart here; part of the results */
    CURB_SKIPPING_MOST = 1024      /**< persons found at once, at most */
};

/** A walk over one block. */
typedef struct {
    curb_key_t key;
    uint32_t stream;
    double per_log; /**< 1 / log(1 - p) */
    uint32_t size, at;
    uint32_t draw, batch; /**< calls of the generator: made, and in a batch */
} curb_skipping_t;

/** @brief Opens block `block` of a stream, whose `size` persons, at most
 * CURB_SKIPPING_BLOCK, are each drawn with probability p > 0. Blocks can be drawn apart.
 *  @param stream  tells ranges under one key apart, below 65536 */
void curb_skipping_open(curb_skipping_t *self, curb_key_t key, uint32_t stream,
    uint32_t block, uint32_t size, double p);

/** @brief Finds the next persons who are drawn, ascending.
 *  @param position  [CURB_SKIPPING_MOST] receives their positions in the block
 *  @return how many; 0 when there are no more */
uint32_t curb_skipping_next(curb_skipping_t *self, uint32_t *restrict position);

/** @brief Persons of first .. first + count - 1 who are drawn with probability p each,
 * ascending, block by block.
 *  @param person  [room] receives them; the rest is left out
 *  @return how many */
size_t curb_skipping_draw(curb_key_t key, uint32_t stream, double p, uint32_t first,
    uint32_t count, uint32_t *restrict person, size_t room);

/** @brief Room for as many as are drawn of `count` persons; it is exceeded less than once
 * in 10^20 months. */
size_t curb_skipping_room(double p, double count);

#endif
