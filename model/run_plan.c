/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run settles before it starts: doses that meet a budget, planned costs, and who
 * ships to importers under a trade instrument. */
#include "model/bits.h"
#include "model/cost.h"
#include "model/levers.h"
#include "model/replicate.h"

static const double shipping_counts = 0.01; /* share of an importer's units */

/* The market at rest under each concept of detection that the replicates use: what cases
 * cost depends on how many are detected, so a plan for both takes the mean. */
typedef struct {
    size_t count;
    curb_replicate_t at_rest[CURB_CONCEPT_COUNT];
} plan_t;

static void plan_free(plan_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        curb_replicate_free(&self->at_rest[i]);
    }
}

static curb_error_t plan_init(
    plan_t *self, const curb_run_t *run, curb_diagnostics_t *diagnostics)
{
    size_t wanted = run->alternate_concepts ? CURB_CONCEPT_COUNT : 1;
    for (self->count = 0; self->count < wanted; self->count++) {
        curb_error_t error = curb_replicate_solve_central(&self->at_rest[self->count], run,
            curb_concept_of(run, (uint32_t)self->count), diagnostics);
        if (error != CURB_OK) {
            plan_free(self);
            return error;
        }
    }
    return CURB_OK;
}

static double planned_cost(
    const plan_t *self, const curb_scenario_t *scenario, double share)
{
    double cost = 0.0;
    for (size_t concept = 0; concept < self->count; concept ++) {
        const curb_replicate_t *at_rest = &self->at_rest[concept];
        for (size_t i = 0; i < scenario->policy_count; i++) {
            const curb_policy_t *policy = &scenario->policies[i];
            if (!policy->in_force) {
                cost += curb_cost_planned(at_rest->market, &at_rest->population, policy,
                    share * policy->intensity);
            }
        }
    }
    return cost / (double)self->count;
}

/* One share for all policies of a package; costs rise with it, so bisection finds it. */
static void meet_budget(const plan_t *self, curb_scenario_t *scenario)
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
                curb_to_float(low * scenario->policies[i].intensity);
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
    plan_t plan;
    curb_error_t error = plan_init(&plan, run, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    for (size_t s = 0; s < run->scenario_count; s++) {
        if (scenarios[s].budget_usd > 0.0 && !scenarios[s].budget_is_limit) {
            meet_budget(&plan, &scenarios[s]);
        }
        scenarios[s].planned_cost_usd = planned_cost(&plan, &scenarios[s], 1.0);
        find_suppliers(plan.at_rest[0].market, &scenarios[s]);
    }
    plan_free(&plan);
    return CURB_OK;
}
