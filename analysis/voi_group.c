/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With inverse K^-1 of the covariance of the runs, whose diagonal holds the nugget, fitted
 * values are y - nugget K^-1 (y - m): so a fit of other utilities with the same lengths is
 * one product of a matrix and a vector, and resampling is cheap. */
#include "analysis/voi_group.h"

#include "analysis/emulator.h"
#include "analysis/shuffle.h"
#include "model/memory.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>

enum { DRAWS_LEAST = 8 };

typedef struct {
    const curb_voi_problem_t *problem;
    size_t n, inputs, rivals, best;
    size_t rival[CURB_VOI_GROUP_RIVALS_MOST];
    size_t *draw;   /* [n] draw of the problem */
    double *points; /* [n][input] ranks in (0, 1) */
    double *gain;   /* [rival][n] utility over that of the best option */
    double *fitted; /* [rival][n] */
    double *guess;  /* [rival][n] left out */
    double *other;  /* [rival][n] fits of resamples */
    double *most;   /* [draw of the problem] scratch */
    size_t *order;  /* [n] scratch */
    double *column; /* [n] scratch */
    curb_emulator_t emulators[CURB_VOI_GROUP_RIVALS_MOST];
} work_t;

/* --- what is compared --- */

static const double *utility_of(const work_t *work, size_t option)
{
    return work->problem->utility + option * work->problem->draws;
}

static void find_best(work_t *work)
{
    double most = -INFINITY;
    for (size_t i = 0; i < work->problem->options; i++) {
        double mean = gsl_stats_mean(utility_of(work, i), 1, work->problem->draws);
        work->best = mean > most ? i : work->best;
        most = fmax(most, mean);
    }
}

/* What an option adds to the mean over draws of the best of those taken. */
static double added(const work_t *work, size_t option)
{
    const double *utility = utility_of(work, option);
    double sum = 0;
    for (size_t r = 0; r < work->problem->draws; r++) {
        sum += fmax(0, utility[r] - work->most[r]);
    }
    return sum;
}

static void choose_rivals(work_t *work)
{
    size_t draws = work->problem->draws;
    for (size_t r = 0; r < draws; r++) {
        work->most[r] = utility_of(work, work->best)[r];
    }
    while (work->rivals < CURB_VOI_GROUP_RIVALS_MOST) {
        size_t choice = work->best;
        double most = 0;
        for (size_t i = 0; i < work->problem->options; i++) {
            double more = added(work, i);
            choice = more > most ? i : choice;
            most = fmax(most, more);
        }
        if (choice == work->best) {
            return;
        }
        for (size_t r = 0; r < draws; r++) {
            work->most[r] = fmax(work->most[r], utility_of(work, choice)[r]);
        }
        work->rival[work->rivals++] = choice;
    }
}

/* Ties share the mean of their ranks. */
static void rank(work_t *work, const double *values, size_t input)
{
    for (size_t k = 0; k < work->n; k++) {
        work->column[k] = values[work->draw[k]];
    }
    gsl_sort_index(work->order, work->column, 1, work->n);
    for (size_t first = 0, end; first < work->n; first = end) {
        double value = work->column[work->order[first]];
        for (end = first + 1; end < work->n && work->column[work->order[end]] == value;
             end++) {
        }
        double middle = (double)(first + end) / 2 / (double)work->n;
        for (size_t k = first; k < end; k++) {
            work->points[work->order[k] * work->inputs + input] = middle;
        }
    }
}

static void take(work_t *work, const double *inputs)
{
    const curb_voi_problem_t *problem = work->problem;
    for (size_t k = 0; k < work->n; k++) {
        work->draw[k] = k * problem->draws / work->n;
    }
    for (size_t d = 0; d < work->inputs; d++) {
        rank(work, inputs + d * problem->draws, d);
    }
    for (size_t j = 0; j < work->rivals; j++) {
        for (size_t k = 0; k < work->n; k++) {
            size_t draw = work->draw[k];
            work->gain[j * work->n + k] =
                utility_of(work, work->rival[j])[draw] - utility_of(work, work->best)[draw];
        }
    }
}

/* --- fits --- */

static void fit_values(
    const curb_emulator_t *emulator, const double *values, double *fitted)
{
    size_t n = emulator->runs.count;
    for (size_t i = 0; i < n; i++) {
        double product = 0;
        for (size_t k = 0; k < n; k++) {
            product += emulator->inverse[i * n + k] * (values[k] - emulator->prior.mean);
        }
        fitted[i] = values[i] - emulator->prior.nugget * product;
    }
}

/* Lengths come from the first draws, the fit from all. The nugget has a floor, for with
 * none a fit would pass through noise and matrices would be singular. */
static curb_error_t fit(work_t *work, size_t j)
{
    curb_emulator_runs_t runs = {.count = work->n,
        .dimensions = work->inputs,
        .points = work->points,
        .values = work->gain + j * work->n};
    curb_emulator_runs_t some = runs;
    some.count =
        work->n < CURB_VOI_GROUP_FITTED_MOST ? work->n : CURB_VOI_GROUP_FITTED_MOST;
    curb_emulator_t first;
    curb_error_t error = curb_emulator_fit(&first, CURB_MATERN_52, &some);
    if (error != CURB_OK) {
        return error;
    }
    curb_emulator_prior_t prior = first.prior;
    curb_emulator_free(&first);
    prior.nugget = fmax(prior.nugget, 1e-6 * prior.variance);
    error = curb_emulator_init(&work->emulators[j], &prior, &runs);
    if (error == CURB_OK) {
        fit_values(&work->emulators[j], runs.values, work->fitted + j * work->n);
        for (size_t k = 0; k < work->n; k++) {
            double variance;
            curb_emulator_left_out(
                &work->emulators[j], k, &work->guess[j * work->n + k], &variance);
        }
    }
    return error;
}

