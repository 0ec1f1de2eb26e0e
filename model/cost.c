/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/cost.h"

#include "model/bits.h"
#include "model/traffickers.h"

static bool in_scope(const curb_market_t *market, const curb_policy_t *policy, size_t cell)
{
    size_t sectors = market->world->sector_count;
    return curb_policy_covers(policy, cell / sectors, cell % sectors);
}

static bool addresses(const curb_policy_t *policy, const curb_segment_t *segment)
{
    return policy->kinds >> segment->kind & 1u;
}

/* Quantities that a month's cost is made of, all real ones. */
typedef struct {
    double recovering;     /* persons in scope */
    double investigations; /* of buyers, by this policy */
    double added_cases;    /* detections that this policy adds */
} cases_t;

static double people_of(const curb_market_t *market, const curb_policy_t *policy)
{
    double people = 0.0;
    for (size_t j = 0; j < market->world->jurisdiction_count; j++) {
        bool covered = policy->jurisdictions >> j & 1u;
        people += covered ? market->world->jurisdictions[j].population : 0.0;
    }
    return people;
}

/* Heads reached in a month: inhabitants by a campaign, buyers who look online by
 * deterrence, and people recovering by support. */
static double heads(const curb_market_t *market, const curb_policy_t *policy, double z,
    const cases_t *cases)
{
    const curb_world_t *world = market->world;
    switch (policy->instrument) {
    case CURB_AWARENESS_CAMPAIGN:
        return z * curb_policy_lever(world, policy, CURB_LEVER_REACH) *
               people_of(market, policy);
    case CURB_ONLINE_DETERRENCE: {
        double buyers = 0.0;
        for (size_t c = 0; c < market->cell_count; c++) {
            if (in_scope(market, policy, c) &&
                curb_kind_present(world, c, CURB_INDIVIDUAL)) {
                buyers += curb_buyer_number(world, c, CURB_INDIVIDUAL);
            }
        }
        return z * buyers * world->responses.online_share;
    }
    case CURB_VICTIM_SUPPORT:
        return z * curb_policy_lever(world, policy, CURB_LEVER_COVERAGE) *
               cases->recovering;
    default:
        return z * people_of(market, policy);
    }
}

static double month_cost(const curb_market_t *market, const curb_policy_t *policy, double z,
    const cases_t *cases)
{
    const curb_world_t *world = market->world;
    double millions = people_of(market, policy) / 1e6;
    double cost =
        z * millions * curb_policy_lever(world, policy, CURB_LEVER_COST_FIXED) / 12.0;
    if (curb_instrument_lever(policy->instrument, CURB_LEVER_COST_HEAD) != NULL) {
        cost += curb_policy_lever(world, policy, CURB_LEVER_COST_HEAD) *
                heads(market, policy, z, cases);
    }
    if (curb_instrument_lever(policy->instrument, CURB_LEVER_COST_CASE) != NULL) {
        cost += curb_policy_lever(world, policy, CURB_LEVER_COST_CASE) *
                (cases->investigations + cases->added_cases);
    }
    return cost;
}

static bool is_law(const curb_policy_t *policy)
{
    return policy->instrument == CURB_CRIMINALISE_BUYING ||
           policy->instrument == CURB_CRIMINALISE_KNOWING_USE;
}

/* Two laws in one place share the investigations there in proportion to what each asks for.
 */
static double own_investigations(const curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_policy_t *policy, double z)
{
    double own = z * curb_policy_lever(market->world, policy, CURB_LEVER_INVESTIGATION);
    double sum = 0.0;
    for (size_t s = 0; s < population->segment_count; s++) {
        const curb_segment_t *segment = &population->segments[s];
        const curb_kind_levers_t *levers =
            &state->levers.cells[segment->cell].kinds[segment->kind];
        double asked = levers->buying + levers->knowing;
        if (addresses(policy, segment) && in_scope(market, policy, segment->cell) &&
            asked > 0.0) {
            const curb_buyer_sums_t *sums = &state->sums[s];
            double share = own < asked ? own / asked : 1.0;
            sum +=
                share * segment->people * (double)sums->investigated / sums->chance_scale;
        }
    }
    return sum;
}

static double added_detection(
    const curb_market_t *market, const curb_policy_t *policy, double z)
{
    if (curb_instrument_lever(policy->instrument, CURB_LEVER_MULTIPLIER) == NULL) {
        return 0.0;
    }
    return z * (curb_policy_lever(market->world, policy, CURB_LEVER_MULTIPLIER) - 1.0);
}

/* Of a cell's detections the share that this policy adds. Without the policies that raise
 * detection there, each by its a, they would be fewer by the factor of all (1 + a); what is
 * above that is shared in proportion to a. */
