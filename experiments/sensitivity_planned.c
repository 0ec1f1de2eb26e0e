/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of a design. Each output of a run has a key made of all that decides it, so that an
 * analysis that was stopped, or that asks for more rows, finds what is there. */
#include "analysis/chance.h"
#include "experiments/sensitivity_parts.h"
#include "model/draw.h"
#include "model/memory.h"
#include "store/batch.h"

#include <math.h>
#include <string.h>

curb_error_t curb_planned_init(curb_planned_t *self, size_t count, size_t inputs,
    const uint32_t *rows, size_t replicates, size_t outputs)
{
    *self = (curb_planned_t){.count = count,
        .inputs = inputs,
        .rows = rows,
        .replicates = replicates,
        .outputs = outputs};
    self->unit = curb_calloc(count * inputs, sizeof *self->unit);
    self->points = curb_calloc(count * inputs, sizeof *self->points);
    self->runs = curb_calloc(count * replicates * outputs, sizeof *self->runs);
    self->values = curb_calloc(count * outputs, sizeof *self->values);
    return self->unit == NULL || self->points == NULL || self->runs == NULL ||
                   self->values == NULL
               ? CURB_ERR_NO_MEMORY
               : CURB_OK;
}

void curb_planned_free(curb_planned_t *self)
{
    curb_free(self->unit);
    curb_free(self->points);
    curb_free(self->runs);
    curb_free(self->values);
}

size_t curb_sensitivity_strata(const curb_study_t *study)
{
    return study->detection == CURB_DETECTION_BOTH ? 2 : 1;
}

double curb_planned_chance(const curb_planned_t *self, size_t output, const size_t ab[2],
    const size_t cd[2], size_t strata, double *scratch)
{
    size_t n = self->replicates;
    for (size_t r = 0; r < n; r++) {
        const double *first = self->runs + r * self->outputs + output;
        size_t step = n * self->outputs;
        scratch[r] = first[ab[1] * step] - first[ab[0] * step];
        scratch[n + r] = first[cd[1] * step] - first[cd[0] * step];
    }
    return curb_chance_covariance(scratch, scratch + n, n, strata);
}

/* --- what is kept --- */

/* Everything but the numbers of the point, the replicate and the output. */
static void start_key(const curb_planned_t *self, const curb_at_work_t *work,
    const double *point, size_t replicate, curb_digest_t *digest)
{
    const curb_world_t *world = work->study->world;
    curb_digest_start(digest);
    curb_digest_text(digest, "curb sensitivity 1");
    curb_digest_text(digest, curb_batch_version());
    curb_digest_text(digest, work->study->world_hash);
    curb_digest_number(digest, work->study->seed);
    curb_digest_number(digest, (uint64_t)work->study->detection);
    curb_digest_number(digest, replicate);
    for (size_t k = 0; k < self->inputs; k++) {
        curb_digest_text(digest, world->uncertain[self->rows[k]].name);
        curb_digest_doubles(digest, &point[k], 1);
    }
}

static void key_of(const curb_planned_t *self, const curb_at_work_t *work, size_t run,
    size_t output, char key[CURB_DIGEST_BYTES])
{
    const curb_sensitivity_output_t *asked = &work->measured->options->outputs[output];
    const curb_window_t *window = &work->measured->amounts.window;
    const double years[] = {window->from_year, window->to_year};
    char hash[CURB_DIGEST_BYTES];
    curb_digest_t digest;
    start_key(self, work, self->points + run / self->replicates * self->inputs,
        run % self->replicates, &digest);
    curb_study_scenario_hash(work->study, 0, hash);
    curb_digest_text(&digest, hash);
    curb_study_scenario_hash(work->study, asked->scenario, hash);
    curb_digest_text(&digest, hash);
    curb_digest_text(&digest, curb_metric_rows[asked->metric].key);
    curb_digest_doubles(&digest, years, 2);
    curb_digest_finish(&digest, key);
}

