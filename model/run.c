/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/run.h"

#include "model/cost.h"
#include "model/draw.h"
#include "model/ledger.h"
#include "model/levers.h"
#include "model/memory.h"
#include "model/month.h"
#include "model/solve.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DRAW_ATTEMPTS = 50 };

static const double active_refused = 2.0;
static const double active_warned = 20.0;
static const double shipping_counts = 0.01; /* share of an importer's units */

size_t curb_run_period_count(const curb_run_t *run)
{
    return (size_t)((run->months + run->period_months - 1) / run->period_months);
}

size_t curb_run_solved_count(const curb_run_t *run) { return curb_solve_count(run->world); }

/* What one replicate owns while it runs. */
typedef struct {
    const curb_run_t *run;
    uint32_t replicate;
    curb_world_t *world; /* drawn */
    curb_market_t *market;
    curb_population_t population;
    curb_workspace_t workspace;
    curb_state_t *states; /* [scenario] */
    curb_state_t **live;  /* [scenario] those that have left the shared past */
    bool *wanted;         /* [scenario] */
    int *first_month;     /* [scenario] in which it differs from the baseline */
    void *block;          /* of all states */
} replicate_t;

static void replicate_free(replicate_t *self)
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

static curb_error_t replicate_init(
    replicate_t *self, const curb_run_t *run, uint32_t replicate)
{
    gsl_set_error_handler_off();
    *self = (replicate_t){.run = run, .replicate = replicate};
    size_t count = run->scenario_count;
    self->world = curb_calloc(1, sizeof *self->world);
    self->market = curb_calloc(1, sizeof *self->market);
    self->states = curb_calloc(count, sizeof *self->states);
    self->live = curb_calloc(count, sizeof *self->live);
    self->wanted = curb_calloc(count, sizeof *self->wanted);
    self->first_month = curb_calloc(count, sizeof *self->first_month);
    if (self->world == NULL || self->market == NULL || self->states == NULL ||
        self->live == NULL || self->wanted == NULL || self->first_month == NULL) {
        replicate_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    return CURB_OK;
}

static int concept_of(const curb_run_t *run, uint32_t replicate)
{
    return run->alternate_concepts ? (int)(replicate % CURB_CONCEPT_COUNT)
                                   : run->concept_used;
}

/* Draws until the anchors fit together; at most DRAW_ATTEMPTS times. */
static curb_error_t draw_and_solve(
    replicate_t *self, curb_record_t *record, curb_diagnostics_t *diagnostics)
{
    const curb_run_t *run = self->run;
    record->concept_used = concept_of(run, self->replicate);
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
                (curb_place_t){0}, NULL, "replicate %u, draw %u: %s", self->replicate,
                attempt, trouble.messages[i].text);
        }
        curb_diagnostics_free(&trouble);
        if (!again) {
            return error;
        }
        curb_population_free(&self->population);
    }
}

