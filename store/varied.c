/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/varied.h"

#include "model/memory.h"
#include "store/h5.h"
#include "store/inputs.h"

#include <string.h>

typedef struct {
    curb_varied_t *varied;
    size_t scenarios;
    bool count_only;
} walk_t;

static bool is_number(hid_t dataset)
{
    hid_t type = H5Dget_type(dataset);
    bool result = type >= 0 && H5Tget_class(type) == H5T_FLOAT;
    if (type >= 0) {
        H5Tclose(type);
    }
    return result;
}

static herr_t visit(hid_t file, const char *name, const H5L_info_t *info, void *context)
{
    walk_t *walk = context;
    curb_varied_t *self = walk->varied;
    (void)info;
    if (strncmp(name, CURB_INPUTS_PREFIX, strlen(CURB_INPUTS_PREFIX)) != 0) {
        return 0;
    }
    hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    bool number = dataset >= 0 && is_number(dataset), done = dataset >= 0;
    if (number && !walk->count_only) {
        done = curb_h5_get_text(
                   dataset, "parameter", self->names[self->count], sizeof *self->names) &&
               curb_h5_read(file, name, H5T_NATIVE_DOUBLE, walk->scenarios,
                   self->values + self->count * walk->scenarios);
    }
    self->count += number;
    self->texts += done && !number && walk->count_only;
    if (dataset >= 0) {
        H5Dclose(dataset);
    }
    return done ? 0 : -1;
}

static bool walk_all(walk_t *walk, hid_t file)
{
    walk->varied->count = 0;
    return H5Literate(file, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, visit, walk) >= 0;
}

curb_error_t curb_varied_read(
    curb_varied_t *self, const curb_results_t *results, curb_diagnostics_t *diagnostics)
{
    *self = (curb_varied_t){0};
    if (results->file == NULL) {
        return CURB_OK; /* labels made by hand */
    }
    hid_t file = *(const hid_t *)results->file;
    walk_t walk = {self, results->scenario_count, true};
    curb_h5_quiet();
    bool done = walk_all(&walk, file);
    if (done && self->count > 0) {
        self->names = curb_calloc(self->count, sizeof *self->names);
        self->values =
            curb_calloc(self->count, results->scenario_count * sizeof *self->values);
        if (self->names == NULL || self->values == NULL) {
            return curb_diagnostics_fail(
                diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
        }
        walk.count_only = false;
        done = walk_all(&walk, file);
    }
    return done ? CURB_OK
                : curb_h5_fail(diagnostics, CURB_ERR_INVALID, CURB_INPUTS_PREFIX,
                      "read what scenarios were made with");
}

void curb_varied_free(curb_varied_t *self)
{
    curb_free(self->names);
    curb_free(self->values);
    *self = (curb_varied_t){0};
}
