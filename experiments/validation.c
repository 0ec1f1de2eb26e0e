/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/validation.h"

#include "experiments/experiment.h"
#include "model/concentration.h"
#include "model/memory.h"
#include "model/replicate.h"

#include <math.h>

/* Of the population of replicate 0 at central parameters: quantities are drawn
 * systematically, so that other replicates have the same. */
static curb_error_t measure_top_buyers(const curb_measure_t *measure,
    const curb_study_t *study, curb_measured_figure_t *figure,
    curb_diagnostics_t *diagnostics)
{
    curb_run_t run = curb_experiment_run_of(study, 1);
    curb_replicate_t replicate;
    curb_error_t error =
        curb_replicate_solve_central(&replicate, &run, CURB_CONCEPT_MSE, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    double low = INFINITY;
    double high = -INFINITY;
    double sum = 0.0;
    size_t count = 0;
    const curb_population_t *population = &replicate.population;
    for (size_t s = 0; s < population->segment_count; s++) {
        const curb_segment_t *segment = &population->segments[s];
        size_t j = segment->cell / study->world->sector_count;
        size_t m = segment->cell % study->world->sector_count;
        if ((measure->jurisdictions >> j & 1) && (measure->sectors >> m & 1) &&
            segment->kind == CURB_INDIVIDUAL) {
            double share =
                measure->factor * curb_concentration(population, segment, measure->top);
            low = fmin(low, share);
            high = fmax(high, share);
            sum += share;
            count++;
        }
    }
    *figure = (curb_measured_figure_t){
        .value = count > 0 ? sum / (double)count : NAN, .interval = {low, high}, .n = 1};
    curb_replicate_free(&replicate);
    return CURB_OK;
}

static curb_error_t read_metric(const curb_results_t *results, int measured,
    double **values, curb_diagnostics_t *diagnostics)
{
    curb_metric_t metric = curb_measure_source(measured);
    size_t sectors =
        curb_metric_shape(metric) == CURB_BY_ORIGIN ? 1 : results->sector_count;
    *values = curb_calloc(results->scenario_count * results->replicate_count *
                              results->period_count * results->jurisdiction_count * sectors,
        sizeof **values);
    if (*values == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    return curb_results_read(results, metric, *values, diagnostics);
}

static curb_error_t measure_run(const curb_measure_t *measure, const curb_case_t *which,
    const curb_results_t *results, curb_measured_figure_t *figure,
    curb_diagnostics_t *diagnostics)
{
    double *metric = NULL;
    double *per = NULL;
    curb_error_t error = read_metric(results, measure->metric, &metric, diagnostics);
    if (error == CURB_OK && measure->per >= 0) {
        error = read_metric(results, measure->per, &per, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_measure_figure(measure, &which->observation, results,
            which->study.months_before, metric, per, figure);
    }
    curb_free(metric);
    curb_free(per);
    return error;
}

static curb_error_t measure_all(curb_validation_t *self, const curb_case_t *which,
    const curb_results_t *results, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    for (size_t i = 0; i < which->measure_count && error == CURB_OK; i++) {
        const curb_measure_t *measure = &which->measures[i];
        error =
            measure->metric == CURB_TOP_BUYERS
                ? measure_top_buyers(measure, &which->study, &self->figures[i], diagnostics)
                : measure_run(measure, which, results, &self->figures[i], diagnostics);
        self->inside += curb_measure_inside(measure, self->figures[i].value);
    }
    return error;
}

curb_error_t curb_validation_run(curb_validation_t *self, curb_case_t *which,
    const char *path, int jobs, volatile sig_atomic_t *stop,
    curb_diagnostics_t *diagnostics)
{
    *self = (curb_validation_t){0};
    curb_experiment_options_t options = {
        .out_path = path, .command_line = "curb validate", .jobs = jobs, .stop = stop};
    curb_experiment_report_t report = {0};
    curb_error_t error = curb_experiment_run(&which->study, &options, &report, diagnostics);
    self->seconds = report.seconds;
    curb_results_t results = {0};
    if (error == CURB_OK) {
        error = curb_results_open(&results, path, diagnostics);
    }
    if (error == CURB_OK) {
        error = measure_all(self, which, &results, diagnostics);
    }
    curb_results_close(&results);
    return error;
}
