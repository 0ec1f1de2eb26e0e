/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All units of a scenario are followed equally long, so shares and order statistics need no
 * weights: the estimate of Kaplan and Meier is the plain share of units up to the horizon.
 */
#include "analysis/passage.h"

#include "analysis/proportion.h"
#include "model/memory.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>

/* A day is far above the rounding of recorded years. */
static const double DAY = 1.0 / 365;

/* --- one unit --- */

static double measured(const curb_threshold_t *threshold, double reference, double other)
{
    switch (threshold->kind) {
    case CURB_THRESHOLD_CHANGE:
        return other - reference;
    case CURB_THRESHOLD_PERCENT:
        return reference > 0 ? 100 * (other - reference) / reference : NAN;
    case CURB_THRESHOLD_LEVEL:
        return other;
    }
    return NAN;
}

double curb_passage_time(const curb_threshold_t *threshold, const double *reference,
    const double *other, size_t stride, const double *ends, size_t periods, bool *held)
{
    double time = INFINITY;
    *held = false;
    for (size_t p = 0; p < periods; p++) {
        double value = measured(threshold, reference[p * stride], other[p * stride]);
        if (isnan(value) && isinf(time)) {
            return NAN;
        }
        *held = threshold->falls ? value <= threshold->value : value >= threshold->value;
        time = *held ? fmin(time, ends[p]) : time;
    }
    return time;
}

/* --- units summed up --- */

/* The numbers of the order statistics that hold the median: l with P(B < l) <= tail,
 * u = n + 1 - l, for B binomial with n and a half. @return 0 where n is too small. */
static size_t lower_order(size_t n, double level)
{
    size_t l = 0;
    while (l < n && gsl_cdf_binomial_P((unsigned)l, 0.5, (unsigned)n) <= (1 - level) / 2) {
        l++;
    }
    return l;
}

static void find_median(curb_passage_t *self, const double *sorted, double level)
{
    size_t n = self->n, low = lower_order(n, level);
    self->median = n > 0 ? sorted[(n + 1) / 2 - 1] : NAN;
    if (low > 0) {
        self->median_interval = (curb_interval_t){sorted[low - 1], sorted[n - low]};
    }
}

curb_error_t curb_passage_summarise(
    curb_passage_t *self, const double *times, size_t n, double horizon_years, double level)
{
    const curb_interval_t none = {NAN, NAN};
    double *sorted = curb_calloc(n, sizeof *sorted), *zeros = curb_calloc(n, sizeof *zeros);
    self->horizon_years = horizon_years;
    self->n = self->unknown = self->passed = 0;
    self->median_interval = none;
    if (sorted == NULL || zeros == NULL) {
        curb_free(sorted);
        curb_free(zeros);
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        self->unknown += isnan(times[i]) ? 1 : 0;
        self->passed += isfinite(times[i]) ? 1 : 0;
        if (!isnan(times[i])) {
            sorted[self->n++] = times[i];
        }
    }
    gsl_sort(sorted, 1, self->n);
    find_median(self, sorted, level);
    self->share = self->n > 0 ? (double)self->passed / (double)self->n : NAN;
    self->share_interval = curb_proportion_interval((double)self->passed, self->n, level);
    for (size_t i = 0; i < self->n; i++) {
        sorted[i] = fmin(sorted[i], horizon_years);
    }
    curb_paired_t mean = curb_paired(zeros, sorted, self->n);
    self->mean = mean.mean;
    self->mean_interval = none;
    if (mean.standard_error > 0) { /* all alike says nothing of those not drawn */
        self->mean_interval =
            curb_paired_interval(&mean, curb_t_critical(level, mean.n, 1));
        self->mean_interval.high = fmin(self->mean_interval.high, horizon_years);
        self->mean_interval.low = fmax(self->mean_interval.low, 0);
    }
    curb_free(sorted);
    curb_free(zeros);
    return CURB_OK;
}

/* --- of a file --- */

typedef struct {
    curb_passages_t *out;
    const curb_threshold_t *threshold;
    curb_pairing_t pairing;    /* owned */
    double *reference, *other; /* [period][unit]; owned */
    double *ends;              /* [period]; owned */
    bool *held;                /* [unit]; owned */
} work_t;

