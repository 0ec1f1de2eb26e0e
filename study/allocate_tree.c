/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The States are written into the tree as a person would write them, and the world is read
 * from there: checks, `--set`, overrides and the resolved copy need to know nothing of it.
 */
#include "study/allocate_tree.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A scalar at the row of a member. */
static curb_node_t *scalar(curb_allocate_work_t *work, size_t member, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

static curb_node_t *scalar(
    curb_allocate_work_t *work, size_t member, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const curb_csv_t *csv = &work->states.csv;
    curb_node_t *node = curb_tree_node(
        &work->reader->tree, CURB_NODE_SCALAR, csv->source, csv->lines[member + 1], 1);
    const char *copy = curb_tree_text(&work->reader->tree, text, strlen(text));
    if (node == NULL || copy == NULL) {
        curb_reader_no_memory(work->reader);
        return NULL;
    }
    node->text = copy;
    return node;
}

static curb_node_t *number(curb_allocate_work_t *work, size_t member, double value)
{
    char digits[CURB_NUMBER_BYTES];
    curb_number_format(value, digits);
    return scalar(work, member, "%s", digits);
}

static curb_node_t *map_at(curb_allocate_work_t *work, size_t member)
{
    const curb_csv_t *csv = &work->states.csv;
    curb_node_t *node = curb_tree_node(
        &work->reader->tree, CURB_NODE_MAP, csv->source, csv->lines[member + 1], 1);
    if (node == NULL) {
        curb_reader_no_memory(work->reader);
    }
    return node;
}

void curb_allocate_put(
    curb_allocate_work_t *work, curb_node_t *map, const char *key, curb_node_t *value)
{
    if (map == NULL || value == NULL) {
        return; /* said already */
    }
    curb_node_remove(map, key);
    if (!curb_node_add(&work->reader->tree, map, key, value, value->source, value->line,
            value->column)) {
        curb_reader_no_memory(work->reader);
    }
}

/* A number that was divided says so wherever it is shown. */
static curb_node_t *allocated(curb_allocate_work_t *work, size_t member, double value)
{
    curb_node_t *map = map_at(work, member);
    size_t region = work->states.members[member].region;
    curb_allocate_put(work, map, "value", number(work, member, value));
    curb_allocate_put(work, map, "grade", scalar(work, member, "C"));
    curb_allocate_put(work, map, "source",
        scalar(work, member, "allocated from %.63s, not observed",
            work->regions->entries[region].key));
    return map;
}

/* What a place is called in the tree: a State's id, or that of the group. */
static const char *place_id(const curb_allocate_work_t *work, size_t place)
{
    return work->states.place_ids[work->names[place]];
}

/* Shares of a row of flows between places, of at least one in ten million. */
static curb_node_t *shares(
    curb_allocate_work_t *work, size_t place, const double *row, bool with_own)
{
    size_t member = work->names[place];
    curb_node_t *map = map_at(work, member);
    double total = 0.0;
    for (size_t k = 0; k < work->places; k++) {
        total += k != place || with_own ? row[k] : 0.0;
    }
    for (size_t k = 0; k < work->places; k++) {
        double share = (k != place || with_own) && total > 0.0 ? row[k] / total : 0.0;
        if (share >= 1e-7) {
            curb_allocate_put(
                work, map, place_id(work, k), scalar(work, member, "%.7g", share));
        }
    }
    return map;
}

const char *curb_allocate_entry(const void *names, size_t index)
{
    return ((const curb_node_t *)names)->entries[index].key;
}

static void put_flows(curb_allocate_work_t *work, curb_flow_kind_t kind, const char *what)
{
    curb_states_t *states = &work->states;
    double gap = curb_allocation_flows(&work->keys.rule, states->members, states->count,
        kind, work->rows, work->columns, work->flows);
    if (!(gap < 1e-9)) {
        curb_reader_error(work->reader, work->section,
            "allocate: no flows of %s meet both margins (off by %.2g)", what, gap);
    }
    curb_allocation_sum_flows(
        states->members, states->count, work->flows, work->sums, work->places);
}

/* Names of the States that are counted with the one that names the place. */
static void includes_of(
    const curb_allocate_work_t *work, size_t place, char *text, size_t bytes)
{
    text[0] = '\0';
    for (size_t i = 0; i < work->states.count; i++) {
        if (work->states.members[i].place == place && i != work->names[place] &&
            !work->states.members[i].several) {
            size_t used = strlen(text);
            snprintf(text + used, bytes - used, "%s%.60s", used > 0 ? ", " : "",
                work->states.names[i]);
        }
    }
}

/* Shares of people at risk among inhabitants are those of the region. */
static void put_people(curb_allocate_work_t *work, curb_node_t *map, size_t place)
{
    size_t name = work->names[place];
    double population = 0.0, at_risk[CURB_GROUP_COUNT] = {0};
    for (size_t i = 0; i < work->states.count; i++) {
        const curb_member_t *member = &work->states.members[i];
        for (size_t g = 0; g < CURB_GROUP_COUNT && member->place == place; g++) {
            at_risk[g] += member->population * work->at_risk[member->region][g];
        }
        population += member->place == place ? member->population : 0.0;
    }
    curb_allocate_put(work, map, "population", number(work, name, population));
    curb_node_t *groups = map_at(work, name);
    for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
        curb_allocate_put(
            work, groups, curb_group_keys[g], number(work, name, floor(at_risk[g])));
    }
    curb_allocate_put(work, map, "at_risk", groups);
}

