/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/choice.h"

#include "model/choice_weights.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multiroots.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdio.h>

enum { ITERATIONS_MAX = 200, SCALE_STEPS = 24 };

static const double smallest_scale =
    0.02; /* below it a choice is all but certain, and stiff */
static const double largest_scale = 200.0;

curb_choice_shares_t curb_choice_shares(const curb_choice_agents_t *agents,
    const curb_choice_t *choice, bool must_buy, bool abroad, bool vetted)
{
    double weight = 0.0;
    double response = 0.0;
    curb_choice_shares_t sum = {0};
    for (size_t i = 0; i < agents->count; i++) {
        double taste = (double)agents->taste[i];
        double common = taste - (double)agents->moral[i] * agents->awareness[i];
        double home = (choice->home + common - agents->home_cost[i]) / choice->scale;
        double far = agents->abroad_cost != NULL ? agents->abroad_cost[i] : 0.0;
        double away = abroad ? (choice->abroad + common - far) / choice->scale : -HUGE_VAL;
        double clean = vetted ? (choice->vetted + taste) / choice->scale : -HUGE_VAL;
        double top = fmax(fmax(home, away), fmax(clean, must_buy ? -HUGE_VAL : 0.0));
        double e_home = exp(home - top);
        double e_away = exp(away - top);
        double e_clean = exp(clean - top);
        double total = e_home + e_away + e_clean + (must_buy ? 0.0 : exp(-top));
        double q = (double)agents->quantity[i];
        double p = e_home / total;
        weight += q;
        sum.home += q * p;
        sum.abroad += q * e_away / total;
        sum.vetted += q * e_clean / total;
        response += q * p * (1.0 - p);
    }
    sum.elasticity = response / (sum.home * choice->scale);
    sum.home /= weight;
    sum.abroad /= weight;
    sum.vetted /= weight;
    return sum;
}

typedef struct {
    const curb_choice_agents_t *agents;
    const curb_choice_target_t *target;
    curb_choice_t choice;
    bool has_abroad, has_vetted, vetted_is_free, abroad_is_free;
    bool failed;
    curb_choice_weights_t weights; /* at choice.scale */
} problem_t;

static void put_utilities(problem_t *problem, const gsl_vector *x)
{
    problem->choice.home = gsl_vector_get(x, 0) * problem->choice.scale;
    if (problem->vetted_is_free) {
        problem->choice.vetted = gsl_vector_get(x, 1) * problem->choice.scale;
    }
    if (problem->abroad_is_free) {
        problem->choice.abroad = gsl_vector_get(x, x->size - 1) * problem->choice.scale;
    } else if (problem->has_abroad) {
        /* abroad and home share their agents' part, so this is exact */
        problem->choice.abroad =
            problem->choice.home +
            problem->choice.scale * log(problem->target->abroad / problem->target->home);
    }
}

static curb_choice_shares_t shares_now(const problem_t *problem)
{
    curb_choice_shares_t shares;
    if (curb_choice_weights_shares(&problem->weights, &problem->choice, &shares)) {
        return shares;
    }
    return curb_choice_shares(problem->agents, &problem->choice, problem->target->must_buy,
        problem->has_abroad, problem->has_vetted);
}

/* Log odds against the targets: nearly linear in the utilities. */
static int share_gap(const gsl_vector *x, void *parameters, gsl_vector *gap)
{
    problem_t *problem = parameters;
    put_utilities(problem, x);
    curb_choice_shares_t shares = shares_now(problem);
    const curb_choice_target_t *target = problem->target;
    double rest = problem->target->must_buy
                      ? shares.vetted
                      : 1.0 - shares.home - shares.abroad - shares.vetted;
    double rest_wanted = target->must_buy
                             ? 1.0 - target->home
                             : 1.0 - target->home - target->abroad - target->vetted;
    double tiny = 1e-300;
    gsl_vector_set(gap, 0,
        log((shares.home + tiny) / (rest + tiny)) - log(target->home / rest_wanted));
    if (problem->vetted_is_free) {
        gsl_vector_set(gap, 1,
            log((shares.vetted + tiny) / (rest + tiny)) -
                log(target->vetted / rest_wanted));
    }
    if (problem->abroad_is_free) {
        gsl_vector_set(gap, gap->size - 1,
            log((shares.abroad + tiny) / (rest + tiny)) -
                log(target->abroad / rest_wanted));
    }
    return GSL_SUCCESS;
}

