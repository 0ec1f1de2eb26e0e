/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line a scenario: where its band leaves out 0; each period where few are shown. */
#include "analysis/trajectory.h"

#include "cli/citation.h"
#include "cli/compare_asked.h"
#include "cli/number.h"

#include <math.h>
#include <string.h>

enum { IN_FULL_MOST = 3 }; /* scenarios whose every period is printed */

typedef struct {
    const curb_comparison_t *in;
    curb_trajectories_t found; /* owned */
} job_t;

static const char *id_of(const job_t *job, const curb_trajectory_t *item)
{
    return job->in->labels->scenarios[item->scenario].id;
}

static const char *band_of(const curb_trajectory_point_t *point)
{
    return isnan(point->band.low)                ? NULL
           : point->band.low == point->band.high ? "constant"
                                                 : "sup-t";
}

/* --- text --- */

static void print_intro(const job_t *job, curb_writer_t *writer)
{
    const curb_trajectories_t *found = &job->found;
    char text[900], years[32], basis[400];
    curb_writer_title(writer);
    curb_citation_years(
        found->window.from_year, found->window.to_year, years, sizeof years);
    curb_compare_basis(job->in, basis, sizeof basis);
    snprintf(text, sizeof text,
        "Differences to the baseline in each of the %zu recorded periods of %s: flows are "
        "totals of a period, stocks its end, 'exploited' its mean. %s",
        found->period_count, years, basis);
    curb_writer_paragraph(writer, text);
    snprintf(text, sizeof text,
        "Bands hold at %.0f %% for all recorded periods of a scenario together (sup-t: one "
        "critical value over the time axis, by sign-flips of whole %s). Bands of "
        "two scenarios or two metrics do not hold together: do not pick the best of many "
        "by them.",
        100 * found->level, job->in->compare->two_levels ? "draws" : "replicates");
    curb_writer_paragraph(writer, text);
    curb_writer_warnings(writer);
}

static curb_scale_t scale_of(const job_t *job, size_t first, size_t end)
{
    double largest = 0;
    for (size_t i = first * job->found.period_count; i < end * job->found.period_count;
         i++) {
        const curb_interval_t *band = &job->found.points[i].band;
        largest = fmax(largest, fmax(fabs(band->low), fabs(band->high)));
    }
    return curb_number_scale(largest);
}

static void add_period(
    const job_t *job, curb_table_t *table, const curb_trajectory_t *item, size_t period)
{
    char text[32] = "never";
    if (period < job->found.period_count) {
        const curb_trajectory_point_t *point = &item->points[period];
        curb_compare_period(point->from_year, point->to_year, text, sizeof text);
    }
    curb_table_add(table, "%s", text);
}

static void add_difference(
    curb_table_t *table, const curb_trajectory_point_t *point, double divisor)
{
    if (point->concepts_disagree) {
        curb_table_add(table, "no joint effect");
        return;
    }
    curb_table_add(table, "%s",
        curb_number_estimate(point->difference / divisor, point->band.low / divisor,
            point->band.high / divisor, 3)
            .text);
}

static void add_percent(curb_table_t *table, const curb_ratio_t *percent)
{
    curb_table_add(table, "%s",
        curb_number_estimate(
            percent->ratio, percent->interval.low, percent->interval.high, 3)
            .text);
}

/* "15 lower", "12 higher", "2 lower, 1 higher" */
static void add_count(curb_table_t *table, const curb_trajectory_clear_t *clear)
{
    char text[64] = "none";
    if (clear->lower > 0) {
        snprintf(text, sizeof text, "%zu lower", clear->lower);
    }
    if (clear->higher > 0) {
        size_t used = clear->lower > 0 ? strlen(text) : 0;
        snprintf(text + used, sizeof text - used, "%s%zu higher", used > 0 ? ", " : "",
            clear->higher);
    }
    curb_table_add(table, "%s", text);
}

static void heading(
    const job_t *job, curb_writer_t *writer, size_t first, curb_scale_t scale)
{
    const curb_metric_row_t *metric = &curb_metric_rows[job->found.items[first].metric];
    char units[64], text[400];
    bool is_exploited = job->found.items[first].metric == CURB_METRIC_EXPLOITED;
    curb_writer_plural(metric->units, units, sizeof units);
    snprintf(text, sizeof text, "%s: %s, %s. Differences in %s%s, with bands", metric->key,
        is_exploited ? "People exploited" : metric->long_name,
        is_exploited || metric->kind == CURB_MEAN ? "mean over each period"
        : metric->kind == CURB_FLOW               ? "total of each period"
                                                  : "at the end of each period",
        scale.word, units);
    curb_writer_heading(writer, text);
}

