/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry as C: constants by name, and the table. Words become enumerators in the
 * order of registry_check.c. */
#include "registry.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const distribution_names[] = {
    "CURB_FIXED", "CURB_TRIANGULAR", "CURB_LOG_TRIANGULAR"};
static const char *const sight_names[] = {"CURB_SEEN", "CURB_SEEN_SECONDARY",
    "CURB_SEEN_DERIVED", "CURB_SEEN_MEMORY", "CURB_SEEN_ASSUMPTION"};

static void write_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c < 0x20 || *c >= 0x7f || *c == '"' || *c == '\\' || *c == '?') {
            fprintf(out, "\\%03o", *c);
        } else {
            fputc(*c, out);
        }
    }
    fputc('"', out);
}

/* The digits stand as they were typed, so the compiler reads the number that was meant. */
static void write_number(FILE *out, const registry_row_t *row, int which)
{
    fprintf(out, "%s", isnan(row->number[which]) ? "NAN" : row->text[which]);
}

static void write_rows(const registry_t *self, FILE *out)
{
    fprintf(out,
        "/* Made from %s by registry-compiler; do not edit. */\n"
        "#include \"model/registry.h\"\n\n#include <math.h>\n\n"
        "const curb_registry_row_t curb_registry_rows[] = {\n",
        self->path);
    for (size_t i = 0; i < self->count; i++) {
        const registry_row_t *row = &self->rows[i];
        fputs("    {", out);
        for (int k = ID; k <= UNIT; k++) {
            write_text(out, row->text[k]);
            fputs(", ", out);
        }
        for (int k = CENTRAL; k <= HIGH; k++) {
            write_number(out, row, k);
            fputs(", ", out);
        }
        fprintf(out, "%s, ", distribution_names[row->distribution]);
        write_text(out, row->text[SOURCE]);
        fprintf(out, ", %s, '%s', ", sight_names[row->seen], row->text[GRADE]);
        write_text(out, row->text[REMARK]);
        fprintf(out, ", %d},\n", row->line[ID]);
    }
    fprintf(out, "};\nconst size_t curb_registry_count = %zu;\n", self->count);
}

static const registry_t *sorted; /* qsort() passes nothing along */

static int by_id(const void *left, const void *right)
{
    return strcmp(sorted->rows[*(const size_t *)left].text[ID],
        sorted->rows[*(const size_t *)right].text[ID]);
}

static bool write_order(const registry_t *self, FILE *out)
{
    size_t *order = calloc(self->count + 1, sizeof *order);
    if (order == NULL) {
        return false;
    }
    for (size_t i = 0; i < self->count; i++) {
        order[i] = i;
    }
    sorted = self;
    qsort(order, self->count, sizeof *order, by_id);
    fputs(
        "\n/* Rows by id, for the search. */\nconst size_t curb_registry_order[] = {", out);
    for (size_t i = 0; i < self->count; i++) {
        fprintf(out, "%s%zu", i % 16 == 0 ? "\n    " : " ", order[i]);
        fputc(',', out);
    }
    fputs("\n};\n\n/* Rows that stand for many ids. */\n"
          "const size_t curb_registry_patterns[] = {",
        out);
    size_t patterns = 0;
    for (size_t i = 0; i < self->count; i++) {
        if (strchr(self->rows[i].text[ID], '*') != NULL) {
            fprintf(out, "%s%zu,", patterns++ % 16 == 0 ? "\n    " : " ", i);
        }
    }
    fprintf(out, "%s\n};\nconst size_t curb_registry_pattern_count = %zu;\n",
        patterns == 0 ? "0" : "", patterns);
    free(order);
    return true;
}

/* Rows of responses and instruments as macros: a name without a row does not compile. */
static void write_values(const registry_t *self, FILE *out)
{
    fprintf(out,
        "/* Made from %s by registry-compiler; do not edit.\n"
        " * CURB_REGISTRY_ID: central, low, high, spread, grade, row;\n"
        " * CURB_CENTRAL_ID, CURB_ROW_ID: those alone */\n"
        "#ifndef CURB_REGISTRY_VALUES_H\n#define CURB_REGISTRY_VALUES_H\n\n",
        self->path);
    for (size_t i = 0; i < self->count; i++) {
        const registry_row_t *row = &self->rows[i];
        char name[256];
        if (strncmp(row->text[ID], "response.", 9) != 0 &&
            strncmp(row->text[ID], "instrument.", 11) != 0) {
            continue;
        }
        snprintf(name, sizeof name, "%s", row->text[ID]);
        for (char *c = name; *c != '\0'; c++) {
            *c = isalnum((unsigned char)*c) ? *c : '_';
        }
        int low = isnan(row->number[LOW]) ? CENTRAL : LOW;
        int high = isnan(row->number[HIGH]) ? CENTRAL : HIGH;
        fprintf(out,
            "#define CURB_REGISTRY_%s %s, %s, %s, %s, '%s', &curb_registry_rows[%zu]\n",
            name, row->text[CENTRAL], row->text[low], row->text[high],
            distribution_names[row->distribution], row->text[GRADE], i);
        fprintf(out, "#define CURB_CENTRAL_%s %s\n", name, row->text[CENTRAL]);
        fprintf(out, "#define CURB_ROW_%s &curb_registry_rows[%zu]\n", name, i);
    }
    fputs("\n#endif\n", out);
}

static bool write_file(const registry_t *self, const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        fprintf(stderr, "%s: error: %s\n", path, strerror(errno));
        return false;
    }
    bool fine = true;
    if (strcmp(name, "registry_rows.c") == 0) {
        write_rows(self, out);
        fine = write_order(self, out);
    } else {
        write_values(self, out);
    }
    fine = ferror(out) == 0 && fine;
    return fclose(out) == 0 && fine;
}

bool registry_write(const registry_t *self, const char *folder)
{
    return write_file(self, folder, "registry_values.h") &&
           write_file(self, folder, "registry_rows.c");
}
