/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Random numbers are named, not queued: every word is a function of (seed, replicate,
 * purpose, month, agent, draw), never of the scenario, the draw of parameters, the thread
 * or the order. Generator: Threefry2x32 with 20 rounds (Salmon, Moraes, Dror and Shaw 2011,
 * doi:10.1145/2063384.2063405); the tests hold it against Random123. */
#ifndef CURB_MODEL_RANDOM_H
#define CURB_MODEL_RANDOM_H

#include "model/bits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a number is for. Values are part of the results: append, never renumber. */
typedef enum {
    CURB_FOR_PARAMETERS = 1, /**< month: 0; agent: parameter; draw: attempt */
    CURB_FOR_STRATA,         /**< permutation of the Latin hypercube; replicate: block */
    CURB_FOR_BUYER_TRAITS, /**< taste and moral cost; then base awareness and compliance */
    CURB_FOR_FIRST_SLOTS,  /**< state of a slot at month 0 */
    CURB_FOR_FIRST_PLACES, /**< origin, group and class of those held at month 0 */
    CURB_FOR_CHOICE,       /**< word 0: channel, word 1: reached by a campaign */
    CURB_FOR_SANCTION,
    CURB_FOR_DETECTION,   /**< by slot; word 1: conviction */
    CURB_FOR_QUIT,        /**< by slot; word 1: entry */
    CURB_FOR_MOVE,        /**< by slot; word 1: destination */
    CURB_FOR_ATTEMPT,     /**< by place; word 1: pool */
    CURB_FOR_MATCH,       /**< by place; order of attempts in a pool; word 1: release */
    CURB_FOR_LEAVING,     /**< by place; word 0: escape, word 1: identification */
    CURB_FOR_CANDIDATES,  /**< gaps between candidates in a block of persons */
    CURB_FOR_RECRUITMENT, /**< mark of a candidate */
    CURB_FOR_RECOVERY,    /**< by person; word 1: reintegration */
    CURB_FOR_RETURN,      /**< gaps between safe persons who are replaced */
    CURB_FOR_SUCCESSION,  /**< by slot */
    CURB_FOR_DESIGN,      /**< replicate: wave; month: dimension; agent: point */
    CURB_FOR_FIRST_RISK,  /**< by segment; perceived risks at month 0 */
    CURB_FOR_POSTERIOR    /**< where the draws of a posterior begin */
} curb_purpose_t;

typedef struct {
    uint32_t k0, k1;
} curb_key_t;

#define CURB_THREEFRY_MIX(rotation)                                                        \
    x += y;                                                                                \
    y = (y << (rotation)) | (y >> (32 - (rotation)));                                      \
    y ^= x;
#define CURB_THREEFRY_FOUR_A                                                               \
    CURB_THREEFRY_MIX(13) CURB_THREEFRY_MIX(15) CURB_THREEFRY_MIX(26) CURB_THREEFRY_MIX(6)
#define CURB_THREEFRY_FOUR_B                                                               \
    CURB_THREEFRY_MIX(17) CURB_THREEFRY_MIX(29) CURB_THREEFRY_MIX(16) CURB_THREEFRY_MIX(24)

/** @brief The two words of (agent, draw) under a key; vectorises. */
CURB_INLINE void curb_words(
    curb_key_t key, uint32_t agent, uint32_t draw, uint32_t *word0, uint32_t *word1)
{
    uint32_t k2 = 0x1BD11BDAu ^ key.k0 ^ key.k1;
    uint32_t x = agent + key.k0;
    uint32_t y = draw + key.k1;
    CURB_THREEFRY_FOUR_A x += key.k1;
    y += k2 + 1u;
    CURB_THREEFRY_FOUR_B x += k2;
    y += key.k0 + 2u;
    CURB_THREEFRY_FOUR_A x += key.k0;
    y += key.k1 + 3u;
    CURB_THREEFRY_FOUR_B x += key.k1;
    y += k2 + 4u;
    CURB_THREEFRY_FOUR_A x += k2;
    y += key.k0 + 5u;
    *word0 = x;
    *word1 = y;
}

/** @brief The key of a purpose in a month: the generator itself, used twice as a hash. */
curb_key_t curb_key(
    uint64_t seed, uint32_t replicate, curb_purpose_t purpose, uint32_t month);

/** @brief A word as a number in [0, 1) with 24 bits. */
CURB_INLINE float curb_unit_float(uint32_t word)
{
    return (float)(int32_t)(word >> 8) * 0x1p-24f;
}

/** @brief A word as a number in (0, 1) with 32 bits. */
CURB_INLINE double curb_unit(uint32_t word) { return ((double)word + 0.5) * 0x1p-32; }

/** @brief Words below this mean yes with probability p; p >= 1 is yes for all but one word
 * in 2^32, so callers that need certainty ask for it. */
CURB_INLINE uint32_t curb_threshold(double p)
{
    double scaled = p * 0x1p32;
    return scaled <= 0.0 ? 0u : scaled >= 4294967295.0 ? 4294967295u : (uint32_t)scaled;
}

/** @brief Words of agents first, first + 1, ... under one key and draw. */
void curb_fill_words(curb_key_t key, uint32_t first, uint32_t draw, size_t count,
    uint32_t *restrict word0, uint32_t *restrict word1);

/** @brief Words of the agents in a list. */
void curb_fill_words_of(curb_key_t key, const uint32_t *restrict agents, size_t count,
    uint32_t *restrict word0, uint32_t *restrict word1);

/** @brief Flags, 0 or 1, of the words below a bound. */
void curb_flag_below(
    const uint32_t *restrict words, size_t count, uint32_t below, uint8_t *restrict flags);

#endif
