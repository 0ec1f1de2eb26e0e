/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/posterior.h"

#include "model/memory.h"
#include "store/digest.h"
#include "store/files.h"
#include "store/h5.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_WIDTH = 400 };
static const char KIND[] = "posterior";

/** Which way a column goes. The one list of columns serves writing and reading. */
typedef struct {
    hid_t group;
    bool writing, fine;
} work_t;

void curb_posterior_free(curb_posterior_t *self)
{
    curb_free(self->targets_text);
    curb_free(self->points);
    curb_free(self->weights);
    curb_free(self->figures);
    curb_free(self->noise);
    curb_free(self->together);
    *self = (curb_posterior_t){0};
}

curb_error_t curb_posterior_room(curb_posterior_t *self)
{
    size_t points = self->point_count, targets = self->target_count;
    self->points = curb_calloc(points * self->parameter_count, sizeof(double));
    self->weights = curb_calloc(points, sizeof(double));
    self->figures = curb_calloc(points * targets, sizeof(double));
    self->noise = curb_calloc(points * targets, sizeof(double));
    self->together = curb_calloc(targets * targets, sizeof(double));
    return self->points != NULL && self->weights != NULL && self->figures != NULL &&
                   self->noise != NULL && self->together != NULL
               ? CURB_OK
               : CURB_ERR_NO_MEMORY;
}

/* --- columns, both ways --- */

static void numbers(
    work_t *work, const char *name, int rank, size_t rows, size_t columns, double *values)
{
    if (!work->fine) {
        return;
    }
    if (!work->writing) {
        work->fine =
            curb_h5_read(work->group, name, H5T_NATIVE_DOUBLE, rows * columns, values);
        return;
    }
    hsize_t dims[2] = {rows, columns};
    curb_h5_layout_t layout = {.rank = rank, .dims = dims};
    hid_t set = curb_h5_dataset(work->group, name, H5T_IEEE_F64LE, &layout);
    work->fine = set >= 0 && H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                                 values) >= 0;
    work->fine = set >= 0 && H5Dclose(set) >= 0 && work->fine;
}

/* A member of each struct of an array: `stride` bytes apart. */
static void column(work_t *work, const char *name, size_t count, void *first, size_t stride)
{
    double *values = curb_calloc(count, sizeof *values);
    if (values == NULL) {
        work->fine = false;
        return;
    }
    for (size_t i = 0; work->fine && work->writing && i < count; i++) {
        memcpy(&values[i], (unsigned char *)first + i * stride, sizeof *values);
    }
    numbers(work, name, 1, count, 1, values);
    for (size_t i = 0; work->fine && !work->writing && i < count; i++) {
        memcpy((unsigned char *)first + i * stride, &values[i], sizeof *values);
    }
    curb_free(values);
}

static void texts(
    work_t *work, const char *name, size_t count, void *first, size_t stride, size_t width)
{
    if (!work->fine) {
        return;
    }
    if (work->writing) {
        const char **list = curb_calloc(count, sizeof *list);
        for (size_t i = 0; list != NULL && i < count; i++) {
            list[i] = (const char *)first + i * stride;
        }
        hid_t set = list != NULL ? curb_h5_text_dataset(work->group, name, 1, count) : -1;
        work->fine = set >= 0 && curb_h5_write_texts(set, list);
        work->fine = set >= 0 && H5Dclose(set) >= 0 && work->fine;
        curb_free(list);
        return;
    }
    char *block = curb_calloc(count, TEXT_WIDTH);
    work->fine =
        block != NULL && curb_h5_read_texts(work->group, name, count, block, TEXT_WIDTH);
    for (size_t i = 0; work->fine && i < count; i++) {
        snprintf((char *)first + i * stride, width, "%s", block + i * TEXT_WIDTH);
    }
    curb_free(block);
}

/* Small whole numbers that stand for words are stored as those. */
static void words(work_t *work, const char *name, size_t count, void *first, size_t stride,
    const char *const *keys)
{
    char(*list)[CURB_ID_BYTES] = curb_calloc(count, sizeof *list);
    if (list == NULL) {
        work->fine = false;
        return;
    }
    for (size_t i = 0; work->fine && work->writing && i < count; i++) {
        int value;
        memcpy(&value, (unsigned char *)first + i * stride, sizeof value);
        snprintf(list[i], sizeof list[i], "%s", keys[value]);
    }
    texts(work, name, count, list, sizeof *list, sizeof *list);
    for (size_t i = 0; work->fine && !work->writing && i < count; i++) {
        int value = 0;
        while (keys[value] != NULL && strcmp(keys[value], list[i]) != 0) {
            value++;
        }
        work->fine = keys[value] != NULL;
        memcpy((unsigned char *)first + i * stride, &value, sizeof value);
    }
    curb_free(list);
}

