/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/policy_file.h"

#include "study/lookup.h"
#include "study/scalar.h"
#include "study/world_file.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    curb_reader_t *reader;
    const curb_world_t *world;
    const curb_horizon_t *horizon;
    const curb_node_t *node;
    const curb_instrument_row_t *row;
    curb_policy_draft_t *draft;
} work_t;

bool curb_policy_file_id(curb_reader_t *reader, const curb_entry_t *entry, const char *what)
{
    static const char *const reserved[] = {"all", "responses", "default"};
    char shown[CURB_SHOWN_BYTES];
    curb_text_show(entry->key, shown, sizeof shown);
    if (!curb_scalar_is_id(entry->key, false)) {
        curb_reader_error_at(reader, entry->source, entry->line, entry->column,
            "%s: '%s' cannot name a %s: letters, digits, _ and - only, 63 at most, a "
            "letter or "
            "digit first",
            reader->path, shown, what);
        return false;
    }
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
        if (strcmp(entry->key, reserved[i]) == 0) {
            curb_reader_error_at(reader, entry->source, entry->line, entry->column,
                "%s: '%s' is a reserved word and cannot name a %s", reader->path, shown,
                what);
            return false;
        }
    }
    return true;
}

static const char *instrument_at(const void *names, size_t index)
{
    return ((const curb_instrument_row_t *)names)[index].key;
}

static const char *kind_at(const void *names, size_t index)
{
    return ((const char *const *)names)[index];
}

double curb_policy_file_dose(curb_instrument_t instrument, int dose)
{
    const curb_instrument_row_t *row = &curb_instrument_rows[instrument];
    return dose == CURB_DOSE_LOW    ? row->dose_low
           : dose == CURB_DOSE_HIGH ? row->dose_high
                                    : row->dose_default;
}

bool curb_policy_file_start(curb_reader_t *reader, const curb_node_t *node, double years,
    const curb_horizon_t *horizon, int *month)
{
    *month = (int)lround(12.0 * years);
    if (*month >= horizon->months) {
        curb_reader_error(reader, node,
            "starts after %.10g years, but the run ends after %.10g", years,
            (double)horizon->months / 12.0);
        return false;
    }
    return true;
}

/* --- keys: those of the table, and levers of the instrument --- */

static bool is_policy_key(const work_t *work, const char *key, curb_suggestion_t *near)
{
    for (size_t i = 0; i < curb_policy_block.count; i++) {
        curb_suggestion_offer(near, curb_policy_block.fields[i].key);
    }
    for (size_t k = 0; work->row != NULL && k < work->row->lever_count; k++) {
        curb_suggestion_offer(near, curb_lever_rows[work->row->levers[k].lever].key);
    }
    return near->best != NULL && strcmp(near->best, key) == 0;
}

static bool is_any_lever(const char *key)
{
    for (size_t i = 0; i < CURB_LEVER_COUNT; i++) {
        if (strcmp(curb_lever_rows[i].key, key) == 0) {
            return true;
        }
    }
    return false;
}

static void report_foreign_lever(work_t *work, const curb_entry_t *entry)
{
    char list[400] = "";
    for (size_t k = 0; k < work->row->lever_count; k++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", k > 0 ? ", " : "",
            curb_lever_rows[work->row->levers[k].lever].key);
    }
    curb_reader_error_at(work->reader, entry->source, entry->line, entry->column,
        "%s: %s has no lever '%s'; it has %s", work->reader->path, work->row->key,
        entry->key, list);
}

static void check_keys(work_t *work, const curb_node_t *map, bool levers_only)
{
    for (size_t i = 0; i < map->count; i++) {
        const curb_entry_t *entry = &map->entries[i];
        curb_suggestion_t near = {.word = entry->key};
        bool known = is_policy_key(work, entry->key, &near);
        bool field = curb_block_field(&curb_policy_block, entry->key) != NULL;
        if ((known && !(levers_only && field)) ||
            (work->row == NULL && is_any_lever(entry->key))) {
            continue;
        }
        if (work->row != NULL && is_any_lever(entry->key)) {
            report_foreign_lever(work, entry);
        } else {
            curb_reader_unknown(work->reader, entry->source, entry->line, entry->column,
                levers_only ? "lever" : "key", &near);
        }
    }
}

