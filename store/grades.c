/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/grades.h"

#include "model/memory.h"
#include "store/h5.h"
#include "store/json_text.h"

#include <stdio.h>
#include <string.h>

static const char LIST[] = "provenance/sources_json";

/* What is listed by its place in the world's file, levers.INSTRUMENT.NAME,
 * sectors.SECTOR.NAME, cells.JURISDICTION.SECTOR.NAME, is drawn without the first word;
 * responses keep it. */
static bool names(const char *listed, const char *parameter)
{
    static const char *const parts[] = {"levers.", "sectors.", "jurisdictions.", "cells."};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t cut = strlen(parts[i]);
        if (strncmp(listed, parts[i], cut) == 0) {
            return strcmp(listed + cut, parameter) == 0;
        }
    }
    return strcmp(listed, parameter) == 0;
}

static void take_value(
    const json_t *value, const curb_results_t *results, curb_grade_t *grades)
{
    const char *name = json_string_value(json_object_get(value, "name"));
    const char *grade = json_string_value(json_object_get(value, "grade"));
    const char *unit = json_string_value(json_object_get(value, "unit"));
    for (size_t p = 0; name != NULL && p < results->parameter_count; p++) {
        if (names(name, results->parameter_names[p])) {
            grades[p].used = true;
            grades[p].grade = grade != NULL ? grade[0] : '\0';
            snprintf(grades[p].unit, sizeof grades[p].unit, "%s", unit != NULL ? unit : "");
        }
    }
}

static curb_error_t take_list(const char *text, const curb_results_t *results,
    curb_grade_t *grades, curb_diagnostics_t *diagnostics)
{
    curb_memory_forget();
    json_t *list = curb_json_read(text);
    if (list == NULL) {
        curb_error_t error = curb_memory_ran_out() ? CURB_ERR_NO_MEMORY : CURB_ERR_INVALID;
        return curb_diagnostics_fail(diagnostics, error,
            "the list of sources in the results file cannot be read: %s",
            error == CURB_ERR_INVALID ? "it is not JSON" : curb_error_text(error));
    }
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(list, "values"), i, value)
    {
        take_value(value, results, grades);
    }
    json_decref(list);
    return CURB_OK;
}

curb_error_t curb_grades_read(
    const curb_results_t *results, curb_grade_t *grades, curb_diagnostics_t *diagnostics)
{
    if (results->file == NULL) {
        return CURB_OK; /* labels made by hand */
    }
    hid_t file = *(const hid_t *)results->file;
    curb_h5_quiet();
    memset(grades, 0, results->parameter_count * sizeof *grades);
    if (!curb_h5_has(file, "provenance") || !curb_h5_has(file, LIST)) {
        for (size_t p = 0; p < results->parameter_count; p++) {
            grades[p].used = true;
        }
        return CURB_OK;
    }
    char *text = curb_h5_read_text(file, LIST);
    if (text == NULL) {
        return curb_h5_fail(
            diagnostics, CURB_ERR_INVALID, LIST, "read the list of sources");
    }
    curb_error_t error = take_list(text, results, grades, diagnostics);
    curb_free(text);
    return error;
}
