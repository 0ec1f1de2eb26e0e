/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/text.h"

#include "model/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1024 };

static bool make_room(curb_text_t *self, size_t more)
{
    size_t needed = self->length + more + 1;
    if (needed <= self->capacity) {
        return true;
    }
    size_t capacity = self->capacity > 0 ? self->capacity : FIRST_CAPACITY;
    while (capacity < needed) {
        capacity *= 2;
    }
    char *grown = curb_realloc(self->bytes, capacity, 1);
    if (grown == NULL) {
        self->failed = true;
        return false;
    }
    self->bytes = grown;
    self->capacity = capacity;
    return true;
}

void curb_text_add(curb_text_t *self, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (!self->failed && length >= 0 && make_room(self, (size_t)length)) {
        vsnprintf(self->bytes + self->length, (size_t)length + 1, format, again);
        self->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

static void add_bytes(curb_text_t *self, const char *bytes, size_t length)
{
    if (!self->failed && make_room(self, length)) {
        memcpy(self->bytes + self->length, bytes, length);
        self->length += length;
        self->bytes[self->length] = '\0';
    }
}

void curb_text_add_quoted(curb_text_t *self, const char *text)
{
    add_bytes(self, "\"", 1);
    for (const char *c = text; *c != '\0';) {
        size_t plain = 0;
        while ((unsigned char)c[plain] >= 0x20 && c[plain] != 0x7f && c[plain] != '"' &&
               c[plain] != '\\') {
            plain++;
        }
        add_bytes(self, c, plain);
        c += plain;
        if (*c == '"' || *c == '\\') {
            curb_text_add(self, "\\%c", *c++);
        } else if (*c != '\0') {
            curb_text_add(self, "\\u%04x", (unsigned)(unsigned char)*c++);
        }
    }
    add_bytes(self, "\"", 1);
}

void curb_number_format(double value, char digits[CURB_NUMBER_BYTES])
{
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, CURB_NUMBER_BYTES, "%.*g", precision, value);
        if (strtod(digits, NULL) == value) {
            return;
        }
    }
}

void curb_text_show(const char *text, char *shown, size_t bytes)
{
    size_t length = 0;
    for (; text[length] != '\0' && length + 4 < bytes; length++) {
        unsigned char c = (unsigned char)text[length];
        shown[length] = (char)(c < 0x20 || c == 0x7f ? '?' : c);
    }
    if (text[length] != '\0') {
        /* Whole characters only: step back over the middle of a UTF-8 sequence. */
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) {
            length--;
        }
        memcpy(shown + length, "...", 3);
        length += 3;
    }
    shown[length] = '\0';
}

char *curb_text_take(curb_text_t *self)
{
    if (!self->failed) {
        curb_text_add(self, "%s", "");
    }
    char *bytes = self->failed ? NULL : self->bytes;
    if (self->failed) {
        curb_free(self->bytes);
    }
    *self = (curb_text_t){0};
    return bytes;
}

void curb_text_free(curb_text_t *self)
{
    curb_free(self->bytes);
    *self = (curb_text_t){0};
}
