/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/pairing.h"

#include "analysis/agreement.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

static curb_error_t allocate(curb_pairing_t *self, size_t pairs, size_t replicates)
{
    self->pairs = curb_calloc(pairs, sizeof *self->pairs);
    self->reference_replicate = curb_calloc(replicates, sizeof *self->reference_replicate);
    self->other_replicate = curb_calloc(replicates, sizeof *self->other_replicate);
    self->concepts = curb_calloc(replicates, sizeof *self->concepts);
    self->unit = curb_calloc(replicates, sizeof *self->unit);
    self->amounts = curb_calloc(2 * replicates, sizeof *self->amounts);
    self->picked = curb_calloc(replicates, sizeof *self->picked);
    bool whole = self->pairs != NULL && self->reference_replicate != NULL &&
                 self->other_replicate != NULL && self->concepts != NULL &&
                 self->unit != NULL && self->amounts != NULL && self->picked != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void pair_with_baseline(curb_pairing_t *self)
{
    const curb_results_t *labels = self->reference->labels;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        if (s != labels->baseline) {
            self->pairs[self->pair_count++] = (curb_pair_t){labels->baseline, s};
        }
    }
    for (size_t r = 0; r < labels->replicate_count; r++) {
        self->reference_replicate[r] = self->other_replicate[r] = r;
    }
    self->replicate_count = labels->replicate_count;
}

static void pair_by_id(curb_pairing_t *self)
{
    const curb_results_t *a = self->reference->labels;
    const curb_results_t *b = self->other->labels;
    for (size_t i = 0; i < a->scenario_count; i++) {
        for (size_t k = 0; k < b->scenario_count; k++) {
            if (strcmp(a->scenarios[i].id, b->scenarios[k].id) == 0) {
                self->pairs[self->pair_count++] = (curb_pair_t){i, k};
                break;
            }
        }
    }
    for (size_t i = 0, k = 0; i < a->replicate_count && k < b->replicate_count;) {
        if (a->replicates[i] == b->replicates[k] && a->concepts[i] == b->concepts[k]) {
            self->reference_replicate[self->replicate_count] = i;
            self->other_replicate[self->replicate_count++] = k;
        }
        size_t before = i;
        i += a->replicates[i] <= b->replicates[k];
        k += b->replicates[k] <= a->replicates[before];
    }
}

/* Replicates that are paired keep the unit of their file; units that lost all of theirs
 * are closed up. */
static void find_units(curb_pairing_t *self)
{
    const curb_results_t *labels = self->reference->labels;
    (void)curb_levels_units(labels, self->picked);
    for (size_t r = 0; r < self->replicate_count; r++) {
        size_t from = self->reference_replicate[r];
        bool joins =
            r > 0 && self->picked[from] == self->picked[self->reference_replicate[r - 1]];
        self->unit_count += joins ? 0 : 1;
        self->unit[r] = self->unit_count - 1;
        self->concepts[self->unit_count - 1] = labels->concepts[from];
    }
}

/* Replicates of one number must carry the same draw, or nothing pairs them. */
static curb_error_t check_draws(const curb_pairing_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *a = self->reference->labels, *b = self->other->labels;
    for (size_t r = 0; a->draws != NULL && b->draws != NULL && r < self->replicate_count;
         r++) {
        if (a->draws[self->reference_replicate[r]] != b->draws[self->other_replicate[r]]) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "the two files were run with other replicates_per_draw, or one at central "
                "parameters: replicate %u carries draw %u in one and draw %u in the other",
                a->replicates[self->reference_replicate[r]],
                a->draws[self->reference_replicate[r]], b->draws[self->other_replicate[r]]);
        }
    }
    return CURB_OK;
}