static const char *const spread_words[] = {"fixed", "triangular", "log_triangular", NULL};

#define COLUMN(name, count, array, member)                                                 \
    column(work, name, count, &(array)[0].member, sizeof(array)[0])
#define TEXTS(name, count, array, member)                                                  \
    texts(work, name, count, (array)[0].member, sizeof(array)[0], sizeof(array)[0].member)

static void carry(work_t *work, curb_posterior_t *self)
{
    size_t p = self->parameter_count, t = self->target_count, n = self->point_count;
    TEXTS("parameter", p, self->parameters, name);
    TEXTS("parameter_registry", p, self->parameters, registry);
    TEXTS("parameter_units", p, self->parameters, unit);
    COLUMN("parameter_low", p, self->parameters, low);
    COLUMN("parameter_mode", p, self->parameters, mode);
    COLUMN("parameter_high", p, self->parameters, high);
    words(work, "parameter_spread", p, &self->parameters[0].spread,
        sizeof self->parameters[0], spread_words);
    TEXTS("target", t, self->targets, id);
    TEXTS("target_what", t, self->targets, what);
    TEXTS("target_units", t, self->targets, unit);
    TEXTS("target_source", t, self->targets, source);
    words(work, "target_label", t, &self->targets[0].label, sizeof self->targets[0],
        curb_target_label_keys);
    COLUMN("target_low", t, self->targets, low);
    COLUMN("target_high", t, self->targets, high);
    COLUMN("target_discrepancy", t, self->targets, discrepancy);
    COLUMN("target_nearest", t, self->targets, nearest);
    COLUMN("target_met", t, self->targets, met);
    COLUMN("target_ruled_out", t, self->targets, implausible);
    COLUMN("target_least_implausibility", t, self->targets, least);
    COLUMN("target_left_out_rms", t, self->targets, loo_rms);
    COLUMN("target_left_out_beyond_2", t, self->targets, loo_far);
    COLUMN("target_prior_mean", t, self->targets, prior_mean);
    COLUMN("target_posterior_mean", t, self->targets, mean);
    numbers(work, "target_together", 2, t, t, self->together);
    COLUMN("wave_points", self->wave_count, self->waves, points);
    COLUMN("wave_contradicting", self->wave_count, self->waves, contradicting);
    COLUMN("wave_space_left", self->wave_count, self->waves, left);
    numbers(work, "point", 2, n, p, self->points);
    numbers(work, "weight", 1, n, 1, self->weights);
    numbers(work, "figure", 2, n, t, self->figures);
    numbers(work, "figure_variance", 2, n, t, self->noise);
}

/* --- the file --- */

static void hash_content(curb_posterior_t *self)
{
    curb_digest_t digest;
    curb_digest_start(&digest);
    curb_digest_text(&digest, "curb posterior 1");
    curb_digest_text(&digest, self->world_hash);
    for (size_t p = 0; p < self->parameter_count; p++) {
        curb_digest_text(&digest, self->parameters[p].name);
    }
    curb_digest_doubles(&digest, self->points, self->point_count * self->parameter_count);
    curb_digest_doubles(&digest, self->weights, self->point_count);
    curb_digest_finish(&digest, self->content_hash);
}

static bool write_attributes(const curb_posterior_t *self, hid_t file)
{
    return curb_h5_text_attribute(file, "curb_file", KIND) &&
           curb_h5_integer_attribute(
               file, "curb_posterior_format", CURB_POSTERIOR_FORMAT) &&
           curb_h5_text_attribute(file, "id", self->id) &&
           curb_h5_text_attribute(file, "title", self->title) &&
           curb_h5_text_attribute(file, "version", self->version) &&
           curb_h5_text_attribute(file, "world_id", self->world_id) &&
           curb_h5_text_attribute(file, "world_hash", self->world_hash) &&
           curb_h5_text_attribute(file, "seed", self->seed_hex) &&
           curb_h5_text_attribute(file, "content_hash", self->content_hash) &&
           curb_h5_text_attribute(file, "history", self->command_line) &&
           curb_h5_integer_attribute(file, "replicates", (int64_t)self->replicates) &&
           curb_h5_integer_attribute(file, "parameters", (int64_t)self->parameter_count) &&
           curb_h5_integer_attribute(file, "targets", (int64_t)self->target_count) &&
           curb_h5_integer_attribute(file, "waves", (int64_t)self->wave_count) &&
           curb_h5_integer_attribute(file, "points", (int64_t)self->point_count) &&
           curb_h5_number_attribute(file, "effective_sample_size", self->effective) &&
           curb_h5_text_attribute(file, "comment", "modelled, not measured");
}

