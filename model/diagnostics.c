/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/diagnostics.h"

#include "model/memory.h"

#include <stdarg.h>
#include <stdio.h>

enum { MESSAGE_BYTES = 2048, FIRST_CAPACITY = 8 };

static bool make_room(curb_diagnostics_t *self)
{
    if (self->count < self->capacity) {
        return true;
    }
    size_t capacity = self->capacity > 0 ? 2 * self->capacity : FIRST_CAPACITY;
    curb_message_t *grown = curb_realloc(self->messages, capacity, sizeof *grown);
    if (grown == NULL) {
        self->truncated = true;
        return false;
    }
    self->messages = grown;
    self->capacity = capacity;
    return true;
}

static void add_text(curb_diagnostics_t *self, curb_severity_t severity, curb_place_t place,
    const char *source_line, const char *text)
{
    self->error_count += severity == CURB_ERROR;
    if (!make_room(self)) {
        return;
    }
    curb_message_t message = {.severity = severity, .place = place};
    message.text = curb_strdup(text);
    message.source_line = source_line != NULL ? curb_strdup(source_line) : NULL;
    if (message.text == NULL) {
        curb_free(message.source_line);
        self->truncated = true;
        return;
    }
    self->messages[self->count++] = message;
}

void curb_diagnostics_add(curb_diagnostics_t *self, curb_severity_t severity,
    curb_place_t place, const char *source_line, const char *format, ...)
{
    if (self == NULL) {
        return;
    }
    char text[MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    add_text(self, severity, place, source_line, text);
}

curb_error_t curb_diagnostics_fail(
    curb_diagnostics_t *self, curb_error_t error, const char *format, ...)
{
    if (self != NULL) {
        char text[MESSAGE_BYTES];
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(text, sizeof text, format, arguments);
        va_end(arguments);
        add_text(self, CURB_ERROR, (curb_place_t){0}, NULL, text);
    }
    return error;
}

void curb_diagnostics_free(curb_diagnostics_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        curb_free(self->messages[i].text);
        curb_free(self->messages[i].source_line);
    }
    curb_free(self->messages);
    *self = (curb_diagnostics_t){0};
}