/* --- levers --- */

static void read_lever(work_t *work, curb_lever_t lever, const curb_node_t *levers)
{
    const curb_lever_row_t *row = &curb_lever_rows[lever];
    const curb_node_t *direct = curb_node_get(work->node, row->key);
    const curb_node_t *nested = curb_node_get(levers, row->key);
    if (direct == NULL && nested == NULL) {
        return;
    }
    const curb_node_t *given = direct != NULL ? direct : nested;
    if (given->kind == CURB_NODE_SCALAR && curb_lookup_is_asked(given)) {
        return; /* as if it were left out: the world's, which is the registry's by default
                 */
    }
    curb_number_rule_t rule = {.unit = row->unit, .least = row->least, .most = row->most};
    rule.percent = strcmp(row->unit, "1") == 0 || strncmp(row->unit, "1/", 2) == 0;
    curb_number_t number;
    size_t length = curb_reader_enter(work->reader, row->key);
    if (direct != NULL && nested != NULL) {
        curb_reader_error(work->reader, nested, "stands in the policy and in its levers");
    } else if (curb_bind_number(work->reader, row->key, given, &rule, &number)) {
        work->draft->policy.lever[lever] = number.value;
    }
    curb_reader_leave(work->reader, length);
}

static void read_levers(work_t *work)
{
    curb_reader_t *reader = work->reader;
    bool tracing = reader->tracing;
    size_t world_path = reader->world_path;
    reader->world_path = tracing ? world_path : 0; /* of a study, not of its world */
    reader->tracing = true;
    const curb_node_t *levers = curb_node_get(work->node, "levers");
    for (size_t i = 0; i < CURB_LEVER_COUNT; i++) {
        work->draft->policy.lever[i] = NAN;
    }
    if (levers != NULL) {
        size_t length = curb_reader_enter(work->reader, "levers");
        if (curb_bind_is_map(work->reader, levers)) {
            check_keys(work, levers, true);
        }
        curb_reader_leave(work->reader, length);
    }
    for (size_t k = 0; k < work->row->lever_count; k++) {
        read_lever(work, work->row->levers[k].lever, levers);
    }
    reader->tracing = tracing;
    reader->world_path = world_path;
}

/* --- scope --- */

