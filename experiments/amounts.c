/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/amounts.h"

#include "model/levers.h"
#include "model/memory.h"

#include <math.h>

void curb_amounts_free(curb_amounts_t *self)
{
    curb_free(self->labels.scenarios);
    curb_free(self->labels.years);
    curb_free(self->labels.period_months);
    *self = (curb_amounts_t){0};
}

static void label_time(curb_results_t *labels, const curb_study_t *study)
{
    for (size_t s = 0; s < study->scenario_count; s++) {
        int month = curb_scenario_first_month(&study->scenarios[s], study->months);
        labels->scenarios[s].policy_start =
            s > 0 && month < study->months ? study->start_year + month / 12.0 : NAN;
    }
    for (size_t p = 0; p < labels->period_count; p++) {
        int first = (int)p * study->period_months, left = study->months - first;
        labels->years[p] = study->start_year + first / 12.0;
        labels->period_months[p] =
            left < study->period_months ? left : study->period_months;
    }
}

curb_error_t curb_amounts_init(curb_amounts_t *self, const curb_study_t *study, double from,
    double to, curb_diagnostics_t *diagnostics)
{
    size_t periods = curb_study_period_count(study);
    *self = (curb_amounts_t){.labels = {.scenario_count = study->scenario_count,
                                 .replicate_count = 1,
                                 .period_count = periods,
                                 .jurisdiction_count = study->world->jurisdiction_count,
                                 .sector_count = study->world->sector_count,
                                 .start_year = study->start_year}};
    curb_results_t *labels = &self->labels;
    labels->scenarios = curb_calloc(study->scenario_count, sizeof *labels->scenarios);
    labels->years = curb_calloc(periods, sizeof *labels->years);
    labels->period_months = curb_calloc(periods, sizeof *labels->period_months);
    if (labels->scenarios == NULL || labels->years == NULL ||
        labels->period_months == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    label_time(labels, study);
    curb_error_t error = curb_window_init(&self->window, labels, from, to);
    return error == CURB_OK ? error
                            : curb_diagnostics_fail(diagnostics, error,
                                  "no recorded period lies in the years asked for");
}

bool curb_amounts_has_total(curb_metric_t metric, const curb_world_t *world)
{
    return curb_metric_rows[metric].kind != CURB_MEAN || curb_cell_count(world) == 1;
}

/* Metrics by origin fill sector 0 of a record only; a window wants them side by side. */
static double amount_by_origin(
    const curb_amounts_t *self, const double *series, curb_metric_t metric)
{
    const curb_results_t *labels = &self->labels;
    size_t places = labels->period_count * labels->jurisdiction_count;
    double *dense = curb_calloc(places, sizeof *dense), amount = NAN;
    if (dense != NULL) {
        for (size_t i = 0; i < places; i++) {
            dense[i] = series[i * labels->sector_count];
        }
        amount = curb_window_amount(&self->window, labels, metric, dense, 0, 0, NULL);
    }
    curb_free(dense);
    return amount;
}

double curb_amounts_of(const curb_amounts_t *self, const curb_record_t *record,
    size_t scenario, curb_metric_t metric)
{
    const double *series = curb_record_series(record, scenario, curb_window_source(metric));
    return curb_metric_shape(metric) == CURB_BY_ORIGIN
               ? amount_by_origin(self, series, metric)
               : curb_window_amount(
                     &self->window, &self->labels, metric, series, 0, 0, NULL);
}
