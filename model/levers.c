/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/levers.h"

#include "model/bits.h"

#include <math.h>

static const double norm_most = 3.0;
static const double norm_kept_a_year = 0.9;

double curb_policy_lever(
    const curb_world_t *world, const curb_policy_t *policy, curb_lever_t lever)
{
    double own = policy->lever[lever];
    return isnan(own) ? world->levers[policy->instrument][lever] : own;
}

static double either(double p, double q) { return 1.0 - (1.0 - p) * (1.0 - q); }

static double larger(double a, double b) { return a > b ? a : b; }

static void neutral(curb_levers_t *self, const curb_market_t *market)
{
    self->laws = self->cooperation = false;
    for (size_t j = 0; j < market->world->jurisdiction_count; j++) {
        self->added[j] = 0.0;
        self->vulnerability[j] = 1.0;
    }
    for (size_t c = 0; c < market->cell_count; c++) {
        self->cells[c] = (curb_cell_levers_t){.norm = 1.0,
            .online = 1.0,
            .available = 1.0,
            .detection = 1.0,
            .escape = 1.0,
            .recovery = 1.0};
        for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
            self->cells[c].kinds[k].demand = 1.0;
        }
    }
}

/* One policy on its way into the levers of a month. */
typedef struct {
    const curb_market_t *market;
    const curb_policy_t *policy;
    int month;
    double z;
} force_t;

static double lever(const force_t *force, curb_lever_t which)
{
    return curb_policy_lever(force->market->world, force->policy, which);
}

static void rules(const force_t *force, curb_kind_levers_t *kind)
{
    kind->compliance =
        either(kind->compliance, force->z * lever(force, CURB_LEVER_COMPLIANCE));
    kind->screening = larger(kind->screening, lever(force, CURB_LEVER_SCREENING));
    kind->penalty = larger(kind->penalty, lever(force, CURB_LEVER_PENALTY));
    kind->audit_share = larger(kind->audit_share, lever(force, CURB_LEVER_AUDIT_SHARE));
}

static void campaign(const force_t *force, curb_kind_levers_t *kind)
{
    kind->reach = either(kind->reach, force->z * lever(force, CURB_LEVER_REACH));
    kind->efficacy = larger(kind->efficacy, lever(force, CURB_LEVER_EFFICACY));
}

/* The law with the largest F decides what a sanction is felt to cost. */
static void offence(
    const force_t *force, curb_kind_levers_t *kind, double spend_usd, double *felt)
{
    bool knowing = force->policy->instrument == CURB_CRIMINALISE_KNOWING_USE;
    double investigated = force->z * lever(force, CURB_LEVER_INVESTIGATION);
    double announced = 0.0;
    if (!force->policy->in_force && force->month == force->policy->start_month) {
        announced = force->policy->intensity * lever(force, CURB_LEVER_ANNOUNCEMENT);
    }
    if (knowing) {
        kind->knowing = either(kind->knowing, investigated);
        kind->proof = larger(kind->proof, lever(force, CURB_LEVER_PROOF));
        kind->announced_knowing = larger(kind->announced_knowing, announced);
    } else {
        kind->buying = either(kind->buying, investigated);
        kind->announced = larger(kind->announced, announced);
    }
    double cost = lever(force, CURB_LEVER_SEVERITY) / spend_usd;
    /* NOLINTNEXTLINE(*.UndefinedBinaryOperatorResult): zeroed for every cell before */
    if (cost > *felt) {
        *felt = cost;
        kind->force = cost * force->z;
        kind->force_abroad = kind->force * lever(force, CURB_LEVER_EXTRATERRITORIAL);
    }
}

/* G - 1: rises after the lag while in force, fades afterwards. */
static double norm_rise(const force_t *force)
{
    const curb_policy_t *policy = force->policy;
    double lag = lever(force, CURB_LEVER_LAG);
    double shift = lever(force, CURB_LEVER_SHIFT);
    int now = force->month < policy->end_month ? force->month : policy->end_month - 1;
    double years = ((double)(now - policy->start_month) - lag) / 12.0;
    double rise = shift * curb_policy_strength(policy, now) * (years > 0.0 ? years : 0.0);
    rise = rise < norm_most - 1.0 ? rise : norm_most - 1.0;
    if (force->month >= policy->end_month) {
        double since = (double)(force->month - policy->end_month + 1) / 12.0;
        rise *= curb_pow(norm_kept_a_year, since);
    }
    return rise;
}

