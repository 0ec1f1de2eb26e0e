/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/inputs.h"

#include "model/memory.h"
#include "store/labels.h"
#include "study/scalar.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void curb_inputs_variable(const char *prefix, const char *input, char *name, size_t size)
{
    snprintf(name, size, "%s%s", prefix, input);
    for (char *at = name; *at != '\0'; at++) {
        if (!isalnum((unsigned char)*at)) {
            *at = '_';
        }
    }
}

/* Values come in the order of scenarios, so the search goes on where it was. */
static size_t scenario_of(const curb_study_t *study, const char *id, size_t from)
{
    for (size_t i = 0; i < study->scenario_count; i++) {
        size_t s = (from + i) % study->scenario_count;
        if (strcmp(study->scenarios[s].id, id) == 0) {
            return s;
        }
    }
    return study->scenario_count;
}

/* Values of one input by scenario, NULL where it was not varied. */
static void gather(const curb_study_t *study, size_t input, const char **values)
{
    const curb_design_t *design = &study->design;
    size_t at = 0;
    for (size_t i = 0; i < design->value_count; i++) {
        const curb_design_value_t *row = &design->values[i];
        if (row->input == input) {
            at = scenario_of(study, row->scenario, at % study->scenario_count);
            if (at < study->scenario_count) {
                values[at] = row->value;
            }
        }
    }
}

static bool write_numbers(hid_t dataset, const char **values, size_t count)
{
    double *numbers = curb_calloc(count, sizeof *numbers);
    for (size_t s = 0; numbers != NULL && s < count; s++) {
        numbers[s] = NAN;
        if (values[s] != NULL) {
            (void)curb_scalar_fraction(values[s], &numbers[s]);
        }
    }
    bool done = numbers != NULL && H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL,
                                       H5P_DEFAULT, numbers) >= 0;
    curb_free(numbers);
    return done;
}

static bool write_texts(hid_t dataset, const char **values, size_t count)
{
    for (size_t s = 0; s < count; s++) {
        values[s] = values[s] != NULL ? values[s] : "";
    }
    return curb_h5_write_texts(dataset, values);
}

static bool write_input(
    hid_t file, const curb_study_t *study, size_t input, const char **values)
{
    const curb_design_t *design = &study->design;
    const curb_dim_t dim = CURB_DIM_SCENARIO;
    size_t count = study->scenario_count;
    bool is_number = curb_design_is_number(design, input);
    char name[2 * CURB_DESIGN_NAME_BYTES], long_name[2 * CURB_DESIGN_NAME_BYTES];
    curb_inputs_variable(CURB_INPUTS_PREFIX, design->inputs[input], name, sizeof name - 1);
    if (curb_h5_has(file, name)) {
        name[strlen(name) + 1] = '\0';
        name[strlen(name)] = '_';
    }
    snprintf(long_name, sizeof long_name, "Value of %s that the scenario was made with",
        design->inputs[input]);
    memset(values, 0, count * sizeof *values);
    gather(study, input, values);
    hid_t dataset = is_number
                        ? curb_labels_variable(
                              file, name, H5T_IEEE_F64LE, 1, &dim, NULL, NULL, long_name)
                        : curb_labels_text_variable(file, name, count, dim, long_name);
    bool done = dataset >= 0 &&
                curb_h5_text_attribute(dataset, "parameter", design->inputs[input]) &&
                (is_number ? write_numbers(dataset, values, count)
                           : write_texts(dataset, values, count));
    return (dataset < 0 || H5Dclose(dataset) >= 0) && done;
}

bool curb_inputs_write(hid_t file, const curb_study_t *study)
{
    const char **values = curb_calloc(study->scenario_count, sizeof *values);
    bool done = values != NULL;
    for (size_t i = 0; done && i < study->design.input_count; i++) {
        done = write_input(file, study, i, values);
    }
    curb_free(values);
    return done;
}
