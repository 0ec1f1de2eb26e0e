/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/passage.h"

#include "cli/citation.h"
#include "cli/compare_asked.h"
#include "cli/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const curb_comparison_t *in;
    const char *asked; /* as typed */
    curb_metric_t metric;
    curb_threshold_t threshold;
    curb_passages_t found; /* owned */
} job_t;

/* --- what was asked --- */

static curb_error_t refuse(
    const char *asked, const char *why, const char *more, curb_diagnostics_t *diagnostics)
{
    return curb_diagnostics_fail(
        diagnostics, CURB_ERR_USAGE, "--until: '%s' %s%s", asked, why, more);
}

/* "below:NUMBER" or "above:NUMBER". */
static curb_error_t read_level(job_t *job, curb_diagnostics_t *diagnostics)
{
    static const char *const words[] = {"below", "above"};
    char word[32];
    size_t bytes = strcspn(job->asked, ":");
    snprintf(word, sizeof word, "%.*s", (int)bytes, job->asked);
    for (int i = 0; i < 2; i++) {
        if (strcmp(word, words[i]) == 0) {
            job->threshold.kind = CURB_THRESHOLD_LEVEL;
            job->threshold.falls = i == 0;
            return CURB_OK;
        }
    }
    const char *nearest = curb_nearest(word, words, 2);
    return nearest != NULL
               ? refuse(job->asked, "is no threshold; did you mean ",
                     strcmp(nearest, "below") == 0 ? "'below:'?" : "'above:'?", diagnostics)
               : refuse(job->asked, "is no threshold",
                     ": write below:NUMBER or above:NUMBER", diagnostics);
}

static curb_error_t read_threshold(job_t *job, curb_diagnostics_t *diagnostics)
{
    const char *at = job->asked;
    char *end;
    curb_error_t error = CURB_OK;
    if (strchr(at, ':') != NULL) {
        error = read_level(job, diagnostics);
        at = strchr(at, ':') + 1;
    }
    if (error != CURB_OK) {
        return error;
    }
    double value = strtod(at, &end);
    bool is_level = job->threshold.kind == CURB_THRESHOLD_LEVEL;
    bool in_percent = *end == '%' && !is_level;
    if (end == at || strcmp(in_percent ? end + 1 : end, "") != 0 || !isfinite(value)) {
        return refuse(job->asked, "is no threshold",
            ": write -5%, +1000, below:2e6 or above:100", diagnostics);
    }
    if (!is_level && *at != '+' && *at != '-') {
        return refuse(job->asked, "does not say which way",
            ": write + or - before a change, or below: or above: for the metric itself",
            diagnostics);
    }
    if (!is_level && !(fabs(value) > 0)) {
        return refuse(job->asked, "is passed by no change at all",
            ": write a change other than 0", diagnostics);
    }
    job->threshold.value = value;
    if (!is_level) {
        job->threshold.kind = in_percent ? CURB_THRESHOLD_PERCENT : CURB_THRESHOLD_CHANGE;
        job->threshold.falls = value < 0;
    }
    return CURB_OK;
}

static curb_error_t read_metric(job_t *job, curb_diagnostics_t *diagnostics)
{
    const curb_compare_options_t *options = job->in->options;
    job->metric = options->metric_count > 0 ? options->metrics[0] : CURB_METRIC_EXPLOITED;
    if (options->metric_count > 1) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--until is about one metric, and --metric names %zu", options->metric_count);
    }
    return CURB_OK;
}

/* "'exploited' is 5 % below the baseline", "'exploited' is at or below 2 million" */
static void describe(const job_t *job, char *text, size_t bytes)
{
    const curb_threshold_t *threshold = &job->threshold;
    const curb_metric_row_t *metric = &curb_metric_rows[job->metric];
    char units[64];
    curb_writer_plural(metric->units, units, sizeof units);
    if (threshold->kind == CURB_THRESHOLD_LEVEL) {
        snprintf(text, bytes, "'%s' is at or %s %s %s", metric->key,
            threshold->falls ? "below" : "above",
            curb_number_in_words(threshold->value).text, units);
        return;
    }
    bool in_percent = threshold->kind == CURB_THRESHOLD_PERCENT;
    char amount[64];
    snprintf(amount, sizeof amount, "%g %%", fabs(threshold->value));
    snprintf(text, bytes, "'%s' is %s%s%s or more %s the baseline", metric->key,
        in_percent ? amount : curb_number_in_words(fabs(threshold->value)).text,
        in_percent ? "" : " ", in_percent ? "" : units,
        threshold->falls ? "below" : "above");
}

