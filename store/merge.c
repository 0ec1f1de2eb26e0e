/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/merge.h"

#include "model/memory.h"
#include "store/files.h"
#include "store/labels.h"
#include "store/provenance.h"

#include <hdf5_hl.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* Chunks below the first size cost more in book-keeping than they hold; a reader that wants
 * one number unpacks a whole one, so they should not be much larger than the second. */
enum { CHUNK_LEAST = 1 << 16, CHUNK_AIM = 1 << 18 };

typedef struct {
    const curb_merge_input_t *input;
    hid_t file;
    int failure; /**< errno of the first failed write */
    hid_t variables[CURB_METRIC_COUNT];
    hid_t solved;
    size_t scenarios, periods, jurisdictions, sectors;
    size_t chunk_scenarios, chunk_replicates;
    double *block; /**< [metric][scenario][replicate of the
                      block][period][jurisdiction][sector] */
    curb_labels_t labels;
    curb_digest_t digest;
} merge_t;

static size_t slab_count(const merge_t *self)
{
    return self->periods * self->jurisdictions * self->sectors;
}

/* Scenarios and replicates in a chunk. */
typedef struct {
    size_t scenarios, replicates;
} chunk_t;

/* A shard brings all scenarios of one replicate, so chunks grow along scenarios first: that
 * needs no more memory. Only what is still too small is filled up with further replicates.
 */
static chunk_t plan_chunk(size_t slab_bytes, size_t scenarios, size_t replicates)
{
    size_t fitting = (CHUNK_AIM + slab_bytes - 1) / slab_bytes;
    chunk_t chunk = {.scenarios = fitting < scenarios ? fitting : scenarios};
    size_t row = chunk.scenarios * slab_bytes;
    size_t wanted = row < CHUNK_LEAST ? (CHUNK_LEAST + row - 1) / row : 1;
    chunk.replicates = wanted < replicates ? wanted : replicates;
    return chunk;
}

double curb_merge_bytes(size_t scenarios, size_t periods, size_t cells, size_t replicates)
{
    static const double a_chunk = 300.0;    /* seen */
    static const double chunks_most = 32e6; /* HDF5 keeps no more of such knowledge */
    size_t slab = periods * cells * sizeof(double);
    chunk_t chunk = plan_chunk(slab, scenarios, replicates);
    double values = CURB_METRIC_COUNT * (double)scenarios * (double)slab;
    double chunks = CURB_METRIC_COUNT * ceil((double)scenarios / (double)chunk.scenarios) *
                    ceil((double)replicates / (double)chunk.replicates);
    return values * (double)chunk.replicates + curb_shard_bytes(values) +
           fmin(chunks * a_chunk, chunks_most);
}

static hid_t make_variable(merge_t *self, curb_metric_t metric)
{
    static const curb_dim_t dims[] = {CURB_DIM_SCENARIO, CURB_DIM_REPLICATE, CURB_DIM_TIME,
        CURB_DIM_JURISDICTION, CURB_DIM_SECTOR};
    static const char *const whose[] = {[CURB_PLACE] = "place of exploitation",
        [CURB_RESIDENCE] = "residence of the buyer",
        [CURB_ORIGIN] = "origin of the person"};
    const curb_metric_row_t *row = &curb_metric_rows[metric];
    const hsize_t chunk[] = {self->chunk_scenarios, self->chunk_replicates, self->periods,
        self->jurisdictions, self->sectors};
    int rank = curb_metric_shape(metric) == CURB_BY_ORIGIN ? 4 : 5;
    hid_t variable = curb_labels_variable(self->file, row->key, H5T_IEEE_F64LE, rank, dims,
        chunk, row->units, row->long_name);
    if (variable >= 0 &&
        !(curb_h5_text_attribute(
              variable, "cell_methods", curb_metric_cell_methods(metric)) &&
            curb_h5_text_attribute(variable, "jurisdiction_means", whose[row->whose]))) {
        H5Dclose(variable);
        return -1;
    }
    return variable;
}