static uint64_t every(size_t count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

static uint64_t read_names(work_t *work, const char *key, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count, uint64_t fallback)
{
    const curb_node_t *node = curb_node_get(work->node, key);
    if (node == NULL) {
        return fallback;
    }
    size_t length = curb_reader_enter(work->reader, key);
    uint64_t bits = curb_bind_names(work->reader, node, what, name_at, names, count);
    curb_reader_leave(work->reader, length);
    return bits;
}

static uint64_t sectors_of(const work_t *work)
{
    uint64_t bits = 0;
    for (size_t m = 0; m < work->world->sector_count; m++) {
        bool fits = work->world->sectors[m].family == CURB_LABOUR ? work->row->labour
                                                                  : work->row->sexual;
        bits |= fits ? UINT64_C(1) << m : 0;
    }
    return bits;
}

static uint64_t kinds_of(const curb_instrument_row_t *row)
{
    return (row->individual ? 1U << CURB_INDIVIDUAL : 0U) |
           (row->firm ? 1U << CURB_FIRM : 0U) |
           (row->government ? 1U << CURB_GOVERNMENT : 0U);
}

/* A list that names what the instrument does not act on. `all` means all that it acts on.
 */
static uint64_t keep_allowed(work_t *work, const char *key, uint64_t bits, uint64_t allowed,
    curb_name_at_t *name_at, const void *names, size_t count)
{
    const curb_node_t *node = curb_node_get(work->node, key);
    if (node != NULL && node->kind == CURB_NODE_SCALAR && allowed != 0) {
        return bits & allowed;
    }
    for (size_t i = 0; i < count && node != NULL; i++) {
        if ((bits & ~allowed & UINT64_C(1) << i) == 0) {
            continue;
        }
        size_t length = curb_reader_enter(work->reader, key);
        if (allowed == 0) {
            curb_reader_error(
                work->reader, node, "%s acts on no %s here", work->row->key, key);
            i = count;
        } else {
            curb_reader_error(work->reader, node, "%s does not act on '%s'", work->row->key,
                name_at(names, i));
        }
        curb_reader_leave(work->reader, length);
    }
    return bits & allowed;
}

static void read_scope(work_t *work)
{
    const curb_world_t *world = work->world;
    curb_policy_t *policy = &work->draft->policy;
    uint64_t everywhere = every(world->jurisdiction_count);
    policy->jurisdictions = read_names(work, "jurisdictions", "jurisdiction",
        curb_jurisdiction_at, world, world->jurisdiction_count, everywhere);
    uint64_t allowed = sectors_of(work);
    uint64_t sectors = read_names(
        work, "sectors", "sector", curb_sector_at, world, world->sector_count, allowed);
    policy->sectors = (uint32_t)keep_allowed(
        work, "sectors", sectors, allowed, curb_sector_at, world, world->sector_count);
    if (allowed == 0 && curb_node_get(work->node, "sectors") == NULL) {
        curb_reader_error(work->reader, work->node,
            "%s acts on %s markets, and the world has none", work->row->key,
            work->row->labour ? "labour" : "sexual");
    }
    uint64_t kinds = read_names(work, "kinds", "kind of buyer", kind_at, curb_kind_keys,
        CURB_KIND_COUNT, kinds_of(work->row));
    policy->kinds = (uint32_t)keep_allowed(work, "kinds", kinds, kinds_of(work->row),
        kind_at, curb_kind_keys, CURB_KIND_COUNT);
    const curb_node_t *partners = curb_node_get(work->node, "partners");
    if (work->draft->policy.instrument == CURB_COOPERATION) {
        policy->partners = read_names(work, "partners", "jurisdiction",
            curb_jurisdiction_at, world, world->jurisdiction_count, everywhere);
    } else if (partners != NULL) {
        curb_reader_error(work->reader, partners, "only cooperation has partners");
    }
}

static void write_scope(work_t *work)
{
    const curb_world_t *world = work->world;
    const curb_policy_t *policy = &work->draft->policy;
    curb_bind_write_names(work->reader, "jurisdictions", policy->jurisdictions,
        curb_jurisdiction_at, world, world->jurisdiction_count,
        curb_node_get(work->node, "jurisdictions"));
    curb_bind_write_names(work->reader, "sectors", policy->sectors, curb_sector_at, world,
        world->sector_count, curb_node_get(work->node, "sectors"));
    if (policy->kinds != 0) {
        curb_bind_write_names(work->reader, "kinds", policy->kinds, kind_at, curb_kind_keys,
            CURB_KIND_COUNT, curb_node_get(work->node, "kinds"));
    }
    if (policy->partners != 0) {
        curb_bind_write_names(work->reader, "partners", policy->partners,
            curb_jurisdiction_at, world, world->jurisdiction_count,
            curb_node_get(work->node, "partners"));
    }
}

/* --- schedule and dose --- */

static void read_schedule(work_t *work, const curb_policy_keys_t *keys)
{
    curb_reader_t *reader = work->reader;
    curb_policy_t *policy = &work->draft->policy;
    const curb_node_t *start = curb_node_get(work->node, "start");
    const curb_node_t *end = curb_node_get(work->node, "end");
    policy->end_month = INT_MAX;
    policy->ramp_months = isnan(keys->ramp_months) ? 1 : (int)lround(keys->ramp_months);
    if (work->horizon->in_force) {
        policy->in_force = true;
        const curb_node_t *extra = start != NULL ? start : end;
        if (extra != NULL) {
            curb_reader_error(reader, extra,
                "a policy in force from before the run has neither start nor end");
        }
        return;
    }
    policy->start_month = work->horizon->months_before;
    if (start != NULL && !isnan(keys->start)) {
        size_t length = curb_reader_enter(reader, "start");
        (void)curb_policy_file_start(
            reader, start, keys->start, work->horizon, &policy->start_month);
        curb_reader_leave(reader, length);
    }
    if (end != NULL && !isnan(keys->end)) {
        policy->end_month = (int)lround(12.0 * keys->end);
        size_t length = curb_reader_enter(reader, "end");
        if (policy->end_month <= policy->start_month) {
            curb_reader_error(reader, end,
                "ends after %.10g years, before it starts (%.10g)", keys->end,
                (double)policy->start_month / 12.0);
        }
        curb_reader_leave(reader, length);
    }
}

/* An intensity in a study is the study's own; that of a law in force is part of a world. */
static void trace_intensity(work_t *work, const curb_node_t *node, double intensity)
{
    curb_reader_t *reader = work->reader;
    char place[CURB_PATH_BYTES];
    size_t length = curb_reader_enter(reader, "intensity");
    curb_reader_place(node, place, sizeof place);
    curb_origin_t origin = {.path = reader->path,
        .value = intensity,
        .low = intensity,
        .high = intensity,
        .unit = "1",
        .place = place};
    if (!curb_origins_add(&reader->study->origins, &origin)) {
        curb_reader_no_memory(reader);
    }
    curb_reader_leave(reader, length);
}

static void read_dose(work_t *work, const curb_policy_keys_t *keys)
{
    curb_policy_draft_t *draft = work->draft;
    const curb_node_t *dose = curb_node_get(work->node, "dose");
    const curb_node_t *intensity = curb_node_get(work->node, "intensity");
    if (dose != NULL && intensity != NULL) {
        curb_reader_error(
            work->reader, dose, "dose and intensity say the same thing; give one");
        return;
    }
    draft->dose =
        intensity != NULL ? -1 : (keys->dose >= 0 ? keys->dose : CURB_DOSE_DEFAULT);
    draft->policy.intensity =
        intensity != NULL ? keys->intensity
                          : curb_policy_file_dose(draft->policy.instrument, draft->dose);
    if (intensity == NULL && dose == NULL) {
        curb_reader_write(work->reader, "dose", "default", NULL, NULL);
    }
    if (intensity != NULL && !work->horizon->in_force) {
        trace_intensity(work, intensity, keys->intensity);
    }
}

/* The instrument, or NULL after an error. */
static const curb_instrument_row_t *find_instrument(work_t *work)
{
    const curb_node_t *node = curb_node_get(work->node, "instrument");
    if (node == NULL) {
        return NULL;
    }
    size_t length = curb_reader_enter(work->reader, "instrument");
    size_t index = curb_bind_name(work->reader, node, "instrument", instrument_at,
        curb_instrument_rows, CURB_INSTRUMENT_COUNT);
    curb_reader_leave(work->reader, length);
    if (index == CURB_INSTRUMENT_COUNT) {
        return NULL;
    }
    work->draft->policy.instrument = (curb_instrument_t)index;
    return &curb_instrument_rows[index];
}

static void read_map(work_t *work)
{
    curb_policy_keys_t keys = {
        .start = NAN, .end = NAN, .ramp_months = NAN, .intensity = NAN, .dose = -1};
    work->row = find_instrument(work);
    check_keys(work, work->node, false);
    curb_bind_block(
        work->reader, work->node, &curb_policy_block, CURB_BIND_WHOLE, &keys, NULL);
    if (work->row != NULL) {
        read_scope(work);
        read_schedule(work, &keys);
        read_dose(work, &keys);
        write_scope(work);
        read_levers(work);
    }
}

void curb_policy_file_read(curb_reader_t *reader, const curb_entry_t *entry,
    const curb_world_t *world, const curb_horizon_t *horizon, curb_policy_draft_t *draft)
{
    size_t before = reader->error_count;
    *draft = (curb_policy_draft_t){.entry = entry, .dose = -1};
    draft->policy.ramp_months = 1;
    draft->policy.end_month = INT_MAX;
    work_t work = {.reader = reader,
        .world = world,
        .horizon = horizon,
        .node = entry->value,
        .draft = draft};
    (void)curb_policy_file_id(reader, entry, "policy");
    snprintf(draft->policy.id, sizeof draft->policy.id, "%.63s", entry->key);
    size_t length = curb_reader_enter(reader, entry->key);
    if (curb_bind_is_map(reader, entry->value)) {
        curb_reader_open(reader, entry->key);
        read_map(&work);
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
    draft->fine = reader->error_count == before;
}
