/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How numbers look on screen: thousands separators, a decimal point whatever the locale,
 * as many decimals as the interval bears. */
#ifndef CURB_CLI_NUMBER_H
#define CURB_CLI_NUMBER_H

#include <stddef.h>

enum { CURB_NUMBER_BYTES = 96 };

typedef struct {
    char text[CURB_NUMBER_BYTES];
} curb_number_t;

/** What a table divides its numbers by, and how that is said: "", "thousand ", "million
 * "... */
typedef struct {
    double divisor;
    const char *word;
} curb_scale_t;

/** @brief 12,345.67; "-" for NaN, "inf" for infinity. Never "-0". */
curb_number_t curb_number(double value, int decimals);

/** @brief "[low, high]"; "" when a bound is NaN. */
curb_number_t curb_number_interval(double low, double high, int decimals);

/** @brief "value [low, high]" with decimals to the second digit of the half-width, at most
 *  `most_decimals`; "-" when the value is NaN. */
curb_number_t curb_number_estimate(
    double value, double low, double high, int most_decimals);

/** @brief The scale in which `largest` has one to three digits before the point. */
curb_scale_t curb_number_scale(double largest);

/** @brief "4.5 billion", "150 million", "12,300": for sentences. */
curb_number_t curb_number_in_words(double value);

/** @brief "45 s", "12 min", "3.4 h", "2.1 d". */
curb_number_t curb_number_duration(double seconds);

/** @brief "512 kB", "1.3 GB"; powers of ten. */
curb_number_t curb_number_bytes(double bytes);

#endif
