/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/results.h"

#include "model/memory.h"
#include "model/world.h"
#include "store/h5.h"
#include "store/inputs.h"
#include "store/provenance.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Larger than any study: beyond it the file is damaged. */
enum { DIM_MOST = 1 << 24 };

static hid_t file_of(const curb_results_t *self) { return *(const hid_t *)self->file; }

void curb_results_close(curb_results_t *self)
{
    if (self->file != NULL) {
        H5Fclose(file_of(self));
    }
    curb_free(self->file);
    curb_free(self->scenarios);
    curb_free(self->replicates);
    curb_free(self->concepts);
    curb_free(self->draws);
    curb_free(self->years);
    curb_free(self->period_months);
    curb_free(self->jurisdictions);
    curb_free(self->sectors);
    curb_free(self->jurisdiction_titles);
    curb_free(self->allocated);
    curb_free(self->named_state);
    curb_free(self->sector_titles);
    curb_free(self->in_scope);
    curb_free(self->parameter_names);
    curb_free(self->parameters_drawn);
    *self = (curb_results_t){0};
}

bool curb_results_allocated(const curb_results_t *self, size_t jurisdiction)
{
    return self->allocated != NULL && self->allocated[jurisdiction];
}

bool curb_results_withheld(const curb_results_t *self, size_t jurisdiction)
{
    return curb_results_allocated(self, jurisdiction) && self->named_state != NULL &&
           self->named_state[jurisdiction];
}

const char *curb_results_jurisdiction(const curb_results_t *self, size_t jurisdiction)
{
    bool titled = self->jurisdiction_titles != NULL &&
                  self->jurisdiction_titles[jurisdiction][0] != '\0';
    return titled ? self->jurisdiction_titles[jurisdiction]
                  : self->jurisdictions[jurisdiction];
}

const char *curb_results_sector(const curb_results_t *self, size_t sector)
{
    bool titled = self->sector_titles != NULL && self->sector_titles[sector][0] != '\0';
    return titled ? self->sector_titles[sector] : self->sectors[sector];
}

static bool read_count(hid_t file, const char *name, size_t *count)
{
    hsize_t length = 0;
    if (!curb_h5_dims(file, name, 1, &length) || length == 0 || length > DIM_MOST) {
        return false;
    }
    *count = (size_t)length;
    return true;
}

static bool read_metrics(curb_results_t *self, hid_t file)
{
    char list[4096];
    if (!curb_h5_get_text(file, "study_metrics", list, sizeof list)) {
        return false;
    }
    char *rest = list;
    for (char *key; (key = strsep(&rest, " ")) != NULL;) {
        curb_metric_t metric = curb_metric_find(key);
        if (metric != CURB_METRIC_COUNT && self->metric_count < CURB_METRIC_COUNT) {
            self->metrics[self->metric_count++] = metric;
        }
    }
    return true;
}

static bool read_attributes(curb_results_t *self, hid_t file)
{
    int64_t baseline = 0, asked = 0;
    bool done =
        curb_h5_get_text(file, "title", self->title, sizeof self->title) &&
        curb_h5_get_text(file, "question", self->question, sizeof self->question) &&
        curb_h5_get_text(file, "study", self->study_id, sizeof self->study_id) &&
        curb_h5_get_text(file, "world", self->world_id, sizeof self->world_id) &&
        curb_h5_get_text(file, "world_hash", self->world_hash, sizeof self->world_hash) &&
        curb_h5_get_text(file, "master_seed", self->seed_hex, sizeof self->seed_hex) &&
        curb_h5_get_text(file, "product_version", self->version, sizeof self->version) &&
        curb_h5_get_text(file, "date_created", self->created, sizeof self->created) &&
        curb_h5_get_text(file, "parameters", self->parameters, sizeof self->parameters) &&
        curb_h5_get_text(file, "detection", self->detection, sizeof self->detection) &&
        curb_h5_get_text(
            file, "content_hash", self->content_hash, sizeof self->content_hash) &&
        curb_h5_get_integer(file, "baseline", &baseline) &&
        curb_h5_get_integer(file, "replicates_asked", &asked) &&
        curb_h5_get_number(file, "start_year", &self->start_year) &&
        curb_h5_get_number(file, "people_per_agent", &self->people_per_agent) &&
        read_count(file, "scenario", &self->scenario_count) &&
        read_count(file, "replicate", &self->replicate_count) &&
        read_count(file, "time", &self->period_count) &&
        read_count(file, "jurisdiction", &self->jurisdiction_count) &&
        read_count(file, "sector", &self->sector_count) && read_metrics(self, file) &&
        curb_stopped_read(&self->stopped, file);
    self->baseline = (size_t)baseline;
    self->replicates_asked = asked > 0 ? (size_t)asked : 0;
    return done && baseline >= 0 && self->baseline < self->scenario_count;
}

