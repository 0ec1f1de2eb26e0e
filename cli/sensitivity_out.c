/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sensitivity_out.h"

#include "cli/number.h"
#include "cli/record.h"
#include "cli/table.h"
#include "model/memory.h"
#include "store/files.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MOST = 25, WIDTH = 92, DIGITS = 3, P_DIGITS = 4 };

void curb_sensitivity_add(curb_sensitivity_page_t *self, const curb_sensitivity_row_t *row)
{
    if (self->row_count == self->capacity) {
        size_t capacity = 2 * self->capacity + 64;
        curb_sensitivity_row_t *grown = curb_realloc(self->rows, capacity, sizeof *grown);
        if (grown == NULL) {
            self->lost = true;
            return;
        }
        self->rows = grown;
        self->capacity = capacity;
    }
    self->rows[self->row_count++] = *row;
}

void curb_sensitivity_note(curb_sensitivity_page_t *self, const char *format, ...)
{
    if (self->note_count < CURB_SENSITIVITY_NOTES_MAX) {
        va_list list;
        va_start(list, format);
        vsnprintf(
            self->notes[self->note_count++], CURB_SENSITIVITY_NOTE_BYTES, format, list);
        va_end(list);
    }
}

void curb_sensitivity_fact(curb_sensitivity_page_t *self, const char *name, double value)
{
    if (self->fact_count < CURB_SENSITIVITY_FACTS_MAX) {
        self->facts[self->fact_count++] = (curb_sensitivity_fact_t){name, value};
    }
}

void curb_sensitivity_page_free(curb_sensitivity_page_t *self)
{
    curb_free(self->rows);
    *self = (curb_sensitivity_page_t){0};
}

static bool same_group(const curb_sensitivity_row_t *a, const curb_sensitivity_row_t *b)
{
    return strcmp(a->scenario, b->scenario) == 0 && strcmp(a->metric, b->metric) == 0 &&
           strcmp(a->method, b->method) == 0;
}

static size_t end_of_group(const curb_sensitivity_page_t *self, size_t first)
{
    size_t end = first;
    while (end < self->row_count && same_group(&self->rows[first], &self->rows[end])) {
        end++;
    }
    return end;
}

static void paragraph(FILE *out, const char *text, bool as_markdown)
{
    size_t column = 0;
    while (*text != '\0') {
        size_t bytes = strcspn(text, " ");
        bool fits = as_markdown || column == 0 || column + 1 + bytes <= WIDTH;
        fprintf(out, "%s%.*s", column == 0 ? "" : fits ? " " : "\n", (int)bytes, text);
        column = fits ? column + bytes + (column > 0) : bytes;
        text += bytes + (text[bytes] == ' ');
    }
    fputs(as_markdown ? "\n\n" : "\n", out);
}

static double largest_of(
    const curb_sensitivity_row_t *rows, size_t count, size_t measures, size_t measure)
{
    double largest = 0;
    for (size_t i = measure; i < count; i += measures) {
        largest =
            isfinite(rows[i].estimate) ? fmax(largest, fabs(rows[i].estimate)) : largest;
    }
    return largest;
}

/* Decimals at which the largest number of a column has three digits. */
static int decimals_of(double largest)
{
    int digits = largest > 0 ? (int)floor(log10(largest)) + 1 : 0;
    return digits >= DIGITS ? 0 : digits < -8 ? 12 : DIGITS - digits;
}

static void add_p(curb_table_t *table, double p)
{
    curb_table_add(table, "%s", p < 0.0001 ? "<0.0001" : curb_number(p, P_DIGITS).text);
}

/* A pair is told by the ids: its two names would be a line too long to read. */
static void add_factor(
    curb_table_t *table, const char *factor, const char *other, const curb_places_t *places)
{
    if (other != NULL) {
        curb_table_add(table, "%s x %s", factor, other);
    } else {
        curb_table_add_called(table, curb_called_in_english(factor, places).text, factor);
    }
}

static bool write_group(const curb_sensitivity_row_t *rows, size_t count,
    const curb_places_t *places, FILE *out, bool as_markdown)
{
    size_t measures = 1;
    while (measures < count && strcmp(rows[measures].measure, rows[0].measure) != 0) {
        measures++;
    }
    const char *titles[CURB_TABLE_COLUMNS_MAX + 1] = {"number"};
    size_t columns = 1;
    for (size_t m = 0; m < measures && columns < CURB_TABLE_COLUMNS_MAX; m++) {
        titles[columns++] = rows[m].measure;
    }
    /* Shares and correlations are far below a thousand: only amounts are scaled. */
    curb_scale_t scale = curb_number_scale(largest_of(rows, count, 1, 0));
    fprintf(out, as_markdown ? "## %s: %s%s%s%s, %s\n\n" : "\n%s: %s%s%s%s, %s\n",
        rows[0].scenario, rows[0].metric, rows[0].units[0] != '\0' ? " in " : "",
        scale.word, rows[0].units, rows[0].method);
    curb_table_t table = curb_table(titles);
    size_t factors = count / measures;
    for (size_t f = 0; f < factors && f < SHOWN_MOST; f++) {
        const char *other = rows[f * measures].factor_b;
        add_factor(&table, rows[f * measures].factor, other, places);
        for (size_t m = 0; m + 1 < columns; m++) {
            const curb_sensitivity_row_t *row = &rows[f * measures + m];
            if (strcmp(row->measure, "p") == 0) {
                add_p(&table, row->estimate);
                continue;
            }
            int decimals =
                decimals_of(largest_of(rows, count, measures, m) / scale.divisor);
            curb_table_add(&table, "%s%s%s",
                curb_number(row->estimate / scale.divisor, decimals).text,
                isnan(row->low) ? "" : " ",
                curb_number_interval(
                    row->low / scale.divisor, row->high / scale.divisor, decimals)
                    .text);
        }
    }
    bool whole = curb_table_print(&table, out, as_markdown);
    if (factors > SHOWN_MOST) {
        fprintf(out, "%s%zu further numbers come after these; csv and json have them.\n",
            as_markdown ? "\n" : "", factors - SHOWN_MOST);
    }
    return whole;
}

