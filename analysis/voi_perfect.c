/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses are taken draw by draw against the option with the best mean of all, so that each
 * value is a mean over draws and its standard error that of a mean. */
#include "analysis/voi.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>

typedef struct {
    double n, sum, squares;
} sum_t;

static void add(sum_t *self, double value)
{
    self->n++;
    self->sum += value;
    self->squares += value * value;
}

static double mean(const sum_t *self) { return self->n > 0 ? self->sum / self->n : NAN; }

static double error_of(const sum_t *self)
{
    double m = mean(self), off = fmax(0, self->squares - self->n * m * m);
    return sqrt(off / (self->n - 1) / self->n);
}

static size_t best_on_average(const curb_voi_problem_t *problem)
{
    size_t n = problem->draws, best = 0;
    for (size_t i = 1; i < problem->options; i++) {
        double ours = gsl_stats_mean(problem->utility + i * n, 1, n);
        best = ours > gsl_stats_mean(problem->utility + best * n, 1, n) ? i : best;
    }
    return best;
}

/* The largest mean of an option over the replicates first <= r < end. */
static double most_over(const curb_voi_problem_t *problem,
    const curb_voi_replicates_t *replicates, size_t first, size_t end)
{
    double most = -INFINITY;
    for (size_t i = 0; i < problem->options; i++) {
        const double *utility = replicates->utility + i * replicates->count;
        most = fmax(most, gsl_stats_mean(utility + first, 1, end - first));
    }
    return most;
}

/* What halves of a draw's replicates choose better by than all of them: by chance alone.
 * Halves weigh by their size, so that their mean is that of all. */
static double gain_of_halves(const curb_voi_problem_t *problem,
    const curb_voi_replicates_t *replicates, size_t first, size_t end)
{
    size_t half = first + (end - first) / 2;
    double size = (double)(end - first), share = (double)(half - first) / size;
    return share * most_over(problem, replicates, first, half) +
           (1 - share) * most_over(problem, replicates, half, end) -
           most_over(problem, replicates, first, end);
}

static double most_each(const curb_voi_problem_t *problem,
    const curb_voi_replicates_t *replicates, size_t first, size_t end)
{
    double sum = 0;
    for (size_t r = first; r < end; r++) {
        sum += most_over(problem, replicates, r, r + 1);
    }
    return sum / (double)(end - first);
}

static void split(curb_voi_perfect_t *self, const curb_voi_problem_t *problem,
    const curb_voi_replicates_t *replicates, size_t best)
{
    const double *chosen = replicates->utility + best * replicates->count;
    sum_t without = {0}, with = {0};
    for (size_t first = 0, end; first < replicates->count; first = end) {
        for (end = first;
             end < replicates->count && replicates->draw[end] == replicates->draw[first];
             end++) {
        }
        double mine = gsl_stats_mean(chosen + first, 1, end - first);
        add(&with, most_each(problem, replicates, first, end) - mine);
        if (end - first >= 2) {
            add(&without, most_over(problem, replicates, first, end) - mine -
                              gain_of_halves(problem, replicates, first, end));
        }
    }
    self->with_chance = mean(&with);
    self->with_chance_error = error_of(&with);
    if (without.n == with.n) {
        self->chance_out = fmax(0, mean(&without));
        self->chance_out_error = error_of(&without);
    }
}

curb_voi_perfect_t curb_voi_perfect(
    const curb_voi_problem_t *problem, const curb_voi_replicates_t *replicates)
{
    curb_voi_perfect_t self = {NAN, NAN, NAN, NAN, NAN, NAN};
    if (problem->draws == 0 || problem->options == 0) {
        return self;
    }
    size_t n = problem->draws, best = best_on_average(problem);
    sum_t lost = {0};
    for (size_t r = 0; r < n; r++) {
        double most = -INFINITY;
        for (size_t i = 0; i < problem->options; i++) {
            most = fmax(most, problem->utility[i * n + r]);
        }
        add(&lost, most - problem->utility[best * n + r]);
    }
    self.value = mean(&lost);
    self.standard_error = error_of(&lost);
    if (replicates != NULL) {
        split(&self, problem, replicates, best);
    }
    return self;
}
