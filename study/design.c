/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/design.h"

#include "model/memory.h"
#include "study/scalar.h"

#include <stdio.h>
#include <string.h>

static size_t find_input(const curb_design_t *self, const char *input)
{
    size_t i = 0;
    while (i < self->input_count && strcmp(self->inputs[i], input) != 0) {
        i++;
    }
    return i;
}

curb_error_t curb_design_add(
    curb_design_t *self, const char *input, const char *scenario, const char *value)
{
    size_t index = find_input(self, input);
    if (index == CURB_DESIGN_INPUTS_MAX) {
        return CURB_ERR_INVALID;
    }
    if (self->value_count == self->capacity) {
        size_t capacity = self->capacity > 0 ? 2 * self->capacity : 64;
        curb_design_value_t *grown = curb_realloc(self->values, capacity, sizeof *grown);
        if (grown == NULL) {
            return CURB_ERR_NO_MEMORY;
        }
        self->values = grown;
        self->capacity = capacity;
    }
    if (index == self->input_count) {
        snprintf(self->inputs[self->input_count++], CURB_DESIGN_NAME_BYTES, "%s", input);
    }
    curb_design_value_t *row = &self->values[self->value_count++];
    *row = (curb_design_value_t){.input = index};
    snprintf(row->scenario, sizeof row->scenario, "%s", scenario);
    snprintf(row->value, sizeof row->value, "%s", value);
    return CURB_OK;
}

bool curb_design_is_number(const curb_design_t *self, size_t input)
{
    double number;
    for (size_t i = 0; i < self->value_count; i++) {
        const curb_design_value_t *row = &self->values[i];
        if (row->input == input && curb_scalar_fraction(row->value, &number) != NULL) {
            return false;
        }
    }
    return true;
}

void curb_design_free(curb_design_t *self)
{
    curb_free(self->values);
    *self = (curb_design_t){0};
}
