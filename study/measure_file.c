/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/measure_file.h"

#include "study/field_rows.h"
#include "study/world_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const form_keys[] = {"level", "change", "reappears", NULL};

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

static const curb_field_t observation_fields[] = {
    {NUMBER("registered", "1", 0, 1), .fallback = "1", AT(curb_observation_t, registered), .help = "share of the identified who are registered as victims"},
    {NUMBER("suspects", "1", 0, 100), .fallback = "1", AT(curb_observation_t, suspects), .help = "suspects registered for each trafficker detected"},
    {NUMBER("convicted", "1", 0, 100), .fallback = "1", AT(curb_observation_t, convicted), .help = "convictions registered for each trafficker convicted"},
    {TEXT("remark"), .required = true, AT(curb_observation_t, remark), .help = "why these numbers"},
};
/* clang-format on */

const curb_block_t curb_measure_block = {"measure", measure_fields, COUNT(measure_fields)};
const curb_block_t curb_observation_block = {
    "observation", observation_fields, COUNT(observation_fields)};

typedef struct {
    curb_reader_t *reader;
    const curb_study_t *study;
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
        curb_bind_names(work->reader, node, what, name_at, work->study->world, count);
    curb_reader_leave(work->reader, length);
    return bits;
}

/* What only the study can tell. */
static void resolve_measure(work_t *work, const curb_node_t *map, curb_measure_t *measure)
{
    const curb_study_t *study = work->study;
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

void curb_measure_file_read(curb_reader_t *reader, const curb_node_t *map,
    const curb_study_t *study, curb_measure_t *measure)
{
    work_t whole = {reader, study};
    work_t *work = &whole;
    curb_bind_block(reader, map, &curb_measure_block, CURB_BIND_WHOLE, measure, NULL);
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
    if (work->study->world != NULL) {
        resolve_measure(work, map, measure);
    }
}
