/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/validate_out.h"

#include "cli/number.h"
#include "cli/record.h"
#include "store/batch.h"

#include <math.h>
#include <string.h>

const char curb_validate_mark[] = "# Validation";

enum { TABLES = 2 };

static const char *const heads[TABLES] = {
    [CURB_CASE_CONSTRUCTION] = "Construction: what is put in and must come out",
    [CURB_CASE_INDEPENDENT] = "Independent: what is not put in"};
static const char *const grades[] = {"A", "B", "C"};

/* Four digits, without an exponent. */
static curb_number_t digits(double value)
{
    double size = fabs(value);
    int decimals = size >= 1000 || size == 0 ? 0 : 3 - (int)floor(log10(size));
    return curb_number(value, decimals > 6 ? 6 : decimals < 0 ? 0 : decimals);
}

static const char *verdict(const curb_measure_t *measure, double value)
{
    return curb_measure_inside(measure, value) ? "inside" : "outside";
}

static size_t count_of(
    const curb_validated_t *cases, size_t count, int table, bool of_inside)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (cases[i].which->table == table) {
            sum += of_inside ? cases[i].done.inside : cases[i].which->measure_count;
        }
    }
    return sum;
}

static void estimate(const curb_measure_t *measure, const curb_measured_figure_t *figure,
    char *text, size_t bytes)
{
    char band[96];
    curb_measure_band(measure, band, sizeof band);
    snprintf(text, bytes, "%s", digits(figure->value).text);
    if (figure->interval.low < figure->interval.high) {
        size_t used = strlen(text);
        snprintf(text + used, bytes - used, " [%s, %s]", digits(figure->interval.low).text,
            digits(figure->interval.high).text);
    }
}

/* --- for a terminal --- */

static void write_case(const curb_validated_t *item, FILE *out)
{
    const curb_case_t *which = item->which;
    bool missed = item->done.inside < which->measure_count;
    fprintf(out, "\n  %s%s%s\n    %s\n", which->id, which->label > 0 ? ", " : "",
        which->label > 0 ? curb_case_label_keys[which->label] : "", which->claim);
    fprintf(out, "    %s %s, %s; %s; grade %s\n", which->author, which->source_year,
        which->title, which->seen, grades[which->grade]);
    for (size_t i = 0; i < which->measure_count; i++) {
        const curb_measure_t *measure = &which->measures[i];
        char figure[160], band[96];
        estimate(measure, &item->done.figures[i], figure, sizeof figure);
        curb_measure_band(measure, band, sizeof band);
        fprintf(out, "    %-8s %s: %s; band %s\n",
            verdict(measure, item->done.figures[i].value), measure->what, figure, band);
    }
    for (size_t i = 0; i < which->fitted_count; i++) {
        fprintf(out, "    fitted   %s\n", which->fitted[i]);
    }
    if (missed && which->miss[0] != '\0') {
        fprintf(out, "    likely cause of the miss: %s\n", which->miss);
    }
}

void curb_validate_write_text(const curb_validated_t *cases, size_t count, FILE *out)
{
    for (int table = 0; table < TABLES; table++) {
        if (count_of(cases, count, table, false) == 0) {
            continue;
        }
        fprintf(out, "%s%s\n", table > 0 ? "\n" : "", heads[table]);
        for (size_t i = 0; i < count; i++) {
            if (cases[i].which->table == table) {
                write_case(&cases[i], out);
            }
        }
    }
    fprintf(out,
        "\nconstruction %zu of %zu figures inside their bands, independent %zu of %zu\n",
        count_of(cases, count, CURB_CASE_CONSTRUCTION, true),
        count_of(cases, count, CURB_CASE_CONSTRUCTION, false),
        count_of(cases, count, CURB_CASE_INDEPENDENT, true),
        count_of(cases, count, CURB_CASE_INDEPENDENT, false));
}

/* --- a page --- */

/* A bar would end the cell of a table, a new line the table. */
static void put_cell(const char *text, FILE *out)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '|') {
            fputs("\\|", out);
        } else {
            fputc(*c == '\n' ? ' ' : *c, out);
        }
    }
}

static void page_rows(const curb_validated_t *item, FILE *out)
{
    const curb_case_t *which = item->which;
    for (size_t i = 0; i < which->measure_count; i++) {
        const curb_measure_t *measure = &which->measures[i];
        const curb_measured_figure_t *figure = &item->done.figures[i];
        char text[160], band[96];
        estimate(measure, figure, text, sizeof text);
        curb_measure_band(measure, band, sizeof band);
        fprintf(out, "| `%s` | ", which->id);
        put_cell(measure->what, out);
        fprintf(out, " | %s | %s | %s%s%s |\n", band, text,
            curb_measure_inside(measure, figure->value) ? "" : "**",
            verdict(measure, figure->value),
            curb_measure_inside(measure, figure->value) ? "" : "**");
    }
}

