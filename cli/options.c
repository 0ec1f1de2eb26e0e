/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/options.h"

#include "model/memory.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTION_ROW(id, name, letter, takes, argument, choices, help)                       \
    {name, letter, CURB_TAKES_##takes, argument, choices, help},
const curb_option_row_t curb_option_rows[CURB_OPTION_COUNT] = {
    CURB_OPTION_LIST(OPTION_ROW)};
#undef OPTION_ROW

enum { WORD_MAX = 64, SHORT_BYTES = 3 * CURB_OPTION_COUNT + 2, LONG_BASE = 1000 };

static size_t least_of(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Levenshtein's distance; words beyond WORD_MAX are far from everything. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1];
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > WORD_MAX || columns > WORD_MAX) {
        return WORD_MAX;
    }
    for (size_t k = 0; k <= columns; k++) {
        row[k] = k;
    }
    for (size_t i = 1; i <= rows; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= columns; k++) {
            size_t above = row[k];
            row[k] =
                least_of(row[k] + 1, row[k - 1] + 1, diagonal + (a[i - 1] != b[k - 1]));
            diagonal = above;
        }
    }
    return row[columns];
}

const char *curb_nearest(const char *word, const char *const *candidates, size_t count)
{
    const char *nearest = NULL;
    size_t least = strlen(word) / 3 + 2;
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(word, candidates[i]);
        if (d < least) {
            least = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}

static curb_error_t add_text(curb_texts_t *self, const char *start, size_t bytes)
{
    char **grown = curb_realloc(self->items, self->count + 1, sizeof *grown);
    if (grown == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    self->items = grown;
    char *copy = curb_calloc(bytes + 1, 1);
    if (copy == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    memcpy(copy, start, bytes);
    self->items[self->count++] = copy;
    return CURB_OK;
}

static bool is_choice(const char *choices, const char *word, size_t bytes)
{
    for (const char *at = choices; *at != '\0';) {
        size_t length = strcspn(at, " ");
        if (length == bytes && strncmp(at, word, bytes) == 0) {
            return true;
        }
        at += length + (at[length] == ' ');
    }
    return false;
}

static curb_error_t refuse(const curb_option_row_t *row, const char *argument,
    const char *expected, curb_diagnostics_t *diagnostics)
{
    return curb_diagnostics_fail(
        diagnostics, CURB_ERR_USAGE, "--%s: '%s' is not %s", row->name, argument, expected);
}

static curb_error_t read_list(curb_arguments_t *self, curb_option_t option,
    const char *argument, curb_diagnostics_t *diagnostics)
{
    const curb_option_row_t *row = &curb_option_rows[option];
    for (const char *at = argument;; at++) {
        size_t bytes = strcspn(at, ",");
        if (bytes == 0 || (row->choices != NULL && !is_choice(row->choices, at, bytes))) {
            char expected[128];
            snprintf(expected, sizeof expected, "%s%s",
                row->choices != NULL ? "made of: " : "a list without gaps",
                row->choices != NULL ? row->choices : "");
            return refuse(row, argument, expected, diagnostics);
        }
        curb_error_t error = add_text(&self->texts[option], at, bytes);
        at += bytes;
        if (error != CURB_OK || *at == '\0') {
            return error;
        }
    }
}

static const char a_count[] = "a whole number from 1 to 1e9";

/* 0 when the text is no such count. */
static double count_of(const char *text)
{
    char *end;
    errno = 0;
    long long count = strtoll(text, &end, 10);
    bool digits = text[0] >= '0' && text[0] <= '9';
    bool sound = digits && *end == '\0' && errno == 0 && count >= 1 && count <= 1000000000;
    return sound ? (double)count : 0.0;
}

static curb_error_t read_count(curb_arguments_t *self, curb_option_t option,
    const char *argument, curb_diagnostics_t *diagnostics)
{
    self->number[option] = count_of(argument);
    return self->number[option] > 0.0
               ? CURB_OK
               : refuse(&curb_option_rows[option], argument, a_count, diagnostics);
}

static curb_error_t read_duration(curb_arguments_t *self, curb_option_t option,
    const char *argument, curb_diagnostics_t *diagnostics)
{
    static const struct {
        const char *suffix;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    char *end;
    double value = strtod(argument, &end);
    bool digits = argument[0] >= '0' && argument[0] <= '9';
    for (size_t i = 0; digits && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].suffix) == 0 && value > 0 && value < 1e9) {
            self->number[option] = value * units[i].seconds;
            return CURB_OK;
        }
    }
    return refuse(&curb_option_rows[option], argument, "a time such as 90s, 15m, 2h or 1d",
        diagnostics);
}

static curb_error_t take(curb_arguments_t *self, curb_option_t option, const char *argument,
    curb_diagnostics_t *diagnostics)
{
    const curb_option_row_t *row = &curb_option_rows[option];
    self->given[option] = true;
    self->text[option] = argument;
    switch (row->takes) {
    case CURB_TAKES_NOTHING:
        return CURB_OK;
    case CURB_TAKES_TEXT:
        return *argument != '\0' ? CURB_OK : refuse(row, argument, "a text", diagnostics);
    case CURB_TAKES_LIST:
        return read_list(self, option, argument, diagnostics);
    case CURB_TAKES_SETTING:
        if (strchr(argument, '=') == NULL || *argument == '=') {
            return refuse(row, argument, "KEY=VALUE", diagnostics);
        }
        return add_text(&self->texts[option], argument, strlen(argument));
    case CURB_TAKES_COUNT:
        return read_count(self, option, argument, diagnostics);
    case CURB_TAKES_DURATION:
        return read_duration(self, option, argument, diagnostics);
    case CURB_TAKES_CHOICE:
        return is_choice(row->choices, argument, strlen(argument))
                   ? CURB_OK
                   : refuse(row, argument, row->choices, diagnostics);
    }
    return CURB_ERR_INTERNAL;
}

/* getopt's own tables, from the verb's rows. */
typedef struct {
    struct option longs[CURB_OPTION_COUNT + 1];
    char shorts[SHORT_BYTES];
    const char *names[CURB_OPTION_COUNT];
    size_t count;
} tables_t;

static void make_tables(tables_t *self, const curb_verb_t *verb)
{
    *self = (tables_t){.shorts = ":"};
    char *at = self->shorts + 1;
    for (const curb_option_t *option = verb->options; *option != CURB_OPTION_COUNT;
         option++) {
        const curb_option_row_t *row = &curb_option_rows[*option];
        int has_argument = row->takes != CURB_TAKES_NOTHING;
        self->names[self->count] = row->name;
        self->longs[self->count++] =
            (struct option){row->name, has_argument, NULL, LONG_BASE + (int)*option};
        if (row->letter != 0) {
            *at++ = row->letter;
            if (has_argument) {
                *at++ = ':';
            }
        }
    }
}

static curb_option_t option_of(const curb_verb_t *verb, int code)
{
    if (code >= LONG_BASE) {
        return (curb_option_t)(code - LONG_BASE);
    }
    for (const curb_option_t *at = verb->options; *at != CURB_OPTION_COUNT; at++) {
        if (curb_option_rows[*at].letter == code) {
            return *at;
        }
    }
    return CURB_OPTION_COUNT;
}

static curb_error_t refuse_unknown(const tables_t *tables, const curb_verb_t *verb,
    const char *word, curb_diagnostics_t *diagnostics)
{
    char name[WORD_MAX];
    const char *start = word + strspn(word, "-");
    snprintf(name, sizeof name, "%.*s", (int)strcspn(start, "="), start);
    const char *nearest = curb_nearest(name, tables->names, tables->count);
    if (strncmp(word, "--", 2) == 0 && nearest != NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "'%s' is not an option of curb %s; did you mean --%s?", word, verb->name,
            nearest);
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        "'%s' is not an option of curb %s; see curb %s --help", word, verb->name,
        verb->name);
}

