/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two lines a number in text, because sources are long: what it is, and who says so. The
 * other formats have a column for each. */
#include "cli/show_sources.h"

#include "cli/record.h"
#include "cli/table.h"
#include "model/memory.h"
#include "store/sources.h"
#include "study/text.h"

#include <string.h>

enum { WIDTH = 92, INDENT = 4, VALUE_BYTES = 256 };

typedef struct {
    size_t grades[3], seen[CURB_SEEN_COUNT], own, bare; /* bare: no source at all */
} tally_t;

static void count(tally_t *tally, const curb_origin_t *origin)
{
    for (size_t i = 0; i < 3; i++) {
        tally->grades[i] += origin->grade[0] == "ABC"[i];
    }
    for (size_t i = 0; i < CURB_SEEN_COUNT; i++) {
        tally->seen[i] += strcmp(origin->seen, curb_seen_keys[i]) == 0;
    }
    tally->own += origin->registry[0] == '\0';
    tally->bare += origin->source[0] == '\0';
}

static bool is_ranged(const curb_origin_t *origin) { return origin->low < origin->high; }

/* "3 (1 to 10, not drawn) person" */
static void value_words(const curb_origin_t *origin, char *text, size_t bytes)
{
    char value[CURB_NUMBER_BYTES], low[CURB_NUMBER_BYTES], high[CURB_NUMBER_BYTES];
    curb_number_format(origin->value, value);
    curb_number_format(origin->low, low);
    curb_number_format(origin->high, high);
    const char *unit = strcmp(origin->unit, "1") == 0 ? "" : origin->unit;
    const char *blank = unit[0] != '\0' ? " " : "";
    if (is_ranged(origin)) {
        bool fixed = origin->spread == CURB_FIXED;
        snprintf(text, bytes, "%s%s%s (%s to %s, %s)", value, blank, unit, low, high,
            fixed ? "not drawn" : curb_spread_keys[origin->spread]);
    } else {
        snprintf(text, bytes, "%s%s%s", value, blank, unit);
    }
}

/* Goes on from a column; breaks between words. @return the column after it. */
static size_t print_wrapped(FILE *out, const char *text, size_t column)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, " \n");
        if (column > INDENT && column + 1 + bytes > WIDTH) {
            fprintf(out, "\n%*s", INDENT, "");
            column = INDENT;
        } else if (column > INDENT) {
            fputc(' ', out);
            column++;
        }
        fprintf(out, "%.*s", (int)bytes, text);
        column += bytes;
        text += bytes + strspn(text + bytes, " \n");
    }
    return column;
}

/* "3249 numbers, 0 to 0.97 person" */
static void group_words(const curb_source_group_t *group, char *text, size_t bytes)
{
    char least[CURB_NUMBER_BYTES], most[CURB_NUMBER_BYTES];
    curb_number_format(group->least, least);
    curb_number_format(group->most, most);
    const char *unit = group->origin->unit;
    snprintf(text, bytes, "%zu numbers, %s to %s%s%s", group->count, least, most,
        strcmp(unit, "1") == 0 ? "" : " ", strcmp(unit, "1") == 0 ? "" : unit);
}

static void print_text_row(const curb_source_group_t *group, FILE *out)
{
    const curb_origin_t *origin = group->origin;
    char words[CURB_SOURCE_WORDS_BYTES], value[VALUE_BYTES], grade[32];
    if (group->count > 1) {
        group_words(group, value, sizeof value);
    } else {
        value_words(origin, value, sizeof value);
    }
    fprintf(out, "%s: %s\n%*s", group->name, value, INDENT, "");
    bool graded = origin->grade[0] != '\0';
    bool said = origin->seen[0] != '\0' && strcmp(origin->seen, origin->source) != 0;
    snprintf(grade, sizeof grade, "%s%s%s%s", origin->grade, graded && said ? ", " : "",
        said ? origin->seen : "", graded || said ? ":" : "");
    size_t column = print_wrapped(out, grade, INDENT);
    const char *const parts[] = {
        curb_source_words(origin, words), origin->remark, origin->registry};
    const char *const starts[] = {"", "", "row"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i][0] != '\0') {
            fputs(i > 0 ? ";" : "", out);
            column = print_wrapped(out, starts[i], column + (i > 0));
            column = print_wrapped(out, parts[i], column);
        }
    }
    fputc('\n', out);
}

