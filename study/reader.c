/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/reader.h"

#include "model/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SOURCE_LINE_BYTES = 400, MESSAGE_BYTES = 1400, ERRORS_SHOWN = 200 };

static int gravity(curb_error_t error)
{
    switch (error) {
    case CURB_OK:
        return 0;
    case CURB_ERR_INVALID:
        return 1;
    case CURB_ERR_NO_INPUT:
        return 2;
    case CURB_ERR_IO:
        return 3;
    default:
        return 4;
    }
}

void curb_reader_raise(curb_reader_t *self, curb_error_t error)
{
    if (gravity(error) > gravity(self->error)) {
        self->error = error;
    }
}

bool curb_reader_no_memory(curb_reader_t *self)
{
    curb_reader_raise(self, CURB_ERR_NO_MEMORY);
    return false;
}

size_t curb_reader_enter(curb_reader_t *self, const char *key)
{
    size_t before = self->path_length;
    char shown[CURB_SHOWN_BYTES];
    curb_text_show(key, shown, sizeof shown);
    size_t room = sizeof self->path - before;
    int length = snprintf(self->path + before, room, "%s%s", before > 0 ? "." : "", shown);
    size_t wanted = length > 0 ? (size_t)length : 0;
    self->path_length += wanted < room ? wanted : room - 1;
    return before;
}

void curb_reader_leave(curb_reader_t *self, size_t length)
{
    self->path_length = length;
    self->path[length] = '\0';
}

static void copy_line(const curb_source_t *source, int line, char copy[SOURCE_LINE_BYTES])
{
    const char *start = source->text;
    for (int i = 1; i < line && start != NULL; i++) {
        start = strchr(start, '\n');
        start = start != NULL ? start + 1 : NULL;
    }
    size_t length = start != NULL ? strcspn(start, "\r\n") : 0;
    if (length >= SOURCE_LINE_BYTES) {
        length = SOURCE_LINE_BYTES - 1;
    }
    memcpy(copy, start != NULL ? start : "", length);
    copy[length] = '\0';
}

static void add_error(curb_reader_t *self, const curb_source_t *source, int line,
    int column, const char *text)
{
    curb_reader_raise(self, CURB_ERR_INVALID);
    self->error_count++;
    if (self->error_count > ERRORS_SHOWN) {
        if (self->error_count == ERRORS_SHOWN + 1) {
            curb_diagnostics_add(self->diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
                "more errors follow; the first %d are shown", ERRORS_SHOWN);
        }
        return;
    }
    if (source == NULL) {
        curb_diagnostics_add(
            self->diagnostics, CURB_ERROR, (curb_place_t){0}, NULL, "%s", text);
        return;
    }
    char copy[SOURCE_LINE_BYTES];
    copy_line(source, line, copy);
    curb_place_t place = {source->name, line, column};
    curb_diagnostics_add(self->diagnostics, CURB_ERROR, place,
        line > 0 && source->text[0] != '\0' ? copy : NULL, "%s", text);
}

void curb_reader_error_at(curb_reader_t *self, const curb_source_t *source, int line,
    int column, const char *format, ...)
{
    char text[MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    add_error(self, source, line, column, text);
}

void curb_reader_error(
    curb_reader_t *self, const curb_node_t *node, const char *format, ...)
{
    char text[MESSAGE_BYTES], whole[MESSAGE_BYTES + CURB_PATH_BYTES + 4];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(
        whole, sizeof whole, "%s%s%s", self->path, self->path_length > 0 ? ": " : "", text);
    add_error(self, node != NULL ? node->source : NULL, node != NULL ? node->line : 0,
        node != NULL ? node->column : 0, whole);
}

void curb_reader_unknown(curb_reader_t *self, const curb_source_t *source, int line,
    int column, const char *what, const curb_suggestion_t *suggestion)
{
    char shown[CURB_SHOWN_BYTES];
    curb_text_show(suggestion->word, shown, sizeof shown);
    const char *meant = curb_suggestion_best(suggestion);
    curb_reader_error_at(self, source, line, column, "%s%sunknown %s '%s'%s%s%s",
        self->path, self->path_length > 0 ? ": " : "", what, shown,
        meant != NULL ? "; did you mean '" : "", meant != NULL ? meant : "",
        meant != NULL ? "'?" : "");
}

const char *curb_reader_name(curb_reader_t *self, const char *name)
{
    curb_study_t *study = self->study;
    char **grown = curb_realloc(study->names, study->name_count + 1, sizeof *study->names);
    if (grown == NULL) {
        curb_reader_no_memory(self);
        return NULL;
    }
    study->names = grown;
    char *copy = curb_strdup(name);
    if (copy == NULL) {
        curb_reader_no_memory(self);
        return NULL;
    }
    study->names[study->name_count++] = copy;
    return copy;
}

static void indent_line(curb_reader_t *self)
{
    curb_text_add(&self->resolved, "%*s", 2 * self->indent, "");
}

void curb_reader_open(curb_reader_t *self, const char *key)
{
    if (self->muted > 0) {
        return;
    }
    indent_line(self);
    curb_text_add(&self->resolved, "%s:\n", key);
    self->indent++;
}

void curb_reader_close(curb_reader_t *self) { self->indent -= self->muted > 0 ? 0 : 1; }

void curb_reader_place(const curb_node_t *node, char *text, size_t bytes)
{
    if (node == NULL || node->line == 0) {
        snprintf(text, bytes, "default");
    } else if (node->source->setting) {
        snprintf(text, bytes, "%s", node->source->name);
    } else {
        const char *slash = strrchr(node->source->name, '/');
        snprintf(text, bytes, "%s:%d", slash != NULL ? slash + 1 : node->source->name,
            node->line);
    }
}

void curb_reader_write(curb_reader_t *self, const char *key, const char *value,
    const char *unit, const curb_node_t *node)
{
    if (self->muted > 0) {
        return;
    }
    indent_line(self);
    curb_text_add(&self->resolved, "%s: %s  # ", key, value);
    if (unit != NULL && unit[0] != '\0') {
        curb_text_add(&self->resolved, "%s; ", unit);
    }
    char place[CURB_PATH_BYTES];
    curb_reader_place(node, place, sizeof place);
    curb_text_add(&self->resolved, "%s\n", place);
}

curb_error_t curb_reader_finish(curb_reader_t *self)
{
    curb_text_free(&self->resolved);
    curb_tree_free(&self->tree);
    if (self->error == CURB_ERR_NO_MEMORY) {
        return curb_diagnostics_fail(
            self->diagnostics, self->error, "%s", curb_error_text(self->error));
    }
    return self->error;
}
