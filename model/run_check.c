/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of a run before it starts: whether it may, and what it will need. */
#include "model/replicate.h"

static const double active_refused = 2.0;
static const double active_warned = 20.0;

static bool check_sizes(const curb_replicate_t *self, curb_diagnostics_t *diagnostics)
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
static void report_spending(const curb_replicate_t *self, curb_diagnostics_t *diagnostics)
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
    curb_replicate_t self;
    curb_error_t error =
        curb_replicate_solve_central(&self, run, curb_concept_of(run, 0), diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    error = check_sizes(&self, diagnostics) ? CURB_OK : CURB_ERR_INVALID;
    report_spending(&self, diagnostics);
    curb_replicate_free(&self);
    return error;
}

curb_error_t curb_run_memory_bytes(
    const curb_run_t *run, size_t *bytes, curb_diagnostics_t *diagnostics)
{
    curb_replicate_t self;
    curb_error_t error =
        curb_replicate_solve_central(&self, run, curb_concept_of(run, 0), diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    size_t values = run->scenario_count * CURB_METRIC_COUNT * curb_run_period_count(run) *
                    curb_cell_count(run->world);
    *bytes = run->scenario_count * curb_state_bytes(self.market, &self.population) +
             curb_workspace_bytes(self.market, &self.population, run->threads) +
             self.population.buyer_count * 5 * sizeof(float) + values * sizeof(double) +
             sizeof(curb_world_t) + sizeof(curb_market_t);
    curb_replicate_free(&self);
    return CURB_OK;
}