static void print_tally(const tally_t *tally, size_t total, FILE *out)
{
    fprintf(out, "\n%zu numbers; grade A %zu, B %zu, C %zu;", total, tally->grades[0],
        tally->grades[1], tally->grades[2]);
    for (size_t i = 0; i < CURB_SEEN_COUNT; i++) {
        fprintf(out, " %s %zu%s", curb_seen_keys[i], tally->seen[i],
            i + 1 < CURB_SEEN_COUNT ? "," : ";");
    }
    fprintf(out, "\n%zu without a row of the registry, %zu of them without any source.\n",
        tally->own, tally->bare);
}

static bool print_text(const curb_study_t *study, FILE *out)
{
    tally_t tally = {0};
    size_t group_count = 0;
    curb_source_group_t *groups = curb_sources_group(study, &group_count);
    for (size_t i = 0; groups != NULL && i < group_count; i++) {
        print_text_row(&groups[i], out);
    }
    for (size_t i = 0; i < study->origins.count; i++) {
        count(&tally, &study->origins.rows[i]);
    }
    if (groups != NULL) {
        print_tally(&tally, study->origins.count, out);
    }
    bool done = groups != NULL;
    curb_free(groups);
    return done;
}

static void print_markdown_cell(FILE *out, const char *text)
{
    fputs("| ", out);
    for (; *text != '\0'; text++) {
        fputs(*text == '|'    ? "\\|"
              : *text == '*'  ? "\\*"
              : *text == '\n' ? " "
                              : (char[]){*text, '\0'},
            out);
    }
    fputc(' ', out);
}

static void print_markdown(const curb_study_t *study, FILE *out)
{
    fputs("| number | value | grade | seen | source | remark | row |\n"
          "| --- | --- | --- | --- | --- | --- | --- |\n",
        out);
    for (size_t i = 0; i < study->origins.count; i++) {
        const curb_origin_t *origin = &study->origins.rows[i];
        char words[CURB_SOURCE_WORDS_BYTES], value[VALUE_BYTES];
        value_words(origin, value, sizeof value);
        const char *const cells[] = {origin->path, value, origin->grade, origin->seen,
            curb_source_words(origin, words), origin->remark, origin->registry};
        for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++) {
            print_markdown_cell(out, cells[k]);
        }
        fputs("|\n", out);
    }
}

static void print_csv(const curb_study_t *study, FILE *out)
{
    fputs("name,value,low,high,distribution,unit,grade,seen,source,remark,registry,place\n",
        out);
    for (size_t i = 0; i < study->origins.count; i++) {
        const curb_origin_t *origin = &study->origins.rows[i];
        char words[CURB_SOURCE_WORDS_BYTES];
        curb_csv_field(out, origin->path);
        const double numbers[] = {origin->value, origin->low, origin->high};
        for (size_t k = 0; k < 3; k++) {
            fputc(',', out);
            curb_csv_number(out, numbers[k]);
        }
        const char *const texts[] = {curb_spread_keys[origin->spread], origin->unit,
            origin->grade, origin->seen, curb_source_words(origin, words), origin->remark,
            origin->registry, origin->place};
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            fputc(',', out);
            curb_csv_field(out, texts[k]);
        }
        fputc('\n', out);
    }
}

curb_error_t curb_show_sources(const curb_study_t *study, const char *format, FILE *out)
{
    if (format != NULL && strcmp(format, "json") == 0) {
        char *text = curb_sources_json(study, true);
        if (text == NULL) {
            return CURB_ERR_NO_MEMORY;
        }
        fprintf(out, "%s\n", text);
        curb_free(text);
    } else if (format != NULL && strcmp(format, "csv") == 0) {
        print_csv(study, out);
    } else if (format != NULL && strcmp(format, "md") == 0) {
        print_markdown(study, out);
    } else {
        return print_text(study, out) ? CURB_OK : CURB_ERR_NO_MEMORY;
    }
    return CURB_OK;
}
