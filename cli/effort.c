/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/effort.h"

#include "model/metrics.h"
#include "model/world.h"

#include <math.h>

#define EFFORT_ROW(id, name, seconds) {#id, name, seconds},
const curb_effort_row_t curb_effort_rows[CURB_EFFORT_COUNT] = {
    CURB_EFFORT_LIST(EFFORT_ROW)};
#undef EFFORT_ROW

/* People at risk are drawn once a month for all scenarios, and so are the marks of slots
 * and of those held, who are then visited in each; so many recover as are held, about. */
typedef struct {
    double at_risk, held, slots, buyers;
} agents_t;

static agents_t agents_of(const curb_study_t *study)
{
    static const double slots_an_active = 4.0; /* as the model keeps them */
    const curb_world_t *world = study->world;
    agents_t agents = {0};
    for (size_t j = 0; j < world->jurisdiction_count; j++) {
        for (int g = 0; g < CURB_GROUP_COUNT; g++) {
            agents.at_risk += world->jurisdictions[j].at_risk[g] / study->people_per_agent;
        }
    }
    for (size_t c = 0; c < curb_cell_count(world); c++) {
        const curb_cell_anchors_t *cell = &world->cells[c];
        double held = cell->exploited / study->people_per_agent;
        agents.held += held;
        agents.slots += cell->held > 0 ? slots_an_active * held / cell->held : 0.0;
        for (int k = 0; k < CURB_KIND_COUNT; k++) {
            agents.buyers +=
                cell->buyers[k].demand_share > 0 ? (double)study->buyers_per_segment : 0.0;
        }
    }
    return agents;
}

/* The larger a scenario is, the farther from the processor is what it looks at in no order:
 * how often it has doubled beyond what caches hold. */
static double doublings(double slots_and_held)
{
    static const double bytes_each = 28.0, near_bytes = 16e6;
    double times = slots_and_held * bytes_each / near_bytes;
    return times > 1.0 ? log2(times) : 0.0;
}

double curb_effort_agents(const curb_study_t *study)
{
    agents_t agents = agents_of(study);
    return agents.at_risk + agents.held + agents.slots + agents.buyers;
}

double curb_effort_scenario_months(const curb_study_t *study, size_t scenarios)
{
    return study->months_before +
           (double)scenarios * (double)(study->months - study->months_before);
}

void curb_effort_of(
    const curb_study_t *study, size_t scenarios, size_t replicates, double *count)
{
    static const double solves_before = 4.0; /* checks, budgets, room */
    agents_t agents = agents_of(study);
    double cells = (double)curb_cell_count(study->world);
    double runs = (double)replicates, months = runs * study->months;
    double steps = runs * curb_effort_scenario_months(study, scenarios);
    double agents_met = (agents.slots + agents.held) * (months + steps);
    count[CURB_EFFORT_REPLICATE] = runs;
    count[CURB_EFFORT_CELL_SOLVED] = cells * (runs + solves_before);
    count[CURB_EFFORT_AGENT_STARTED] = (agents.slots + agents.held) * runs;
    count[CURB_EFFORT_PERSON_DRAWN] = agents.at_risk * months;
    count[CURB_EFFORT_AGENT_DRAWN] = (agents.slots + agents.held) * months;
    count[CURB_EFFORT_BUYER_DRAWN] = agents.buyers * months;
    count[CURB_EFFORT_BUYER_STEP] = agents.buyers * steps;
    count[CURB_EFFORT_AGENT_STEP] = (agents.slots + agents.held) * steps;
    count[CURB_EFFORT_CELL_STEP] = cells * steps;
    count[CURB_EFFORT_NUMBER_KEPT] = cells * CURB_METRIC_COUNT * runs * (double)scenarios *
                                     (double)curb_study_period_count(study);
    count[CURB_EFFORT_AGENT_FAR] = agents_met * doublings(agents.slots + agents.held);
}

/* Done by one thread, however many carry a replicate. */
static bool is_alone(int work)
{
    return work == CURB_EFFORT_REPLICATE || work == CURB_EFFORT_CELL_SOLVED ||
           work == CURB_EFFORT_AGENT_STARTED || work == CURB_EFFORT_NUMBER_KEPT;
}

double curb_effort_seconds(
    const curb_study_t *study, size_t scenarios, size_t replicates, int threads)
{
    static const double each_further_thread = 0.6;
    double count[CURB_EFFORT_COUNT], alone = 0.0, shared = 0.0;
    curb_effort_of(study, scenarios, replicates, count);
    for (int i = 0; i < CURB_EFFORT_COUNT; i++) {
        *(is_alone(i) ? &alone : &shared) += count[i] * curb_effort_rows[i].seconds;
    }
    return alone + shared / (1.0 + each_further_thread * (threads - 1));
}
