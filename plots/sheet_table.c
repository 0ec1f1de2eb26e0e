/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/sheet_table.h"

#include "model/memory.h"
#include "store/files.h"
#include "study/csv_file.h"

#include <string.h>

/* What the table's cells live in. */
typedef struct {
    curb_study_t study;
    curb_reader_t reader;
    curb_csv_t csv;
} owner_t;

curb_error_t curb_sheet_table_read(
    curb_sheet_table_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    *self = (curb_sheet_table_t){0};
    char *text = NULL;
    size_t bytes = 0;
    owner_t *owner = curb_calloc(1, sizeof *owner);
    curb_error_t error =
        owner != NULL ? curb_file_read(path, &text, &bytes) : CURB_ERR_NO_MEMORY;
    if (error == CURB_OK) {
        owner->reader = (curb_reader_t){.diagnostics = diagnostics, .study = &owner->study};
        curb_source_t source = {.name = path, .text = text, .size = bytes};
        bool fine = curb_csv_read(&owner->reader, &source, &owner->csv);
        error = fine                             ? CURB_OK
                : owner->reader.error != CURB_OK ? owner->reader.error
                                                 : CURB_ERR_INVALID;
    }
    curb_free(text);
    self->reader = owner;
    if (error != CURB_OK) {
        curb_sheet_table_free(self);
        return error;
    }
    self->column_count = owner->csv.column_count;
    self->row_count = owner->csv.row_count;
    self->cells = owner->csv.cells;
    return CURB_OK;
}

void curb_sheet_table_free(curb_sheet_table_t *self)
{
    owner_t *owner = self->reader;
    if (owner != NULL) {
        curb_tree_free(&owner->reader.tree);
    }
    curb_free(owner);
    *self = (curb_sheet_table_t){0};
}

const char *curb_sheet_table_text(const curb_sheet_table_t *self, size_t row, size_t column)
{
    return column < self->column_count
               ? self->cells[(row + 1) * self->column_count + column]
               : "";
}

size_t curb_sheet_table_column(const curb_sheet_table_t *self, const char *name)
{
    for (size_t c = 0; c < self->column_count; c++) {
        if (strcmp(self->cells[c], name) == 0) {
            return c;
        }
    }
    return self->column_count;
}