/* "Italy, with San Marino, Holy See". */
static void title_of(const curb_allocate_work_t *work, size_t place, const char *includes,
    char *title, size_t bytes)
{
    size_t name = work->names[place];
    bool group = work->states.members[name].several;
    snprintf(
        title, bytes, "%.80s", group ? place_id(work, place) : work->states.names[name]);
    size_t used = strlen(title);
    if (includes[0] != '\0') {
        bool fits = strlen(includes) < 48;
        snprintf(
            title + used, bytes - used, fits ? ", with %s" : " and neighbours", includes);
    }
}

static curb_node_t *jurisdiction(curb_allocate_work_t *work, size_t place)
{
    size_t name = work->names[place];
    bool state = !work->states.members[name].several;
    curb_node_t *map = map_at(work, name);
    char includes[CURB_TITLE_BYTES], title[CURB_TITLE_BYTES];
    includes_of(work, place, includes, sizeof includes);
    title_of(work, place, includes, title, sizeof title);
    curb_allocate_put(work, map, "title", scalar(work, name, "%s", title));
    put_people(work, map, place);
    const double *row = work->sums + place * work->places;
    double total = 0.0;
    for (size_t k = 0; k < work->places; k++) {
        total += row[k];
    }
    double abroad = total > 0.0 ? 1.0 - row[place] / total : 0.0;
    curb_allocate_put(work, map, "abroad_share", scalar(work, name, "%.9g", abroad));
    if (abroad > 0.0) {
        curb_allocate_put(work, map, "abroad_to", shares(work, place, row, false));
    }
    curb_allocate_put(work, map, "allocated", scalar(work, name, "true"));
    curb_allocate_put(
        work, map, "named_state", scalar(work, name, state ? "true" : "false"));
    if (includes[0] != '\0') {
        curb_allocate_put(work, map, "includes", scalar(work, name, "%s", includes));
    }
    return map;
}

/* Purchases abroad: as many residents go as visitors come, abroad_share of supply. */
static curb_node_t *jurisdictions(curb_allocate_work_t *work)
{
    memset(work->rows, 0, sizeof work->rows);
    double supply[CURB_MEMBER_MAX] = {0};
    for (size_t m = 0; m < work->sectors->count; m++) {
        const curb_node_t *family =
            curb_node_get(work->sectors->entries[m].value, "family");
        bool sexual = family != NULL && family->kind == CURB_NODE_SCALAR &&
                      strcmp(family->text, "sexual") == 0;
        for (size_t i = 0; sexual && i < work->states.count; i++) {
            supply[i] += work->supply[i][m];
            work->rows[i] += work->keys.rule.abroad_share * work->supply[i][m];
        }
    }
    memcpy(work->columns, work->rows, sizeof work->columns);
    put_flows(work, CURB_FLOW_ABROAD, "purchases abroad");
    for (size_t i = 0; i < work->states.count; i++) {
        size_t place = work->states.members[i].place;
        work->sums[place * work->places + place] += supply[i] - work->rows[i];
    }
    curb_node_t *map = map_at(work, 0);
    for (size_t p = 0; p < work->places; p++) {
        curb_allocate_put(work, map, place_id(work, p), jurisdiction(work, p));
    }
    return map;
}

