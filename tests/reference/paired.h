/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Known numbers of paired comparison: the t test on eight pairs that share their random
 *  numbers, and all 256 sign-flips of an 8 x 3 matrix. They were computed beforehand by
 * another implementation, not by the code that is tested with them; p values of the flips
 * are exact. */
#ifndef CURB_TESTS_REFERENCE_PAIRED_H
#define CURB_TESTS_REFERENCE_PAIRED_H

enum { PAIRED_N = 8, FLIP_ROWS = 8, FLIP_COLUMNS = 3 };

static const double paired_a[] = {10.2, 11.8, 9.1, 12.5, 10.9, 13.0, 9.7, 11.1};
static const double paired_b[] = {9.0, 10.9, 8.4, 11.0, 9.9, 11.6, 8.9, 9.8};
static const double paired_mean_diff = -1.0999999999999996;
static const double paired_sd_diff = 0.29277002188456014;
static const double paired_t = -10.627009613872245;
static const double paired_p = 1.4308456542377376e-05;
static const double paired_corr = 0.9866282945163672;
static const double paired_variance_reduction_factor = 36.662499999999945;
/* The same numbers by Welch's test, which knows nothing of pairs, and by Wilcoxon's. */
static const double paired_welch_t = -1.7550926014821113,
                    paired_welch_p = 0.10170036041031055;
static const double paired_wilcoxon_exact_p = 2 / 256.0;
enum { paired_runs_for_a_tenth = 48 }; /* half-width 0.1 by the t of eight */
static const double paired_ci95[] = {-1.3447618634611873, -0.8552381365388119};

static const double flip_differences[FLIP_ROWS * FLIP_COLUMNS] = {1.2, 0.3, -0.5, 0.8, -0.1,
    0.4, 1.9, 0.6, -0.2, 0.4, 0.9, 0.1, 1.1, -0.4, -0.9, 0.7, 0.5, 0.3, 1.5, 0.2, -0.1,
    -0.2, 0.8, 0.6};
static const double flip_t[] = {
    3.9997913134210137, 2.2295772004471215, -0.21405182040380274};
static const double flip_raw_p[] = {4 / 256.0, 20 / 256.0, 226 / 256.0};
static const double flip_single_step[] = {6 / 256.0, 46 / 256.0, 254 / 256.0};
static const double flip_step_down[] = {6 / 256.0, 34 / 256.0, 226 / 256.0};

/* Upper 2.5 % points of the t distribution, as in every printed table. */
static const double t_975_df7 = 2.36462;
static const double t_975_df19 = 2.09302;

#endif
