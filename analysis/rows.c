/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/rows.h"

#include "analysis/multiplicity.h"
#include "model/memory.h"

#include <math.h>

static const curb_results_t *labels_of(const curb_rows_t *self)
{
    return self->pairing->reference->labels;
}

static bool has_both_concepts(const curb_rows_t *self)
{
    return curb_pairing_n(self->pairing, CURB_CONCEPT_MSE) > 0 &&
           curb_pairing_n(self->pairing, CURB_CONCEPT_ILO) > 0;
}
/* Cells of one jurisdiction, one sector, or all. NULL when all: sums by origin need it so.
 */
static const bool *cells_of(const curb_rows_t *self, int jurisdiction, int sector)
{
    const curb_results_t *labels = labels_of(self);
    if (jurisdiction == CURB_COMPARE_ALL && sector == CURB_COMPARE_ALL) {
        return NULL;
    }
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        for (size_t m = 0; m < labels->sector_count; m++) {
            self->cells[j * labels->sector_count + m] =
                (jurisdiction == CURB_COMPARE_ALL || j == (size_t)jurisdiction) &&
                (sector == CURB_COMPARE_ALL || m == (size_t)sector);
        }
    }
    return self->cells;
}

static bool concepts_disagree(
    curb_rows_t *self, size_t pair, curb_metric_t metric, const bool *cells)
{
    int sign[CURB_CONCEPT_COUNT] = {0};
    if (!has_both_concepts(self)) {
        return false;
    }
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        size_t n = curb_pairing_columns(
            self->pairing, pair, metric, cells, c, self->reference, self->other);
        double mean = curb_paired(self->reference, self->other, n).mean;
        sign[c] = (mean > 0) - (mean < 0);
    }
    return sign[CURB_CONCEPT_MSE] != sign[CURB_CONCEPT_ILO];
}

static void set_family_p(const curb_rows_t *self, curb_compare_row_t *row, size_t pair)
{
    const curb_results_t *labels = labels_of(self);
    const curb_maxt_t *family =
        row->concept == CURB_COMPARE_ALL ? &self->family : &self->family_by[row->concept];
    row->p_adjusted = row->p = row->p_single = NAN;
    row->p_holm = row->p_hochberg = row->p_bh = NAN;
    if (row->jurisdiction != CURB_COMPARE_ALL || row->sector != CURB_COMPARE_ALL) {
        return;
    }
    for (size_t m = 0; m < labels->metric_count; m++) {
        if (labels->metrics[m] == row->metric) {
            row->in_family = true;
            const curb_maxt_column_t *column =
                &family->columns[pair * labels->metric_count + m];
            row->p_adjusted = curb_multiplicity_p(self->options->adjust, column);
            row->p = column->p_t;
            row->p_single = column->p_single;
            row->p_holm = column->p_holm;
            row->p_hochberg = column->p_hochberg;
            row->p_bh = column->p_bh;
        }
    }
}

static double critical_of(const curb_rows_t *self, int concept)
{
    return concept == CURB_COMPARE_ALL ? self->out->family.critical
                                       : self->out->family_by[concept].critical;
}

void curb_rows_fill(curb_rows_t *self, curb_compare_row_t *row, size_t pair)
{
    const bool *cells = cells_of(self, row->jurisdiction, row->sector);
    double critical = critical_of(self, row->concept);
    if (row->concept == CURB_COMPARE_ALL) {
        row->concepts_disagree = concepts_disagree(self, pair, row->metric, cells);
    }
    size_t n = curb_pairing_columns(self->pairing, pair, row->metric, cells, row->concept,
        self->reference, self->other);
    curb_paired_t paired = curb_paired(self->reference, self->other, n);
    for (size_t r = 0; r < n; r++) {
        self->difference[r] = self->other[r] - self->reference[r];
    }
    row->n = paired.n;
    row->baseline_mean = paired.reference_mean;
    row->vrf = paired.variance_reduction;
    set_family_p(self, row, pair);
    row->difference = row->ci_low = row->ci_high = NAN;
    row->percent = row->percent_ci_low = row->percent_ci_high = NAN;
    row->interval = row->percent_interval = NULL;
    row->levels = curb_levels(NULL, NULL, 0, self->options->level);
    if (row->concepts_disagree) {
        return;
    }
    row->levels = curb_pairing_levels(
        self->pairing, pair, row->metric, cells, row->concept, self->options->level);
    curb_interval_t interval = curb_paired_interval(&paired, critical);
    curb_ratio_t ratio = curb_ratio(self->difference, self->reference, n, critical);
    row->difference = paired.mean;
    row->ci_low = interval.low;
    row->ci_high = interval.high;
    row->percent = 100 * ratio.ratio;
    row->percent_ci_low = 100 * ratio.interval.low;
    row->percent_ci_high = 100 * ratio.interval.high;
    row->interval = paired.standard_error == 0 ? "constant"
                    : isnan(interval.low)
                        ? NULL
                        : curb_multiplicity_rows[self->options->adjust].interval_key;
    row->percent_interval = ratio.set == CURB_RATIO_BOUNDED ? "fieller" : NULL;
}

