/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/trajectory.h"

#include "analysis/maxt.h"
#include "model/memory.h"

#include <math.h>

/* --- the band of one scenario --- */

static void fill_point(curb_trajectory_point_t *out, const double *reference,
    const double *other, const double *differences, size_t n, double level, double critical)
{
    const curb_interval_t none = {NAN, NAN};
    curb_paired_t paired = curb_paired(reference, other, n);
    out->n = paired.n;
    out->baseline_mean = paired.reference_mean;
    out->difference = NAN;
    out->alone = out->band = none;
    out->percent = (curb_ratio_t){NAN, none, CURB_RATIO_UNDEFINED};
    if (out->concepts_disagree) {
        return;
    }
    out->difference = paired.mean;
    out->alone = curb_paired_interval(&paired, curb_t_critical(level, paired.n, 1));
    out->band = curb_paired_interval(&paired, critical);
    out->percent = curb_ratio(differences, reference, n, critical);
    out->percent.ratio *= 100;
    out->percent.interval.low *= 100;
    out->percent.interval.high *= 100;
}

curb_error_t curb_trajectory_band(curb_trajectory_t *self, const double *reference,
    const double *other, const int *concepts, size_t units, size_t periods, double level,
    uint64_t seed)
{
    double *rows = curb_calloc(units * periods, sizeof *rows); /* [unit][period] */
    double *differences = curb_calloc(units, sizeof *differences);
    curb_maxt_t family = {0};
    curb_error_t error = CURB_ERR_NO_MEMORY;
    for (size_t i = 0; rows != NULL && i < units * periods; i++) {
        rows[i % units * periods + i / units] = other[i] - reference[i];
    }
    if (rows != NULL && differences != NULL) {
        error = curb_maxt_init(&family, rows, units, periods, level, seed);
    }
    self->critical = family.critical;
    self->varying = family.tested;
    for (size_t p = 0; error == CURB_OK && p < periods; p++) {
        for (size_t u = 0; u < units; u++) {
            differences[u] = rows[u * periods + p];
        }
        self->points[p].concepts_disagree =
            curb_concepts_disagree(differences, 1, concepts, units);
        fill_point(&self->points[p], reference + p * units, other + p * units, differences,
            units, level, family.critical);
    }
    curb_maxt_free(&family);
    curb_free(rows);
    curb_free(differences);
    return error;
}

static int side_of(const curb_trajectory_point_t *point)
{
    return (point->band.low > 0) - (point->band.high < 0);
}

curb_trajectory_clear_t curb_trajectory_clear(
    const curb_trajectory_t *self, size_t period_count)
{
    curb_trajectory_clear_t clear = {.first = period_count, .lasting = period_count};
    for (size_t p = period_count; p-- > 0;) {
        int side = side_of(&self->points[p]);
        clear.lower += side < 0;
        clear.higher += side > 0;
        clear.first = side != 0 ? p : clear.first;
        bool goes_on = clear.lasting == p + 1 &&
                       (p + 1 == period_count || side == side_of(&self->points[p + 1]));
        clear.lasting = side != 0 && goes_on ? p : clear.lasting;
    }
    return clear;
}

/* --- of a file --- */

typedef struct {
    curb_trajectories_t *out;
    const curb_compare_options_t *options;
    curb_pairing_t pairing;    /* owned */
    double *reference, *other; /* [period][unit]; owned */
} work_t;

static bool is_shown(const work_t *work, size_t pair)
{
    const bool *scenarios = work->options->scenarios;
    return scenarios == NULL || scenarios[work->pairing.pairs[pair].other];
}

static curb_error_t allocate(work_t *work, size_t metrics)
{
    curb_trajectories_t *out = work->out;
    size_t shown = 0, cells = out->unit_count * out->period_count;
    for (size_t p = 0; p < work->pairing.pair_count; p++) {
        shown += is_shown(work, p);
    }
    out->items = curb_calloc(metrics * shown, sizeof *out->items);
    out->points = curb_calloc(metrics * shown * out->period_count, sizeof *out->points);
    work->reference = curb_calloc(cells, sizeof *work->reference);
    work->other = curb_calloc(cells, sizeof *work->other);
    bool whole = out->items != NULL && out->points != NULL && work->reference != NULL &&
                 work->other != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static curb_error_t follow(work_t *work, size_t pair, curb_metric_t metric)
{
    curb_trajectories_t *out = work->out;
    const curb_results_t *labels = work->pairing.reference->labels;
    curb_trajectory_t *item = &out->items[out->count];
    size_t periods = out->period_count;
    *item = (curb_trajectory_t){.scenario = work->pairing.pairs[pair].other,
        .metric = metric,
        .points = out->points + out->count * periods};
    for (size_t p = 0; p < periods; p++) {
        curb_window_t period = curb_window_period(labels, out->window.first + p);
        item->points[p].from_year = period.from_year;
        item->points[p].to_year = period.to_year;
    }
    curb_pairing_periods(&work->pairing, pair, metric, work->reference, work->other);
    out->count++;
    return curb_trajectory_band(item, work->reference, work->other, work->pairing.concepts,
        out->unit_count, periods, out->level, work->options->flip_seed);
}

static curb_error_t follow_all(work_t *work)
{
    static const curb_metric_t usual[] = {CURB_METRIC_EXPLOITED};
    const curb_compare_options_t *options = work->options;
    size_t metrics = options->metric_count > 0 ? options->metric_count : 1;
    const curb_metric_t *metric = options->metric_count > 0 ? options->metrics : usual;
    curb_error_t error = allocate(work, metrics);
    for (size_t m = 0; m < metrics; m++) {
        for (size_t p = 0; p < work->pairing.pair_count; p++) {
            if (error == CURB_OK && is_shown(work, p)) {
                error = follow(work, p, metric[m]);
            }
        }
    }
    return error;
}

curb_error_t curb_trajectories_init(curb_trajectories_t *self,
    const curb_compare_data_t *data, const curb_compare_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    *self = (curb_trajectories_t){.level = options->level};
    work_t work = {.out = self, .options = options};
    curb_error_t error = curb_pairing_init(&work.pairing, data, NULL, options, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    self->window = work.pairing.window;
    self->unit_count = work.pairing.unit_count;
    self->period_count = self->window.end - self->window.first;
    error = follow_all(&work);
    curb_pairing_free(&work.pairing);
    curb_free(work.reference);
    curb_free(work.other);
    if (error != CURB_OK) {
        curb_trajectories_free(self);
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    return CURB_OK;
}

void curb_trajectories_free(curb_trajectories_t *self)
{
    curb_free(self->items);
    curb_free(self->points);
    *self = (curb_trajectories_t){0};
}
