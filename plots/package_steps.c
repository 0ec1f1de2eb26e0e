/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/package_steps.h"

#include "analysis/pairing.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

/* The scenario of this policy alone at this dose, acting only where the package does. */
static size_t single_of(
    const curb_results_t *labels, size_t package, const char *policy, size_t length)
{
    size_t cells = labels->jurisdiction_count * labels->sector_count;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        const curb_results_scenario_t *row = &labels->scenarios[s];
        bool is_it = strlen(row->policies) == length &&
                     strncmp(row->policies, policy, length) == 0 &&
                     strcmp(row->dose, labels->scenarios[package].dose) == 0;
        for (size_t k = 0; is_it && k < cells; k++) {
            is_it =
                !labels->in_scope[s * cells + k] || labels->in_scope[package * cells + k];
        }
        if (is_it) {
            return s;
        }
    }
    return CURB_NO_SCENARIO;
}

/* Whether the parts together act wherever the package does. */
static bool cover(const curb_results_t *labels, const curb_steps_t *self, size_t package)
{
    size_t cells = labels->jurisdiction_count * labels->sector_count;
    for (size_t k = 0; k < cells; k++) {
        bool is_covered = !labels->in_scope[package * cells + k];
        for (size_t i = 0; i < self->part_count && !is_covered; i++) {
            is_covered = labels->in_scope[self->parts[i] * cells + k];
        }
        if (!is_covered) {
            return false;
        }
    }
    return true;
}

/* Fills the parts of a package; under a common budget a part has another dose alone. */
static bool find_parts(curb_steps_t *self, size_t package)
{
    const curb_results_t *labels = self->scene->labels;
    const curb_results_scenario_t *row = &labels->scenarios[package];
    self->part_count = 0;
    if (package == labels->baseline || strcmp(row->dose, "budget") == 0 ||
        strcmp(row->dose, "package") == 0) {
        return false;
    }
    for (const char *at = row->policies; *at != '\0';) {
        size_t length = strcspn(at, "+");
        size_t part = single_of(labels, package, at, length);
        if (part == CURB_NO_SCENARIO || self->part_count == CURB_PARTS_MAX) {
            return false;
        }
        self->parts[self->part_count++] = part;
        at += length + (at[length] == '+');
    }
    return self->part_count >= 2 && cover(labels, self, package);
}

/* The highlighted scenario where it is one, else the package of most parts. */
static bool choose(curb_steps_t *self)
{
    size_t best = CURB_NO_SCENARIO, most = 0;
    for (size_t s = 0; s < self->scene->labels->scenario_count; s++) {
        if (find_parts(self, s)) {
            bool is_asked = s == self->scene->highlight;
            size_t weight = is_asked ? CURB_PARTS_MAX + 1 : self->part_count;
            best = weight > most ? s : best;
            most = weight > most ? weight : most;
        }
    }
    self->package = best;
    return best != CURB_NO_SCENARIO && find_parts(self, best);
}

static curb_step_t step_of(const curb_steps_t *self, size_t scenario)
{
    const curb_compare_t *compare = &self->scene->compare;
    for (size_t i = 0; i < compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &compare->effects[i];
        if (effect->scenario == scenario) {
            return (curb_step_t){.scenario = scenario,
                .averted = effect->averted_years,
                .interval = effect->averted_interval,
                .disagree = effect->concepts_disagree};
        }
    }
    return (curb_step_t){.scenario = scenario, .averted = NAN, .interval = {NAN, NAN}};
}

/* Adds to `beyond`, unit by unit, what a scenario averts, times `sign`. */
static void add_averted(curb_steps_t *self, const curb_pairing_t *pairing, size_t scenario,
    double sign, int concept)
{
    for (size_t p = 0; p < pairing->pair_count; p++) {
        if (pairing->pairs[p].other == scenario) {
            self->n = curb_pairing_columns(pairing, p, CURB_METRIC_EXPLOITED_MONTHS, NULL,
                concept, self->reference, self->other);
        }
    }
    for (size_t u = 0; u < self->n; u++) {
        self->beyond[u] += sign * (self->reference[u] - self->other[u]) / CURB_YEAR_MONTHS;
    }
}