static curb_error_t write_text(
    const curb_sensitivity_page_t *self, FILE *out, bool as_markdown)
{
    bool whole = true;
    fprintf(out, as_markdown ? "# %s\n\n" : "%s\n", self->title);
    for (size_t i = 0, end; i < self->row_count; i = end) {
        end = end_of_group(self, i);
        fputs(as_markdown && i > 0 ? "\n" : "", out);
        whole =
            write_group(&self->rows[i], end - i, &self->places, out, as_markdown) && whole;
    }
    fputc('\n', out);
    for (size_t i = 0; i < self->note_count; i++) {
        paragraph(out, self->notes[i], as_markdown);
    }
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static const char *const columns[] = {"scenario", "metric", "units", "method", "factor",
    "factor_b", "measure", "estimate", "ci_low", "ci_high", NULL};
static const char NAME[] = "name";

static void write_csv(const curb_sensitivity_page_t *self, FILE *out)
{
    curb_csv_line_t line = {.out = out};
    for (size_t i = 0; columns[i] != NULL; i++) {
        curb_csv_line_text(&line, columns[i]);
    }
    curb_csv_line_text(&line, NAME);
    curb_csv_line_end(&line);
    for (size_t i = 0; i < self->row_count; i++) {
        const curb_sensitivity_row_t *row = &self->rows[i];
        const char *const texts[] = {row->scenario, row->metric, row->units, row->method,
            row->factor, row->factor_b, row->measure};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            curb_csv_line_text(&line, texts[k]);
        }
        curb_csv_line_number(&line, row->estimate);
        curb_csv_line_number(&line, row->low);
        curb_csv_line_number(&line, row->high);
        curb_csv_line_text(&line, curb_called_in_english(row->factor, &self->places).text);
        curb_csv_line_end(&line);
    }
}

static void add_row(curb_record_t *record, json_t *rows, const curb_sensitivity_row_t *row,
    const curb_places_t *places)
{
    json_t *object = json_object();
    const char *const texts[] = {row->scenario, row->metric, row->units, row->method,
        row->factor, row->factor_b, row->measure};
    const double numbers[] = {row->estimate, row->low, row->high};
    for (size_t i = 0; columns[i] != NULL; i++) {
        if (i < sizeof texts / sizeof *texts) {
            curb_record_text(record, object, columns[i], texts[i]);
        } else {
            curb_record_number(
                record, object, columns[i], numbers[i - sizeof texts / sizeof *texts]);
        }
    }
    curb_record_text(
        record, object, NAME, curb_called_in_english(row->factor, places).text);
    curb_record_add(record, rows, object);
}

static curb_error_t write_json(const curb_sensitivity_page_t *self, FILE *out)
{
    curb_record_t record = curb_record();
    json_t *about = json_object(), *rows = json_array(), *notes = json_array();
    curb_record_count(&record, record.root, "schema_version", 2);
    curb_record_text(&record, record.root, "title", self->title);
    for (size_t i = 0; i < self->fact_count; i++) {
        curb_record_number(&record, about, self->facts[i].name, self->facts[i].value);
    }
    curb_record_set(&record, record.root, "about", about);
    for (size_t i = 0; i < self->row_count; i++) {
        add_row(&record, rows, &self->rows[i], &self->places);
    }
    curb_record_set(&record, record.root, "rows", rows);
    for (size_t i = 0; i < self->note_count; i++) {
        curb_record_add(&record, notes, json_string(self->notes[i]));
    }
    curb_record_set(&record, record.root, "notes", notes);
    return curb_record_write(&record, out);
}

curb_error_t curb_sensitivity_write(
    const curb_sensitivity_page_t *self, const char *format, FILE *out)
{
    if (self->lost) {
        return CURB_ERR_NO_MEMORY;
    }
    if (format != NULL && strcmp(format, "csv") == 0) {
        write_csv(self, out);
        return CURB_OK;
    }
    return format != NULL && strcmp(format, "json") == 0
               ? write_json(self, out)
               : write_text(self, out, format != NULL && strcmp(format, "md") == 0);
}

static curb_error_t leave_one(const curb_sensitivity_page_t *self, const char *folder,
    const char *format, curb_diagnostics_t *diagnostics)
{
    char *path = curb_text_of("%s/sensitivity.%s", folder, format), *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    curb_error_t error = path == NULL || stream == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
    if (error == CURB_OK) {
        error = curb_sensitivity_write(self, format, stream);
    }
    if (stream != NULL && fclose(stream) != 0 && error == CURB_OK) {
        error = CURB_ERR_NO_MEMORY;
    }
    if (error == CURB_OK) {
        error = curb_file_write(path, text, length, diagnostics);
    }
    free(text);
    curb_free(path);
    return error;
}

curb_error_t curb_sensitivity_leave(const curb_sensitivity_page_t *self, const char *folder,
    curb_diagnostics_t *diagnostics)
{
    curb_error_t error = leave_one(self, folder, "csv", diagnostics);
    if (error == CURB_OK) {
        error = leave_one(self, folder, "json", diagnostics);
    }
    return error == CURB_OK ? leave_one(self, folder, "md", diagnostics) : error;
}
