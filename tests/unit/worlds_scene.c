/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/worlds_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { YEARS = 2 };

double worlds_scene_drawn(size_t parameter, size_t d)
{
    static const double steps[] = {
        1.618033988749895, 1.4142135623730951, 2.718281828459045};
    double whole;
    return modf((double)(d + 1) * steps[parameter], &whole);
}

static double averted(size_t scenario, size_t d)
{
    return scenario == 0   ? 0
           : scenario == 1 ? 50
           : scenario == 2 ? 100 * worlds_scene_drawn(0, d)
                           : 20 - 0.1 * (double)scenario;
}

static void *array(size_t count, size_t size)
{
    void *block = calloc(count, size);
    assert_non_null(block);
    return block;
}

static void make_labels(curb_results_t *labels, size_t options, size_t draws, size_t each)
{
    static const char *const names[WORLDS_PARAMETERS] = {
        "responses.x", "responses.z", "costs.idle"};
    *labels = (curb_results_t){.title = "Made by hand",
        .study_id = "made",
        .world_id = "hand",
        .seed_hex = "0x7DE",
        .version = "0",
        .parameters = "draws",
        .detection = "mse",
        .scenario_count = options + 1,
        .replicate_count = draws * each,
        .period_count = YEARS,
        .jurisdiction_count = 1,
        .sector_count = 1,
        .start_year = 2014,
        .metric_count = 1,
        .metrics = {CURB_METRIC_EXPLOITED_MONTHS},
        .parameter_count = WORLDS_PARAMETERS};
    size_t n = draws * each;
    labels->scenarios = array(options + 1, sizeof *labels->scenarios);
    labels->replicates = array(n, sizeof *labels->replicates);
    labels->concepts = array(n, sizeof *labels->concepts);
    labels->draws = array(n, sizeof *labels->draws);
    labels->years = array(YEARS, sizeof *labels->years);
    labels->period_months = array(YEARS, sizeof *labels->period_months);
    labels->jurisdictions = array(1, sizeof *labels->jurisdictions);
    labels->sectors = array(1, sizeof *labels->sectors);
    labels->in_scope = array(options + 1, sizeof *labels->in_scope);
    labels->parameter_names = array(WORLDS_PARAMETERS, sizeof *labels->parameter_names);
    labels->parameters_drawn =
        array(WORLDS_PARAMETERS * n, sizeof *labels->parameters_drawn);
    for (size_t s = 0; s <= options; s++) {
        curb_results_scenario_t *scenario = &labels->scenarios[s];
        snprintf(scenario->id, sizeof scenario->id, "%s%.0zu",
            s == 0   ? "baseline"
            : s == 1 ? "steady"
            : s == 2 ? "bold"
                     : "weak-",
            s > 2 ? s : 0);
        scenario->policy_start = s == 0 ? NAN : 2015;
        scenario->budget_usd = s == 0 ? 0 : 23.85e6;
        labels->in_scope[s] = s > 0;
    }
    for (size_t r = 0; r < n; r++) {
        labels->replicates[r] = (uint32_t)r;
        labels->concepts[r] = CURB_CONCEPT_MSE;
        labels->draws[r] = (uint32_t)(r / each);
        for (size_t p = 0; p < WORLDS_PARAMETERS; p++) {
            labels->parameters_drawn[p * n + r] = worlds_scene_drawn(p, r / each);
        }
    }
    for (size_t p = 0; p < WORLDS_PARAMETERS; p++) {
        snprintf(
            labels->parameter_names[p], sizeof *labels->parameter_names, "%s", names[p]);
    }
    for (size_t y = 0; y < YEARS; y++) {
        labels->years[y] = 2014 + (double)y;
        labels->period_months[y] = 12;
    }
}

void worlds_scene_make(worlds_scene_t *self, size_t options, size_t draws, size_t each,
    double chance, size_t gap)
{
    *self = (worlds_scene_t){.option_count = options};
    make_labels(&self->labels, options, draws, each);
    size_t n = draws * each;
    self->months = array((options + 1) * n * YEARS, sizeof *self->months);
    self->options = array(options, sizeof *self->options);
    for (size_t s = 0; s <= options; s++) {
        for (size_t r = 0; r < n; r++) {
            double luck = s == 2 ? (r % 2 == 0 ? chance : -chance) : 0;
            double years = 1000 - averted(s, r / each) - luck;
            self->months[(s * n + r) * YEARS] = 12000;
            self->months[(s * n + r) * YEARS + 1] = r == gap ? NAN : 12 * years;
        }
    }
    for (size_t i = 0; i < options; i++) {
        self->options[i] = i + 1;
    }
    for (size_t p = 0; p < WORLDS_PARAMETERS; p++) {
        self->grades[p] = (curb_grade_t){.used = true, .grade = "CBC"[p]};
        snprintf(self->grades[p].unit, sizeof self->grades[p].unit, "%s",
            p == 0 ? "USD per case" : "1");
    }
    self->data.labels = &self->labels;
    self->data.values[CURB_METRIC_EXPLOITED_MONTHS] = self->months;
    curb_worlds_options_t options_of = curb_worlds_defaults();
    assert_int_equal(
        curb_worlds_init(&self->worlds, &self->data, &options_of, NULL), CURB_OK);
}

void worlds_scene_free(worlds_scene_t *self)
{
    curb_results_t *labels = &self->labels;
    void *blocks[] = {labels->scenarios, labels->replicates, labels->concepts,
        labels->draws, labels->years, labels->period_months, labels->jurisdictions,
        labels->sectors, labels->in_scope, labels->parameter_names,
        labels->parameters_drawn, self->months, self->options};
    curb_worlds_free(&self->worlds);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        free(blocks[i]);
    }
    *self = (worlds_scene_t){0};
}
