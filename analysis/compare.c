/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First the critical value of the whole family, then the rows that are asked for: so no
 * filter can make an interval narrower. */
#include "analysis/compare.h"

#include "analysis/effects.h"
#include "analysis/maxt.h"
#include "analysis/pairing.h"
#include "model/memory.h"

#include <math.h>
#include <string.h>

typedef struct {
    const curb_pairing_t *pairing;
    const curb_compare_options_t *options;
    curb_compare_t *out;
    curb_maxt_t family, family_by[CURB_CONCEPT_COUNT];
    double *reference, *other, *difference; /* [unit] */
    double *matrix;                         /* [unit][family column] */
    bool *cells;                            /* [jurisdiction][sector] */
} work_t;

curb_compare_options_t curb_compare_defaults(void)
{
    return (curb_compare_options_t){
        .from = NAN, .to = NAN, .level = 0.95, .flip_seed = 0x5EED2014};
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

static const curb_results_t *labels_of(const work_t *work)
{
    return work->pairing->reference->labels;
}

static bool has_both_concepts(const work_t *work)
{
    return curb_pairing_n(work->pairing, CURB_CONCEPT_MSE) > 0 &&
           curb_pairing_n(work->pairing, CURB_CONCEPT_ILO) > 0;
}

static curb_error_t find_family(
    work_t *work, int concept, curb_maxt_t *family, curb_compare_family_t *summary)
{
    const curb_pairing_t *pairing = work->pairing;
    const curb_results_t *labels = labels_of(work);
    size_t columns = pairing->pair_count * labels->metric_count;
    size_t n = 0;
    for (size_t p = 0; p < pairing->pair_count; p++) {
        for (size_t m = 0; m < labels->metric_count; m++) {
            n = curb_pairing_columns(pairing, p, labels->metrics[m], NULL, concept,
                work->reference, work->other);
            for (size_t r = 0; r < n; r++) {
                work->matrix[r * columns + p * labels->metric_count + m] =
                    work->other[r] - work->reference[r];
            }
        }
    }
    const curb_compare_options_t *options = work->options;
    curb_error_t error = curb_maxt_init(
        family, work->matrix, n, columns, options->level, options->flip_seed);
    *summary = (curb_compare_family_t){.columns = columns,
        .tested = family->tested,
        .n = n,
        .flip_count = family->flip_count,
        .exhaustive = family->exhaustive,
        .critical = family->critical};
    return error == CURB_OK ? curb_maxt_adjust(family) : error;
}

static curb_error_t find_families(work_t *work)
{
    curb_error_t error =
        find_family(work, CURB_COMPARE_ALL, &work->family, &work->out->family);
    for (int c = 0; c < CURB_CONCEPT_COUNT && error == CURB_OK; c++) {
        error = find_family(work, c, &work->family_by[c], &work->out->family_by[c]);
    }
    return error;
}

/* Cells of one jurisdiction, one sector, or all. NULL when all: sums by origin need it so.
 */
static const bool *cells_of(const work_t *work, int jurisdiction, int sector)
{
    const curb_results_t *labels = labels_of(work);
    if (jurisdiction == CURB_COMPARE_ALL && sector == CURB_COMPARE_ALL) {
        return NULL;
    }
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        for (size_t m = 0; m < labels->sector_count; m++) {
            work->cells[j * labels->sector_count + m] =
                (jurisdiction == CURB_COMPARE_ALL || j == (size_t)jurisdiction) &&
                (sector == CURB_COMPARE_ALL || m == (size_t)sector);
        }
    }
    return work->cells;
}

static bool concepts_disagree(
    work_t *work, size_t pair, curb_metric_t metric, const bool *cells)
{
    int sign[CURB_CONCEPT_COUNT] = {0};
    if (!has_both_concepts(work)) {
        return false;
    }
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        size_t n = curb_pairing_columns(
            work->pairing, pair, metric, cells, c, work->reference, work->other);
        double mean = curb_paired(work->reference, work->other, n).mean;
        sign[c] = (mean > 0) - (mean < 0);
    }
    return sign[CURB_CONCEPT_MSE] != sign[CURB_CONCEPT_ILO];
}

