/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/world_parts.h"

#include <stdio.h>
#include <string.h>

bool curb_read_links(
    curb_world_work_t *work, const curb_node_t *node, curb_cell_anchors_t *anchors)
{
    const curb_node_t *links = curb_node_get(node, "links");
    if (links == NULL) {
        return false;
    }
    size_t length = curb_reader_enter(work->reader, "links");
    (void)curb_bind_shares(work->reader, "links", links, "jurisdiction",
        curb_jurisdiction_at, work->world, work->world->jurisdiction_count, anchors->link);
    curb_reader_leave(work->reader, length);
    return true;
}

static void read_matrix_row(curb_world_work_t *work, const curb_entry_t *entry,
    size_t consumer, curb_sector_t *sector)
{
    curb_reader_t *reader = work->reader;
    double sum = 0.0;
    if (!curb_bind_is_map(reader, entry->value)) {
        return;
    }
    bool in_line = entry->value->count > CURB_LINE_MAP;
    if (!in_line) {
        curb_reader_open(reader, entry->key);
    }
    reader->muted += in_line;
    for (size_t i = 0; i < entry->value->count; i++) {
        const curb_entry_t *weight = &entry->value->entries[i];
        size_t producer = curb_bind_key(reader, weight, "jurisdiction",
            curb_jurisdiction_at, work->world, work->world->jurisdiction_count);
        if (producer == work->world->jurisdiction_count) {
            continue;
        }
        curb_number_rule_t rule = {.unit = "1", .most = 1e12};
        curb_number_t number;
        size_t length = curb_reader_enter(reader, weight->key);
        if (curb_bind_number(reader, weight->key, weight->value, &rule, &number)) {
            sector->trade_seed[consumer][producer] = number.value;
            sum += number.value;
        }
        curb_reader_leave(reader, length);
    }
    reader->muted -= in_line;
    if (in_line) {
        curb_bind_write_line(reader, entry->key, sector->trade_seed[consumer],
            curb_jurisdiction_at, work->world, work->world->jurisdiction_count,
            entry->value);
    } else {
        curb_reader_close(reader);
    }
    if (sum <= 0.0) {
        curb_reader_error(reader, entry->value, "the weights add up to 0");
    }
}

static void read_matrix(
    curb_world_work_t *work, const curb_node_t *node, curb_sector_t *sector)
{
    curb_reader_t *reader = work->reader;
    size_t length = curb_reader_enter(reader, "trade_seed");
    if (curb_bind_is_map(reader, node)) {
        curb_reader_open(reader, "trade_seed");
        for (size_t j = 0; j < work->world->jurisdiction_count; j++) {
            const char *id = work->world->jurisdictions[j].id;
            const curb_entry_t *entry = curb_node_find(node, id);
            if (entry == NULL) {
                curb_reader_error(reader, node, "consumer '%s' is missing", id);
                continue;
            }
            size_t inner = curb_reader_enter(reader, id);
            read_matrix_row(work, entry, j, sector);
            curb_reader_leave(reader, inner);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}

static void read_trade(
    curb_world_work_t *work, const curb_sector_draft_t *draft, curb_sector_t *sector)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *consumption = curb_node_get(draft->node, "consumption");
    const curb_node_t *seed = curb_node_get(draft->node, "trade_seed");
    if (!sector->traded) {
        const curb_node_t *extra = consumption != NULL ? consumption : seed;
        if (extra != NULL) {
            curb_reader_error(reader, extra,
                "a sector that is not traded has neither consumption nor trade_seed");
        }
        return;
    }
    size_t length = curb_reader_enter(reader, "consumption");
    if (consumption == NULL) {
        curb_reader_error(reader, draft->node, "is missing: the sector is traded");
    } else {
        (void)curb_bind_shares(reader, "consumption", consumption, "jurisdiction",
            curb_jurisdiction_at, work->world, work->world->jurisdiction_count,
            sector->consumption);
    }
    curb_reader_leave(reader, length);
    if (seed != NULL) {
        read_matrix(work, seed, sector);
    }
}

static void read_sector(curb_world_work_t *work, const curb_entry_t *entry, size_t m)
{
    static const curb_block_t *const blocks[] = {&curb_sector_block, &curb_anchor_block};
    curb_reader_t *reader = work->reader;
    curb_sector_t *sector = &work->world->sectors[m];
    curb_sector_draft_t *draft = &work->drafts[m];
    if (!curb_bind_is_map(reader, entry->value)) {
        return;
    }
    draft->node = entry->value;
    curb_bind_keys(reader, entry->value, blocks, 2);
    curb_bind_block(
        reader, entry->value, &curb_sector_block, CURB_BIND_WHOLE, &draft->keys, NULL);
    curb_bind_block(reader, entry->value, &curb_anchor_block, CURB_BIND_PARTIAL,
        &draft->anchors, draft->numbers);
    sector->family = draft->keys.family == 0 ? CURB_LABOUR : CURB_SEXUAL;
    sector->traded = draft->keys.traded;
    memcpy(sector->title, draft->keys.title, sizeof sector->title);
    curb_copy_title(sector->title, sizeof sector->title, sector->id);
    draft->has_links = curb_read_links(work, entry->value, &draft->anchors);
    read_trade(work, draft, sector);
}

void curb_read_sectors(curb_world_work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    size_t length = curb_reader_enter(reader, "sectors");
    const curb_node_t *map =
        curb_open_map(work, root, "sectors", "sector", CURB_SECTOR_MAX);
    if (map != NULL) {
        work->world->sector_count = map->count;
        curb_reader_open(reader, "sectors");
        for (size_t m = 0; m < map->count; m++) {
            snprintf(work->world->sectors[m].id, CURB_ID_BYTES, "%s", map->entries[m].key);
            size_t inner = curb_reader_enter(reader, map->entries[m].key);
            curb_reader_open(reader, map->entries[m].key);
            read_sector(work, &map->entries[m], m);
            curb_reader_close(reader);
            curb_reader_leave(reader, inner);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}

/* A gravity guess: buyers turn to producers by their share of supply, and to those at home
 * `home_weight` times as much. The fit to both margins comes later. */
void curb_seed_trade(curb_world_work_t *work)
{
    curb_world_t *world = work->world;
    for (size_t m = 0; m < world->sector_count; m++) {
        curb_sector_t *sector = &world->sectors[m];
        if (!sector->traded || curb_node_get(work->drafts[m].node, "trade_seed") != NULL) {
            continue;
        }
        double supply[CURB_JURISDICTION_MAX], total = 0.0;
        for (size_t j = 0; j < world->jurisdiction_count; j++) {
            const curb_cell_anchors_t *cell = &world->cells[curb_cell_index(world, j, m)];
            supply[j] = cell->exploited / cell->exploited_share;
            total += supply[j];
        }
        for (size_t c = 0; c < world->jurisdiction_count; c++) {
            for (size_t p = 0; p < world->jurisdiction_count; p++) {
                double weight = c == p ? work->drafts[m].keys.home_weight : 1.0;
                sector->trade_seed[c][p] =
                    sector->consumption[c] * supply[p] / total * weight;
            }
        }
    }
}
