/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fit is a projection on an orthonormal basis Q of the B-splines, whose first column is
 * constant, so the mean of the fitted values is that of the utilities: both terms of the
 * difference are taken on fitted values and their common error cancels. Shuffling the
 * parameter over draws is the same as shuffling the utilities over the rows of Q, which
 * need be found only once. Fits are resampled by flipping the signs of the residuals of
 * whole draws, which keeps what options have in common. */
#include "analysis/voi.h"

#include "analysis/shuffle.h"
#include "model/memory.h"

#include <gsl/gsl_bspline.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { ORDER = 4, DRAWS_EACH = 25, DRAWS_LEAST = 4 };

typedef struct {
    const curb_voi_problem_t *problem;
    const double *parameter;
    size_t columns;
    double *basis;    /* [column][draw], orthonormal */
    double *fitted;   /* [option][draw] */
    double *residual; /* [option][draw] */
    double *target;   /* [option][draw], what is fitted */
    double *curve;    /* [option][draw], its fit */
    size_t *order;    /* draws by rising parameter */
    size_t *shuffled;
} work_t;

/* --- the basis --- */

static size_t wanted_columns(size_t draws)
{
    size_t wanted = draws < DRAWS_LEAST ? 1 : 2 + draws / DRAWS_EACH;
    return wanted < CURB_VOI_COEFFICIENTS_MOST ? wanted : CURB_VOI_COEFFICIENTS_MOST;
}

/* Takes what earlier columns span out of the last one, twice, against roundings; keeps it
 * when enough is left: ties in the parameter leave splines that depend on each other. */
static bool orthonormalise(work_t *work, size_t column)
{
    size_t n = work->problem->draws;
    double *last = work->basis + column * n, before = 0, after = 0;
    for (size_t r = 0; r < n; r++) {
        before += last[r] * last[r];
    }
    for (size_t k = 0; k < 2 * column; k++) {
        const double *earlier = work->basis + (k % column) * n;
        double common = 0;
        for (size_t r = 0; r < n; r++) {
            common += earlier[r] * last[r];
        }
        for (size_t r = 0; r < n; r++) {
            last[r] -= common * earlier[r];
        }
    }
    for (size_t r = 0; r < n; r++) {
        after += last[r] * last[r];
    }
    for (size_t r = 0; r < n; r++) {
        last[r] /= sqrt(after);
    }
    return after > 1e-12 * before && after > 0;
}

static double at_rank(const work_t *work, double share)
{
    double rank = share * (double)(work->problem->draws - 1);
    return work->parameter[work->order[(size_t)(rank + 0.5)]];
}

/* Breaks at quantiles, each above the one before. */
static size_t set_breaks(const work_t *work, size_t pieces, gsl_vector *breaks)
{
    size_t count = 0;
    for (size_t k = 0; k <= pieces; k++) {
        double at = at_rank(work, (double)k / (double)pieces);
        if (count == 0 || at > gsl_vector_get(breaks, count - 1)) {
            gsl_vector_set(breaks, count++, at);
        }
    }
    return count;
}

static curb_error_t add_splines(work_t *work, size_t wanted, gsl_vector *breaks)
{
    size_t n = work->problem->draws;
    size_t order = wanted < ORDER ? wanted : ORDER;
    size_t count = set_breaks(work, wanted - order + 1, breaks);
    if (count < 2) {
        return CURB_OK;
    }
    gsl_vector_view used = gsl_vector_subvector(breaks, 0, count);
    gsl_bspline_workspace *splines = gsl_bspline_alloc(order, count);
    gsl_vector *values = gsl_vector_alloc(count + order - 2);
    if (splines == NULL || values == NULL) {
        gsl_bspline_free(splines);
        gsl_vector_free(values);
        return CURB_ERR_NO_MEMORY;
    }
    gsl_bspline_knots(&used.vector, splines);
    for (size_t k = 1; k < values->size; k++) { /* the sum of all is the constant */
        for (size_t r = 0; r < n; r++) {
            gsl_bspline_eval(work->parameter[r], values, splines);
            work->basis[work->columns * n + r] = gsl_vector_get(values, k);
        }
        work->columns += orthonormalise(work, work->columns) ? 1 : 0;
    }
    gsl_bspline_free(splines);
    gsl_vector_free(values);
    return CURB_OK;
}

