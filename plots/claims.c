/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/claims.h"

#include "model/memory.h"
#include "plots/claim_study.h"
#include "store/contested.h"
#include "store/grades.h"

#include <string.h>

/* At most, about the study as a whole. */
enum { STUDY_CLAIMS = 3 };

static const curb_metric_t metrics[] = {CURB_METRIC_EXPLOITED, CURB_METRIC_EXPLOITED_WOMEN,
    CURB_METRIC_EXPLOITED_MEN, CURB_METRIC_EXPLOITED_GIRLS, CURB_METRIC_EXPLOITED_BOYS,
    CURB_METRIC_RECRUITED, CURB_METRIC_BUYER_SPENDING, CURB_METRIC_TURNOVER_EXPLOITED,
    CURB_METRIC_PROFIT, CURB_METRIC_POLICY_COST, CURB_METRIC_COMPLIANCE_COST,
    CURB_METRIC_HARM};

static curb_compare_options_t options_of(void)
{
    curb_compare_options_t options = curb_compare_defaults();
    options.by_jurisdiction = options.by_sector = options.by_concept = true;
    options.metric_count = sizeof metrics / sizeof *metrics;
    memcpy(options.metrics, metrics, sizeof metrics);
    return options;
}

void curb_claims_needs(const curb_results_t *labels, bool needed[CURB_METRIC_COUNT])
{
    curb_compare_options_t options = options_of();
    curb_compare_needs(labels, &options, needed);
}

/* Of parts of the market, claims are made about people, and of one part at a time. */
static bool is_claimed(const curb_compare_row_t *row)
{
    int parts = (row->jurisdiction >= 0) + (row->sector >= 0) + (row->concept >= 0);
    return parts == 0 || (parts == 1 && row->metric == CURB_METRIC_EXPLOITED);
}

static void add_effect(curb_claims_t *self, const curb_claim_source_t *source,
    const curb_compare_effect_t *effect)
{
    self->items[self->count++] = curb_claim_averted(source, effect);
    self->items[self->count++] = curb_claim_cost(source, effect);
    if (effect->has_outside) {
        self->items[self->count++] = curb_claim_displaced(source, effect);
    }
}

static curb_error_t count_grades(const curb_results_t *labels, curb_claim_grades_t *counts,
    curb_diagnostics_t *diagnostics)
{
    curb_grade_t *grades = curb_calloc(labels->parameter_count + 1, sizeof *grades);
    if (grades == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_grades_read(labels, grades, diagnostics);
    for (size_t p = 0; error == CURB_OK && p < labels->parameter_count; p++) {
        char grade = grades[p].used ? grades[p].grade : '\0';
        counts->measured += grade == 'A';
        counts->elsewhere += grade == 'B';
        counts->judged += grade == 'C';
    }
    curb_free(grades);
    return error;
}

/* What is said of the study as a whole. */
static curb_error_t add_study(
    curb_claims_t *self, const curb_claim_source_t *source, curb_diagnostics_t *diagnostics)
{
    const curb_compare_t *compare = &self->compare;
    curb_claim_grades_t grades = {0};
    curb_error_t error = count_grades(self->labels, &grades, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    if (grades.measured + grades.elsewhere + grades.judged > 0) {
        self->items[self->count++] = curb_claim_grades(source, &grades);
    }
    if (strcmp(self->labels->detection, "both") == 0) {
        self->items[self->count++] = curb_claim_concepts(source);
    }
    for (size_t i = 0; i < compare->rank_count; i++) {
        if (compare->has_headline &&
            compare->ranks[i].scenario == compare->headline.scenario) {
            self->items[self->count++] =
                curb_claim_spent(source, compare->ranks[i].budget_usd);
        }
    }
    return CURB_OK;
}

static curb_error_t word(curb_claims_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_compare_t *compare = &self->compare;
    curb_claim_source_t source = {compare, self->labels, self->contested};
    curb_error_t error = curb_contested_read(self->labels, self->contested);
    if (error != CURB_OK) {
        return error;
    }
    self->items[self->count++] = curb_claim_answer(&source);
    for (size_t i = 0; i < compare->row_count; i++) {
        if (is_claimed(&compare->rows[i])) {
            self->items[self->count++] = curb_claim_row(&source, &compare->rows[i]);
        }
    }
    for (size_t i = 0; i < compare->effect_count; i++) {
        add_effect(self, &source, &compare->effects[i]);
    }
    for (size_t i = 0; i < compare->rank_count; i++) {
        self->items[self->count++] = curb_claim_first(&source, &compare->ranks[i]);
    }
    return add_study(self, &source, diagnostics);
}

curb_error_t curb_claims_init(
    curb_claims_t *self, const curb_compare_data_t *data, curb_diagnostics_t *diagnostics)
{
    *self = (curb_claims_t){.labels = data->labels};
    curb_compare_options_t options = options_of();
    curb_error_t error = curb_compare_init(&self->compare, data, &options, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    const curb_compare_t *compare = &self->compare;
    self->room = 1 + compare->row_count + 3 * compare->effect_count + compare->rank_count +
                 STUDY_CLAIMS;
    self->items = curb_calloc(self->room, sizeof *self->items);
    self->contested = curb_calloc(data->labels->scenario_count, sizeof *self->contested);
    error = self->items != NULL && self->contested != NULL ? word(self, diagnostics)
                                                           : CURB_ERR_NO_MEMORY;
    if (error == CURB_ERR_NO_MEMORY) {
        error = curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    if (error != CURB_OK) {
        curb_claims_free(self);
    }
    return error;
}

void curb_claims_free(curb_claims_t *self)
{
    curb_compare_free(&self->compare);
    curb_free(self->items);
    curb_free(self->contested);
    *self = (curb_claims_t){0};
}

const curb_claim_t *curb_claims_find(const curb_claims_t *self, const char *id)
{
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->items[i].id, id) == 0) {
            return &self->items[i];
        }
    }
    return NULL;
}

bool curb_claim_is_of(const curb_claim_t *claim, const char *part)
{
    const char *behind = strrchr(claim->id, '/');
    size_t length = strlen(part);
    return behind != NULL && strncmp(behind + 1, part, length) == 0 &&
           behind[1 + length] == '=';
}

const curb_claim_t *curb_claims_of(
    const curb_claims_t *self, size_t scenario, const char *metric)
{
    for (size_t i = 1; i < self->count; i++) {
        const curb_claim_t *claim = &self->items[i];
        if (claim->scenario == scenario && strcmp(claim->metric, metric) == 0 &&
            strchr(claim->id, '=') == NULL) {
            return claim;
        }
    }
    return NULL;
}