static curb_node_t *cell_of(
    curb_allocate_work_t *work, size_t place, size_t m, curb_node_t *links)
{
    size_t name = work->names[place];
    const char *region = work->regions->entries[work->states.members[name].region].key;
    const curb_node_t *given =
        curb_node_get(curb_node_get(curb_node_get(work->root, "cells"), region),
            work->sectors->entries[m].key);
    curb_node_t *map = curb_node_copy(&work->reader->tree, given);
    double people = 0.0, profit = 0.0;
    for (size_t i = 0; i < work->states.count; i++) {
        if (work->states.members[i].place == place) {
            people += work->people[i][m];
            profit += work->profit[i][m];
        }
    }
    if (map == NULL) {
        curb_reader_no_memory(work->reader);
        return NULL;
    }
    curb_allocate_put(work, map, "exploited", allocated(work, name, people));
    curb_allocate_put(work, map, "profit_usd_year", allocated(work, name, profit / people));
    curb_allocate_put(work, map, "links",
        links != NULL ? curb_node_copy(&work->reader->tree, links) : NULL);
    return map;
}

/* Recruits: foreign_share and so on come from abroad, the rest from the State itself. */
static curb_node_t *cells(curb_allocate_work_t *work)
{
    double total = 0.0, origins = 0.0, held[CURB_MEMBER_MAX] = {0};
    for (size_t i = 0; i < work->states.count; i++) {
        const curb_member_t *member = &work->states.members[i];
        for (size_t m = 0; m < work->sectors->count; m++) {
            held[i] += work->people[i][m];
        }
        work->rows[i] = held[i] * curb_allocation_foreign(&work->keys.rule, member);
        work->columns[i] =
            member->population * pow(curb_allocation_income(&work->keys.rule, member),
                                     work->keys.rule.origin_income);
        total += work->rows[i];
        origins += work->columns[i];
    }
    for (size_t i = 0; i < work->states.count; i++) {
        work->columns[i] *= total / origins;
    }
    put_flows(work, CURB_FLOW_ABROAD, "recruits from abroad");
    for (size_t i = 0; i < work->states.count; i++) {
        size_t place = work->states.members[i].place;
        work->sums[place * work->places + place] += held[i] - work->rows[i];
    }
    curb_node_t *map = map_at(work, 0);
    for (size_t p = 0; p < work->places; p++) {
        curb_node_t *links = shares(work, p, work->sums + p * work->places, true);
        curb_node_t *of_place = map_at(work, work->names[p]);
        for (size_t m = 0; m < work->sectors->count; m++) {
            curb_allocate_put(
                work, of_place, work->sectors->entries[m].key, cell_of(work, p, m, links));
        }
        curb_allocate_put(work, map, place_id(work, p), of_place);
    }
    return map;
}

/* Goods: what the region consumes by GDP, what it makes by people; both are kept. */
static curb_node_t *sector_of(curb_allocate_work_t *work, size_t m, curb_node_t *given)
{
    curb_node_t *map = curb_node_copy(&work->reader->tree, given);
    const curb_node_t *consumption = curb_node_get(given, "consumption");
    const curb_node_t *traded = curb_node_get(given, "traded");
    if (map == NULL) {
        curb_reader_no_memory(work->reader);
        return NULL;
    }
    if (traded == NULL || traded->kind != CURB_NODE_SCALAR ||
        strcmp(traded->text, "true") != 0) {
        return map;
    }
    double supply = 0.0, gdp[CURB_JURISDICTION_MAX] = {0};
    double consumed_by[CURB_JURISDICTION_MAX] = {0};
    if (consumption == NULL) {
        curb_reader_error(work->reader, given, "is traded: consumption is missing");
    } else {
        (void)curb_bind_shares(work->reader, "consumption", consumption, "region",
            curb_allocate_entry, work->regions, work->regions->count, consumed_by);
    }
    for (size_t i = 0; i < work->states.count; i++) {
        supply += work->supply[i][m];
        gdp[work->states.members[i].region] += work->states.members[i].gdp_usd;
    }
    for (size_t i = 0; i < work->states.count; i++) {
        const curb_member_t *member = &work->states.members[i];
        work->rows[i] =
            consumed_by[member->region] * supply * member->gdp_usd / gdp[member->region];
        work->columns[i] = work->supply[i][m];
    }
    put_flows(work, CURB_FLOW_ALL, work->sectors->entries[m].key);
    curb_node_t *seed = map_at(work, 0);
    double consumed[CURB_MEMBER_MAX];
    curb_allocation_sum(
        work->states.members, work->states.count, work->rows, consumed, work->places);
    for (size_t p = 0; p < work->places; p++) {
        curb_allocate_put(work, seed, place_id(work, p),
            shares(work, p, work->sums + p * work->places, true));
    }
    curb_allocate_put(work, map, "consumption", shares(work, 0, consumed, true));
    curb_allocate_put(work, map, "trade_seed", seed);
    curb_node_remove(map, "home_weight");
    return map;
}

