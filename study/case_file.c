/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/case_file.h"

#include "study/bind.h"
#include "study/field_rows.h"
#include "study/load.h"
#include "study/measure_file.h"
#include "study/plain_locale.h"
#include "study/policy_file.h"
#include "study/world_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const curb_case_table_keys[] = {"construction", "independent", NULL};
const char *const curb_case_label_keys[] = {"none", "descriptive", "contested", NULL};
static const char *const grade_keys[] = {"A", "B", "C", NULL};

/* clang-format off */
static const curb_field_t source_fields[] = {
    {TEXT("author"), .required = true, AT(curb_case_t, author), .help = "of the primary work"},
    {TEXT("year"), .required = true, AT(curb_case_t, source_year), .help = "of publication"},
    {TEXT("title"), .required = true, AT(curb_case_t, title), .help = "of the primary work"},
    {TEXT("seen"), .required = true, AT(curb_case_t, seen), .help = "how it was seen"},
    {CHOICE("grade", grade_keys), .required = true, AT(curb_case_t, grade), .help = "A, B or C"},
};
static const curb_block_t source_block = {"source", source_fields, COUNT(source_fields)};

static const curb_field_t case_fields[] = {
    {TEXT("id"), .required = true, AT(curb_case_t, id), .help = "short name"},
    {CHOICE("table", curb_case_table_keys), .required = true, AT(curb_case_t, table), .help = "construction: put in and must come out; independent: not put in"},
    {TEXT("claim"), .required = true, AT(curb_case_t, claim), .help = "what the literature says, in a sentence"},
    {.key = "source", .kind = CURB_FIELD_BLOCK, .block = &source_block, .required = true, .help = "the work that says so"},
    {CHOICE("label", curb_case_label_keys), .fallback = "none", AT(curb_case_t, label), .help = "descriptive: no comparison group; contested: others find otherwise"},
    {.key = "study", .kind = CURB_FIELD_PATH, .help = "the study that is run; study.yaml beside the case by default"},
    {.key = "fitted", .kind = CURB_FIELD_NAMES, .help = "what was set so that this case comes out, a text each"},
    {.key = "observation", .kind = CURB_FIELD_BLOCK, .block = &curb_observation_block, .offset = offsetof(curb_case_t, observation), .help = "from events to statistics"},
    {.key = "measures", .kind = CURB_FIELD_MAP, .block = &curb_measure_block, .required = true, .help = "what is measured, each with its band"},
    {TEXT("remark"), AT(curb_case_t, remark), .help = "what the reader must know"},
    {TEXT("miss"), AT(curb_case_t, miss), .help = "likely cause of a miss, written after seeing it"},
};
static const curb_block_t case_block = {"case", case_fields, COUNT(case_fields)};
/* clang-format on */

typedef struct {
    curb_reader_t *reader;
    curb_case_t *self;
} work_t;

static void read_measure(work_t *work, const curb_node_t *map, curb_measure_t *measure)
{
    const curb_block_t *block = &curb_measure_block;
    curb_bind_keys(work->reader, map, &block, 1);
    curb_measure_file_read(work->reader, map, &work->self->study, measure);
}

static void read_measures(work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    curb_case_t *self = work->self;
    const curb_node_t *map = curb_node_get(root, "measures");
    size_t length = curb_reader_enter(reader, "measures");
    if (map != NULL && curb_bind_is_map(reader, map)) {
        if (map->count == 0 || map->count > CURB_MEASURES_MAX) {
            curb_reader_error(reader, map, "expected 1 to %d of them", CURB_MEASURES_MAX);
        }
        for (size_t i = 0; i < map->count && i < CURB_MEASURES_MAX; i++) {
            const curb_entry_t *entry = &map->entries[i];
            curb_measure_t *measure = &self->measures[self->measure_count++];
            size_t inner = curb_reader_enter(reader, entry->key);
            (void)curb_policy_file_id(reader, entry, "measure");
            snprintf(measure->id, sizeof measure->id, "%.63s", entry->key);
            if (curb_bind_is_map(reader, entry->value)) {
                read_measure(work, entry->value, measure);
            }
            curb_reader_leave(reader, inner);
        }
    }
    curb_reader_leave(reader, length);
}

static void read_fitted(work_t *work, const curb_node_t *root)
{
    curb_case_t *self = work->self;
    const curb_node_t *list = curb_node_get(root, "fitted");
    size_t length = curb_reader_enter(work->reader, "fitted");
    if (list != NULL && (list->kind != CURB_NODE_LIST || list->count > CURB_FITTED_MAX)) {
        curb_reader_error(
            work->reader, list, "expected a list of at most %d texts", CURB_FITTED_MAX);
        list = NULL;
    }
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const curb_node_t *item = list->entries[i].value;
        if (item->kind != CURB_NODE_SCALAR || item->text[0] == '\0' ||
            strlen(item->text) >= sizeof self->fitted[0]) {
            curb_reader_error(work->reader, item, "expected a text of 1 to %zu bytes",
                sizeof self->fitted[0] - 1);
        } else {
            snprintf(self->fitted[self->fitted_count++], sizeof self->fitted[0], "%s",
                item->text);
        }
    }
    curb_reader_leave(work->reader, length);
}

static void read_study(
    work_t *work, const curb_node_t *root, curb_diagnostics_t *diagnostics)
{
    const curb_node_t *node = curb_node_get(root, "study");
    char path[1024];
    const char *name = "study.yaml";
    if (node != NULL && node->kind == CURB_NODE_SCALAR) {
        name = node->text;
    } else if (node != NULL) {
        size_t length = curb_reader_enter(work->reader, "study");
        curb_reader_error(work->reader, node, "expected the path of a file");
        curb_reader_leave(work->reader, length);
        return;
    }
    bool absolute = name[0] == '/';
    snprintf(path, sizeof path, "%.510s%s%.500s", absolute ? "" : work->self->folder,
        absolute ? "" : "/", name);
    curb_error_t error = curb_study_read(&work->self->study, path, NULL, 0, diagnostics);
    curb_reader_raise(work->reader, error);
}

static void read_case(work_t *work, curb_diagnostics_t *diagnostics)
{
    curb_reader_t *reader = work->reader;
    const curb_block_t *block = &case_block;
    char path[600];
    snprintf(path, sizeof path, "%.511s/case.yaml", work->self->folder);
    curb_node_t *root = curb_load_file(reader, path, NULL);
    if (root == NULL) {
        return;
    }
    work->self->observation =
        (curb_observation_t){.registered = 1, .suspects = 1, .convicted = 1};
    curb_bind_keys(reader, root, &block, 1);
    curb_bind_block(reader, root, block, CURB_BIND_WHOLE, work->self, NULL);
    read_fitted(work, root);
    read_study(work, root, diagnostics);
    read_measures(work, root);
}

curb_error_t curb_case_read(
    curb_case_t *self, const char *folder, curb_diagnostics_t *diagnostics)
{
    *self = (curb_case_t){0};
    snprintf(self->folder, sizeof self->folder, "%.511s", folder);
    curb_plain_locale_t locale;
    if (!curb_plain_locale_enter(&locale)) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    curb_reader_t reader = {.diagnostics = diagnostics, .study = &self->files};
    work_t work = {&reader, self};
    read_case(&work, diagnostics);
    curb_plain_locale_leave(&locale);
    return curb_reader_finish(&reader);
}

void curb_case_free(curb_case_t *self)
{
    curb_study_free(&self->study);
    curb_study_free(&self->files);
    *self = (curb_case_t){0};
}
