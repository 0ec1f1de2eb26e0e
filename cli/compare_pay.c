/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/weighing.h"

#include "cli/citation.h"
#include "cli/compare_asked.h"
#include "cli/number.h"
#include "model/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_AT_ONCE = 4 }; /* willingnesses to pay beside each other in a table */

typedef struct {
    const curb_comparison_t *in;
    double *pay; /* owned, rising */
    size_t pay_count;
    curb_weighing_t weighing; /* owned */
} job_t;

static const char NOTHING[] = "no new policy";

static const char *id_of(const job_t *job, size_t option)
{
    return option == 0 ? NOTHING
                       : job->in->labels->scenarios[job->weighing.scenarios[option - 1]].id;
}

static const curb_acceptability_t *found_of(const job_t *job)
{
    return &job->weighing.found;
}

static curb_error_t read_pay(
    job_t *job, const curb_texts_t *texts, curb_diagnostics_t *diagnostics)
{
    job->pay = curb_calloc(texts->count, sizeof *job->pay);
    if (job->pay == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    for (size_t i = 0; i < texts->count; i++) {
        char *end;
        double value = strtod(texts->items[i], &end);
        if (*end != '\0' || !isfinite(value) || value < 0) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                "--pay: '%s' is not a sum in USD; write numbers such as 1000,20e3",
                texts->items[i]);
        }
        size_t at = job->pay_count;
        while (at > 0 && job->pay[at - 1] > value) {
            at--;
        }
        if (at > 0 && job->pay[at - 1] >= value) {
            continue; /* named twice */
        }
        memmove(job->pay + at + 1, job->pay + at, (job->pay_count - at) * sizeof *job->pay);
        job->pay[at] = value;
        job->pay_count++;
    }
    return CURB_OK;
}

/* --- text --- */

static void print_intro(const job_t *job, curb_writer_t *writer)
{
    char text[900], years[32], basis[400];
    const curb_window_t *window = &job->weighing.window;
    curb_writer_title(writer);
    curb_citation_years(window->from_year, window->to_year, years, sizeof years);
    curb_compare_basis(job->in, basis, sizeof basis);
    snprintf(text, sizeof text,
        "Net benefit: what is paid for each averted person-year times the person-years "
        "averted, less public cost (undiscounted), against the baseline over %s. %zu "
        "scenarios and no new policy are weighed, in the %zu %s that have numbers for all. "
        "%s",
        years, job->weighing.count, found_of(job)->n,
        job->in->compare->draw_count > 0 ? "draws" : "replicates", basis);
    curb_writer_paragraph(writer, text);
    curb_writer_paragraph(writer,
        "The willingness to pay for an averted person-year is the reader's. It is what a "
        "budget would give for one year less of exploitation, and no worth of a person. "
        "What "
        "buyers and firms bear is not in the cost (metric compliance_cost).");
    curb_writer_warnings(writer);
}

static void print_frontier(const job_t *job, curb_writer_t *writer)
{
    const curb_acceptability_t *found = found_of(job);
    curb_writer_heading(writer,
        "Greatest mean net benefit, from which willingness to pay on (USD for an averted "
        "person-year)");
    curb_table_t table =
        curb_table((const char *const[]){"scenario", "from", "over the one before", NULL});
    for (size_t i = 0; i < found->step_count; i++) {
        const curb_acceptability_step_t *step = &found->steps[i];
        curb_table_add(&table, "%s", id_of(job, step->option));
        curb_table_add(&table, "%s", curb_number(step->from.ratio, 0).text);
        curb_table_add(&table, "%s",
            i == 0 ? "-"
            : step->from.set == CURB_RATIO_BOUNDED
                ? curb_number_interval(step->from.interval.low, step->from.interval.high, 0)
                      .text
                : "unbounded: not clearly more averted");
    }
    curb_writer_table(writer, &table);
}

/* Options that come first in one unit in a hundred somewhere, or are on the frontier. */
static bool is_worth_a_line(const job_t *job, size_t option)
{
    bool found = false;
    for (size_t p = 0; p < job->pay_count; p++) {
        const curb_acceptability_cell_t *cell =
            curb_acceptability_at(found_of(job), p, option);
        found = found || cell->share >= 0.01 || cell->on_frontier;
    }
    return found;
}

