/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/compare_writer.h"

#include "cli/citation.h"
#include "cli/number.h"

#include <math.h>
#include <string.h>

void curb_writer_plural(const char *units, char *text, size_t bytes)
{
    bool counts = units[0] >= 'a' && units[0] <= 'z';
    if (strcmp(units, "1") == 0) {
        snprintf(text, bytes, "units of 1");
    } else if (strcmp(units, "person") == 0) {
        snprintf(text, bytes, "people");
    } else {
        snprintf(text, bytes, "%s%s", units, counts ? "s" : "");
    }
    for (char *blank = strchr(text, ' '); counts && blank != NULL;
         blank = strchr(blank, ' ')) {
        *blank = '-';
    }
}

static void metric_heading(const curb_writer_t *self, const curb_compare_row_t *row,
    curb_scale_t scale, char *text, size_t bytes)
{
    const curb_metric_row_t *metric = &curb_metric_rows[row->metric];
    const curb_window_t *window = &self->in->compare->window;
    char years[32], units[64];
    bool last_year = row->metric == CURB_METRIC_EXPLOITED;
    curb_citation_years(
        last_year ? window->to_year - window->last_year_months / 12 : window->from_year,
        window->to_year, years, sizeof years);
    const char *how = last_year || metric->kind == CURB_MEAN ? "mean over"
                      : metric->kind == CURB_FLOW            ? "total over"
                                                             : "at the end of";
    curb_writer_plural(metric->units, units, sizeof units);
    char of[48] = "Differences";
    if (self->in->compare->statistic != CURB_SUMMARY_MEAN) {
        snprintf(of, sizeof of, "The %s of differences",
            curb_summary_rows[self->in->compare->statistic].words);
    }
    snprintf(text, bytes, "%s: %s, %s %s. %s in %s%s", metric->key,
        last_year ? "People exploited" : metric->long_name, how, years, of, scale.word,
        units);
    if (self->in->other == NULL && !isnan(row->baseline_mean)) {
        size_t used = strlen(text);
        snprintf(text + used, bytes - used, "; baseline %s",
            curb_number_in_words(row->baseline_mean).text);
    }
}

static curb_scale_t scale_of_metric(const curb_writer_t *self, size_t first, size_t end)
{
    double largest = 0;
    for (size_t i = first; i < end; i++) {
        const curb_compare_row_t *row = &self->in->compare->rows[i];
        double bound = fmax(fabs(row->ci_low), fabs(row->ci_high));
        largest = fmax(largest, isinf(bound) ? 0 : bound);
    }
    return curb_number_scale(largest);
}

static void add_row_label(
    const curb_writer_t *self, curb_table_t *table, const curb_compare_row_t *row)
{
    const curb_results_t *labels = self->in->labels;
    if (curb_writer_is_sum(row)) {
        const curb_results_scenario_t *scenario = curb_writer_scenario(self, row->scenario);
        curb_table_add(table, "%s%s", scenario->id, scenario->budget_capped ? " *" : "");
        return;
    }
    const char *parts[] = {
        row->jurisdiction >= 0 ? labels->jurisdictions[row->jurisdiction] : "",
        row->sector >= 0 ? labels->sectors[row->sector] : "",
        row->concept >= 0 ? curb_concept_keys[row->concept] : ""};
    char text[256] = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i][0] != '\0') {
            size_t used = strlen(text);
            snprintf(
                text + used, sizeof text - used, "%s%s", used > 0 ? ", " : "", parts[i]);
        }
    }
    bool allocated =
        row->jurisdiction >= 0 && curb_results_allocated(labels, (size_t)row->jurisdiction);
    curb_table_add(table, "%s%s%s", self->as_markdown ? "- " : "    ", text,
        allocated ? " (allocated)" : "");
}

static void add_share(curb_table_t *table, const curb_levels_t *levels)
{
    if (isnan(levels->share)) {
        curb_table_add(table, "-");
        return;
    }
    curb_table_add(table, "%s%s",
        curb_number_estimate(100 * levels->share, 100 * levels->share_interval.low,
            100 * levels->share_interval.high, 0)
            .text,
        levels->negative ? " *" : "");
}

/* A p of flips or of t smaller than a ten-thousandth is not worth its digits. */
static void add_p(curb_table_t *table, const curb_compare_row_t *row)
{
    double p = row->concepts_disagree ? NAN : row->p_adjusted;
    curb_table_add(table, "%s", p < 0.0001 ? "<0.0001" : curb_number(p, 4).text);
}

/* An estimate that could be taken for a sure number says that it has no interval. */
static void add_estimate(curb_table_t *table, double value, double low, double high)
{
    curb_table_add(table, "%s%s", curb_number_estimate(value, low, high, 3).text,
        !isnan(value) && isnan(low) ? " [no interval]" : "");
}

static void add_metric_row(const curb_writer_t *self, curb_table_t *table,
    const curb_compare_row_t *row, double divisor)
{
    add_row_label(self, table, row);
    if (row->concepts_disagree) {
        curb_table_add(table, "no joint effect");
    } else {
        add_estimate(table, row->difference / divisor, row->ci_low / divisor,
            row->ci_high / divisor);
    }
    add_estimate(table, row->percent, row->percent_ci_low, row->percent_ci_high);
    if (self->in->with_p) {
        add_p(table, row);
    }
    curb_table_add(table, "%zu", row->n);
    curb_table_add(table, "%s", curb_number(row->vrf, row->vrf < 10 ? 1 : 0).text);
    if (self->in->compare->two_levels) {
        add_share(table, &row->levels);
    }
}

static void print_metric(curb_writer_t *self, size_t first, size_t end)
{
    char heading[400];
    const curb_compare_row_t *rows = self->in->compare->rows;
    curb_scale_t scale = scale_of_metric(self, first, end);
    metric_heading(self, &rows[first], scale, heading, sizeof heading);
    curb_writer_heading(self, heading);
    const char *titles[8] = {"scenario", "difference", "per cent"};
    size_t count = 3;
    titles[count] = self->in->with_p ? "p" : NULL;
    count += self->in->with_p ? 1 : 0;
    titles[count++] = "n";
    titles[count++] = "VRF";
    titles[count] = self->in->compare->two_levels ? "param., %" : NULL;
    curb_table_t table = curb_table(titles);
    for (size_t i = first; i < end; i++) {
        if (curb_writer_shows(self, rows[i].scenario)) {
            add_metric_row(self, &table, &rows[i], scale.divisor);
        }
    }
    curb_writer_table(self, &table);
}

void curb_writer_metrics(curb_writer_t *self)
{
    const curb_compare_t *compare = self->in->compare;
    for (size_t first = 0, end; first < compare->row_count; first = end) {
        end = first;
        while (end < compare->row_count &&
               compare->rows[end].metric == compare->rows[first].metric) {
            end++;
        }
        print_metric(self, first, end);
    }
}
