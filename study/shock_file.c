/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/shock_file.h"

#include "study/world_file.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>

static const char *kind_at(const void *names, size_t index)
{
    return ((const char *const *)names)[index];
}

static uint64_t read_names(curb_reader_t *reader, const curb_node_t *map, const char *key,
    const char *what, curb_name_at_t *name_at, const void *names, size_t count)
{
    const curb_node_t *node = curb_node_get(map, key);
    uint64_t bits = count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    size_t length = curb_reader_enter(reader, key);
    if (node != NULL) {
        bits = curb_bind_names(reader, node, what, name_at, names, count);
    }
    curb_reader_leave(reader, length);
    curb_bind_write_names(reader, key, bits, name_at, names, count, node);
    return bits;
}

static void read_schedule(curb_reader_t *reader, const curb_node_t *map,
    const curb_shock_keys_t *keys, const curb_horizon_t *horizon, curb_shock_t *shock)
{
    const curb_node_t *start = curb_node_get(map, "start");
    const curb_node_t *end = curb_node_get(map, "end");
    shock->start_month = horizon->months_before;
    shock->end_month = INT_MAX;
    if (start != NULL && !isnan(keys->start)) {
        size_t length = curb_reader_enter(reader, "start");
        (void)curb_policy_file_start(
            reader, start, keys->start, horizon, &shock->start_month);
        curb_reader_leave(reader, length);
    }
    if (end != NULL && !isnan(keys->end)) {
        shock->end_month = (int)lround(12.0 * keys->end);
        if (shock->end_month <= shock->start_month) {
            size_t length = curb_reader_enter(reader, "end");
            curb_reader_error(reader, end, "ends before it starts");
            curb_reader_leave(reader, length);
        }
    }
}

void curb_shock_file_read(curb_reader_t *reader, const curb_entry_t *entry,
    const curb_world_t *world, const curb_horizon_t *horizon, curb_shock_t *shock)
{
    const curb_block_t *block = &curb_shock_block;
    curb_shock_keys_t keys = {.demand = 1.0, .start = NAN, .end = NAN};
    *shock = (curb_shock_t){0};
    (void)curb_policy_file_id(reader, entry, "shock");
    snprintf(shock->id, sizeof shock->id, "%.63s", entry->key);
    size_t length = curb_reader_enter(reader, entry->key);
    if (curb_bind_is_map(reader, entry->value)) {
        curb_reader_open(reader, entry->key);
        curb_bind_keys(reader, entry->value, &block, 1);
        curb_bind_block(reader, entry->value, block, CURB_BIND_WHOLE, &keys, NULL);
        shock->demand = keys.demand;
        shock->jurisdictions = read_names(reader, entry->value, "jurisdictions",
            "jurisdiction", curb_jurisdiction_at, world, world->jurisdiction_count);
        shock->sectors = (uint32_t)read_names(reader, entry->value, "sectors", "sector",
            curb_sector_at, world, world->sector_count);
        shock->kinds = (uint32_t)read_names(reader, entry->value, "kinds", "kind of buyer",
            kind_at, curb_kind_keys, CURB_KIND_COUNT);
        read_schedule(reader, entry->value, &keys, horizon, shock);
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}