static size_t print_shares(
    const job_t *job, curb_writer_t *writer, size_t first, size_t end)
{
    const curb_acceptability_t *found = found_of(job);
    char titles[COLUMNS_AT_ONCE][40];
    const char *names[COLUMNS_AT_ONCE + 2] = {"scenario"};
    size_t left_out = 0;
    for (size_t p = first; p < end; p++) {
        snprintf(titles[p - first], sizeof *titles, "%.36s",
            curb_number_in_words(job->pay[p]).text);
        names[p - first + 1] = titles[p - first];
    }
    curb_table_t table = curb_table(names);
    for (size_t o = 0; o < found->option_count; o++) {
        if (!is_worth_a_line(job, o)) {
            left_out++;
            continue;
        }
        curb_table_add(&table, "%s", id_of(job, o));
        for (size_t p = first; p < end; p++) {
            const curb_acceptability_cell_t *cell = curb_acceptability_at(found, p, o);
            curb_table_add(&table, "%s%s",
                curb_number_estimate(100 * cell->share, 100 * cell->share_interval.low,
                    100 * cell->share_interval.high, 0)
                    .text,
                cell->on_frontier ? " *" : "");
        }
    }
    curb_writer_table(writer, &table);
    return left_out;
}

static void print_all_shares(const job_t *job, curb_writer_t *writer)
{
    size_t left_out = 0;
    char text[300];
    curb_writer_heading(writer, "How often each has the greatest net benefit, %, when this "
                                "many USD are paid for an "
                                "averted person-year; * greatest on average");
    for (size_t first = 0; first < job->pay_count; first += COLUMNS_AT_ONCE) {
        size_t end = first + COLUMNS_AT_ONCE;
        if (first > 0) {
            fputc('\n', writer->out);
        }
        left_out =
            print_shares(job, writer, first, end < job->pay_count ? end : job->pay_count);
    }
    if (left_out > 0) {
        snprintf(text, sizeof text,
            "%zu more come first in fewer than one in a hundred at each of these; --format "
            "csv has them.",
            left_out);
        fputc('\n', writer->out);
        curb_writer_paragraph(writer, text);
    }
}

static curb_error_t write_text(const void *asked, bool as_markdown)
{
    const job_t *job = asked;
    char text[900];
    curb_writer_t writer = {.in = job->in, .out = stdout, .as_markdown = as_markdown};
    print_intro(job, &writer);
    print_frontier(job, &writer);
    print_all_shares(job, &writer);
    fputc('\n', stdout);
    snprintf(text, sizeof text,
        "Brackets of shares: exact intervals of a share (Clopper-Pearson), each %.0f %% "
        "alone; ties share one. Over the one before: extra cost for each person-year more "
        "averted, with Fieller's interval by t, each alone; which one comes next was "
        "picked from the same numbers. A scenario whose averted years "
        "differ in sign between the two concepts of detection has no mean and is not on "
        "the frontier. CSV and JSON have mean net benefits with max-t intervals.",
        100 * job->in->compare->level);
    curb_writer_paragraph(&writer, text);
    curb_writer_source(&writer);
    return writer.lost ? CURB_ERR_NO_MEMORY : CURB_OK;
}

/* --- data --- */

static const char *net_interval_of(const curb_acceptability_cell_t *cell)
{
    return isnan(cell->net_interval.low)                       ? NULL
           : cell->net_interval.low == cell->net_interval.high ? "constant"
                                                               : "max-t";
}

