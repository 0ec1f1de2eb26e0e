/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/draft.h"

#include "model/memory.h"
#include "plots/words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool has_room(curb_draft_t *self, size_t bytes)
{
    if (self->failed) {
        return false;
    }
    if (self->length + bytes < self->capacity) {
        return true;
    }
    size_t capacity = 2 * (self->length + bytes) + 1024;
    char *grown = curb_realloc(self->text, capacity, 1);
    if (grown == NULL) {
        self->failed = true;
        return false;
    }
    self->text = grown;
    self->capacity = capacity;
    return true;
}

void curb_draft_add(curb_draft_t *self, const char *format, ...)
{
    va_list values, again;
    va_start(values, format);
    va_copy(again, values);
    int bytes = vsnprintf(NULL, 0, format, values);
    if (bytes >= 0 && has_room(self, (size_t)bytes + 1)) {
        vsnprintf(self->text + self->length, (size_t)bytes + 1, format, again);
        self->length += (size_t)bytes;
    }
    va_end(again);
    va_end(values);
}

static void add_quoted(curb_draft_t *self, const char *text)
{
    curb_draft_add(self, "\"");
    while (*text != '\0') {
        size_t plain = strcspn(text, "\"");
        curb_draft_add(self, "%.*s%s", (int)plain, text, text[plain] == '"' ? "\"\"" : "");
        text += plain + (text[plain] == '"');
    }
    curb_draft_add(self, "\"");
}

/* In single quotes gnuplot runs and expands nothing. A quote inside would have to be
 * doubled, and gnuplot 5.4 misreads doubled quotes that come first or in a row: a
 * typographic apostrophe stands for each, which is better print too. */
void curb_draft_literal(curb_draft_t *self, const char *text)
{
    curb_words_t clean = curb_words_clean(text);
    curb_draft_add(self, "'%s", curb_words_turns(clean.text) ? "\u200E" : "");
    for (const char *at = clean.text; *at != '\0';) {
        size_t plain = strcspn(at, "'");
        curb_draft_add(self, "%.*s%s", (int)plain, at, at[plain] == '\'' ? "’" : "");
        at += plain + (at[plain] == '\'');
    }
    curb_draft_add(self, "'");
}

void curb_draft_number(curb_draft_t *self, double value)
{
    if (isfinite(value)) {
        curb_draft_add(self, "%.17g", value);
    } else {
        curb_draft_add(self, "NaN");
    }
}

void curb_draft_csv_text(curb_draft_t *self, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        curb_draft_add(self, "%s", text);
    } else {
        add_quoted(self, text);
    }
}

void curb_draft_csv_number(curb_draft_t *self, double value)
{
    curb_draft_add(self, ",");
    if (isfinite(value)) {
        curb_draft_add(self, "%.17g", value);
    }
}

curb_error_t curb_draft_check(const curb_draft_t *self)
{
    return self->failed ? CURB_ERR_NO_MEMORY : CURB_OK;
}

void curb_draft_free(curb_draft_t *self)
{
    curb_free(self->text);
    *self = (curb_draft_t){0};
}
