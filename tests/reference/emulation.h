/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Known numbers of emulation and history matching: a Gaussian process with given lengths
 * on five runs, by both kernels, and three implausibilities. They were computed beforehand
 * by another implementation, not by the code that is tested with them. */
#ifndef CURB_TESTS_REFERENCE_EMULATION_H
#define CURB_TESTS_REFERENCE_EMULATION_H

enum { EMULATED_RUNS = 5, EMULATED_AT = 3, MATCHED = 3 };

static const double emulated_variance = 1.5;
static const double emulated_length = 0.3;
static const double emulated_nugget = 1e-06;
static const double emulated_points[EMULATED_RUNS] = {0.0, 0.2, 0.5, 0.7, 1.0};
static const double emulated_values[EMULATED_RUNS] = {
    0.0, 1.1320390859672265, 0.6411200080598672, -0.17157577241358768, 0.7205845018010741};
static const double emulated_at[EMULATED_AT] = {0.1, 0.35, 0.9};

typedef struct {
    double mean[EMULATED_AT], variance[EMULATED_AT], log_likelihood;
    double left_out_mean[EMULATED_RUNS], left_out_variance[EMULATED_RUNS];
} emulation_t;

static const emulation_t emulated_squared_exponential = {
    .mean = {0.6185754873459195, 1.2764747457668544, 0.2626828405691062},
    .variance = {0.002614189778131548, 0.004485396425583099, 0.011197441882375703},
    .log_likelihood = -5.815625436469116,
    .left_out_mean = {0.535495001205225, 0.832224771981827, 0.48245448272629377,
        0.212092733988674, -0.2677037103260028},
    .left_out_variance = {0.3190730150936367, 0.15860142411483621, 0.1227275958073306,
        0.15372251428684489, 0.6084325225928467}};
static const emulation_t emulated_matern_52 = {
    .mean = {0.5961338584242083, 1.2235400729755899, 0.3641456795896725},
    .variance = {0.03729564814843567, 0.10210065284750969, 0.09976270515430485},
    .log_likelihood = -5.944007530684925,
    .left_out_mean = {0.7350346540751096, 0.44212244119826194, 0.3497437170569774,
        0.45492617809269675, -0.2721698479769854},
    .left_out_variance = {0.645879627255466, 0.4631263560813453, 0.4333476308783298,
        0.459636890560253, 1.00393472019154}};

static const double matched_observed = 12.0;
static const double matched_observation_variance = 0.36;
static const double matched_discrepancy_variance = 0.64;
static const double matched_mean[MATCHED] = {10.0, 11.0, 15.0};
static const double matched_variance[MATCHED] = {0.25, 1.0, 0.25};
static const double matched_implausibility[MATCHED] = {
    1.7888543819998317, 0.7071067811865475, 2.6832815729997477};

/* Posteriors in closed form: 7 of 10 with a uniform prior, Beta(8, 4); a standard normal
 * prior and a mean of 0.8 over five draws of sd 1. */
static const double weighed_binomial_mean = 0.6666666666666666,
                    weighed_binomial_sd = 0.1307440900921227;
static const double weighed_binomial_q05 = 0.43562581171077036,
                    weighed_binomial_q95 = 0.8649245270803587;
static const double weighed_binomial_evidence = 0.09090909090909091;
static const double weighed_normal_mean = 0.6666666666666666,
                    weighed_normal_sd = 0.408248290463863;

#endif