static curb_error_t allocate_states(replicate_t *self)
{
    size_t bytes = curb_state_bytes(self->market, &self->population);
    size_t count = 0;
    for (size_t s = 0; s < self->run->scenario_count; s++) {
        count += self->wanted[s] || s == 0;
    }
    self->block = curb_calloc(count * bytes + 64, 1);
    if (self->block == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    unsigned char *next = self->block;
    next += (64 - (uintptr_t)next % 64) % 64;
    for (size_t s = 0; s < self->run->scenario_count; s++) {
        if (self->wanted[s] || s == 0) {
            curb_state_place(&self->states[s], self->market, &self->population,
                &self->run->scenarios[s], next);
            next += bytes;
        }
    }
    return curb_workspace_init(
        &self->workspace, self->market, &self->population, self->run->threads);
}

/* Scenarios that differ from this month on leave the shared past as copies of the baseline.
 */
static size_t fork_due(replicate_t *self, size_t live, int month)
{
    for (size_t s = 1; s < self->run->scenario_count; s++) {
        if (self->wanted[s] && self->first_month[s] == month) {
            curb_state_fork(&self->states[s], &self->states[0]);
            self->live[live++] = &self->states[s];
        }
    }
    return live;
}

static void close_period(replicate_t *self, size_t live, int month, curb_record_t *record)
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

static void run_months(replicate_t *self, curb_record_t *record)
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

curb_error_t curb_run_replicate(const curb_run_t *run, uint32_t replicate,
    const bool *wanted, curb_record_t *record, curb_diagnostics_t *diagnostics)
{
    replicate_t self;
    curb_error_t error = replicate_init(&self, run, replicate);
    if (error != CURB_OK) {
        return error;
    }
    for (size_t s = 0; s < run->scenario_count; s++) {
        self.wanted[s] = wanted == NULL || wanted[s];
        self.first_month[s] = curb_scenario_first_month(&run->scenarios[s], run->months);
    }
    record->replicate = replicate;
    error = draw_and_solve(&self, record, diagnostics);
    if (error == CURB_OK) {
        error = allocate_states(&self);
    }
    if (error == CURB_OK) {
        curb_solve_pack(self.market, record->solved);
        run_months(&self, record);
    }
    replicate_free(&self);
    return error;
}

/* The market at central parameters, for checks and plans. */
static curb_error_t solve_central(
    replicate_t *self, const curb_run_t *run, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = replicate_init(self, run, 0);
    if (error != CURB_OK) {
        return error;
    }
    double *values = curb_calloc(run->world->uncertain_count, sizeof *values);
    if (values == NULL) {
        replicate_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    curb_central_parameters(run->world, self->world, values);
    curb_free(values);
    error = curb_world_check(self->world, diagnostics);
    if (error == CURB_OK) {
        error = curb_solve(self->market, &self->population, self->world, run,
            concept_of(run, 0), 0, diagnostics);
    }
    if (error != CURB_OK) {
        replicate_free(self);
    }
    return error;
}

static bool check_sizes(const replicate_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = self->world;
    bool refused = false;
    for (size_t c = 0; c < self->market->cell_count; c++) {
        double active = self->market->cells[c].active / self->run->people_per_agent;
        const char *sector = world->sectors[c % world->sector_count].id;
        const char *place = world->jurisdictions[c / world->sector_count].id;
        double needed = self->market->cells[c].active / active_warned;
        if (active < active_refused) {
            refused = true;
            (void)curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "scale: %s in %s has %.1f active trafficker agents at scale %.6g, fewer "
                "than "
                "%.0f; a scale of %.4g gives it %.0f",
                sector, place, active, self->run->people_per_agent, active_refused, needed,
                active_warned);
        } else if (active < active_warned) {
            curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
                "scale: %s in %s has only %.1f active trafficker agents at scale %.6g, so "
                "its own "
                "numbers are noisy; a scale of %.4g gives it %.0f",
                sector, place, active, self->run->people_per_agent, needed, active_warned);
        }
    }
    return !refused;
}

/* Surveys of buyers (evidence: 740 USD a year and active buyer in the United States, 300 to
 * 1,500 elsewhere) against what the anchors imply; a tension, not an error. */
static void report_spending(const replicate_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = self->world;
    for (size_t c = 0; c < self->market->cell_count; c++) {
        if (world->sectors[c % world->sector_count].family != CURB_SEXUAL) {
            continue;
        }
        const curb_market_cell_t *cell = &self->market->cells[c];
        double yearly = 12.0 * cell->purchases * cell->consumer_price /
                        curb_buyer_number(world, c, CURB_INDIVIDUAL);
        curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "%s in %s: the anchors imply %.0f USD a year per active buyer; a survey found "
            "740 "
            "(United States 2018, derived). The two do not fit together, and neither is "
            "changed",
            world->sectors[c % world->sector_count].id,
            world->jurisdictions[c / world->sector_count].id, yearly);
    }
}