static double share_added(const curb_state_t *state, const curb_market_t *market,
    const curb_policy_t *policy, size_t cell, double z)
{
    double factor = 1.0;
    double all = 0.0;
    for (size_t i = 0; i < state->levers.scenario->policy_count; i++) {
        const curb_policy_t *other = &state->levers.scenario->policies[i];
        if (!other->in_force && in_scope(market, other, cell)) {
            double added = added_detection(
                market, other, curb_policy_strength(other, state->levers.month));
            factor *= 1.0 + added;
            all += added;
        }
    }
    return all > 0.0 ? (1.0 - 1.0 / factor) * added_detection(market, policy, z) / all
                     : 0.0;
}

static cases_t cases_of_month(const curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_policy_t *policy, double z)
{
    cases_t cases = {0};
    for (size_t c = 0; c < market->cell_count; c++) {
        if (in_scope(market, policy, c)) {
            cases.recovering +=
                (double)state->recovering_of_cell[c] * market->people_per_agent;
            cases.added_cases += (double)state->detected[c] * market->people_per_agent *
                                 share_added(state, market, policy, c, z);
        }
    }
    if (is_law(policy)) {
        cases.investigations = own_investigations(state, market, population, policy, z);
    }
    return cases;
}

static double purchases_in_scope(const curb_market_t *market, const curb_policy_t *policy)
{
    double sum = 0.0;
    for (size_t c = 0; c < market->cell_count; c++) {
        sum += in_scope(market, policy, c) ? market->cells[c].home_units : 0.0;
    }
    return sum;
}

void curb_cost_month(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population)
{
    const curb_scenario_t *scenario = state->levers.scenario;
    for (size_t i = 0; i < scenario->policy_count; i++) {
        const curb_policy_t *policy = &scenario->policies[i];
        double z = curb_policy_strength(policy, state->levers.month);
        double purchases = purchases_in_scope(market, policy);
        if (policy->in_force || !(z > 0.0) || !(purchases > 0.0)) {
            continue;
        }
        cases_t cases = cases_of_month(state, market, population, policy, z);
        double cost = month_cost(market, policy, z, &cases);
        for (size_t c = 0; c < market->cell_count; c++) {
            if (in_scope(market, policy, c)) {
                *curb_state_metric(state, market->cell_count, CURB_METRIC_POLICY_COST, c) +=
                    cost * market->cells[c].home_units / purchases;
            }
        }
    }
}

static double expected_investigations(const curb_market_t *market,
    const curb_population_t *population, const curb_policy_t *policy, double z)
{
    double asked = z * curb_policy_lever(market->world, policy, CURB_LEVER_INVESTIGATION);
    double sum = 0.0;
    for (size_t s = 0; s < population->segment_count && asked < 1.0; s++) {
        const curb_segment_t *segment = &population->segments[s];
        if (!addresses(policy, segment) || !in_scope(market, policy, segment->cell)) {
            continue;
        }
        const curb_buyer_anchors_t *buyers =
            &market->world->cells[segment->cell].buyers[segment->kind];
        double per_visit = curb_log(1.0 - asked);
        double visits_per_quantum =
            segment->unit * market->cells[segment->cell].consumer_price / buyers->spend_usd;
        double mean = 0.0;
        for (uint32_t i = segment->first; i < segment->first + segment->count; i++) {
            double visits = (double)population->quantity[i] * visits_per_quantum;
            mean += 1.0 - curb_exp((visits > 1.0 ? visits : 1.0) * per_visit);
        }
        sum += mean * segment->people * buyers->unvetted;
    }
    return sum;
}

double curb_cost_planned(const curb_market_t *market, const curb_population_t *population,
    const curb_policy_t *policy, double z)
{
    const curb_responses_t *responses = &market->world->responses;
    cases_t cases = {0};
    double multiplier =
        curb_instrument_lever(policy->instrument, CURB_LEVER_MULTIPLIER) != NULL
            ? curb_policy_lever(market->world, policy, CURB_LEVER_MULTIPLIER)
            : 1.0;
    for (size_t c = 0; c < market->cell_count; c++) {
        const curb_cell_anchors_t *anchors = &market->world->cells[c];
        if (in_scope(market, policy, c)) {
            cases.recovering +=
                responses->recovery_months * anchors->exploited / anchors->duration_months;
            cases.added_cases += z * (multiplier - 1.0) * market->cells[c].detection *
                                 market->cells[c].active;
        }
    }
    if (is_law(policy)) {
        cases.investigations = expected_investigations(market, population, policy, z);
    }
    return z > 0.0 ? 12.0 * month_cost(market, policy, z, &cases) : 0.0;
}