static curb_error_t allocate(work_t *work, size_t items)
{
    curb_passages_t *out = work->out;
    size_t periods = out->window.end - out->window.first;
    out->items = curb_calloc(items, sizeof *out->items);
    out->times = curb_calloc(items * out->unit_count, sizeof *out->times);
    work->reference = curb_calloc(periods * out->unit_count, sizeof *work->reference);
    work->other = curb_calloc(periods * out->unit_count, sizeof *work->other);
    work->ends = curb_calloc(periods, sizeof *work->ends);
    work->held = curb_calloc(out->unit_count, sizeof *work->held);
    bool whole = out->items != NULL && out->times != NULL && work->reference != NULL &&
                 work->other != NULL && work->ends != NULL && work->held != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

/* Shares that concern the units one by one. */
static void count_units(const work_t *work, curb_passage_t *item, const double *times)
{
    size_t n[CURB_CONCEPT_COUNT] = {0}, passed[CURB_CONCEPT_COUNT] = {0};
    for (size_t u = 0; u < work->out->unit_count; u++) {
        n[work->pairing.concepts[u]] += isnan(times[u]) ? 0 : 1;
        passed[work->pairing.concepts[u]] += isfinite(times[u]) ? 1 : 0;
        item->held += isfinite(times[u]) && work->held[u] ? 1 : 0;
    }
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        item->share_by[c] = n[c] > 0 ? (double)passed[c] / (double)n[c] : NAN;
    }
}

/* The first period that counts is the first to end after the policy's start; without a
 * policy the window's. */
static curb_error_t wait(work_t *work, size_t scenario, const double *other)
{
    curb_passages_t *out = work->out;
    const curb_results_t *labels = work->pairing.reference->labels;
    curb_passage_t *item = &out->items[out->count];
    double *times = out->times + out->count++ * out->unit_count;
    double start = labels->scenarios[scenario].policy_start;
    bool has_start = start > out->window.from_year && start < out->window.to_year - DAY;
    size_t first = 0, periods = 0;
    *item = (curb_passage_t){
        .scenario = scenario, .origin_year = has_start ? start : out->window.from_year};
    for (size_t p = out->window.first; p < out->window.end; p++) {
        double end = curb_window_period(labels, p).to_year - item->origin_year;
        first += end > DAY ? 0 : 1;
        if (end > DAY) {
            work->ends[periods++] = end;
        }
    }
    for (size_t u = 0; u < out->unit_count; u++) {
        size_t at = first * out->unit_count + u;
        times[u] = curb_passage_time(work->threshold, work->reference + at, other + at,
            out->unit_count, work->ends, periods, &work->held[u]);
    }
    count_units(work, item, times);
    return curb_passage_summarise(
        item, times, out->unit_count, out->window.to_year - item->origin_year, out->level);
}

static curb_error_t wait_for_all(
    work_t *work, curb_metric_t metric, const curb_compare_options_t *options)
{
    const curb_pairing_t *pairing = &work->pairing;
    curb_error_t error = allocate(work, pairing->pair_count + 1);
    bool is_level = work->threshold->kind == CURB_THRESHOLD_LEVEL;
    for (size_t p = 0; p < pairing->pair_count && error == CURB_OK; p++) {
        size_t scenario = pairing->pairs[p].other;
        bool is_shown = options->scenarios == NULL || options->scenarios[scenario];
        if (is_shown || (p == 0 && is_level)) {
            curb_pairing_periods(pairing, p, metric, work->reference, work->other);
        }
        if (p == 0 && is_level) {
            error = wait(work, pairing->pairs[p].reference, work->reference);
        }
        if (error == CURB_OK && is_shown) {
            error = wait(work, scenario, work->other);
        }
    }
    return error;
}

curb_error_t curb_passages_init(curb_passages_t *self, const curb_compare_data_t *data,
    curb_metric_t metric, const curb_threshold_t *threshold,
    const curb_compare_options_t *options, curb_diagnostics_t *diagnostics)
{
    *self = (curb_passages_t){.level = options->level};
    work_t work = {.out = self, .threshold = threshold};
    curb_error_t error = curb_pairing_init(&work.pairing, data, NULL, options, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    self->window = work.pairing.window;
    self->unit_count = work.pairing.unit_count;
    error = wait_for_all(&work, metric, options);
    curb_pairing_free(&work.pairing);
    curb_free(work.reference);
    curb_free(work.other);
    curb_free(work.ends);
    curb_free(work.held);
    if (error != CURB_OK) {
        curb_passages_free(self);
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    return CURB_OK;
}

void curb_passages_free(curb_passages_t *self)
{
    curb_free(self->items);
    curb_free(self->times);
    *self = (curb_passages_t){0};
}
