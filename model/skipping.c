/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaps are drawn in batches by loops that vectorise; only adding them up is left to one
 * step after the other. What a batch draws beyond the end of a block is thrown away: words
 * are named, so that nobody else misses them. */
#include "model/skipping.h"

enum {
    LEAST = 16, /* calls of the generator in a batch; each gives two gaps */
    MOST = 512
};

/* Gaps of a batch: floor(log u / log(1 - p)), and at most what leads out of any block. The
 * logarithm is that of curb_log(), in a form that needs no whole numbers of 64 bits. */
CURB_HOT static void set_gaps(
    uint32_t *restrict gap, const uint32_t *restrict word, size_t count, double per_log)
{
    const double most = CURB_SKIPPING_BLOCK;
    for (size_t i = 0; i < count; i++) {
        double skipped = curb_log_of(curb_unit(word[i])) * per_log;
        skipped = skipped < most ? skipped : most;
        gap[i] = (uint32_t)(int32_t)skipped;
    }
}

/* As many calls as a block is likely to need, so that few are wasted. */
static uint32_t batch_of(double p, uint32_t size)
{
    double calls = 0.5 * p * (double)size + LEAST;
    return calls < MOST ? (uint32_t)calls : MOST;
}

/* Adds up the gaps of a batch; false when the block ends in it. */
static bool add_up(const uint32_t *even, const uint32_t *odd, uint32_t batch, uint32_t size,
    uint32_t first, uint32_t *at, uint32_t *restrict person, size_t *drawn, size_t room)
{
    uint32_t next = *at;
    for (uint32_t i = 0; i < 2 * batch; i++) {
        next += i % 2 == 0 ? even[i / 2] : odd[i / 2];
        if (next >= size || *drawn == room) {
            return false;
        }
        person[(*drawn)++] = first + next++;
    }
    *at = next;
    return true;
}

static size_t draw_block(curb_key_t key, uint32_t stream, double p, double per_log,
    uint32_t first, uint32_t size, uint32_t *restrict person, size_t room)
{
    uint32_t word[2][MOST];
    uint32_t gap[2][MOST];
    uint32_t batch = batch_of(p, size);
    uint32_t at = 0;
    size_t drawn = 0;
    for (uint32_t draw = 0;; draw += batch) {
        curb_fill_words(key, draw, stream, batch, word[0], word[1]);
        set_gaps(gap[0], word[0], batch, per_log);
        set_gaps(gap[1], word[1], batch, per_log);
        if (!add_up(gap[0], gap[1], batch, size, first, &at, person, &drawn, room)) {
            return drawn;
        }
    }
}

size_t curb_skipping_draw(curb_key_t key, uint32_t stream, double p, uint32_t first,
    uint32_t count, uint32_t *restrict person, size_t room)
{
    double per_log = p < 1.0 ? 1.0 / curb_log(1.0 - p) : 0.0;
    size_t drawn = 0;
    for (uint32_t start = 0; start < count; start += CURB_SKIPPING_BLOCK) {
        uint32_t left = count - start;
        uint32_t size = left < CURB_SKIPPING_BLOCK ? left : CURB_SKIPPING_BLOCK;
        uint32_t block_stream = stream + (start / CURB_SKIPPING_BLOCK) * 65536u;
        drawn += draw_block(key, block_stream, p, per_log, first + start, size,
            person + drawn, room - drawn);
    }
    return drawn;
}
