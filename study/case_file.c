/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/case_file.h"

#include "study/bind.h"
#include "study/load.h"
#include "study/policy_file.h"
#include "study/world_file.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const curb_case_table_keys[] = {"construction", "independent", NULL};
const char *const curb_case_label_keys[] = {"none", "descriptive", "contested", NULL};
static const char *const grade_keys[] = {"A", "B", "C", NULL};
static const char *const form_keys[] = {"level", "change", "reappears", NULL};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))
#define AT(type, member)                                                                   \
    .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)
#define NUMBER(name, units, low, high)                                                     \
    .key = name, .kind = CURB_FIELD_NUMBER, .unit = units, .least = low, .most = high
#define TEXT(name) .key = name, .kind = CURB_FIELD_TEXT
#define CHOICE(name, keys) .key = name, .kind = CURB_FIELD_CHOICE, .choices = keys

/* clang-format off */
static const curb_field_t band_fields[] = {
    {NUMBER("low", "", -1e15, 1e15), .required = true, AT(curb_measure_t, low), .help = "lower end"},
    {NUMBER("high", "", -1e15, 1e15), .required = true, AT(curb_measure_t, high), .help = "upper end"},
    {TEXT("from"), .required = true, AT(curb_measure_t, band_from), .help = "where the band comes from"},
};
static const curb_block_t band_block = {"band", band_fields, COUNT(band_fields)};

static const curb_field_t measure_fields[] = {
    {TEXT("what"), .required = true, AT(curb_measure_t, what), .help = "what is measured, in words"},
    {TEXT("metric"), .required = true, AT(curb_measure_t, metric_key), .help = "a metric, registered_victims, registered_suspects, registered_convicted or top_buyers"},
    {TEXT("per"), AT(curb_measure_t, per_key), .help = "metric that it is divided by"},
    {CHOICE("form", form_keys), .fallback = "level", AT(curb_measure_t, form), .help = "level, change in per cent, or what reappears elsewhere in per cent"},
    {TEXT("scenario"), .fallback = "baseline", AT(curb_measure_t, scenario), .help = "id of the scenario measured"},
    {TEXT("against"), .fallback = "baseline", AT(curb_measure_t, against), .help = "id of the scenario it is set against"},
    {.key = "jurisdictions", .kind = CURB_FIELD_NAMES, .help = "where; all by default"},
    {.key = "sectors", .kind = CURB_FIELD_NAMES, .help = "in which markets; all by default"},
    {.key = "per_jurisdictions", .kind = CURB_FIELD_NAMES, .help = "where, for `per`; as the metric by default"},
    {.key = "per_sectors", .kind = CURB_FIELD_NAMES, .help = "in which markets, for `per`; as the metric by default"},
    {NUMBER("from_month", "months after policies start", -2400, 2400), .fallback = "0", AT(curb_measure_t, from), .help = "first month measured"},
    {NUMBER("to_month", "months after policies start", -2400, 2400), .required = true, AT(curb_measure_t, to), .help = "first month no longer measured"},
    {NUMBER("factor", "", -1e15, 1e15), .fallback = "1", AT(curb_measure_t, factor), .help = "turns the level into the unit"},
    {NUMBER("top", "1", 0.0001, 1), .fallback = "0.26", AT(curb_measure_t, top), .help = "top_buyers: share of buyers"},
    {TEXT("unit"), .required = true, AT(curb_measure_t, unit), .help = "unit of figure and band"},
    {.key = "band", .kind = CURB_FIELD_BLOCK, .block = &band_block, .required = true, .help = "fixed before the case is run"},
};
static const curb_block_t measure_block = {"measure", measure_fields, COUNT(measure_fields)};