static curb_node_t *sectors(curb_allocate_work_t *work)
{
    curb_node_t *map = curb_node_copy(&work->reader->tree, work->sectors);
    if (map == NULL) {
        curb_reader_no_memory(work->reader);
        return NULL;
    }
    for (size_t m = 0; m < map->count; m++) {
        size_t length = curb_reader_enter(work->reader, "sectors");
        (void)curb_reader_enter(work->reader, map->entries[m].key);
        curb_node_t *sector = sector_of(work, m, map->entries[m].value);
        map->entries[m].value = sector != NULL ? sector : map->entries[m].value;
        curb_reader_leave(work->reader, length);
    }
    return map;
}

/* Shares that a file gives replace ours whole: merged they would not add up to 1. */
static void make_room(curb_node_t *made, const curb_node_t *own, int depth)
{
    static const char *const whole[] = {"links", "abroad_to"};
    for (size_t i = 0; i < own->count; i++) {
        curb_node_t *theirs = curb_node_get(made, own->entries[i].key);
        bool maps = theirs != NULL && theirs->kind == CURB_NODE_MAP &&
                    own->entries[i].value->kind == CURB_NODE_MAP;
        for (size_t k = 0; k < sizeof whole / sizeof whole[0]; k++) {
            if (maps && strcmp(own->entries[i].key, whole[k]) == 0) {
                curb_node_remove(made, whole[k]);
                maps = false;
            }
        }
        if (maps && depth > 0) {
            make_room(theirs, own->entries[i].value, depth - 1);
        }
    }
}

/* What the file says of States itself goes over what was written for them. */
static void lay_over(curb_allocate_work_t *work, curb_node_t *made, const char *key)
{
    const curb_node_t *given = curb_node_get(work->root, key);
    curb_node_t *own = given != NULL ? curb_node_copy(&work->reader->tree, given) : NULL;
    if (made == NULL || own == NULL) {
        return;
    }
    for (size_t r = 0; r < work->regions->count; r++) {
        curb_node_remove(own, work->regions->entries[r].key);
    }
    size_t length = curb_reader_enter(work->reader, key);
    for (size_t i = 0; i < own->count; i++) {
        (void)curb_bind_key(work->reader, &own->entries[i], "jurisdiction",
            curb_allocate_entry, made, made->count);
    }
    curb_reader_leave(work->reader, length);
    make_room(made, own, 2);
    if (!curb_node_merge(&work->reader->tree, made, own)) {
        curb_reader_no_memory(work->reader);
    }
}

const curb_node_t *curb_allocate_write(curb_allocate_work_t *work)
{
    curb_node_t *world = curb_node_copy(&work->reader->tree, work->root);
    curb_node_t *section = curb_node_copy(&work->reader->tree, work->section);
    if (world == NULL || section == NULL) {
        curb_reader_no_memory(work->reader);
        return NULL;
    }
    curb_node_t *of_places = jurisdictions(work);
    lay_over(work, of_places, "jurisdictions");
    curb_node_t *of_cells = cells(work);
    lay_over(work, of_cells, "cells");
    curb_allocate_put(work, world, "jurisdictions", of_places);
    curb_allocate_put(work, world, "cells", of_cells);
    curb_allocate_put(work, world, "sectors", sectors(work));
    curb_allocate_put(work, section, "expanded", scalar(work, 0, "true"));
    curb_allocate_put(work, world, "allocate", section);
    return world;
}