/* Fills in runs that are kept. */
static void find_kept(
    curb_planned_t *self, size_t begin, const curb_at_work_t *work, bool *is_there)
{
    for (size_t run = begin * self->replicates; run < self->count * self->replicates;
         run++) {
        bool all = work->kept.count > 0;
        for (size_t i = 0; i < self->outputs && all; i++) {
            char key[CURB_DIGEST_BYTES];
            key_of(self, work, run, i, key);
            const curb_kept_figure_t *figure = curb_kept_find(&work->kept, key);
            all = figure != NULL;
            if (all) {
                self->runs[run * self->outputs + i] = figure->value;
            }
        }
        is_there[run - begin * self->replicates] = all;
        work->found->runs_kept += all;
    }
}

/* A run that was just done. */
typedef struct {
    const curb_planned_t *planned;
    size_t begin;
    curb_at_work_t *work;
} fresh_t;

static curb_error_t keep(void *context, size_t run, const double *outputs)
{
    const fresh_t *fresh = context;
    const curb_planned_t *planned = fresh->planned;
    for (size_t i = 0; i < planned->outputs; i++) {
        curb_kept_figure_t figure = {.value = outputs[i]};
        key_of(
            planned, fresh->work, fresh->begin * planned->replicates + run, i, figure.key);
        curb_error_t error =
            curb_kept_add(&fresh->work->kept, &figure, 1, fresh->work->diagnostics);
        if (error != CURB_OK) {
            return error;
        }
    }
    return CURB_OK;
}

/* --- running --- */

static void set_points(curb_planned_t *self, size_t begin, const curb_world_t *world)
{
    for (size_t i = begin * self->inputs; i < self->count * self->inputs; i++) {
        const curb_uncertain_t *row = &world->uncertain[self->rows[i % self->inputs]];
        self->points[i] = curb_triangular_quantile(
            row->low, row->mode, row->high, row->spread, self->unit[i]);
    }
}

static void take_means(curb_planned_t *self, size_t begin, curb_sensitivity_t *found)
{
    for (size_t p = begin; p < self->count; p++) {
        for (size_t i = 0; i < self->outputs; i++) {
            double sum = 0;
            for (size_t r = 0; r < self->replicates; r++) {
                double value = self->runs[(p * self->replicates + r) * self->outputs + i];
                sum += value;
                found->contradicting += i == 0 && isnan(value);
            }
            self->values[i * self->count + p] = sum / (double)self->replicates;
        }
    }
}

curb_error_t curb_planned_run(curb_planned_t *self, size_t begin, curb_at_work_t *work)
{
    const curb_sensitivity_options_t *options = work->measured->options;
    curb_sensitivity_t *found = work->found;
    size_t count = self->count - begin;
    bool *is_there = curb_calloc(count * self->replicates, sizeof *is_there);
    if (is_there == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    set_points(self, begin, work->study->world);
    find_kept(self, begin, work, is_there);
    fresh_t fresh = {self, begin, work};
    curb_points_t points = {.study = work->study,
        .input_count = self->inputs,
        .inputs = self->rows,
        .wanted = work->measured->wanted,
        .replicates = self->replicates,
        .output_count = self->outputs,
        .measure = curb_measured_take,
        .context = work->measured,
        .is_there = is_there,
        .done = work->kept.file >= 0 ? keep : NULL,
        .done_context = &fresh,
        .jobs = options->jobs,
        .stop = options->stop,
        .progress = options->progress,
        .progress_context = options->progress_context};
    curb_points_report_t report;
    curb_error_t error = curb_points_run(&points, self->points + begin * self->inputs,
        count, self->runs + begin * self->replicates * self->outputs, &report,
        work->diagnostics);
    if (error == CURB_OK) {
        found->runs += count * self->replicates;
        found->seconds += report.seconds;
        if (found->first[0] == '\0') {
            memcpy(found->first, report.first, sizeof found->first);
        }
        take_means(self, begin, found);
    }
    curb_free(is_there);
    return error;
}