curb_error_t curb_run_check(const curb_run_t *run, curb_diagnostics_t *diagnostics)
{
    replicate_t self;
    curb_error_t error = solve_central(&self, run, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    error = check_sizes(&self, diagnostics) ? CURB_OK : CURB_ERR_INVALID;
    report_spending(&self, diagnostics);
    replicate_free(&self);
    return error;
}

curb_error_t curb_run_memory_bytes(
    const curb_run_t *run, size_t *bytes, curb_diagnostics_t *diagnostics)
{
    replicate_t self;
    curb_error_t error = solve_central(&self, run, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    size_t values = run->scenario_count * CURB_METRIC_COUNT * curb_run_period_count(run) *
                    curb_cell_count(run->world);
    *bytes = run->scenario_count * curb_state_bytes(self.market, &self.population) +
             curb_workspace_bytes(self.market, &self.population, run->threads) +
             self.population.buyer_count * 5 * sizeof(float) + values * sizeof(double) +
             sizeof(curb_world_t) + sizeof(curb_market_t);
    replicate_free(&self);
    return CURB_OK;
}

static double planned_cost(
    const replicate_t *self, const curb_scenario_t *scenario, double share)
{
    double cost = 0.0;
    for (size_t i = 0; i < scenario->policy_count; i++) {
        const curb_policy_t *policy = &scenario->policies[i];
        if (!policy->in_force) {
            cost += curb_cost_planned(
                self->market, &self->population, policy, share * policy->intensity);
        }
    }
    return cost;
}

/* One share for all policies of a package; costs rise with it, so bisection finds it. */
static void meet_budget(const replicate_t *self, curb_scenario_t *scenario)
{
    double low = 0.0;
    double high = 1.0;
    if (planned_cost(self, scenario, 1.0) <= scenario->budget_usd) {
        scenario->budget_capped = true;
        return;
    }
    for (int i = 0; i < 60; i++) {
        double middle = 0.5 * (low + high);
        if (planned_cost(self, scenario, middle) > scenario->budget_usd) {
            high = middle;
        } else {
            low = middle;
        }
    }
    for (size_t i = 0; i < scenario->policy_count; i++) {
        if (!scenario->policies[i].in_force) {
            /* float: the plan rests on a solve, whose last bit may differ between
             * processors */
            scenario->policies[i].intensity =
                (double)(float)(low * scenario->policies[i].intensity);
        }
    }
}

static bool acts_on_trade(curb_instrument_t instrument)
{
    return instrument == CURB_PROCUREMENT_RULES || instrument == CURB_DUE_DILIGENCE ||
           instrument == CURB_IMPORT_BAN;
}

static void find_suppliers(const curb_market_t *market, curb_scenario_t *scenario)
{
    const curb_world_t *world = market->world;
    for (size_t m = 0; m < world->sector_count; m++) {
        scenario->suppliers[m] = 0;
        for (size_t i = 0; i < scenario->policy_count; i++) {
            const curb_policy_t *policy = &scenario->policies[i];
            for (size_t j = 0; j < world->jurisdiction_count; j++) {
                bool imports = !policy->in_force && acts_on_trade(policy->instrument) &&
                               curb_policy_covers(policy, j, m);
                for (size_t k = 0; imports && k < world->jurisdiction_count; k++) {
                    bool ships = market->trade[m][j][k] > shipping_counts;
                    scenario->suppliers[m] |= ships ? UINT64_C(1) << k : 0;
                }
            }
        }
    }
}

curb_error_t curb_run_plan_budgets(
    const curb_run_t *run, curb_scenario_t *scenarios, curb_diagnostics_t *diagnostics)
{
    replicate_t self;
    curb_error_t error = solve_central(&self, run, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    for (size_t s = 0; s < run->scenario_count; s++) {
        if (scenarios[s].budget_usd > 0.0) {
            meet_budget(&self, &scenarios[s]);
        }
        scenarios[s].planned_cost_usd = planned_cost(&self, &scenarios[s], 1.0);
        find_suppliers(self.market, &scenarios[s]);
    }
    replicate_free(&self);
    return CURB_OK;
}
