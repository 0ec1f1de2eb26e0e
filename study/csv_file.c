/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv knows no lines, so it is fed a line at a time: the first field of a row tells the
 * line that the row began on. */
#include "study/csv_file.h"

#include "model/memory.h"

#include <csv.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    curb_reader_t *reader;
    const curb_source_t *source;
    const char **fields; /**< all rows, one after another */
    size_t count, capacity;
    int *lines; /**< of each row */
    size_t rows, row_capacity;
    size_t columns;  /**< of the first row */
    size_t in_row;   /**< fields of the row so far */
    int line, began; /**< line being fed; line the row began on */
} scan_t;

/* Twice the room when it is full; the old block stays with the tree. */
static void *grow(
    scan_t *scan, void *old, size_t used, size_t *capacity, size_t size, size_t first)
{
    if (used < *capacity) {
        return old;
    }
    size_t more = *capacity > 0 ? 2 * *capacity : first;
    void *grown = curb_tree_take(&scan->reader->tree, more * size);
    if (grown == NULL) {
        curb_reader_no_memory(scan->reader);
        return NULL;
    }
    if (used > 0) {
        memcpy(grown, old, used * size);
    }
    *capacity = more;
    return grown;
}

static void take_field(void *bytes, size_t length, void *data)
{
    scan_t *scan = data;
    if (scan->reader->error == CURB_ERR_NO_MEMORY) {
        return;
    }
    if (scan->in_row == 0) {
        scan->began = scan->line;
    }
    scan->in_row++;
    const char **fields =
        grow(scan, scan->fields, scan->count, &scan->capacity, sizeof *scan->fields, 1024);
    const char *text = curb_tree_text(&scan->reader->tree, bytes, length);
    if (fields == NULL || text == NULL) {
        curb_reader_no_memory(scan->reader);
        return;
    }
    scan->fields = fields;
    scan->fields[scan->count++] = text;
}

static void take_row(int end, void *data)
{
    (void)end;
    scan_t *scan = data;
    size_t fields = scan->in_row;
    scan->in_row = 0;
    if (scan->reader->error == CURB_ERR_NO_MEMORY) {
        return;
    }
    if (scan->rows == 0) {
        scan->columns = fields;
    } else if (fields != scan->columns) {
        curb_reader_error_at(scan->reader, scan->source, scan->began, 1,
            "%zu fields; the first row names %zu columns", fields, scan->columns);
        scan->count -= fields;
        return;
    }
    int *lines =
        grow(scan, scan->lines, scan->rows, &scan->row_capacity, sizeof *scan->lines, 128);
    if (lines != NULL) {
        scan->lines = lines;
        scan->lines[scan->rows++] = scan->began;
    }
}

static void *allocate(void *old, size_t bytes) { return curb_realloc(old, bytes, 1); }

static bool feed(scan_t *scan, struct csv_parser *parser)
{
    const char *text = scan->source->text, *end = text + scan->source->size;
    bool fine = true;
    while (fine && text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((newline != NULL ? newline + 1 : end) - text);
        scan->line++;
        bool comment = text[0] == '#' && scan->in_row == 0 && !parser->quoted;
        fine = comment ||
               csv_parse(parser, text, length, take_field, take_row, scan) == length;
        text += length;
    }
    return fine && csv_fini(parser, take_field, take_row, scan) == 0;
}

static void check_names(scan_t *scan)
{
    for (size_t i = 0; i < scan->columns; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(scan->fields[i], scan->fields[k]) == 0) {
                char shown[CURB_SHOWN_BYTES];
                curb_text_show(scan->fields[i], shown, sizeof shown);
                curb_reader_error_at(scan->reader, scan->source, scan->lines[0], 1,
                    "column '%s' stands here twice", shown);
            }
        }
    }
}

bool curb_csv_read(curb_reader_t *reader, const curb_source_t *source, curb_csv_t *csv)
{
    size_t before = reader->error_count;
    scan_t scan = {.reader = reader, .source = source};
    struct csv_parser parser;
    *csv = (curb_csv_t){.source = source};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return curb_reader_no_memory(reader);
    }
    csv_set_realloc_func(&parser, allocate);
    csv_set_free_func(&parser, curb_free);
    bool fine = feed(&scan, &parser);
    int failure = csv_error(&parser);
    csv_free(&parser);
    if (reader->error == CURB_ERR_NO_MEMORY || failure == CSV_ENOMEM) {
        return curb_reader_no_memory(reader);
    }
    if (!fine) {
        curb_reader_error_at(
            reader, source, scan.line, 1, "not well-formed CSV: a quote that does not fit");
    } else if (scan.rows < 2) {
        curb_reader_error_at(reader, source, 0, 0,
            "expected a first row with the names of columns and rows under it");
    } else {
        check_names(&scan);
    }
    *csv = (curb_csv_t){.source = source,
        .column_count = scan.columns,
        .row_count = scan.rows > 0 ? scan.rows - 1 : 0,
        .cells = scan.fields,
        .lines = scan.lines};
    return reader->error_count == before;
}

size_t curb_csv_column(const curb_csv_t *self, const char *name)
{
    size_t column = 0;
    while (column < self->column_count && strcmp(self->cells[column], name) != 0) {
        column++;
    }
    return column;
}

const char *curb_csv_text(const curb_csv_t *self, size_t row, size_t column)
{
    return self->cells[(row + 1) * self->column_count + column];
}

void curb_csv_error(curb_reader_t *reader, const curb_csv_t *self, size_t row,
    size_t column, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    curb_reader_error_at(
        reader, self->source, self->lines[row + 1], 1, "%s: %s", self->cells[column], text);
}