static void set_family_p(const work_t *work, curb_compare_row_t *row, size_t pair)
{
    const curb_results_t *labels = labels_of(work);
    const curb_maxt_t *family =
        row->concept == CURB_COMPARE_ALL ? &work->family : &work->family_by[row->concept];
    row->p_adjusted = row->p = row->p_holm = row->p_bh = NAN;
    if (row->jurisdiction != CURB_COMPARE_ALL || row->sector != CURB_COMPARE_ALL) {
        return;
    }
    for (size_t m = 0; m < labels->metric_count; m++) {
        if (labels->metrics[m] == row->metric) {
            row->in_family = true;
            const curb_maxt_column_t *column =
                &family->columns[pair * labels->metric_count + m];
            row->p_adjusted = column->p_stepdown;
            row->p = column->p_t;
            row->p_holm = column->p_holm;
            row->p_bh = column->p_bh;
        }
    }
}

static double critical_of(const work_t *work, int concept)
{
    return concept == CURB_COMPARE_ALL ? work->family.critical
                                       : work->family_by[concept].critical;
}

static void fill_row(work_t *work, curb_compare_row_t *row, size_t pair)
{
    const bool *cells = cells_of(work, row->jurisdiction, row->sector);
    double critical = critical_of(work, row->concept);
    if (row->concept == CURB_COMPARE_ALL) {
        row->concepts_disagree = concepts_disagree(work, pair, row->metric, cells);
    }
    size_t n = curb_pairing_columns(work->pairing, pair, row->metric, cells, row->concept,
        work->reference, work->other);
    curb_paired_t paired = curb_paired(work->reference, work->other, n);
    for (size_t r = 0; r < n; r++) {
        work->difference[r] = work->other[r] - work->reference[r];
    }
    row->n = paired.n;
    row->baseline_mean = paired.reference_mean;
    row->vrf = paired.variance_reduction;
    set_family_p(work, row, pair);
    row->difference = row->ci_low = row->ci_high = NAN;
    row->percent = row->percent_ci_low = row->percent_ci_high = NAN;
    row->levels = curb_levels(NULL, NULL, 0, work->options->level);
    if (row->concepts_disagree) {
        return;
    }
    row->levels = curb_pairing_levels(
        work->pairing, pair, row->metric, cells, row->concept, work->options->level);
    curb_interval_t interval = curb_paired_interval(&paired, critical);
    curb_ratio_t ratio = curb_ratio(work->difference, work->reference, n, critical);
    row->difference = paired.mean;
    row->ci_low = interval.low;
    row->ci_high = interval.high;
    row->percent = 100 * ratio.ratio;
    row->percent_ci_low = 100 * ratio.interval.low;
    row->percent_ci_high = 100 * ratio.interval.high;
}

/* The level of a State to which a region's total was allocated says nothing of the State,
 * nor does its difference in people or USD; the change in per cent of its own baseline does
 * not hang on the level. */
static void withhold_level(const work_t *work, curb_compare_row_t *row)
{
    row->withheld = row->jurisdiction != CURB_COMPARE_ALL &&
                    curb_results_withheld(labels_of(work), (size_t)row->jurisdiction);
    if (!row->withheld) {
        return;
    }
    if (row->baseline_mean != 0.0) { /* at 0 a difference gives no level away */
        row->difference = row->ci_low = row->ci_high = NAN;
        row->levels.between = row->levels.chance = row->levels.parameters = NAN;
    }
    row->baseline_mean = NAN;
}

/* Sums first, then finer rows, over each concept after both. */
static void add_rows(work_t *work, size_t pair, curb_metric_t metric)
{
    const curb_results_t *labels = labels_of(work);
    const curb_compare_options_t *options = work->options;
    int jurisdictions = options->by_jurisdiction ? (int)labels->jurisdiction_count : 0;
    int sectors = options->by_sector ? (int)labels->sector_count : 0;
    int concepts = options->by_concept && has_both_concepts(work) ? CURB_CONCEPT_COUNT : 0;
    for (int j = CURB_COMPARE_ALL; j < jurisdictions; j++) {
        for (int m = CURB_COMPARE_ALL; m < sectors; m++) {
            bool has_sectors = curb_metric_shape(metric) == CURB_BY_CELL;
            for (int c = CURB_COMPARE_ALL; c < concepts && (has_sectors || m < 0); c++) {
                curb_compare_row_t *row = &work->out->rows[work->out->row_count++];
                *row =
                    (curb_compare_row_t){.scenario = work->pairing->pairs[pair].reference,
                        .metric = metric,
                        .jurisdiction = j,
                        .sector = m,
                        .concept = c};
                if (work->pairing->other == work->pairing->reference) {
                    row->scenario = work->pairing->pairs[pair].other;
                }
                fill_row(work, row, pair);
                withhold_level(work, row);
            }
        }
    }
}