/* The rival that is best in a draw by these values; `rivals` for the best option itself. */
static size_t choice(const work_t *work, const double *values, size_t k)
{
    size_t best = work->rivals;
    double most = 0;
    for (size_t j = 0; j < work->rivals; j++) {
        if (values[j * work->n + k] > most) {
            best = j;
            most = values[j * work->n + k];
        }
    }
    return best;
}

static double value_of(const work_t *work, const double *values, double *variance)
{
    double sum = 0, squares = 0, most = 0;
    for (size_t k = 0; k < work->n; k++) {
        size_t j = choice(work, values, k);
        double gain = j < work->rivals ? values[j * work->n + k] : 0;
        sum += gain;
        squares += gain * gain;
    }
    for (size_t j = 0; j < work->rivals; j++) {
        most = fmax(most, gsl_stats_mean(values + j * work->n, 1, work->n));
    }
    double mean = sum / (double)work->n;
    *variance = fmax(0, squares / (double)work->n - mean * mean) / (double)(work->n - 1);
    return mean - most;
}

static void resample(work_t *work, curb_voi_group_t *self, double draws_variance)
{
    size_t count = work->problem->resamples;
    double sum = 0, squares = 0, ignored;
    for (size_t b = 0; b < count; b++) {
        for (size_t j = 0; j < work->rivals; j++) {
            for (size_t k = 0; k < work->n; k++) {
                size_t at = j * work->n + k;
                work->column[k] =
                    work->fitted[at] +
                    curb_shuffle_sign(work->problem->seed, (uint32_t)b, (uint32_t)k) *
                        (work->gain[at] - work->fitted[at]);
            }
            fit_values(&work->emulators[j], work->column, work->other + j * work->n);
        }
        double value = value_of(work, work->other, &ignored);
        sum += value;
        squares += value * value;
    }
    double fit =
        count > 1 ? (squares - sum * sum / (double)count) / (double)(count - 1) : 0;
    self->standard_error = sqrt(draws_variance + fmax(0, fit));
}

/* Draw by draw: choose by what the others say, count what that gains there. */
static void leave_out(work_t *work, curb_voi_group_t *self)
{
    double n = (double)work->n, sum = 0, squares = 0;
    for (size_t k = 0; k < work->n; k++) {
        size_t j = choice(work, work->guess, k);
        double gain = j < work->rivals ? work->gain[j * work->n + k] : 0;
        sum += gain;
        squares += gain * gain;
    }
    self->left_out = sum / n;
    self->left_out_error =
        sqrt(fmax(0, squares / n - self->left_out * self->left_out) / (n - 1));
    if (self->left_out_error > 0) {
        self->p = gsl_cdf_tdist_Q(self->left_out / self->left_out_error, n - 1);
    }
}

static curb_error_t find(work_t *work, curb_voi_group_t *self, const double *inputs)
{
    curb_error_t error = CURB_OK;
    double variance = 0;
    take(work, inputs);
    for (size_t j = 0; j < work->rivals && error == CURB_OK; j++) {
        error = fit(work, j);
    }
    if (error == CURB_OK) {
        self->value = value_of(work, work->fitted, &variance);
        leave_out(work, self);
        resample(work, self, variance);
    }
    for (size_t j = 0; j < work->rivals; j++) {
        curb_emulator_free(&work->emulators[j]);
    }
    return error;
}

static curb_error_t make(work_t *work)
{
    enum { MOST = CURB_VOI_GROUP_RIVALS_MOST };
    double **blocks[] = {&work->gain, &work->fitted, &work->guess, &work->other};
    bool whole = true;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        *blocks[i] = curb_calloc(MOST * work->n, sizeof **blocks[i]);
        whole = whole && *blocks[i] != NULL;
    }
    work->points = curb_calloc(work->n * work->inputs, sizeof *work->points);
    work->draw = curb_calloc(work->n, sizeof *work->draw);
    work->order = curb_calloc(work->n, sizeof *work->order);
    work->column = curb_calloc(work->n, sizeof *work->column);
    work->most = curb_calloc(work->problem->draws, sizeof *work->most);
    whole = whole && work->points != NULL && work->draw != NULL && work->order != NULL &&
            work->column != NULL && work->most != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void work_free(work_t *work)
{
    double *blocks[] = {work->gain, work->fitted, work->guess, work->other, work->points,
        work->column, work->most};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        curb_free(blocks[i]);
    }
    curb_free(work->draw);
    curb_free(work->order);
}

curb_error_t curb_voi_group(curb_voi_group_t *self, const curb_voi_problem_t *problem,
    const double *inputs, size_t count)
{
    *self = (curb_voi_group_t){.p = 1};
    if (count == 0 || count > CURB_VOI_GROUP_INPUTS_MOST) {
        return CURB_ERR_INVALID;
    }
    if (problem->draws < DRAWS_LEAST || problem->options == 0) {
        return CURB_OK;
    }
    work_t work = {.problem = problem, .inputs = count};
    work.n = problem->draws < CURB_VOI_GROUP_DRAWS_MOST ? problem->draws
                                                        : CURB_VOI_GROUP_DRAWS_MOST;
    curb_error_t error = make(&work);
    if (error == CURB_OK) {
        find_best(&work);
        choose_rivals(&work);
        self->draws = work.n;
        self->rivals = work.rivals;
        error = work.rivals > 0 ? find(&work, self, inputs) : CURB_OK;
    }
    work_free(&work);
    return error;
}
