/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sensitivity_out.h"

#include "cli/number.h"
#include "cli/record.h"
#include "cli/table.h"
#include "model/memory.h"

#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { SHOWN_MOST = 25, WIDTH = 92, DIGITS = 3 };

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

/* Decimals at which the largest estimate of a column has three digits. */
static int decimals_of(
    const curb_sensitivity_row_t *rows, size_t count, size_t measures, size_t measure)
{
    double largest = 0;
    for (size_t i = measure; i < count; i += measures) {
        largest =
            isfinite(rows[i].estimate) ? fmax(largest, fabs(rows[i].estimate)) : largest;
    }
    int digits = largest > 0 ? (int)floor(log10(largest)) + 1 : 0;
    return digits >= DIGITS ? 0 : digits < -8 ? 12 : DIGITS - digits;
}

static bool write_group(
    const curb_sensitivity_row_t *rows, size_t count, FILE *out, bool as_markdown)
{
    size_t measures = 1;
    while (measures < count && strcmp(rows[measures].factor, rows[0].factor) == 0) {
        measures++;
    }
    const char *titles[CURB_TABLE_COLUMNS_MAX + 1] = {"number"};
    size_t columns = 1;
    for (size_t m = 0; m < measures && columns < CURB_TABLE_COLUMNS_MAX; m++) {
        titles[columns++] = rows[m].measure;
    }
    fprintf(out, as_markdown ? "## %s: %s%s%s, %s\n\n" : "\n%s: %s%s%s, %s\n",
        rows[0].scenario, rows[0].metric, rows[0].units[0] != '\0' ? " in " : "",
        rows[0].units, rows[0].method);
    curb_table_t table = curb_table(titles);
    size_t factors = count / measures;
    for (size_t f = 0; f < factors && f < SHOWN_MOST; f++) {
        curb_table_add(&table, "%s", rows[f * measures].factor);
        for (size_t m = 0; m + 1 < columns; m++) {
            const curb_sensitivity_row_t *row = &rows[f * measures + m];
            int decimals = decimals_of(rows, count, measures, m);
            curb_table_add(&table, "%s%s%s", curb_number(row->estimate, decimals).text,
                isnan(row->low) ? "" : " ",
                curb_number_interval(row->low, row->high, decimals).text);
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
        whole = write_group(&self->rows[i], end - i, out, as_markdown) && whole;
    }
    fputc('\n', out);
    for (size_t i = 0; i < self->note_count; i++) {
        paragraph(out, self->notes[i], as_markdown);
    }
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void write_csv(const curb_sensitivity_page_t *self, FILE *out)
{
    fputs("scenario,metric,units,method,factor,measure,estimate,ci_low,ci_high\r\n", out);
    for (size_t i = 0; i < self->row_count; i++) {
        const curb_sensitivity_row_t *row = &self->rows[i];
        const char *texts[] = {
            row->scenario, row->metric, row->units, row->method, row->factor, row->measure};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            curb_csv_field(out, texts[k]);
            fputc(',', out);
        }
        curb_csv_number(out, row->estimate);
        fputc(',', out);
        curb_csv_number(out, row->low);
        fputc(',', out);
        curb_csv_number(out, row->high);
        fputs("\r\n", out);
    }
}

static json_t *number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static bool set_row(json_t *object, const curb_sensitivity_row_t *row)
{
    return json_object_set_new(object, "scenario", json_string(row->scenario)) == 0 &&
           json_object_set_new(object, "metric", json_string(row->metric)) == 0 &&
           json_object_set_new(object, "units", json_string(row->units)) == 0 &&
           json_object_set_new(object, "method", json_string(row->method)) == 0 &&
           json_object_set_new(object, "factor", json_string(row->factor)) == 0 &&
           json_object_set_new(object, "measure", json_string(row->measure)) == 0 &&
           json_object_set_new(object, "estimate", number_or_null(row->estimate)) == 0 &&
           json_object_set_new(object, "ci_low", number_or_null(row->low)) == 0 &&
           json_object_set_new(object, "ci_high", number_or_null(row->high)) == 0;
}

static curb_error_t write_json(const curb_sensitivity_page_t *self, FILE *out)
{
    json_t *page = json_object(), *rows = json_array(), *notes = json_array();
    bool whole = page != NULL && rows != NULL && notes != NULL;
    for (size_t i = 0; i < self->row_count && whole; i++) {
        json_t *object = json_object();
        whole = object != NULL && set_row(object, &self->rows[i]);
        whole = json_array_append_new(rows, object) == 0 && whole;
    }
    for (size_t i = 0; i < self->note_count && whole; i++) {
        whole = json_array_append_new(notes, json_string(self->notes[i])) == 0;
    }
    whole = whole && json_object_set_new(page, "schema_version", json_integer(1)) == 0 &&
            json_object_set_new(page, "title", json_string(self->title)) == 0 &&
            json_object_set(page, "rows", rows) == 0 &&
            json_object_set(page, "notes", notes) == 0;
    curb_error_t error = whole ? CURB_OK : CURB_ERR_NO_MEMORY;
    curb_memory_forget();
    if (whole && json_dumpf(page, out, JSON_INDENT(2)) != 0) {
        error = curb_memory_ran_out() ? CURB_ERR_NO_MEMORY : CURB_ERR_IO;
    }
    json_decref(page);
    json_decref(rows);
    json_decref(notes);
    if (error == CURB_OK) {
        fputc('\n', out);
    }
    return error;
}

curb_error_t curb_sensitivity_write(
    const curb_sensitivity_page_t *self, const char *format, FILE *out)
{
    if (self->lost) {
        return CURB_ERR_NO_MEMORY;
    }
    if (format != NULL && strcmp(format, "json") == 0) {
        return write_json(self, out);
    }
    if (format != NULL && strcmp(format, "csv") == 0) {
        write_csv(self, out);
        return CURB_OK;
    }
    return write_text(self, out, format != NULL && strcmp(format, "md") == 0);
}
