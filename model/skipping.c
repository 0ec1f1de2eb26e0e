/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaps are drawn in batches by loops that vectorise; only adding them up is left to one
 * step after the other. What a batch draws beyond the end of a block is thrown away: words
 * are named, so that nobody else misses them. */
#include "model/skipping.h"

#include <math.h>

enum {
    LEAST = 16, /* calls of the generator in a batch; each gives two gaps */
    MOST = CURB_SKIPPING_MOST / 2
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

void curb_skipping_open(curb_skipping_t *self, curb_key_t key, uint32_t stream,
    uint32_t block, uint32_t size, double p)
{
    *self = (curb_skipping_t){.key = key,
        .stream = stream + block * 65536u,
        .per_log = p < 1.0 ? 1.0 / curb_log(1.0 - p) : 0.0,
        .size = size,
        .batch = batch_of(p, size)};
}

uint32_t curb_skipping_next(curb_skipping_t *self, uint32_t *restrict position)
{
    uint32_t word[2][MOST];
    uint32_t gap[2][MOST];
    uint32_t batch = self->batch;
    uint32_t drawn = 0;
    while (drawn == 0 && self->at < self->size) {
        curb_fill_words(self->key, self->draw, self->stream, batch, word[0], word[1]);
        set_gaps(gap[0], word[0], batch, self->per_log);
        set_gaps(gap[1], word[1], batch, self->per_log);
        self->draw += batch;
        for (uint32_t i = 0; i < 2 * batch; i++) {
            self->at += gap[i % 2][i / 2];
            if (self->at >= self->size) {
                break;
            }
            position[drawn++] = self->at++;
        }
    }
    return drawn;
}

size_t curb_skipping_draw(curb_key_t key, uint32_t stream, double p, uint32_t first,
    uint32_t count, uint32_t *restrict person, size_t room)
{
    size_t drawn = 0;
    for (uint32_t start = 0; start < count; start += CURB_SKIPPING_BLOCK) {
        uint32_t left = count - start;
        uint32_t position[CURB_SKIPPING_MOST];
        curb_skipping_t walk;
        curb_skipping_open(&walk, key, stream, start / CURB_SKIPPING_BLOCK,
            left < CURB_SKIPPING_BLOCK ? left : CURB_SKIPPING_BLOCK, p);
        for (uint32_t n; (n = curb_skipping_next(&walk, position)) > 0;) {
            n = n < room - drawn ? n : (uint32_t)(room - drawn);
            for (uint32_t i = 0; i < n; i++) {
                person[drawn + i] = first + start + position[i];
            }
            drawn += n;
        }
    }
    return drawn;
}

size_t curb_skipping_room(double p, double count)
{
    double mean = p * count;
    double room = mean + 10.0 * sqrt(mean) + 100.0;
    return (size_t)(room < count ? room : count);
}
