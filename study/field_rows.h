/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How rows of tables of fields (bind.h) are written: `{TEXT("id"), AT(curb_case_t, id)}`.
 * For source files that hold such tables, and for no header. */
#ifndef CURB_STUDY_FIELD_ROWS_H
#define CURB_STUDY_FIELD_ROWS_H

#include <stddef.h>

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define AT(type, member)                                                                   \
    .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)
#define NUMBER(name, units, low, high)                                                     \
    .key = name, .kind = CURB_FIELD_NUMBER, .unit = units, .least = low, .most = high
#define FRACTION(name, units, low, high)                                                   \
    .key = name, .kind = CURB_FIELD_FRACTION, .unit = units, .least = low, .most = high
#define WHOLE(name, low, high)                                                             \
    .key = name, .kind = CURB_FIELD_WHOLE, .least = low, .most = high
#define TEXT(name) .key = name, .kind = CURB_FIELD_TEXT
#define CHOICE(name, keys) .key = name, .kind = CURB_FIELD_CHOICE, .choices = keys

#endif
