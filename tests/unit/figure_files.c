/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/figure_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *text_of(const char *name)
{
    FILE *file = fopen(name, "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 21);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 21) - 1, file) > 0);
    (void)fclose(file);
    return text;
}

void figure_has(const char *path, const char *words)
{
    char *text = text_of(path);
    if (strstr(text, words) == NULL) {
        fail_msg("%s does not say \"%s\"", path, words);
    }
    free(text);
}

void figure_lacks(const char *path, const char *words)
{
    char *text = text_of(path);
    if (strstr(text, words) != NULL) {
        fail_msg("%s says \"%s\"", path, words);
    }
    free(text);
}

size_t figure_lines(const char *path)
{
    char *text = text_of(path);
    size_t count = 0;
    for (const char *at = text; *at != '\0'; at++) {
        count += *at == '\n';
    }
    free(text);
    return count;
}