static const char *id_of(const job_t *job, const curb_passage_t *item)
{
    return job->in->labels->scenarios[item->scenario].id;
}

/* --- text --- */

static const char *unit_word(const job_t *job)
{
    return job->in->compare->draw_count > 0 ? "draws" : "replicates";
}

static void print_intro(const job_t *job, curb_writer_t *writer)
{
    char text[1100], what[300], basis[400], years[32];
    const curb_window_t *window = &job->found.window;
    size_t periods = window->end - window->first;
    curb_writer_title(writer);
    describe(job, what, sizeof what);
    curb_compare_basis(job->in, basis, sizeof basis);
    curb_citation_years(window->from_year, window->to_year, years, sizeof years);
    snprintf(text, sizeof text,
        "How long until %s, in the %zu recorded periods of %s: years from a scenario's "
        "policy start to the end of the first period in which it is. %s",
        what, periods, years, basis);
    curb_writer_paragraph(writer, text);
    snprintf(text, sizeof text,
        "%s by %s, replicates of a draw averaged%s. A period in which chance alone carries "
        "one past the threshold counts as well, so short times with few replicates a draw "
        "are partly luck: see 'still'.",
        job->threshold.kind == CURB_THRESHOLD_LEVEL ? "Counted" : "Pairs counted",
        job->in->compare->draw_count > 0 ? "draw" : "replicate",
        job->threshold.kind == CURB_THRESHOLD_PERCENT
            ? ", in per cent of the same one's baseline in the same period"
            : "");
    curb_writer_paragraph(writer, text);
    curb_writer_warnings(writer);
}

/* "3.0 [2.0, >15]": what lies beyond the record is said to. */
static void add_years(curb_table_t *table, const curb_passage_t *item, double value,
    curb_interval_t interval, int decimals)
{
    char parts[3][32];
    const double values[] = {value, interval.low, interval.high};
    for (int i = 0; i < 3; i++) {
        if (isinf(values[i])) {
            snprintf(parts[i], sizeof parts[i], ">%.20s",
                curb_number(item->horizon_years, decimals).text);
        } else {
            snprintf(
                parts[i], sizeof parts[i], "%.30s", curb_number(values[i], decimals).text);
        }
    }
    if (isnan(value)) {
        curb_table_add(table, "-");
    } else if (isnan(interval.low)) {
        curb_table_add(table, "%s [no interval]", parts[0]);
    } else {
        curb_table_add(table, "%s [%s, %s]", parts[0], parts[1], parts[2]);
    }
}

static void add_item(
    const job_t *job, curb_table_t *table, const curb_passage_t *item, bool both)
{
    int decimals = 1;
    curb_interval_t never = {
        100 * (1 - item->share_interval.high), 100 * (1 - item->share_interval.low)};
    curb_table_add(table, "%s", id_of(job, item));
    curb_table_add(table, "%s",
        curb_number_estimate(100 * (1 - item->share), never.low, never.high, 0).text);
    for (int c = 0; both && c < CURB_CONCEPT_COUNT; c++) {
        curb_table_add(table, "%s", curb_number(100 * (1 - item->share_by[c]), 0).text);
    }
    add_years(table, item, item->median, item->median_interval, decimals);
    add_years(table, item, item->mean, item->mean_interval, decimals);
    curb_table_add(table, "%s", curb_number(item->horizon_years, decimals).text);
    curb_table_add(table, "%s",
        item->passed > 0
            ? curb_number(100 * (double)item->held / (double)item->passed, 0).text
            : "-");
    curb_table_add(table, "%zu", item->n);
}

