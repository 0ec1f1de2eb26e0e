/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Greatest likelihood. Each log parameter is kept inside its bounds by a logistic curve, so
 * that the search has no edges; the mean is the best one given the rest. */
#include "analysis/emulator.h"

#include "model/memory.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdbool.h>

enum { STARTS = 3, STEPS_MAX = 120 };

/** The search, in logs: variance and nugget over the spread of the values, lengths. */
typedef struct {
    curb_kernel_t kernel;
    const curb_emulator_runs_t *runs;
    double spread; /**< variance of the values */
    curb_error_t error;
} search_t;

static const double VARIANCE_LEAST = 0.01, VARIANCE_MOST = 100.0;
static const double NUGGET_LEAST = 1e-8, NUGGET_MOST = 1.0;
static const double LENGTH_LEAST = 0.05, LENGTH_MOST = 20.0;

static void bounds_of(size_t index, double *low, double *high)
{
    *low = log(index == 0 ? VARIANCE_LEAST : index == 1 ? NUGGET_LEAST : LENGTH_LEAST);
    *high = log(index == 0 ? VARIANCE_MOST : index == 1 ? NUGGET_MOST : LENGTH_MOST);
}

static double inside(size_t index, double u, double *slope)
{
    double low, high;
    bounds_of(index, &low, &high);
    double share = 1.0 / (1.0 + exp(-u));
    *slope = (high - low) * share * (1.0 - share);
    return low + (high - low) * share;
}

static double outside(size_t index, double value)
{
    double low, high;
    bounds_of(index, &low, &high);
    double share = (log(value) - low) / (high - low);
    return log(share / (1.0 - share));
}

static curb_emulator_prior_t prior_of(const search_t *search, const gsl_vector *at)
{
    double unused;
    curb_emulator_prior_t prior = {.kernel = search->kernel};
    prior.variance = search->spread * exp(inside(0, gsl_vector_get(at, 0), &unused));
    prior.nugget = search->spread * exp(inside(1, gsl_vector_get(at, 1), &unused));
    for (size_t d = 0; d < search->runs->dimensions; d++) {
        prior.length[d] = exp(inside(2 + d, gsl_vector_get(at, 2 + d), &unused));
    }
    return prior;
}

/* Generalised least squares: 1'K^-1 y / 1'K^-1 1. */
static double best_mean(const curb_emulator_t *emulator)
{
    size_t n = emulator->runs.count;
    double ones = 0.0, all = 0.0;
    for (size_t i = 0; i < n * n; i++) {
        ones += emulator->inverse[i];
        all += emulator->inverse[i] * emulator->runs.values[i % n];
    }
    return all / ones;
}

static curb_error_t condition(curb_emulator_t *emulator, curb_emulator_prior_t *prior,
    const curb_emulator_runs_t *runs)
{
    curb_error_t error = curb_emulator_init(emulator, prior, runs);
    if (error == CURB_OK) {
        prior->mean = best_mean(emulator);
        curb_emulator_free(emulator);
        error = curb_emulator_init(emulator, prior, runs);
    }
    return error;
}

static void value_and_gradient(
    const gsl_vector *at, void *context, double *value, gsl_vector *gradient)
{
    search_t *search = context;
    curb_emulator_prior_t prior = prior_of(search, at);
    curb_emulator_t emulator;
    curb_error_t error = condition(&emulator, &prior, search->runs);
    *value = GSL_NAN;
    if (gradient != NULL) {
        gsl_vector_set_all(gradient, GSL_NAN);
    }
    if (error != CURB_OK) {
        search->error = error == CURB_ERR_NO_MEMORY ? error : search->error;
        return;
    }
    *value = -emulator.log_likelihood;
    double by_log[2 + CURB_EMULATOR_DIMENSION_MAX];
    curb_emulator_gradient(&emulator, by_log);
    for (size_t i = 0; gradient != NULL && i < at->size; i++) {
        double slope;
        (void)inside(i, gsl_vector_get(at, i), &slope);
        gsl_vector_set(gradient, i, -by_log[i] * slope);
    }
    curb_emulator_free(&emulator);
}

