/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/table.h"

#include "model/memory.h"

#include <stdarg.h>
#include <string.h>

/* Between what a number is called and its id, which stands below, set in. */
#define CALLED "\n  "

curb_table_t curb_table(const char *const *titles)
{
    curb_table_t self = {0};
    while (
        self.column_count < CURB_TABLE_COLUMNS_MAX && titles[self.column_count] != NULL) {
        self.titles[self.column_count] = titles[self.column_count];
        self.column_count++;
    }
    return self;
}

static bool make_room(curb_table_t *self)
{
    if (self->cell_count < self->capacity) {
        return true;
    }
    size_t capacity = self->capacity > 0 ? 2 * self->capacity : 64;
    char **grown = curb_realloc(self->cells, capacity, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    self->cells = grown;
    self->capacity = capacity;
    return true;
}

void curb_table_add(curb_table_t *self, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    char *copy = make_room(self) ? curb_strdup(text) : NULL;
    if (copy == NULL) {
        self->lost = true;
        return;
    }
    self->cells[self->cell_count++] = copy;
}

void curb_table_add_called(curb_table_t *self, const char *called, const char *id)
{
    bool is_called = called[0] != '\0';
    curb_table_add(self, "%s%s%s", called, is_called ? CALLED : "", id);
}

/* A cell's part that stands in its row, behind what it is called. */
static const char *in_row(const char *cell)
{
    const char *end = strstr(cell, CALLED);
    return end != NULL ? end + 1 : cell;
}

/* Columns on screen: bytes that do not continue a UTF-8 character. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++) {
        width += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return width;
}

static void print_blanks(FILE *out, size_t count) { fprintf(out, "%*s", (int)count, ""); }

/* "chance of ... (`due_diligence.screening`)" in Markdown. */
static void print_cell(FILE *out, const char *cell, bool as_markdown)
{
    const char *id = in_row(cell);
    if (id != cell && as_markdown) {
        fprintf(out, "%.*s (`%s`)", (int)(id - 1 - cell), cell, id + strspn(id, " "));
    } else {
        fputs(id, out);
    }
}

static size_t cell_width(const char *cell, bool as_markdown)
{
    size_t marks = in_row(cell) != cell && as_markdown;
    return marks != 0 ? width_of(cell) + 2 : width_of(in_row(cell));
}

static void print_row(const curb_table_t *self, FILE *out, const char *const *cells,
    const size_t *widths, bool as_markdown)
{
    const char *id = in_row(cells[0]);
    if (id != cells[0] && !as_markdown) {
        fprintf(out, "  %.*s\n", (int)(id - 1 - cells[0]), cells[0]);
    }
    for (size_t c = 0; c < self->column_count; c++) {
        size_t gap = widths[c] - cell_width(cells[c], as_markdown);
        fputs(!as_markdown ? "  " : c == 0 ? "| " : " | ", out);
        if (c > 0) {
            print_blanks(out, gap);
        }
        print_cell(out, cells[c], as_markdown);
        if (c == 0 && (as_markdown || self->column_count > 1)) {
            print_blanks(out, gap);
        }
    }
    fputs(as_markdown ? " |\n" : "\n", out);
}

static void print_rule(
    const curb_table_t *self, FILE *out, const size_t *widths, bool as_markdown)
{
    for (size_t c = 0; c < self->column_count; c++) {
        fputs(as_markdown ? (c == 0 ? "| " : " | ") : "  ", out);
        for (size_t i = 0; i < widths[c]; i++) {
            bool colon = as_markdown && c > 0 && i + 1 == widths[c];
            fputc(colon ? ':' : '-', out);
        }
    }
    fputs(as_markdown ? " |\n" : "\n", out);
}

static void table_free(curb_table_t *self)
{
    for (size_t i = 0; i < self->cell_count; i++) {
        curb_free(self->cells[i]);
    }
    curb_free(self->cells);
    *self = (curb_table_t){0};
}

bool curb_table_print(curb_table_t *self, FILE *out, bool as_markdown)
{
    bool whole = !self->lost;
    size_t widths[CURB_TABLE_COLUMNS_MAX];
    for (size_t c = 0; c < self->column_count; c++) {
        widths[c] = width_of(self->titles[c]) > 3 ? width_of(self->titles[c]) : 3;
        for (size_t i = c; whole && i < self->cell_count; i += self->column_count) {
            size_t width = cell_width(self->cells[i], as_markdown);
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    if (whole) {
        print_row(self, out, self->titles, widths, as_markdown);
        print_rule(self, out, widths, as_markdown);
        for (size_t i = 0; i + self->column_count <= self->cell_count;
             i += self->column_count) {
            print_row(
                self, out, (const char *const *)(self->cells + i), widths, as_markdown);
        }
    }
    table_free(self);
    return whole;
}