static bool make_arrays(curb_results_t *self)
{
    size_t cells = self->jurisdiction_count * self->sector_count;
    self->scenarios = curb_calloc(self->scenario_count, sizeof *self->scenarios);
    self->replicates = curb_calloc(self->replicate_count, sizeof *self->replicates);
    self->concepts = curb_calloc(self->replicate_count, sizeof *self->concepts);
    self->draws = curb_calloc(self->replicate_count, sizeof *self->draws);
    self->years = curb_calloc(self->period_count, sizeof *self->years);
    self->period_months = curb_calloc(self->period_count, sizeof *self->period_months);
    self->jurisdictions =
        curb_calloc(self->jurisdiction_count, sizeof *self->jurisdictions);
    self->sectors = curb_calloc(self->sector_count, sizeof *self->sectors);
    self->in_scope = curb_calloc(self->scenario_count, cells * sizeof *self->in_scope);
    self->jurisdiction_titles =
        curb_calloc(self->jurisdiction_count, sizeof *self->jurisdiction_titles);
    self->allocated = curb_calloc(self->jurisdiction_count, sizeof *self->allocated);
    self->named_state = curb_calloc(self->jurisdiction_count, sizeof *self->named_state);
    self->sector_titles = curb_calloc(self->sector_count, sizeof *self->sector_titles);
    return self->jurisdiction_titles != NULL && self->sector_titles != NULL &&
           self->allocated != NULL && self->named_state != NULL &&
           self->scenarios != NULL && self->replicates != NULL && self->concepts != NULL &&
           self->draws != NULL && self->years != NULL && self->period_months != NULL &&
           self->jurisdictions != NULL && self->sectors != NULL && self->in_scope != NULL;
}

/* A text of each scenario into one field of the table. */
static bool read_field(
    curb_results_t *self, const char *name, size_t offset, size_t width, char *scratch)
{
    if (!curb_h5_read_texts(file_of(self), name, self->scenario_count, scratch, width)) {
        return false;
    }
    for (size_t s = 0; s < self->scenario_count; s++) {
        memcpy((char *)&self->scenarios[s] + offset, scratch + s * width, width);
    }
    return true;
}

static bool read_number_field(
    curb_results_t *self, const char *name, size_t offset, double *scratch)
{
    if (!curb_h5_read(
            file_of(self), name, H5T_NATIVE_DOUBLE, self->scenario_count, scratch)) {
        return false;
    }
    for (size_t s = 0; s < self->scenario_count; s++) {
        memcpy((char *)&self->scenarios[s] + offset, &scratch[s], sizeof *scratch);
    }
    return true;
}

#define FIELD(name) offsetof(curb_results_scenario_t, name)
#define TEXT_FIELD(name) FIELD(name), sizeof(((curb_results_scenario_t *)0)->name)

static bool read_scenario_fields(curb_results_t *self, void *scratch)
{
    return read_field(self, "scenario", TEXT_FIELD(id), scratch) &&
           read_field(self, "title", TEXT_FIELD(title), scratch) &&
           read_field(self, "dose", TEXT_FIELD(dose), scratch) &&
           read_field(self, "policies", TEXT_FIELD(policies), scratch) &&
           read_number_field(self, "policy_start", FIELD(policy_start), scratch) &&
           read_number_field(self, "budget", FIELD(budget_usd), scratch) &&
           read_number_field(self, "planned_cost", FIELD(planned_cost_usd), scratch);
}

static bool read_scenarios(curb_results_t *self)
{
    void *scratch = curb_calloc(self->scenario_count, sizeof *self->scenarios);
    int8_t *capped = curb_calloc(self->scenario_count, sizeof *capped);
    bool done = scratch != NULL && capped != NULL && read_scenario_fields(self, scratch) &&
                curb_h5_read(file_of(self), "budget_capped", H5T_NATIVE_INT8,
                    self->scenario_count, capped);
    for (size_t s = 0; done && s < self->scenario_count; s++) {
        self->scenarios[s].budget_capped = capped[s] != 0;
    }
    curb_free(capped);
    curb_free(scratch);
    return done;
}