static bool is_shown(const work_t *work, size_t pair)
{
    bool one_file = work->pairing->other == work->pairing->reference;
    const curb_pair_t *ids = &work->pairing->pairs[pair];
    const bool *scenarios = work->options->scenarios;
    return scenarios == NULL || scenarios[one_file ? ids->other : ids->reference];
}

static curb_error_t make_rows(work_t *work)
{
    const curb_results_t *labels = labels_of(work);
    const curb_compare_options_t *options = work->options;
    size_t count = options->metric_count > 0 ? options->metric_count : labels->metric_count;
    const curb_metric_t *metrics =
        options->metric_count > 0 ? options->metrics : labels->metrics;
    size_t finest = (labels->jurisdiction_count + 1) * (labels->sector_count + 1) *
                    (CURB_CONCEPT_COUNT + 1);
    work->out->rows =
        curb_calloc(work->pairing->pair_count * count * finest, sizeof *work->out->rows);
    if (work->out->rows == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t m = 0; m < count; m++) {
        for (size_t p = 0; p < work->pairing->pair_count; p++) {
            if (is_shown(work, p)) {
                add_rows(work, p, metrics[m]);
            }
        }
    }
    return CURB_OK;
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

static void find_headline(work_t *work)
{
    const curb_pairing_t *pairing = work->pairing;
    curb_compare_t *out = work->out;
    const curb_compare_rank_t *best = best_ranked(out);
    for (size_t p = 0; p < pairing->pair_count; p++) {
        curb_compare_row_t row = {.scenario = pairing->pairs[p].other,
            .metric = CURB_METRIC_EXPLOITED,
            .jurisdiction = CURB_COMPARE_ALL,
            .sector = CURB_COMPARE_ALL,
            .concept = CURB_COMPARE_ALL};
        fill_row(work, &row, p);
        out->counted++;
        out->clearly_lower += row.ci_high < 0;
        out->clearly_higher += row.ci_low > 0;
        if (best != NULL ? best->scenario == row.scenario : pairing->pair_count == 1) {
            out->headline = row;
            out->has_headline = true;
        }
    }
}

static curb_error_t work_init(work_t *work)
{
    const curb_results_t *labels = labels_of(work);
    size_t n = work->pairing->unit_count;
    size_t columns = work->pairing->pair_count * labels->metric_count;
    work->reference = curb_calloc(n, sizeof *work->reference);
    work->other = curb_calloc(n, sizeof *work->other);
    work->difference = curb_calloc(n, sizeof *work->difference);
    work->matrix = curb_calloc(n * columns, sizeof *work->matrix);
    work->cells =
        curb_calloc(labels->jurisdiction_count * labels->sector_count, sizeof *work->cells);
    bool whole = work->reference != NULL && work->other != NULL &&
                 work->difference != NULL && work->matrix != NULL && work->cells != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void work_free(work_t *work)
{
    curb_free(work->reference);
    curb_free(work->other);
    curb_free(work->difference);
    curb_free(work->matrix);
    curb_free(work->cells);
    curb_maxt_free(&work->family);
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        curb_maxt_free(&work->family_by[c]);
    }
}

static curb_error_t compare(curb_compare_t *self, const curb_pairing_t *pairing,
    const curb_compare_options_t *options, bool with_effects)
{
    work_t work = {.pairing = pairing, .options = options, .out = self};
    self->window = pairing->window;
    self->level = options->level;
    self->flip_seed = options->flip_seed;
    self->replicate_count = pairing->replicate_count;
    self->two_levels = pairing->unit_count < pairing->replicate_count;
    self->draw_count =
        curb_results_draw_count(pairing->reference->labels) > 0 ? pairing->unit_count : 0;
    curb_error_t error = work_init(&work);
    if (error == CURB_OK) {
        error = find_families(&work);
    }
    if (error == CURB_OK) {
        error = make_rows(&work);
    }
    if (error == CURB_OK && with_effects) {
        error = curb_effects_find(self, pairing, options);
        if (error == CURB_OK) {
            find_headline(&work);
        }
    }
    work_free(&work);
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