static curb_error_t check_operands(
    const curb_arguments_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_verb_t *verb = self->verb;
    if (self->given[CURB_OPTION_HELP] || self->given[CURB_OPTION_MAN]) {
        return CURB_OK;
    }
    if (self->operand_count < verb->least_operands) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "missing %s: curb %s [options] %s", verb->operands, verb->name, verb->operands);
    }
    if (self->operand_count > verb->most_operands) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "'%s' is one too many: curb %s [options] %s",
            self->operands[verb->most_operands], verb->name, verb->operands);
    }
    return CURB_OK;
}

bool curb_verb_takes(const curb_verb_t *self, curb_option_t option)
{
    const curb_option_t *at = self->options;
    while (*at != CURB_OPTION_COUNT && *at != option) {
        at++;
    }
    return *at == option;
}

/* Threads by the environment, where they are an option and not given as one. */
static curb_error_t read_jobs(curb_arguments_t *self, curb_diagnostics_t *diagnostics)
{
    const char *asked = getenv("CURB_JOBS");
    if (asked == NULL || *asked == '\0' || !curb_verb_takes(self->verb, CURB_OPTION_JOBS) ||
        self->given[CURB_OPTION_JOBS] || self->given[CURB_OPTION_HELP]) {
        return CURB_OK;
    }
    self->number[CURB_OPTION_JOBS] = count_of(asked);
    return self->number[CURB_OPTION_JOBS] > 0.0
               ? CURB_OK
               : curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                     "CURB_JOBS: '%s' is not %s; give --jobs, or unset it", asked, a_count);
}