static curb_error_t find_basis(work_t *work)
{
    size_t n = work->problem->draws, wanted = wanted_columns(n);
    for (size_t r = 0; r < n; r++) {
        work->basis[r] = 1 / sqrt((double)n);
    }
    work->columns = 1;
    gsl_sort_index(work->order, work->parameter, 1, n);
    if (wanted < 2) {
        return CURB_OK;
    }
    gsl_vector *breaks = gsl_vector_alloc(CURB_VOI_COEFFICIENTS_MOST + 1);
    if (breaks == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = add_splines(work, wanted, breaks);
    gsl_vector_free(breaks);
    return error;
}

/* --- fits and what follows from them --- */

static void project(const work_t *work, const double *target, double *fit)
{
    size_t n = work->problem->draws;
    memset(fit, 0, n * sizeof *fit);
    for (size_t k = 0; k < work->columns; k++) {
        const double *column = work->basis + k * n;
        double common = 0;
        for (size_t r = 0; r < n; r++) {
            common += column[r] * target[r];
        }
        for (size_t r = 0; r < n; r++) {
            fit[r] += common * column[r];
        }
    }
}

static void fit_all(const work_t *work, const double *target, double *curve)
{
    for (size_t i = 0; i < work->problem->options; i++) {
        project(work, target + i * work->problem->draws, curve + i * work->problem->draws);
    }
}

static size_t best_on_average(const work_t *work, const double *curve)
{
    size_t n = work->problem->draws, best = 0;
    double most = -INFINITY;
    for (size_t i = 0; i < work->problem->options; i++) {
        double mean = gsl_stats_mean(curve + i * n, 1, n);
        best = mean > most ? i : best;
        most = fmax(most, mean);
    }
    return best;
}

static size_t best_in_draw(const work_t *work, const double *curve, size_t draw)
{
    size_t n = work->problem->draws, best = 0;
    for (size_t i = 1; i < work->problem->options; i++) {
        best = curve[i * n + draw] > curve[best * n + draw] ? i : best;
    }
    return best;
}

/* Mean over draws of what the best there gains on the best overall; its variance. */
static double value_of(const work_t *work, const double *curve, double *variance)
{
    size_t n = work->problem->draws, best = best_on_average(work, curve);
    double sum = 0, squares = 0;
    for (size_t r = 0; r < n; r++) {
        double gain = curve[best_in_draw(work, curve, r) * n + r] - curve[best * n + r];
        sum += gain;
        squares += gain * gain;
    }
    double mean = sum / (double)n;
    *variance = n > 1 ? fmax(0, squares / (double)n - mean * mean) / (double)(n - 1) : 0;
    return mean;
}

static size_t first_rank(const work_t *work)
{
    return (size_t)(0.05 * (double)(work->problem->draws - 1) + 0.5);
}

static bool changes(const work_t *work, const double *curve)
{
    size_t first = first_rank(work), end = work->problem->draws - first;
    size_t best = best_in_draw(work, curve, work->order[first]);
    for (size_t k = first + 1; k < end; k++) {
        if (best_in_draw(work, curve, work->order[k]) != best) {
            return true;
        }
    }
    return false;
}

/* Between two draws the curves are taken as straight. */
static double crossing(const work_t *work, size_t left, size_t right, size_t a, size_t b)
{
    size_t n = work->problem->draws;
    double before = work->fitted[a * n + left] - work->fitted[b * n + left];
    double after = work->fitted[b * n + right] - work->fitted[a * n + right];
    double share = before + after > 0 ? before / (before + after) : 0.5;
    share = fmin(1, fmax(0, share));
    return work->parameter[left] + share * (work->parameter[right] - work->parameter[left]);
}

static void find_changes(const work_t *work, curb_voi_parameter_t *self)
{
    size_t first = first_rank(work), end = work->problem->draws - first;
    self->change_at = NAN;
    for (size_t k = first + 1; k < end; k++) {
        size_t left = work->order[k - 1], right = work->order[k];
        size_t a = best_in_draw(work, work->fitted, left);
        size_t b = best_in_draw(work, work->fitted, right);
        if (a != b && self->change_count++ == 0) {
            self->change_at = crossing(work, left, right, a, b);
            self->change_from = a;
            self->change_to = b;
        }
    }
}

static void resample(work_t *work, curb_voi_parameter_t *self, double draws_variance)
{
    const curb_voi_problem_t *problem = work->problem;
    size_t n = problem->draws, count = problem->resamples, changed = 0;
    double sum = 0, squares = 0, ignored;
    for (size_t b = 0; b < count; b++) {
        for (size_t r = 0; r < n; r++) {
            double sign = curb_shuffle_sign(problem->seed, (uint32_t)b, (uint32_t)r);
            for (size_t i = 0; i < problem->options; i++) {
                work->target[i * n + r] =
                    work->fitted[i * n + r] + sign * work->residual[i * n + r];
            }
        }
        fit_all(work, work->target, work->curve);
        double value = value_of(work, work->curve, &ignored);
        sum += value;
        squares += value * value;
        changed += changes(work, work->curve);
    }
    self->change_share = (double)changed / (double)count;
    double mean = sum / (double)count;
    double fit_variance = count > 1 ? (squares - sum * mean) / (double)(count - 1) : 0;
    self->standard_error = sqrt(draws_variance + fmax(0, fit_variance));
}

static void permute(work_t *work, curb_voi_parameter_t *self)
{
    const curb_voi_problem_t *problem = work->problem;
    size_t n = problem->draws, reached = 0;
    double ignored;
    for (size_t turn = 0; turn < problem->permutations; turn++) {
        curb_shuffle(~problem->seed, (uint32_t)turn, n, work->shuffled);
        for (size_t i = 0; i < problem->options; i++) {
            for (size_t r = 0; r < n; r++) {
                work->target[i * n + r] = problem->utility[i * n + work->shuffled[r]];
            }
        }
        fit_all(work, work->target, work->curve);
        double value = value_of(work, work->curve, &ignored);
        self->by_chance += value / (double)problem->permutations;
        reached += value >= self->value * (1 - 1e-12);
    }
    self->p = (double)(1 + reached) / (double)(1 + problem->permutations);
}

static void find(work_t *work, curb_voi_parameter_t *self)
{
    size_t count = work->problem->options * work->problem->draws;
    double variance = 0;
    fit_all(work, work->problem->utility, work->fitted);
    for (size_t i = 0; i < count; i++) {
        work->residual[i] = work->problem->utility[i] - work->fitted[i];
    }
    self->coefficients = work->columns;
    self->best = best_on_average(work, work->fitted);
    self->value = value_of(work, work->fitted, &variance);
    find_changes(work, self);
    resample(work, self, variance);
    permute(work, self);
}

curb_error_t curb_voi_parameter(
    curb_voi_parameter_t *self, const curb_voi_problem_t *problem, const double *parameter)
{
    size_t n = problem->draws, cells = problem->options * n;
    *self = (curb_voi_parameter_t){.coefficients = 1, .p = 1, .change_at = NAN};
    if (n == 0 || problem->options == 0) {
        return CURB_OK;
    }
    work_t work = {.problem = problem, .parameter = parameter};
    double **blocks[] = {&work.fitted, &work.residual, &work.target, &work.curve};
    bool whole = true;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        *blocks[i] = curb_calloc(cells, sizeof **blocks[i]);
        whole = whole && *blocks[i] != NULL;
    }
    work.basis = curb_calloc((CURB_VOI_COEFFICIENTS_MOST + 1) * n, sizeof *work.basis);
    work.order = curb_calloc(n, sizeof *work.order);
    work.shuffled = curb_calloc(n, sizeof *work.shuffled);
    whole = whole && work.basis != NULL && work.order != NULL && work.shuffled != NULL;
    curb_error_t error = whole ? find_basis(&work) : CURB_ERR_NO_MEMORY;
    if (error == CURB_OK && work.columns == 1) {
        fit_all(&work, problem->utility, work.fitted);
        self->best = best_on_average(&work, work.fitted);
    } else if (error == CURB_OK) {
        find(&work, self);
    }
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        curb_free(*blocks[i]);
    }
    curb_free(work.basis);
    curb_free(work.order);
    curb_free(work.shuffled);
    return error;
}

double curb_voi_gaussian(double mean, double sd)
{
    double gain = sd > 0 ? sd * gsl_ran_ugaussian_pdf(mean / sd) +
                               mean * gsl_cdf_ugaussian_P(mean / sd)
                         : fmax(0, mean);
    return gain - fmax(0, mean);
}

double curb_voi_preposterior_sd(double prior_sd, double error_sd, double n)
{
    double known = n * prior_sd * prior_sd;
    return prior_sd * sqrt(known / (known + error_sd * error_sd));
}
