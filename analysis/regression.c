/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With R the correlations of the inputs, P its inverse and r their correlations with the
 * output: the regression coefficients are b = P r, the share explained is R2 = r'b, the
 * partial correlations are b_j / sqrt(b_j^2 + P_jj (1 - R2)). The output stays out of the
 * inverse, so that one which the inputs determine has its coefficients, too. */
#include "analysis/regression.h"

#include "model/memory.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdbool.h>

/* Columns [inputs + 1][n], the output last. */
typedef struct {
    size_t n, columns;
    double *values;      /* owned */
    double *correlation; /* [columns][columns]; owned */
    double *inverse;     /* owned */
    size_t *order;       /* [n]; owned */
    size_t *kept;        /* columns that vary; owned */
} sample_t;

static void sample_free(sample_t *self)
{
    curb_free(self->values);
    curb_free(self->correlation);
    curb_free(self->inverse);
    curb_free(self->order);
    curb_free(self->kept);
}

static curb_error_t sample_init(
    sample_t *self, const double *points, const double *values, size_t count, size_t inputs)
{
    size_t columns = inputs + 1;
    *self = (sample_t){.columns = columns};
    self->values = curb_calloc(columns * count, sizeof *self->values);
    self->correlation = curb_calloc(columns * columns, sizeof *self->correlation);
    self->inverse = curb_calloc(columns * columns, sizeof *self->inverse);
    self->order = curb_calloc(count, sizeof *self->order);
    self->kept = curb_calloc(columns, sizeof *self->kept);
    if (self->values == NULL || self->correlation == NULL || self->inverse == NULL ||
        self->order == NULL || self->kept == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        bool whole = isfinite(values[i]);
        for (size_t k = 0; k < inputs; k++) {
            whole = whole && isfinite(points[i * inputs + k]);
        }
        if (whole) {
            for (size_t k = 0; k < inputs; k++) {
                self->values[k * count + self->n] = points[i * inputs + k];
            }
            self->values[inputs * count + self->n++] = values[i];
        }
    }
    for (size_t k = 1; k < columns && self->n < count; k++) { /* close the gaps */
        for (size_t i = 0; i < self->n; i++) {
            self->values[k * self->n + i] = self->values[k * count + i];
        }
    }
    return CURB_OK;
}

/* Replaces each column by the ranks of its values, ties at their mean. `ranks` [n]. */
static void to_ranks(sample_t *self, double *ranks)
{
    size_t n = self->n;
    for (size_t k = 0; k < self->columns; k++) {
        double *column = self->values + k * n;
        gsl_sort_index(self->order, column, 1, n);
        for (size_t first = 0, end; first < n; first = end) {
            for (end = first + 1;
                 end < n && column[self->order[end]] == column[self->order[first]]; end++) {
            }
            for (size_t i = first; i < end; i++) {
                ranks[self->order[i]] = 0.5 * (double)(first + end - 1) + 1.0;
            }
        }
        for (size_t i = 0; i < n; i++) {
            column[i] = ranks[i];
        }
    }
}

/* Centres the columns, scales them to length 1; a constant one becomes NaN. */
static void standardise(sample_t *self)
{
    size_t n = self->n;
    for (size_t k = 0; k < self->columns; k++) {
        double *column = self->values + k * n, mean = 0, square = 0, largest = 0;
        for (size_t i = 0; i < n; i++) {
            mean += column[i] / (double)n;
            largest = fmax(largest, fabs(column[i]));
        }
        for (size_t i = 0; i < n; i++) {
            square += (column[i] - mean) * (column[i] - mean);
        }
        bool constant = sqrt(square / (double)n) <= 1e-13 * largest;
        for (size_t i = 0; i < n; i++) {
            column[i] = constant ? NAN : (column[i] - mean) / sqrt(square);
        }
    }
}

static void correlate(sample_t *self)
{
    standardise(self);
    size_t n = self->n, columns = self->columns;
    for (size_t j = 0; j < columns; j++) {
        for (size_t k = 0; k < columns; k++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++) {
                sum += self->values[j * n + i] * self->values[k * n + i];
            }
            self->correlation[j * columns + k] = sum;
        }
    }
}

/* Inverts the correlations of the inputs that vary. @return their number; 0 when there is
 * no inverse, the output does not vary or rows are too few. */
static size_t invert(sample_t *self)
{
    size_t kept = 0, columns = self->columns, output = columns - 1;
    for (size_t k = 0; k < output; k++) {
        if (isfinite(self->correlation[k * columns + k])) {
            self->kept[kept++] = k;
        }
    }
    bool varies = isfinite(self->correlation[output * columns + output]);
    if (kept == 0 || !varies || self->n < kept + 3) {
        return 0;
    }
    for (size_t j = 0; j < kept; j++) {
        for (size_t k = 0; k < kept; k++) {
            self->inverse[j * kept + k] =
                self->correlation[self->kept[j] * columns + self->kept[k]];
        }
    }
    gsl_matrix_view matrix = gsl_matrix_view_array(self->inverse, kept, kept);
    if (gsl_linalg_cholesky_decomp1(&matrix.matrix) != 0) {
        return 0;
    }
    for (size_t j = 0; j < kept; j++) { /* inputs that determine each other */
        if (self->inverse[j * kept + j] < 1e-7) {
            return 0;
        }
    }
    return gsl_linalg_cholesky_invert(&matrix.matrix) == 0 ? kept : 0;
}

