/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Random choices of an analysis: resamples, permutations, signs. Named by seed, turn and
 *  place, so that the same file and seed give the same digits, on any number of threads. */
#ifndef CURB_ANALYSIS_SHUFFLE_H
#define CURB_ANALYSIS_SHUFFLE_H

#include <stddef.h>
#include <stdint.h>

/** @brief A whole number in [0, count), count below 2^32. */
size_t curb_shuffle_below(uint64_t seed, uint32_t turn, uint32_t place, size_t count);

/** @brief -1 or 1. */
double curb_shuffle_sign(uint64_t seed, uint32_t turn, uint32_t place);

/** @brief Puts 0 .. count - 1 into `order` in the random order of a turn. */
void curb_shuffle(uint64_t seed, uint32_t turn, size_t count, size_t *order);

#endif
