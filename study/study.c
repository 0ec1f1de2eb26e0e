/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study is read in one pass over its tree: settings, world, policies, scenarios. Nothing
 * stops at the first error; only what cannot be told without the world waits for it. */
#include "study/study.h"

#include "model/memory.h"
#include "study/correlation_file.h"
#include "study/hash.h"
#include "study/load.h"
#include "study/plain_locale.h"
#include "study/scalar.h"
#include "study/scenario_file.h"
#include "study/used.h"
#include "study/world_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    curb_reader_t *reader;
    curb_study_t *study;
    const curb_setting_t *settings;
    size_t setting_count;
} work_t;

static const curb_metric_t default_metrics[] = {CURB_METRIC_EXPLOITED,
    CURB_METRIC_EXPLOITED_MONTHS, CURB_METRIC_PROFIT, CURB_METRIC_RECRUITED,
    CURB_METRIC_UNITS_KNOWING, CURB_METRIC_POLICY_COST};

/* --- ids and names --- */

static void read_id(curb_reader_t *reader, const curb_node_t *root, const char *path,
    char id[CURB_ID_BYTES])
{
    const curb_node_t *node = curb_node_get(root, "id");
    size_t length = curb_reader_enter(reader, "id");
    curb_scalar_id_of_path(path, id);
    if (node != NULL &&
        (node->kind != CURB_NODE_SCALAR || !curb_scalar_is_id(node->text, false))) {
        curb_reader_error(reader, node, "expected letters, digits, _ and -, 63 at most");
    } else if (node != NULL) {
        snprintf(id, CURB_ID_BYTES, "%s", node->text);
    }
    curb_reader_write(reader, "id", id, NULL, node);
    curb_reader_leave(reader, length);
}

static const char *metric_at(const void *names, size_t index)
{
    return ((const curb_metric_row_t *)names)[index].key;
}

static void write_metrics(work_t *work, const curb_node_t *node)
{
    curb_text_t list = {0};
    for (size_t i = 0; i < work->study->metric_count; i++) {
        curb_text_add(&list, "%s%s", i > 0 ? ", " : "[",
            curb_metric_rows[work->study->metrics[i]].key);
    }
    curb_text_add(&list, "]");
    if (list.failed) {
        curb_reader_no_memory(work->reader);
    } else {
        curb_reader_write(work->reader, "metrics", list.bytes, NULL, node);
    }
    curb_text_free(&list);
}

static void add_metric(work_t *work, const curb_node_t *name)
{
    curb_study_t *study = work->study;
    size_t index = curb_bind_name(
        work->reader, name, "metric", metric_at, curb_metric_rows, CURB_METRIC_COUNT);
    if (index == CURB_METRIC_COUNT) {
        return;
    }
    for (size_t i = 0; i < study->metric_count; i++) {
        if (study->metrics[i] == (curb_metric_t)index) {
            curb_reader_error(work->reader, name, "'%s' stands here twice", name->text);
            return;
        }
    }
    study->metrics[study->metric_count++] = (curb_metric_t)index;
}

static void read_metrics(work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *node = curb_node_get(root, "metrics");
    if (node == NULL) {
        work->study->metric_count = sizeof default_metrics / sizeof default_metrics[0];
        memcpy(work->study->metrics, default_metrics, sizeof default_metrics);
        write_metrics(work, NULL);
        return;
    }
    size_t length = curb_reader_enter(reader, "metrics");
    if (node->kind != CURB_NODE_LIST || node->count == 0) {
        curb_reader_error(reader, node, "expected a list of metrics");
    } else {
        for (size_t i = 0; i < node->count; i++) {
            add_metric(work, node->entries[i].value);
        }
        write_metrics(work, node);
    }
    curb_reader_leave(reader, length);
}

/* --- settings --- */

