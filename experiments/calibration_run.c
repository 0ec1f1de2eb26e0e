/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model at the points of a wave. A point is every study at the same values, with the
 * same replicates and so the same random numbers at every point. */
#include "analysis/measure.h"
#include "experiments/calibration_parts.h"
#include "model/memory.h"
#include "store/batch.h"

#include <math.h>
#include <string.h>

double curb_calibration_seconds(const curb_calibration_t *self)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - self->started.tv_sec) +
           1e-9 * (double)(now.tv_nsec - self->started.tv_nsec);
}

curb_error_t curb_calibration_prepare(curb_calibration_t *self)
{
    for (size_t s = 0; s < self->targets->study_count; s++) {
        curb_study_t *study = &self->targets->studies[s];
        curb_diagnostics_t said = {0};
        curb_run_t run = curb_experiment_run_of(study, 1);
        curb_error_t error = curb_run_plan_budgets(&run, study->scenarios, &said);
        if (error == CURB_OK) {
            error = curb_run_check(&run, &said);
        }
        for (size_t i = 0; i < said.count; i++) { /* warnings are of the study's own runs */
            if (said.messages[i].severity == CURB_ERROR) {
                curb_diagnostics_add(self->diagnostics, CURB_ERROR, (curb_place_t){0}, NULL,
                    "%s: %s", self->targets->study_paths[s], said.messages[i].text);
            }
        }
        curb_diagnostics_free(&said);
        if (error != CURB_OK) {
            return error;
        }
    }
    return CURB_OK;
}

/* --- which figure it is --- */

static size_t scenario_of(const curb_study_t *study, const char *id)
{
    size_t s = 0;
    while (s < study->scenario_count && strcmp(study->scenarios[s].id, id) != 0) {
        s++;
    }
    return s; /* the file of targets was checked: it is there */
}

static void add_scenario(curb_digest_t *digest, const curb_study_t *study, const char *id)
{
    char hash[CURB_DIGEST_BYTES];
    curb_study_scenario_hash(study, scenario_of(study, id), hash);
    curb_digest_text(digest, id);
    curb_digest_text(digest, hash);
}

/* All that decides a figure, but not its band: that may change and the figure stays. */
static void key_of(const curb_targets_t *targets, size_t t, const double *values,
    char key[CURB_DIGEST_BYTES])
{
    const curb_target_t *target = &targets->targets[t];
    const curb_measure_t *measure = &target->measure;
    const curb_study_t *study = &targets->studies[target->study];
    curb_digest_t digest;
    curb_digest_start(&digest);
    curb_digest_text(&digest, "curb figure 1");
    curb_digest_text(&digest, curb_batch_version());
    curb_digest_text(&digest, study->world_hash);
    curb_digest_number(&digest, targets->replicates);
    for (size_t p = 0; p < targets->parameter_count; p++) {
        if (curb_targets_row(study->world, targets->parameters[p].name) != SIZE_MAX) {
            curb_digest_text(&digest, targets->parameters[p].name);
            curb_digest_doubles(&digest, &values[p], 1);
        }
    }
    add_scenario(&digest, study, measure->scenario);
    add_scenario(&digest, study, measure->against);
    const double numbers[] = {measure->from, measure->to, measure->factor};
    const uint64_t choices[] = {(uint64_t)measure->metric, (uint64_t)(measure->per + 1),
        (uint64_t)measure->form, measure->jurisdictions, measure->per_jurisdictions,
        measure->sectors, measure->per_sectors, (uint64_t)study->months_before};
    curb_digest_doubles(&digest, numbers, sizeof numbers / sizeof numbers[0]);
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
        curb_digest_number(&digest, choices[i]);
    }
    curb_digest_finish(&digest, key);
}

/* --- a study at a point --- */

/** Records of the replicates, laid out as a results file would be. */
typedef struct {
    const curb_study_t *study;
    curb_run_t run;
    curb_world_t *world; /* owned */
    bool *wanted;        /* [scenario], owned */
    size_t replicates, record_count;
    curb_record_t *records; /* [replicate], owned */
    curb_results_t labels;  /* arrays owned here */
} scene_t;

static void scene_free(scene_t *self)
{
    for (size_t r = 0; r < self->record_count; r++) {
        curb_record_free(&self->records[r]);
    }
    curb_free(self->records);
    curb_free(self->world);
    curb_free(self->wanted);
    curb_free(self->labels.scenarios);
    curb_free(self->labels.period_months);
}

