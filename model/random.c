/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/random.h"

curb_key_t curb_key(
    uint64_t seed, uint32_t replicate, curb_purpose_t purpose, uint32_t month)
{
    curb_key_t master = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    curb_key_t middle;
    curb_words(master, replicate, (uint32_t)purpose, &middle.k0, &middle.k1);
    curb_key_t key;
    curb_words(
        middle, month, 0x63757262u, &key.k0, &key.k1); /* any constant but a small draw */
    return key;
}

CURB_HOT void curb_fill_words(curb_key_t key, uint32_t first, uint32_t draw, size_t count,
    uint32_t *restrict word0, uint32_t *restrict word1)
{
    for (size_t i = 0; i < count; i++) {
        curb_words(key, first + (uint32_t)i, draw, &word0[i], &word1[i]);
    }
}

CURB_HOT void curb_fill_words_of(curb_key_t key, const uint32_t *restrict agents,
    size_t count, uint32_t *restrict word0, uint32_t *restrict word1)
{
    for (size_t i = 0; i < count; i++) {
        curb_words(key, agents[i], 0, &word0[i], &word1[i]);
    }
}

CURB_HOT void curb_flag_below(
    const uint32_t *restrict words, size_t count, uint32_t below, uint8_t *restrict flags)
{
    for (size_t i = 0; i < count; i++) {
        flags[i] = words[i] < below;
    }
}
