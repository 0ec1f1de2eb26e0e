/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/plots_market.h"

#include "model/memory.h"
#include "model/world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_YEAR = 2014, YEARS_BEFORE = 2 };

plots_shape_t plots_small_shape(void)
{
    return (plots_shape_t){.measures = 3,
        .jurisdictions = 2,
        .sectors = 2,
        .replicates = 8,
        .years = 5,
        .effect = 0.0385,
        .noise = 0.1};
}

static void *some(size_t count, size_t size)
{
    void *block = curb_calloc(count, size);
    if (block == NULL) {
        abort();
    }
    return block;
}

/* A number in [-1, 1] that looks like chance and is the same every time. */
static double wobble(size_t a, size_t b, size_t c)
{
    return sin(12.9898 * (double)a + 78.233 * (double)b + 37.719 * (double)c + 0.5);
}

static double taken(const plots_shape_t *shape, size_t s, size_t r, size_t y)
{
    if (s == 0 || y < YEARS_BEFORE) {
        return 0;
    }
    double dose = shape->with_doses ? 0.4 + 0.3 * (double)((s - 1) % 3) : 1;
    double share = shape->effect * dose / (double)(shape->with_doses ? (s + 2) / 3 : s);
    return share * (1 + shape->noise * wobble(s, r, y));
}

static double value_of(const plots_shape_t *shape, curb_metric_t metric, size_t s, size_t r,
    size_t y, size_t k)
{
    double months = 12 * 23850.0 * (double)(k + 1) * (1 + 0.02 * wobble(r, y, k));
    months *= 1 - taken(shape, s, r, y) * (k == 0 ? 1 : 0.2);
    switch (metric) {
    case CURB_METRIC_EXPLOITED_MONTHS:
        return months;
    case CURB_METRIC_BUYER_SPENDING:
    case CURB_METRIC_TURNOVER:
        return 9000 * months;
    case CURB_METRIC_TURNOVER_EXPLOITED:
        return 1200 * months;
    case CURB_METRIC_PROFIT:
        return 700 * months;
    case CURB_METRIC_EXPLOITED_WOMEN:
        return months / 24;
    case CURB_METRIC_EXPLOITED_MEN:
        return months / 48;
    case CURB_METRIC_EXPLOITED_GIRLS:
    case CURB_METRIC_EXPLOITED_BOYS:
        return months / 96;
    default:
        return s == 0 || y < YEARS_BEFORE ? 0 : 1000;
    }
}

static void name_measures(plots_market_t *self, const plots_shape_t *shape)
{
    static const char *const doses[] = {"low", "default", "high"};
    curb_results_t *labels = &self->labels;
    strcpy(labels->scenarios[0].id, "baseline");
    strcpy(labels->scenarios[0].title, "No new policy");
    labels->scenarios[0].policy_start = NAN;
    for (size_t s = 1; s < labels->scenario_count; s++) {
        curb_results_scenario_t *row = &labels->scenarios[s];
        size_t measure = shape->with_doses ? (s + 2) / 3 : s;
        const char *dose = shape->with_doses ? doses[(s - 1) % 3] : "";
        snprintf(
            row->id, sizeof row->id, "measure_%zu%s%s", measure, *dose ? "-" : "", dose);
        snprintf(row->title, sizeof row->title, "Measure number %zu%s%s%s", measure,
            *dose ? " (" : "", dose, *dose ? ")" : "");
        snprintf(
            row->dose, sizeof row->dose, "%s", shape->budget_usd > 0 ? "budget" : dose);
        snprintf(row->policies, sizeof row->policies, "measure_%zu", measure);
        row->policy_start = FIRST_YEAR + YEARS_BEFORE;
        row->budget_usd = shape->budget_usd;
        row->planned_cost_usd = 1e6 * (double)s;
    }
}