static bool scene_make(scene_t *self, const curb_targets_t *targets, size_t s)
{
    const curb_study_t *study = &targets->studies[s];
    *self = (scene_t){.study = study, .replicates = (size_t)targets->replicates};
    self->world = curb_calloc(1, sizeof *self->world);
    self->wanted = curb_calloc(study->scenario_count, sizeof *self->wanted);
    self->records = curb_calloc(self->replicates, sizeof *self->records);
    self->labels.scenarios =
        curb_calloc(study->scenario_count, sizeof *self->labels.scenarios);
    size_t periods = curb_study_period_count(study);
    self->labels.period_months = curb_calloc(periods, sizeof(double));
    if (self->world == NULL || self->wanted == NULL || self->records == NULL ||
        self->labels.scenarios == NULL || self->labels.period_months == NULL) {
        return false;
    }
    self->labels.scenario_count = study->scenario_count;
    self->labels.replicate_count = self->replicates;
    self->labels.period_count = periods;
    self->labels.jurisdiction_count = study->world->jurisdiction_count;
    self->labels.sector_count = study->world->sector_count;
    for (size_t i = 0; i < study->scenario_count; i++) {
        memcpy(self->labels.scenarios[i].id, study->scenarios[i].id, CURB_ID_BYTES);
    }
    for (size_t p = 0; p < periods; p++) {
        int left = study->months - (int)p * study->period_months;
        self->labels.period_months[p] =
            left < study->period_months ? left : study->period_months;
    }
    return true;
}

/* Numbers that are not calibrated stay at their central values. */
static void set_values(scene_t *self, const curb_targets_t *targets, const double *values)
{
    *self->world = *self->study->world;
    for (size_t p = 0; p < targets->parameter_count; p++) {
        size_t row = curb_targets_row(self->world, targets->parameters[p].name);
        if (row != SIZE_MAX) {
            self->world->uncertain[row].mode = values[p];
        }
    }
    self->run = curb_experiment_run_of(self->study, 1);
    self->run.world = self->world;
    self->run.draws = false;
    self->run.given = NULL;
    self->run.replicates_per_draw = 1;
}

static curb_error_t run_replicates(scene_t *self)
{
    curb_error_t error = CURB_OK;
    for (size_t r = 0; r < self->replicates && error == CURB_OK; r++) {
        curb_diagnostics_t said = {0};
        const curb_world_t *world = self->world;
        error = curb_record_init(&self->records[r], self->study->scenario_count,
            curb_run_period_count(&self->run), world->jurisdiction_count,
            world->sector_count, world->uncertain_count, curb_run_solved_count(&self->run));
        if (error == CURB_OK) {
            self->record_count++;
            error = curb_run_replicate(
                &self->run, (uint32_t)r, self->wanted, &self->records[r], &said);
        }
        curb_diagnostics_free(&said);
    }
    return error;
}

/* [scenario][replicate][period][jurisdiction][sector], or sector dimension 1. */
static double *gather(const scene_t *self, int measured)
{
    curb_metric_t metric = curb_measure_source(measured);
    const curb_results_t *labels = &self->labels;
    size_t sectors = curb_metric_shape(metric) == CURB_BY_ORIGIN ? 1 : labels->sector_count;
    size_t places = labels->period_count * labels->jurisdiction_count;
    double *values = curb_calloc(
        labels->scenario_count * self->replicates * places * sectors, sizeof *values);
    for (size_t s = 0; values != NULL && s < labels->scenario_count; s++) {
        for (size_t r = 0; r < self->replicates; r++) {
            const double *series = curb_record_series(&self->records[r], s, metric);
            double *to = values + (s * self->replicates + r) * places * sectors;
            for (size_t k = 0; k < places * sectors; k++) {
                to[k] = series[k / sectors * labels->sector_count + k % sectors];
            }
        }
    }
    return values;
}

/* The figure of all replicates, and the variance of their mean. */
static curb_error_t measure(
    const scene_t *self, const curb_measure_t *wanted, curb_kept_figure_t *figure)
{
    static const curb_observation_t plain = {
        .registered = 1, .suspects = 1, .convicted = 1};
    double *metric = gather(self, wanted->metric);
    double *per = wanted->per >= 0 ? gather(self, wanted->per) : NULL;
    size_t n = self->replicates;
    double *each = curb_calloc(n, sizeof *each);
    curb_measured_figure_t whole = {.value = NAN};
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (metric != NULL && each != NULL && (wanted->per < 0 || per != NULL)) {
        error = curb_measure_each(wanted, &plain, &self->labels, self->study->months_before,
            metric, per, &whole, each);
    }
    double mean = 0, squares = 0;
    for (size_t r = 0; error == CURB_OK && r < n; r++) {
        mean += each[r] / (double)n;
    }
    for (size_t r = 0; error == CURB_OK && r < n; r++) {
        squares += (each[r] - mean) * (each[r] - mean);
    }
    figure->value = whole.value;
    figure->variance = squares / (double)((n - 1) * n);
    curb_free(metric);
    curb_free(per);
    curb_free(each);
    return error;
}

/** One point at work. */
typedef struct {
    curb_kept_figure_t figures[CURB_TARGETS_MAX];
    bool there[CURB_TARGETS_MAX];
    size_t new_count;
    curb_kept_figure_t fresh[CURB_TARGETS_MAX];
} point_t;

