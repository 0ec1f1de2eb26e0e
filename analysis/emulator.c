/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The covariance of the runs is factored once (Cholesky); everything else is products with
 * its inverse, which leaving one out needs whole in any case. */
#include "analysis/emulator.h"

#include "model/memory.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Distance in lengths, squared. */
static double distance2(
    const curb_emulator_prior_t *prior, size_t dimensions, const double *a, const double *b)
{
    double sum = 0.0;
    for (size_t d = 0; d < dimensions; d++) {
        double step = (a[d] - b[d]) / prior->length[d];
        sum += step * step;
    }
    return sum;
}

/* Covariance of two points whose squared distance is q: exp(-q/2), or, with s = sqrt(5 q),
 * (1 + s + s^2/3) exp(-s). */
static double covariance(const curb_emulator_prior_t *prior, double q)
{
    if (prior->kernel == CURB_SQUARED_EXPONENTIAL) {
        return prior->variance * exp(-0.5 * q);
    }
    double s = sqrt(5.0 * q);
    return prior->variance * (1.0 + s + s * s / 3.0) * exp(-s);
}

/* Minus twice the derivative of the covariance by q: the derivative by the log of a length
 * is this times the squared step along it. */
static double slope(const curb_emulator_prior_t *prior, double q)
{
    if (prior->kernel == CURB_SQUARED_EXPONENTIAL) {
        return prior->variance * exp(-0.5 * q);
    }
    double s = sqrt(5.0 * q);
    return prior->variance * (5.0 / 3.0) * (1.0 + s) * exp(-s);
}

static const double *point_of(const curb_emulator_runs_t *runs, size_t i)
{
    return runs->points + i * runs->dimensions;
}

static void fill_covariance(curb_emulator_t *self)
{
    const curb_emulator_runs_t *runs = &self->runs;
    size_t n = runs->count;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double q = distance2(
                &self->prior, runs->dimensions, point_of(runs, i), point_of(runs, j));
            self->factor[i * n + j] = self->factor[j * n + i] = covariance(&self->prior, q);
        }
        self->factor[i * n + i] +=
            self->prior.nugget + (runs->noise != NULL ? runs->noise[i] : 0.0);
    }
}

static bool factor_and_invert(curb_emulator_t *self)
{
    size_t n = self->runs.count;
    gsl_matrix_view factor = gsl_matrix_view_array(self->factor, n, n);
    gsl_matrix_view inverse = gsl_matrix_view_array(self->inverse, n, n);
    if (gsl_linalg_cholesky_decomp1(&factor.matrix) != GSL_SUCCESS) {
        return false;
    }
    gsl_matrix_memcpy(&inverse.matrix, &factor.matrix);
    return gsl_linalg_cholesky_invert(&inverse.matrix) == GSL_SUCCESS;
}

static void weigh(curb_emulator_t *self)
{
    size_t n = self->runs.count;
    const double log_two_pi = 1.8378770664093454836;
    double fit = 0.0, log_determinant = 0.0;
    for (size_t i = 0; i < n; i++) {
        double sum = 0.0;
        for (size_t j = 0; j < n; j++) {
            sum += self->inverse[i * n + j] * (self->runs.values[j] - self->prior.mean);
        }
        self->weights[i] = sum;
        fit += sum * (self->runs.values[i] - self->prior.mean);
        log_determinant += 2.0 * log(self->factor[i * n + i]);
    }
    self->log_likelihood = -0.5 * (fit + log_determinant + (double)n * log_two_pi);
}

curb_error_t curb_emulator_init(curb_emulator_t *self, const curb_emulator_prior_t *prior,
    const curb_emulator_runs_t *runs)
{
    gsl_set_error_handler_off();
    *self = (curb_emulator_t){.prior = *prior, .runs = *runs};
    size_t n = runs->count;
    if (n == 0 || runs->dimensions == 0 || runs->dimensions > CURB_EMULATOR_DIMENSION_MAX) {
        return CURB_ERR_INVALID;
    }
    self->inverse = curb_calloc(n * n, sizeof *self->inverse);
    self->factor = curb_calloc(n * n, sizeof *self->factor);
    self->weights = curb_calloc(n, sizeof *self->weights);
    self->scratch = curb_calloc(2 * n, sizeof *self->scratch);
    curb_error_t error = CURB_OK;
    if (self->inverse == NULL || self->factor == NULL || self->weights == NULL ||
        self->scratch == NULL) {
        error = CURB_ERR_NO_MEMORY;
    } else {
        fill_covariance(self);
        error = factor_and_invert(self) ? CURB_OK : CURB_ERR_INVALID;
    }
    if (error != CURB_OK) {
        curb_emulator_free(self);
        return error;
    }
    weigh(self);
    return CURB_OK;
}

void curb_emulator_free(curb_emulator_t *self)
{
    curb_free(self->inverse);
    curb_free(self->factor);
    curb_free(self->weights);
    curb_free(self->scratch);
    *self = (curb_emulator_t){0};
}

void curb_emulator_at(
    const curb_emulator_t *self, const double *point, double *mean, double *variance)
{
    const curb_emulator_runs_t *runs = &self->runs;
    size_t n = runs->count;
    double *near = self->scratch, *half = self->scratch + n;
    double sum = self->prior.mean, explained = 0.0;
    for (size_t i = 0; i < n; i++) {
        near[i] = covariance(&self->prior,
            distance2(&self->prior, runs->dimensions, point, point_of(runs, i)));
        sum += near[i] * self->weights[i];
        double rest = near[i]; /* forward substitution with the factor */
        for (size_t j = 0; j < i; j++) {
            rest -= self->factor[i * n + j] * half[j];
        }
        half[i] = rest / self->factor[i * n + i];
        explained += half[i] * half[i];
    }
    *mean = sum;
    *variance = fmax(0.0, self->prior.variance - explained);
}

void curb_emulator_left_out(
    const curb_emulator_t *self, size_t i, double *mean, double *variance)
{
    double precision = self->inverse[i * self->runs.count + i];
    *mean = self->runs.values[i] - self->weights[i] / precision;
    *variance = 1.0 / precision;
}

double curb_emulator_left_out_error(const curb_emulator_t *self, size_t i)
{
    double mean, variance;
    curb_emulator_left_out(self, i, &mean, &variance);
    return (self->runs.values[i] - mean) / sqrt(variance);
}

/* Half the trace of (w w' - K^-1) dK, with w the weights (Rasmussen and Williams 2006,
 * equation 5.9); dK is symmetric, so pairs are visited once. */
void curb_emulator_gradient(const curb_emulator_t *self, double *gradient)
{
    const curb_emulator_runs_t *runs = &self->runs;
    size_t n = runs->count;
    memset(gradient, 0, (2 + runs->dimensions) * sizeof *gradient);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            const double *a = point_of(runs, i), *b = point_of(runs, j);
            double pull = self->weights[i] * self->weights[j] - self->inverse[i * n + j];
            pull *= i == j ? 0.5 : 1.0;
            double q = distance2(&self->prior, runs->dimensions, a, b);
            double steep = slope(&self->prior, q);
            gradient[0] += pull * covariance(&self->prior, q);
            gradient[1] += i == j ? pull * self->prior.nugget : 0.0;
            for (size_t d = 0; d < runs->dimensions; d++) {
                double step = (a[d] - b[d]) / self->prior.length[d];
                gradient[2 + d] += pull * steep * step * step;
            }
        }
    }
}