static const curb_field_t source_fields[] = {
    {TEXT("author"), .required = true, AT(curb_case_t, author), .help = "of the primary work"},
    {TEXT("year"), .required = true, AT(curb_case_t, source_year), .help = "of publication"},
    {TEXT("title"), .required = true, AT(curb_case_t, title), .help = "of the primary work"},
    {TEXT("seen"), .required = true, AT(curb_case_t, seen), .help = "how it was seen"},
    {CHOICE("grade", grade_keys), .required = true, AT(curb_case_t, grade), .help = "A, B or C"},
};
static const curb_block_t source_block = {"source", source_fields, COUNT(source_fields)};

static const curb_field_t observation_fields[] = {
    {NUMBER("registered", "1", 0, 1), .fallback = "1", AT(curb_observation_t, registered), .help = "share of the identified who are registered as victims"},
    {NUMBER("suspects", "1", 0, 100), .fallback = "1", AT(curb_observation_t, suspects), .help = "suspects registered for each trafficker detected"},
    {NUMBER("convicted", "1", 0, 100), .fallback = "1", AT(curb_observation_t, convicted), .help = "convictions registered for each trafficker convicted"},
    {TEXT("remark"), .required = true, AT(curb_observation_t, remark), .help = "why these numbers"},
};
static const curb_block_t observation_block = {"observation", observation_fields, COUNT(observation_fields)};

static const curb_field_t case_fields[] = {
    {TEXT("id"), .required = true, AT(curb_case_t, id), .help = "short name"},
    {CHOICE("table", curb_case_table_keys), .required = true, AT(curb_case_t, table), .help = "construction: put in and must come out; independent: not put in"},
    {TEXT("claim"), .required = true, AT(curb_case_t, claim), .help = "what the literature says, in a sentence"},
    {.key = "source", .kind = CURB_FIELD_BLOCK, .block = &source_block, .required = true, .help = "the work that says so"},
    {CHOICE("label", curb_case_label_keys), .fallback = "none", AT(curb_case_t, label), .help = "descriptive: no comparison group; contested: others find otherwise"},
    {.key = "study", .kind = CURB_FIELD_PATH, .help = "the study that is run; study.yaml beside the case by default"},
    {.key = "fitted", .kind = CURB_FIELD_NAMES, .help = "what was set so that this case comes out, a text each"},
    {.key = "observation", .kind = CURB_FIELD_BLOCK, .block = &observation_block, .offset = offsetof(curb_case_t, observation), .help = "from events to statistics"},
    {.key = "measures", .kind = CURB_FIELD_MAP, .block = &measure_block, .required = true, .help = "what is measured, each with its band"},
    {TEXT("remark"), AT(curb_case_t, remark), .help = "what the reader must know"},
    {TEXT("miss"), AT(curb_case_t, miss), .help = "likely cause of a miss, written after seeing it"},
};
static const curb_block_t case_block = {"case", case_fields, COUNT(case_fields)};
/* clang-format on */

typedef struct {
    curb_reader_t *reader;
    curb_case_t *self;
} work_t;

static const char *measured_at(const void *names, size_t index)
{
    static const char *const others[] = {
        "registered_victims", "registered_suspects", "registered_convicted", "top_buyers"};
    (void)names;
    return index < CURB_METRIC_COUNT ? curb_metric_rows[index].key
                                     : others[index - CURB_METRIC_COUNT];
}

static const char *scenario_at(const void *study, size_t index)
{
    return ((const curb_study_t *)study)->scenarios[index].id;
}

/* Checks a text that was read against names; the place is the key's value. */
static size_t find(work_t *work, const curb_node_t *map, const char *key, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count)
{
    const curb_node_t *node = curb_node_get(map, key);
    if (node == NULL) {
        return count;
    }
    size_t length = curb_reader_enter(work->reader, key);
    size_t index = curb_bind_name(work->reader, node, what, name_at, names, count);
    curb_reader_leave(work->reader, length);
    return index;
}