/* Differences of the units of a concept into self->difference, or their changes in per cent
 * of their own baselines; NaN for all where a baseline is not above 0. @return how many. */
static size_t differences(curb_rows_t *self, const curb_compare_row_t *row, size_t pair,
    int concept, bool in_percent)
{
    const bool *cells = cells_of(self, row->jurisdiction, row->sector);
    size_t n = curb_pairing_columns(
        self->pairing, pair, row->metric, cells, concept, self->reference, self->other);
    bool above = true;
    for (size_t r = 0; r < n; r++) {
        self->difference[r] = self->other[r] - self->reference[r];
        above = above && (isnan(self->reference[r]) || self->reference[r] > 0);
    }
    for (size_t r = 0; in_percent && r < n; r++) {
        self->difference[r] = above ? 100 * self->difference[r] / self->reference[r] : NAN;
    }
    return n;
}

/* Whether the statistic's signs with each concept differ. */
static curb_error_t statistics_disagree(
    curb_rows_t *self, curb_compare_row_t *row, size_t pair)
{
    int sign[CURB_CONCEPT_COUNT] = {0};
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        double value;
        size_t n = differences(self, row, pair, c, false);
        curb_error_t error =
            curb_summary_value(self->options->statistic, self->difference, n, &value);
        if (error != CURB_OK) {
            return error;
        }
        sign[c] = (value > 0) - (value < 0);
    }
    row->concepts_disagree = sign[CURB_CONCEPT_MSE] != sign[CURB_CONCEPT_ILO];
    return CURB_OK;
}

/* The same row for another statistic than the mean. */
static curb_error_t restate(curb_rows_t *self, curb_compare_row_t *row, size_t pair)
{
    const curb_compare_options_t *options = self->options;
    curb_bca_t found[2];
    curb_error_t error = CURB_OK;
    row->concepts_disagree = false;
    if (row->concept == CURB_COMPARE_ALL && has_both_concepts(self)) {
        error = statistics_disagree(self, row, pair);
    }
    for (int i = 0; i < 2 && error == CURB_OK; i++) {
        size_t n = differences(self, row, pair, row->concept, i == 1);
        error = curb_summary_bca(&found[i], options->statistic, self->difference, n,
            options->level, options->flip_seed);
    }
    row->p_adjusted = row->p = row->p_single = NAN;
    row->p_holm = row->p_hochberg = row->p_bh = NAN;
    row->difference = row->ci_low = row->ci_high = NAN;
    row->percent = row->percent_ci_low = row->percent_ci_high = NAN;
    row->interval = row->percent_interval = NULL;
    if (error != CURB_OK || row->concepts_disagree) {
        return error;
    }
    row->difference = found[0].estimate;
    row->ci_low = found[0].interval.low;
    row->ci_high = found[0].interval.high;
    row->interval = isnan(row->ci_low) ? NULL : "bca";
    row->percent = found[1].estimate;
    row->percent_ci_low = found[1].interval.low;
    row->percent_ci_high = found[1].interval.high;
    row->percent_interval = isnan(row->percent_ci_low) ? NULL : "bca";
    return CURB_OK;
}

/* The level of a State to which a region's total was allocated says nothing of the State,
 * nor does its difference in people or USD; the change in per cent of its own baseline does
 * not hang on the level. */
static void withhold_level(const curb_rows_t *self, curb_compare_row_t *row)
{
    row->withheld = row->jurisdiction != CURB_COMPARE_ALL &&
                    curb_results_withheld(labels_of(self), (size_t)row->jurisdiction);
    if (!row->withheld) {
        return;
    }
    if (row->baseline_mean != 0.0) { /* at 0 a difference gives no level away */
        row->difference = row->ci_low = row->ci_high = NAN;
        row->interval = NULL;
        row->levels.between = row->levels.chance = row->levels.parameters = NAN;
    }
    row->baseline_mean = NAN;
}

