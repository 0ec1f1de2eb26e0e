/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Responses and levers: their rows are tables of the model; a file lays its numbers over
 * them. */
#include "study/world_file.h"

#include <stdio.h>
#include <string.h>

/** A response or lever: how it is read, and where it goes. */
typedef struct {
    const char *key;
    double least, most;
    const char *unit;
    const curb_registry_row_t *registry;
    size_t offset; /**< in curb_world_t */
} value_t;

static const char *response_at(const void *names, size_t index)
{
    return ((const curb_response_row_t *)names)[index].key;
}

static const char *instrument_at(const void *names, size_t index)
{
    return ((const curb_instrument_row_t *)names)[index].key;
}

static const char *lever_at(const void *names, size_t index)
{
    const curb_instrument_row_t *row = names;
    return curb_lever_rows[row->levers[index].lever].key;
}

static void read_value(curb_reader_t *reader, curb_world_t *world, const char *group,
    const value_t *value, const curb_node_t *node)
{
    curb_number_rule_t rule = {.unit = value->unit,
        .least = value->least,
        .most = value->most,
        .percent = strcmp(value->unit, "1") == 0 || strncmp(value->unit, "1/", 2) == 0,
        .sampled = true,
        .registry = value->registry->id};
    curb_number_t number;
    size_t length = curb_reader_enter(reader, value->key);
    if (node == NULL) {
        (void)curb_bind_row(reader, value->key, value->registry, &rule, &number);
    } else if (curb_bind_number(reader, value->key, node, &rule, &number)) {
        char name[2 * CURB_ID_BYTES];
        snprintf(name, sizeof name, "%.60s.%.60s", group, value->key);
        double *place = (double *)(void *)((unsigned char *)world + value->offset);
        *place = number.value;
        if (number.uncertain) {
            curb_world_file_uncertain(reader, world, name, &number, 1.0, &place, 1);
        } else {
            curb_world_fix(world, name);
        }
    }
    curb_reader_leave(reader, length);
}

static void check_names(curb_reader_t *reader, const curb_node_t *map, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count)
{
    for (size_t i = 0; map != NULL && i < map->count; i++) {
        const curb_entry_t *entry = &map->entries[i];
        (void)curb_bind_key(reader, entry, what, name_at, names, count);
    }
}

static const curb_node_t *map_or_null(curb_reader_t *reader, const curb_node_t *node)
{
    return node != NULL && curb_bind_is_map(reader, node) ? node : NULL;
}

static void read_responses(
    curb_reader_t *reader, const curb_node_t *root, curb_world_t *world)
{
    size_t length = curb_reader_enter(reader, "responses");
    const curb_node_t *map = map_or_null(reader, curb_node_get(root, "responses"));
    check_names(
        reader, map, "response", response_at, curb_response_rows, CURB_RESPONSE_COUNT);
    curb_reader_open(reader, "responses");
    for (size_t i = 0; i < CURB_RESPONSE_COUNT; i++) {
        const curb_response_row_t *row = &curb_response_rows[i];
        value_t value = {row->key, row->least, row->most, row->registry->unit,
            row->registry, offsetof(curb_world_t, responses) + row->offset};
        read_value(reader, world, "responses", &value, curb_node_get(map, row->key));
    }
    curb_reader_close(reader);
    curb_reader_leave(reader, length);
}

static void read_levers_of(curb_reader_t *reader, const curb_node_t *map,
    curb_instrument_t instrument, curb_world_t *world)
{
    const curb_instrument_row_t *row = &curb_instrument_rows[instrument];
    check_names(reader, map, "lever", lever_at, row, row->lever_count);
    for (size_t k = 0; k < row->lever_count; k++) {
        const curb_lever_default_t *given = &row->levers[k];
        const curb_lever_row_t *lever = &curb_lever_rows[given->lever];
        value_t value = {lever->key, lever->least, lever->most, lever->unit,
            given->registry,
            offsetof(curb_world_t, levers) +
                ((size_t)instrument * CURB_LEVER_COUNT + (size_t)given->lever) *
                    sizeof(double)};
        read_value(reader, world, row->key, &value, curb_node_get(map, lever->key));
    }
}

static void read_levers(curb_reader_t *reader, const curb_node_t *root, curb_world_t *world)
{
    size_t length = curb_reader_enter(reader, "levers");
    const curb_node_t *map = map_or_null(reader, curb_node_get(root, "levers"));
    check_names(reader, map, "instrument", instrument_at, curb_instrument_rows,
        CURB_INSTRUMENT_COUNT);
    curb_reader_open(reader, "levers");
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const char *key = curb_instrument_rows[i].key;
        size_t inner = curb_reader_enter(reader, key);
        curb_reader_open(reader, key);
        read_levers_of(reader, map_or_null(reader, curb_node_get(map, key)), i, world);
        curb_reader_close(reader);
        curb_reader_leave(reader, inner);
    }
    curb_reader_close(reader);
    curb_reader_leave(reader, length);
}

void curb_world_file_values(
    curb_reader_t *reader, const curb_node_t *root, curb_world_t *world)
{
    read_responses(reader, root, world);
    read_levers(reader, root, world);
}
