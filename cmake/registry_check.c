/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row must hold: its words are of a list, its range is one, its origin is argued. */
#include "registry.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 60 }; /* characters */

static const char *const distributions[] = {"fixed", "triangular", "log_triangular", NULL};
static const char *const sights[] = {
    "seen", "secondary", "derived", "memory", "assumption", NULL};
static const char *const grades[] = {"A", "B", "C", NULL};

#define FAULT(self, row, which, ...)                                                       \
    registry_report(self, (row)->line[which], (row)->column[which], __VA_ARGS__)

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

static void check_id(registry_t *self, const registry_row_t *row)
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

static bool read_numbers(registry_t *self, registry_row_t *row)
{
    bool fine = true;
    for (int i = CENTRAL; i <= HIGH; i++) {
        row->number[i] = NAN;
        if (row->text[i][0] != '\0' && !parse_number(row->text[i], &row->number[i])) {
            FAULT(self, row, i, "%s: %s '%s' is not a number", row->text[ID],
                registry_columns[i], row->text[i]);
            fine = false;
        }
    }
    return fine;
}

static int read_word(
    registry_t *self, const registry_row_t *row, int which, const char *const *words)
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
            registry_columns[which], list);
    } else {
        FAULT(self, row, which, "%s: unknown %s '%s'; expected one of %s", row->text[ID],
            registry_columns[which], text, list);
    }
    return -1;
}

static void check_range(registry_t *self, const registry_row_t *row)
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

static void check_origin(registry_t *self, const registry_row_t *row)
{
    const char *id = row->text[ID];
    for (int i = SOURCE; i <= REMARK; i++) {
        if (strstr(row->text[i], "://") != NULL || strstr(row->text[i], "www.") != NULL) {
            FAULT(self, row, i, "%s: %s holds an address; name the work itself", id,
                registry_columns[i]);
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

/* A name stands in figures and is taken from the file, line by line, to be translated. */
static void check_name(registry_t *self, const registry_row_t *row)
{
    const char *id = row->text[ID], *name = row->text[NAME];
    size_t length = 0;
    bool is_plain = true;
    for (const char *c = name; *c != '\0'; c++) {
        length += ((unsigned char)*c & 0xC0) != 0x80; /* characters of UTF-8 */
        is_plain = is_plain && (unsigned char)*c >= 0x20 && strchr(",\"\\%_", *c) == NULL;
    }
    if (length == 0 && row->distribution > 0) {
        FAULT(
            self, row, NAME, "%s: name is missing; what is drawn is shown to readers", id);
    }
    if (length > NAME_MOST) {
        FAULT(self, row, NAME, "%s: name has %zu characters; at most %d have room", id,
            length, NAME_MOST);
    }
    if (!is_plain) {
        FAULT(self, row, NAME,
            "%s: name '%s' must be words: no comma, quotes, backslash, %%, _ or line end",
            id, name);
    }
}

void registry_check(registry_t *self, registry_row_t *row)
{
    if (row->text[ID][0] == '\0') {
        FAULT(self, row, ID, "id is missing");
    } else {
        check_id(self, row);
    }
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if ((i == UNIT || i == SOURCE) && row->text[i][0] == '\0') {
            FAULT(self, row, i, "%s: %s is missing", row->text[ID], registry_columns[i]);
        }
    }
    row->distribution = read_word(self, row, DISTRIBUTION, distributions);
    row->seen = read_word(self, row, SEEN, sights);
    row->grade = read_word(self, row, GRADE, grades);
    check_name(self, row);
    if (read_numbers(self, row)) {
        check_range(self, row);
    }
    check_origin(self, row);
}
