/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

const uint64_t bench_hash_start = 14695981039346656037u;

static double read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double bench_processor_s(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

double bench_wall_s(void) { return read_clock(CLOCK_MONOTONIC); }

/* In huge pages, as the program's own columns lie (model/memory.c). */
void *bench_room(size_t bytes)
{
    enum { HUGE_PAGE = 1 << 21 };
    size_t whole = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *block = aligned_alloc(HUGE_PAGE, whole);
    if (block == NULL) {
        fputs("bench: out of memory\n", stderr);
        exit(70);
    }
#ifdef __linux__
    (void)madvise(block, whole, MADV_HUGEPAGE);
#endif
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
