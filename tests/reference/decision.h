/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Known numbers of robustness, value of information and scenario discovery, computed
 *  beforehand by other implementations or closed forms. */
#ifndef CURB_TESTS_REFERENCE_DECISION_H
#define CURB_TESTS_REFERENCE_DECISION_H

enum { ROBUST_OPTIONS = 4, ROBUST_WORLDS = 4 };

static const double robust_utility[ROBUST_OPTIONS * ROBUST_WORLDS] = {
    10, 4, 7, 1, 6, 6, 6, 6, 12, 0, 8, 3, 5, 7, 4, 5};
static const double robust_maximin[] = {1, 6, 0, 4};
static const double robust_maximax[] = {10, 6, 12, 7};
static const double robust_laplace[] = {5.5, 6, 5.75, 5.25};
static const double robust_hurwicz[] = {5.5, 6, 6, 5.5};
static const double robust_regret[ROBUST_OPTIONS * ROBUST_WORLDS] = {
    2, 3, 1, 5, 6, 1, 2, 0, 0, 7, 0, 3, 7, 0, 4, 1};
static const double robust_minimax_regret[] = {5, 6, 7, 7};
static const double robust_p90_regret[] = {4.4, 4.8, 5.8, 6.1};
static const double robust_mean_regret[] = {2.75, 2.25, 2.5, 3};
static const double robust_mean_variance[] = {
    1.4928451493290682, 7, 1.2047143073284619, 2.990824529505613};
static const double robust_starr_at_5[] = {0.5, 1, 0.5, 0.75};
static const double robust_worst_quarter[] = {1, 6, 0, 4};
static const double robust_skewness[] = {0, 0, 0.0707070707070708, 0.3333333333333329};

/* Utility 0 against x + z, x ~ N(-0.5, 1), z ~ N(0, 2); four observations of x, sd 2. */
static const double voi_mean = -0.5, voi_sd_x = 1, voi_sd_z = 2;
static const double voi_evpi = 0.6642711489467628;
static const double voi_evppi_x = 0.19779655740130603;
static const double voi_evppi_z = 0.5726893964471604;
static const double voi_evsi = 0.09982061418712287;

/* Peeling 1000 points: x0 and x1 of point i = 1.. are the fractions of i / p and i / p^2, p
 * the plastic number; cases are where x0 > 0.55 and x1 < 0.40. x2 is of no influence. */
static const double lattice_plastic = 1.324717957244746;
enum {
    LATTICE_POINTS = 1000,
    LATTICE_CASES = 182,
    LATTICE_BOXES = 35,
    LATTICE_FIFTH_POINTS = 772,
    LATTICE_LAST_POINTS = 169
};
static const double lattice_fifth_low0 = 0.22847396402924858;
static const double lattice_fifth_density = 0.23575129533678757;
/* Ends of x0 and x1 over all points: limits that other programs print where there is none.
 */
static const double lattice_ends0[] = {0.0010821825626976533, 0.9996863222880847};
static const double lattice_ends1[] = {0.0007954174250812684, 0.999383328773547};
static const double lattice_fifth_mass = 0.772;
static const double lattice_last_low0 = 0.5620922203603556;
static const double lattice_last_high1 = 0.3843651413951932;
static const double lattice_last_coverage = 0.9285714285714286;

static const double quasi_p_of_67_in_87_at_half = 2.1526840625005967e-07;

#endif
