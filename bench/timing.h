/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the bench programs share: clocks, memory that is there or ends the program, and the
 *  lines of numbers that bench/run reads. */
#ifndef CURB_BENCH_TIMING_H
#define CURB_BENCH_TIMING_H

#include <stddef.h>
#include <stdint.h>

/** @brief Processor seconds of this process, all threads together. */
double bench_processor_s(void);

/** @brief Seconds on the clock on the wall. */
double bench_wall_s(void);

/** @brief Memory aligned to 64 bytes, not zeroed; ends the program when there is none. */
void *bench_room(size_t bytes);

/** @brief Keeps the smaller of two times. */
void bench_least(double *least, double seconds);

/** @brief "NAME VALUE" on a line of standard output, the way that bench/run reads it. */
void bench_say(const char *name, double value);

/** @brief FNV-1a over bytes, from a hash so far; begin with bench_hash_start. */
uint64_t bench_hash(uint64_t hash, const void *bytes, size_t count);
extern const uint64_t bench_hash_start;

#endif