static double value_at(const gsl_vector *at, void *context)
{
    double value;
    value_and_gradient(at, context, &value, NULL);
    return value;
}

static void gradient_at(const gsl_vector *at, void *context, gsl_vector *gradient)
{
    double value;
    value_and_gradient(at, context, &value, gradient);
}

static void climb(gsl_multimin_fdfminimizer *search, gsl_multimin_function_fdf *target,
    const gsl_vector *start)
{
    if (gsl_multimin_fdfminimizer_set(search, target, start, 0.5, 0.1) != GSL_SUCCESS) {
        return;
    }
    for (int step = 0; step < STEPS_MAX; step++) {
        if (gsl_multimin_fdfminimizer_iterate(search) != GSL_SUCCESS ||
            gsl_multimin_test_gradient(search->gradient, 1e-4) == GSL_SUCCESS) {
            return;
        }
    }
}

static double spread_of(const curb_emulator_runs_t *runs, double *mean)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < runs->count; i++) {
        sum += runs->values[i];
    }
    *mean = sum / (double)runs->count;
    for (size_t i = 0; i < runs->count; i++) {
        squares += (runs->values[i] - *mean) * (runs->values[i] - *mean);
    }
    return squares / (double)runs->count;
}

/* Leaves the best point over all starts in `best`. */
static bool search_all(search_t *search, gsl_vector *start, gsl_vector *best)
{
    static const double lengths[STARTS] = {0.3, 1.0, 3.0};
    static const double nuggets[STARTS] = {1e-4, 1e-2, 1e-3};
    gsl_multimin_function_fdf target = {
        value_at, gradient_at, value_and_gradient, start->size, search};
    gsl_multimin_fdfminimizer *minimiser = gsl_multimin_fdfminimizer_alloc(
        gsl_multimin_fdfminimizer_vector_bfgs2, start->size);
    if (minimiser == NULL) {
        search->error = CURB_ERR_NO_MEMORY;
        return false;
    }
    double least = GSL_POSINF;
    for (int k = 0; k < STARTS && search->error == CURB_OK; k++) {
        gsl_vector_set_all(start, outside(2, lengths[k]));
        gsl_vector_set(start, 0, outside(0, 1.0));
        gsl_vector_set(start, 1, outside(1, nuggets[k]));
        climb(minimiser, &target, start);
        double value = value_at(minimiser->x, search);
        if (value < least) {
            least = value;
            gsl_blas_dcopy(minimiser->x, best);
        }
    }
    gsl_multimin_fdfminimizer_free(minimiser);
    return least < GSL_POSINF;
}

curb_error_t curb_emulator_fit(
    curb_emulator_t *self, curb_kernel_t kernel, const curb_emulator_runs_t *runs)
{
    gsl_set_error_handler_off();
    *self = (curb_emulator_t){0};
    if (runs->count < 2 || runs->dimensions == 0 ||
        runs->dimensions > CURB_EMULATOR_DIMENSION_MAX) {
        return CURB_ERR_INVALID;
    }
    double mean;
    search_t search = {kernel, runs, spread_of(runs, &mean), CURB_OK};
    if (!isfinite(search.spread)) {
        return CURB_ERR_INVALID; /* some run has no value */
    }
    if (!(search.spread > 0.0)) { /* nothing moves it */
        curb_emulator_prior_t flat = {
            .kernel = kernel, .mean = mean, .variance = 1e-12, .nugget = 1e-12};
        for (size_t d = 0; d < runs->dimensions; d++) {
            flat.length[d] = 1.0;
        }
        return curb_emulator_init(self, &flat, runs);
    }
    gsl_vector *start = gsl_vector_alloc(2 + runs->dimensions);
    gsl_vector *best = gsl_vector_alloc(2 + runs->dimensions);
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (start != NULL && best != NULL) {
        bool found = search_all(&search, start, best);
        error = search.error != CURB_OK ? search.error : found ? CURB_OK : CURB_ERR_INVALID;
    }
    if (error == CURB_OK) {
        curb_emulator_prior_t prior = prior_of(&search, best);
        error = condition(self, &prior, runs);
    }
    gsl_vector_free(start);
    gsl_vector_free(best);
    return error;
}
