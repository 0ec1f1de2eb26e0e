/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/scalar.h"

#include "model/scenario.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_BYTES_MAX = 64 };

static const char *skip_digits(const char *c)
{
    while (*c >= '0' && *c <= '9') {
        c++;
    }
    return c;
}

/* Why a text is no decimal number, or NULL. strtod() alone would take hexadecimal, nan,
 * inf, leading blanks and whatever comes before a letter. */
static const char *fault_in_number(const char *text)
{
    const char *c = text + (*text == '-' || *text == '+');
    const char *whole = c;
    c = skip_digits(c);
    size_t whole_digits = (size_t)(c - whole);
    if (whole_digits > 1 && *whole == '0') {
        return "has a leading zero";
    }
    size_t part_digits = 0;
    if (*c == '.') {
        const char *part = c + 1;
        c = skip_digits(part);
        part_digits = (size_t)(c - part);
    }
    if (whole_digits + part_digits == 0) {
        return "is not a number";
    }
    if (*c == 'e' || *c == 'E') {
        c += 1 + (c[1] == '-' || c[1] == '+');
        const char *power = c;
        c = skip_digits(c);
        if (c == power) {
            return "is not a number";
        }
    }
    return *c == '\0' ? NULL : "is not a number";
}

const char *curb_scalar_number(const char *text, double *value)
{
    if (text[0] == '\0') {
        return "is empty";
    }
    const char *fault = fault_in_number(text);
    if (fault != NULL) {
        return fault;
    }
    errno = 0;
    double number = strtod(text, NULL);
    if (!isfinite(number)) {
        return "is too large";
    }
    if (errno == ERANGE) {
        return "is too close to zero";
    }
    *value = number;
    return NULL;
}

const char *curb_scalar_fraction(const char *text, double *value)
{
    size_t length = strlen(text);
    if (length < 2 || length >= NUMBER_BYTES_MAX || text[length - 1] != '%') {
        return curb_scalar_number(text, value);
    }
    char digits[NUMBER_BYTES_MAX];
    memcpy(digits, text, length - 1);
    digits[length - 1] = '\0';
    double percent = 0.0;
    const char *fault = curb_scalar_number(digits, &percent);
    if (fault == NULL) {
        *value = percent / 100.0;
    }
    return fault;
}

const char *curb_scalar_whole(const char *text, uint64_t *value)
{
    double number = 0.0;
    const char *fault = curb_scalar_number(text, &number);
    if (fault != NULL) {
        return fault;
    }
    if (number < 0.0) {
        return "is negative";
    }
    if (*skip_digits(text) == '\0') {
        errno = 0;
        uint64_t whole = strtoull(text, NULL, 10);
        if (errno == ERANGE) {
            return "is too large";
        }
        *value = whole;
        return NULL;
    }
    if (number != floor(number) || number > 9007199254740992.0) {
        return "is not a whole number";
    }
    *value = (uint64_t)number;
    return NULL;
}

const char *curb_scalar_boolean(const char *text, bool *value)
{
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0) {
        return "is neither true nor false";
    }
    *value = text[0] == 't';
    return NULL;
}

bool curb_scalar_is_id(const char *text, bool dots)
{
    size_t length = strlen(text);
    if (length == 0 || length >= CURB_ID_BYTES || !isalnum((unsigned char)text[0])) {
        return false;
    }
    for (const char *c = text; *c != '\0'; c++) {
        bool fine =
            isalnum((unsigned char)*c) || *c == '_' || *c == '-' || (dots && *c == '.');
        if (!fine) {
            return false;
        }
    }
    return true;
}

void curb_scalar_id_of_path(const char *path, char *id)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    snprintf(id, CURB_ID_BYTES, "%.*s", (int)strcspn(base, "."), base);
    for (char *c = id; *c != '\0'; c++) {
        char one[] = {'a', *c, '\0'};
        if (!curb_scalar_is_id(one, false)) {
            *c = '_';
        }
    }
    if (!curb_scalar_is_id(id, false)) {
        id[0] = 'x';
        id[id[1] == '\0' ? 1 : strlen(id)] = '\0';
    }
}
