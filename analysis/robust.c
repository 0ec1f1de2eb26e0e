/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regret is taken within a world, never between means: worlds share their random numbers
 * over options, so the differences inside one are what the options do. */
#include "analysis/robust.h"

#include "analysis/paired.h"
#include "model/memory.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#define ROW(name, key, more, meaning) {key, more, meaning},
const curb_robust_row_t curb_robust_rows[CURB_ROBUST_COUNT] = {CURB_ROBUST_LIST(ROW)};
#undef ROW

typedef struct {
    size_t options, worlds;
    double *utility; /* [option][world], whole worlds only */
    double *sorted;  /* [world] */
    double *shares;  /* [option] */
    double optimism, threshold;
} work_t;

static void keep_whole_worlds(work_t *work, const double *utility, size_t worlds)
{
    for (size_t w = 0; w < worlds; w++) {
        bool whole = true;
        for (size_t i = 0; i < work->options; i++) {
            whole = whole && !isnan(utility[i * worlds + w]);
        }
        for (size_t i = 0; whole && i < work->options; i++) {
            work->utility[i * worlds + work->worlds] = utility[i * worlds + w];
        }
        work->worlds += whole;
    }
    for (size_t i = 1; i < work->options; i++) { /* close the gaps between rows */
        for (size_t w = 0; w < work->worlds; w++) {
            work->utility[i * work->worlds + w] = work->utility[i * worlds + w];
        }
    }
}

static double quantile(const work_t *work, double p)
{
    return gsl_stats_quantile_from_sorted_data(work->sorted, 1, work->worlds, p);
}

static void sort_copy(work_t *work, const double *values)
{
    for (size_t w = 0; w < work->worlds; w++) {
        work->sorted[w] = values[w];
    }
    gsl_sort(work->sorted, 1, work->worlds);
}

static void find_regret(const work_t *work, double *regret)
{
    for (size_t w = 0; w < work->worlds; w++) {
        double best = -INFINITY;
        for (size_t i = 0; i < work->options; i++) {
            best = fmax(best, work->utility[i * work->worlds + w]);
        }
        for (size_t i = 0; i < work->options; i++) {
            regret[i * work->worlds + w] = best - work->utility[i * work->worlds + w];
        }
    }
}

/* Mean over the worst quarter; the last of them counts in part. */
static double worst_quarter(const work_t *work)
{
    double all = 0.25 * (double)work->worlds, sum = 0;
    for (size_t w = 0; (double)w < all; w++) {
        sum += fmin(1, all - (double)w) * work->sorted[w];
    }
    return sum / all;
}

static double skewness(const work_t *work)
{
    double low = quantile(work, 0.1), high = quantile(work, 0.9);
    return high > low ? ((high + low) / 2 - quantile(work, 0.5)) / ((high - low) / 2) : 0;
}

static double peakedness(const work_t *work)
{
    double middle = quantile(work, 0.75) - quantile(work, 0.25);
    return middle > 0 ? (quantile(work, 0.9) - quantile(work, 0.1)) / middle : NAN;
}

static double undesirable(const work_t *work)
{
    double median = quantile(work, 0.5), sum = 0;
    for (size_t w = 0; w < work->worlds; w++) {
        sum += fmax(0, median - work->sorted[w]);
    }
    return sum;
}

static double domain(const work_t *work)
{
    size_t reached = 0;
    for (size_t w = 0; w < work->worlds; w++) {
        reached += work->sorted[w] >= work->threshold;
    }
    return (double)reached / (double)work->worlds;
}

