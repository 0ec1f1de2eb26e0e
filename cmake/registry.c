/* SPDX-License-Identifier: GPL-3.0-or-later */
/* registry-compiler CSV [FOLDER]: checks the registry of numbers and, given a folder,
 * writes registry_values.h (constants by name) and registry_rows.c (the table) into it. It
 * runs while curb is built. Every mistake is named at once, `FILE:LINE:COLUMN: error: ...`,
 * and the build stops. The CSV is read by libcsv, one byte at a time, because libcsv does
 * not say where a field began. */
#include <csv.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ID,
    SYMBOL,
    UNIT,
    CENTRAL,
    LOW,
    HIGH,
    DISTRIBUTION,
    SOURCE,
    SEEN,
    GRADE,
    REMARK,
    COLUMN_COUNT
};
static const char *const columns[COLUMN_COUNT] = {"id", "symbol", "unit", "central", "low",
    "high", "distribution", "source", "seen", "grade", "remark"};
static const char *const distributions[] = {"fixed", "triangular", "log_triangular", NULL};
static const char *const distribution_names[] = {
    "CURB_FIXED", "CURB_TRIANGULAR", "CURB_LOG_TRIANGULAR"};
static const char *const sights[] = {
    "seen", "secondary", "derived", "memory", "assumption", NULL};
static const char *const sight_names[] = {"CURB_SEEN", "CURB_SEEN_SECONDARY",
    "CURB_SEEN_DERIVED", "CURB_SEEN_MEMORY", "CURB_SEEN_ASSUMPTION"};
static const char *const grades[] = {"A", "B", "C", NULL};

typedef struct {
    char *text[COLUMN_COUNT]; /* owned */
    int line[COLUMN_COUNT], column[COLUMN_COUNT];
    double number[COLUMN_COUNT]; /* central, low, high; NaN where empty */
    int distribution, seen, grade;
} row_t;

typedef struct {
    const char *path;
    row_t *rows; /* owned */
    size_t count, capacity;
    row_t row;                    /* being read */
    int field;                    /* next field of it */
    int line, column;             /* of the byte being read */
    int field_line, field_column; /* where the field began */
    bool header_done, out_of_memory;
    size_t errors;
} registry_t;

static void report(registry_t *self, int line, int column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void report(registry_t *self, int line, int column, const char *format, ...)
{
    va_list arguments;
    fprintf(stderr, "%s:%d:%d: error: ", self->path, line, column);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    self->errors++;
}

/* --- one row --- */

#define FAULT(self, row, which, ...)                                                       \
    report(self, (row)->line[which], (row)->column[which], __VA_ARGS__)

/* Words of letters, digits, _ and -, or *, joined by dots; at least two. */
static bool is_id(const char *id)
{
    size_t words = 0;
    for (const char *word = id;; word++) {
        size_t length = strcspn(word, ".");
        bool star = length == 1 && word[0] == '*';
        for (size_t i = 0; i < length && !star; i++) {
            if (!isalnum((unsigned char)word[i]) && word[i] != '_' && word[i] != '-') {
                return false;
            }
        }
        if (length == 0) {
            return false;
        }
        words++;
        word += length;
        if (*word == '\0') {
            return words >= 2;
        }
    }
}

static void check_id(registry_t *self, const row_t *row)
{
    const char *id = row->text[ID];
    if (!is_id(id)) {
        FAULT(self, row, ID,
            "'%s' is no id; expected words of letters, digits, _ and -, or *, joined by "
            "dots",
            id);
        return;
    }
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->rows[i].text[ID], id) == 0) {
            FAULT(self, row, ID, "%s: duplicate id; it was first given on line %d", id,
                self->rows[i].line[ID]);
            return;
        }
    }
}

static bool parse_number(const char *text, double *value)
{
    char *end = NULL;
    if (text[strspn(text, "+-.0123456789eE")] != '\0') {
        return false; /* strtod() would take hexadecimal, nan and inf */
    }
    errno = 0;
    *value = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*value) && errno == 0;
}

static bool read_numbers(registry_t *self, row_t *row)
{
    bool fine = true;
    for (int i = CENTRAL; i <= HIGH; i++) {
        row->number[i] = NAN;
        if (row->text[i][0] != '\0' && !parse_number(row->text[i], &row->number[i])) {
            FAULT(self, row, i, "%s: %s '%s' is not a number", row->text[ID], columns[i],
                row->text[i]);
            fine = false;
        }
    }
    return fine;
}

static int read_word(
    registry_t *self, const row_t *row, int which, const char *const *words)
{
    const char *text = row->text[which];
    char list[128] = "";
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", words[i]);
    }
    if (text[0] == '\0') {
        FAULT(self, row, which, "%s: %s is missing; expected one of %s", row->text[ID],
            columns[which], list);
    } else {
        FAULT(self, row, which, "%s: unknown %s '%s'; expected one of %s", row->text[ID],
            columns[which], text, list);
    }
    return -1;
}

