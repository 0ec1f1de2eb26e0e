/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Elementary functions that give the same bits on every processor: plain IEEE operations,
 * no library call, no contraction (the build switches it off). Everything that decides the
 * state of an agent uses these; libm and GSL, whose last bit depends on the processor, are
 * for the solve and for reporting. */
#ifndef CURB_MODEL_BITS_H
#define CURB_MODEL_BITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CURB_INLINE static inline __attribute__((always_inline))

/** Hot loops are built for several instruction sets; the same bits come out of each. */
#ifdef CURB_CLONES
#define CURB_HOT                                                                           \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CURB_HOT
#endif

enum { CURB_FLAGS = 64 };

/** @brief CURB_FLAGS flags of a byte each, 0 or 1, as the bits of a word, so that the few
 * that are set are visited one after the other without asking all. Multiplying gathers the
 * flags of eight bytes in the highest. */
static inline uint64_t curb_flags(const uint8_t *flags)
{
    uint64_t word = 0;
    for (unsigned i = 0; i < CURB_FLAGS; i += 8) {
        uint64_t eight;
        memcpy(&eight, flags + i, sizeof eight);
        word |= eight * 0x0102040810204080ull >> 56 << i;
    }
    return word;
}

/** @brief Which bits of the `word`-th word of a set belong to first .. end - 1; at least
 * one must. */
static inline uint64_t curb_bits_between(uint32_t word, uint32_t first, uint32_t end)
{
    uint64_t bits = ~UINT64_C(0);
    bits = word == first / 64 ? bits << first % 64 : bits;
    return word == (end - 1) / 64 ? bits & ~UINT64_C(0) >> (63 - (end - 1) % 64) : bits;
}

/** @brief exp(x) in single precision, |error| <= 1 ulp, x held to [-87, 87]; vectorises.
 *  Range reduction and polynomial as in the Cephes library (Moshier, public). */
CURB_INLINE float curb_expf(float x)
{
    x = x > 87.0f ? 87.0f : x;
    x = x < -87.0f ? -87.0f : x;
    const float shift = 12582912.0f; /* 1.5 * 2^23: adding it rounds to an integer */
    float shifted = x * 1.44269504f + shift;
    float k = shifted - shift;
    float r = x - k * 0.693359375f;
    r = r - k * -2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    union {
        float f;
        uint32_t u;
    } bits = {shifted}, power = {.u = 0};
    power.u = (bits.u + 127u) << 23;
    return p * power.f;
}

/** @brief exp(x) in double precision, x held to [-700, 700]. Taylor series of degree 13
 * after range reduction: truncation below 1e-17. */
double curb_exp(double x);

/** @brief Natural logarithm of x > 0 (normal numbers); vectorises. log m = 2 atanh f, with
 * the mantissa m brought to [sqrt(1/2), sqrt(2)), so that |f| < 0.1716 and the series
 * converges fast. The exponent becomes a double by way of the bits of one, because AVX2 has
 * no other way from 64 bits. */
CURB_INLINE double curb_log_of(double x)
{
    union {
        double f;
        uint64_t u;
    } bits = {x}, exponent = {.u = 0};
    uint64_t biased = ((bits.u - 0x3FE6A09E667F3BCDull) >> 52) ^ 0x800u; /* by 2048 */
    bits.u -= (biased - 0x800u) << 52;
    exponent.u = biased + 0x4330000000000000ull; /* 2^52 + biased */
    double f = (bits.f - 1.0) / (bits.f + 1.0);
    double z = f * f;
    double sum = 1.0 / 21.0;
    sum = 1.0 / 19.0 + z * sum;
    sum = 1.0 / 17.0 + z * sum;
    sum = 1.0 / 15.0 + z * sum;
    sum = 1.0 / 13.0 + z * sum;
    sum = 1.0 / 11.0 + z * sum;
    sum = 1.0 / 9.0 + z * sum;
    sum = 1.0 / 7.0 + z * sum;
    sum = 1.0 / 5.0 + z * sum;
    sum = 1.0 / 3.0 + z * sum;
    sum = 1.0 + z * sum;
    return 2.0 * f * sum + (exponent.f - 4503599627372544.0) * 0.6931471805599453;
}

/** @brief The same, not inlined. */
double curb_log(double x);

/** @brief x^y for x >= 0; 0 for x = 0 and y > 0; exactly 1 for x = 1 or y = 0. */
double curb_pow(double x, double y);

/** @brief Quantile of the standard normal distribution, 0 < p < 1.
 *  Source: Wichura (1988), algorithm AS 241, PPND16. */
double curb_normal_quantile(double p);

/** @brief How strongly something reacts to x with elasticity e at x = 1: min(2, max(0,
 * x)^e) (model.md section 5). */
double curb_response(double x, double elasticity);

/** @brief Rounds to float precision. The store is volatile, because gcc 12 drops
 * (double)(float)x when it vectorises four of them for AVX, and a solve would keep its last
 * bits in a build for one such processor. */
static inline double curb_to_float(double x)
{
    volatile float rounded = (float)x;
    return (double)rounded;
}

#endif
