/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/pairing.h"
#include "analysis/portfolio.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

static curb_error_t allocate(curb_portfolio_columns_t *self)
{
    size_t cells = self->package_count * self->unit_count;
    self->scenarios = curb_calloc(self->package_count, sizeof *self->scenarios);
    self->averted = curb_calloc(cells, sizeof *self->averted);
    self->cost = curb_calloc(cells, sizeof *self->cost);
    self->concepts = curb_calloc(self->unit_count, sizeof *self->concepts);
    bool whole = self->scenarios != NULL && self->averted != NULL && self->cost != NULL &&
                 self->concepts != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static curb_error_t fill(curb_portfolio_columns_t *self, const curb_pairing_t *pairing)
{
    size_t n = self->unit_count;
    double years = self->window.months / 12;
    double *baseline = curb_calloc(n, sizeof *baseline);
    if (baseline == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    memcpy(self->concepts, pairing->concepts, n * sizeof *self->concepts);
    for (size_t p = 0; p < self->package_count; p++) {
        double *averted = self->averted + p * n, *cost = self->cost + p * n;
        self->scenarios[p] = pairing->pairs[p].other;
        curb_pairing_columns(pairing, p, CURB_METRIC_EXPLOITED_MONTHS, NULL,
            CURB_COMPARE_ALL, baseline, averted);
        for (size_t u = 0; u < n; u++) {
            averted[u] = (baseline[u] - averted[u]) / 12;
        }
        curb_pairing_columns(
            pairing, p, CURB_METRIC_POLICY_COST, NULL, CURB_COMPARE_ALL, baseline, cost);
        for (size_t u = 0; u < n; u++) {
            cost[u] = (cost[u] - baseline[u]) / years;
        }
    }
    curb_free(baseline);
    return CURB_OK;
}

curb_error_t curb_portfolio_columns_init(curb_portfolio_columns_t *self,
    const curb_compare_data_t *data, double from, double to,
    curb_diagnostics_t *diagnostics)
{
    *self = (curb_portfolio_columns_t){0};
    curb_compare_options_t options = curb_compare_defaults();
    curb_pairing_t pairing;
    options.from = from;
    options.to = to;
    curb_error_t error = curb_pairing_init(&pairing, data, NULL, &options, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    self->window = pairing.window;
    self->package_count = pairing.pair_count;
    self->unit_count = pairing.unit_count;
    self->replicate_count = pairing.replicate_count;
    error = allocate(self);
    if (error == CURB_OK) {
        error = fill(self, &pairing);
    }
    curb_pairing_free(&pairing);
    if (error != CURB_OK) {
        curb_portfolio_columns_free(self);
    }
    return error;
}

void curb_portfolio_columns_free(curb_portfolio_columns_t *self)
{
    curb_free(self->scenarios);
    curb_free(self->averted);
    curb_free(self->cost);
    curb_free(self->concepts);
    *self = (curb_portfolio_columns_t){0};
}
