/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With scores R (places by numbers, as the hypercube paired them), E = QQ' their
 * correlation and C = PP' the one wanted, R Q'^-1 P' has correlation C exactly; values are
 * then put into the order of its columns. Matrices are a dozen wide at most and live on the
 * stack. */
#include "model/coupling.h"

#include "model/bits.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <string.h>

static bool factor(double *matrix, size_t count)
{
    gsl_matrix_view view = gsl_matrix_view_array(matrix, count, count);
    gsl_set_error_handler_off();
    bool fine = gsl_linalg_cholesky_decomp1(&view.matrix) == GSL_SUCCESS;
    for (size_t i = 0; fine && i < count; i++) {
        /* a factor of next to nothing is a contradiction but for rounding */
        fine = matrix[i * count + i] > 1e-6;
    }
    return fine;
}

static size_t place_of(curb_coupling_t *self, uint32_t number)
{
    size_t k = 0;
    while (k < self->count && self->numbers[k] < number) {
        k++;
    }
    return k;
}

static void add_number(curb_coupling_t *self, uint32_t number)
{
    size_t k = place_of(self, number);
    if (k < self->count && self->numbers[k] == number) {
        return;
    }
    for (size_t i = self->count; i > k; i--) {
        self->numbers[i] = self->numbers[i - 1];
    }
    self->numbers[k] = number;
    self->count++;
}

bool curb_coupling_init(curb_coupling_t *self, const curb_world_t *world, size_t pairs)
{
    *self = (curb_coupling_t){.count = 0};
    for (size_t i = 0; i < pairs; i++) {
        add_number(self, world->correlations[i].a);
        add_number(self, world->correlations[i].b);
    }
    size_t n = self->count;
    for (size_t i = 0; i < n; i++) {
        self->wanted[i * n + i] = 1.0;
    }
    for (size_t i = 0; i < pairs; i++) {
        const curb_correlation_t *pair = &world->correlations[i];
        size_t a = place_of(self, pair->a), b = place_of(self, pair->b);
        double moment = 2.0 * sin(M_PI * pair->rank / 6.0);
        self->wanted[a * n + b] = self->wanted[b * n + a] = moment;
    }
    return n == 0 || factor(self->wanted, n);
}

/* How many places have a smaller value; of equal ones the earlier is the smaller. */
static uint32_t rank_of(const double *column, uint32_t place)
{
    uint32_t rank = 0;
    for (uint32_t p = 0; p < CURB_DRAW_BLOCK; p++) {
        rank += column[p] < column[place] || (column[p] == column[place] && p < place);
    }
    return rank;
}

static double score_of(uint32_t rank)
{
    return curb_normal_quantile((rank + 1.0) / (CURB_DRAW_BLOCK + 1.0));
}

/* Scores of a block; false when the block's own correlation has no factor (columns paired
 * alike by a rare accident), which is then left in. */
static bool set_scores(const curb_coupling_t *self, double (*columns)[CURB_DRAW_BLOCK],
    double (*scores)[CURB_DRAW_BLOCK], double *own)
{
    size_t n = self->count;
    double square = 0.0;
    for (uint32_t p = 0; p < CURB_DRAW_BLOCK; p++) {
        square += score_of(p) * score_of(p);
        for (size_t k = 0; k < n; k++) {
            scores[k][p] = score_of(rank_of(columns[k], p));
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            double sum = 0.0;
            for (uint32_t p = 0; p < CURB_DRAW_BLOCK; p++) {
                sum += scores[i][p] * scores[k][p];
            }
            own[i * n + k] = sum / square;
        }
    }
    return factor(own, n);
}

static void put_in_order(double *column, const double *order)
{
    double sorted[CURB_DRAW_BLOCK];
    for (uint32_t p = 0; p < CURB_DRAW_BLOCK; p++) {
        sorted[rank_of(column, p)] = column[p];
    }
    for (uint32_t p = 0; p < CURB_DRAW_BLOCK; p++) {
        column[p] = sorted[rank_of(order, p)];
    }
}

void curb_coupling_pair(const curb_coupling_t *self, double (*columns)[CURB_DRAW_BLOCK])
{
    size_t n = self->count;
    double scores[CURB_COUPLED_MAX][CURB_DRAW_BLOCK];
    double own[CURB_COUPLED_MAX * CURB_COUPLED_MAX];
    double wanted[CURB_COUPLED_MAX * CURB_COUPLED_MAX];
    memcpy(wanted, self->wanted, sizeof wanted);
    bool has_factor = set_scores(self, columns, scores, own);
    gsl_matrix_view q = gsl_matrix_view_array(own, n, n);
    gsl_matrix_view c = gsl_matrix_view_array(wanted, n, n);
    for (uint32_t p = 0; p < CURB_DRAW_BLOCK; p++) {
        double row[CURB_COUPLED_MAX];
        for (size_t k = 0; k < n; k++) {
            row[k] = scores[k][p];
        }
        gsl_vector_view x = gsl_vector_view_array(row, n);
        if (has_factor) {
            gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, &q.matrix, &x.vector);
        }
        gsl_blas_dtrmv(CblasLower, CblasNoTrans, CblasNonUnit, &c.matrix, &x.vector);
        for (size_t k = 0; k < n; k++) {
            /* float: the last bits must not decide an order on another processor */
            scores[k][p] = curb_to_float(row[k]);
        }
    }
    for (size_t k = 0; k < n; k++) {
        put_in_order(columns[k], scores[k]);
    }
}