static bool read_scope(curb_results_t *self)
{
    size_t count = self->scenario_count * self->jurisdiction_count * self->sector_count;
    int8_t *scope = curb_calloc(count, sizeof *scope);
    bool done = scope != NULL &&
                curb_h5_read(file_of(self), "in_scope", H5T_NATIVE_INT8, count, scope);
    for (size_t i = 0; done && i < count; i++) {
        self->in_scope[i] = scope[i] != 0;
    }
    curb_free(scope);
    return done;
}

/* Files of older programs have no flags: nothing is allocated there. */
static bool read_flags(curb_results_t *self, const char *name, bool *flags)
{
    if (!curb_h5_has(file_of(self), name)) {
        return true;
    }
    int8_t *values = curb_calloc(self->jurisdiction_count, sizeof *values);
    bool done = values != NULL && curb_h5_read(file_of(self), name, H5T_NATIVE_INT8,
                                      self->jurisdiction_count, values);
    for (size_t j = 0; done && j < self->jurisdiction_count; j++) {
        flags[j] = values[j] != 0;
    }
    curb_free(values);
    return done;
}

static bool read_labels(curb_results_t *self, hid_t file)
{
    bool done =
        curb_h5_read(file, "replicate", H5T_NATIVE_UINT32, self->replicate_count,
            self->replicates) &&
        curb_h5_read(
            file, "concept", H5T_NATIVE_INT, self->replicate_count, self->concepts) &&
        curb_h5_read(file, "draw", H5T_NATIVE_UINT32, self->replicate_count, self->draws) &&
        curb_h5_read(file, "time", H5T_NATIVE_DOUBLE, self->period_count, self->years) &&
        curb_h5_read(file, "period_months", H5T_NATIVE_DOUBLE, self->period_count,
            self->period_months) &&
        curb_h5_read_texts(file, "jurisdiction", self->jurisdiction_count,
            (char *)self->jurisdictions, sizeof *self->jurisdictions) &&
        curb_h5_read_texts(file, "sector", self->sector_count, (char *)self->sectors,
            sizeof *self->sectors) &&
        curb_h5_read_texts(file, "jurisdiction_title", self->jurisdiction_count,
            (char *)self->jurisdiction_titles, sizeof *self->jurisdiction_titles) &&
        curb_h5_read_texts(file, "sector_title", self->sector_count,
            (char *)self->sector_titles, sizeof *self->sector_titles) &&
        read_flags(self, "jurisdiction_allocated", self->allocated) &&
        read_flags(self, "jurisdiction_named_state", self->named_state);
    for (size_t r = 0; done && r < self->replicate_count; r++) {
        done = self->concepts[r] >= 0 && self->concepts[r] < CURB_CONCEPT_COUNT;
    }
    return done && read_scenarios(self) && read_scope(self);
}

typedef struct {
    curb_results_t *results;
    bool count_only;
    bool failed;
} parameter_walk_t;

static herr_t visit_parameter(
    hid_t file, const char *name, const H5L_info_t *info, void *context)
{
    parameter_walk_t *walk = context;
    curb_results_t *self = walk->results;
    (void)info;
    if (strncmp(name, "param_", 6) != 0 ||
        strncmp(name, CURB_INPUTS_PREFIX, strlen(CURB_INPUTS_PREFIX)) == 0) {
        return 0;
    }
    size_t p = self->parameter_count++;
    if (walk->count_only) {
        return 0;
    }
    hid_t dataset = H5Dopen2(file, name, H5P_DEFAULT);
    walk->failed = dataset < 0 ||
                   !curb_h5_get_text(dataset, "parameter", self->parameter_names[p],
                       sizeof self->parameter_names[p]) ||
                   !curb_h5_read(file, name, H5T_NATIVE_DOUBLE, self->replicate_count,
                       self->parameters_drawn + p * self->replicate_count);
    if (dataset >= 0) {
        H5Dclose(dataset);
    }
    return walk->failed ? -1 : 0;
}

static bool walk_parameters(curb_results_t *self, hid_t file, bool count_only)
{
    parameter_walk_t walk = {.results = self, .count_only = count_only};
    self->parameter_count = 0;
    return H5Literate(
               file, H5_INDEX_CRT_ORDER, H5_ITER_INC, NULL, visit_parameter, &walk) >= 0 &&
           !walk.failed;
}

