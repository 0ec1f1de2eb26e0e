/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what can be observed of a cell to the four monthly rates that cannot. Escape follows
 * at once from duration, detection and quitting; recruitment is the root of the mean
 * holding; detection and entry are found on the way, the capacities by an outer search on
 * their mean. */
#include "model/holding_cell.h"

#include "model/bits.h"

#include <stdio.h>

static void store(const curb_holding_cell_t *problem, double services,
    curb_market_cell_t *cell, const curb_responses_t *responses)
{
    /* float: the last bit of a solve depends on the processor, the run must not */
    cell->recruit = curb_to_float(problem->rates.recruit);
    cell->detection = curb_to_float(problem->rates.detection);
    double left = (1.0 - problem->rates.escape) / (1.0 - services);
    cell->escape = curb_to_float(1.0 - left);
    cell->entry = curb_to_float(problem->entry_total * (1.0 - responses->succession));
    for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        cell->capacity[i] = problem->capacity[i];
    }
    curb_holding_totals_t totals = curb_holding_cell_totals(problem);
    cell->capacity_mean = curb_to_float(totals.capacity / totals.active);
}

static void fill_in(curb_holding_cell_t *problem, const curb_market_t *market,
    const curb_population_t *population, size_t c)
{
    const curb_responses_t *responses = &market->world->responses;
    const curb_cell_anchors_t *anchors = &market->world->cells[c];
    *problem = (curb_holding_cell_t){.held = anchors->held,
        .fill = anchors->fill,
        .active_wanted = market->cells[c].active / market->people_per_agent,
        .conviction = responses->conviction,
        .sentence_months = (double)curb_barred_months(responses),
        .rates = {.quit = anchors->quit,
            .growth = responses->holding_detection,
            .held = anchors->held}};
    for (uint32_t s = population->cell_first_slot[c];
         s < population->cell_first_slot[c + 1]; s++) {
        problem->slots[population->capacity_class[s]] += 1.0;
    }
}

static curb_error_t solve_cell(curb_market_t *market, const curb_population_t *population,
    size_t c, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = market->world;
    const curb_cell_anchors_t *anchors = &world->cells[c];
    char name[3 * CURB_ID_BYTES];
    snprintf(name, sizeof name, "%s in %s", world->sectors[c % world->sector_count].id,
        world->jurisdictions[c / world->sector_count].id);
    curb_holding_cell_t problem;
    fill_in(&problem, market, population, c);
    double identified = anchors->identified_share[market->concept_used];
    /* of those identified a month, services in force find some; the rest with the holder */
    double services = market->rest_cells[c].identified;
    double by_services = services * (1.0 - anchors->quit);
    double a_month = identified * (1.0 / 12.0 + 1.0 / anchors->duration_months);
    problem.person_detection = (a_month - by_services) / (1.0 - by_services);
    if (problem.person_detection < 0.0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: victim support in force identifies %.4g a month, more than "
            "identified_share (%s) "
            "%.4g and duration_months %.4g allow in all",
            name, by_services, curb_concept_keys[market->concept_used], identified,
            anchors->duration_months);
    }
    double kept =
        (1.0 - problem.person_detection) * (1.0 - anchors->quit) * (1.0 - services);
    double escape = 1.0 - (1.0 - 1.0 / anchors->duration_months) / kept;
    problem.rates.escape = 1.0 - (1.0 - escape) * (1.0 - services);
    if (escape < 0.0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: people leave faster than duration_months %.4g allows; of a month's exits, "
            "identified_share (%s) %.4g gives detection %.4g and quit gives %.4g, "
            "holding_detection is %.4g",
            name, anchors->duration_months, curb_concept_keys[market->concept_used],
            identified, problem.person_detection, anchors->quit, problem.rates.growth);
    }
    curb_error_t error = curb_holding_cell_init(&problem);
    if (error == CURB_OK && curb_holding_fit(&problem)) {
        store(&problem, services, &market->cells[c], &world->responses);
    } else if (error == CURB_OK) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: no capacities and recruitment reproduce held %.4g and fill %.4g with quit "
            "%.4g "
            "and detection %.4g a month; a cell needs traffickers to draw on, so a smaller "
            "scale may help",
            name, anchors->held, anchors->fill, anchors->quit, problem.person_detection);
    }
    curb_holding_cell_free(&problem);
    return error;
}

static curb_error_t set_margins(
    curb_market_t *market, size_t c, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = market->world;
    const curb_cell_anchors_t *anchors = &world->cells[c];
    curb_market_cell_t *cell = &market->cells[c];
    cell->fixed_usd = 0.1 * cell->profit_usd * anchors->held / cell->capacity_mean;
    double seizure =
        1.0 + market->rest_cells[c].forfeiture * world->responses.forfeiture_weight;
    cell->adjusted_usd =
        cell->margin_usd - cell->detection * 6.0 * cell->profit_usd * seizure;
    if (!(cell->adjusted_usd > 0.0)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s in %s: detection of %.4g a month (identified_share over duration_months) "
            "costs "
            "more than the margin earns",
            world->sectors[c % world->sector_count].id,
            world->jurisdictions[c / world->sector_count].id, cell->detection);
    }
    return CURB_OK;
}

curb_error_t curb_market_margins(curb_market_t *market, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    for (size_t c = 0; c < market->cell_count; c++) {
        curb_error_t set = set_margins(market, c, diagnostics);
        error = set != CURB_OK ? set : error;
    }
    return error;
}

curb_error_t curb_market_holdings(curb_market_t *market,
    const curb_population_t *population, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    for (size_t c = 0; c < market->cell_count; c++) {
        curb_error_t solved = solve_cell(market, population, c, diagnostics);
        error = solved != CURB_OK ? solved : error;
    }
    return error == CURB_OK ? curb_market_margins(market, diagnostics) : error;
}