static curb_error_t run_study(
    const curb_targets_t *targets, size_t s, const double *values, point_t *point)
{
    bool needed = false;
    for (size_t t = 0; t < targets->target_count; t++) {
        needed = needed || (targets->targets[t].study == s && !point->there[t]);
    }
    if (!needed) {
        return CURB_OK;
    }
    scene_t scene;
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (scene_make(&scene, targets, s)) {
        for (size_t t = 0; t < targets->target_count; t++) {
            const curb_measure_t *wanted = &targets->targets[t].measure;
            if (targets->targets[t].study == s && !point->there[t]) {
                scene.wanted[scenario_of(scene.study, wanted->scenario)] = true;
                scene.wanted[scenario_of(scene.study, wanted->against)] = true;
            }
        }
        set_values(&scene, targets, values);
        error = run_replicates(&scene);
    }
    bool contradicts = error == CURB_ERR_INVALID;
    error = contradicts ? CURB_OK : error;
    for (size_t t = 0; t < targets->target_count && error == CURB_OK; t++) {
        if (targets->targets[t].study == s && !point->there[t]) {
            curb_kept_figure_t *figure = &point->figures[t];
            figure->value = figure->variance = NAN;
            if (!contradicts) {
                error = measure(&scene, &targets->targets[t].measure, figure);
            }
            point->fresh[point->new_count++] = *figure;
        }
    }
    scene_free(&scene);
    return error;
}

static bool look_up(const curb_calibration_t *self, const double *values, point_t *point)
{
    bool all = true;
    *point = (point_t){.new_count = 0};
    for (size_t t = 0; t < self->targets->target_count; t++) {
        key_of(self->targets, t, values, point->figures[t].key);
        const curb_kept_figure_t *kept = curb_kept_find(&self->kept, point->figures[t].key);
        point->there[t] = kept != NULL;
        if (kept != NULL) {
            point->figures[t] = *kept;
        }
        all = all && kept != NULL;
    }
    return all;
}

static void take(
    const curb_calibration_t *self, curb_wave_t *wave, size_t i, const point_t *point)
{
    size_t count = self->targets->target_count;
    for (size_t t = 0; t < count; t++) {
        wave->figures[i * count + t] = point->figures[t].value;
        wave->variances[i * count + t] = point->figures[t].variance;
    }
}

/* Why no further point is begun, or CURB_OK. */
static curb_error_t why_stop(const curb_calibration_t *self, size_t begun)
{
    const curb_calibration_options_t *options = self->options;
    if (options->stop != NULL && *options->stop != 0) {
        return CURB_ERR_INTERRUPTED;
    }
    bool over = (options->max_seconds > 0 &&
                    curb_calibration_seconds(self) > options->max_seconds) ||
                (options->max_points > 0 && begun >= options->max_points);
    return over ? CURB_ERR_STOPPED : CURB_OK;
}

static curb_error_t run_point(curb_calibration_t *self, curb_wave_t *wave, size_t i)
{
    const double *values = wave->values + i * self->targets->parameter_count;
    point_t point;
    if (look_up(self, values, &point)) {
        take(self, wave, i, &point);
        return CURB_OK;
    }
    curb_error_t error = CURB_OK;
    for (size_t s = 0; s < self->targets->study_count && error == CURB_OK; s++) {
        error = run_study(self->targets, s, values, &point);
    }
    if (error == CURB_OK) {
        take(self, wave, i, &point);
#pragma omp critical(curb_calibration)
        {
            error =
                curb_kept_add(&self->kept, point.fresh, point.new_count, self->diagnostics);
            if (self->options->progress != NULL) {
                self->options->progress(self->options->progress_context,
                    self->report->kept + ++self->report->run_now, self->report->total,
                    curb_calibration_seconds(self));
            } else {
                self->report->run_now++;
            }
        }
    }
    return error;
}

static size_t count_there(const curb_calibration_t *self, const curb_wave_t *wave)
{
    size_t there = 0;
    for (size_t i = 0; i < wave->count; i++) {
        point_t point;
        there += look_up(self, wave->values + i * self->targets->parameter_count, &point);
    }
    return there;
}

curb_error_t curb_calibration_run_wave(curb_calibration_t *self, curb_wave_t *wave)
{
    size_t begun = self->report->run_now, there = count_there(self, wave);
    curb_error_t result = CURB_OK;
    self->report->kept += there;
#pragma omp parallel for schedule(dynamic) num_threads(self->jobs) default(none)           \
    shared(self, wave, begun, result, there)
    for (size_t i = 0; i < wave->count; i++) {
        curb_error_t error;
        point_t kept;
        bool is_kept =
            look_up(self, wave->values + i * self->targets->parameter_count, &kept);
#pragma omp critical(curb_calibration)
        {
            error = result;
            if (error == CURB_OK && !is_kept) {
                error = result = why_stop(self, begun);
                begun += error == CURB_OK;
            }
        }
        if (error == CURB_OK) {
            error = run_point(self, wave, i);
        }
        if (error != CURB_OK) {
#pragma omp critical(curb_calibration)
            result = result == CURB_OK ? error : result;
        }
    }
    for (size_t i = 0; i < wave->count && result == CURB_OK; i++) {
        size_t count = self->targets->target_count;
        bool fits = true;
        for (size_t t = 0; t < count; t++) {
            fits = fits && !isnan(wave->variances[i * count + t]);
        }
        wave->contradicting += !fits;
    }
    return result;
}