static void print_summary(const job_t *job, curb_writer_t *writer, size_t first, size_t end)
{
    curb_scale_t scale = scale_of(job, first, end);
    heading(job, writer, first, scale);
    curb_table_t table = curb_table((const char *const[]){
        "scenario", "last period", "per cent", "clear", "lasting", "periods", NULL});
    for (size_t i = first; i < end; i++) {
        const curb_trajectory_t *item = &job->found.items[i];
        if (!curb_writer_shows(writer, item->scenario)) {
            continue;
        }
        size_t last = job->found.period_count - 1;
        curb_trajectory_clear_t clear =
            curb_trajectory_clear(item, job->found.period_count);
        curb_table_add(&table, "%s", id_of(job, item));
        add_difference(&table, &item->points[last], scale.divisor);
        add_percent(&table, &item->points[last].percent);
        add_period(job, &table, item, clear.first);
        add_period(job, &table, item, clear.lasting);
        add_count(&table, &clear);
    }
    curb_writer_table(writer, &table);
}

static void print_periods(
    const job_t *job, curb_writer_t *writer, const curb_trajectory_t *item)
{
    size_t first = (size_t)(item - job->found.items);
    curb_scale_t scale = scale_of(job, first, first + 1);
    char text[200], units[64];
    curb_writer_plural(curb_metric_rows[item->metric].units, units, sizeof units);
    snprintf(text, sizeof text, "%s, period by period: differences in %s%s",
        id_of(job, item), scale.word, units);
    curb_writer_heading(writer, text);
    curb_table_t table = curb_table((const char *const[]){
        "period", "difference [band]", "alone", "per cent [band]", "n", NULL});
    for (size_t p = 0; p < job->found.period_count; p++) {
        const curb_trajectory_point_t *point = &item->points[p];
        add_period(job, &table, item, p);
        add_difference(&table, point, scale.divisor);
        double half = fmax(fabs(point->band.high - point->band.low) / scale.divisor, 1e-3);
        int decimals = (int)fmin(3, fmax(0, ceil(1 - log10(half / 2))));
        curb_table_add(&table, "%s",
            curb_number_interval(point->alone.low / scale.divisor,
                point->alone.high / scale.divisor, decimals)
                .text);
        add_percent(&table, &point->percent);
        curb_table_add(&table, "%zu", point->n);
    }
    curb_writer_table(writer, &table);
}

static void print_notes(const job_t *job, const curb_writer_t *writer)
{
    fputc('\n', writer->out);
    curb_writer_paragraph(writer,
        "clear: the first period whose band leaves out 0; lasting: the first from "
        "which on all do, on one side, to the end; periods: how many bands lie "
        "below or above 0. 'alone': the t interval of that period for itself, which must "
        "not be used to find the first clear one. Per cent: Fieller's interval with the "
        "band's critical value, so it belongs to the band.");
    if (job->found.count > IN_FULL_MOST) {
        curb_writer_paragraph(writer, "--scenario ID shows every period of a scenario, "
                                      "--format csv those of all.");
    }
}

static curb_error_t write_text(const void *asked, bool as_markdown)
{
    const job_t *job = asked;
    const curb_trajectories_t *found = &job->found;
    curb_writer_t writer = {.in = job->in, .out = stdout, .as_markdown = as_markdown};
    curb_error_t error = curb_writer_choose(&writer);
    if (error != CURB_OK) {
        return error;
    }
    print_intro(job, &writer);
    curb_writer_note_left_out(&writer);
    for (size_t first = 0, end; first < found->count; first = end) {
        end = first;
        while (
            end < found->count && found->items[end].metric == found->items[first].metric) {
            end++;
        }
        print_summary(job, &writer, first, end);
        for (size_t i = first; end - first <= IN_FULL_MOST && i < end; i++) {
            print_periods(job, &writer, &found->items[i]);
        }
    }
    print_notes(job, &writer);
    curb_writer_source(&writer);
    curb_writer_free(&writer);
    return writer.lost ? CURB_ERR_NO_MEMORY : CURB_OK;
}

/* --- data --- */