static curb_error_t find_window(curb_pairing_t *self, const curb_compare_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    const curb_results_t *labels = self->reference->labels;
    curb_error_t error =
        curb_window_init(&self->window, labels, options->from, options->to);
    if (error == CURB_ERR_USAGE && labels->period_count > 0) {
        size_t last = labels->period_count - 1;
        return curb_diagnostics_fail(diagnostics, error,
            "no whole recorded period lies in that period; the file covers %.0f to %.0f",
            floor(labels->years[0]),
            ceil(labels->years[last] + labels->period_months[last] / 12) - 1);
    }
    return error;
}

static curb_error_t fail_unpaired(const curb_results_t *labels,
    const curb_compare_data_t *other, curb_diagnostics_t *diagnostics)
{
    if (other == NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "the file holds nothing to compare with its baseline: %zu scenario%s and %zu "
            "replicate%s",
            labels->scenario_count, labels->scenario_count == 1 ? "" : "s",
            labels->replicate_count, labels->replicate_count == 1 ? "" : "s");
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
        "the two files share no scenario or no replicate: their scenarios begin with '%s' "
        "and '%s', their replicates with %u (%s) and %u (%s)",
        labels->scenarios[0].id, other->labels->scenarios[0].id, labels->replicates[0],
        curb_concept_keys[labels->concepts[0]], other->labels->replicates[0],
        curb_concept_keys[other->labels->concepts[0]]);
}

/* What is left out because it has no partner. */
static void warn_of_the_unpaired(
    const curb_pairing_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *sides[] = {self->reference->labels, self->other->labels};
    for (int i = 0; i < 2; i++) {
        size_t replicates = sides[i]->replicate_count - self->replicate_count;
        size_t scenarios = sides[i]->scenario_count - self->pair_count;
        const char *which = i == 0 ? "first" : "second";
        if (replicates > 0) {
            curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
                "%zu of %zu replicates of the %s file have no partner in the other and are "
                "left out",
                replicates, sides[i]->replicate_count, which);
        }
        if (scenarios > 0) {
            curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
                "%zu of %zu scenarios of the %s file have no partner in the other and are "
                "left out",
                scenarios, sides[i]->scenario_count, which);
        }
    }
}

