/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long format: one number a line with everything that says what it is, so that it opens in
 * R, Python or a spreadsheet without a word about its shape. */
#include "cli/load.h"
#include "cli/message.h"
#include "cli/output.h"
#include "cli/record.h"
#include "cli/verbs.h"

#include <string.h>

static const char CSV_HEADER[] = "scenario,replicate,concept,year,months,jurisdiction,"
                                 "sector,metric,units,value,allocated\n";
static const char DICTIONARY_HEADER[] = "kind,name,units,summary_over_time,description\n";

typedef struct {
    curb_loaded_t loaded;
    bool metrics[CURB_METRIC_COUNT];
    double from, to;
} job_t;

static void write_value(const job_t *job, FILE *out, curb_metric_t metric, size_t s,
    size_t r, size_t p, size_t place)
{
    const curb_results_t *labels = &job->loaded.labels;
    size_t sectors = curb_metric_shape(metric) == CURB_BY_ORIGIN ? 1 : labels->sector_count;
    size_t slab = labels->jurisdiction_count * sectors;
    size_t at =
        ((s * labels->replicate_count + r) * labels->period_count + p) * slab + place;
    curb_csv_field(out, labels->scenarios[s].id);
    fprintf(out, ",%u,%s,", labels->replicates[r],
        curb_concept_keys[labels->concepts[r] == CURB_CONCEPT_ILO]);
    curb_csv_number(out, labels->years[p]);
    fputc(',', out);
    curb_csv_number(out, labels->period_months[p]);
    fputc(',', out);
    curb_csv_field(out, labels->jurisdictions[place / sectors]);
    fputc(',', out);
    curb_csv_field(out,
        sectors > 1 || labels->sector_count == 1 ? labels->sectors[place % sectors] : "");
    fprintf(out, ",%s,%s,", curb_metric_rows[metric].key, curb_metric_rows[metric].units);
    curb_csv_number(out, job->loaded.values[metric][at]);
    fprintf(out, ",%d\n", curb_results_allocated(labels, place / sectors));
}

static bool has_period(const job_t *job, size_t period)
{
    double year = job->loaded.labels.years[period];
    return job->from == 0 || (year > job->from - 0.003 && year < job->to + 0.997);
}

static void write_metric(const job_t *job, FILE *out, curb_metric_t metric)
{
    const curb_results_t *labels = &job->loaded.labels;
    size_t sectors = curb_metric_shape(metric) == CURB_BY_ORIGIN ? 1 : labels->sector_count;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        for (size_t r = 0; r < labels->replicate_count; r++) {
            for (size_t p = 0; p < labels->period_count; p++) {
                size_t places =
                    has_period(job, p) ? labels->jurisdiction_count * sectors : 0;
                for (size_t place = 0; place < places; place++) {
                    write_value(job, out, metric, s, r, p, place);
                }
            }
        }
    }
}

static curb_error_t write_values(job_t *job, FILE *out, curb_diagnostics_t *diagnostics)
{
    fputs(CSV_HEADER, out);
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        if (job->metrics[m]) {
            curb_error_t error =
                curb_loaded_read(&job->loaded, (curb_metric_t)m, diagnostics);
            if (error != CURB_OK) {
                return error;
            }
            write_metric(job, out, (curb_metric_t)m);
        }
    }
    return CURB_OK;
}

static void write_entry(FILE *out, const char *kind, const char *name, const char *units,
    const char *over_time, const char *description)
{
    const char *texts[] = {kind, name, units, over_time, description};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        curb_csv_field(out, texts[i]);
        fputc(i + 1 < sizeof texts / sizeof *texts ? ',' : '\n', out);
    }
}

static void write_columns(FILE *out)
{
    write_entry(out, "column", "scenario", "", "", "the policies tried; see kind scenario");
    write_entry(out, "column", "replicate", "", "",
        "number of the replicate: rows with the same number share their random numbers and "
        "parameters, so compare scenarios within a replicate");
    write_entry(out, "column", "concept", "", "", "concept of detection of the replicate");
    write_entry(
        out, "column", "year", "year", "", "decimal year at which the period starts");
    write_entry(out, "column", "months", "month", "", "length of the period");
    write_entry(out, "column", "jurisdiction", "", "", "State or group of States");
    write_entry(out, "column", "sector", "", "", "sector; empty for metrics by origin");
    write_entry(out, "column", "metric", "", "", "what is counted; see kind metric");
    write_entry(out, "column", "units", "", "", "units of the value");
    write_entry(out, "column", "value", "", "", "the modelled, not measured, value");
    write_entry(out, "column", "allocated", "", "",
        "1 where the anchors of the jurisdiction are allocated, not observed: compare a "
        "State with its own baseline, and with no other");
}

static void place_in_words(
    const curb_results_t *labels, size_t jurisdiction, char *text, size_t bytes)
{
    snprintf(text, bytes, "%s%s", curb_results_jurisdiction(labels, jurisdiction),
        curb_results_allocated(labels, jurisdiction) ? " (allocated, not observed)" : "");
}

