/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/targets_file.h"

#include "model/memory.h"
#include "study/field_rows.h"
#include "study/load.h"
#include "study/measure_file.h"
#include "study/plain_locale.h"
#include "study/policy_file.h"
#include "study/scalar.h"
#include "study/used.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

const char *const curb_target_label_keys[] = {"none", "descriptive", "contested", NULL};
static const char *const grade_keys[] = {"A", "B", "C", NULL};

/* clang-format off */
static const curb_field_t target_fields[] = {
    {.key = "study", .kind = CURB_FIELD_PATH, .help = "the study that it is measured in; that of the file by default"},
    {.key = "discrepancy", .kind = CURB_FIELD_NUMBER, .unit = "", .least = 1e-300, .most = 1e15, .required = true, AT(curb_target_t, discrepancy), .help = "how far the model may be off even at its best, one sd, in the unit of the band"},
    {TEXT("source"), .required = true, AT(curb_target_t, source), .help = "the work that the band is taken from"},
    {TEXT("seen"), .required = true, AT(curb_target_t, seen), .help = "how it was seen"},
    {CHOICE("grade", grade_keys), .required = true, AT(curb_target_t, grade), .help = "A, B or C"},
    {CHOICE("label", curb_target_label_keys), .fallback = "none", AT(curb_target_t, label), .help = "descriptive: no comparison group; contested: others find otherwise"},
    {TEXT("remark"), AT(curb_target_t, remark), .help = "what the reader must know"},
};
static const curb_block_t target_block = {"target", target_fields, COUNT(target_fields)};

static const curb_field_t targets_fields[] = {
    {TEXT("id"), .required = true, AT(curb_targets_t, id), .help = "short name"},
    {TEXT("title"), AT(curb_targets_t, title), .help = "what is shown; the id by default"},
    {.key = "study", .kind = CURB_FIELD_PATH, .required = true, .help = "a study; the posterior is of its world"},
    {WHOLE("seed", 0, 18446744073709551615.0), .fallback = "1", AT(curb_targets_t, seed), .help = "names the points; chance in the runs goes by the seeds of the studies"},
    {WHOLE("waves", 1, 16), .fallback = "2", AT(curb_targets_t, waves), .help = "of points"},
    {WHOLE("points", 8, 2000), .fallback = "100", AT(curb_targets_t, points), .help = "run in a wave"},
    {WHOLE("replicates", 2, 1000), .fallback = "4", AT(curb_targets_t, replicates), .help = "of each study at a point; all points share their random numbers"},
    {.key = "parameters", .kind = CURB_FIELD_NAMES, .help = "names of uncertain numbers, such as responses.loudness; all by default"},
    {.key = "targets", .kind = CURB_FIELD_MAP, .block = &target_block, .required = true, .help = "figures and their bands"},
};
static const curb_block_t targets_block = {"targets", targets_fields, COUNT(targets_fields)};
/* clang-format on */

typedef struct {
    curb_reader_t *reader;
    curb_targets_t *self;
    curb_diagnostics_t *diagnostics;
    const curb_node_t *root;
} work_t;

