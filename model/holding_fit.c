/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three searches in one another: mean capacity for the anchored fill, recruitment for the
 * anchored holding, detection by slot for the anchored detection by person. The capacities
 * are whole numbers, so the outer search only asks on which side of the anchor a fill lies:
 * a scout answers that, and the full search is made once, for the capacities it ends with.
 */
#include "model/holding_cell.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

enum { ROOT_STEPS = 100, DETECTION_STEPS = 40, FILL_STEPS = 16, SCOUT_STEPS = 20 };

static const double fill_tolerance = 0.005; /* docs/ODD.md asks for .02 */
static const double least_recruit = 1e-6;
static const double most_recruit = 0.999;
static const double scout_tolerance = 1e-7;
static const double scout_margin = 1e-5; /* on a fill found to that tolerance */

/* For a recruitment rate: detection such that person-weighted detection is as anchored. */
static bool settle(curb_holding_cell_t *self, double recruit)
{
    self->rates.recruit = recruit;
    if (!(self->rates.detection > 0.0)) { /* else the last solution is a good start */
        self->rates.detection = self->person_detection;
    }
    curb_holding_cell_set_moves(self);
    for (int step = 0; step < DETECTION_STEPS; step++) {
        curb_holding_cell_set_laws(self);
        if (!curb_holding_cell_find_entry(self)) {
            return false;
        }
        curb_holding_totals_t totals = curb_holding_cell_totals(self);
        double seen = totals.held_detected / totals.held;
        if (seen <= 0.0 || fabs(seen / self->person_detection - 1.0) < 1e-10) {
            return self->person_detection <= 0.0 || seen > 0.0;
        }
        self->rates.detection *= self->person_detection / seen;
    }
    return true;
}

static double held_gap(double log_recruit, void *parameters)
{
    curb_holding_cell_t *self = parameters;
    if (!settle(self, exp(log_recruit))) {
        return -self->held;
    }
    curb_holding_totals_t totals = curb_holding_cell_totals(self);
    return totals.held / totals.active - self->held;
}

static bool find_recruitment(curb_holding_cell_t *self)
{
    double low = log(least_recruit);
    double high = log(most_recruit);
    if (held_gap(high, self) < 0.0) {
        return false;
    }
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (solver == NULL) {
        return false;
    }
    gsl_function function = {held_gap, self};
    bool found = gsl_root_fsolver_set(solver, &function, low, high) == GSL_SUCCESS;
    for (int i = 0; found && i < ROOT_STEPS; i++) {
        found = gsl_root_fsolver_iterate(solver) == GSL_SUCCESS;
        low = gsl_root_fsolver_x_lower(solver);
        high = gsl_root_fsolver_x_upper(solver);
        if (gsl_root_test_interval(low, high, 1e-9, 0.0) == GSL_SUCCESS) {
            break;
        }
    }
    (void)held_gap(gsl_root_fsolver_root(solver), self);
    gsl_root_fsolver_free(solver);
    return found;
}

static double fill_of(const curb_holding_cell_t *self)
{
    curb_holding_totals_t totals = curb_holding_cell_totals(self);
    return totals.held / totals.capacity;
}

static double full_gap(curb_holding_cell_t *self)
{
    return find_recruitment(self) ? fill_of(self) - self->fill : HUGE_VAL;
}

/* A look at the log of recruitment and the log of detection: how far the laws there are
 * from the anchored holding and detection by person, as logs of ratios. */
typedef struct {
    double at[2], miss[2];
} look_t;

/* What the scout learnt at the capacities before: where the root was, and how the misses
 * change around it. */
typedef struct {
    bool known;
    double at[2], slope[2][2];
} scout_t;

static bool look(curb_holding_cell_t *self, look_t *look)
{
    self->rates.recruit = exp(look->at[0]);
    self->rates.detection = exp(look->at[1]);
    curb_holding_cell_set_moves(self);
    curb_holding_cell_set_laws(self);
    if (!curb_holding_cell_guess_entry(self)) {
        return false;
    }
    curb_holding_totals_t totals = curb_holding_cell_totals(self);
    look->miss[0] = log(totals.held / totals.active / self->held);
    look->miss[1] = log(totals.held_detected / totals.held / self->person_detection);
    return isfinite(look->miss[0]) && isfinite(look->miss[1]);
}

static bool measure_slopes(curb_holding_cell_t *self, scout_t *scout, const look_t *here)
{
    for (size_t i = 0; i < 2; i++) {
        look_t beside = *here;
        beside.at[i] -= 0.01;
        if (!look(self, &beside)) {
            return false;
        }
        for (size_t miss = 0; miss < 2; miss++) {
            scout->slope[miss][i] = (here->miss[miss] - beside.miss[miss]) / 0.01;
        }
    }
    return true;
}

