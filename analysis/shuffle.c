/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/shuffle.h"

#include "model/random.h"

static uint32_t word_of(uint64_t seed, uint32_t turn, uint32_t place)
{
    uint32_t first, second;
    curb_key_t key = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    curb_words(key, place, turn, &first, &second);
    return first;
}

size_t curb_shuffle_below(uint64_t seed, uint32_t turn, uint32_t place, size_t count)
{
    return (size_t)(((uint64_t)word_of(seed, turn, place) * (uint64_t)count) >> 32);
}

double curb_shuffle_sign(uint64_t seed, uint32_t turn, uint32_t place)
{
    return (word_of(seed, turn, place) & 1u) != 0 ? 1 : -1;
}

/* Fisher and Yates, as Durstenfeld (1964) gives it. */
void curb_shuffle(uint64_t seed, uint32_t turn, size_t count, size_t *order)
{
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
    }
    for (size_t i = count; i-- > 1;) {
        size_t k = curb_shuffle_below(seed, turn, (uint32_t)i, i + 1);
        size_t kept = order[i];
        order[i] = order[k];
        order[k] = kept;
    }
}
