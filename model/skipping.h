/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Who of many is drawn when each is with the same small probability: not everybody is
 * asked, but the gaps to the next one are drawn, which are geometric. */
#ifndef CURB_MODEL_SKIPPING_H
#define CURB_MODEL_SKIPPING_H

#include "model/random.h"

/** Gaps restart here, so that blocks can be drawn apart. Part of the results. */
enum { CURB_SKIPPING_BLOCK = 1 << 18 };

/** @brief Persons of first .. first + count - 1 who are drawn with probability p each,
 * ascending.
 *  @param stream  tells ranges under one key apart, below 65536
 *  @param person  [room] receives them; the rest is left out
 *  @return how many */
size_t curb_skipping_draw(curb_key_t key, uint32_t stream, double p, uint32_t first,
    uint32_t count, uint32_t *restrict person, size_t room);

#endif
