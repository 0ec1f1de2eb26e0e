/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/replicate.h"

#include "model/draw.h"
#include "model/memory.h"
#include "model/solve.h"

#include <gsl/gsl_errno.h>

enum { DRAW_ATTEMPTS = 50 };

void curb_replicate_free(curb_replicate_t *self)
{
    curb_free(self->block);
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

int curb_concept_of(const curb_run_t *run, uint32_t replicate)
{
    return run->alternate_concepts ? (int)(replicate % CURB_CONCEPT_COUNT)
                                   : run->concept_used;
}

/* Draws until the anchors fit together; at most DRAW_ATTEMPTS times. */
curb_error_t curb_replicate_solve(
    curb_replicate_t *self, curb_record_t *record, curb_diagnostics_t *diagnostics)
{
    const curb_run_t *run = self->run;
    record->concept_used = curb_concept_of(run, self->replicate);
    for (uint32_t attempt = 0;; attempt++) {
        curb_diagnostics_t trouble = {0};
        record->draw_attempt = attempt;
        if (run->draws) {
            curb_draw_parameters(run->world, run->seed, self->replicate, attempt,
                self->world, record->parameters);
        } else {
            curb_central_parameters(run->world, self->world, record->parameters);
        }
        curb_error_t error = curb_world_check(self->world, &trouble);
        if (error == CURB_OK) {
            error = curb_solve(self->market, &self->population, self->world, run,
                record->concept_used, self->replicate, &trouble);
        }
        bool again = error == CURB_ERR_INVALID && run->draws && run->solved == NULL &&
                     attempt + 1 < DRAW_ATTEMPTS;
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
