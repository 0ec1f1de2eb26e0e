/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry-compiler CSV [FOLDER]: checks the registry of numbers and, given a folder,
 * writes registry_values.h (constants by name) and registry_rows.c (the table) into it. It
 * runs while curb is built. Every mistake is named at once, `FILE:LINE:COLUMN: error: ...`,
 * and the build stops. The CSV is read by libcsv, one byte at a time, because libcsv does
 * not say where a field began. */
#include "registry.h"

#include <csv.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const registry_columns[COLUMN_COUNT] = {"id", "name", "symbol", "unit",
    "central", "low", "high", "distribution", "source", "seen", "grade", "remark"};

void registry_report(registry_t *self, int line, int column, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%s:%d:%d: error: ", self->path, line, column);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    self->errors++;
}

static void free_row(registry_row_t *row)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        free(row->text[i]);
    }
    *row = (registry_row_t){0};
}

static void take_field(void *bytes, size_t size, void *data)
{
    registry_t *self = data;
    if (self->field < COLUMN_COUNT) {
        char *text = calloc(size + 1, 1);
        if (text == NULL) {
            self->out_of_memory = true;
            return;
        }
        if (size > 0) {
            memcpy(text, bytes, size);
        }
        self->row.text[self->field] = text;
        self->row.line[self->field] = self->field_line;
        self->row.column[self->field] = self->field_column;
    }
    self->field++;
    self->field_line = self->line;
    self->field_column = self->column + 1;
}

static bool is_header(const registry_t *self)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        const char *text = self->row.text[i];
        if (text == NULL || strcmp(text, registry_columns[i]) != 0) {
            return false;
        }
    }
    return true;
}

static void keep_row(registry_t *self)
{
    if (self->count == self->capacity) {
        size_t capacity = self->capacity > 0 ? 2 * self->capacity : 256;
        registry_row_t *grown = realloc(self->rows, capacity * sizeof *grown);
        if (grown == NULL) {
            self->out_of_memory = true;
            return;
        }
        self->rows = grown;
        self->capacity = capacity;
    }
    self->rows[self->count++] = self->row;
    self->row = (registry_row_t){0};
}

static void take_record(int end, void *data)
{
    registry_t *self = data;
    int line = self->row.text[0] != NULL ? self->row.line[0] : self->line;
    bool whole = self->field == COLUMN_COUNT && !self->out_of_memory;
    (void)end;
    if (!self->header_done) {
        self->header_done = true;
        if (!whole || !is_header(self)) {
            registry_report(self, line, 1,
                "the first line must be id,name,symbol,unit,central,low,high,distribution,"
                "source,seen,grade,remark");
        }
    } else if (!whole) {
        registry_report(
            self, line, 1, "expected %d fields, found %d", COLUMN_COUNT, self->field);
    } else {
        registry_check(self, &self->row);
        keep_row(self);
    }
    free_row(&self->row);
    self->field = 0;
    self->field_line = self->line + 1;
    self->field_column = 1;
}

static void count_byte(registry_t *self, int byte)
{
    if (byte == '\n') {
        self->line++;
        self->column = 1;
    } else {
        self->column++;
    }
}

/* After a fault in the quoting the rest of the line is skipped and reading goes on. */
static bool read_bytes(registry_t *self, FILE *file, struct csv_parser *parser)
{
    bool skipping = false, fine = true;
    int byte;
    while ((byte = getc(file)) != EOF) {
        unsigned char one = (unsigned char)byte;
        if (skipping) {
            skipping = byte != '\n';
            self->field_line = self->line + 1;
            self->field_column = 1;
        } else if (csv_parse(parser, &one, 1, take_field, take_record, self) != 1) {
            registry_report(self, self->field_line, self->field_column,
                "not well-formed CSV (RFC 4180): %s", csv_strerror(csv_error(parser)));
            csv_free(parser);
            fine = csv_init(parser, CSV_STRICT | CSV_STRICT_FINI) == 0 && fine;
            free_row(&self->row);
            self->field = 0;
            skipping = byte != '\n';
        }
        count_byte(self, byte);
    }
    if (csv_fini(parser, take_field, take_record, self) != 0) {
        registry_report(self, self->field_line, self->field_column,
            "not well-formed CSV (RFC 4180): a quoted field does not end");
    }
    return fine && ferror(file) == 0;
}

static bool read_registry(registry_t *self)
{
    FILE *file = fopen(self->path, "rb");
    struct csv_parser parser;
    if (file == NULL || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        fprintf(stderr, "%s: error: %s\n", self->path, strerror(errno));
        if (file != NULL) {
            fclose(file);
        }
        return false;
    }
    bool fine = read_bytes(self, file, &parser);
    if (fine && !self->header_done) {
        registry_report(self, 1, 1, "the registry is empty");
    }
    csv_free(&parser);
    fclose(file);
    free_row(&self->row);
    if (!fine || self->out_of_memory) {
        fprintf(stderr, "%s: error: not readable, or no memory\n", self->path);
    }
    return fine && !self->out_of_memory && self->errors == 0;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: %s REGISTRY.csv [FOLDER]\n", argv[0]);
        return 2;
    }
    registry_t self = {
        .path = argv[1], .line = 1, .column = 1, .field_line = 1, .field_column = 1};
    bool fine = read_registry(&self);
    if (fine && argc == 3) {
        fine = registry_write(&self, argv[2]);
    }
    for (size_t i = 0; i < self.count; i++) {
        free_row(&self.rows[i]);
    }
    free(self.rows);
    return fine ? 0 : 1;
}
