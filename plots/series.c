/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/series.h"

#include "model/memory.h"

#include <math.h>
#include <string.h>

const double curb_band_levels[CURB_BAND_COUNT] = {0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975};

/* Years are cut from the end of the run, so that the last one is the year that comparisons
 * are about; a first one of less than half a year is left out. */
static void cut_years(curb_series_t *self)
{
    const curb_results_t *labels = self->data->labels;
    size_t end = labels->period_count;
    while (end > 0) {
        curb_window_t year = {.first = end, .end = end};
        while (year.first > 0 && year.months < 11.5) {
            year.first--;
            year.months += labels->period_months[year.first];
        }
        year.last_year_first = year.first;
        year.last_year_months = year.months;
        year.from_year = labels->years[year.first];
        year.to_year = labels->years[end - 1] + labels->period_months[end - 1] / 12;
        if (year.months >= 6 || self->year_count == 0) {
            self->years[self->year_count++] = year;
        }
        end = year.first;
    }
    for (size_t a = 0, b = self->year_count; a + 1 < b; a++, b--) {
        curb_window_t swapped = self->years[a];
        self->years[a] = self->years[b - 1];
        self->years[b - 1] = swapped;
    }
}

curb_error_t curb_series_init(
    curb_series_t *self, const curb_compare_data_t *data, double critical)
{
    const curb_results_t *labels = data->labels;
    *self = (curb_series_t){.data = data, .critical = critical};
    self->years = curb_calloc(labels->period_count, sizeof *self->years);
    self->reference = curb_calloc(labels->replicate_count, sizeof *self->reference);
    self->other = curb_calloc(labels->replicate_count, sizeof *self->other);
    self->difference = curb_calloc(labels->replicate_count, sizeof *self->difference);
    self->amounts = curb_calloc(2 * labels->replicate_count, sizeof *self->amounts);
    self->unit = curb_calloc(labels->replicate_count, sizeof *self->unit);
    self->picked = curb_calloc(labels->replicate_count, sizeof *self->picked);
    if (self->years == NULL || self->reference == NULL || self->other == NULL ||
        self->difference == NULL || self->amounts == NULL || self->unit == NULL ||
        self->picked == NULL) {
        curb_series_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    self->unit_count = curb_levels_units(labels, self->unit);
    cut_years(self);
    return CURB_OK;
}

void curb_series_free(curb_series_t *self)
{
    curb_free(self->years);
    curb_free(self->reference);
    curb_free(self->other);
    curb_free(self->difference);
    curb_free(self->amounts);
    curb_free(self->unit);
    curb_free(self->picked);
    *self = (curb_series_t){0};
}

double curb_series_middle(const curb_window_t *year)
{
    return (year->from_year + year->to_year) / 2;
}

/* Amounts of the replicates of one concept (or all) into a column, and into `picked` their
 * units, numbered from 0; returns how many replicates. */
static size_t fill_column(curb_series_t *self, curb_metric_t metric, size_t scenario,
    const bool *cells, const curb_window_t *window, int concept, double *column)
{
    const curb_results_t *labels = self->data->labels;
    const double *values = self->data->values[curb_window_source(metric)];
    double per_year = curb_metric_rows[metric].kind == CURB_FLOW ? 12 / window->months : 1;
    size_t n = 0, units = 0, last = SIZE_MAX;
    for (size_t r = 0; r < labels->replicate_count; r++) {
        if (concept == CURB_COMPARE_ALL || labels->concepts[r] == concept) {
            units += self->unit[r] != last;
            last = self->unit[r];
            self->picked[n] = units - 1;
            column[n++] = values == NULL
                              ? NAN
                              : per_year * curb_window_amount(window, labels, metric,
                                               values, scenario, r, cells);
        }
    }
    return n;
}

/* Deviations from the means of draws, widened by sqrt(r/(r - 1)) for the mean that was
 * taken out, are what chance does within a draw; a draw of one replicate says nothing of
 * it. */
static size_t deviations(const double *values, const size_t *unit, size_t n, double *found)
{
    size_t count = 0;
    for (size_t first = 0, end; first < n; first = end) {
        double sum = 0, numbers = 0;
        for (end = first; end < n && unit[end] == unit[first]; end++) {
            sum += isnan(values[end]) ? 0 : values[end];
            numbers += isnan(values[end]) ? 0 : 1;
        }
        for (size_t i = first; i < end && numbers > 1; i++) {
            found[count++] = (values[i] - sum / numbers) * sqrt(numbers / (numbers - 1));
        }
    }
    return count;
}

static curb_error_t set_chance(curb_series_t *self, size_t n, curb_bands_t *bands)
{
    double *own = self->amounts;
    size_t count = deviations(self->other, self->picked, n, own);
    double median = bands->quantiles[CURB_BAND_MEDIAN];
    curb_error_t error = curb_quantile(own, count, curb_band_levels[0], &bands->chance.low);
    if (error == CURB_OK) {
        error = curb_quantile(
            own, count, curb_band_levels[CURB_BAND_COUNT - 1], &bands->chance.high);
    }
    bands->chance.low += median;
    bands->chance.high += median;
    return error;
}

curb_error_t curb_series_bands(curb_series_t *self, curb_metric_t metric, size_t scenario,
    const bool *cells, const curb_window_t *year, curb_bands_t *bands)
{
    size_t n =
        fill_column(self, metric, scenario, cells, year, CURB_COMPARE_ALL, self->other);
    for (int q = 0; q < CURB_BAND_COUNT; q++) {
        curb_error_t error =
            curb_quantile(self->other, n, curb_band_levels[q], &bands->quantiles[q]);
        if (error != CURB_OK) {
            return error;
        }
    }
    bands->chance = (curb_interval_t){NAN, NAN};
    bool two_levels = self->unit_count < self->data->labels->replicate_count;
    return two_levels ? set_chance(self, n, bands) : CURB_OK;
}

/* Means of units into both columns, over replicates in which both sides are numbers, and
 * their differences; the split of the replicates' differences on the way. */
static size_t fill_pair(curb_series_t *self, curb_metric_t metric, size_t scenario,
    const bool *cells, const curb_window_t *window, int concept, curb_levels_t *levels)
{
    size_t baseline = self->data->labels->baseline;
    double *reference = self->amounts;
    double *other = self->amounts + self->data->labels->replicate_count;
    size_t n = fill_column(self, metric, baseline, cells, window, concept, reference);
    (void)fill_column(self, metric, scenario, cells, window, concept, other);
    for (size_t r = 0; r < n; r++) {
        self->difference[r] = other[r] - reference[r];
        if (isnan(self->difference[r])) {
            reference[r] = other[r] = NAN;
        }
    }
    size_t units = n > 0 ? self->picked[n - 1] + 1 : 0;
    if (levels != NULL) {
        *levels = curb_levels(self->difference, self->picked, n, 0.95);
    }
    curb_levels_means(reference, self->picked, n, units, self->reference);
    curb_levels_means(other, self->picked, n, units, self->other);
    for (size_t u = 0; u < units; u++) {
        self->difference[u] = self->other[u] - self->reference[u];
    }
    return units;
}

/* Each concept on its own, and whether the two differ in sign. */
static void set_concepts(curb_change_t *change, curb_series_t *self, curb_metric_t metric,
    size_t scenario, const bool *cells, const curb_window_t *window)
{
    int sign[CURB_CONCEPT_COUNT] = {0};
    double percent[CURB_CONCEPT_COUNT];
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        size_t n = fill_pair(self, metric, scenario, cells, window, c, NULL);
        if (n == 0) {
            return;
        }
        curb_paired_t paired = curb_paired(self->reference, self->other, n);
        percent[c] = 100 * paired.mean / paired.reference_mean;
        sign[c] = (paired.mean > 0) - (paired.mean < 0);
    }
    memcpy(change->percent_by, percent, sizeof percent);
    change->concepts_disagree = sign[CURB_CONCEPT_MSE] != sign[CURB_CONCEPT_ILO];
}