curb_error_t curb_posterior_write(
    curb_posterior_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    hash_content(self);
    hid_t file = curb_h5_create_image();
    work_t work = {
        .group = file, .writing = true, .fine = file >= 0 && write_attributes(self, file)};
    carry(&work, self);
    hid_t group = work.fine ? curb_h5_group(file, "provenance") : -1;
    bool fine = group >= 0 && curb_h5_text(group, "targets", self->targets_text);
    if (group >= 0) {
        fine = H5Gclose(group) >= 0 && fine;
    }
    char *bytes = NULL;
    size_t count = 0;
    fine = fine && curb_h5_image(file, &bytes, &count);
    curb_error_t error =
        fine ? CURB_OK : curb_h5_fail(diagnostics, CURB_ERR_IO, path, "make the file");
    if (file >= 0) {
        H5Fclose(file);
    }
    if (error == CURB_OK) {
        error = curb_file_write(path, bytes, count, diagnostics);
    }
    curb_free(bytes);
    return error;
}

static bool read_count(hid_t file, const char *name, size_t most, size_t *count)
{
    int64_t value = 0;
    bool fine =
        curb_h5_get_integer(file, name, &value) && value >= 1 && (uint64_t)value <= most;
    *count = fine ? (size_t)value : 0;
    return fine;
}

static bool read_attributes(curb_posterior_t *self, hid_t file)
{
    int64_t format = 0;
    enum { POINTS_MAX = 1000000, REPLICATES_MAX = 1000000 };
    return curb_h5_get_integer(file, "curb_posterior_format", &format) &&
           format == CURB_POSTERIOR_FORMAT &&
           curb_h5_get_text(file, "id", self->id, sizeof self->id) &&
           curb_h5_get_text(file, "title", self->title, sizeof self->title) &&
           curb_h5_get_text(file, "version", self->version, sizeof self->version) &&
           curb_h5_get_text(file, "world_id", self->world_id, sizeof self->world_id) &&
           curb_h5_get_text(
               file, "world_hash", self->world_hash, sizeof self->world_hash) &&
           curb_h5_get_text(file, "seed", self->seed_hex, sizeof self->seed_hex) &&
           curb_h5_get_text(
               file, "content_hash", self->content_hash, sizeof self->content_hash) &&
           curb_h5_get_text(
               file, "history", self->command_line, sizeof self->command_line) &&
           read_count(file, "replicates", REPLICATES_MAX, &self->replicates) &&
           read_count(file, "parameters", CURB_CALIBRATED_MAX, &self->parameter_count) &&
           read_count(file, "targets", CURB_TARGETS_MAX, &self->target_count) &&
           read_count(file, "waves", CURB_POSTERIOR_WAVES_MAX, &self->wave_count) &&
           read_count(file, "points", POINTS_MAX, &self->point_count) &&
           curb_h5_get_number(file, "effective_sample_size", &self->effective);
}

static hid_t open_file(const char *path)
{
    curb_h5_quiet();
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    char kind[16] = "";
    if (file >= 0 && (!curb_h5_get_text(file, "curb_file", kind, sizeof kind) ||
                         strcmp(kind, KIND) != 0)) {
        H5Fclose(file);
        file = -1;
    }
    return file;
}

bool curb_posterior_is(const char *path)
{
    hid_t file = access(path, R_OK) == 0 ? open_file(path) : -1;
    return file >= 0 && H5Fclose(file) >= 0;
}

/* The hash covers what a study would use, so a changed or damaged file is not used. */
static bool read_file(curb_posterior_t *self, hid_t file)
{
    if (!read_attributes(self, file) || curb_posterior_room(self) != CURB_OK) {
        return false;
    }
    char stored[65];
    memcpy(stored, self->content_hash, sizeof stored);
    work_t work = {.group = file, .fine = true};
    carry(&work, self);
    self->targets_text = work.fine ? curb_h5_read_text(file, "provenance/targets") : NULL;
    hash_content(self);
    return self->targets_text != NULL && strcmp(stored, self->content_hash) == 0;
}

curb_error_t curb_posterior_read(
    curb_posterior_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    *self = (curb_posterior_t){0};
    if (access(path, R_OK) != 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_INPUT, "%s: cannot read: %s", path, strerror(errno));
    }
    hid_t file = open_file(path);
    if (file < 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: not a posterior file of curb, or a damaged one", path);
    }
    bool fine = read_file(self, file);
    H5Fclose(file);
    if (!fine) {
        return curb_h5_fail(diagnostics, CURB_ERR_INVALID, path,
            "be used as a posterior: it is damaged, changed or of another format");
    }
    return CURB_OK;
}
