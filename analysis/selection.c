/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three constants are roots of probabilities that are integrals over chi-squared, t or
 * normal densities. Each density is cut where it holds all but 1e-14 and integrated by
 * Gauss-Legendre; doubling the points moves none of the tested constants by 1e-10. */
#include "analysis/selection.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdbool.h>

enum { POINTS = 128 };
static const double TAIL = 1e-14;

typedef struct constant constant_t;
struct constant {
    double level, count, freedom; /* count: factors of the product */
    double (*probability)(const constant_t *self, double h);
    gsl_integration_glfixed_table *rule;
};

typedef struct {
    double low, high;
} range_t;

typedef double (*inner_t)(const constant_t *self, double h, double x);

static double integrate(const constant_t *self, inner_t inner, double h, range_t range)
{
    double sum = 0;
    for (size_t i = 0; i < POINTS; i++) {
        double x, weight;
        gsl_integration_glfixed_point(range.low, range.high, i, &x, &weight, self->rule);
        sum += weight * inner(self, h, x);
    }
    return sum;
}

/* --- Dunnett: over the common normal part z, then over s = sqrt(chi2 / freedom) --- */

static double dunnett_given_z(const constant_t *self, double width, double z)
{
    double root2 = sqrt(2);
    double inside =
        gsl_cdf_ugaussian_P(z + root2 * width) - gsl_cdf_ugaussian_P(z - root2 * width);
    return pow(inside, self->count) * gsl_ran_ugaussian_pdf(z);
}

static double dunnett_given_s(const constant_t *self, double c, double s)
{
    double density =
        2 * self->freedom * s * gsl_ran_chisq_pdf(self->freedom * s * s, self->freedom);
    return density * integrate(self, dunnett_given_z, c * s, (range_t){-8, 8});
}

static double dunnett_probability(const constant_t *self, double c)
{
    range_t range = {sqrt(gsl_cdf_chisq_Pinv(TAIL, self->freedom) / self->freedom),
        sqrt(gsl_cdf_chisq_Qinv(TAIL, self->freedom) / self->freedom)};
    return integrate(self, dunnett_given_s, c, range);
}

/* --- Rinott: over the chi-squared of one policy, inside over that of the best. On the
 * scale of logarithms, where the density of few degrees is smooth. --- */

typedef struct {
    const constant_t *self;
    double h, y;
} rinott_t;

static double rinott_inner(const rinott_t *at, double log_x)
{
    double x = exp(log_x), freedom = at->self->freedom;
    double z = at->h / sqrt(freedom * (1 / x + 1 / at->y));
    return gsl_cdf_ugaussian_P(z) * gsl_ran_chisq_pdf(x, freedom) * x;
}

static range_t log_chisq_range(double freedom)
{
    return (range_t){
        log(gsl_cdf_chisq_Pinv(TAIL, freedom)), log(gsl_cdf_chisq_Qinv(TAIL, freedom))};
}

static double rinott_given_best(const constant_t *self, double h, double log_y)
{
    rinott_t at = {self, h, exp(log_y)};
    range_t range = log_chisq_range(self->freedom);
    double sum = 0;
    for (size_t i = 0; i < POINTS; i++) {
        double x, weight;
        gsl_integration_glfixed_point(range.low, range.high, i, &x, &weight, self->rule);
        sum += weight * rinott_inner(&at, x);
    }
    return pow(sum, self->count) * gsl_ran_chisq_pdf(at.y, self->freedom) * at.y;
}

static double rinott_probability(const constant_t *self, double h)
{
    return integrate(self, rinott_given_best, h, log_chisq_range(self->freedom));
}

/* --- Dudewicz and Dalal: over the t of the best; its range stretched by sinh, for the
 * tails of few degrees are long --- */

static double dudewicz_given_t(const constant_t *self, double h, double u)
{
    double t = sinh(u);
    return pow(gsl_cdf_tdist_P(t + h, self->freedom), self->count) *
           gsl_ran_tdist_pdf(t, self->freedom) * cosh(u);
}