/* What follows of the inverse, for every input that varies. */
typedef struct {
    double coefficient, partial;
} influence_t;

static double with_output(const sample_t *self, size_t j)
{
    return self->correlation[self->kept[j] * self->columns + self->columns - 1];
}

/* @return the share explained. */
static double find_influences(const sample_t *self, size_t kept, influence_t *influences)
{
    double r2 = 0;
    for (size_t j = 0; j < kept; j++) {
        double sum = 0;
        for (size_t k = 0; k < kept; k++) {
            sum += self->inverse[j * kept + k] * with_output(self, k);
        }
        influences[j].coefficient = sum;
        r2 += sum * with_output(self, j);
    }
    double left = fmax(0, 1 - r2);
    for (size_t j = 0; j < kept; j++) {
        double b = influences[j].coefficient;
        double whole = sqrt(b * b + self->inverse[j * kept + j] * left);
        influences[j].partial = whole > 0 ? fmax(-1, fmin(1, b / whole)) : 0;
    }
    return 1 - left;
}

static void set_plain(const sample_t *self, size_t kept, const influence_t *influences,
    curb_regression_t *indices)
{
    for (size_t j = 0; j < kept; j++) {
        indices[self->kept[j]].src = influences[j].coefficient;
        indices[self->kept[j]].pcc = influences[j].partial;
    }
}

double curb_correlation_p(double r, double freedom)
{
    if (isnan(r) || !(freedom > 0)) {
        return NAN;
    }
    return fabs(r) >= 1
               ? 0
               : 2 * gsl_cdf_tdist_Q(fabs(r) * sqrt(freedom / (1 - r * r)), freedom);
}

static void set_ranks(const sample_t *self, size_t kept, const influence_t *influences,
    double level, curb_regression_t *indices)
{
    double freedom = (double)self->n - 1 - (double)kept;
    for (size_t j = 0; j < kept; j++) {
        double r = influences[j].partial;
        curb_regression_t *index = &indices[self->kept[j]];
        index->prcc = r;
        index->prcc_p = curb_correlation_p(r, freedom);
        if (freedom > 1) { /* n - 3 less the inputs held, one fewer than all */
            double half = gsl_cdf_ugaussian_Pinv(0.5 + level / 2) / sqrt(freedom - 1);
            index->prcc_interval.low = tanh(atanh(r) - half);
            index->prcc_interval.high = tanh(atanh(r) + half);
        }
    }
}

curb_error_t curb_regression(const double *points, const double *values, size_t count,
    size_t inputs, double level, curb_regression_t *indices, size_t *used, double *r2)
{
    gsl_set_error_handler_off(); /* a matrix without an inverse is an answer */
    sample_t sample;
    curb_error_t error = sample_init(&sample, points, values, count, inputs);
    double *ranks = curb_calloc(count, sizeof *ranks);
    double *plain = curb_calloc((inputs + 1) * count, sizeof *plain);
    influence_t *influences = curb_calloc(inputs + 1, sizeof *influences);
    if (error != CURB_OK || ranks == NULL || plain == NULL || influences == NULL) {
        error = CURB_ERR_NO_MEMORY;
        goto done;
    }
    size_t numbers = sample.columns * sample.n;
    for (size_t i = 0; i < numbers; i++) {
        plain[i] = sample.values[i];
    }
    for (size_t j = 0; j < inputs; j++) {
        indices[j] = (curb_regression_t){NAN, NAN, NAN, NAN, NAN, NAN, NAN, {NAN, NAN}};
    }
    for (int ranked = 0; ranked < 2; ranked++) {
        if (ranked) {
            for (size_t i = 0; i < numbers; i++) {
                sample.values[i] = plain[i];
            }
            to_ranks(&sample, ranks);
        }
        correlate(&sample);
        for (size_t j = 0; j < inputs; j++) {
            double r = sample.correlation[j * sample.columns + inputs];
            *(ranked ? &indices[j].spearman : &indices[j].pearson) = r;
            indices[j].spearman_p = curb_correlation_p(r, (double)sample.n - 2);
        }
        size_t kept = invert(&sample);
        double explained = kept > 0 ? find_influences(&sample, kept, influences) : NAN;
        if (r2 != NULL) {
            r2[ranked] = explained;
        }
        if (kept > 0 && !ranked) {
            set_plain(&sample, kept, influences, indices);
        } else if (kept > 0) {
            set_ranks(&sample, kept, influences, level, indices);
        }
    }
    if (used != NULL) {
        *used = sample.n;
    }
done:
    curb_free(ranks);
    curb_free(plain);
    curb_free(influences);
    sample_free(&sample);
    return error;
}