static void write_csv(const void *asked)
{
    const job_t *job = asked;
    const curb_acceptability_t *found = found_of(job);
    fputs("usd_per_averted_person_year,scenario,first_share,first_share_ci_low,"
          "first_share_ci_high,net_benefit_usd,net_benefit_ci_low,net_benefit_ci_high,"
          "on_frontier,n,share_interval,net_benefit_interval\n",
        stdout);
    for (size_t p = 0; p < job->pay_count; p++) {
        for (size_t o = 0; o < found->option_count; o++) {
            const curb_acceptability_cell_t *cell = curb_acceptability_at(found, p, o);
            curb_csv_line_t line = {.out = stdout};
            curb_csv_line_number(&line, job->pay[p]);
            curb_csv_line_text(&line, id_of(job, o));
            curb_csv_line_number(&line, cell->share);
            curb_csv_line_number(&line, cell->share_interval.low);
            curb_csv_line_number(&line, cell->share_interval.high);
            curb_csv_line_number(&line, cell->net);
            curb_csv_line_number(&line, cell->net_interval.low);
            curb_csv_line_number(&line, cell->net_interval.high);
            curb_csv_line_count(&line, cell->on_frontier);
            curb_csv_line_count(&line, found->n);
            curb_csv_line_text(&line, "clopper-pearson");
            curb_csv_line_text(&line, net_interval_of(cell));
            curb_csv_line_end(&line);
        }
    }
}

static json_t *steps_array(const job_t *job, curb_record_t *record)
{
    const curb_acceptability_t *found = found_of(job);
    json_t *array = json_array();
    for (size_t i = 0; i < found->step_count; i++) {
        const curb_ratio_t *from = &found->steps[i].from;
        json_t *object = json_object();
        curb_record_text(record, object, "scenario", id_of(job, found->steps[i].option));
        curb_compare_record_interval(
            record, object, "from_usd", from->ratio, from->interval);
        curb_record_text(
            record, object, "interval", from->set == CURB_RATIO_BOUNDED ? "fieller" : NULL);
        curb_record_add(record, array, object);
    }
    return array;
}

static json_t *cell_object(
    const job_t *job, curb_record_t *record, size_t pay, size_t option)
{
    const curb_acceptability_cell_t *cell =
        curb_acceptability_at(found_of(job), pay, option);
    json_t *object = json_object();
    curb_record_text(record, object, "scenario", id_of(job, option));
    curb_compare_record_interval(
        record, object, "first_share", cell->share, cell->share_interval);
    curb_compare_record_interval(
        record, object, "net_benefit_usd", cell->net, cell->net_interval);
    curb_record_flag(record, object, "on_frontier", cell->on_frontier);
    curb_record_text(record, object, "share_interval", "clopper-pearson");
    curb_record_text(record, object, "net_benefit_interval", net_interval_of(cell));
    return object;
}

static curb_error_t write_json(const void *asked, curb_diagnostics_t *diagnostics)
{
    const job_t *job = asked;
    curb_record_t record = curb_record();
    json_t *pays = json_array();
    curb_compare_record_begin(job->in, &record, "pay");
    curb_record_count(&record, record.root, "n", found_of(job)->n);
    curb_record_number(
        &record, record.root, "net_benefit_critical_value", found_of(job)->critical);
    curb_record_set(&record, record.root, "frontier", steps_array(job, &record));
    for (size_t p = 0; p < job->pay_count; p++) {
        json_t *one = json_object(), *options = json_array();
        curb_record_number(&record, one, "usd_per_averted_person_year", job->pay[p]);
        for (size_t o = 0; o < found_of(job)->option_count; o++) {
            curb_record_add(&record, options, cell_object(job, &record, p, o));
        }
        curb_record_set(&record, one, "options", options);
        curb_record_add(&record, pays, one);
    }
    curb_record_set(&record, record.root, "acceptability", pays);
    curb_compare_record_end(job->in, &record);
    return curb_compare_record_write(&record, diagnostics);
}

static const curb_compare_forms_t forms = {write_text, write_csv, write_json};

curb_error_t curb_compare_ask_pay(const curb_comparison_t *self,
    const curb_arguments_t *arguments, const curb_compare_data_t *data,
    curb_diagnostics_t *diagnostics)
{
    job_t job = {.in = self};
    curb_format_t format = curb_record_format(arguments);
    curb_error_t error = read_pay(&job, &arguments->texts[CURB_OPTION_PAY], diagnostics);
    if (error == CURB_OK) {
        error = curb_weighing_init(
            &job.weighing, data, self->options, job.pay, job.pay_count, false, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_compare_write(&forms, &job, format, diagnostics);
    }
    curb_weighing_free(&job.weighing);
    curb_free(job.pay);
    return error;
}
