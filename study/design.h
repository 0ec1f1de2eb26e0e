/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a study varies between its scenarios: the inputs of sweeps and designs, and the
 *  value of each in each scenario. */
#ifndef CURB_STUDY_DESIGN_H
#define CURB_STUDY_DESIGN_H

#include "model/error.h"
#include "model/scenario.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    CURB_DESIGN_INPUTS_MAX = 64,
    CURB_DESIGN_SOBOL_MAX = 20, /**< more: screen with Morris before */
    CURB_DESIGN_NAME_BYTES = 2 * CURB_ID_BYTES
};

/** A point is a value of each input that one scenario was made with. */
typedef struct {
    size_t input;
    char scenario[CURB_ID_BYTES];
    char value[CURB_ID_BYTES]; /**< as typed, or as the design has it */
} curb_design_value_t;

/** Zeroed is empty: no scenario was made by a sweep or a design. */
typedef struct {
    size_t input_count;
    char inputs[CURB_DESIGN_INPUTS_MAX]
               [CURB_DESIGN_NAME_BYTES]; /**< "intensity", "POLICY.LEVER" */
    size_t value_count, capacity;
    curb_design_value_t *values; /**< in the order of the scenarios; owned */
} curb_design_t;

/** @brief Notes the value of an input in a scenario.
 *  @return CURB_ERR_INVALID for more than CURB_DESIGN_INPUTS_MAX inputs;
 * CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_design_add(
    curb_design_t *self, const char *input, const char *scenario, const char *value);

/** @brief Whether all values of an input are numbers. */
bool curb_design_is_number(const curb_design_t *self, size_t input);

void curb_design_free(curb_design_t *self);

#endif