static curb_paired_t beyond_sum(
    curb_steps_t *self, const curb_pairing_t *pairing, int concept)
{
    memset(self->beyond, 0, pairing->unit_count * sizeof *self->beyond);
    add_averted(self, pairing, self->package, 1, concept);
    for (size_t i = 0; i < self->part_count; i++) {
        add_averted(self, pairing, self->parts[i], -1, concept);
    }
    memset(self->reference, 0, self->n * sizeof *self->reference);
    return curb_paired(self->reference, self->beyond, self->n);
}

static curb_error_t find_interaction(curb_steps_t *self, curb_step_t *step)
{
    curb_compare_options_t options = curb_compare_defaults();
    curb_pairing_t pairing;
    curb_error_t error =
        curb_pairing_init(&pairing, self->scene->series.data, NULL, &options, NULL);
    if (error != CURB_OK) {
        return error;
    }
    size_t units = pairing.unit_count;
    self->reference = curb_calloc(units, sizeof *self->reference);
    self->other = curb_calloc(units, sizeof *self->other);
    self->beyond = curb_calloc(units, sizeof *self->beyond);
    if (self->reference == NULL || self->other == NULL || self->beyond == NULL) {
        error = CURB_ERR_NO_MEMORY;
    } else {
        curb_paired_t mse = beyond_sum(self, &pairing, CURB_CONCEPT_MSE);
        curb_paired_t ilo = beyond_sum(self, &pairing, CURB_CONCEPT_ILO);
        curb_paired_t all = beyond_sum(self, &pairing, CURB_COMPARE_ALL);
        step->averted = all.mean;
        step->interval = curb_paired_interval(&all, self->scene->compare.family.critical);
        step->disagree = mse.n > 0 && ilo.n > 0 && (mse.mean > 0) != (ilo.mean > 0);
    }
    curb_pairing_free(&pairing);
    return error;
}

/* Parts that avert more come first. */
static void sort_parts(curb_steps_t *self)
{
    for (size_t i = 1; i < self->part_count; i++) {
        curb_step_t step = self->steps[i];
        size_t at = i;
        while (at > 0 && self->steps[at - 1].averted < step.averted) {
            self->steps[at] = self->steps[at - 1];
            at--;
        }
        self->steps[at] = step;
    }
}

static curb_error_t measure(curb_steps_t *self)
{
    curb_step_t *interaction = &self->steps[self->part_count];
    for (size_t i = 0; i < self->part_count; i++) {
        self->steps[i] = step_of(self, self->parts[i]);
    }
    sort_parts(self);
    *interaction = (curb_step_t){.scenario = CURB_NO_SCENARIO};
    curb_error_t error = find_interaction(self, interaction);
    self->steps[self->part_count + 1] = step_of(self, self->package);
    double sum = 0;
    for (size_t i = 0; i + 1 < curb_steps_count(self); i++) {
        self->steps[i].start = sum;
        sum += self->steps[i].averted;
    }
    return error;
}

curb_error_t curb_steps_init(curb_steps_t *self, const curb_scene_t *scene, bool *is_empty)
{
    *self = (curb_steps_t){.scene = scene};
    *is_empty = !choose(self);
    return *is_empty ? CURB_OK : measure(self);
}

void curb_steps_free(curb_steps_t *self)
{
    curb_free(self->reference);
    curb_free(self->other);
    curb_free(self->beyond);
    *self = (curb_steps_t){0};
}

size_t curb_steps_count(const curb_steps_t *self) { return self->part_count + 2; }

const curb_step_t *curb_steps_interaction(const curb_steps_t *self)
{
    return &self->steps[self->part_count];
}

const curb_step_t *curb_steps_package(const curb_steps_t *self)
{
    return &self->steps[self->part_count + 1];
}

bool curb_step_is_clear(const curb_step_t *self)
{
    return !self->disagree && (self->interval.low > 0 || self->interval.high < 0);
}
