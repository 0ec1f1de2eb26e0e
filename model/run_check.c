/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of a run before it starts: whether it may, and what it will need. */
#include "model/replicate.h"

#include <math.h>

/* Places of which each is told apart; of more, the first and the number of the rest. */
enum { TOLD_EACH = 8 };

static const double active_refused = 2.0;
static const double active_warned = 20.0;

static bool check_sizes(const curb_replicate_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = self->world;
    bool refused = false;
    size_t noisy = 0;
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
        } else if (active < active_warned && ++noisy <= TOLD_EACH) {
            curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
                "scale: %s in %s has only %.1f active trafficker agents at scale %.6g, so "
                "its own "
                "numbers are noisy; a scale of %.4g gives it %.0f",
                sector, place, active, self->run->people_per_agent, needed, active_warned);
        }
    }
    if (noisy > TOLD_EACH) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "scale: %zu more cells have fewer than %.0f active trafficker agents",
            noisy - TOLD_EACH, active_warned);
    }
    return !refused;
}

/* USD a year and active buyer that the anchors of a cell of sexual services imply. */
static double spending_of(const curb_replicate_t *self, size_t cell)
{
    const curb_market_cell_t *rest = &self->market->cells[cell];
    return 12.0 * rest->purchases * rest->consumer_price /
           curb_buyer_number(self->world, cell, CURB_INDIVIDUAL);
}

/* Surveys of buyers (evidence: 740 USD a year and active buyer in the United States, 300 to
 * 1,500 elsewhere) against what the anchors imply; a tension, not an error. Of many places
 * the range is told, without names: it would be read as a ranking. */
static void report_spending(const curb_replicate_t *self, curb_diagnostics_t *diagnostics)
{
    static const char tension[] = "a survey found 740 (United States 2018, derived). The "
                                  "two do not fit together, and "
                                  "neither is changed";
    const curb_world_t *world = self->world;
    size_t count = 0;
    double least = INFINITY, most = 0.0;
    for (size_t c = 0; c < self->market->cell_count; c++) {
        if (world->sectors[c % world->sector_count].family != CURB_SEXUAL) {
            continue;
        }
        double yearly = spending_of(self, c);
        least = fmin(least, yearly);
        most = fmax(most, yearly);
        count++;
        if (world->jurisdiction_count <= TOLD_EACH) {
            curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
                "%s in %s: the anchors imply %.0f USD a year per active buyer; %s",
                world->sectors[c % world->sector_count].id,
                world->jurisdictions[c / world->sector_count].id, yearly, tension);
        }
    }
    if (count > 0 && world->jurisdiction_count > TOLD_EACH) {
        curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "sexual services in %zu places: the anchors imply %.0f to %.0f USD a year per "
            "active buyer; %s",
            count, least, most, tension);
    }
}

/* Who is counted with whom, and what was not observed. */
static void report_places(const curb_world_t *world, curb_diagnostics_t *diagnostics)
{
    size_t allocated = 0;
    for (size_t j = 0; j < world->jurisdiction_count; j++) {
        const curb_jurisdiction_t *place = &world->jurisdictions[j];
        allocated += place->allocated ? 1 : 0;
        if (place->includes[0] != '\0') {
            curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
                "%s: counted with %s", place->includes, place->id);
        }
    }
    if (allocated > 0) {
        curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "the anchors of %zu of %zu jurisdictions are allocated from regions, not "
            "observed: read changes in per cent of their own baseline, no levels and no "
            "ranks",
            allocated, world->jurisdiction_count);
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
    report_places(self.world, diagnostics);
    curb_replicate_free(&self);
    return error;
}

curb_error_t curb_run_memory(
    const curb_run_t *run, curb_run_memory_t *memory, curb_diagnostics_t *diagnostics)
{
    curb_replicate_t self;
    curb_error_t error =
        curb_replicate_solve_central(&self, run, curb_concept_of(run, 0), diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    const curb_market_t *market = self.market;
    const curb_population_t *population = &self.population;
    double scenarios = (double)run->scenario_count;
    double values = scenarios * CURB_METRIC_COUNT * (double)curb_run_period_count(run) *
                    (double)curb_cell_count(run->world);
    double both = (double)population->bytes + values * sizeof(double) +
                  sizeof(curb_world_t) + sizeof(curb_market_t);
    memory->asked =
        both + scenarios * (double)curb_state_bytes(market, population) +
        (double)curb_workspace_bytes(market, population, run->threads, run->scenario_count);
    memory->used =
        both + scenarios * (double)curb_state_used_bytes(market, population) +
        curb_workspace_used_bytes(market, population, run->threads, run->scenario_count);
    curb_replicate_free(&self);
    return CURB_OK;
}
