/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/weighing.h"

#include "analysis/effects.h"
#include "analysis/pairing.h"
#include "analysis/portfolio.h"
#include "model/memory.h"

#include <string.h>

static curb_error_t allocate(curb_weighing_t *self, size_t most)
{
    self->scenarios = curb_calloc(most, sizeof *self->scenarios);
    self->averted = curb_calloc(most * self->unit_count, sizeof *self->averted);
    self->cost = curb_calloc(most * self->unit_count, sizeof *self->cost);
    self->withheld = curb_calloc(most, sizeof *self->withheld);
    bool whole = self->scenarios != NULL && self->averted != NULL && self->cost != NULL &&
                 self->withheld != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

/* Costs come as USD a year and are weighed over the window, as averted years are. */
static void take(curb_weighing_t *self, const curb_portfolio_columns_t *columns, size_t c)
{
    size_t n = self->unit_count, to = self->count * n;
    self->scenarios[self->count] = columns->scenarios[c];
    memcpy(self->averted + to, columns->averted + c * n, n * sizeof *self->averted);
    for (size_t u = 0; u < n; u++) {
        self->cost[to + u] = columns->cost[c * n + u] * columns->window.months / 12;
    }
    self->withheld[self->count++] =
        curb_concepts_disagree(self->averted + to, 1, columns->concepts, n);
}

static curb_error_t weigh(curb_weighing_t *self, const curb_results_t *labels,
    const curb_acceptability_data_t *data, const curb_compare_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    if (curb_effects_rank_states(labels, self->scenarios, self->count)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "these scenarios act in different States whose anchors are allocated, not "
            "observed: their order would be that of the rule; name with --scenario some "
            "that act in the same States");
    }
    curb_error_t error =
        curb_acceptability_init(&self->found, data, options->level, options->flip_seed);
    if (error == CURB_ERR_INVALID) {
        return curb_diagnostics_fail(diagnostics, error,
            "fewer than two %s have numbers for all scenarios",
            curb_results_draw_count(labels) > 0 ? "draws" : "replicates");
    }
    return error == CURB_OK
               ? error
               : curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
}

curb_error_t curb_weighing_init(curb_weighing_t *self, const curb_compare_data_t *data,
    const curb_compare_options_t *options, const double *pay, size_t pay_count,
    bool means_only, curb_diagnostics_t *diagnostics)
{
    *self = (curb_weighing_t){0};
    curb_portfolio_columns_t columns;
    curb_error_t error = curb_portfolio_columns_init(
        &columns, data, options->from, options->to, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    self->window = columns.window;
    self->unit_count = columns.unit_count;
    error = allocate(self, columns.package_count);
    for (size_t c = 0; error == CURB_OK && c < columns.package_count; c++) {
        if (options->scenarios == NULL || options->scenarios[columns.scenarios[c]]) {
            take(self, &columns, c);
        }
    }
    curb_portfolio_columns_free(&columns);
    if (error == CURB_OK) {
        curb_acceptability_data_t weighed = {.column_count = self->count,
            .unit_count = self->unit_count,
            .averted = self->averted,
            .cost = self->cost,
            .withheld = self->withheld,
            .pay_count = pay_count,
            .pay = pay,
            .means_only = means_only};
        error = weigh(self, data->labels, &weighed, options, diagnostics);
    } else {
        (void)curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    if (error != CURB_OK) {
        curb_weighing_free(self);
    }
    return error;
}

void curb_weighing_free(curb_weighing_t *self)
{
    curb_free(self->scenarios);
    curb_free(self->averted);
    curb_free(self->cost);
    curb_free(self->withheld);
    curb_acceptability_free(&self->found);
    *self = (curb_weighing_t){0};
}
