/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/error.h"

#include <stddef.h>

typedef struct {
    int exit_code;
    const char *text;
} error_row_t;

#define ERROR_ROW(name, exit_code, text) {exit_code, text},
static const error_row_t error_rows[CURB_ERROR_COUNT] = {CURB_ERROR_LIST(ERROR_ROW)};
#undef ERROR_ROW

static const error_row_t *row_of(curb_error_t error)
{
    size_t index = (size_t)error;
    return &error_rows[index < CURB_ERROR_COUNT ? index : CURB_ERR_INTERNAL];
}

const char *curb_error_text(curb_error_t error) { return row_of(error)->text; }

int curb_error_exit_code(curb_error_t error) { return row_of(error)->exit_code; }