static void page_notes(const curb_validated_t *item, FILE *out)
{
    const curb_case_t *which = item->which;
    fprintf(out, "- **`%s`**%s%s. %s Source: %s %s, *%s* (%s; grade %s).", which->id,
        which->label > 0 ? ", " : "",
        which->label > 0 ? curb_case_label_keys[which->label] : "", which->claim,
        which->author, which->source_year, which->title, which->seen, grades[which->grade]);
    for (size_t i = 0; i < which->measure_count; i++) {
        char band[96];
        curb_measure_band(&which->measures[i], band, sizeof band);
        fprintf(out, " Band %s: %s", band, which->measures[i].band_from);
        fputs(which->measures[i].band_from[strlen(which->measures[i].band_from) - 1] == '.'
                  ? ""
                  : ".",
            out);
    }
    for (size_t i = 0; i < which->fitted_count; i++) {
        fprintf(out, "%s%s", i == 0 ? " *Fitted to this case:* " : "; ", which->fitted[i]);
    }
    fprintf(out, "%s", which->fitted_count > 0 ? "." : "");
    if (which->observation.remark[0] != '\0') {
        fprintf(out,
            " *Observation:* %.3g of the identified are registered, %.3g suspects for a "
            "trafficker detected, %.3g convictions for one convicted; %s",
            which->observation.registered, which->observation.suspects,
            which->observation.convicted, which->observation.remark);
    }
    if (which->remark[0] != '\0') {
        fprintf(out, " %s", which->remark);
    }
    if (item->done.inside < which->measure_count && which->miss[0] != '\0') {
        fprintf(out, " *Likely cause of the miss:* %s", which->miss);
    }
    fputc('\n', out);
}

void curb_validate_write_page(const curb_validated_t *cases, size_t count, FILE *out)
{
    fprintf(out,
        "%s\n\nThe model held against the literature. Written by `curb validate -o "
        "docs/validation.md` with curb %s; the cases, with their studies, are in "
        "`tests/validation/`.\n\nBands were fixed before the first run. A figure is of "
        "means over replicates; in brackets is where 95 %% of the replicates' own figures "
        "lie. Figures outside their bands stay, with the likely cause, written after they "
        "were seen. All of it is modelled, not measured.\n",
        curb_validate_mark, curb_batch_version());
    for (int table = 0; table < TABLES; table++) {
        if (count_of(cases, count, table, false) == 0) {
            continue;
        }
        fprintf(out,
            "\n## %s\n\n%zu of %zu figures lie inside their bands.\n\n| case | figure of | "
            "band | modelled | verdict |\n| --- | --- | --- | --- | --- |\n",
            heads[table], count_of(cases, count, table, true),
            count_of(cases, count, table, false));
        for (size_t i = 0; i < count; i++) {
            if (cases[i].which->table == table) {
                page_rows(&cases[i], out);
            }
        }
        fputc('\n', out);
        for (size_t i = 0; i < count; i++) {
            if (cases[i].which->table == table) {
                page_notes(&cases[i], out);
            }
        }
    }
}

/* --- JSON --- */

static json_t *json_measure(curb_record_t *record, const curb_measure_t *measure,
    const curb_measured_figure_t *figure)
{
    json_t *object = json_object();
    json_t *band = json_object();
    curb_record_text(record, object, "id", measure->id);
    curb_record_text(record, object, "what", measure->what);
    curb_record_text(record, object, "unit", measure->unit);
    curb_record_number(record, band, "low", measure->low);
    curb_record_number(record, band, "high", measure->high);
    curb_record_text(record, band, "from", measure->band_from);
    curb_record_set(record, object, "band", band);
    curb_record_number(record, object, "figure", figure->value);
    curb_record_number(record, object, "low", figure->interval.low);
    curb_record_number(record, object, "high", figure->interval.high);
    curb_record_count(record, object, "replicates", figure->n);
    curb_record_flag(record, object, "inside", curb_measure_inside(measure, figure->value));
    return object;
}

static json_t *json_source(curb_record_t *record, const curb_case_t *which)
{
    json_t *object = json_object();
    curb_record_text(record, object, "author", which->author);
    curb_record_text(record, object, "year", which->source_year);
    curb_record_text(record, object, "title", which->title);
    curb_record_text(record, object, "seen", which->seen);
    curb_record_text(record, object, "grade", grades[which->grade]);
    return object;
}

static json_t *json_case(curb_record_t *record, const curb_validated_t *item)
{
    const curb_case_t *which = item->which;
    json_t *object = json_object();
    json_t *measures = json_array();
    json_t *fitted = json_array();
    for (size_t i = 0; i < which->measure_count; i++) {
        curb_record_add(record, measures,
            json_measure(record, &which->measures[i], &item->done.figures[i]));
    }
    for (size_t i = 0; i < which->fitted_count; i++) {
        curb_record_add(record, fitted, json_string(which->fitted[i]));
    }
    curb_record_text(record, object, "id", which->id);
    curb_record_text(record, object, "table", curb_case_table_keys[which->table]);
    curb_record_text(record, object, "claim", which->claim);
    curb_record_text(record, object, "label", curb_case_label_keys[which->label]);
    curb_record_set(record, object, "source", json_source(record, which));
    curb_record_text(record, object, "remark", which->remark);
    curb_record_text(record, object, "miss", which->miss);
    curb_record_set(record, object, "fitted", fitted);
    curb_record_set(record, object, "figures", measures);
    curb_record_number(record, object, "seconds", item->done.seconds);
    return object;
}

curb_error_t curb_validate_write_json(
    const curb_validated_t *cases, size_t count, FILE *out)
{
    curb_record_t record = curb_record();
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        curb_record_add(&record, list, json_case(&record, &cases[i]));
    }
    curb_record_text(&record, record.root, "curb_version", curb_batch_version());
    curb_record_set(&record, record.root, "cases", list);
    return curb_record_write(&record, out);
}
