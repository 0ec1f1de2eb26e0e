/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/points.h"

#include "model/random.h"

#include <assert.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_sort.h>
#include <math.h>

/* A point's stratum in a column is the rank of its word among all words of the column, of
 * equal ones in the order of points. Both in one number, which a double holds exactly. */
enum { INDEX_BITS = 21 };
static const double INDICES = (double)(1 << INDEX_BITS);

/* Turns "the k-th stratum holds point i" into "point i lies in stratum k", where it stands:
 * cycle by cycle, those done marked by their sign. */
static void invert_order(double *column, size_t stride, size_t count)
{
    for (size_t start = 0; start < count; start++) {
        size_t stratum = start;
        double point = column[start * stride];
        while (point >= 0) {
            size_t here = (size_t)point;
            point = column[here * stride];
            column[here * stride] = -(double)stratum - 1;
            stratum = here;
        }
    }
}

void curb_design_latin(
    uint64_t seed, uint32_t wave, size_t count, size_t dimensions, double *points)
{
    assert(count <= (size_t)1 << INDEX_BITS);
    for (size_t d = 0; d < dimensions; d++) {
        curb_key_t key = curb_key(seed, wave, CURB_FOR_DESIGN, (uint32_t)d);
        double *column = points + d;
        uint32_t word, inside;
        for (size_t i = 0; i < count; i++) {
            curb_words(key, (uint32_t)i, 0, &word, &inside);
            column[i * dimensions] = (double)word * INDICES + (double)i;
        }
        gsl_sort(column, dimensions, count);
        for (size_t k = 0; k < count; k++) {
            column[k * dimensions] = fmod(column[k * dimensions], INDICES);
        }
        invert_order(column, dimensions, count);
        for (size_t i = 0; i < count; i++) {
            double stratum = -column[i * dimensions] - 1;
            curb_words(key, (uint32_t)i, 0, &word, &inside);
            column[i * dimensions] = (stratum + curb_unit(inside)) / (double)count;
        }
    }
}

static double shifted(double point, uint32_t shift)
{
    return curb_unit((uint32_t)(point * 0x1p32) ^ shift);
}

static void plain_points(
    uint64_t seed, uint32_t wave, size_t count, size_t columns, double *points)
{
    curb_key_t key = curb_key(seed, wave, CURB_FOR_DESIGN, CURB_SOBOL_PLAIN);
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < columns; c++) {
            uint32_t word, unused;
            curb_words(key, (uint32_t)i, (uint32_t)c, &word, &unused);
            points[i * columns + c] = curb_unit(word);
        }
    }
}

curb_error_t curb_sobol_points(
    uint64_t seed, uint32_t wave, size_t count, size_t columns, double *points)
{
    if (columns > CURB_SOBOL_COLUMNS_MAX) {
        plain_points(seed, wave, count, columns, points);
        return CURB_OK;
    }
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)columns);
    if (sequence == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_key_t key = curb_key(seed, wave, CURB_FOR_DESIGN, CURB_SOBOL_SHIFTS);
    for (size_t i = 0; i < count; i++) {
        double *row = points + i * columns;
        gsl_qrng_get(sequence, row);
        for (size_t c = 0; c < columns; c++) {
            uint32_t shift, unused;
            curb_words(key, (uint32_t)c, 0, &shift, &unused);
            row[c] = shifted(row[c], shift);
        }
    }
    gsl_qrng_free(sequence);
    return CURB_OK;
}