static void print_notes(const job_t *job, const curb_writer_t *writer)
{
    char text[900];
    size_t unknown = 0;
    for (size_t i = 0; i < job->found.count; i++) {
        unknown += job->found.items[i].unknown;
    }
    fputc('\n', writer->out);
    snprintf(text, sizeof text,
        "never: share of %s that do not pass it by the end of the record, with the exact "
        "interval of a share (Clopper-Pearson). half by: years until half of all %s have, "
        "between order statistics; '>': later than the record tells. within: mean years "
        "waited within the years followed, those that never pass counted with all of them "
        "(restricted mean), by t. Each interval holds at %.0f %% alone. still: of those "
        "that passed, the share that is past it in the last period as well.",
        unit_word(job), unit_word(job), 100 * job->found.level);
    curb_writer_paragraph(writer, text);
    if (unknown > 0) {
        snprintf(text, sizeof text,
            "%zu times of single %s are unknown, because a number is missing before the "
            "threshold was passed, and left out; see n.",
            unknown, unit_word(job));
        curb_writer_paragraph(writer, text);
    }
}

static curb_error_t write_text(const void *asked, bool as_markdown)
{
    const job_t *job = asked;
    static const char *const titles[] = {"scenario", "never, %", "half by, years",
        "within, years", "followed", "still, %", "n", NULL};
    static const char *const titles_by[] = {"scenario", "never, %", "mse", "ilo",
        "half by, years", "within, years", "followed", "still, %", "n", NULL};
    curb_writer_t writer = {.in = job->in, .out = stdout, .as_markdown = as_markdown};
    bool both = strcmp(job->in->labels->detection, "both") == 0;
    curb_error_t error = curb_writer_choose(&writer);
    if (error != CURB_OK) {
        return error;
    }
    print_intro(job, &writer);
    curb_writer_note_left_out(&writer);
    curb_writer_heading(&writer, both ? "Years until it is passed; never also in draws "
                                        "with each concept of detection"
                                      : "Years until it is passed");
    curb_table_t table = curb_table(both ? titles_by : titles);
    for (size_t i = 0; i < job->found.count; i++) {
        if (curb_writer_shows(&writer, job->found.items[i].scenario)) {
            add_item(job, &table, &job->found.items[i], both);
        }
    }
    curb_writer_table(&writer, &table);
    print_notes(job, &writer);
    curb_writer_source(&writer);
    curb_writer_free(&writer);
    return writer.lost ? CURB_ERR_NO_MEMORY : CURB_OK;
}

/* --- data --- */

/* Beyond the record is undefined in data, and a flag of its own. */
static double known(double years) { return isfinite(years) ? years : NAN; }

/* X(name, value), in the order of the columns. */
#define ITEM_NUMBERS(X)                                                                    \
    X(origin_year, item->origin_year)                                                      \
    X(followed_years, item->horizon_years)                                                 \
    X(passed_share, item->share)                                                           \
    X(passed_share_ci_low, item->share_interval.low)                                       \
    X(passed_share_ci_high, item->share_interval.high)                                     \
    X(passed_share_mse, item->share_by[CURB_CONCEPT_MSE])                                  \
    X(passed_share_ilo, item->share_by[CURB_CONCEPT_ILO])                                  \
    X(median_years, known(item->median))                                                   \
    X(median_ci_low, known(item->median_interval.low))                                     \
    X(median_ci_high, known(item->median_interval.high))                                   \
    X(restricted_mean_years, item->mean)                                                   \
    X(restricted_mean_ci_low, item->mean_interval.low)                                     \
    X(restricted_mean_ci_high, item->mean_interval.high)

#define ITEM_COUNTS(X)                                                                     \
    X(n, item->n)                                                                          \
    X(passed, item->passed)                                                                \
    X(never, item->n - item->passed)                                                       \
    X(still_passed, item->held)                                                            \
    X(unknown, item->unknown)                                                              \
    X(median_beyond, isinf(item->median) != 0)                                             \
    X(median_ci_high_beyond, isinf(item->median_interval.high) != 0)