static bool read_parameters(curb_results_t *self, hid_t file)
{
    if (!walk_parameters(self, file, true)) {
        return false;
    }
    size_t count = self->parameter_count;
    self->parameter_names = curb_calloc(count, sizeof *self->parameter_names);
    self->parameters_drawn = curb_calloc(count, self->replicate_count * sizeof(double));
    return self->parameter_names != NULL && self->parameters_drawn != NULL &&
           walk_parameters(self, file, false);
}

static curb_error_t open_file(
    curb_results_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    struct stat status;
    if (stat(path, &status) != 0 || access(path, R_OK) != 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_INPUT, "%s: cannot read: %s", path, strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_INVALID, "%s: not a file but a folder or device", path);
    }
    hid_t *handle = curb_calloc(1, sizeof *handle);
    if (handle == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while reading %s", path);
    }
    curb_h5_quiet();
    *handle = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (*handle < 0) {
        curb_free(handle);
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: not a results file of curb, or a damaged one", path);
    }
    self->file = handle;
    return CURB_OK;
}

static curb_error_t check_format(
    hid_t file, const char *path, curb_diagnostics_t *diagnostics)
{
    int64_t format = 0;
    if (!curb_h5_get_integer(file, "curb_results_format", &format)) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_INVALID, "%s: not a results file of curb", path);
    }
    if (format != CURB_RESULTS_FORMAT) {
        char version[CURB_ID_BYTES] = "";
        bool named = curb_h5_get_text(file, "product_version", version, sizeof version);
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: results of format %lld, written by curb %s; this program reads format %d: "
            "run "
            "the study again with it, under another name, or read the file with the "
            "version "
            "that wrote it",
            path, (long long)format, named ? version : "of an unknown version",
            CURB_RESULTS_FORMAT);
    }
    return CURB_OK;
}

curb_error_t curb_results_open(
    curb_results_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    *self = (curb_results_t){0};
    curb_error_t error = open_file(self, path, diagnostics);
    if (error == CURB_OK) {
        error = check_format(file_of(self), path, diagnostics);
    }
    if (error == CURB_OK && !read_attributes(self, file_of(self))) {
        error = curb_h5_fail(diagnostics, CURB_ERR_INVALID, path, "read its attributes");
    }
    if (error == CURB_OK && !make_arrays(self)) {
        error = curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while reading %s", path);
    }
    if (error == CURB_OK &&
        !(read_labels(self, file_of(self)) && read_parameters(self, file_of(self)))) {
        error = curb_h5_fail(diagnostics, CURB_ERR_INVALID, path, "read its labels");
    }
    if (error != CURB_OK) {
        curb_results_close(self);
    }
    return error;
}

curb_error_t curb_results_read(const curb_results_t *self, curb_metric_t metric,
    double *values, curb_diagnostics_t *diagnostics)
{
    bool by_origin = curb_metric_shape(metric) == CURB_BY_ORIGIN;
    size_t count = self->scenario_count * self->replicate_count * self->period_count *
                   self->jurisdiction_count * (by_origin ? 1 : self->sector_count);
    const char *name = curb_metric_rows[metric].key;
    curb_h5_quiet();
    if (!curb_h5_has(file_of(self), name)) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_INVALID, "the results have no metric %s", name);
    }
    if (!curb_h5_read(file_of(self), name, H5T_NATIVE_DOUBLE, count, values)) {
        return curb_h5_fail(diagnostics, CURB_ERR_INVALID, name, "read the metric");
    }
    return CURB_OK;
}

size_t curb_results_missing(const curb_results_t *self)
{
    size_t n = self->replicate_count;
    size_t numbered = n > 0 ? (size_t)self->replicates[n - 1] + 1 : 0;
    size_t asked = self->replicates_asked > numbered ? self->replicates_asked : numbered;
    return asked - n;
}

size_t curb_results_draw_count(const curb_results_t *self)
{
    if (strcmp(self->parameters, "central") == 0) {
        return 0;
    }
    size_t count = 0;
    for (size_t r = 0; r < self->replicate_count; r++) {
        bool joins = self->draws != NULL && r > 0 && self->draws[r] == self->draws[r - 1];
        count += joins ? 0 : 1;
    }
    return count;
}

char *curb_results_provenance(const curb_results_t *self, const char *name)
{
    char path[96];
    if (self->file == NULL) {
        return NULL; /* labels made by hand */
    }
    snprintf(path, sizeof path, "provenance/%s", name);
    curb_h5_quiet();
    hid_t file = file_of(self);
    bool is_there = curb_h5_has(file, "provenance") && curb_h5_has(file, path);
    return is_there ? curb_h5_read_text(file, path) : NULL;
}
