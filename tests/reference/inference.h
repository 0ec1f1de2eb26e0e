/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Known numbers of bootstrap, adjustment and selection, computed beforehand by other
 *  implementations than the code that is tested with them. */
#ifndef CURB_TESTS_REFERENCE_INFERENCE_H
#define CURB_TESTS_REFERENCE_INFERENCE_H

enum { BCA_ROWS = 6, BCA_RESAMPLES = 46656, SPATIAL_ROWS = 26, TESTED = 5 };

/* Six values, all 6^6 resamples, 90 %: mean, then variance with divisor n. */
static const double bca_values[BCA_ROWS] = {1, 2, 4, 7, 11, 20};
static const double bca_mean_z0 = 0.06580777739213234, bca_mean_a = 0.06243578770862887;
static const double bca_mean_levels[] = {0.08510455611803697, 0.9762058789207887};
static const double bca_mean_interval[] = {4, 13.166666666666666};
static const double bca_mean_percentile[] = {3.5, 12.166666666666666};
static const double bca_variance_z0 = 0.23002453801155817;
static const double bca_variance_a = 0.1043535763570393;
static const double bca_variance_levels[] = {0.15798135790219314, 0.9947806592926824};
static const double bca_variance_interval[] = {11.222222222222221, 80.22222222222223};
static const double bca_variance_percentile[] = {4.472222222222222, 67.8888888888889};

/* The spatial data of Efron and Tibshirani (1993), not seen: the book prints a = 0.061 and
 * a BCa interval of (115.8, 259.6) for the variance, from 2000 resamples. */
static const double spatial[SPATIAL_ROWS] = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14,
    6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41};
static const double spatial_variance = 171.53402366863904;
static const double spatial_a = 0.06124011981230745;
static const double spatial_book[] = {115.8, 259.6};
static const double spatial_book_percentile[] = {100.8, 233.9}, spatial_book_z0 = 0.146;

static const double raw_p[TESTED] = {0.01, 0.04, 0.03, 0.005, 0.2};
static const double bonferroni_p[TESTED] = {0.05, 0.2, 0.15, 0.025, 1};
static const double holm_p[TESTED] = {0.04, 0.09, 0.09, 0.025, 0.2};
static const double hochberg_p[TESTED] = {0.04, 0.08, 0.08, 0.025, 0.2};
static const double bh_p[TESTED] = {0.025, 0.05, 0.05, 0.025, 0.2};

typedef struct {
    double comparisons, freedom, critical;
} known_dunnett_t;
static const known_dunnett_t dunnett_95[] = {{2, 20, 2.3786899801813255},
    {3, 20, 2.5403496099420515}, {5, 30, 2.6568544912220022}, {9, 60, 2.7689360420329288}};

typedef struct {
    double policies, first_runs, level, h;
} known_h_t;
static const known_h_t dudewicz_dalal_h[] = {{2, 20, 0.95, 2.4524732525578647},
    {5, 20, 0.95, 3.258011072875095}, {10, 20, 0.95, 3.6788034086335526},
    {10, 40, 0.95, 3.538613069887229}, {2, 20, 0.90, 1.8957470774131606}};
static const known_h_t rinott_h[] = {{2, 20, 0.95, 2.4524732525576827},
    {5, 20, 0.95, 3.3854187315642186}, {10, 20, 0.95, 3.875276635791449},
    {10, 40, 0.95, 3.7156831248116937}};

typedef struct {
    double policies, first_runs, eta, h_squared;
} known_kn_t;
static const known_kn_t kim_nelson_05[] = {{2, 10, 0.3340502686000293, 6.012904834800527},
    {5, 10, 0.6349672651536731, 11.429410772766115},
    {10, 20, 0.3029338036492749, 11.511484538672446}};

enum { OCBA_POLICIES = 5 };
static const double ocba_means[][OCBA_POLICIES] = {
    {1, 2, 3, 4, 5}, {-24.1, -15.2, -11.6, -8.0, -2.1}};
static const double ocba_sds[][OCBA_POLICIES] = {
    {6, 6, 6, 6, 6}, {5.1, 3.9, 5.8, 2.6, 2.4}};
static const double ocba_shares[][OCBA_POLICIES] = {
    {0.4218229882050472, 0.40613409609011314, 0.10153352402252828, 0.045126010676679235,
        0.02538338100563207},
    {0.41783965619948926, 0.2510393374625017, 0.2814676845075255, 0.0340947510090999,
        0.015558570821383746}};
static const double ocba_budgets[] = {1000, 600};
static const double ocba_runs[][OCBA_POLICIES] = {
    {421.82298820504724, 406.13409609011313, 101.53352402252828, 45.126010676679236,
        25.38338100563207},
    {250.70379371969355, 150.623602477501, 168.8806107045153, 20.456850605459937,
        9.335142492830247}};

#endif