/* X(name, value) of a point, in the order of the columns. */
#define POINT_NUMBERS(X)                                                                   \
    X(from, point->from_year)                                                              \
    X(to, point->to_year)                                                                  \
    X(baseline_mean, point->baseline_mean)                                                 \
    X(difference, point->difference)                                                       \
    X(band_low, point->band.low)                                                           \
    X(band_high, point->band.high)                                                         \
    X(ci_low, point->alone.low)                                                            \
    X(ci_high, point->alone.high)                                                          \
    X(percent, point->percent.ratio)                                                       \
    X(percent_band_low, point->percent.interval.low)                                       \
    X(percent_band_high, point->percent.interval.high)

static void write_csv(const void *asked)
{
    const job_t *job = asked;
    fputs("scenario,metric,units", stdout);
#define WRITE_NAME(name, value) fputs("," #name, stdout);
    POINT_NUMBERS(WRITE_NAME)
#undef WRITE_NAME
    fputs(",n,critical_value,band,interval,concepts_disagree\n", stdout);
    for (size_t i = 0; i < job->found.count; i++) {
        const curb_trajectory_t *item = &job->found.items[i];
        for (size_t p = 0; p < job->found.period_count; p++) {
            const curb_trajectory_point_t *point = &item->points[p];
            curb_csv_line_t line = {.out = stdout};
            curb_csv_line_text(&line, id_of(job, item));
            curb_csv_line_text(&line, curb_metric_rows[item->metric].key);
            curb_csv_line_text(&line, curb_metric_rows[item->metric].units);
#define WRITE_NUMBER(name, value) curb_csv_line_number(&line, value);
            POINT_NUMBERS(WRITE_NUMBER)
#undef WRITE_NUMBER
            curb_csv_line_count(&line, point->n);
            curb_csv_line_number(&line, item->critical);
            curb_csv_line_text(&line, band_of(point));
            curb_csv_line_text(&line, isnan(point->alone.low) ? NULL : "t");
            curb_csv_line_count(&line, point->concepts_disagree);
            curb_csv_line_end(&line);
        }
    }
}

static json_t *item_object(
    const job_t *job, curb_record_t *record, const curb_trajectory_t *item)
{
    json_t *object = json_object(), *periods = json_array();
    curb_trajectory_clear_t clear = curb_trajectory_clear(item, job->found.period_count);
    curb_record_text(record, object, "scenario", id_of(job, item));
    curb_record_text(record, object, "metric", curb_metric_rows[item->metric].key);
    curb_record_text(record, object, "units", curb_metric_rows[item->metric].units);
    curb_record_number(record, object, "critical_value", item->critical);
    curb_record_count(record, object, "varying_periods", item->varying);
    curb_record_count(record, object, "clearly_lower", clear.lower);
    curb_record_count(record, object, "clearly_higher", clear.higher);
    for (size_t p = 0; p < job->found.period_count; p++) {
        const curb_trajectory_point_t *point = &item->points[p];
        json_t *one = json_object();
#define SET_NUMBER(name, value) curb_record_number(record, one, #name, value);
        POINT_NUMBERS(SET_NUMBER)
#undef SET_NUMBER
        curb_record_count(record, one, "n", point->n);
        curb_record_text(record, one, "band", band_of(point));
        curb_record_text(record, one, "interval", isnan(point->alone.low) ? NULL : "t");
        curb_record_flag(record, one, "concepts_disagree", point->concepts_disagree);
        curb_record_add(record, periods, one);
    }
    curb_record_set(record, object, "periods", periods);
    return object;
}

static curb_error_t write_json(const void *asked, curb_diagnostics_t *diagnostics)
{
    const job_t *job = asked;
    curb_record_t record = curb_record();
    json_t *items = json_array();
    curb_compare_record_begin(job->in, &record, "trajectory");
    curb_record_text(&record, record.root, "bands",
        "sup-t: one critical value over all recorded periods of a scenario and metric, by "
        "studentised sign-flips; bands of two scenarios do not hold together");
    for (size_t i = 0; i < job->found.count; i++) {
        curb_record_add(&record, items, item_object(job, &record, &job->found.items[i]));
    }
    curb_record_set(&record, record.root, "trajectories", items);
    curb_compare_record_end(job->in, &record);
    return curb_compare_record_write(&record, diagnostics);
}

static const curb_compare_forms_t forms = {write_text, write_csv, write_json};

curb_error_t curb_compare_ask_trajectory(const curb_comparison_t *self,
    const curb_compare_data_t *data, curb_format_t format, curb_diagnostics_t *diagnostics)
{
    job_t job = {.in = self};
    curb_error_t error =
        curb_trajectories_init(&job.found, data, self->options, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    error = curb_compare_write(&forms, &job, format, diagnostics);
    curb_trajectories_free(&job.found);
    return error;
}
