/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sensitivity.h"

#include "experiments/sensitivity_parts.h"
#include "model/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static curb_error_t check(const curb_study_t *study,
    const curb_sensitivity_options_t *options, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    if (study->detection == CURB_DETECTION_BOTH && options->replicates % 2 != 0) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "replicates alternate between the two concepts of detection: %zu at each point "
            "do not show both alike; take an even number",
            options->replicates);
    }
    for (size_t i = 0; i < options->output_count; i++) {
        const curb_metric_row_t *metric = &curb_metric_rows[options->outputs[i].metric];
        if (!curb_amounts_has_total(options->outputs[i].metric, study->world)) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "%s is a mean, which has no total over markets: take another metric",
                metric->key);
        }
    }
    return error;
}

/* The numbers of a study that go together are named, by factor. */
static void list_correlated(const curb_factors_t *factors, char *text, size_t bytes)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t f = 0; f < factors->count && used < bytes; f++) {
        if (factors->factors[f].is_correlated) {
            int added = snprintf(text + used, bytes - used, "%s%s", used > 0 ? ", " : "",
                factors->factors[f].name);
            used += added > 0 ? (size_t)added : 0;
        }
    }
}

/* A design of independent numbers has no variance of correlated ones to share out. */
static curb_error_t check_correlations(const curb_sensitivity_t *self,
    const curb_sensitivity_options_t *options, curb_diagnostics_t *diagnostics)
{
    char names[400];
    list_correlated(&self->factors, names, sizeof names);
    if (names[0] == '\0') {
        return CURB_OK;
    }
    if (options->decompose && !options->screen) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "the study's `correlations` join %s: shares of variance are of independent "
            "numbers only. Screen (--method morris), or run the study and ask its results "
            "(curb sensitivity RESULTS.h5), whose draws are correlated",
            names);
    }
    curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
        "the study's `correlations` join %s: they are screened one by one, as if "
        "independent%s; partial rank correlations of a run (curb sensitivity RESULTS.h5) "
        "honour them",
        names, options->decompose ? ", and get no shares of variance" : "");
    return CURB_OK;
}

/* How much a factor matters: its greatest share, over the outputs, of the largest effect on
 * that output. */
static double weight_of(const curb_sensitivity_t *self, size_t factor)
{
    double weight = 0;
    for (size_t i = 0; i < self->output_count; i++) {
        const curb_screening_effect_t *effects = self->effects + i * self->factors.count;
        double largest = 0;
        for (size_t k = 0; k < self->factors.count; k++) {
            largest = fmax(largest, effects[k].mu_star);
        }
        weight = fmax(weight, largest > 0 ? effects[factor].mu_star / largest : 0);
    }
    return weight;
}

/* The factors that matter most, at most `keep` of them and none without effect. */
static curb_error_t choose(curb_sensitivity_t *self, size_t keep)
{
    size_t count = self->factors.count;
    double *weights = curb_calloc(count, sizeof *weights);
    self->kept = curb_calloc(count, sizeof *self->kept);
    if (weights == NULL || self->kept == NULL) {
        curb_free(weights);
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t k = 0; k < count; k++) {
        weights[k] = self->effects != NULL ? weight_of(self, k) : 1.0;
    }
    while (self->kept_count < keep) {
        size_t best = 0;
        for (size_t k = 1; k < count; k++) {
            best = weights[k] > weights[best] ? k : best;
        }
        if (!(weights[best] > 0)) {
            break;
        }
        weights[best] = 0;
        if (self->factors.factors[best].is_correlated) {
            self->left_out++;
        } else {
            self->kept[self->kept_count++] = best;
        }
    }
    curb_free(weights);
    return CURB_OK;
}

static curb_error_t judge(const curb_sensitivity_t *self, curb_diagnostics_t *diagnostics)
{
    if (CURB_REPLACED_ONE_IN * self->contradicting > self->runs) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%zu of %zu runs have parameters that contradict the anchors, more than a "
            "fifth: narrow the ranges of the parameters at fault (%s)",
            self->contradicting, self->runs,
            self->first[0] != '\0' ? self->first : "kept from before");
    }
    if (self->contradicting > 0) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "%zu of %zu runs have parameters that contradict the anchors; what needs them "
            "was left out (%s)",
            self->contradicting, self->runs,
            self->first[0] != '\0' ? self->first : "kept from before");
    }
    return CURB_OK;
}

static curb_error_t prepare(curb_at_work_t *work, curb_measured_t *measured,
    curb_study_t *study, const curb_sensitivity_options_t *options)
{
    curb_sensitivity_t *self = work->found;
    curb_diagnostics_t *diagnostics = work->diagnostics;
    curb_run_t run = curb_experiment_run_of(study, 1);
    size_t most = CURB_SOBOL_COLUMNS_MAX / 2;
    curb_error_t error = check(study, options, diagnostics);
    if (error == CURB_OK) {
        error = curb_measured_init(measured, study, options, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_factors_init(&self->factors, study, measured->wanted, options->groups,
            options->group_count, options->group_by, diagnostics);
    }
    if (error == CURB_OK && !options->screen && self->factors.count > most) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%zu numbers are uncertain, and shares of variance are worked out for at most "
            "%zu: screen them first, or put them into groups",
            self->factors.count, most);
    }
    if (error == CURB_OK) {
        error = check_correlations(self, options, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_run_plan_budgets(&run, study->scenarios, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_run_check(&run, diagnostics);
    }
    if (error == CURB_OK && options->kept_path != NULL) {
        error = curb_kept_open(&work->kept, options->kept_path, diagnostics);
    }
    return error;
}

curb_error_t curb_sensitivity_run(curb_sensitivity_t *self, curb_study_t *study,
    const curb_sensitivity_options_t *options, curb_diagnostics_t *diagnostics)
{
    *self = (curb_sensitivity_t){.output_count = options->output_count,
        .has_chance = options->replicates >= 2 * curb_sensitivity_strata(study)};
    curb_measured_t measured = {0};
    curb_at_work_t work = {.found = self,
        .study = study,
        .measured = &measured,
        .kept = {.file = -1},
        .diagnostics = diagnostics};
    size_t most = CURB_SOBOL_COLUMNS_MAX / 2;
    curb_error_t error = prepare(&work, &measured, study, options);
    if (error == CURB_OK && options->screen) {
        error = curb_sensitivity_screen(&work);
    }
    if (error == CURB_OK) {
        error =
            choose(self, options->screen && options->keep < most ? options->keep : most);
    }
    if (error == CURB_OK && options->decompose && self->kept_count > 0) {
        error = curb_sensitivity_decompose(&work);
    }
    if (error == CURB_OK) {
        error = judge(self, diagnostics);
    }
    curb_kept_close(&work.kept);
    curb_measured_free(&measured);
    return error;
}

void curb_sensitivity_free(curb_sensitivity_t *self)
{
    curb_factors_free(&self->factors);
    curb_free(self->effects);
    curb_free(self->kept);
    curb_free(self->indices);
    curb_free(self->pairs);
    curb_free(self->moments);
    *self = (curb_sensitivity_t){0};
}
