/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/run.h"

#include "model/ledger.h"
#include "model/levers.h"
#include "model/memory.h"
#include "model/month.h"
#include "model/replicate.h"
#include "model/solve.h"

size_t curb_run_period_count(const curb_run_t *run)
{
    return (size_t)((run->months + run->period_months - 1) / run->period_months);
}

size_t curb_run_solved_count(const curb_run_t *run) { return curb_solve_count(run->world); }

static unsigned char *aligned(void *block)
{
    return (unsigned char *)block + (64 - (uintptr_t)block % 64) % 64;
}

static curb_error_t allocate_states(curb_replicate_t *self)
{
    size_t room_bytes = curb_state_room_bytes(self->market, &self->population);
    size_t bytes = curb_state_bytes(self->market, &self->population) - room_bytes;
    size_t count = 0;
    for (size_t s = 0; s < self->run->scenario_count; s++) {
        count += self->wanted[s] || s == 0;
    }
    self->block = curb_calloc_whole(count * bytes + 64, 1);
    self->room = curb_calloc(count * room_bytes + 64, 1);
    if (self->block == NULL || self->room == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    size_t n = 0;
    for (size_t s = 0; s < self->run->scenario_count; s++) {
        if (self->wanted[s] || s == 0) {
            curb_state_place_apart(&self->states[s], self->market, &self->population,
                &self->run->scenarios[s], aligned(self->block) + n * bytes,
                aligned(self->room) + n * room_bytes);
            n++;
        }
    }
    return curb_workspace_init(
        &self->workspace, self->market, &self->population, self->run->threads, count);
}

/* Scenarios that differ from this month on leave the shared past as copies of the baseline.
 */
static size_t fork_due(curb_replicate_t *self, size_t live, int month)
{
    for (size_t s = 1; s < self->run->scenario_count; s++) {
        if (self->wanted[s] && self->first_month[s] == month) {
            curb_state_fork(&self->states[s], &self->states[0]);
            self->live[live++] = &self->states[s];
        }
    }
    return live;
}

static void close_period(
    curb_replicate_t *self, size_t live, int month, curb_record_t *record)
{
    const curb_run_t *run = self->run;
    size_t period = (size_t)(month / run->period_months);
    for (size_t s = 0; s < run->scenario_count; s++) {
        if (self->wanted[s]) {
            bool shared_past = s == 0 || self->first_month[s] > month;
            const curb_state_t *state = &self->states[shared_past ? 0 : s];
            curb_ledger_write(state, self->market, record, s, period);
        }
    }
    for (size_t i = 0; i < live; i++) {
        curb_ledger_clear(self->live[i], self->market);
    }
}

static void run_months(curb_replicate_t *self, curb_record_t *record)
{
    const curb_run_t *run = self->run;
    curb_state_start(
        &self->states[0], self->market, &self->population, run->seed, self->replicate);
    self->live[0] = &self->states[0];
    size_t live = 1;
    for (int month = 0; month < run->months; month++) {
        live = fork_due(self, live, month);
        curb_month(self->live, live, self->market, &self->population, &self->workspace,
            run->seed, self->replicate);
        if ((month + 1) % run->period_months == 0 || month + 1 == run->months) {
            close_period(self, live, month, record);
        }
    }
}

static double capped_in(const curb_record_t *record, size_t scenario)
{
    const double *capped = curb_record_series(record, scenario, CURB_METRIC_CAPPED);
    size_t values =
        record->period_count * record->jurisdiction_count * record->sector_count;
    double sum = 0.0;
    for (size_t i = 0; i < values; i++) {
        sum += capped[i];
    }
    return sum;
}

/* Says in how many scenarios the bound on a month's hazard cut off recruitments; how many
 * in each is a metric. */
static void report_capped(const curb_replicate_t *self, const curb_record_t *record,
    curb_diagnostics_t *diagnostics)
{
    size_t wanted = 0, with_some = 0, worst = 0;
    double most = 0.0;
    for (size_t s = 0; s < record->scenario_count; s++) {
        double capped = self->wanted[s] ? capped_in(record, s) : 0.0;
        wanted += self->wanted[s];
        with_some += capped > 0.0;
        worst = capped > most ? s : worst;
        most = capped > most ? capped : most;
    }
    if (with_some > 0) {
        curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "the bound on a month's hazard cut off recruitments in %zu of %zu scenarios, "
            "at most %.0f (%s)",
            with_some, wanted, most, self->run->scenarios[worst].id);
    }
}

curb_error_t curb_run_replicate(const curb_run_t *run, uint32_t replicate,
    const bool *wanted, curb_record_t *record, curb_diagnostics_t *diagnostics)
{
    curb_replicate_t self;
    curb_error_t error = curb_replicate_init(&self, run, replicate);
    if (error != CURB_OK) {
        return error;
    }
    for (size_t s = 0; s < run->scenario_count; s++) {
        self.wanted[s] = wanted == NULL || wanted[s];
        self.first_month[s] = curb_scenario_first_month(&run->scenarios[s], run->months);
    }
    record->replicate = replicate;
    error = curb_replicate_solve(&self, record, diagnostics);
    if (error == CURB_OK) {
        error = allocate_states(&self);
    }
    if (error == CURB_OK) {
        curb_solve_pack(self.market, record->solved);
        run_months(&self, record);
        report_capped(&self, record, diagnostics);
    }
    curb_replicate_free(&self);
    return error;
}