static void measure(
    work_t *work, const double *utility, const double *regret, curb_robust_option_t *out)
{
    size_t n = work->worlds;
    double *m = out->measures;
    sort_copy(work, regret);
    m[CURB_ROBUST_MINIMAX_REGRET] = work->sorted[n - 1];
    m[CURB_ROBUST_P90_REGRET] = quantile(work, 0.9);
    out->mean_regret = gsl_stats_mean(regret, 1, n);
    sort_copy(work, utility);
    double mean = gsl_stats_mean(utility, 1, n), low = work->sorted[0];
    double high = work->sorted[n - 1];
    double sd = sqrt(gsl_stats_variance_with_fixed_mean(utility, 1, n, mean));
    m[CURB_ROBUST_MAXIMIN] = low;
    m[CURB_ROBUST_MAXIMAX] = high;
    m[CURB_ROBUST_HURWICZ] = work->optimism * high + (1 - work->optimism) * low;
    m[CURB_ROBUST_LAPLACE] = mean;
    m[CURB_ROBUST_MEAN_VARIANCE] = (mean + 1) / (sd + 1);
    m[CURB_ROBUST_UNDESIRABLE] = undesirable(work);
    m[CURB_ROBUST_SKEWNESS] = skewness(work);
    m[CURB_ROBUST_PEAKEDNESS] = peakedness(work);
    m[CURB_ROBUST_STARR] = domain(work);
    out->worst_quarter = worst_quarter(work);
}

static double score(const curb_robust_t *self, size_t m, size_t option)
{
    double value = self->options[option].measures[m];
    return isnan(value) ? -INFINITY : curb_robust_rows[m].more_is_better ? value : -value;
}

static void find_first(curb_robust_t *self, size_t m)
{
    size_t best = 0;
    bool tells = false;
    for (size_t i = 1; i < self->option_count; i++) {
        tells = tells || score(self, m, i) != score(self, m, 0);
        best = score(self, m, i) > score(self, m, best) ? i : best;
    }
    self->first[m] = tells ? best : self->option_count;
    self->telling += tells;
    for (size_t i = 0; tells && i < self->option_count; i++) {
        self->options[i].first_by += score(self, m, i) == score(self, m, best);
    }
}

static void find_favourite(curb_robust_t *self)
{
    for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
        find_first(self, m);
    }
    for (size_t i = 1; i < self->option_count; i++) {
        if (self->options[i].first_by > self->options[self->favourite].first_by) {
            self->favourite = i;
        }
    }
    self->agreeing = self->options[self->favourite].first_by;
}

static curb_error_t make(curb_robust_t *self, work_t *work, size_t worlds)
{
    size_t options = self->option_count;
    self->options = curb_calloc(options, sizeof *self->options);
    self->regret = curb_calloc(options * worlds, sizeof *self->regret);
    work->utility = curb_calloc(options * worlds, sizeof *work->utility);
    work->sorted = curb_calloc(worlds, sizeof *work->sorted);
    work->shares = curb_calloc(options, sizeof *work->shares);
    bool whole = self->options != NULL && self->regret != NULL && work->utility != NULL &&
                 work->sorted != NULL && work->shares != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

/* curb_share_first() takes the smallest score: regret is smallest where an option leads. */
static void share_first(curb_robust_t *self, work_t *work)
{
    curb_share_first(self->regret, work->options, work->worlds, work->shares);
    for (size_t i = 0; i < work->options; i++) {
        self->options[i].first_share = work->shares[i];
    }
}

curb_error_t curb_robust_init(curb_robust_t *self, const double *utility, size_t options,
    size_t worlds, double optimism, double threshold)
{
    *self = (curb_robust_t){.option_count = options};
    work_t work = {.options = options, .optimism = optimism, .threshold = threshold};
    curb_error_t error = make(self, &work, worlds);
    if (error == CURB_OK) {
        keep_whole_worlds(&work, utility, worlds);
        self->world_count = work.worlds;
        error = work.worlds == 0 || options == 0 ? CURB_ERR_INVALID : CURB_OK;
    }
    if (error == CURB_OK) {
        find_regret(&work, self->regret);
        for (size_t i = 0; i < options; i++) {
            measure(&work, work.utility + i * work.worlds, self->regret + i * work.worlds,
                &self->options[i]);
        }
        share_first(self, &work);
        find_favourite(self);
    }
    curb_free(work.utility);
    curb_free(work.sorted);
    curb_free(work.shares);
    if (error != CURB_OK) {
        curb_robust_free(self);
    }
    return error;
}

void curb_robust_free(curb_robust_t *self)
{
    curb_free(self->options);
    curb_free(self->regret);
    *self = (curb_robust_t){0};
}
