/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/origin.h"

#include "model/memory.h"

#include <string.h>

enum { FIRST_ROWS = 256 };

static bool grow(curb_origins_t *self)
{
    size_t capacity = self->capacity > 0 ? 2 * self->capacity : FIRST_ROWS;
    curb_origin_t *grown = curb_realloc(self->rows, capacity, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    self->rows = grown;
    self->capacity = capacity;
    return true;
}

bool curb_origins_add(curb_origins_t *self, const curb_origin_t *row)
{
    if (self->count == self->capacity && !grow(self)) {
        return false;
    }
    curb_origin_t copy = *row;
    const char **texts[] = {&copy.path, &copy.unit, &copy.source, &copy.seen, &copy.grade,
        &copy.remark, &copy.registry, &copy.place};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = *texts[i] != NULL ? *texts[i] : "";
        *texts[i] = text[0] != '\0' ? curb_tree_text(&self->texts, text, strlen(text)) : "";
        if (*texts[i] == NULL) {
            return false;
        }
    }
    self->rows[self->count++] = copy;
    return true;
}

void curb_origins_free(curb_origins_t *self)
{
    curb_free(self->rows);
    curb_tree_free(&self->texts);
    *self = (curb_origins_t){0};
}
