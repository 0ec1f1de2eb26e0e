/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/scene.h"

#include "model/memory.h"
#include "plots/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const curb_dose_names[CURB_DOSE_COUNT] = {N_("low"), N_("default"), N_("high")};

static curb_compare_options_t options_of(void)
{
    curb_compare_options_t options = curb_compare_defaults();
    options.metric_count = 1;
    options.metrics[0] = CURB_METRIC_EXPLOITED;
    return options;
}

void curb_scene_needs(const curb_results_t *labels, bool needed[CURB_METRIC_COUNT])
{
    curb_compare_options_t options = options_of();
    curb_compare_needs(labels, &options, needed);
    needed[CURB_METRIC_BUYER_SPENDING] = needed[CURB_METRIC_TURNOVER] =
        needed[CURB_METRIC_TURNOVER_EXPLOITED] = needed[CURB_METRIC_PROFIT] = true;
    /* A design of a thousand scenarios would take gigabytes for one figure. */
    enum { SCENARIOS_OF_GROUPS = 100 };
    needed[CURB_METRIC_EXPLOITED_WOMEN] = needed[CURB_METRIC_EXPLOITED_MEN] =
        needed[CURB_METRIC_EXPLOITED_GIRLS] = needed[CURB_METRIC_EXPLOITED_BOYS] =
            labels->scenario_count <= SCENARIOS_OF_GROUPS;
    for (int m = 0; m < CURB_METRIC_COUNT && labels->stopped.by_rule; m++) {
        if (strcmp(curb_metric_rows[m].key, labels->stopped.metric) == 0) {
            needed[curb_window_source((curb_metric_t)m)] = true;
        }
    }
}

static int dose_of(const curb_results_scenario_t *scenario)
{
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        if (strcmp(scenario->dose, curb_dose_names[d]) == 0) {
            return d;
        }
    }
    return -1;
}

/* The id without its dose ("campaign-low" is of "campaign"), else the policies' ids. */
static curb_words_t group_key(const curb_results_scenario_t *scenario)
{
    size_t length = strlen(scenario->id), dose = strlen(scenario->dose);
    bool has_suffix = dose > 0 && length > dose + 1 &&
                      strcmp(scenario->id + length - dose, scenario->dose) == 0 &&
                      strchr("-_.", scenario->id[length - dose - 1]) != NULL;
    return has_suffix ? curb_words("%.*s", (int)(length - dose - 1), scenario->id)
                      : curb_words("%s", scenario->policies);
}

static bool same_group(const curb_results_scenario_t *a, const curb_results_scenario_t *b)
{
    return strcmp(group_key(a).text, group_key(b).text) == 0;
}

static curb_doses_t doses_of(const curb_results_t *labels, size_t scenario)
{
    curb_doses_t self = {{CURB_NO_SCENARIO, CURB_NO_SCENARIO, CURB_NO_SCENARIO}};
    for (size_t s = labels->scenario_count; s-- > 0;) {
        int dose = dose_of(&labels->scenarios[s]);
        if (s != labels->baseline && dose >= 0 &&
            same_group(&labels->scenarios[s], &labels->scenarios[scenario])) {
            self.scenarios[dose] = s;
        }
    }
    return self;
}

static void find_groups(curb_scene_t *self)
{
    const curb_results_t *labels = self->labels;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        if (s == labels->baseline || dose_of(&labels->scenarios[s]) < 0) {
            continue;
        }
        curb_doses_t group = doses_of(labels, s);
        size_t count = 0, first = CURB_NO_SCENARIO;
        for (int d = 0; d < CURB_DOSE_COUNT; d++) {
            count += group.scenarios[d] != CURB_NO_SCENARIO;
            first = group.scenarios[d] < first ? group.scenarios[d] : first;
        }
        if (count >= 2 && first == s) {
            self->groups[self->group_count++] = group;
        }
    }
}

static bool is_highest_dose(const curb_results_t *labels, size_t scenario)
{
    int dose = dose_of(&labels->scenarios[scenario]);
    curb_doses_t group = doses_of(labels, scenario);
    for (int d = dose + 1; dose >= 0 && d < CURB_DOSE_COUNT; d++) {
        if (group.scenarios[d] != CURB_NO_SCENARIO) {
            return false;
        }
    }
    return true;
}

static size_t count_of_budget(const curb_results_t *labels, double budget_usd)
{
    size_t count = 0;
    for (size_t s = 0; budget_usd > 0 && s < labels->scenario_count; s++) {
        count += s != labels->baseline && labels->scenarios[s].budget_usd == budget_usd;
    }
    return count;
}

/* Scenarios that cost the same are set side by side; where there are none, the highest dose
 * of each policy. */
static void find_rivals(curb_scene_t *self)
{
    const curb_results_t *labels = self->labels;
    const curb_compare_t *compare = &self->compare;
    size_t leader = self->was_asked         ? self->highlight
                    : compare->has_headline ? compare->headline.scenario
                                            : labels->baseline;
    double budget = labels->scenarios[leader].budget_usd;
    self->budget_usd = count_of_budget(labels, budget) >= 2 ? budget : 0;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        bool is_rival = self->budget_usd > 0
                            ? labels->scenarios[s].budget_usd == self->budget_usd
                            : is_highest_dose(labels, s);
        if (s != labels->baseline && (is_rival || (self->was_asked && s == leader))) {
            self->rivals[self->rival_count++] = s;
        }
    }
    if (!self->was_asked) {
        self->highlight = compare->has_headline ? leader : self->rivals[0];
    }
    self->first_share = NAN;
    for (size_t i = 0; i < compare->rank_count; i++) {
        if (compare->ranks[i].scenario == self->highlight && self->budget_usd > 0) {
            self->first_share = compare->ranks[i].first_share;
        }
    }
}

curb_error_t curb_scene_init(curb_scene_t *self, const curb_compare_data_t *data,
    size_t highlight, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *labels = data->labels;
    *self = (curb_scene_t){.labels = labels,
        .highlight = highlight,
        .was_asked = highlight != CURB_NO_SCENARIO};
    if (highlight == labels->baseline) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "'%s' is the baseline, which every figure shows; highlight another scenario",
            labels->scenarios[highlight].id);
    }
    curb_compare_options_t options = options_of();
    curb_error_t error = curb_compare_init(&self->compare, data, &options, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    error = curb_series_init(&self->series, data, self->compare.family.critical);
    self->rivals = curb_calloc(labels->scenario_count, sizeof *self->rivals);
    self->groups = curb_calloc(labels->scenario_count, sizeof *self->groups);
    if (error != CURB_OK || self->rivals == NULL || self->groups == NULL) {
        curb_scene_free(self);
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    find_rivals(self);
    find_groups(self);
    return CURB_OK;
}

void curb_scene_free(curb_scene_t *self)
{
    curb_compare_free(&self->compare);
    curb_series_free(&self->series);
    curb_free(self->rivals);
    curb_free(self->groups);
    *self = (curb_scene_t){0};
}

const curb_window_t *curb_scene_last_year(const curb_scene_t *self)
{
    return &self->series.years[self->series.year_count - 1];
}