/* /solution: the solve of each replicate, from which another machine can take it. */
static bool make_solution(merge_t *self)
{
    size_t count = self->input->batch->solved_count;
    hid_t group = curb_h5_group(self->file, "solution");
    hid_t replicate = H5Dopen2(self->file, "replicate", H5P_DEFAULT);
    hsize_t length = count, dims[] = {self->input->replicate_count, count},
            chunk[] = {1, count};
    curb_h5_layout_t line = {.rank = 1, .dims = &length};
    curb_h5_layout_t table = {.rank = 2, .dims = dims, .chunk = chunk, .deflate = 4};
    hid_t index = group >= 0 ? curb_h5_dataset(group, "value", H5T_STD_I32LE, &line) : -1;
    self->solved =
        group >= 0 ? curb_h5_dataset(group, "solved", H5T_IEEE_F32LE, &table) : -1;
    int32_t *numbers = curb_calloc(count, sizeof *numbers);
    for (size_t i = 0; numbers != NULL && i < count; i++) {
        numbers[i] = (int32_t)i;
    }
    bool done =
        numbers != NULL && index >= 0 && self->solved >= 0 && replicate >= 0 &&
        H5Dwrite(index, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) >= 0 &&
        H5DSset_scale(index, "value") >= 0 &&
        H5DSattach_scale(self->solved, replicate, 0) >= 0 &&
        H5DSattach_scale(self->solved, index, 1) >= 0 &&
        curb_h5_text_attribute(self->solved, "long_name",
            "Solved rates of each replicate, in single precision, in the model's order");
    curb_free(numbers);
    H5Dclose(index);
    H5Dclose(replicate);
    H5Gclose(group);
    return done;
}

static bool make_variables(merge_t *self)
{
    for (size_t m = 0; m < CURB_METRIC_COUNT; m++) {
        self->variables[m] = make_variable(self, (curb_metric_t)m);
        if (self->variables[m] < 0) {
            return false;
        }
    }
    return self->input->batch->solved_count == 0 || make_solution(self);
}

/* Independent of dates, machines and how the run was cut up: two runs of a study agree in
 * it. */
static void digest_replicate(merge_t *self, const curb_shard_t *shard)
{
    const curb_record_t *record = &shard->record;
    curb_digest_number(&self->digest, record->replicate);
    curb_digest_number(&self->digest, (uint64_t)record->concept_used);
    curb_digest_number(&self->digest, record->draw_attempt);
    curb_digest_number(&self->digest, record->parameter_count);
    for (size_t p = 0; p < record->parameter_count; p++) {
        curb_digest_text(&self->digest, shard->parameter_names[p]);
    }
    curb_digest_doubles(&self->digest, record->parameters, record->parameter_count);
    for (size_t i = 0; i < record->solved_count; i++) {
        uint32_t bits;
        memcpy(&bits, &record->solved[i], sizeof bits);
        curb_digest_number(&self->digest, bits);
    }
}

static void digest_scenario(merge_t *self, const curb_shard_t *shard, size_t s)
{
    size_t count = CURB_METRIC_COUNT * slab_count(self);
    curb_digest_text(&self->digest, shard->ids[s]);
    curb_digest_text(&self->digest, shard->hashes[s]);
    curb_digest_doubles(&self->digest, shard->record.values + s * count, count);
}

/* Puts one series of a shard into its place in the block; metrics by origin lose the
 * sector. */
static void place_series(merge_t *self, curb_metric_t metric, size_t scenario,
    size_t replicate, size_t block_length, const double *series)
{
    size_t slab = slab_count(self), sectors = self->sectors;
    double *part = self->block + metric * self->scenarios * self->chunk_replicates * slab;
    if (curb_metric_shape(metric) == CURB_BY_CELL) {
        double *to = part + (scenario * block_length + replicate) * slab;
        memcpy(to, series, slab * sizeof *to);
        return;
    }
    double *to = part + (scenario * block_length + replicate) * (slab / sectors);
    for (size_t i = 0; i < slab / sectors; i++) {
        to[i] = series[i * sectors];
    }
}