/* The file itself is read by whoever runs the study: it is no text. */
static void take_posterior(work_t *work, const curb_node_t *node)
{
    curb_study_t *study = work->study;
    const char *base = node->source->setting ? "" : node->source->name;
    const char *slash = strrchr(base, '/');
    int folder = node->text[0] != '/' && slash != NULL ? (int)(slash - base) + 1 : 0;
    int length = snprintf(study->posterior_path, sizeof study->posterior_path, "%.*s%s",
        folder, base, node->text);
    if (length >= (int)sizeof study->posterior_path) {
        curb_reader_error(work->reader, node, "the path is too long");
    }
}

static void take_keys(work_t *work, const curb_study_keys_t *keys, const curb_node_t *root)
{
    curb_study_t *study = work->study;
    snprintf(study->title, sizeof study->title, "%s",
        keys->title[0] != '\0' ? keys->title : study->id);
    snprintf(study->question, sizeof study->question, "%s", keys->question);
    study->seed = keys->seed;
    study->replicates = (size_t)keys->replicates;
    study->start_year = keys->start_year;
    study->months_before = (int)lround(12.0 * keys->years_before);
    study->months = (int)lround(12.0 * (keys->years_before + keys->years_after));
    study->period_months = keys->record == 0 ? 12 : 1;
    study->people_per_agent = keys->scale;
    study->buyers_per_segment = (size_t)keys->buyers_per_segment;
    study->draws = keys->parameters <= 0;
    if (keys->parameters < 0) {
        take_posterior(work, curb_node_get(root, "parameters"));
    }
    study->replicates_per_draw = (size_t)keys->replicates_per_draw;
    if (!study->draws && study->replicates_per_draw > 1) {
        const curb_node_t *per_draw = curb_node_get(root, "replicates_per_draw");
        size_t length = curb_reader_enter(work->reader, "replicates_per_draw");
        curb_reader_error(work->reader, per_draw != NULL ? per_draw : root,
            "central parameters have no draws: leave it out, or say parameters: draws");
        curb_reader_leave(work->reader, length);
    }
    study->detection = (curb_detection_t)keys->detection;
    if (study->months <= study->months_before) {
        const curb_node_t *after = curb_node_get(root, "years_after");
        size_t length = curb_reader_enter(work->reader, "years_after");
        curb_reader_error(work->reader, after != NULL ? after : root,
            "the run needs at least a month after policies start");
        curb_reader_leave(work->reader, length);
    }
}

static void read_settings(work_t *work, const curb_node_t *root, const char *path)
{
    const curb_block_t *block = &curb_study_block;
    curb_study_keys_t keys = {0};
    curb_bind_keys(work->reader, root, &block, 1);
    read_id(work->reader, root, path, work->study->id);
    size_t before = work->reader->error_count;
    curb_bind_block(work->reader, root, block, CURB_BIND_WHOLE, &keys, NULL);
    if (work->reader->error_count > before) {
        /* Later checks need a horizon; a wrong one must not cause errors of its own. */
        keys.years_before = keys.years_after > 0.0 ? keys.years_before : 0.0;
        keys.years_after = keys.years_after > 0.0 ? keys.years_after : 200.0;
    }
    take_keys(work, &keys, root);
}

/* --- world --- */

/* Responses of the study lie over those of its world. */
static void merge_responses(work_t *work, const curb_node_t *root, curb_node_t *world)
{
    curb_reader_t *reader = work->reader;
    curb_entry_t *ours = curb_node_find(root, "responses");
    if (ours == NULL) {
        return;
    }
    curb_node_t *theirs = curb_node_get(world, "responses");
    bool fine;
    if (theirs != NULL && theirs->kind == CURB_NODE_MAP &&
        ours->value->kind == CURB_NODE_MAP) {
        fine = curb_node_merge(&reader->tree, theirs, ours->value);
    } else {
        curb_node_remove(world, "responses");
        fine = curb_node_add(&reader->tree, world, "responses", ours->value, ours->source,
            ours->line, ours->column);
    }
    if (!fine) {
        curb_reader_no_memory(reader);
    }
}

