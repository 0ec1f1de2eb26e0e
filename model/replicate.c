/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/replicate.h"

#include "model/draw.h"
#include "model/memory.h"
#include "model/solve.h"

#include <gsl/gsl_errno.h>
#include <string.h>

enum { DRAW_ATTEMPTS = 50 };

void curb_replicate_free(curb_replicate_t *self)
{
    curb_free(self->block);
    curb_free(self->room);
    curb_free(self->first_month);
    curb_free(self->wanted);
    curb_free(self->live);
    curb_free(self->states);
    curb_workspace_free(&self->workspace);
    curb_population_free(&self->population);
    curb_free(self->market);
    curb_free(self->world);
}

curb_error_t curb_replicate_init(
    curb_replicate_t *self, const curb_run_t *run, uint32_t replicate)
{
    gsl_set_error_handler_off();
    *self = (curb_replicate_t){.run = run, .replicate = replicate};
    size_t count = run->scenario_count;
    self->world = curb_calloc(1, sizeof *self->world);
    self->market = curb_calloc(1, sizeof *self->market);
    self->states = curb_calloc(count, sizeof *self->states);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    self->live = curb_calloc(count, sizeof *self->live);
    self->wanted = curb_calloc(count, sizeof *self->wanted);
    self->first_month = curb_calloc(count, sizeof *self->first_month);
    if (self->world == NULL || self->market == NULL || self->states == NULL ||
        self->live == NULL || self->wanted == NULL || self->first_month == NULL) {
        curb_replicate_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    return CURB_OK;
}

uint32_t curb_replicates_per_draw(const curb_run_t *run)
{
    return run->replicates_per_draw > 1 ? run->replicates_per_draw : 1;
}

uint32_t curb_run_draw_count(const curb_run_t *run, uint32_t replicates)
{
    uint32_t each = curb_replicates_per_draw(run);
    return run->draws ? replicates / each + (replicates % each > 0) : 0;
}

uint32_t curb_draw_of(const curb_run_t *run, uint32_t replicate)
{
    return replicate / curb_replicates_per_draw(run);
}

int curb_concept_of(const curb_run_t *run, uint32_t replicate)
{
    return run->alternate_concepts
               ? (int)(curb_draw_of(run, replicate) % CURB_CONCEPT_COUNT)
               : run->concept_used;
}

void curb_run_parameters(const curb_run_t *run, uint32_t draw, uint32_t attempt,
    curb_world_t *drawn, double *values)
{
    if (run->draws) {
        curb_draw_parameters(run->world, run->seed, draw, attempt, drawn, values);
        if (run->given != NULL) {
            curb_draw_given(run->given, run->world, draw, drawn, values);
        }
    } else {
        curb_central_parameters(run->world, drawn, values);
    }
}

static curb_error_t solve_as(
    curb_replicate_t *self, uint32_t replicate, curb_diagnostics_t *trouble)
{
    memset(self->market, 0, sizeof *self->market);
    return curb_solve(self->market, &self->population, self->world, self->run,
        curb_concept_of(self->run, replicate), replicate, trouble);
}

/* Whether the anchors of the drawn world fit together. The solve reproduces them with the
 * buyers that a replicate draws, so a draw on the edge could fit for one of its replicates
 * and not for the next; the first one speaks for all. */
static curb_error_t judge_draw(curb_replicate_t *self, curb_diagnostics_t *trouble)
{
    uint32_t first =
        curb_draw_of(self->run, self->replicate) * curb_replicates_per_draw(self->run);
    curb_error_t error = curb_world_check(self->world, trouble);
    if (error == CURB_OK && first != self->replicate && self->run->draws &&
        self->run->solved == NULL) {
        error = solve_as(self, first, trouble);
        curb_population_free(&self->population);
    }
    return error;
}

/* Draws until the anchors fit together; at most DRAW_ATTEMPTS times. */
curb_error_t curb_replicate_solve(
    curb_replicate_t *self, curb_record_t *record, curb_diagnostics_t *diagnostics)
{
    const curb_run_t *run = self->run;
    uint32_t draw = curb_draw_of(run, self->replicate);
    bool decides = self->replicate == draw * curb_replicates_per_draw(run);
    record->concept_used = curb_concept_of(run, self->replicate);
    for (uint32_t attempt = run->solved != NULL ? run->solved_attempt : 0;; attempt++) {
        curb_diagnostics_t trouble = {0};
        record->draw_attempt = attempt;
        curb_run_parameters(run, draw, attempt, self->world, record->parameters);
        curb_error_t error = judge_draw(self, &trouble);
        bool fits = error == CURB_OK;
        if (fits) {
            error = solve_as(self, self->replicate, &trouble);
        }
        bool again = error == CURB_ERR_INVALID && (decides || !fits) && run->draws &&
                     run->solved == NULL && attempt + 1 < DRAW_ATTEMPTS;
        for (size_t i = 0; i < trouble.count && error != CURB_OK; i++) {
            curb_diagnostics_add(diagnostics, again ? CURB_NOTE : CURB_ERROR,
                (curb_place_t){0}, NULL, "draw %u: %s", attempt, trouble.messages[i].text);
        }
        curb_diagnostics_free(&trouble);
        if (!again) {
            return error;
        }
        curb_population_free(&self->population);
    }
}

curb_error_t curb_replicate_solve_central(curb_replicate_t *self, const curb_run_t *run,
    int concept_used, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_replicate_init(self, run, 0);
    if (error != CURB_OK) {
        return error;
    }
    double *values = curb_calloc(run->world->uncertain_count, sizeof *values);
    if (values == NULL) {
        curb_replicate_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    curb_central_parameters(run->world, self->world, values);
    curb_free(values);
    error = curb_world_check(self->world, diagnostics);
    if (error == CURB_OK) {
        error = curb_solve(self->market, &self->population, self->world, run, concept_used,
            0, diagnostics);
    }
    if (error != CURB_OK) {
        curb_replicate_free(self);
    }
    return error;
}
