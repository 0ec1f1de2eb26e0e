/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/suggest.h"

#include <string.h>

enum { WORD_MAX = 64 };

static size_t least_of(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

size_t curb_edit_distance(const char *left, const char *right)
{
    size_t rows = strlen(left), columns = strlen(right);
    if (rows > WORD_MAX || columns > WORD_MAX) {
        return strcmp(left, right) == 0 ? 0 : (rows > columns ? rows : columns);
    }
    size_t table[WORD_MAX + 1][WORD_MAX + 1];
    for (size_t i = 0; i <= rows; i++) {
        table[i][0] = i;
    }
    for (size_t j = 0; j <= columns; j++) {
        table[0][j] = j;
    }
    for (size_t i = 1; i <= rows; i++) {
        for (size_t j = 1; j <= columns; j++) {
            size_t replaced = table[i - 1][j - 1] + (left[i - 1] != right[j - 1]);
            table[i][j] = least_of(table[i - 1][j] + 1, table[i][j - 1] + 1, replaced);
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] &&
                left[i - 2] == right[j - 1] && table[i - 2][j - 2] + 1 < table[i][j]) {
                table[i][j] = table[i - 2][j - 2] + 1;
            }
        }
    }
    return table[rows][columns];
}

void curb_suggestion_offer(curb_suggestion_t *self, const char *candidate)
{
    size_t distance = curb_edit_distance(self->word, candidate);
    if (self->best == NULL || distance < self->distance) {
        self->best = candidate;
        self->distance = distance;
    }
}

const char *curb_suggestion_best(const curb_suggestion_t *self)
{
    if (self->best == NULL) {
        return NULL;
    }
    size_t length = strlen(self->word);
    size_t allowed = length <= 3 ? 1 : (length <= 7 ? 2 : 3);
    return self->distance <= allowed ? self->best : NULL;
}
