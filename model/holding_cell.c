/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/holding_cell.h"

#include "model/holding_chain.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

enum { ENTRY_STEPS = 200, NEWTON_STEPS = 40 };

static const double least_entry = 1e-8;
static const double entry_tolerance = 1e-11;

static int capacity_at(double mean, int class)
{
    double upper = 1.0 - ((double)class + 0.5) / CURB_CAPACITY_CLASSES;
    double k = mean > 1.0 ? 1.0 + floor(log(upper) / log1p(-1.0 / mean)) : 1.0;
    return (int)fmin(k, CURB_CAPACITY_MAX);
}

curb_error_t curb_holding_cell_init(curb_holding_cell_t *self)
{
    self->room = capacity_at(curb_holding_widest_mean(self), CURB_CAPACITY_CLASSES - 1);
    size_t table = curb_chain_table(self->room);
    self->block = curb_calloc((3 + CURB_CAPACITY_CLASSES) * table, sizeof *self->block);
    if (self->block == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    self->stay = self->block;
    self->recruit = self->stay + table;
    self->matrix = self->recruit + table;
    return CURB_OK;
}

void curb_holding_cell_free(curb_holding_cell_t *self)
{
    curb_free(self->block);
    self->block = NULL;
}

/* One law for each capacity; classes without slots need none. */
static void lay_out_laws(curb_holding_cell_t *self)
{
    double *moves = self->matrix + curb_chain_table(self->room);
    self->law_count = 0;
    self->most = 0;
    for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        int capacity = self->capacity[i];
        size_t last = self->law_count - 1;
        if (!(self->slots[i] > 0.0)) {
            continue;
        }
        if (self->law_count == 0 || self->laws[last].capacity != capacity) {
            last = self->law_count++;
            self->laws[last].capacity = capacity;
            self->moves[last] = moves;
            memset(moves, 0, curb_chain_table(capacity) * sizeof *moves);
            moves += curb_chain_table(capacity);
            self->most = capacity; /* they rise with the class */
        }
        self->law_of[i] = last;
    }
}

void curb_holding_cell_set_capacities(curb_holding_cell_t *self, double mean)
{
    for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        self->capacity[i] = capacity_at(mean, i);
    }
    lay_out_laws(self);
    memset(self->stay, 0, curb_chain_table(self->most) * sizeof *self->stay);
    memset(self->recruit, 0, curb_chain_table(self->most) * sizeof *self->recruit);
    curb_chain_trials(self->stay, self->most, 1.0 - self->rates.escape);
}

void curb_holding_cell_set_moves(curb_holding_cell_t *self)
{
    curb_chain_trials(self->recruit, self->most, self->rates.recruit);
    for (size_t i = 0; i < self->law_count; i++) {
        curb_chain_moves(
            self->moves[i], self->laws[i].capacity, self->stay, self->recruit, self->most);
    }
}

void curb_holding_cell_set_laws(curb_holding_cell_t *self)
{
    for (size_t i = 0; i < self->law_count; i++) {
        curb_holding_law_of(&self->laws[i], self->laws[i].capacity, &self->rates,
            self->moves[i], self->matrix);
    }
}

static double active_with(curb_holding_cell_t *self, double entry_total)
{
    double share[CURB_CAPACITY_CLASSES];
    for (size_t i = 0; i < self->law_count; i++) {
        share[i] = curb_slot_shares(
            &self->laws[i], entry_total, self->conviction, self->sentence_months)
                       .active;
    }
    double sum = 0.0;
    for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        self->active[i] =
            self->slots[i] > 0.0 ? self->slots[i] * share[self->law_of[i]] : 0.0;
        sum += self->active[i];
    }
    return sum;
}

/* Active slots fall with u = 1/e as the sum of slots / (1 + barred + exit u) over laws;
 * Newton's method on the inverse of that sum, which is nearly a line.
 * @param slope  out: relative fall of the active with a relative rise of u, at the root */
static double newton_entry(const curb_holding_cell_t *self, double *slope)
{
    double slots[CURB_CAPACITY_CLASSES] = {0.0};
    double without[CURB_CAPACITY_CLASSES];
    for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        if (self->slots[i] > 0.0) {
            slots[self->law_of[i]] += self->slots[i];
        }
    }
    for (size_t i = 0; i < self->law_count; i++) {
        without[i] =
            1.0 + self->laws[i].detected * self->conviction * (self->sentence_months - 1.0);
    }
    double u = 1.0;
    for (int step = 0; step < NEWTON_STEPS; step++) {
        double active = 0.0;
        double fall = 0.0;
        for (size_t i = 0; i < self->law_count; i++) {
            double each = 1.0 / (without[i] + self->laws[i].exit * u);
            active += slots[i] * each;
            fall += slots[i] * each * each * self->laws[i].exit;
        }
        double change = active * (active / self->active_wanted - 1.0) / fall;
        *slope = fall * u / active;
        u = fmax(u + change, 0.5 * u);
        if (fabs(change) < 1e-14 * u) {
            break;
        }
    }
    return 1.0 / u;
}

bool curb_holding_cell_guess_entry(curb_holding_cell_t *self)
{
    double slope;
    if (active_with(self, 1.0) < self->active_wanted) {
        return false;
    }
    self->entry_total = newton_entry(self, &slope);
    (void)active_with(self, self->entry_total);
    return true;
}

/* Bisection on a log scale. What a step asks is whether the middle lies below the root,
 * and away from the root that is known without counting the active again. */
bool curb_holding_cell_find_entry(curb_holding_cell_t *self)
{
    double low = least_entry;
    double high = 1.0;
    double slope;
    if (active_with(self, high) < self->active_wanted) {
        return false;
    }
    double root = newton_entry(self, &slope);
    double near = slope > 1e-3 ? root * 1e-12 : HUGE_VAL;
    for (int i = 0; i < ENTRY_STEPS && high / low > 1.0 + entry_tolerance; i++) {
        double middle = sqrt(low * high);
        bool below = fabs(middle - root) > near
                         ? middle < root
                         : active_with(self, middle) < self->active_wanted;
        if (below) {
            low = middle;
        } else {
            high = middle;
        }
    }
    self->entry_total = sqrt(low * high);
    (void)active_with(self, self->entry_total);
    return true;
}

curb_holding_totals_t curb_holding_cell_totals(const curb_holding_cell_t *self)
{
    curb_holding_totals_t totals = {0};
    for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        if (self->slots[i] > 0.0) {
            const curb_holding_law_t *law = &self->laws[self->law_of[i]];
            totals.active += self->active[i];
            totals.held += self->active[i] * law->mean_held;
            totals.capacity += self->active[i] * self->capacity[i];
            totals.held_detected += self->active[i] * law->held_detected;
        }
    }
    return totals;
}

double curb_holding_cell_mean_capacity(const curb_holding_cell_t *self)
{
    double sum = 0.0;
    double slots = 0.0;
    for (size_t i = 0; i < CURB_CAPACITY_CLASSES; i++) {
        sum += self->slots[i] * self->capacity[i];
        slots += self->slots[i];
    }
    return sum / slots;
}
