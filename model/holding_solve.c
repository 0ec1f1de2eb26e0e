/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what can be observed of a cell to the four monthly rates that cannot. Escape follows
 * at once from duration, detection and quitting; recruitment is the root of the mean
 * holding; detection and entry are found on the way, the capacities by an outer search on
 * their mean. */
#include "model/holding.h"

#include "model/bits.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdio.h>

enum { ROOT_STEPS = 100, DETECTION_STEPS = 40, ENTRY_STEPS = 200, FILL_STEPS = 16 };

static const double fill_tolerance = 0.005; /* docs/ODD.md asks for .02 */

typedef struct {
    const curb_cell_anchors_t *anchors;
    double slots[CURB_CAPACITY_CLASSES]; /* slots of each class */
    int capacity[CURB_CAPACITY_CLASSES];
    double active_wanted;    /* miniature traffickers */
    double person_detection; /* wanted: person-weighted, a month */
    double services;         /* identified by services in force, a month */
    double conviction, sentence_months;
    curb_holding_rates_t rates;
    curb_holding_law_t law[CURB_CAPACITY_CLASSES];
    double entry_total; /* with successors; infinite when there are too few slots */
    double active[CURB_CAPACITY_CLASSES];
} cell_problem_t;

/* K >= 1, geometric with a mean, at the middle of twelve equal classes. */
static void set_capacities(cell_problem_t *problem, double mean)
{
    for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        double upper = 1.0 - ((double)i + 0.5) / CURB_CAPACITY_CLASSES;
        double k = mean > 1.0 ? 1.0 + floor(log(upper) / log1p(-1.0 / mean)) : 1.0;
        problem->capacity[i] = (int)fmin(k, CURB_CAPACITY_MAX);
    }
}

static double active_with(cell_problem_t *problem, double entry_total)
{
    double sum = 0.0;
    for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        curb_slot_shares_t shares = curb_slot_shares(
            &problem->law[i], entry_total, problem->conviction, problem->sentence_months);
        problem->active[i] = problem->slots[i] * shares.active;
        sum += problem->active[i];
    }
    return sum;
}

/* The number active rises with entry; bisection on a log scale. False: too few slots. */
static bool find_entry(cell_problem_t *problem)
{
    double low = 1e-8;
    double high = 1.0;
    if (active_with(problem, high) < problem->active_wanted) {
        return false;
    }
    for (int i = 0; i < ENTRY_STEPS && high / low > 1.0 + 1e-11; i++) {
        double middle = sqrt(low * high);
        if (active_with(problem, middle) < problem->active_wanted) {
            low = middle;
        } else {
            high = middle;
        }
    }
    problem->entry_total = sqrt(low * high);
    (void)active_with(problem, problem->entry_total);
    return true;
}

typedef struct {
    double held, capacity, held_detected, active;
} totals_t;

static totals_t totals_of(const cell_problem_t *problem)
{
    totals_t totals = {0};
    for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        totals.active += problem->active[i];
        totals.held += problem->active[i] * problem->law[i].mean_held;
        totals.capacity += problem->active[i] * problem->capacity[i];
        totals.held_detected += problem->active[i] * problem->law[i].held_detected;
    }
    return totals;
}

static void set_laws(cell_problem_t *problem)
{
    for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        if (i > 0 && problem->capacity[i] == problem->capacity[i - 1]) {
            problem->law[i] = problem->law[i - 1];
        } else {
            curb_holding_law(&problem->law[i], problem->capacity[i], &problem->rates);
        }
    }
}

/* For a recruitment rate: detection such that person-weighted detection is as anchored. */
static bool settle(cell_problem_t *problem, double recruit)
{
    problem->rates.recruit = recruit;
    if (!(problem->rates.detection > 0.0)) { /* else the last solution is a good start */
        problem->rates.detection = problem->person_detection;
    }
    for (int step = 0; step < DETECTION_STEPS; step++) {
        set_laws(problem);
        if (!find_entry(problem)) {
            return false;
        }
        totals_t totals = totals_of(problem);
        double seen = totals.held_detected / totals.held;
        if (seen <= 0.0 || fabs(seen / problem->person_detection - 1.0) < 1e-10) {
            return problem->person_detection <= 0.0 || seen > 0.0;
        }
        problem->rates.detection *= problem->person_detection / seen;
    }
    return true;
}

static double held_gap(double log_recruit, void *parameters)
{
    cell_problem_t *problem = parameters;
    if (!settle(problem, exp(log_recruit))) {
        return -problem->anchors->held;
    }
    totals_t totals = totals_of(problem);
    return totals.held / totals.active - problem->anchors->held;
}

static bool find_recruitment(cell_problem_t *problem)
{
    double low = log(1e-6);
    double high = log(0.999);
    if (held_gap(high, problem) < 0.0) {
        return false;
    }
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL) {
        return false;
    }
    gsl_function function = {held_gap, problem};
    bool found = gsl_root_fsolver_set(solver, &function, low, high) == GSL_SUCCESS;
    for (int i = 0; found && i < ROOT_STEPS; i++) {
        found = gsl_root_fsolver_iterate(solver) == GSL_SUCCESS;
        low = gsl_root_fsolver_x_lower(solver);
        high = gsl_root_fsolver_x_upper(solver);
        if (gsl_root_test_interval(low, high, 1e-9, 0.0) == GSL_SUCCESS) {
            break;
        }
    }
    (void)held_gap(gsl_root_fsolver_root(solver), problem);
    gsl_root_fsolver_free(solver);
    return found;
}