/* A row of the statistic asked for, with what may be shown of it. */
static curb_error_t make_row(curb_rows_t *self, curb_compare_row_t *row, size_t pair)
{
    curb_error_t error = CURB_OK;
    if (self->pairing->other == self->pairing->reference) {
        row->scenario = self->pairing->pairs[pair].other;
    }
    curb_rows_fill(self, row, pair);
    if (self->options->statistic != CURB_SUMMARY_MEAN) {
        error = restate(self, row, pair);
    }
    withhold_level(self, row);
    return error;
}

/* Sums first, then finer rows, over each concept after both. */
static curb_error_t add_rows(curb_rows_t *self, size_t pair, curb_metric_t metric)
{
    const curb_results_t *labels = labels_of(self);
    const curb_compare_options_t *options = self->options;
    int jurisdictions = options->by_jurisdiction ? (int)labels->jurisdiction_count : 0;
    int sectors = options->by_sector ? (int)labels->sector_count : 0;
    int concepts = options->by_concept && has_both_concepts(self) ? CURB_CONCEPT_COUNT : 0;
    for (int j = CURB_COMPARE_ALL; j < jurisdictions; j++) {
        for (int m = CURB_COMPARE_ALL; m < sectors; m++) {
            bool has_sectors = curb_metric_shape(metric) == CURB_BY_CELL;
            for (int c = CURB_COMPARE_ALL; c < concepts && (has_sectors || m < 0); c++) {
                curb_compare_row_t *row = &self->out->rows[self->out->row_count++];
                *row =
                    (curb_compare_row_t){.scenario = self->pairing->pairs[pair].reference,
                        .metric = metric,
                        .jurisdiction = j,
                        .sector = m,
                        .concept = c};
                curb_error_t error = make_row(self, row, pair);
                if (error != CURB_OK) {
                    return error;
                }
            }
        }
    }
    return CURB_OK;
}

static bool is_shown(const curb_rows_t *self, size_t pair)
{
    bool one_file = self->pairing->other == self->pairing->reference;
    const curb_pair_t *ids = &self->pairing->pairs[pair];
    const bool *scenarios = self->options->scenarios;
    return scenarios == NULL || scenarios[one_file ? ids->other : ids->reference];
}

curb_error_t curb_rows_make(curb_rows_t *self)
{
    const curb_results_t *labels = labels_of(self);
    const curb_compare_options_t *options = self->options;
    size_t count = options->metric_count > 0 ? options->metric_count : labels->metric_count;
    const curb_metric_t *metrics =
        options->metric_count > 0 ? options->metrics : labels->metrics;
    size_t finest = (labels->jurisdiction_count + 1) * (labels->sector_count + 1) *
                    (CURB_CONCEPT_COUNT + 1);
    self->out->rows =
        curb_calloc(self->pairing->pair_count * count * finest, sizeof *self->out->rows);
    if (self->out->rows == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = CURB_OK;
    for (size_t m = 0; m < count; m++) {
        for (size_t p = 0; p < self->pairing->pair_count; p++) {
            if (error == CURB_OK && is_shown(self, p)) {
                error = add_rows(self, p, metrics[m]);
            }
        }
    }
    return error;
}
curb_error_t curb_rows_init(curb_rows_t *self, const curb_pairing_t *pairing,
    const curb_compare_options_t *options, curb_compare_t *out)
{
    *self = (curb_rows_t){.pairing = pairing, .options = options, .out = out};
    const curb_results_t *labels = labels_of(self);
    size_t n = self->pairing->unit_count;
    size_t columns = self->pairing->pair_count * labels->metric_count;
    self->reference = curb_calloc(n, sizeof *self->reference);
    self->other = curb_calloc(n, sizeof *self->other);
    self->difference = curb_calloc(n, sizeof *self->difference);
    self->matrix = curb_calloc(n * columns, sizeof *self->matrix);
    self->cells =
        curb_calloc(labels->jurisdiction_count * labels->sector_count, sizeof *self->cells);
    bool whole = self->reference != NULL && self->other != NULL &&
                 self->difference != NULL && self->matrix != NULL && self->cells != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

void curb_rows_free(curb_rows_t *self)
{
    curb_free(self->reference);
    curb_free(self->other);
    curb_free(self->difference);
    curb_free(self->matrix);
    curb_free(self->cells);
    curb_maxt_free(&self->family);
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        curb_maxt_free(&self->family_by[c]);
    }
}