curb_error_t curb_pairing_init(curb_pairing_t *self, const curb_compare_data_t *reference,
    const curb_compare_data_t *other, const curb_compare_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    *self = (curb_pairing_t){
        .reference = reference, .other = other != NULL ? other : reference};
    const curb_results_t *labels = reference->labels;
    curb_error_t error = find_window(self, options, diagnostics);
    if (error == CURB_OK && other != NULL) {
        error = curb_agreement_check(labels, other->labels, diagnostics);
    }
    if (error != CURB_OK) {
        return error;
    }
    error = allocate(self, labels->scenario_count, labels->replicate_count);
    if (error != CURB_OK) {
        curb_pairing_free(self);
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    if (other == NULL) {
        pair_with_baseline(self);
    } else {
        pair_by_id(self);
    }
    if (self->pair_count == 0 || self->replicate_count == 0) {
        curb_pairing_free(self);
        return fail_unpaired(labels, other, diagnostics);
    }
    error = check_draws(self, diagnostics);
    if (error != CURB_OK) {
        curb_pairing_free(self);
        return error;
    }
    find_units(self);
    if (other != NULL) {
        warn_of_the_unpaired(self, diagnostics);
    }
    return CURB_OK;
}

void curb_pairing_free(curb_pairing_t *self)
{
    curb_free(self->pairs);
    curb_free(self->reference_replicate);
    curb_free(self->other_replicate);
    curb_free(self->concepts);
    curb_free(self->unit);
    curb_free(self->amounts);
    curb_free(self->picked);
    *self = (curb_pairing_t){0};
}

size_t curb_pairing_n(const curb_pairing_t *self, int concept)
{
    size_t n = 0;
    for (size_t u = 0; u < self->unit_count; u++) {
        n += concept == CURB_COMPARE_ALL || self->concepts[u] == concept;
    }
    return n;
}

static double amount(const curb_pairing_t *self, const curb_compare_data_t *data,
    curb_metric_t metric, size_t scenario, size_t replicate, const bool *cells)
{
    const double *values = data->values[curb_window_source(metric)];
    if (values == NULL) {
        return NAN;
    }
    return curb_window_amount(
        &self->window, data->labels, metric, values, scenario, replicate, cells);
}

/* The amounts of the replicates of a concept, reference first, then the other side; both
 * NaN where either is. Their units are numbered from 0. @return how many replicates. */
static size_t pick(const curb_pairing_t *self, size_t pair, curb_metric_t metric,
    const bool *cells, int concept, size_t *units)
{
    const curb_pair_t *ids = &self->pairs[pair];
    double *reference = self->amounts, *other = self->amounts + self->replicate_count;
    size_t n = 0, last = SIZE_MAX;
    *units = 0;
    for (size_t r = 0; r < self->replicate_count; r++) {
        size_t unit = self->unit[r];
        if (concept != CURB_COMPARE_ALL && self->concepts[unit] != concept) {
            continue;
        }
        *units += unit != last;
        last = unit;
        self->picked[n] = *units - 1;
        reference[n] = amount(self, self->reference, metric, ids->reference,
            self->reference_replicate[r], cells);
        other[n] =
            amount(self, self->other, metric, ids->other, self->other_replicate[r], cells);
        if (isnan(reference[n]) || isnan(other[n])) {
            reference[n] = other[n] = NAN;
        }
        n++;
    }
    return n;
}

size_t curb_pairing_columns(const curb_pairing_t *self, size_t pair, curb_metric_t metric,
    const bool *cells, int concept, double *reference, double *other)
{
    size_t units = 0, n = pick(self, pair, metric, cells, concept, &units);
    curb_levels_means(self->amounts, self->picked, n, units, reference);
    curb_levels_means(self->amounts + self->replicate_count, self->picked, n, units, other);
    return units;
}

void curb_pairing_periods(const curb_pairing_t *self, size_t pair, curb_metric_t metric,
    double *reference, double *other)
{
    curb_pairing_t one = *self; /* borrows all but its window */
    for (size_t p = self->window.first; p < self->window.end; p++) {
        one.window = curb_window_period(self->reference->labels, p);
        reference += curb_pairing_columns(
            &one, pair, metric, NULL, CURB_COMPARE_ALL, reference, other);
        other += self->unit_count;
    }
}

void curb_pairing_replicates(const curb_pairing_t *self, size_t pair, curb_metric_t metric,
    const bool *cells, double *reference, double *other)
{
    size_t units = 0, n = pick(self, pair, metric, cells, CURB_COMPARE_ALL, &units);
    memcpy(reference, self->amounts, n * sizeof *reference);
    memcpy(other, self->amounts + self->replicate_count, n * sizeof *other);
}

bool curb_concepts_disagree(
    const double *values, size_t stride, const int *concepts, size_t n)
{
    double sum[CURB_CONCEPT_COUNT] = {0};
    size_t count[CURB_CONCEPT_COUNT] = {0};
    for (size_t i = 0; concepts != NULL && i < n; i++) {
        double value = values[i * stride];
        if (!isnan(value)) {
            sum[concepts[i]] += value;
            count[concepts[i]]++;
        }
    }
    double mse = sum[CURB_CONCEPT_MSE], ilo = sum[CURB_CONCEPT_ILO];
    return count[CURB_CONCEPT_MSE] > 0 && count[CURB_CONCEPT_ILO] > 0 &&
           (mse > 0) - (mse < 0) != (ilo > 0) - (ilo < 0);
}

curb_levels_t curb_pairing_levels(const curb_pairing_t *self, size_t pair,
    curb_metric_t metric, const bool *cells, int concept, double level)
{
    size_t units = 0, n = pick(self, pair, metric, cells, concept, &units);
    double *difference = self->amounts;
    for (size_t r = 0; r < n; r++) {
        difference[r] = self->amounts[self->replicate_count + r] - self->amounts[r];
    }
    return curb_levels(difference, self->picked, n, level);
}