/* Newton's step; false where the slopes are not those of a root that rises in both. */
static bool step_by_slopes(const scout_t *scout, const look_t *here, double step[2])
{
    const double(*slope)[2] = scout->slope;
    double determinant = slope[0][0] * slope[1][1] - slope[0][1] * slope[1][0];
    if (!(slope[1][1] > 0.05) || !(determinant > 0.02 * slope[1][1])) {
        return false;
    }
    step[0] = -(here->miss[0] * slope[1][1] - here->miss[1] * slope[0][1]) / determinant;
    step[1] = -(here->miss[1] * slope[0][0] - here->miss[0] * slope[1][0]) / determinant;
    double longest = fmax(fabs(step[0]), fabs(step[1]));
    double shorter = longest > 1.0 ? 1.0 / longest : 1.0;
    step[0] *= shorter;
    step[1] *= shorter;
    return true;
}

/* Broyden's update: the slopes that explain the last step and are otherwise as before. */
static void learn(scout_t *scout, const look_t *before, const look_t *after)
{
    double step[2] = {after->at[0] - before->at[0], after->at[1] - before->at[1]};
    double length = step[0] * step[0] + step[1] * step[1];
    for (size_t miss = 0; miss < 2; miss++) {
        double surprise = after->miss[miss] - before->miss[miss] -
                          scout->slope[miss][0] * step[0] - scout->slope[miss][1] * step[1];
        scout->slope[miss][0] += surprise * step[0] / length;
        scout->slope[miss][1] += surprise * step[1] / length;
    }
}

/* Detection by slot is at most that by person, as it rises with holding. So whether there
 * are slots enough to enter can be told for all recruitment at once. */
static bool slots_always_do(const curb_holding_cell_t *self)
{
    double slots = 0.0;
    for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        slots += self->slots[i];
    }
    double detected = self->person_detection;
    double away = detected + self->rates.quit +
                  detected * self->conviction * (self->sentence_months - 1.0);
    return self->rates.growth >= 0.0 && detected > 0.0 &&
           (1.0 + away) * self->active_wanted < 0.99 * slots;
}

/* The fill at these capacities, found without the last digits.
 * @return false when unsure: the full search has to tell. */
static bool find_fill(curb_holding_cell_t *self, scout_t *scout, double *fill)
{
    look_t here = {.at = {scout->at[0], scout->at[1]}};
    if (!slots_always_do(self) || !look(self, &here)) {
        return false;
    }
    if (!scout->known && !measure_slopes(self, scout, &here)) {
        return false;
    }
    for (int i = 0; i < SCOUT_STEPS; i++) {
        double step[2];
        if (fmax(fabs(here.miss[0]), fabs(here.miss[1])) < scout_tolerance) {
            *scout = (scout_t){true, {here.at[0], here.at[1]},
                {{scout->slope[0][0], scout->slope[0][1]},
                    {scout->slope[1][0], scout->slope[1][1]}}};
            *fill = fill_of(self);
            return true;
        }
        if (!step_by_slopes(scout, &here, step)) {
            return false;
        }
        look_t next = {.at = {here.at[0] + step[0], here.at[1] + step[1]}};
        if (next.at[0] > log(0.7) || next.at[0] < log(least_recruit) ||
            !look(self, &next)) {
            return false;
        }
        learn(scout, &here, &next);
        here = next;
    }
    return false;
}

/* The outer search compares gaps with 0, with the best so far and with the tolerance. */
static bool is_clear(double gap, double best_gap)
{
    double size = fabs(gap);
    return size > scout_margin && fabs(size - best_gap) > scout_margin &&
           fabs(size - fill_tolerance) > scout_margin;
}

static double gap_at(
    curb_holding_cell_t *self, scout_t *scout, double mean_capacity, double best_gap)
{
    double fill;
    if (!(mean_capacity > self->held * 1.02)) {
        return HUGE_VAL;
    }
    if (find_fill(self, scout, &fill) && is_clear(fill - self->fill, best_gap)) {
        return fill - self->fill;
    }
    double gap = full_gap(self);
    if (isfinite(gap)) {
        *scout = (scout_t){.at = {log(self->rates.recruit), log(self->rates.detection)}};
    }
    return gap;
}

/* Mean capacity such that held over capacity is the anchored fill. Capacities are whole
 * numbers, so fill moves in steps: bisection until it is near enough or the step is found,
 * and the nearest that was seen wins. */
bool curb_holding_fit(curb_holding_cell_t *self)
{
    scout_t scout = {.at = {log(0.2), log(self->person_detection)}};
    double middle = self->held / self->fill;
    double low = 1.0;
    double high = curb_holding_widest_mean(self);
    double best_mean = 0.0;
    double best_gap = HUGE_VAL;
    double last_mean_capacity = 0.0;
    double gap = 0.0;
    for (int i = 0; i < FILL_STEPS && best_gap > fill_tolerance; i++) {
        curb_holding_cell_set_capacities(self, middle);
        double mean = curb_holding_cell_mean_capacity(self);
        if (mean != last_mean_capacity) { /* else the same whole numbers again */
            gap = gap_at(self, &scout, mean, best_gap);
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
    curb_holding_cell_set_capacities(self, best_mean);
    return find_recruitment(self);
}
