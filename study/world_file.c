/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/world_file.h"

#include "study/allocate_file.h"
#include "study/policy_file.h"
#include "study/world_parts.h"

#include <stdio.h>
#include <string.h>

const char *curb_jurisdiction_at(const void *world, size_t index)
{
    return ((const curb_world_t *)world)->jurisdictions[index].id;
}

const char *curb_sector_at(const void *world, size_t index)
{
    return ((const curb_world_t *)world)->sectors[index].id;
}

double *curb_double_at(void *object, size_t offset)
{
    return (double *)(void *)((unsigned char *)object + offset);
}

void curb_world_file_uncertain(curb_reader_t *reader, curb_world_t *world, const char *name,
    const curb_number_t *number, double factor, double *const *places, size_t count)
{
    for (size_t i = 0; i < world->uncertain_count; i++) {
        curb_uncertain_t *row = &world->uncertain[i];
        if (strcmp(row->name, name) == 0) { /* keep its rank: draws go by rank */
            row->low = number->low * factor;
            row->mode = number->value * factor;
            row->high = number->high * factor;
            row->spread = number->spread;
            return;
        }
    }
    if (count > 0 &&
        !curb_world_add_uncertain(world, name, number->low * factor, number->value * factor,
            number->high * factor, number->spread, places, count)) {
        curb_reader_error(reader, number->node, "too many uncertain numbers (more than %d)",
            CURB_UNCERTAIN_MAX);
    }
}

void curb_copy_title(char *title, size_t bytes, const char *id)
{
    if (title[0] == '\0') {
        size_t length = strnlen(id, bytes - 1);
        memmove(title, id, length);
        title[length] = '\0';
    }
}

/* --- jurisdictions --- */

static void read_abroad(curb_world_work_t *work, const curb_node_t *node, size_t j,
    curb_jurisdiction_t *jurisdiction)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *abroad = curb_node_get(node, "abroad_to");
    size_t length = curb_reader_enter(reader, "abroad_to");
    if (abroad != NULL) {
        if (curb_bind_shares(reader, "abroad_to", abroad, "jurisdiction",
                curb_jurisdiction_at, work->world, work->world->jurisdiction_count,
                jurisdiction->abroad_to) &&
            jurisdiction->abroad_to[j] > 0.0) {
            curb_reader_error(reader, abroad, "names the jurisdiction itself");
        }
    } else if (jurisdiction->abroad_share > 0.0) {
        curb_reader_error(reader, node, "is missing: abroad_share is above 0");
    }
    curb_reader_leave(reader, length);
}

static void read_linked(curb_world_work_t *work, const curb_node_t *node, size_t j,
    curb_jurisdiction_t *jurisdiction)
{
    size_t count = work->world->jurisdiction_count;
    const curb_node_t *linked = curb_node_get(node, "linked");
    uint64_t bits = count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    size_t length = curb_reader_enter(work->reader, "linked");
    if (linked != NULL) {
        bits = curb_bind_names(
            work->reader, linked, "jurisdiction", curb_jurisdiction_at, work->world, count);
    }
    curb_reader_leave(work->reader, length);
    for (size_t k = 0; k < count; k++) {
        jurisdiction->linked[k] = k != j && (bits >> k & 1) != 0;
    }
    curb_bind_write_names(
        work->reader, "linked", bits, curb_jurisdiction_at, work->world, count, linked);
}

static void read_jurisdiction(curb_world_work_t *work, const curb_node_t *node, size_t j)
{
    curb_reader_t *reader = work->reader;
    curb_jurisdiction_t *jurisdiction = &work->world->jurisdictions[j];
    const curb_block_t *block = &curb_jurisdiction_block;
    if (!curb_bind_is_map(reader, node)) {
        return;
    }
    curb_bind_keys(reader, node, &block, 1);
    curb_number_t numbers[CURB_NUMBERS_MAX] = {0};
    curb_bind_block(reader, node, block, CURB_BIND_WHOLE, jurisdiction, numbers);
    curb_copy_title(jurisdiction->title, sizeof jurisdiction->title, jurisdiction->id);
    curb_anchor_rows_t *rows = curb_tree_take(&reader->tree, sizeof *rows);
    if (rows == NULL) {
        curb_reader_no_memory(reader);
        return;
    }
    rows->count = curb_bind_list(block, rows->names, rows->offsets, rows->fields);
    for (size_t i = 0; i < rows->count; i++) {
        if (numbers[i].uncertain) {
            char name[2 * CURB_ID_BYTES];
            snprintf(name, sizeof name, "%.63s.%.63s", jurisdiction->id, rows->names[i]);
            double *place = curb_double_at(jurisdiction, rows->offsets[i]);
            curb_world_file_uncertain(
                reader, work->world, name, &numbers[i], 1.0, &place, 1);
        }
    }
    read_abroad(work, node, j, jurisdiction);
    read_linked(work, node, j, jurisdiction);
}