static void on_buyers(
    const force_t *force, curb_cell_levers_t *cell, size_t c, double felt[CURB_KIND_COUNT])
{
    for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
        if (!(force->policy->kinds >> k & 1u) ||
            !curb_kind_present(force->market->world, c, k)) {
            continue;
        }
        curb_kind_levers_t *kind = &cell->kinds[k];
        switch (force->policy->instrument) {
        case CURB_PROCUREMENT_RULES:
        case CURB_DUE_DILIGENCE:
            rules(force, kind);
            break;
        case CURB_AWARENESS_CAMPAIGN:
            campaign(force, kind);
            break;
        case CURB_CRIMINALISE_BUYING:
        case CURB_CRIMINALISE_KNOWING_USE:
            offence(
                force, kind, force->market->world->cells[c].buyers[k].spend_usd, &felt[k]);
            break;
        default:
            break;
        }
    }
}

/* Closing a platform takes a share of the online capacity away; what is missing comes back
 * elsewhere month by month. Of those who find no offer online, a share looks offline. */
static void closure(const force_t *force, curb_cell_levers_t *cell)
{
    const curb_policy_t *policy = force->policy;
    double closed = force->z * lever(force, CURB_LEVER_CLOSURE);
    if (!(closed > 0.0)) {
        return;
    }
    double recovery = lever(force, CURB_LEVER_RECOVERY);
    int months = policy->in_force ? 0 : force->month - policy->start_month;
    if (recovery < 1.0) {
        closed *= curb_pow(1.0 - recovery, (double)months);
    } else if (months > 0) {
        closed = 0.0;
    }
    double share = force->market->world->responses.online_share;
    double lost = share * closed * (1.0 - lever(force, CURB_LEVER_DISPLACEMENT));
    cell->online *= 1.0 - closed;
    cell->available *= 1.0 - lost;
}

static void on_cell(const force_t *force, curb_cell_levers_t *cell)
{
    const curb_responses_t *responses = &force->market->world->responses;
    double z = force->z;
    switch (force->policy->instrument) {
    case CURB_IMPORT_BAN:
        cell->interdiction =
            either(cell->interdiction, z * lever(force, CURB_LEVER_INTERDICTION));
        cell->diversion = larger(cell->diversion, lever(force, CURB_LEVER_DIVERSION));
        break;
    case CURB_ONLINE_DETERRENCE:
        cell->friction = larger(cell->friction,
            z * lever(force, CURB_LEVER_FRICTION) * responses->online_share *
                (1.0 - lever(force, CURB_LEVER_DISPLACEMENT)));
        cell->detection *= 1.0 + z * lever(force, CURB_LEVER_TAKEDOWN);
        closure(force, cell);
        break;
    case CURB_ASSET_FORFEITURE:
        cell->forfeiture =
            either(cell->forfeiture, z * lever(force, CURB_LEVER_FORFEITURE));
        break;
    case CURB_TRAFFICKER_ENFORCEMENT:
        cell->detection *= 1.0 + z * (lever(force, CURB_LEVER_MULTIPLIER) - 1.0);
        break;
    case CURB_LABOUR_INSPECTION:
        cell->detection *= 1.0 + z * (lever(force, CURB_LEVER_MULTIPLIER) - 1.0);
        cell->escape *= 1.0 + z * (responses->inspection_escape - 1.0);
        break;
    case CURB_VICTIM_SUPPORT: {
        double coverage = z * lever(force, CURB_LEVER_COVERAGE);
        cell->identified =
            either(cell->identified, coverage * responses->support_identified);
        cell->recovery *= 1.0 + coverage * (responses->support_recovery - 1.0);
        cell->reintegration =
            either(cell->reintegration, coverage * responses->support_reintegration);
        break;
    }
    default:
        break;
    }
}

static void on_jurisdictions(const force_t *force, curb_levers_t *self)
{
    const curb_policy_t *policy = force->policy;
    for (size_t j = 0; j < force->market->world->jurisdiction_count; j++) {
        if (!(policy->jurisdictions >> j & 1u)) {
            continue;
        }
        if (curb_instrument_lever(policy->instrument, CURB_LEVER_ADDED) != NULL) {
            self->added[j] += force->z * lever(force, CURB_LEVER_ADDED);
        }
        if (policy->instrument == CURB_SAFE_MIGRATION) {
            self->vulnerability[j] *= 1.0 - force->z * lever(force, CURB_LEVER_REDUCTION);
        }
    }
}