static void write_csv(const void *asked)
{
    const job_t *job = asked;
    fputs("scenario,metric,units,threshold", stdout);
#define WRITE_NAME(name, value) fputs("," #name, stdout);
    ITEM_NUMBERS(WRITE_NAME)
    ITEM_COUNTS(WRITE_NAME)
#undef WRITE_NAME
    fputs(",share_interval,median_interval,restricted_mean_interval\n", stdout);
    for (size_t i = 0; i < job->found.count; i++) {
        const curb_passage_t *item = &job->found.items[i];
        curb_csv_line_t line = {.out = stdout};
        curb_csv_line_text(&line, id_of(job, item));
        curb_csv_line_text(&line, curb_metric_rows[job->metric].key);
        curb_csv_line_text(&line, curb_metric_rows[job->metric].units);
        curb_csv_line_text(&line, job->asked);
#define WRITE_NUMBER(name, value) curb_csv_line_number(&line, value);
        ITEM_NUMBERS(WRITE_NUMBER)
#undef WRITE_NUMBER
#define WRITE_COUNT(name, value) curb_csv_line_count(&line, value);
        ITEM_COUNTS(WRITE_COUNT)
#undef WRITE_COUNT
        curb_csv_line_text(&line, item->n > 0 ? "clopper-pearson" : NULL);
        curb_csv_line_text(
            &line, isnan(item->median_interval.low) ? NULL : "order statistics");
        curb_csv_line_text(&line, isnan(item->mean_interval.low) ? NULL : "t");
        curb_csv_line_end(&line);
    }
}

static curb_error_t write_json(const void *asked, curb_diagnostics_t *diagnostics)
{
    const job_t *job = asked;
    curb_record_t record = curb_record();
    json_t *items = json_array();
    char what[300];
    describe(job, what, sizeof what);
    curb_compare_record_begin(job->in, &record, "until");
    curb_record_text(&record, record.root, "metric", curb_metric_rows[job->metric].key);
    curb_record_text(&record, record.root, "threshold", job->asked);
    curb_record_text(&record, record.root, "passed_when", what);
    for (size_t i = 0; i < job->found.count; i++) {
        const curb_passage_t *item = &job->found.items[i];
        json_t *object = json_object();
        curb_record_text(&record, object, "scenario", id_of(job, item));
#define SET_NUMBER(name, value) curb_record_number(&record, object, #name, value);
        ITEM_NUMBERS(SET_NUMBER)
#undef SET_NUMBER
#define SET_COUNT(name, value) curb_record_count(&record, object, #name, value);
        ITEM_COUNTS(SET_COUNT)
#undef SET_COUNT
        curb_record_text(
            &record, object, "share_interval", item->n > 0 ? "clopper-pearson" : NULL);
        curb_record_text(&record, object, "median_interval",
            isnan(item->median_interval.low) ? NULL : "order statistics");
        curb_record_text(&record, object, "restricted_mean_interval",
            isnan(item->mean_interval.low) ? NULL : "t");
        curb_record_add(&record, items, object);
    }
    curb_record_set(&record, record.root, "times", items);
    curb_compare_record_end(job->in, &record);
    return curb_compare_record_write(&record, diagnostics);
}

static const curb_compare_forms_t forms = {write_text, write_csv, write_json};

curb_error_t curb_compare_ask_until(const curb_comparison_t *self,
    const curb_arguments_t *arguments, const curb_compare_data_t *data,
    curb_diagnostics_t *diagnostics)
{
    job_t job = {.in = self, .asked = arguments->text[CURB_OPTION_UNTIL]};
    curb_format_t format = curb_record_format(arguments);
    curb_error_t error = read_threshold(&job, diagnostics);
    if (error == CURB_OK) {
        error = read_metric(&job, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_passages_init(
            &job.found, data, job.metric, &job.threshold, self->options, diagnostics);
    }
    if (error != CURB_OK) {
        return error;
    }
    error = curb_compare_write(&forms, &job, format, diagnostics);
    curb_passages_free(&job.found);
    return error;
}