static bool make_world(work_t *work)
{
    work->study->world = curb_calloc(1, sizeof *work->study->world);
    return work->study->world != NULL || curb_reader_no_memory(work->reader);
}

/* The tree of the world: a file of its own, or, in a resolved copy, a map in the study. */
static curb_node_t *load_world(work_t *work, const curb_node_t *root)
{
    const curb_entry_t *entry = curb_node_find(root, "world");
    if (entry == NULL) {
        return NULL; /* said with the other missing keys */
    }
    if (entry->value->kind == CURB_NODE_MAP) {
        return entry->value;
    }
    if (entry->value->kind != CURB_NODE_SCALAR || entry->value->text[0] == '\0') {
        size_t length = curb_reader_enter(work->reader, "world");
        curb_reader_error(work->reader, entry->value, "expected the path of a file");
        curb_reader_leave(work->reader, length);
        return NULL;
    }
    curb_node_t *world = curb_load_file(work->reader, entry->value->text, entry->value);
    if (world != NULL) {
        curb_load_settings(
            work->reader, world, "world.", work->settings, work->setting_count);
    }
    return world;
}

static void trace_world(curb_reader_t *reader, const curb_world_t *world, size_t path)
{
    reader->tracing = true;
    reader->world_id = world->id;
    reader->world_path = path;
}

static bool read_world(work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    curb_node_t *node = load_world(work, root);
    if (node == NULL || !make_world(work)) {
        return false;
    }
    merge_responses(work, root, node);
    size_t before = reader->error_count;
    bool inside = node->source == root->source;
    size_t length = inside ? curb_reader_enter(reader, "world") : reader->path_length;
    curb_reader_open(reader, "world");
    read_id(reader, node, inside ? "world" : node->source->name, work->study->world->id);
    reader->world_source = inside ? root->source : NULL;
    trace_world(reader, work->study->world, inside ? reader->path_length : 0);
    curb_world_file_read(reader, node, work->study->world);
    reader->tracing = false;
    curb_reader_close(reader);
    curb_reader_leave(reader, length);
    return reader->error_count == before || (work->study->world->jurisdiction_count > 0 &&
                                                work->study->world->sector_count > 0);
}

/* --- the whole --- */

static void read_study(work_t *work, const char *path)
{
    curb_reader_t *reader = work->reader;
    curb_node_t *root = curb_load_file(reader, path, NULL);
    if (root == NULL) {
        return;
    }
    curb_load_settings(reader, root, "", work->settings, work->setting_count);
    const curb_node_t *world = curb_node_get(root, "world");
    if (world != NULL && world->kind == CURB_NODE_MAP) {
        curb_load_settings(reader, curb_node_get(root, "world"), "world.", work->settings,
            work->setting_count);
    }
    read_settings(work, root, path);
    read_metrics(work, root);
    if (read_world(work, root)) {
        curb_scenario_file_read(reader, root, work->study);
        curb_correlation_file_read(reader, root, work->study);
    }
    if (reader->error == CURB_OK && !curb_used_trim(work->study)) {
        curb_reader_no_memory(reader);
    }
}

static void read_world_alone(work_t *work, const char *path)
{
    curb_reader_t *reader = work->reader;
    curb_node_t *root = curb_load_file(reader, path, NULL);
    if (root == NULL || !make_world(work)) {
        return;
    }
    curb_load_settings(reader, root, "", work->settings, work->setting_count);
    read_id(reader, root, path, work->study->world->id);
    trace_world(reader, work->study->world, 0);
    curb_world_file_read(reader, root, work->study->world);
    snprintf(work->study->id, sizeof work->study->id, "%s", work->study->world->id);
    snprintf(
        work->study->title, sizeof work->study->title, "%s", work->study->world->title);
}