static void on_demand(
    const curb_shock_t *shock, const curb_world_t *world, curb_levers_t *self)
{
    for (size_t c = 0; c < curb_cell_count(world); c++) {
        if (!(shock->jurisdictions >> (c / world->sector_count) & 1u) ||
            !(shock->sectors >> (c % world->sector_count) & 1u)) {
            continue;
        }
        for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
            if (shock->kinds >> k & 1u) {
                self->cells[c].kinds[k].demand *= shock->demand;
            }
        }
    }
}

void curb_levers_set(curb_levers_t *self, const curb_market_t *market,
    const curb_scenario_t *scenario, int month)
{
    const curb_world_t *world = market->world;
    double felt[CURB_CELL_MAX][CURB_KIND_COUNT];
    for (size_t c = 0; c < market->cell_count; c++) {
        felt[c][0] = felt[c][1] = felt[c][2] = 0.0;
    }
    self->scenario = scenario;
    self->month = month;
    neutral(self, market);
    for (size_t i = 0; i < scenario->shock_count; i++) {
        const curb_shock_t *shock = &scenario->shocks[i];
        if (month >= shock->start_month && month < shock->end_month) {
            on_demand(shock, world, self);
        }
    }
    for (size_t i = 0; i < scenario->policy_count; i++) {
        force_t force = {market, &scenario->policies[i], month,
            curb_policy_strength(&scenario->policies[i], month)};
        bool lingers = force.policy->instrument == CURB_EDUCATION &&
                       !force.policy->in_force && force.policy->intensity > 0.0 &&
                       month >= force.policy->start_month;
        if (!(force.z > 0.0) && !lingers) {
            continue;
        }
        self->laws |= force.policy->instrument == CURB_CRIMINALISE_BUYING ||
                      force.policy->instrument == CURB_CRIMINALISE_KNOWING_USE;
        self->cooperation |= force.policy->instrument == CURB_COOPERATION;
        on_jurisdictions(&force, self);
        for (size_t c = 0; c < market->cell_count; c++) {
            if (!curb_policy_covers(
                    force.policy, c / world->sector_count, c % world->sector_count)) {
                continue;
            }
            if (lingers) { /* a norm in force is part of the anchors */
                double norm = self->cells[c].norm + norm_rise(&force);
                self->cells[c].norm = norm < norm_most ? norm : norm_most;
            } else {
                on_buyers(&force, &self->cells[c], c, felt[c]);
                on_cell(&force, &self->cells[c]);
            }
        }
    }
}

void curb_levers_set_rest(curb_market_t *market)
{
    const curb_world_t *world = market->world;
    market->rest_scenario = (curb_scenario_t){.policy_count = world->in_force_count};
    for (size_t i = 0; i < world->in_force_count; i++) {
        market->rest_scenario.policies[i] = world->in_force[i];
    }
    market->rest.cells = market->rest_cells;
    curb_levers_set(&market->rest, market, &market->rest_scenario, -1);
}

double curb_levers_cooperation(const curb_levers_t *self, const curb_world_t *world,
    size_t sector, size_t from, size_t to)
{
    double strength = 0.0;
    for (size_t i = 0; self->cooperation && i < self->scenario->policy_count; i++) {
        const curb_policy_t *policy = &self->scenario->policies[i];
        if (policy->instrument != CURB_COOPERATION || !(policy->sectors >> sector & 1u)) {
            continue;
        }
        bool out = (policy->jurisdictions >> from & 1u) && (policy->partners >> to & 1u);
        bool back = (policy->jurisdictions >> to & 1u) && (policy->partners >> from & 1u);
        if (out || back) {
            double z = curb_policy_strength(policy, self->month);
            strength =
                larger(strength, z * curb_policy_lever(world, policy, CURB_LEVER_STRENGTH));
        }
    }
    return strength;
}

int curb_scenario_first_month(const curb_scenario_t *scenario, int months)
{
    int first = months;
    for (size_t i = 0; i < scenario->policy_count; i++) {
        const curb_policy_t *policy = &scenario->policies[i];
        if (!policy->in_force && policy->start_month < first) {
            first = policy->start_month;
        }
    }
    for (size_t i = 0; i < scenario->shock_count; i++) {
        if (scenario->shocks[i].start_month < first) {
            first = scenario->shocks[i].start_month;
        }
    }
    return first < 0 ? 0 : first;
}
