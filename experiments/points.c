/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A point is a copy of the world in which the modes of the inputs have the values of the
 * point; a run at central parameters then writes them wherever they belong. */
#include "experiments/points.h"

#include "model/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#ifdef _OPENMP
#include <omp.h>
#endif

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* One replicate at one point. */
static curb_error_t run_one(const curb_points_t *self, const double *point,
    uint32_t replicate, double *outputs, curb_diagnostics_t *said)
{
    const curb_study_t *study = self->study;
    curb_run_t run = curb_experiment_run_of(study, 1);
    curb_record_t record = {0};
    curb_world_t *world = curb_calloc(1, sizeof *world);
    if (world == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    *world = *study->world;
    for (size_t i = 0; i < self->input_count; i++) {
        world->uncertain[self->inputs[i]].mode = point[i];
    }
    run.world = world;
    run.draws = false;
    run.replicates_per_draw = 1; /* concepts of detection alternate by replicate */
    curb_error_t error = curb_record_init(&record, run.scenario_count,
        curb_run_period_count(&run), world->jurisdiction_count, world->sector_count,
        world->uncertain_count, curb_run_solved_count(&run));
    if (error == CURB_OK) {
        error = curb_run_replicate(&run, replicate, self->wanted, &record, said);
    }
    if (error == CURB_OK) {
        self->measure(self->context, &record, outputs);
    }
    curb_record_free(&record);
    curb_free(world);
    return error;
}

/* What all threads share; touched in the critical section `curb_points` only. */
typedef struct {
    const curb_points_t *asked;
    curb_points_report_t *report;
    double started;
    size_t done, total, first_run;
    curb_error_t error;
} shared_t;

static bool may_begin(shared_t *shared)
{
    const curb_points_t *asked = shared->asked;
    if (shared->error == CURB_OK && asked->stop != NULL && *asked->stop != 0) {
        shared->error = CURB_ERR_INTERRUPTED;
    }
    return shared->error == CURB_OK;
}

static void note(shared_t *shared, size_t run, curb_error_t error,
    const curb_diagnostics_t *said, const double *outputs)
{
    curb_points_report_t *report = shared->report;
    if (error == CURB_ERR_INVALID) {
        if (report->contradicting++ == 0 || run < shared->first_run) {
            shared->first_run = run;
            snprintf(report->first, sizeof report->first, "%s",
                said->count > 0 ? said->messages[0].text : curb_error_text(error));
        }
    } else if (error != CURB_OK && shared->error == CURB_OK) {
        shared->error = error;
    }
    if ((error == CURB_OK || error == CURB_ERR_INVALID) && shared->asked->done != NULL) {
        error = shared->asked->done(shared->asked->done_context, run, outputs);
        shared->error = shared->error == CURB_OK ? error : shared->error;
    }
    shared->done++;
    if (shared->asked->progress != NULL) {
        shared->asked->progress(shared->asked->progress_context, shared->done,
            shared->total, now() - shared->started);
    }
}

static void do_run(shared_t *shared, const double *points, size_t run, double *outputs)
{
    const curb_points_t *asked = shared->asked;
    if (asked->is_there != NULL && asked->is_there[run]) {
        return;
    }
    bool begun = false;
#pragma omp critical(curb_points)
    begun = may_begin(shared);
    if (!begun) {
        return;
    }
    double *mine = outputs + run * asked->output_count;
    for (size_t i = 0; i < asked->output_count; i++) {
        mine[i] = NAN;
    }
    curb_diagnostics_t said = {0};
    curb_error_t error =
        run_one(asked, points + run / asked->replicates * asked->input_count,
            (uint32_t)(run % asked->replicates), mine, &said);
#pragma omp critical(curb_points)
    note(shared, run, error, &said, mine);
    curb_diagnostics_free(&said);
}

curb_error_t curb_points_run(const curb_points_t *self, const double *points, size_t count,
    double *outputs, curb_points_report_t *report, curb_diagnostics_t *diagnostics)
{
    *report = (curb_points_report_t){0};
    shared_t shared = {.asked = self,
        .report = report,
        .started = now(),
        .total = count * self->replicates};
    size_t runs = shared.total;
    for (size_t run = 0; run < runs && self->is_there != NULL; run++) {
        shared.total -= self->is_there[run];
    }
#ifdef _OPENMP
#pragma omp parallel for default(none) schedule(dynamic)                                   \
    num_threads(self->jobs > 0 ? self->jobs : omp_get_num_procs())                         \
        shared(shared, points, outputs, runs)
#endif
    for (size_t run = 0; run < runs; run++) {
        do_run(&shared, points, run, outputs);
    }
    report->seconds = now() - shared.started;
    if (shared.error != CURB_OK) {
        return curb_diagnostics_fail(
            diagnostics, shared.error, "%s", curb_error_text(shared.error));
    }
    return CURB_OK;
}
