/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/window.h"

#include <math.h>

/* Recorded years are sums of twelfths; a day is far above their rounding. */
static const double DAY = 1.0 / 365;

static double end_of(const curb_results_t *results, size_t period)
{
    return results->years[period] + results->period_months[period] / 12;
}

static double first_policy_start(const curb_results_t *results)
{
    double first = results->start_year;
    bool found = false;
    for (size_t s = 0; s < results->scenario_count; s++) {
        double start = results->scenarios[s].policy_start;
        if (s != results->baseline && !isnan(start)) {
            first = found ? fmin(first, start) : start;
            found = true;
        }
    }
    return first;
}

static bool is_inside(const curb_results_t *results, size_t period, double from, double to)
{
    if (isnan(from)) {
        return end_of(results, period) > first_policy_start(results) + DAY;
    }
    return results->years[period] > from - DAY && end_of(results, period) < to + 1 + DAY;
}

static void find_last_year(curb_window_t *self, const curb_results_t *results)
{
    self->last_year_first = self->end;
    self->last_year_months = 0;
    while (self->last_year_first > self->first && self->last_year_months < 11.5) {
        self->last_year_first--;
        self->last_year_months += results->period_months[self->last_year_first];
    }
}

curb_error_t curb_window_init(
    curb_window_t *self, const curb_results_t *results, double from, double to)
{
    *self = (curb_window_t){0};
    bool found = false;
    for (size_t p = 0; p < results->period_count; p++) {
        if (is_inside(results, p, from, to)) {
            self->first = found ? self->first : p;
            self->end = p + 1;
            self->months += results->period_months[p];
            found = true;
        }
    }
    if (!found) {
        return CURB_ERR_USAGE;
    }
    self->from_year = results->years[self->first];
    self->to_year = end_of(results, self->end - 1);
    find_last_year(self, results);
    return CURB_OK;
}

curb_window_t curb_window_period(const curb_results_t *results, size_t period)
{
    return (curb_window_t){.first = period,
        .end = period + 1,
        .last_year_first = period,
        .months = results->period_months[period],
        .last_year_months = results->period_months[period],
        .from_year = results->years[period],
        .to_year = end_of(results, period)};
}

curb_metric_t curb_window_source(curb_metric_t metric)
{
    return metric == CURB_METRIC_EXPLOITED ? CURB_METRIC_EXPLOITED_MONTHS : metric;
}

/* Whether place `k` of a metric's slab [jurisdiction][sector] counts. */
static bool counts(
    const curb_results_t *results, const bool *cells, bool by_origin, size_t k)
{
    if (cells == NULL || !by_origin) {
        return cells == NULL || cells[k];
    }
    for (size_t m = 0; m < results->sector_count; m++) {
        if (!cells[k * results->sector_count + m]) {
            return false;
        }
    }
    return true;
}

static double weight_of(const curb_window_t *self, const curb_results_t *results,
    curb_metric_t metric, size_t period)
{
    if (metric == CURB_METRIC_EXPLOITED) {
        return period >= self->last_year_first ? 1 / self->last_year_months : 0;
    }
    switch (curb_metric_rows[metric].kind) {
    case CURB_FLOW:
        return 1;
    case CURB_STOCK:
        return period + 1 == self->end ? 1 : 0;
    case CURB_MEAN:
        return results->period_months[period] / self->months;
    }
    return NAN;
}

double curb_window_amount(const curb_window_t *self, const curb_results_t *results,
    curb_metric_t metric, const double *values, size_t scenario, size_t replicate,
    const bool *cells)
{
    bool by_origin = curb_metric_shape(metric) == CURB_BY_ORIGIN;
    size_t slab = results->jurisdiction_count * (by_origin ? 1 : results->sector_count);
    size_t run = scenario * results->replicate_count + replicate;
    const double *series = values + run * results->period_count * slab;
    size_t places = 0;
    double total = 0;
    for (size_t k = 0; k < slab; k++) {
        if (!counts(results, cells, by_origin, k)) {
            continue;
        }
        places++;
        for (size_t p = self->first; p < self->end; p++) {
            double weight = weight_of(self, results, metric, p);
            total += weight > 0 ? weight * series[p * slab + k] : 0;
        }
    }
    bool has_no_total = curb_metric_rows[metric].kind == CURB_MEAN && places != 1;
    return has_no_total ? NAN : total;
}
