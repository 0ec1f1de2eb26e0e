/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First the critical value of the whole family, then the rows that are asked for: so no
 * filter can make an interval narrower. */
#include "analysis/compare.h"

#include "analysis/effects.h"
#include "analysis/maxt.h"
#include "analysis/multiplicity.h"
#include "analysis/pairing.h"
#include "analysis/rows.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

curb_compare_options_t curb_compare_defaults(void)
{
    return (curb_compare_options_t){.from = NAN,
        .to = NAN,
        .level = 0.95,
        .adjust = CURB_MULTIPLICITY_MAXT_STEPDOWN,
        .flip_seed = 0x5EED2014};
}

void curb_compare_needs(const curb_results_t *results,
    const curb_compare_options_t *options, bool needed[CURB_METRIC_COUNT])
{
    memset(needed, 0, CURB_METRIC_COUNT * sizeof *needed);
    for (size_t i = 0; i < results->metric_count; i++) {
        needed[curb_window_source(results->metrics[i])] = true;
    }
    for (size_t i = 0; i < options->metric_count; i++) {
        needed[curb_window_source(options->metrics[i])] = true;
    }
    needed[CURB_METRIC_EXPLOITED_MONTHS] = needed[CURB_METRIC_POLICY_COST] = true;
}

static const curb_results_t *labels_of(const curb_rows_t *rows)
{
    return rows->pairing->reference->labels;
}

static curb_error_t find_family(
    curb_rows_t *rows, int concept, curb_maxt_t *family, curb_compare_family_t *summary)
{
    const curb_pairing_t *pairing = rows->pairing;
    const curb_results_t *labels = labels_of(rows);
    size_t columns = pairing->pair_count * labels->metric_count;
    size_t n = 0;
    for (size_t p = 0; p < pairing->pair_count; p++) {
        for (size_t m = 0; m < labels->metric_count; m++) {
            n = curb_pairing_columns(pairing, p, labels->metrics[m], NULL, concept,
                rows->reference, rows->other);
            for (size_t r = 0; r < n; r++) {
                rows->matrix[r * columns + p * labels->metric_count + m] =
                    rows->other[r] - rows->reference[r];
            }
        }
    }
    const curb_compare_options_t *options = rows->options;
    curb_error_t error = curb_maxt_init(
        family, rows->matrix, n, columns, options->level, options->flip_seed);
    *summary = (curb_compare_family_t){.columns = columns,
        .tested = family->tested,
        .n = n,
        .flip_count = family->flip_count,
        .exhaustive = family->exhaustive,
        .critical = NAN};
    if (error == CURB_OK) {
        error = curb_multiplicity_adjust(family);
    }
    if (error == CURB_OK) {
        summary->critical = curb_multiplicity_critical(options->adjust, family);
    }
    return error;
}

static curb_error_t find_families(curb_rows_t *rows)
{
    curb_error_t error =
        find_family(rows, CURB_COMPARE_ALL, &rows->family, &rows->out->family);
    for (int c = 0; c < CURB_CONCEPT_COUNT && error == CURB_OK; c++) {
        error = find_family(rows, c, &rows->family_by[c], &rows->out->family_by[c]);
    }
    return error;
}

/* The first of the largest group of equal budgets; of equally large ones, the cheapest. */
static const curb_compare_rank_t *best_ranked(const curb_compare_t *out)
{
    const curb_compare_rank_t *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < out->rank_count;) {
        size_t end = i;
        while (end < out->rank_count &&
               out->ranks[end].budget_usd == out->ranks[i].budget_usd) {
            end++;
        }
        if (end - i > most) {
            most = end - i;
            best = &out->ranks[i];
        }
        i = end;
    }
    return best;
}

static void find_headline(curb_rows_t *rows)
{
    const curb_pairing_t *pairing = rows->pairing;
    curb_compare_t *out = rows->out;
    const curb_compare_rank_t *best = best_ranked(out);
    for (size_t p = 0; p < pairing->pair_count; p++) {
        curb_compare_row_t row = {.scenario = pairing->pairs[p].other,
            .metric = CURB_METRIC_EXPLOITED,
            .jurisdiction = CURB_COMPARE_ALL,
            .sector = CURB_COMPARE_ALL,
            .concept = CURB_COMPARE_ALL};
        curb_rows_fill(rows, &row, p);
        out->counted++;
        out->clearly_lower += row.ci_high < 0;
        out->clearly_higher += row.ci_low > 0;
        if (best != NULL ? best->scenario == row.scenario : pairing->pair_count == 1) {
            out->headline = row;
            out->has_headline = true;
        }
    }
}

static curb_error_t compare(curb_compare_t *self, const curb_pairing_t *pairing,
    const curb_compare_options_t *options, bool with_effects)
{
    curb_rows_t rows;
    self->window = pairing->window;
    self->level = options->level;
    self->flip_seed = options->flip_seed;
    self->adjust = options->adjust;
    self->statistic = options->statistic;
    self->replicate_count = pairing->replicate_count;
    self->two_levels = pairing->unit_count < pairing->replicate_count;
    self->draw_count =
        curb_results_draw_count(pairing->reference->labels) > 0 ? pairing->unit_count : 0;
    curb_error_t error = curb_rows_init(&rows, pairing, options, self);
    if (error == CURB_OK) {
        error = find_families(&rows);
    }
    if (error == CURB_OK) {
        error = curb_rows_make(&rows);
    }
    if (error == CURB_OK && with_effects) {
        error = curb_effects_find(self, pairing, options);
        if (error == CURB_OK) {
            find_headline(&rows);
        }
    }
    curb_rows_free(&rows);
    return error;
}

curb_error_t curb_compare_files(curb_compare_t *self, const curb_compare_data_t *data,
    const curb_compare_data_t *other, const curb_compare_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    *self = (curb_compare_t){0};
    curb_pairing_t pairing;
    curb_error_t error = curb_pairing_init(&pairing, data, other, options, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    error = compare(self, &pairing, options, other == NULL);
    curb_pairing_free(&pairing);
    if (error != CURB_OK) {
        curb_compare_free(self);
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    return CURB_OK;
}

curb_error_t curb_compare_init(curb_compare_t *self, const curb_compare_data_t *data,
    const curb_compare_options_t *options, curb_diagnostics_t *diagnostics)
{
    return curb_compare_files(self, data, NULL, options, diagnostics);
}

void curb_compare_free(curb_compare_t *self)
{
    curb_free(self->rows);
    curb_free(self->effects);
    curb_free(self->ranks);
    *self = (curb_compare_t){0};
}