static void write_dictionary(const job_t *job, FILE *out)
{
    const curb_results_t *labels = &job->loaded.labels;
    fputs(DICTIONARY_HEADER, out);
    write_columns(out);
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        if (job->metrics[m]) {
            const curb_metric_row_t *row = &curb_metric_rows[m];
            write_entry(out, "metric", row->key, row->units,
                curb_metric_cell_methods((curb_metric_t)m), row->long_name);
        }
    }
    for (size_t s = 0; s < labels->scenario_count; s++) {
        const curb_results_scenario_t *scenario = &labels->scenarios[s];
        write_entry(out, "scenario", scenario->id, "", "",
            s == labels->baseline ? "the baseline" : scenario->title);
    }
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        char text[256];
        place_in_words(labels, j, text, sizeof text);
        write_entry(out, "jurisdiction", labels->jurisdictions[j], "", "", text);
    }
    for (size_t m = 0; m < labels->sector_count; m++) {
        write_entry(out, "sector", labels->sectors[m], "", "", "");
    }
}

/* results.h5 -> results.csv; results.csv -> results.dictionary.csv */
static void with_ending(
    char path[CURB_OUTPUT_BYTES], const char *from, const char *old, const char *ending)
{
    size_t length = strlen(from), cut = strlen(old);
    bool has_old = length > cut && strcmp(from + length - cut, old) == 0;
    int kept = (int)(has_old ? length - cut : length);
    snprintf(path, CURB_OUTPUT_BYTES, "%.*s%s", kept > CURB_OUTPUT_BYTES - 64 ? 0 : kept,
        from, ending);
}

static curb_error_t write_files(job_t *job, const char *path, const char *dictionary_path,
    curb_diagnostics_t *diagnostics)
{
    curb_output_t values = {0}, dictionary = {0};
    curb_error_t error = curb_output_open(&values, path, CSV_HEADER, diagnostics);
    if (error == CURB_OK) {
        error =
            curb_output_open(&dictionary, dictionary_path, DICTIONARY_HEADER, diagnostics);
    }
    if (error == CURB_OK) {
        error = write_values(job, values.stream, diagnostics);
    }
    if (error == CURB_OK && fflush(values.stream) != 0) {
        error = curb_output_finish(&values, diagnostics); /* which fails and says why */
    }
    if (error == CURB_OK) {
        write_dictionary(job, dictionary.stream);
        error = curb_output_finish(&dictionary, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_output_finish(&values, diagnostics);
    }
    curb_output_discard(&values);
    curb_output_discard(&dictionary);
    return error;
}

static curb_error_t choose_metrics(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *keys = &arguments->texts[CURB_OPTION_METRIC];
    curb_error_t result = CURB_OK;
    for (size_t i = 0; keys->count == 0 && i < job->loaded.labels.metric_count; i++) {
        job->metrics[job->loaded.labels.metrics[i]] = true;
    }
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(keys->items[i], "all") == 0) {
            memset(job->metrics, true, sizeof job->metrics);
            continue;
        }
        curb_metric_t metric;
        curb_error_t error = curb_find_metric(keys->items[i], &metric, diagnostics);
        if (error == CURB_OK) {
            job->metrics[metric] = true;
        }
        result = error != CURB_OK ? error : result;
    }
    return result;
}

static curb_error_t write_out(
    job_t *job, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *asked = arguments->text[CURB_OPTION_OUT];
    char path[CURB_OUTPUT_BYTES], dictionary[CURB_OUTPUT_BYTES];
    if (asked != NULL && strcmp(asked, "-") == 0) {
        return write_values(job, stdout, diagnostics);
    }
    if (asked != NULL) {
        snprintf(path, sizeof path, "%s", asked);
    } else {
        with_ending(path, arguments->operands[0], ".h5", ".csv");
    }
    with_ending(dictionary, path, ".csv", ".dictionary.csv");
    curb_error_t error = write_files(job, path, dictionary, diagnostics);
    if (error == CURB_OK) {
        printf("%s\n%s\n", path, dictionary);
    }
    return error;
}

static curb_error_t export_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    job_t job = {.from = 0};
    curb_error_t error = CURB_OK;
    if (arguments->given[CURB_OPTION_YEARS]) {
        error = curb_read_period(
            arguments->text[CURB_OPTION_YEARS], &job.from, &job.to, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_results_open(&job.loaded.labels, arguments->operands[0], diagnostics);
    }
    if (error == CURB_OK) {
        error = choose_metrics(&job, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = write_out(&job, arguments, diagnostics);
    }
    curb_loaded_free(&job.loaded);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_OUT, CURB_OPTION_METRIC,
    CURB_OPTION_YEARS, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP,
    CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 73, 74, -1};

const curb_verb_t curb_verb_export = {
    .name = "export",
    .operands = "RESULTS.h5",
    .summary = "tidy CSV with a data dictionary",
    .description =
        "Writes the recorded values as CSV in long format, one value a line with its "
        "scenario, "
        "replicate, year, jurisdiction, sector, metric and units, and beside it a second "
        "CSV "
        "that explains columns, metrics and scenarios. Without -o the files stand beside "
        "the "
        "results: results.csv and results.dictionary.csv; '-o -' writes the values to "
        "standard "
        "output. The study's declared metrics are written, or those of --metric ('all' for "
        "all).",
    .examples = "curb export out/alliance21/results.h5\n"
                "curb export results.h5 --metric exploited,harm -o mine.csv\n"
                "curb export results.h5 --metric all -o - | gzip > all.csv.gz",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = export_run,
};
