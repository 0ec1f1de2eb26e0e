/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/measure.h"

#include "model/memory.h"

#include <math.h>
#include <string.h>

/* What a figure is read from in one replicate, or as means over all: numerator and
 * denominator of the scenario measured and of the one it is set against. */
typedef struct {
    double top, bottom, other_top, other_bottom;
} parts_t;

typedef struct {
    const curb_measure_t *measure;
    const curb_observation_t *observation;
    const curb_results_t *results;
    size_t first, end; /**< recorded periods */
    double months;
    size_t scenario, against;
} work_t;

curb_metric_t curb_measure_source(int measured)
{
    switch (measured) {
    case CURB_REGISTERED_VICTIMS:
        return CURB_METRIC_IDENTIFIED;
    case CURB_REGISTERED_SUSPECTS:
        return CURB_METRIC_DETECTED;
    case CURB_REGISTERED_CONVICTED:
        return CURB_METRIC_CONVICTED;
    default:
        return (curb_metric_t)measured;
    }
}

/* Statistics count a share of what happens, or more than happens: several suspects for one
 * trafficker of the model, who may stand for a group. */
static double observed(const curb_observation_t *observation, int measured)
{
    switch (measured) {
    case CURB_REGISTERED_VICTIMS:
        return observation->registered;
    case CURB_REGISTERED_SUSPECTS:
        return observation->suspects;
    case CURB_REGISTERED_CONVICTED:
        return observation->convicted;
    default:
        return 1;
    }
}

/* Flows per year, stocks as means of period ends, means weighted by months. */
static double level(const work_t *work, int measured, const double *values, size_t scenario,
    size_t replicate, uint64_t jurisdictions, uint64_t sectors)
{
    const curb_results_t *results = work->results;
    curb_metric_t metric = curb_measure_source(measured);
    bool by_origin = curb_metric_shape(metric) == CURB_BY_ORIGIN;
    size_t columns = by_origin ? 1 : results->sector_count;
    size_t slab = results->jurisdiction_count * columns;
    size_t run = scenario * results->replicate_count + replicate;
    const double *series = values + run * results->period_count * slab;
    bool flow = curb_metric_rows[metric].kind == CURB_FLOW;
    double total = 0;
    size_t places = 0;
    for (size_t k = 0; k < slab; k++) {
        if (!(jurisdictions >> (k / columns) & 1) ||
            (!by_origin && !(sectors >> (k % columns) & 1))) {
            continue;
        }
        places++;
        for (size_t p = work->first; p < work->end; p++) {
            double weight = flow ? 12 : results->period_months[p];
            total += weight * series[p * slab + k];
        }
    }
    if (curb_metric_rows[metric].kind == CURB_MEAN && places != 1) {
        return NAN; /* means of several cells have no total */
    }
    return observed(work->observation, measured) * total / work->months;
}

static parts_t parts_of(
    const work_t *work, const double *metric, const double *per, size_t replicate)
{
    const curb_measure_t *m = work->measure;
    parts_t parts = {.bottom = 1, .other_bottom = 1};
    parts.top = level(
        work, m->metric, metric, work->scenario, replicate, m->jurisdictions, m->sectors);
    parts.other_top = level(
        work, m->metric, metric, work->against, replicate, m->jurisdictions, m->sectors);
    if (per != NULL) {
        parts.bottom = level(work, m->per, per, work->scenario, replicate,
            m->per_jurisdictions, m->per_sectors);
        parts.other_bottom = level(work, m->per, per, work->against, replicate,
            m->per_jurisdictions, m->per_sectors);
    }
    return parts;
}

static double figure_of(const curb_measure_t *measure, const parts_t *parts)
{
    switch (measure->form) {
    case CURB_FORM_CHANGE:
        return 100 *
               (parts->top / parts->bottom * parts->other_bottom / parts->other_top - 1);
    case CURB_FORM_REAPPEARS:
        return 100 * (parts->top - parts->other_top) /
               (parts->other_bottom - parts->bottom);
    default:
        return measure->factor * parts->top / parts->bottom;
    }
}

static bool find_scenario(const curb_results_t *results, const char *id, size_t *scenario)
{
    for (*scenario = 0; *scenario < results->scenario_count; (*scenario)++) {
        if (strcmp(results->scenarios[*scenario].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static bool find_periods(work_t *work, int months_before)
{
    const curb_results_t *results = work->results;
    double month = -months_before;
    for (size_t p = 0; p < results->period_count; p++) {
        double end = month + results->period_months[p];
        if (month > work->measure->from - 0.5 && end < work->measure->to + 0.5) {
            work->first = work->months > 0 ? work->first : p;
            work->end = p + 1;
            work->months += results->period_months[p];
        }
        month = end;
    }
    return work->months > 0;
}

curb_error_t curb_measure_each(const curb_measure_t *self,
    const curb_observation_t *observation, const curb_results_t *results, int months_before,
    const double *metric, const double *per, curb_measured_figure_t *figure, double *each)
{
    work_t work = {.measure = self, .observation = observation, .results = results};
    *figure = (curb_measured_figure_t){.n = results->replicate_count};
    if (!find_scenario(results, self->scenario, &work.scenario) ||
        !find_scenario(results, self->against, &work.against) ||
        !find_periods(&work, months_before)) {
        return CURB_ERR_INVALID;
    }
    parts_t sum = {0, 0, 0, 0};
    for (size_t r = 0; r < results->replicate_count; r++) {
        parts_t parts = parts_of(&work, metric, per, r);
        each[r] = figure_of(self, &parts);
        sum.top += parts.top;
        sum.bottom += parts.bottom;
        sum.other_top += parts.other_top;
        sum.other_bottom += parts.other_bottom;
    }
    figure->value = figure_of(self, &sum);
    if (self->form == CURB_FORM_LEVEL && per == NULL) {
        figure->value = self->factor * sum.top / (double)results->replicate_count;
    }
    return CURB_OK;
}

curb_error_t curb_measure_figure(const curb_measure_t *self,
    const curb_observation_t *observation, const curb_results_t *results, int months_before,
    const double *metric, const double *per, curb_measured_figure_t *figure)
{
    double *values = curb_calloc(results->replicate_count + 1, sizeof *values);
    if (values == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_measure_each(
        self, observation, results, months_before, metric, per, figure, values);
    if (error == CURB_OK) {
        error =
            curb_quantile(values, results->replicate_count, 0.025, &figure->interval.low);
    }
    if (error == CURB_OK) {
        error =
            curb_quantile(values, results->replicate_count, 0.975, &figure->interval.high);
    }
    curb_free(values);
    return error;
}

bool curb_measure_inside(const curb_measure_t *self, double value)
{
    return value >= self->low && value <= self->high;
}
