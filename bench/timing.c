/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const uint64_t bench_hash_start = 14695981039346656037u;

static double read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double bench_processor_s(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

double bench_wall_s(void) { return read_clock(CLOCK_MONOTONIC); }

void *bench_room(size_t bytes)
{
    void *block = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (block == NULL) {
        fputs("bench: out of memory\n", stderr);
        exit(70);
    }
    return block;
}

void bench_least(double *least, double seconds)
{
    *least = seconds < *least ? seconds : *least;
}

void bench_say(const char *name, double value) { printf("%s %.9g\n", name, value); }

uint64_t bench_hash(uint64_t hash, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ byte[i]) * 1099511628211u;
    }
    return hash;
}