static void keep_command_line(curb_arguments_t *self, int argc, char **argv)
{
    size_t used = (size_t)snprintf(self->command_line, sizeof self->command_line, "curb");
    for (int i = 0; i < argc && used < sizeof self->command_line; i++) {
        used += (size_t)snprintf(
            self->command_line + used, sizeof self->command_line - used, " %s", argv[i]);
    }
}

curb_error_t curb_arguments_parse(curb_arguments_t *self, const curb_verb_t *verb, int argc,
    char **argv, curb_diagnostics_t *diagnostics)
{
    *self = (curb_arguments_t){.verb = verb};
    keep_command_line(self, argc, argv);
    tables_t tables;
    make_tables(&tables, verb);
    curb_error_t result = CURB_OK;
    opterr = 0;
    optind = 0;
    for (;;) {
        int code = getopt_long(argc, argv, tables.shorts, tables.longs, NULL);
        if (code == -1) {
            break;
        }
        curb_error_t error;
        if (code == '?') {
            const char *word = argv[optind > 0 ? optind - 1 : 0];
            char letter[3] = {'-', (char)optopt, '\0'};
            bool is_letter = optopt > 0 && optopt < LONG_BASE;
            error = refuse_unknown(&tables, verb, is_letter ? letter : word, diagnostics);
        } else if (code == ':') {
            const curb_option_t option = option_of(verb, optopt);
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE, "--%s needs %s",
                curb_option_rows[option].name, curb_option_rows[option].argument);
        } else {
            error = take(self, option_of(verb, code), optarg, diagnostics);
        }
        result = error != CURB_OK ? error : result;
    }
    self->operands = argv + optind;
    self->operand_count = (size_t)(argc - optind);
    curb_error_t error = read_jobs(self, diagnostics);
    result = result != CURB_OK ? result : error;
    return result != CURB_OK ? result : check_operands(self, diagnostics);
}

void curb_arguments_free(curb_arguments_t *self)
{
    for (curb_option_t option = 0; option < CURB_OPTION_COUNT; option++) {
        for (size_t i = 0; i < self->texts[option].count; i++) {
            curb_free(self->texts[option].items[i]);
        }
        curb_free(self->texts[option].items);
    }
    *self = (curb_arguments_t){0};
}