static bool take_shard(
    merge_t *self, const curb_shard_t *shard, size_t first, size_t at, size_t block_length)
{
    const curb_batch_t *batch = self->input->batch;
    const curb_record_t *record = &shard->record;
    digest_replicate(self, shard);
    for (size_t s = 0; s < self->scenarios; s++) {
        size_t from =
            curb_shard_find(shard, batch->study->scenarios[s].id, batch->hashes[s]);
        if (from == SIZE_MAX) {
            return false;
        }
        digest_scenario(self, shard, from);
        for (size_t m = 0; m < CURB_METRIC_COUNT; m++) {
            place_series(self, (curb_metric_t)m, s, at, block_length,
                curb_record_series(record, from, (curb_metric_t)m));
        }
    }
    size_t r = first + at;
    self->labels.concepts[r] = (int8_t)record->concept_used;
    self->labels.attempts[r] = (int32_t)record->draw_attempt;
    self->labels.draws[r] = (int32_t)curb_study_draw_of(batch->study, record->replicate);
    for (size_t p = 0; p < record->parameter_count; p++) {
        self->labels.parameters[p * self->labels.count + r] = record->parameters[p];
    }
    return true;
}

/* Writes a piece of a variable that is whole in all dimensions but the replicate's. */
static bool write_piece(hid_t variable, unsigned axis, hsize_t first, hsize_t length,
    hid_t type, const void *values)
{
    hsize_t start[CURB_DIM_COUNT] = {0}, count[CURB_DIM_COUNT];
    hid_t in_file = H5Dget_space(variable);
    int rank = H5Sget_simple_extent_dims(in_file, count, NULL);
    start[axis] = first;
    count[axis] = length;
    hid_t in_memory = H5Screate_simple(rank, count, NULL);
    bool done =
        H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
        H5Dwrite(variable, type, in_memory, in_file, H5P_DEFAULT, values) >= 0;
    H5Sclose(in_memory);
    H5Sclose(in_file);
    return done;
}

static bool write_block(merge_t *self, size_t first, size_t block_length)
{
    size_t part = self->scenarios * self->chunk_replicates * slab_count(self);
    for (size_t m = 0; m < CURB_METRIC_COUNT; m++) {
        if (!write_piece(self->variables[m], 1, first, block_length, H5T_NATIVE_DOUBLE,
                self->block + m * part)) {
            return false;
        }
    }
    return true;
}

static curb_error_t fail_write(
    const merge_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    return curb_h5_fail_file(diagnostics, self->file, self->failure, path);
}

static curb_error_t read_shard(
    merge_t *self, uint32_t replicate, curb_shard_t *shard, curb_diagnostics_t *diagnostics)
{
    curb_shard_state_t state = CURB_SHARD_MISSING;
    curb_error_t error =
        curb_shards_read(self->input->shards, replicate, true, shard, &state, diagnostics);
    if (error != CURB_OK || state == CURB_SHARD_THERE) {
        return error;
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
        "the shard of replicate %" PRIu32 " went missing or bad while merging; run again",
        replicate);
}

static curb_error_t merge_block(merge_t *self, size_t first, size_t block_length,
    const char *path, curb_diagnostics_t *diagnostics)
{
    for (size_t at = 0; at < block_length; at++) {
        curb_shard_t shard;
        curb_error_t error =
            read_shard(self, self->input->replicates[first + at], &shard, diagnostics);
        if (error != CURB_OK) {
            return error;
        }
        bool fits = take_shard(self, &shard, first, at, block_length);
        curb_h5_quiet();
        bool written = self->solved < 0 || write_piece(self->solved, 0, first + at, 1,
                                               H5T_NATIVE_FLOAT, shard.record.solved);
        curb_shard_free(&shard);
        if (!fits) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
                "%s: a shard lacks scenarios of the study; run again", path);
        }
        if (!written) {
            return fail_write(self, path, diagnostics);
        }
    }
    bool done = write_block(self, first, block_length) && self->failure == 0;
    return done ? CURB_OK : fail_write(self, path, diagnostics);
}

static curb_error_t merge_blocks(
    merge_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    size_t count = self->input->replicate_count;
    for (size_t first = 0; first < count; first += self->chunk_replicates) {
        size_t left = count - first;
        size_t length = left < self->chunk_replicates ? left : self->chunk_replicates;
        curb_error_t error = merge_block(self, first, length, path, diagnostics);
        if (error != CURB_OK) {
            return error;
        }
    }
    return CURB_OK;
}

static bool close_variables(merge_t *self)
{
    bool done = true;
    for (size_t m = 0; m < CURB_METRIC_COUNT; m++) {
        if (self->variables[m] >= 0) {
            done = H5Dclose(self->variables[m]) >= 0 && done;
        }
        self->variables[m] = -1;
    }
    if (self->solved >= 0) {
        done = H5Dclose(self->solved) >= 0 && done;
    }
    self->solved = -1;
    return done;
}