static void check_range(registry_t *self, const row_t *row)
{
    const char *id = row->text[ID];
    double central = row->number[CENTRAL], low = row->number[LOW], high = row->number[HIGH];
    bool pattern = strchr(id, '*') != NULL;
    bool ours = strncmp(id, "response.", 9) == 0 || strncmp(id, "instrument.", 11) == 0;
    bool ranged = !isnan(low) || !isnan(high);
    if (pattern && ours) {
        FAULT(self, row, ID, "%s: * stands for places of a world only", id);
    }
    if (isnan(central) && ranged) {
        FAULT(self, row, CENTRAL, "%s: a range without its central value", id);
    } else if (isnan(central) && (!pattern || ours)) {
        FAULT(self, row, CENTRAL,
            "%s: central is missing; only a row with * may leave the values to data", id);
    }
    if (isnan(low) != isnan(high)) {
        FAULT(
            self, row, isnan(low) ? LOW : HIGH, "%s: a range needs both low and high", id);
    } else if (ranged && !isnan(central) && (low > central || central > high)) {
        FAULT(self, row, CENTRAL, "%s: central %s is outside its range, %s to %s", id,
            row->text[CENTRAL], row->text[LOW], row->text[HIGH]);
    }
    if (row->distribution > 0 && !(low < high)) {
        FAULT(self, row, DISTRIBUTION, "%s: %s needs a range, low below high", id,
            row->text[DISTRIBUTION]);
    }
    if (row->distribution == 2 && low <= 0.0) {
        FAULT(self, row, LOW, "%s: log_triangular needs a low above 0", id);
    }
}

static void check_origin(registry_t *self, const row_t *row)
{
    const char *id = row->text[ID];
    for (int i = SOURCE; i <= REMARK; i++) {
        if (strstr(row->text[i], "://") != NULL || strstr(row->text[i], "www.") != NULL) {
            FAULT(self, row, i, "%s: %s holds an address; name the work itself", id,
                columns[i]);
        }
    }
    bool argued = row->text[REMARK][0] != '\0';
    if (row->seen == 2 && !argued) {
        FAULT(self, row, REMARK, "%s: derived: the remark must give the formula", id);
    }
    if (row->seen == 4 && !argued) {
        FAULT(self, row, REMARK, "%s: an assumption must be argued in the remark", id);
    }
    if (row->seen == 4 && row->grade >= 0 && row->grade != 2) {
        FAULT(self, row, GRADE, "%s: an assumption has grade C", id);
    }
    if ((row->seen == 1 || row->seen == 3) && row->grade == 0) {
        FAULT(self, row, GRADE, "%s: what is %s has grade B at most", id,
            row->seen == 1 ? "seen on secondary pages" : "from memory");
    }
}

static void check_row(registry_t *self, row_t *row)
{
    if (row->text[ID][0] == '\0') {
        FAULT(self, row, ID, "id is missing");
    } else {
        check_id(self, row);
    }
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if ((i == UNIT || i == SOURCE) && row->text[i][0] == '\0') {
            FAULT(self, row, i, "%s: %s is missing", row->text[ID], columns[i]);
        }
    }
    row->distribution = read_word(self, row, DISTRIBUTION, distributions);
    row->seen = read_word(self, row, SEEN, sights);
    row->grade = read_word(self, row, GRADE, grades);
    if (read_numbers(self, row)) {
        check_range(self, row);
    }
    check_origin(self, row);
}

/* --- the file --- */

static void free_row(row_t *row)
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        free(row->text[i]);
    }
    *row = (row_t){0};
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
        if (strcmp(self->row.text[i], columns[i]) != 0) {
            return false;
        }
    }
    return true;
}

static void keep_row(registry_t *self)
{
    if (self->count == self->capacity) {
        size_t capacity = self->capacity > 0 ? 2 * self->capacity : 256;
        row_t *grown = realloc(self->rows, capacity * sizeof *grown);
        if (grown == NULL) {
            self->out_of_memory = true;
            return;
        }
        self->rows = grown;
        self->capacity = capacity;
    }
    self->rows[self->count++] = self->row;
    self->row = (row_t){0};
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
            report(self, line, 1,
                "the first line must be id,symbol,unit,central,low,high,distribution,"
                "source,seen,grade,remark");
        }
    } else if (!whole) {
        report(self, line, 1, "expected %d fields, found %d", COLUMN_COUNT, self->field);
    } else {
        check_row(self, &self->row);
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
            report(self, self->field_line, self->field_column,
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
        report(self, self->field_line, self->field_column,
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
        report(self, 1, 1, "the registry is empty");
    }
    csv_free(&parser);
    fclose(file);
    free_row(&self->row);
    if (!fine || self->out_of_memory) {
        fprintf(stderr, "%s: error: not readable, or no memory\n", self->path);
    }
    return fine && !self->out_of_memory && self->errors == 0;
}

/* --- what is written --- */

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
static void write_number(FILE *out, const row_t *row, int which)
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
        const row_t *row = &self->rows[i];
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
        const row_t *row = &self->rows[i];
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
        fine = write_file(&self, argv[2], "registry_values.h") &&
               write_file(&self, argv[2], "registry_rows.c");
    }
    for (size_t i = 0; i < self.count; i++) {
        free_row(&self.rows[i]);
    }
    free(self.rows);
    return fine ? 0 : 1;
}