static bool match_shares(problem_t *problem)
{
    size_t n = 1u + problem->vetted_is_free + problem->abroad_is_free;
    gsl_multiroot_fsolver *solver =
        gsl_multiroot_fsolver_alloc(gsl_multiroot_fsolver_hybrid, n);
    gsl_vector *x = gsl_vector_calloc(n);
    bool matched = false;
    if (solver != NULL && x != NULL) {
        gsl_vector_set(x, 0, problem->choice.home / problem->choice.scale);
        if (problem->vetted_is_free) {
            gsl_vector_set(x, 1, problem->choice.vetted / problem->choice.scale);
        }
        if (problem->abroad_is_free) {
            gsl_vector_set(x, n - 1, problem->choice.abroad / problem->choice.scale);
        }
        gsl_multiroot_function function = {share_gap, n, problem};
        gsl_multiroot_fsolver_set(solver, &function, x);
        for (int i = 0; i < ITERATIONS_MAX && !matched; i++) {
            int status = gsl_multiroot_fsolver_iterate(solver);
            matched = gsl_multiroot_test_residual(solver->f, 1e-9) == GSL_SUCCESS;
            if (status != GSL_SUCCESS) {
                break;
            }
        }
        put_utilities(problem, solver->x);
    }
    if (solver != NULL) {
        gsl_multiroot_fsolver_free(solver);
    }
    gsl_vector_free(x);
    return matched;
}

static void guess_utilities(problem_t *problem)
{
    const curb_choice_target_t *target = problem->target;
    double rest = target->must_buy ? 1.0 - target->home
                                   : 1.0 - target->home - target->abroad - target->vetted;
    problem->choice.home = problem->choice.scale * log(target->home / rest);
    problem->choice.vetted =
        problem->vetted_is_free ? problem->choice.scale * log(target->vetted / rest) : 0.0;
    problem->choice.abroad =
        problem->has_abroad ? problem->choice.scale * log(target->abroad / rest) : 0.0;
}

static double elasticity_gap(double log_scale, void *parameters)
{
    problem_t *problem = parameters;
    double factor = exp(log_scale) / problem->choice.scale;
    problem->choice.scale *= factor;
    problem->choice.home *= factor;
    problem->choice.vetted *= factor;
    problem->choice.abroad *= factor;
    curb_choice_weights_set(&problem->weights, problem->choice.scale);
    if (!match_shares(problem)) {
        guess_utilities(problem);
        problem->failed = !match_shares(problem);
    }
    return shares_now(problem).elasticity - problem->target->elasticity;
}

/* Walks down from a wide scale, where demand hardly reacts, until it reacts enough. */
static bool bracket(problem_t *problem, double *wide, double *narrow, double *largest)
{
    *wide = log(largest_scale);
    *largest = 0.0;
    double step = (log(largest_scale) - log(smallest_scale)) / SCALE_STEPS;
    for (int i = 0; i <= SCALE_STEPS; i++) {
        *narrow = log(largest_scale) - step * i;
        problem->failed = false;
        double gap = elasticity_gap(*narrow, problem);
        if (problem->failed) {
            break;
        }
        *largest = fmax(*largest, gap + problem->target->elasticity);
        if (gap >= 0.0) {
            return i > 0;
        }
        *wide = *narrow;
    }
    return false;
}

static curb_error_t close_in(problem_t *problem, double wide, double narrow)
{
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    gsl_function function = {elasticity_gap, problem};
    gsl_root_fsolver_set(solver, &function, narrow, wide);
    for (int i = 0; i < ITERATIONS_MAX; i++) {
        if (gsl_root_fsolver_iterate(solver) != GSL_SUCCESS) {
            break;
        }
        double low = gsl_root_fsolver_x_lower(solver);
        double high = gsl_root_fsolver_x_upper(solver);
        if (gsl_root_test_interval(low, high, 1e-9, 0.0) == GSL_SUCCESS) {
            break;
        }
    }
    (void)elasticity_gap(gsl_root_fsolver_root(solver), problem);
    gsl_root_fsolver_free(solver);
    return CURB_OK;
}

static curb_error_t search(
    problem_t *problem, const char *name, curb_diagnostics_t *diagnostics)
{
    double wide;
    double narrow;
    double largest;
    guess_utilities(problem);
    if (!bracket(problem, &wide, &narrow, &largest)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: demand_elasticity %.4g is more than the spread of taste "
            "(responses.taste_sd) "
            "allows; at most %.4g",
            name, problem->target->elasticity, largest);
    }
    curb_error_t error = close_in(problem, wide, narrow);
    if (error == CURB_OK && problem->failed) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: no utilities reproduce the shares of the channels", name);
    }
    return error;
}

curb_error_t curb_choice_solve(const curb_choice_agents_t *agents,
    const curb_choice_target_t *target, curb_choice_t *choice, const char *name,
    curb_diagnostics_t *diagnostics)
{
    problem_t problem = {.agents = agents,
        .target = target,
        .choice = {.scale = largest_scale},
        .has_abroad = target->abroad > 0.0,
        .has_vetted = target->vetted > 0.0};
    problem.vetted_is_free = problem.has_vetted && !target->must_buy;
    problem.abroad_is_free = problem.has_abroad && agents->abroad_cost != NULL;
    curb_error_t error = curb_choice_weights_init(
        &problem.weights, agents, target->must_buy, problem.has_abroad, problem.has_vetted);
    if (error == CURB_OK) {
        error = search(&problem, name, diagnostics);
        *choice = problem.choice;
    }
    curb_choice_weights_free(&problem.weights);
    return error;
}
