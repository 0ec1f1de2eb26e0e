/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Responses and levers: their rows are tables of the model; a file lays its numbers over
 * them. */
#include "study/world_file.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    const char *key, *unit;
    double central, low, high, least, most;
    curb_spread_t spread;
    char grade;
    const char *remark;
    size_t offset;
} response_t;

static const response_t responses[] = {
#define RESPONSE(field, unit, central, low, high, spread, least, most, grade, remark)      \
    {#field, unit, central, low, high, least, most, CURB_##spread, grade, remark,          \
        offsetof(curb_world_t, responses) + offsetof(curb_responses_t, field)},
    CURB_RESPONSE_LIST(RESPONSE)
#undef RESPONSE
};

enum { RESPONSE_COUNT = sizeof responses / sizeof responses[0] };

static const char *response_at(const void *names, size_t index)
{
    return ((const response_t *)names)[index].key;
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

/* A default, as if it stood in the file. */
static void write_default(curb_reader_t *reader, const response_t *row)
{
    char value[CURB_NUMBER_BYTES], low[CURB_NUMBER_BYTES], high[CURB_NUMBER_BYTES];
    curb_number_format(row->central, value);
    curb_number_format(row->low, low);
    curb_number_format(row->high, high);
    curb_text_t map = {0};
    curb_text_add(&map, "{value: %s", value);
    if (row->low < row->high) {
        curb_text_add(&map, ", low: %s, high: %s, dist: %s", low, high,
            row->spread == CURB_LOG_TRIANGULAR ? "log_triangular" : "triangular");
    }
    curb_text_add(&map, ", grade: %c, remark: ", row->grade);
    curb_text_add_quoted(&map, row->remark);
    curb_text_add(&map, "}");
    if (map.failed) {
        curb_reader_no_memory(reader);
    } else {
        curb_reader_write(reader, row->key, map.bytes, row->unit, NULL);
    }
    curb_text_free(&map);
}

static void read_value(curb_reader_t *reader, curb_world_t *world, const char *group,
    const response_t *row, const curb_node_t *node)
{
    if (node == NULL) {
        write_default(reader, row);
        return;
    }
    curb_number_rule_t rule = {.unit = row->unit,
        .least = row->least,
        .most = row->most,
        .percent = strcmp(row->unit, "1") == 0 || strncmp(row->unit, "1/", 2) == 0,
        .sampled = true};
    curb_number_t number;
    size_t length = curb_reader_enter(reader, row->key);
    if (curb_bind_number(reader, row->key, node, &rule, &number)) {
        char name[2 * CURB_ID_BYTES];
        snprintf(name, sizeof name, "%.60s.%.60s", group, row->key);
        double *place = (double *)(void *)((unsigned char *)world + row->offset);
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
    check_names(reader, map, "response", response_at, responses, RESPONSE_COUNT);
    curb_reader_open(reader, "responses");
    for (size_t i = 0; i < RESPONSE_COUNT; i++) {
        read_value(reader, world, "responses", &responses[i],
            curb_node_get(map, responses[i].key));
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
        response_t value = {lever->key, lever->unit, given->central, given->low,
            given->high, lever->least, lever->most, given->spread, given->grade,
            given->remark,
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