static void drop_contents(curb_study_t *self)
{
    curb_free(self->world);
    curb_free(self->scenarios);
    curb_free(self->resolved);
    curb_free(self->given.rows);
    curb_free(self->given.values);
    curb_origins_free(&self->origins);
    curb_design_free(&self->design);
    size_t name_count = self->name_count;
    char **names = self->names;
    *self = (curb_study_t){.name_count = name_count, .names = names};
}

/* Rank of the file of a message: the order in which files were opened; without a place,
 * last. */
static size_t file_rank(const curb_study_t *study, const curb_message_t *message)
{
    size_t rank = 0;
    while (rank < study->name_count && study->names[rank] != message->place.file) {
        rank++;
    }
    return rank;
}

static bool comes_before(
    const curb_study_t *study, const curb_message_t *left, const curb_message_t *right)
{
    size_t left_rank = file_rank(study, left), right_rank = file_rank(study, right);
    if (left_rank != right_rank) {
        return left_rank < right_rank;
    }
    if (left->place.line != right->place.line) {
        return left->place.line < right->place.line;
    }
    return left->place.column < right->place.column;
}

/* Messages in the order of the files' lines, not of our passes over them. They are few. */
static void sort_messages(
    const curb_study_t *study, curb_diagnostics_t *diagnostics, size_t first)
{
    for (size_t i = first + 1; diagnostics != NULL && i < diagnostics->count; i++) {
        curb_message_t message = diagnostics->messages[i];
        size_t k = i;
        for (; k > first && comes_before(study, &message, &diagnostics->messages[k - 1]);
             k--) {
            diagnostics->messages[k] = diagnostics->messages[k - 1];
        }
        diagnostics->messages[k] = message;
    }
}

typedef void read_part_t(work_t *work, const char *path);

static curb_error_t read_with(read_part_t *part, curb_study_t *self, const char *path,
    const curb_setting_t *settings, size_t setting_count, curb_diagnostics_t *diagnostics)
{
    *self = (curb_study_t){0};
    curb_plain_locale_t locale;
    if (!curb_plain_locale_enter(&locale)) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    size_t first_message = diagnostics != NULL ? diagnostics->count : 0;
    curb_reader_t reader = {.diagnostics = diagnostics, .study = self, .world_id = ""};
    work_t work = {&reader, self, settings, setting_count};
    part(&work, path);
    self->resolved = curb_text_take(&reader.resolved);
    if (self->resolved == NULL) {
        curb_reader_no_memory(&reader);
    }
    if (reader.error == CURB_OK) {
        curb_hash_world(self, self->world_hash);
    } else {
        drop_contents(self);
    }
    sort_messages(self, diagnostics, first_message);
    curb_plain_locale_leave(&locale);
    return curb_reader_finish(&reader);
}

curb_error_t curb_study_read(curb_study_t *self, const char *path,
    const curb_setting_t *settings, size_t setting_count, curb_diagnostics_t *diagnostics)
{
    return read_with(read_study, self, path, settings, setting_count, diagnostics);
}

curb_error_t curb_study_read_world(curb_study_t *self, const char *path,
    const curb_setting_t *settings, size_t setting_count, curb_diagnostics_t *diagnostics)
{
    return read_with(read_world_alone, self, path, settings, setting_count, diagnostics);
}

void curb_study_free(curb_study_t *self)
{
    drop_contents(self);
    for (size_t i = 0; i < self->name_count; i++) {
        curb_free(self->names[i]);
    }
    curb_free(self->names);
    *self = (curb_study_t){0};
}

size_t curb_study_period_count(const curb_study_t *self)
{
    int periods = (self->months + self->period_months - 1) / self->period_months;
    return (size_t)periods;
}

uint32_t curb_study_draw_of(const curb_study_t *self, uint32_t replicate)
{
    size_t each = self->replicates_per_draw > 1 ? self->replicates_per_draw : 1;
    return self->draws ? replicate / (uint32_t)each : 0;
}