static double fill_of(const cell_problem_t *problem)
{
    totals_t totals = totals_of(problem);
    return totals.held / totals.capacity;
}

static double mean_capacity(const cell_problem_t *problem)
{
    double sum = 0.0;
    double slots = 0.0;
    for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        sum += problem->slots[i] * problem->capacity[i];
        slots += problem->slots[i];
    }
    return sum / slots;
}

/* Mean capacity such that held over capacity is the anchored fill. Capacities are whole
 * numbers, so fill moves in steps: bisection until it is near enough or the step is found,
 * and the nearest that was seen wins. */
static bool find_capacities(cell_problem_t *problem)
{
    double middle = problem->anchors->held / problem->anchors->fill;
    double low = 1.0;
    double high = 4.0 * middle + 4.0;
    double best_mean = 0.0;
    double best_gap = HUGE_VAL;
    double last_mean_capacity = 0.0;
    double gap = 0.0;
    for (int i = 0; i < FILL_STEPS && best_gap > fill_tolerance; i++) {
        set_capacities(problem, middle);
        double mean = mean_capacity(problem);
        if (mean != last_mean_capacity) { /* else the same whole numbers again */
            bool possible =
                mean > problem->anchors->held * 1.02 && find_recruitment(problem);
            gap = possible ? fill_of(problem) - problem->anchors->fill : HUGE_VAL;
        }
        last_mean_capacity = mean;
        if (fabs(gap) < best_gap) {
            best_gap = fabs(gap);
            best_mean = middle;
        }
        if (gap > 0.0) {
            low = middle;
        } else {
            high = middle;
        }
        middle = 0.5 * (low + high);
    }
    if (best_mean == 0.0) {
        return false;
    }
    set_capacities(problem, best_mean);
    return find_recruitment(problem);
}

static double share_freed(const cell_problem_t *problem, double duration_months)
{
    double kept = (1.0 - problem->person_detection) * (1.0 - problem->rates.quit) *
                  (1.0 - problem->services);
    return 1.0 - (1.0 - 1.0 / duration_months) / kept;
}

static void store(const cell_problem_t *problem, curb_market_cell_t *cell,
    const curb_responses_t *responses)
{
    /* float: the last bit of a solve depends on the processor, the run must not */
    cell->recruit = curb_to_float(problem->rates.recruit);
    cell->detection = curb_to_float(problem->rates.detection);
    double left = (1.0 - problem->rates.escape) / (1.0 - problem->services);
    cell->escape = curb_to_float(1.0 - left);
    cell->entry = curb_to_float(problem->entry_total * (1.0 - responses->succession));
    for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        cell->capacity[i] = problem->capacity[i];
    }
    totals_t totals = totals_of(problem);
    cell->capacity_mean = curb_to_float(totals.capacity / totals.active);
}

static curb_error_t solve_cell(curb_market_t *market, const curb_population_t *population,
    size_t c, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = market->world;
    const curb_cell_anchors_t *anchors = &world->cells[c];
    curb_market_cell_t *cell = &market->cells[c];
    char name[3 * CURB_ID_BYTES];
    snprintf(name, sizeof name, "%s in %s", world->sectors[c % world->sector_count].id,
        world->jurisdictions[c / world->sector_count].id);
    cell_problem_t problem = {.anchors = anchors,
        .active_wanted = cell->active / market->people_per_agent,
        .conviction = world->responses.conviction,
        .sentence_months = (double)curb_barred_months(&world->responses)};
    double identified = anchors->identified_share[market->concept_used];
    /* of those identified a month, services in force find some; the rest with the holder */
    double by_services = market->rest_cells[c].identified * (1.0 - anchors->quit);
    double a_month = identified * (1.0 / 12.0 + 1.0 / anchors->duration_months);
    problem.person_detection = (a_month - by_services) / (1.0 - by_services);
    problem.services = market->rest_cells[c].identified;
    if (problem.person_detection < 0.0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: victim support in force identifies %.4g a month, more than "
            "identified_share (%s) "
            "%.4g and duration_months %.4g allow in all",
            name, by_services, curb_concept_keys[market->concept_used], identified,
            anchors->duration_months);
    }
    problem.rates = (curb_holding_rates_t){.quit = anchors->quit,
        .growth = world->responses.holding_detection,
        .held = anchors->held};
    for (uint32_t s = population->cell_first_slot[c];
         s < population->cell_first_slot[c + 1]; s++) {
        problem.slots[population->capacity_class[s]] += 1.0;
    }
    double escape = share_freed(&problem, anchors->duration_months);
    problem.rates.escape = 1.0 - (1.0 - escape) * (1.0 - problem.services);
    if (escape < 0.0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: people leave faster than duration_months %.4g allows; of a month's exits, "
            "identified_share (%s) %.4g gives detection %.4g and quit gives %.4g, "
            "holding_detection is %.4g",
            name, anchors->duration_months, curb_concept_keys[market->concept_used],
            identified, problem.person_detection, anchors->quit, problem.rates.growth);
    }
    if (!find_capacities(&problem)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: no capacities and recruitment reproduce held %.4g and fill %.4g with quit "
            "%.4g "
            "and detection %.4g a month; a cell needs traffickers to draw on, so a smaller "
            "scale may help",
            name, anchors->held, anchors->fill, anchors->quit, problem.person_detection);
    }
    store(&problem, cell, &world->responses);
    return CURB_OK;
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
