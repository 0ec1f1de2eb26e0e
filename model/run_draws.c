/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the ranges of the uncertain parameters fit the anchors? The draws of a run are solved
 * with the buyers of their first replicates, and nothing is simulated. */
#include "model/draw.h"
#include "model/memory.h"
#include "model/replicate.h"
#include "model/solve.h"

#include <string.h>

/* What became of one draw; a slot for each thread to write to. */
typedef struct {
    curb_error_t error;
    curb_diagnostics_t said;
} trial_t;

static curb_error_t solve_draw(
    const curb_run_t *run, uint32_t draw, curb_diagnostics_t *said)
{
    uint32_t replicate = draw * curb_replicates_per_draw(run);
    curb_replicate_t self;
    curb_error_t error = curb_replicate_init(&self, run, replicate);
    if (error != CURB_OK) {
        return error;
    }
    double *values = curb_calloc(run->world->uncertain_count, sizeof *values);
    error = CURB_ERR_NO_MEMORY;
    if (values != NULL) {
        curb_run_parameters(run, draw, 0, self.world, values);
        error = curb_world_check(self.world, said);
    }
    if (error == CURB_OK) {
        error = curb_solve(self.market, &self.population, self.world, run,
            curb_concept_of(run, replicate), replicate, said);
    }
    curb_free(values);
    curb_replicate_free(&self);
    return error;
}

static void solve_draws(
    const curb_run_t *run, uint32_t first, uint32_t end, trial_t *trials)
{
    int threads = run->threads > 1 ? run->threads : 1;
    (void)threads; /* a build without OpenMP */
#pragma omp parallel for schedule(dynamic)                                                 \
    num_threads(threads) if (threads > 1) default(none) shared(run, first, end, trials)
    for (uint32_t r = first; r < end; r++) {
        trials[r].error = solve_draw(run, r, &trials[r].said);
    }
}

/* In the order of the draws, whichever was solved first. The first few name the
 * parameters and anchors at fault; all would say the same again and again. */
static curb_error_t count_draws(trial_t *trials, uint32_t first, uint32_t end,
    curb_draw_check_t *report, curb_diagnostics_t *diagnostics)
{
    enum { NAMED = 3 };
    for (uint32_t r = first; r < end; r++) {
        if (trials[r].error != CURB_OK && trials[r].error != CURB_ERR_INVALID) {
            return curb_diagnostics_fail(diagnostics, trials[r].error, "draw %u: %s", r,
                curb_error_text(trials[r].error));
        }
        bool contradicts = trials[r].error == CURB_ERR_INVALID;
        bool named = contradicts && report->contradicting < NAMED;
        for (size_t i = 0; named && i < trials[r].said.count; i++) {
            curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
                "draw %u contradicts the anchors: %s", r, trials[r].said.messages[i].text);
        }
        report->contradicting += contradicts;
        report->tried++;
    }
    return CURB_OK;
}

/* One block of the hypercube, in which every stratum of every parameter occurs once, is
 * enough when it is clean; when it is not, draws are tried until it is sure that more than
 * a fifth of all contradict the anchors, or all are tried. */
static curb_error_t try_draws(const curb_run_t *run, uint32_t draws, trial_t *trials,
    curb_draw_check_t *report, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    do {
        uint32_t first = report->tried;
        uint32_t left = draws - first;
        uint32_t end = first + (left < CURB_DRAW_BLOCK ? left : CURB_DRAW_BLOCK);
        solve_draws(run, first, end, trials);
        error = count_draws(trials, first, end, report, diagnostics);
    } while (error == CURB_OK && report->tried < draws &&
             CURB_REPLACED_ONE_IN * report->contradicting > report->tried &&
             CURB_REPLACED_ONE_IN * report->contradicting <= draws);
    return error;
}

curb_error_t curb_run_check_draws(const curb_run_t *run, uint32_t replicates,
    curb_draw_check_t *report, curb_diagnostics_t *diagnostics)
{
    *report = (curb_draw_check_t){0};
    uint32_t draws = curb_run_draw_count(run, replicates);
    if (!run->draws || run->solved != NULL || draws == 0) {
        return CURB_OK;
    }
    trial_t *trials = curb_calloc(draws, sizeof *trials);
    if (trials == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while trying draws");
    }
    curb_error_t error = try_draws(run, draws, trials, report, diagnostics);
    for (uint32_t r = 0; r < draws; r++) {
        curb_diagnostics_free(&trials[r].said);
    }
    curb_free(trials);
    if (error == CURB_OK && CURB_REPLACED_ONE_IN * report->contradicting > draws) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%u out of %u draws tried contradict the anchors, more than "
            "a "
            "fifth of all %u: narrow the ranges of the parameters at fault, which the "
            "warnings above name",
            report->contradicting, report->tried, draws);
    }
    return error;
}
