/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/claims.h"

#include "model/memory.h"

#include <string.h>

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
    self->room = 1 + compare->row_count + 3 * compare->effect_count + compare->rank_count;
    self->items = curb_calloc(self->room, sizeof *self->items);
    if (self->items == NULL) {
        curb_claims_free(self);
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    curb_claim_source_t source = {compare, data->labels};
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
    return CURB_OK;
}

void curb_claims_free(curb_claims_t *self)
{
    curb_compare_free(&self->compare);
    curb_free(self->items);
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
