/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who of many persons is drawn as a candidate for recruitment in a month: gaps between them
 * and a mark for each, as model/workspace.c does it for all scenarios at once.
 *     bench_persons [ROUNDS [PERSONS]]
 * Person-steps a second of the processor at two bounds, of the round that took least. */
#include "bench/timing.h"
#include "model/skipping.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CLASS_PERSONS = 1 << 20, TOGETHER = 512 };

typedef struct {
    size_t persons, drawn;
    uint32_t *person, *mark;
} bench_t;

/* Not inlined, so that instructions can be counted by this name. */
__attribute__((noinline)) static void bench_persons_month(
    bench_t *self, double bound, uint32_t month)
{
    curb_key_t gaps = curb_key(21, 0, CURB_FOR_CANDIDATES, month);
    curb_key_t marks = curb_key(21, 0, CURB_FOR_RECRUITMENT, month);
    self->drawn = 0;
    for (size_t first = 0; first < self->persons; first += CLASS_PERSONS) {
        size_t left = self->persons - first;
        uint32_t *person = self->person + self->drawn;
        size_t drawn = curb_skipping_draw(gaps, (uint32_t)(first / CLASS_PERSONS), bound,
            (uint32_t)first, (uint32_t)(left < CLASS_PERSONS ? left : CLASS_PERSONS),
            person, self->persons - self->drawn);
        for (size_t i = 0; i < drawn; i += TOGETHER) {
            uint32_t unused[TOGETHER];
            curb_fill_words_of(marks, person + i,
                drawn - i < TOGETHER ? drawn - i : TOGETHER, self->mark + self->drawn + i,
                unused);
        }
        self->drawn += drawn;
    }
}

static void time_bound(bench_t *self, double bound, const char *name, uint32_t rounds)
{
    double least = HUGE_VAL;
    for (uint32_t round = 0; round < rounds; round++) {
        double start = bench_processor_s();
        bench_persons_month(self, bound, round);
        bench_least(&least, bench_processor_s() - start);
    }
    char text[64];
    snprintf(text, sizeof text, "%s_per_s", name);
    bench_say(text, (double)self->persons / least);
    snprintf(text, sizeof text, "%s_candidate_ns", name);
    bench_say(text, 1e9 * least / (double)self->drawn);
}

int main(int argc, char **argv)
{
    uint32_t rounds = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 7;
    bench_t self = {.persons = argc > 2 ? strtoul(argv[2], NULL, 10) : 1 << 25};
    if (self.persons < 1000) {
        fputs("bench_persons: at least 1000 persons\n", stderr);
        return 64;
    }
    self.person = bench_room(self.persons * sizeof *self.person);
    self.mark = bench_room(self.persons * sizeof *self.mark);
    if (rounds == 0) { /* what is counted, and its hash, alone */
        bench_persons_month(&self, 1e-2, 1000);
        uint64_t hash =
            bench_hash(bench_hash_start, self.person, self.drawn * sizeof *self.person);
        hash = bench_hash(hash, self.mark, self.drawn * sizeof *self.mark);
        printf("persons_hash %016llx\n", (unsigned long long)hash);
        return 0;
    }
    time_bound(&self, 1e-2, "bound_1e-2", rounds);
    time_bound(&self, 1e-3, "bound_1e-3", rounds);
    return 0;
}