static curb_error_t write_file(
    merge_t *self, const char *path, const char *history, curb_diagnostics_t *diagnostics)
{
    if (!curb_labels_write_first(self->file, self->input) || !make_variables(self)) {
        return fail_write(self, path, diagnostics);
    }
    curb_error_t error = merge_blocks(self, path, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    char hash[CURB_DIGEST_BYTES];
    curb_digest_finish(&self->digest, hash);
    if (!curb_labels_write_last(self->file, self->input, &self->labels) ||
        !curb_provenance_attributes(self->file, self->input, hash, history) ||
        !curb_provenance_group(self->file, self->input, hash) || !close_variables(self) ||
        H5Fflush(self->file, H5F_SCOPE_GLOBAL) < 0) {
        return fail_write(self, path, diagnostics);
    }
    return CURB_OK;
}

static curb_error_t make_file(merge_t *self, const char *part, const char *path,
    const char *history, curb_diagnostics_t *diagnostics)
{
    self->file = curb_h5_create(part, &self->failure);
    if (self->file < 0) {
        unlink(part);
        return fail_write(self, path, diagnostics);
    }
    curb_error_t error = write_file(self, path, history, diagnostics);
    close_variables(self);
    bool closed = H5Fclose(self->file) >= 0;
    if (error == CURB_OK && (!closed || self->failure != 0)) {
        error = fail_write(self, path, diagnostics);
    }
    if (error != CURB_OK) {
        unlink(part);
        return error;
    }
    return curb_file_publish(part, path, diagnostics);
}

static void start_digest(merge_t *self)
{
    curb_identity_t identity;
    curb_batch_identity(self->input->batch, &identity);
    curb_digest_start(&self->digest);
    curb_digest_text(&self->digest, identity.world_hash);
    curb_digest_text(&self->digest, identity.seed_hex);
    curb_digest_number(&self->digest, self->scenarios);
    curb_digest_number(&self->digest, self->periods);
    curb_digest_number(&self->digest, self->jurisdictions);
    curb_digest_number(&self->digest, self->sectors);
}

static curb_error_t merge_init(merge_t *self, const curb_merge_input_t *input)
{
    const curb_study_t *study = input->batch->study;
    *self = (merge_t){.input = input,
        .file = -1,
        .solved = -1,
        .scenarios = study->scenario_count,
        .periods = input->batch->period_count,
        .jurisdictions = study->world->jurisdiction_count,
        .sectors = study->world->sector_count};
    for (size_t m = 0; m < CURB_METRIC_COUNT; m++) {
        self->variables[m] = -1;
    }
    chunk_t chunk = plan_chunk(
        slab_count(self) * sizeof(double), self->scenarios, input->replicate_count);
    self->chunk_scenarios = chunk.scenarios;
    self->chunk_replicates = chunk.replicates;
    start_digest(self);
    size_t part = self->scenarios * self->chunk_replicates * slab_count(self);
    self->block = curb_calloc(CURB_METRIC_COUNT, part * sizeof *self->block);
    if (self->block == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    return curb_labels_init(
        &self->labels, input->replicate_count, study->world->uncertain_count);
}

/* Lines of earlier runs, newest first; "" when there is no file yet. */
static char *old_history(const char *path)
{
    enum { HISTORY_BYTES = 60000 };
    char *text = curb_calloc(HISTORY_BYTES, 1);
    if (text == NULL || access(path, F_OK) != 0) {
        return text;
    }
    curb_h5_quiet();
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file >= 0) {
        curb_h5_get_text(file, "history", text, HISTORY_BYTES);
        H5Fclose(file);
    }
    return text;
}

curb_error_t curb_merge(
    const curb_merge_input_t *input, const char *out_path, curb_diagnostics_t *diagnostics)
{
    merge_t merge;
    char *part = curb_file_part_name(out_path);
    char *history = old_history(out_path);
    curb_error_t error = merge_init(&merge, input);
    if (part == NULL || history == NULL || error != CURB_OK) {
        error = curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while merging %s", out_path);
    } else {
        curb_file_clean_parts(out_path);
        error = make_file(&merge, part, out_path, history, diagnostics);
    }
    curb_labels_free(&merge.labels);
    curb_free(merge.block);
    curb_free(history);
    curb_free(part);
    return error;
}