const curb_node_t *curb_open_map(curb_world_work_t *work, const curb_node_t *root,
    const char *key, const char *what, size_t most)
{
    const curb_node_t *map = curb_node_get(root, key);
    if (!curb_bind_is_map(work->reader, map)) {
        return NULL;
    }
    if (map->count == 0 || map->count > most) {
        curb_reader_error(
            work->reader, map, "expected 1 to %zu of them, found %zu", most, map->count);
        return NULL;
    }
    for (size_t i = 0; i < map->count; i++) {
        (void)curb_policy_file_id(work->reader, &map->entries[i], what);
    }
    return map;
}

static void read_jurisdictions(curb_world_work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    size_t length = curb_reader_enter(reader, "jurisdictions");
    const curb_node_t *map =
        curb_open_map(work, root, "jurisdictions", "jurisdiction", CURB_JURISDICTION_MAX);
    if (map != NULL) {
        work->world->jurisdiction_count = map->count;
        for (size_t j = 0; j < map->count; j++) {
            snprintf(
                work->world->jurisdictions[j].id, CURB_ID_BYTES, "%s", map->entries[j].key);
        }
        curb_reader_open(reader, "jurisdictions");
        for (size_t j = 0; j < map->count; j++) {
            size_t inner = curb_reader_enter(reader, map->entries[j].key);
            curb_reader_open(reader, map->entries[j].key);
            read_jurisdiction(work, map->entries[j].value, j);
            curb_reader_close(reader);
            curb_reader_leave(reader, inner);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}

static void read_in_force(curb_world_work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *map = curb_node_get(root, "in_force");
    size_t length = curb_reader_enter(reader, "in_force");
    if (map != NULL && curb_bind_is_map(reader, map)) {
        if (map->count > CURB_IN_FORCE_MAX) {
            curb_reader_error(reader, map, "more than %d policies", CURB_IN_FORCE_MAX);
            map = NULL;
        } else {
            curb_reader_open(reader, "in_force");
        }
        for (size_t i = 0; map != NULL && i < map->count; i++) {
            curb_policy_draft_t draft;
            curb_horizon_t horizon = {.in_force = true};
            curb_policy_file_read(reader, &map->entries[i], work->world, &horizon, &draft);
            work->world->in_force[work->world->in_force_count++] = draft.policy;
        }
        if (map != NULL) {
            curb_reader_close(reader);
        }
    }
    curb_reader_leave(reader, length);
}

static void check_whole(curb_world_work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    curb_diagnostics_t found = {0};
    curb_error_t error = curb_world_check(work->world, &found);
    curb_reader_raise(reader, error);
    for (size_t i = 0; i < found.count; i++) {
        curb_reader_error_at(
            reader, root->source, root->line, root->column, "%s", found.messages[i].text);
    }
    if (found.truncated) {
        curb_reader_no_memory(reader);
    }
    curb_diagnostics_free(&found);
}

void curb_world_file_read(
    curb_reader_t *reader, const curb_node_t *given, curb_world_t *world)
{
    const curb_node_t *root = curb_allocate_file(reader, given);
    if (root == NULL) {
        return;
    }
    curb_world_work_t *work = curb_tree_take(&reader->tree, sizeof *work);
    if (work == NULL) {
        curb_reader_no_memory(reader);
        return;
    }
    *work = (curb_world_work_t){.reader = reader, .world = world};
    work->drafts = curb_tree_take(&reader->tree, CURB_SECTOR_MAX * sizeof *work->drafts);
    if (work->drafts == NULL) {
        curb_reader_no_memory(reader);
        return;
    }
    const curb_block_t *block = &curb_world_block;
    size_t before = reader->error_count;
    work->rows.count = curb_bind_list(
        &curb_anchor_block, work->rows.names, work->rows.offsets, work->rows.fields);
    curb_bind_keys(reader, root, &block, 1);
    curb_world_keys_t keys = {0};
    curb_bind_block(reader, root, block, CURB_BIND_WHOLE, &keys, NULL);
    world->price_year = keys.price_year;
    snprintf(world->title, sizeof world->title, "%s", keys.title);
    curb_copy_title(world->title, sizeof world->title, world->id);
    curb_world_set_defaults(world);
    read_jurisdictions(work, root);
    curb_read_sectors(work, root);
    curb_read_cells(work, root);
    curb_register_sectors(work);
    curb_world_file_values(reader, root, world);
    read_in_force(work, root);
    if (reader->error_count == before) {
        curb_seed_trade(work);
        check_whole(work, root);
    }
}
