/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "known_shares.h"

#include "model/memory.h"
#include "model/random.h"
#include "reference/sensitivity.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const double pi = 3.14159265358979323846;

void known_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.15g, expected %.15g within %g", value, expected, tolerance);
    }
}

double known_ishigami(const double *unit)
{
    double x[ISHIGAMI_INPUTS];
    for (int k = 0; k < ISHIGAMI_INPUTS; k++) {
        x[k] = pi * (2 * unit[k] - 1);
    }
    return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

double known_sobol_g(const double *unit)
{
    double product = 1;
    for (int k = 0; k < SOBOL_G_INPUTS; k++) {
        product *= (fabs(4 * unit[k] - 2) + sobol_g_a[k]) / (1 + sobol_g_a[k]);
    }
    return product;
}

curb_sobol_sample_t known_sample(known_function_t *function, uint32_t wave, size_t count,
    size_t inputs, const size_t *group, const curb_sobol_layout_t *layout, bool is_plain)
{
    size_t runs = count * curb_sobol_row(layout);
    double *base = curb_calloc(count * 2 * inputs, sizeof *base);
    double *points = curb_calloc(runs * inputs, sizeof *points);
    double *values = curb_calloc(runs, sizeof *values);
    assert_int_equal(curb_sobol_points(2385, wave, count, 2 * inputs, base), CURB_OK);
    curb_key_t key = curb_key(2385, wave, CURB_FOR_DESIGN, 1);
    for (size_t i = 0; i < count * 2 * inputs && is_plain; i++) {
        uint32_t word, unused;
        curb_words(key, (uint32_t)i, 0, &word, &unused);
        base[i] = curb_unit(word);
    }
    curb_sobol_design(base, count, inputs, group, layout, points);
    for (size_t i = 0; i < runs; i++) {
        values[i] = function(points + i * inputs);
    }
    curb_free(base);
    curb_free(points);
    return (curb_sobol_sample_t){*layout, count, values, NULL};
}

void known_free(curb_sobol_sample_t *self)
{
    curb_free((void *)self->values);
    curb_free((void *)self->chance);
}

curb_sobol_moments_t known_estimate(
    const curb_sobol_sample_t *self, curb_sobol_factor_t *indices, curb_share_t *pairs)
{
    curb_sobol_moments_t moments;
    assert_int_equal(curb_sobol_estimate(self, &moments, indices, pairs), CURB_OK);
    return moments;
}