size_t curb_targets_row(const curb_world_t *world, const char *name)
{
    for (size_t i = 0; i < world->uncertain_count; i++) {
        if (strcmp(world->uncertain[i].name, name) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

/* --- studies --- */

/* The study that a value names, read once however often it is named; SIZE_MAX after an
 * error. */
static size_t study_of(work_t *work, const curb_node_t *node)
{
    curb_targets_t *self = work->self;
    if (node->kind != CURB_NODE_SCALAR || node->text[0] == '\0') {
        curb_reader_error(work->reader, node, "expected the path of a study");
        return SIZE_MAX;
    }
    char path[sizeof self->study_paths[0]];
    const char *slash = strrchr(node->source->name, '/');
    int folder =
        node->text[0] != '/' && slash != NULL ? (int)(slash - node->source->name) + 1 : 0;
    if (snprintf(path, sizeof path, "%.*s%s", folder, node->source->name, node->text) >=
        (int)sizeof path) {
        curb_reader_error(work->reader, node, "the path is too long");
        return SIZE_MAX;
    }
    for (size_t s = 0; s < self->study_count; s++) {
        if (strcmp(self->study_paths[s], path) == 0) {
            return s;
        }
    }
    if (self->study_count == CURB_TARGET_STUDIES_MAX) {
        curb_reader_error(
            work->reader, node, "more than %d studies", CURB_TARGET_STUDIES_MAX);
        return SIZE_MAX;
    }
    size_t index = self->study_count++;
    snprintf(self->study_paths[index], sizeof self->study_paths[index], "%s", path);
    curb_error_t error =
        curb_study_read(&self->studies[index], path, NULL, 0, work->diagnostics);
    if (error != CURB_OK) {
        curb_reader_error(work->reader, node, "the study cannot be used");
        curb_reader_raise(work->reader, error);
    }
    return index;
}

/* --- targets --- */

static void read_target(work_t *work, const curb_node_t *map, curb_target_t *target)
{
    const curb_block_t *blocks[] = {&curb_measure_block, &target_block};
    curb_bind_keys(work->reader, map, blocks, 2);
    curb_bind_block(work->reader, map, &target_block, CURB_BIND_WHOLE, target, NULL);
    const curb_node_t *node = curb_node_get(map, "study");
    target->study = 0;
    if (node != NULL) {
        size_t length = curb_reader_enter(work->reader, "study");
        target->study = study_of(work, node);
        curb_reader_leave(work->reader, length);
    }
    static const curb_study_t none = {0};
    bool known = target->study < work->self->study_count;
    curb_measure_file_read(work->reader, map,
        known ? &work->self->studies[target->study] : &none, &target->measure);
    if (target->measure.metric >= CURB_METRIC_COUNT &&
        target->measure.metric != CURB_MEASURED_COUNT) {
        curb_reader_error(work->reader, map,
            "what statistics see and the concentration of buyers cannot be targets: "
            "take a metric of the model");
    }
}

static void read_targets(work_t *work)
{
    curb_targets_t *self = work->self;
    curb_reader_t *reader = work->reader;
    const curb_node_t *map = curb_node_get(work->root, "targets");
    size_t length = curb_reader_enter(reader, "targets");
    if (map != NULL && curb_bind_is_map(reader, map)) {
        if (map->count == 0 || map->count > CURB_TARGETS_MAX) {
            curb_reader_error(reader, map, "expected 1 to %d of them", CURB_TARGETS_MAX);
        }
        for (size_t i = 0; i < map->count && i < CURB_TARGETS_MAX; i++) {
            const curb_entry_t *entry = &map->entries[i];
            curb_target_t *target = &self->targets[self->target_count++];
            size_t inner = curb_reader_enter(reader, entry->key);
            (void)curb_policy_file_id(reader, entry, "target");
            snprintf(target->measure.id, sizeof target->measure.id, "%.63s", entry->key);
            if (curb_bind_is_map(reader, entry->value)) {
                read_target(work, entry->value, target);
            }
            curb_reader_leave(reader, inner);
        }
    }
    curb_reader_leave(reader, length);
}

/* --- numbers --- */

static const char *uncertain_at(const void *world, size_t index)
{
    return ((const curb_world_t *)world)->uncertain[index].name;
}

/* Unit and registry row of an uncertain number: levers and sectors are kept under longer
 * paths than the names of draws. */
static void describe(curb_calibrated_t *self, const curb_study_t *study)
{
    static const char *const roots[] = {"", "levers.", "sectors.", "cells."};
    char path[3 * CURB_ID_BYTES];
    for (size_t r = 0; r < COUNT(roots); r++) {
        snprintf(path, sizeof path, "%s%s", roots[r], self->name);
        for (size_t i = 0; i < study->origins.count; i++) {
            const curb_origin_t *origin = &study->origins.rows[i];
            if (strcmp(origin->path, path) == 0) {
                snprintf(self->registry, sizeof self->registry, "%s", origin->registry);
                snprintf(self->unit, sizeof self->unit, "%s", origin->unit);
                return;
            }
        }
    }
}

/* A number means the same in all worlds only when it has one range in all. */
static bool has_one_range(
    work_t *work, const curb_node_t *node, const curb_uncertain_t *row)
{
    bool used = false, fine = true;
    for (size_t s = 0; s < work->self->study_count; s++) {
        const curb_world_t *world = work->self->studies[s].world;
        size_t at = world != NULL ? curb_targets_row(world, row->name) : SIZE_MAX;
        if (at == SIZE_MAX) {
            continue;
        }
        const curb_uncertain_t *other = &world->uncertain[at];
        used = used || s > 0;
        if (other->low != row->low || other->mode != row->mode ||
            other->high != row->high || other->spread != row->spread) {
            curb_reader_error(work->reader, node,
                "'%s' is %.6g (%.6g to %.6g) in %s and %.6g (%.6g to %.6g) in %s: a number "
                "that is calibrated needs one range",
                row->name, row->mode, row->low, row->high, work->self->study_paths[0],
                other->mode, other->low, other->high, work->self->study_paths[s]);
            fine = false;
        }
    }
    for (size_t t = 0; t < work->self->target_count; t++) {
        used = used || work->self->targets[t].study == 0;
    }
    if (!used) {
        curb_reader_error(work->reader, node, "no study of a target has '%s'", row->name);
    }
    return used && fine;
}

static void add_number(work_t *work, const curb_node_t *node, size_t at)
{
    curb_targets_t *self = work->self;
    const curb_uncertain_t *row = &self->studies[0].world->uncertain[at];
    for (size_t p = 0; p < self->parameter_count; p++) {
        if (strcmp(self->parameters[p].name, row->name) == 0) {
            curb_reader_error(work->reader, node, "'%s' stands here twice", row->name);
            return;
        }
    }
    if (self->parameter_count == CURB_CALIBRATED_MAX) {
        return;
    }
    if (has_one_range(work, node, row)) {
        curb_calibrated_t *number = &self->parameters[self->parameter_count++];
        *number = (curb_calibrated_t){
            .low = row->low, .mode = row->mode, .high = row->high, .spread = row->spread};
        snprintf(number->name, sizeof number->name, "%s", row->name);
        describe(number, &self->studies[0]);
    }
}

/* Levers of instruments that no target's study uses cannot be seen by any target. */
static bool can_matter(const curb_targets_t *self, const char *name)
{
    uint32_t used = 0;
    for (size_t s = 0; s < self->study_count; s++) {
        used |= self->studies[s].world != NULL ? curb_used_instruments(&self->studies[s])
                                               : UINT32_C(0);
    }
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        size_t length = strlen(curb_instrument_rows[i].key);
        if (strncmp(name, curb_instrument_rows[i].key, length) == 0 &&
            name[length] == '.') {
            return (used >> i & 1) != 0;
        }
    }
    return true;
}

static void read_numbers(work_t *work)
{
    curb_reader_t *reader = work->reader;
    const curb_world_t *world = work->self->studies[0].world;
    const curb_node_t *node = curb_node_get(work->root, "parameters");
    size_t length = curb_reader_enter(reader, "parameters");
    bool all =
        node == NULL || (node->kind == CURB_NODE_SCALAR && strcmp(node->text, "all") == 0);
    size_t wanted = 0;
    for (size_t i = 0; all && i < world->uncertain_count; i++) {
        if (can_matter(work->self, world->uncertain[i].name)) {
            add_number(work, node != NULL ? node : work->root, i);
            wanted++;
        }
    }
    if (!all && (node->kind != CURB_NODE_LIST || node->count == 0)) {
        curb_reader_error(reader, node, "expected `all` or a list of names");
    }
    for (size_t i = 0; !all && node->kind == CURB_NODE_LIST && i < node->count; i++) {
        const curb_node_t *name = node->entries[i].value;
        size_t at = curb_bind_name(
            reader, name, "uncertain number", uncertain_at, world, world->uncertain_count);
        if (at < world->uncertain_count) {
            add_number(work, name, at);
        }
        wanted++;
    }
    if (wanted > CURB_CALIBRATED_MAX) {
        curb_reader_error(reader, node != NULL ? node : work->root,
            "%zu numbers are more than an emulator takes (%d): name those that the targets "
            "can tell something about",
            wanted, CURB_CALIBRATED_MAX);
    } else if (all && wanted == 0) {
        curb_reader_error(reader, work->root, "nothing in the world is uncertain");
    }
    curb_reader_leave(reader, length);
}

/* A target whose world has none of the numbers would be a constant. */
static void check_inputs(work_t *work)
{
    const curb_targets_t *self = work->self;
    const curb_node_t *map = curb_node_get(work->root, "targets");
    for (size_t t = 0; t < self->target_count && work->reader->error == CURB_OK; t++) {
        const curb_study_t *study = &self->studies[self->targets[t].study];
        bool any = false;
        for (size_t p = 0; p < self->parameter_count; p++) {
            any =
                any || curb_targets_row(study->world, self->parameters[p].name) != SIZE_MAX;
        }
        if (!any) {
            curb_reader_error(work->reader, map->entries[t].value,
                "targets.%s: its study has none of the numbers that are calibrated",
                self->targets[t].measure.id);
        }
    }
}

/* --- the whole --- */

static void read_file(work_t *work, const char *path)
{
    curb_reader_t *reader = work->reader;
    curb_targets_t *self = work->self;
    const curb_block_t *block = &targets_block;
    curb_node_t *root = curb_load_file(reader, path, NULL);
    if (root == NULL) {
        return;
    }
    work->root = root;
    self->text = curb_strdup(root->source->text);
    if (self->text == NULL) {
        curb_reader_no_memory(reader);
        return;
    }
    curb_bind_keys(reader, root, &block, 1);
    curb_bind_block(reader, root, block, CURB_BIND_WHOLE, self, NULL);
    if (self->title[0] == '\0') {
        snprintf(self->title, sizeof self->title, "%s", self->id);
    }
    const curb_node_t *study = curb_node_get(root, "study");
    size_t length = curb_reader_enter(reader, "study");
    bool has_study = study != NULL && study_of(work, study) == 0;
    curb_reader_leave(reader, length);
    read_targets(work);
    if (has_study && self->studies[0].world != NULL) {
        read_numbers(work);
        check_inputs(work);
    }
}

curb_error_t curb_targets_read(
    curb_targets_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    *self = (curb_targets_t){0};
    curb_plain_locale_t locale;
    if (!curb_plain_locale_enter(&locale)) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    curb_reader_t reader = {.diagnostics = diagnostics, .study = &self->files};
    work_t work = {.reader = &reader, .self = self, .diagnostics = diagnostics};
    read_file(&work, path);
    curb_plain_locale_leave(&locale);
    return curb_reader_finish(&reader);
}

void curb_targets_free(curb_targets_t *self)
{
    for (size_t s = 0; s < self->study_count; s++) {
        curb_study_free(&self->studies[s]);
    }
    curb_study_free(&self->files);
    curb_free(self->text);
    *self = (curb_targets_t){0};
}
