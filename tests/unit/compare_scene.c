/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/compare_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void compare_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
    }
}

size_t compare_scene_at(size_t s, size_t r, size_t p, size_t cell)
{
    return ((s * SCENE_REPLICATES + r) * SCENE_PERIODS + p) * SCENE_CELLS + cell;
}

static double months_of(size_t s, size_t r, size_t p, size_t cell)
{
    static const double taken[SCENE_SCENARIOS] = {0, 0.02, 0.10, 0.05, 0};
    double base = 1200 * (double)(cell + 1) * (1 + 0.1 * (double)r);
    double averted = p > 0 ? taken[s] * 1200 * (1 + 0.1 * (double)r) : 0;
    averted *= 1 + 0.01 * (double)((r * 7 + s) % 5);
    double moved = s == SCENE_RICH && cell == SCENE_CELLS - 1 ? 0.1 * averted : 0;
    return base - (cell == 0 ? averted : 0) + moved;
}

static void name_scenarios(compare_scene_t *self)
{
    static const char *const ids[] = {
        "baseline", "law-low", "law-rich", "campaign-rich", "idle"};
    for (size_t s = 0; s < SCENE_SCENARIOS; s++) {
        curb_results_scenario_t *scenario = &self->scenarios[s];
        snprintf(scenario->id, sizeof scenario->id, "%s", ids[s]);
        scenario->policy_start = s == SCENE_BASELINE ? NAN
                                 : s == SCENE_POOR   ? 2017.5
                                                     : 2015;
        scenario->budget_usd = s == SCENE_RICH || s == SCENE_POOR ? 23.85e6 : 0;
    }
}

static void fill(compare_scene_t *self)
{
    for (size_t s = 0; s < SCENE_SCENARIOS; s++) {
        for (size_t r = 0; r < SCENE_REPLICATES; r++) {
            for (size_t p = 0; p < SCENE_PERIODS; p++) {
                for (size_t cell = 0; cell < SCENE_CELLS; cell++) {
                    self->months[compare_scene_at(s, r, p, cell)] =
                        months_of(s, r, p, cell);
                    self->price[compare_scene_at(s, r, p, cell)] = 10 + (double)p;
                    bool pays = s == SCENE_RICH && cell == 0 && p > 0;
                    self->cost[compare_scene_at(s, r, p, cell)] = pays ? 1000 : 0;
                }
                for (size_t j = 0; j < SCENE_JURISDICTIONS; j++) {
                    self->at_risk[((s * SCENE_REPLICATES + r) * SCENE_PERIODS + p) *
                                      SCENE_JURISDICTIONS +
                                  j] = 100 * (double)(j + 1) + (double)p;
                }
            }
        }
    }
}

void compare_scene_make(compare_scene_t *self, bool both_concepts)
{
    memset(self, 0, sizeof *self);
    self->labels = (curb_results_t){.scenario_count = SCENE_SCENARIOS,
        .replicate_count = SCENE_REPLICATES,
        .period_count = SCENE_PERIODS,
        .jurisdiction_count = SCENE_JURISDICTIONS,
        .sector_count = SCENE_SECTORS,
        .start_year = 2014,
        .seed_hex = "0x7DE",
        .metric_count = 2,
        .metrics = {CURB_METRIC_EXPLOITED, CURB_METRIC_POLICY_COST},
        .scenarios = self->scenarios,
        .replicates = self->replicates,
        .concepts = self->concepts,
        .years = self->years,
        .period_months = self->period_months,
        .jurisdictions = self->jurisdictions,
        .sectors = self->sectors,
        .in_scope = self->in_scope};
    for (size_t r = 0; r < SCENE_REPLICATES; r++) {
        self->replicates[r] = (uint32_t)r;
        self->concepts[r] = both_concepts ? (int)(r % 2) : CURB_CONCEPT_MSE;
    }
    for (size_t p = 0; p < SCENE_PERIODS; p++) {
        self->years[p] = 2014 + (double)p;
        self->period_months[p] = 12;
    }
    for (size_t s = 1; s < SCENE_SCENARIOS; s++) {
        self->in_scope[s * SCENE_CELLS] = true;
    }
    name_scenarios(self);
    fill(self);
}

curb_compare_data_t compare_scene_data(const compare_scene_t *fake)
{
    curb_compare_data_t data = {.labels = &fake->labels};
    data.values[CURB_METRIC_EXPLOITED_MONTHS] = fake->months;
    data.values[CURB_METRIC_POLICY_COST] = fake->cost;
    data.values[CURB_METRIC_PRICE] = fake->price;
    data.values[CURB_METRIC_AT_RISK] = fake->at_risk;
    return data;
}

curb_compare_t compare_scene_compare(
    const compare_scene_t *fake, const curb_compare_options_t *options)
{
    curb_compare_t result;
    curb_compare_data_t data = compare_scene_data(fake);
    assert_int_equal(curb_compare_init(&result, &data, options, NULL), CURB_OK);
    return result;
}

const curb_compare_row_t *compare_scene_row(const curb_compare_t *result, size_t scenario,
    curb_metric_t metric, int j, int m, int c)
{
    for (size_t i = 0; i < result->row_count; i++) {
        const curb_compare_row_t *row = &result->rows[i];
        if (row->scenario == scenario && row->metric == metric && row->jurisdiction == j &&
            row->sector == m && row->concept == c) {
            return row;
        }
    }
    fail_msg("no such row");
    return NULL;
}

double compare_scene_averted(const compare_scene_t *fake, size_t scenario)
{
    double sum = 0;
    for (size_t r = 0; r < SCENE_REPLICATES; r++) {
        sum += fake->months[compare_scene_at(SCENE_BASELINE, r, 2, 0)] -
               fake->months[compare_scene_at(scenario, r, 2, 0)];
    }
    return sum / SCENE_REPLICATES;
}