static uint64_t places(work_t *work, const curb_node_t *map, const char *key,
    const char *what, curb_name_at_t *name_at, size_t count, uint64_t fallback)
{
    const curb_node_t *node = curb_node_get(map, key);
    if (node == NULL) {
        return fallback;
    }
    size_t length = curb_reader_enter(work->reader, key);
    uint64_t bits =
        curb_bind_names(work->reader, node, what, name_at, work->self->study.world, count);
    curb_reader_leave(work->reader, length);
    return bits;
}

/* What only the study can tell. */
static void resolve_measure(work_t *work, const curb_node_t *map, curb_measure_t *measure)
{
    const curb_study_t *study = &work->self->study;
    const curb_world_t *world = study->world;
    const uint64_t all = UINT64_MAX;
    (void)find(
        work, map, "scenario", "scenario", scenario_at, study, study->scenario_count);
    (void)find(work, map, "against", "scenario", scenario_at, study, study->scenario_count);
    measure->jurisdictions = places(work, map, "jurisdictions", "jurisdiction",
        curb_jurisdiction_at, world->jurisdiction_count, all);
    measure->sectors =
        places(work, map, "sectors", "sector", curb_sector_at, world->sector_count, all);
    measure->per_jurisdictions = places(work, map, "per_jurisdictions", "jurisdiction",
        curb_jurisdiction_at, world->jurisdiction_count, measure->jurisdictions);
    measure->per_sectors = places(work, map, "per_sectors", "sector", curb_sector_at,
        world->sector_count, measure->sectors);
    double first = measure->from + study->months_before;
    double last = measure->to + study->months_before;
    double period = study->period_months;
    if (first < 0 || last > study->months || fmod(first, period) != 0 ||
        fmod(last, period) != 0) {
        curb_reader_error(work->reader, map,
            "from_month and to_month must lie in the run (%d to %d) and be whole recorded "
            "periods of %d months",
            -study->months_before, study->months - study->months_before,
            study->period_months);
    }
}

static void read_measure(work_t *work, const curb_node_t *map, curb_measure_t *measure)
{
    curb_reader_t *reader = work->reader;
    const curb_block_t *block = &measure_block;
    curb_bind_keys(reader, map, &block, 1);
    curb_bind_block(reader, map, block, CURB_BIND_WHOLE, measure, NULL);
    measure->metric =
        (int)find(work, map, "metric", "metric", measured_at, NULL, CURB_MEASURED_COUNT);
    measure->per =
        curb_node_get(map, "per") == NULL
            ? -1
            : (int)find(work, map, "per", "metric", measured_at, NULL, CURB_MEASURED_COUNT);
    if (!(measure->low < measure->high)) {
        curb_reader_error(reader, map, "band: low must be below high");
    }
    if (!(measure->from < measure->to)) {
        curb_reader_error(reader, map, "from_month must be before to_month");
    }
    if (measure->form == CURB_FORM_REAPPEARS && measure->per < 0) {
        curb_reader_error(
            reader, map, "'per' is missing: what falls where it was meant to");
    }
    if (work->self->study.world != NULL) {
        resolve_measure(work, map, measure);
    }
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
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    locale_t before = uselocale(plain);
    curb_reader_t reader = {.diagnostics = diagnostics, .study = &self->files};
    work_t work = {&reader, self};
    read_case(&work, diagnostics);
    curb_text_free(&reader.resolved);
    curb_tree_free(&reader.tree);
    uselocale(before);
    freelocale(plain);
    if (reader.error == CURB_ERR_NO_MEMORY) {
        return curb_diagnostics_fail(
            diagnostics, reader.error, "%s", curb_error_text(reader.error));
    }
    return reader.error;
}

void curb_case_free(curb_case_t *self)
{
    curb_study_free(&self->study);
    curb_study_free(&self->files);
    *self = (curb_case_t){0};
}

void curb_measure_band(const curb_measure_t *self, char *text, size_t bytes)
{
    snprintf(text, bytes, "%.6g to %.6g%s%s", self->low, self->high,
        strcmp(self->unit, "1") == 0 ? "" : " ",
        strcmp(self->unit, "1") == 0 ? "" : self->unit);
}