static void make_labels(plots_market_t *self, const plots_shape_t *shape)
{
    curb_results_t *labels = &self->labels;
    *labels = (curb_results_t){.scenario_count = shape->measures + 1,
        .replicate_count = shape->replicates,
        .period_count = shape->years,
        .jurisdiction_count = shape->jurisdictions,
        .sector_count = shape->sectors,
        .start_year = FIRST_YEAR,
        .title = "A made-up market",
        .study_id = "made_up",
        .world_id = "nowhere",
        .seed_hex = "0x00000000000007DE",
        .version = "2.385",
        .parameters = "draws",
        .content_hash = "0123456789abcdef",
        .metric_count = 1,
        .metrics = {CURB_METRIC_EXPLOITED}};
    snprintf(labels->detection, sizeof labels->detection, "%s",
        shape->both_concepts ? "both" : "mse");
    labels->scenarios = some(labels->scenario_count, sizeof *labels->scenarios);
    labels->replicates = some(shape->replicates, sizeof *labels->replicates);
    labels->concepts = some(shape->replicates, sizeof *labels->concepts);
    labels->years = some(shape->years, sizeof *labels->years);
    labels->period_months = some(shape->years, sizeof *labels->period_months);
    labels->jurisdictions = some(shape->jurisdictions, sizeof *labels->jurisdictions);
    labels->sectors = some(shape->sectors, sizeof *labels->sectors);
    size_t cells = shape->jurisdictions * shape->sectors;
    labels->in_scope = some(labels->scenario_count * cells, sizeof *labels->in_scope);
    for (size_t s = 1; s < labels->scenario_count; s++) {
        labels->in_scope[s * cells] = true;
    }
    for (size_t r = 0; r < shape->replicates; r++) {
        labels->replicates[r] = (uint32_t)r;
        labels->concepts[r] = shape->both_concepts ? (int)(r % 2) : CURB_CONCEPT_MSE;
    }
    for (size_t y = 0; y < shape->years; y++) {
        labels->years[y] = FIRST_YEAR + (double)y;
        labels->period_months[y] = 12;
    }
    for (size_t j = 0; j < shape->jurisdictions; j++) {
        snprintf(labels->jurisdictions[j], sizeof *labels->jurisdictions, "place_%zu", j);
    }
    for (size_t m = 0; m < shape->sectors; m++) {
        snprintf(labels->sectors[m], sizeof *labels->sectors, "sector_%zu", m);
    }
}

static double *make_values(const plots_shape_t *shape, curb_metric_t metric)
{
    size_t cells = shape->jurisdictions * shape->sectors, scenarios = shape->measures + 1;
    double *values =
               some(scenarios * shape->replicates * shape->years * cells, sizeof *values),
           *at = values;
    for (size_t s = 0; s < scenarios; s++) {
        for (size_t r = 0; r < shape->replicates; r++) {
            for (size_t y = 0; y < shape->years; y++) {
                for (size_t k = 0; k < cells; k++) {
                    *at++ = value_of(shape, metric, s, r, y, k);
                }
            }
        }
    }
    return values;
}

void plots_market_make(plots_market_t *self, const plots_shape_t *shape)
{
    static const curb_metric_t read[] = {CURB_METRIC_EXPLOITED_MONTHS,
        CURB_METRIC_BUYER_SPENDING, CURB_METRIC_TURNOVER, CURB_METRIC_TURNOVER_EXPLOITED,
        CURB_METRIC_PROFIT, CURB_METRIC_POLICY_COST, CURB_METRIC_EXPLOITED_WOMEN,
        CURB_METRIC_EXPLOITED_MEN, CURB_METRIC_EXPLOITED_GIRLS, CURB_METRIC_EXPLOITED_BOYS};
    memset(self, 0, sizeof *self);
    make_labels(self, shape);
    name_measures(self, shape);
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        self->values[read[i]] = make_values(shape, read[i]);
    }
}

void plots_market_free(plots_market_t *self)
{
    curb_results_t *labels = &self->labels;
    curb_free(labels->scenarios);
    curb_free(labels->replicates);
    curb_free(labels->concepts);
    curb_free(labels->years);
    curb_free(labels->period_months);
    curb_free(labels->jurisdictions);
    curb_free(labels->sectors);
    curb_free(labels->in_scope);
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        curb_free(self->values[m]);
    }
    memset(self, 0, sizeof *self);
}

void plots_market_nest(plots_market_t *self)
{
    curb_results_t *labels = &self->labels;
    strcpy(labels->scenarios[3].policies, "a");
    strcpy(labels->scenarios[6].policies, "b");
    strcpy(labels->scenarios[9].policies, "a+b");
}

curb_compare_data_t plots_market_data(const plots_market_t *self)
{
    curb_compare_data_t data = {.labels = &self->labels};
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        data.values[m] = self->values[m];
    }
    return data;
}
