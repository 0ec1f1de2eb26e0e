/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/shard.h"

#include "model/memory.h"
#include "store/files.h"
#include "store/h5.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SHARD_FORMAT = 1, OVERHEAD_BYTES = 1 << 20 /**< of a file in memory, about */ };

static size_t series_count(const curb_record_t *record)
{
    return CURB_METRIC_COUNT * record->period_count * record->jurisdiction_count *
           record->sector_count;
}

void curb_shard_free(curb_shard_t *self)
{
    curb_record_free(&self->record);
    curb_free(self->ids);
    curb_free(self->hashes);
    curb_free(self->parameter_names);
    curb_free(self->notes);
    *self = (curb_shard_t){0};
}

size_t curb_shard_find(const curb_shard_t *self, const char *id, const char *hash)
{
    for (size_t s = 0; s < self->record.scenario_count; s++) {
        if (strcmp(self->ids[s], id) == 0) {
            return strcmp(self->hashes[s], hash) == 0 ? s : SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

static bool make_labels(curb_shard_t *self, size_t scenarios, size_t parameters)
{
    self->ids = curb_calloc(scenarios, sizeof *self->ids);
    self->hashes = curb_calloc(scenarios, sizeof *self->hashes);
    self->parameter_names = curb_calloc(parameters, sizeof *self->parameter_names);
    return self->ids != NULL && self->hashes != NULL && self->parameter_names != NULL;
}

static bool study_has(const curb_study_t *study, const char *id)
{
    for (size_t s = 0; s < study->scenario_count; s++) {
        if (strcmp(study->scenarios[s].id, id) == 0) {
            return true;
        }
    }
    return false;
}

static size_t left_over_count(const curb_study_t *study, const curb_shard_t *old)
{
    size_t count = 0;
    for (size_t s = 0; old != NULL && s < old->record.scenario_count; s++) {
        count += !study_has(study, old->ids[s]);
    }
    return count;
}

static void copy_scenario(
    curb_shard_t *self, size_t to, const curb_shard_t *old, size_t from)
{
    size_t count = series_count(&self->record);
    memcpy(self->ids[to], old->ids[from], sizeof self->ids[to]);
    memcpy(self->hashes[to], old->hashes[from], sizeof self->hashes[to]);
    memcpy(self->record.values + to * count, old->record.values + from * count,
        count * sizeof(double));
}

static void fill_scenarios(curb_shard_t *self, const curb_batch_t *batch,
    const bool *wanted, const curb_shard_t *old)
{
    const curb_study_t *study = batch->study;
    for (size_t s = 0; s < study->scenario_count; s++) {
        memcpy(self->ids[s], study->scenarios[s].id, sizeof self->ids[s]);
        memcpy(self->hashes[s], batch->hashes[s], sizeof self->hashes[s]);
        if (wanted != NULL && !wanted[s] && old != NULL) {
            size_t from = curb_shard_find(old, self->ids[s], self->hashes[s]);
            copy_scenario(self, s, old, from);
        }
    }
    size_t next = study->scenario_count;
    for (size_t s = 0; old != NULL && s < old->record.scenario_count; s++) {
        if (!study_has(study, old->ids[s])) {
            copy_scenario(self, next++, old, s);
        }
    }
    for (size_t p = 0; p < self->record.parameter_count; p++) {
        memcpy(self->parameter_names[p], study->world->uncertain[p].name,
            sizeof self->parameter_names[p]);
    }
}

curb_error_t curb_shard_init(curb_shard_t *self, const curb_batch_t *batch,
    curb_record_t *record, const bool *wanted, const curb_shard_t *old, const char *notes)
{
    *self = (curb_shard_t){0};
    size_t scenarios = record->scenario_count + left_over_count(batch->study, old);
    size_t each = series_count(record);
    curb_batch_identity(batch, &self->identity);
    self->notes = curb_strdup(notes);
    if (self->notes == NULL || !make_labels(self, scenarios, record->parameter_count)) {
        goto fail;
    }
    if (scenarios > record->scenario_count) {
        double *grown = curb_realloc(record->values, scenarios * each, sizeof *grown);
        if (grown == NULL) {
            goto fail;
        }
        record->values = grown;
    }
    self->record = *record;
    *record = (curb_record_t){0};
    self->record.scenario_count = scenarios;
    fill_scenarios(self, batch, wanted, old);
    return CURB_OK;
fail:
    curb_shard_free(self);
    return CURB_ERR_NO_MEMORY;
}

/* In one piece and as they are: shards are passing, and to deflate them took twice as long
 * as all else of writing them. That their bytes are whole is for SHA256SUMS to say. */
static bool write_array(hid_t file, const char *name, int rank, const hsize_t *dims,
    hid_t file_type, hid_t memory_type, const void *values)
{
    curb_h5_layout_t layout = {.rank = rank, .dims = dims};
    hid_t dataset = curb_h5_dataset(file, name, file_type, &layout);
    if (dataset < 0) {
        return false;
    }
    bool done = H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
    return H5Dclose(dataset) >= 0 && done;
}

static bool write_texts(
    hid_t file, const char *name, const char *block, size_t count, size_t width)
{
    const char **texts = curb_calloc(count, sizeof *texts);
    if (texts == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = block + i * width;
    }
    hid_t dataset = curb_h5_text_dataset(file, name, 1, count);
    bool done = dataset >= 0 && (count == 0 || curb_h5_write_texts(dataset, texts));
    if (dataset >= 0) {
        done = H5Dclose(dataset) >= 0 && done;
    }
    curb_free(texts);
    return done;
}

static bool write_values(hid_t file, const curb_record_t *record)
{
    const hsize_t dims[] = {record->scenario_count, CURB_METRIC_COUNT, record->period_count,
        record->jurisdiction_count, record->sector_count};
    return write_array(
        file, "values", 5, dims, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, record->values);
}

static bool write_numbers(hid_t file, const char *name, size_t count, hid_t file_type,
    hid_t type, const void *values)
{
    const hsize_t dims = count;
    return write_array(file, name, 1, &dims, file_type, type, values);
}

static bool write_attributes(hid_t file, const curb_shard_t *self)
{
    const curb_record_t *record = &self->record;
    return curb_h5_integer_attribute(file, "curb_shard_format", SHARD_FORMAT) &&
           curb_identity_write(&self->identity, file) &&
           curb_h5_integer_attribute(file, "replicate", record->replicate) &&
           curb_h5_integer_attribute(file, "concept", record->concept_used) &&
           curb_h5_integer_attribute(file, "draw_attempt", record->draw_attempt);
}

static bool write_all(hid_t file, const curb_shard_t *self)
{
    const curb_record_t *record = &self->record;
    size_t scenarios = record->scenario_count;
    return write_attributes(file, self) &&
           write_texts(file, "scenario", self->ids[0], scenarios, CURB_ID_BYTES) &&
           write_texts(
               file, "scenario_hash", self->hashes[0], scenarios, CURB_DIGEST_BYTES) &&
           write_texts(file, "parameter", (const char *)self->parameter_names,
               record->parameter_count, sizeof *self->parameter_names) &&
           write_numbers(file, "parameter_value", record->parameter_count, H5T_IEEE_F64LE,
               H5T_NATIVE_DOUBLE, record->parameters) &&
           write_numbers(file, "solved", record->solved_count, H5T_IEEE_F32LE,
               H5T_NATIVE_FLOAT, record->solved) &&
           write_values(file, record) && curb_h5_text(file, "notes", self->notes);
}

curb_error_t curb_shard_write(const curb_shard_t *self, const char *part, const char *path,
    curb_diagnostics_t *diagnostics)
{
    int failure = 0;
    hid_t file = curb_h5_create(part, &failure);
    bool done = file >= 0 && write_all(file, self);
    done = (file < 0 || H5Fclose(file) >= 0) && done;
    if (done && failure == 0) {
        return CURB_OK;
    }
    unlink(part);
    return curb_h5_fail_file(diagnostics, file, failure, path);
}

double curb_shard_bytes(double values_bytes) { return 2.0 * values_bytes + OVERHEAD_BYTES; }

static bool read_attributes(hid_t file, curb_shard_t *self)
{
    int64_t format = 0, replicate = 0, concept = 0, attempt = 0;
    bool done = curb_h5_get_integer(file, "curb_shard_format", &format) &&
                format == SHARD_FORMAT && curb_identity_read(&self->identity, file) &&
                curb_h5_get_integer(file, "replicate", &replicate) &&
                curb_h5_get_integer(file, "concept", &concept) &&
                curb_h5_get_integer(file, "draw_attempt", &attempt);
    self->record.replicate = (uint32_t)replicate;
    self->record.concept_used = (int)concept;
    self->record.draw_attempt = (uint32_t)attempt;
    return done;
}

/* The record without its values, or with them when asked for. */
static curb_error_t read_shape(hid_t file, curb_shard_t *self, bool values)
{
    hsize_t dims[5] = {0}, parameters = 0, solved = 0;
    if (!curb_h5_dims(file, "values", 5, dims) || dims[1] != CURB_METRIC_COUNT ||
        !curb_h5_dims(file, "parameter", 1, &parameters) ||
        !curb_h5_dims(file, "solved", 1, &solved)) {
        return CURB_ERR_INVALID;
    }
    curb_record_t kept = self->record;
    curb_error_t error = curb_record_init(
        &self->record, values ? dims[0] : 0, dims[2], dims[3], dims[4], parameters, solved);
    self->record.scenario_count = dims[0];
    self->record.replicate = kept.replicate;
    self->record.concept_used = kept.concept_used;
    self->record.draw_attempt = kept.draw_attempt;
    return error;
}

static curb_error_t read_arrays(hid_t file, curb_shard_t *self, bool values)
{
    curb_record_t *record = &self->record;
    if (!make_labels(self, record->scenario_count, record->parameter_count)) {
        return CURB_ERR_NO_MEMORY;
    }
    self->notes = curb_h5_read_text(file, "notes");
    size_t scenarios = record->scenario_count, parameters = record->parameter_count;
    bool done = self->notes != NULL &&
                curb_h5_read_texts(
                    file, "scenario", scenarios, (char *)self->ids, sizeof *self->ids) &&
                curb_h5_read_texts(file, "scenario_hash", scenarios, (char *)self->hashes,
                    sizeof *self->hashes) &&
                curb_h5_read_texts(file, "parameter", parameters,
                    (char *)self->parameter_names, sizeof *self->parameter_names) &&
                curb_h5_read(file, "parameter_value", H5T_NATIVE_DOUBLE, parameters,
                    record->parameters) &&
                curb_h5_read(
                    file, "solved", H5T_NATIVE_FLOAT, record->solved_count, record->solved);
    if (done && values) {
        done = curb_h5_read(file, "values", H5T_NATIVE_DOUBLE,
            scenarios * series_count(record), record->values);
    }
    return done ? CURB_OK : CURB_ERR_INVALID;
}

curb_error_t curb_shard_unpack(curb_shard_t *self, char *bytes, size_t count, bool values)
{
    *self = (curb_shard_t){0};
    hid_t file = curb_h5_open_image(bytes, count);
    curb_error_t error =
        file >= 0 && read_attributes(file, self) ? CURB_OK : CURB_ERR_INVALID;
    if (error == CURB_OK) {
        error = read_shape(file, self, values);
    }
    if (error == CURB_OK) {
        error = read_arrays(file, self, values);
    }
    if (file >= 0) {
        H5Fclose(file);
    }
    if (error != CURB_OK) {
        curb_shard_free(self);
    }
    return error;
}