static void set_percent(curb_change_t *self, const curb_series_t *series, size_t n)
{
    if (self->whole.low == self->whole.high) {
        /* A constant difference, most often 0 out of reach of a policy. */
        self->percent = 100 * self->difference / self->baseline_mean;
        self->percent_half = self->percent_whole =
            (curb_interval_t){self->percent, self->percent};
        return;
    }
    curb_ratio_t half = curb_ratio(
        series->difference, series->reference, n, curb_t_critical(0.5, self->n, 1));
    curb_ratio_t whole =
        curb_ratio(series->difference, series->reference, n, series->critical);
    self->percent = 100 * whole.ratio;
    self->percent_half =
        (curb_interval_t){100 * half.interval.low, 100 * half.interval.high};
    self->percent_whole =
        (curb_interval_t){100 * whole.interval.low, 100 * whole.interval.high};
}

curb_change_t curb_series_change(curb_series_t *self, curb_metric_t metric, size_t scenario,
    const bool *cells, const curb_window_t *window)
{
    curb_interval_t none = {NAN, NAN};
    curb_change_t change = {.difference = NAN,
        .half = none,
        .whole = none,
        .percent = NAN,
        .percent_half = none,
        .percent_whole = none,
        .percent_by = {NAN, NAN}};
    set_concepts(&change, self, metric, scenario, cells, window);
    size_t n =
        fill_pair(self, metric, scenario, cells, window, CURB_COMPARE_ALL, &change.levels);
    curb_paired_t paired = curb_paired(self->reference, self->other, n);
    change.n = paired.n;
    change.baseline_mean = paired.reference_mean;
    if (!change.concepts_disagree) {
        change.difference = paired.mean;
        change.half = curb_paired_interval(&paired, curb_t_critical(0.5, paired.n, 1));
        change.whole = curb_paired_interval(&paired, self->critical);
        set_percent(&change, self, n);
    }
    return change;
}

int curb_change_sign(const curb_change_t *self)
{
    return (self->whole.low > 0) - (self->whole.high < 0);
}