static double dudewicz_probability(const constant_t *self, double h)
{
    double end = asinh(gsl_cdf_tdist_Qinv(TAIL, self->freedom));
    return integrate(self, dudewicz_given_t, h, (range_t){-end, end});
}

/* --- the root --- */

static double excess(double h, void *constant)
{
    const constant_t *self = constant;
    return self->probability(self, h) - self->level;
}

static double solve(constant_t *self)
{
    if (!(self->level > 0 && self->level < 1) || !(self->count >= 1) ||
        !(self->freedom >= 1)) {
        return NAN;
    }
    self->rule = gsl_integration_glfixed_table_alloc(POINTS);
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    double root = NAN, high = 4;
    gsl_function function = {excess, self};
    if (self->rule != NULL && solver != NULL) {
        while (high < 1e6 && excess(high, self) < 0) {
            high *= 2;
        }
        if (gsl_root_fsolver_set(solver, &function, 0, high) == 0) {
            for (int i = 0; i < 100; i++) {
                gsl_root_fsolver_iterate(solver);
                double low_end = gsl_root_fsolver_x_lower(solver);
                double high_end = gsl_root_fsolver_x_upper(solver);
                root = gsl_root_fsolver_root(solver);
                if (gsl_root_test_interval(low_end, high_end, 0, 1e-13) == 0) {
                    break;
                }
            }
        }
    }
    gsl_root_fsolver_free(solver);
    gsl_integration_glfixed_table_free(self->rule);
    return root;
}

double curb_dunnett(double level, size_t comparisons, double freedom)
{
    constant_t self = {level, (double)comparisons, freedom, dunnett_probability, NULL};
    return solve(&self);
}

double curb_rinott(double level, size_t policies, size_t first_runs)
{
    constant_t self = {
        level, (double)policies - 1, (double)first_runs - 1, rinott_probability, NULL};
    return solve(&self);
}

double curb_dudewicz_dalal(double level, size_t policies, size_t first_runs)
{
    constant_t self = {
        level, (double)policies - 1, (double)first_runs - 1, dudewicz_probability, NULL};
    return solve(&self);
}

curb_kim_nelson_t curb_kim_nelson(double alpha, size_t policies, size_t first_runs)
{
    if (!(alpha > 0 && alpha < 1) || policies < 2 || first_runs < 2) {
        return (curb_kim_nelson_t){NAN, NAN};
    }
    double freedom = (double)(first_runs - 1);
    if (2 * alpha >= (double)(policies - 1)) {
        return (curb_kim_nelson_t){NAN, NAN}; /* a coin would do: no margin is needed */
    }
    double eta = (pow(2 * alpha / (double)(policies - 1), -2 / freedom) - 1) / 2;
    return (curb_kim_nelson_t){eta, 2 * eta * freedom};
}

double curb_kim_nelson_margin(
    const curb_kim_nelson_t *self, double variance, double delta, size_t runs)
{
    double r = (double)runs;
    return fmax(0, delta / (2 * r) * (self->h_squared * variance / (delta * delta) - r));
}

void curb_ocba(const double *means, const double *sds, size_t policies, double *shares)
{
    size_t best = 0;
    if (policies == 1) {
        shares[0] = 1;
        return;
    }
    for (size_t i = 1; i < policies; i++) {
        best = means[i] < means[best] ? i : best;
    }
    double squares = 0, total = 0;
    for (size_t i = 0; i < policies; i++) {
        double gap = means[i] - means[best];
        bool told = i == best || gap > 0;
        shares[i] = told && sds[i] > 0 ? pow(sds[i] / gap, 2) : NAN;
        if (i != best) {
            squares += pow(shares[i] / sds[i], 2);
            total += shares[i];
        }
    }
    if (policies > 0) {
        shares[best] = sds[best] > 0 ? sds[best] * sqrt(squares) : NAN;
        total += shares[best];
    }
    for (size_t i = 0; i < policies; i++) {
        shares[i] /= total;
    }
}
