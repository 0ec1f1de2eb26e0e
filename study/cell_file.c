/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/world_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void require_one(curb_world_work_t *work, const curb_node_t *node,
    const double *shares, const char *key, bool there)
{
    double sum = 0.0;
    for (size_t i = 0; i < 4; i++) {
        sum += shares[i];
    }
    if (!there) {
        curb_reader_error(work->reader, node,
            "'%s' is missing: give it here or for the whole sector", key);
    } else if (fabs(sum - 1.0) > 1e-6) {
        curb_reader_error(work->reader, node,
            "%s: shares add up to %.10g; they must add up to 1", key, sum);
    }
}

static void check_cell(curb_world_work_t *work, const curb_node_t *node,
    const curb_sector_draft_t *draft, const curb_number_t *numbers,
    const curb_cell_anchors_t *cell, bool has_links)
{
    curb_reader_t *reader = work->reader;
    for (size_t i = 0; i < work->rows.count; i++) {
        if (work->rows.fields[i]->required && numbers[i].node == NULL &&
            draft->numbers[i].node == NULL) {
            curb_reader_error(reader, node,
                "'%s' is missing: give it here or for the whole sector",
                work->rows.names[i]);
        }
    }
    const curb_node_t *of_sector = curb_node_get(draft->node, "composition");
    bool composed = of_sector != NULL || curb_node_get(node, "composition") != NULL;
    require_one(work, node, cell->composition, "composition", composed);
    bool bought = curb_node_get(draft->node, "buyers") != NULL ||
                  curb_node_get(node, "buyers") != NULL;
    double kinds[4] = {0};
    for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
        kinds[k] = cell->buyers[k].demand_share;
    }
    require_one(work, node, kinds, "buyers", bought);
    if (!has_links) {
        curb_reader_error(reader, node, "'links' is missing: shares of recruits by origin");
    }
}

static void register_cell(curb_world_work_t *work, curb_sector_draft_t *draft,
    const curb_number_t *numbers, curb_cell_anchors_t *cell, size_t j, size_t m)
{
    for (size_t i = 0; i < work->rows.count; i++) {
        double *place = curb_double_at(cell, work->rows.offsets[i]);
        if (numbers[i].node == NULL) {
            draft->places[i][draft->place_count[i]++] = place;
        } else if (numbers[i].uncertain) {
            char name[2 * CURB_ID_BYTES];
            snprintf(name, sizeof name, "%.40s.%.40s.%.45s",
                work->world->jurisdictions[j].id, work->world->sectors[m].id,
                work->rows.names[i]);
            double factor =
                work->rows.offsets[i] == offsetof(curb_cell_anchors_t, profit_usd)
                    ? 1.0 / 12.0
                    : 1.0;
            curb_world_file_uncertain(
                work->reader, work->world, name, &numbers[i], factor, &place, 1);
        }
    }
}

static void read_cell(curb_world_work_t *work, const curb_node_t *node, size_t j, size_t m)
{
    curb_reader_t *reader = work->reader;
    curb_sector_draft_t *draft = &work->drafts[m];
    const curb_block_t *block = &curb_anchor_block;
    curb_cell_anchors_t *cell = &work->world->cells[curb_cell_index(work->world, j, m)];
    curb_number_t numbers[CURB_NUMBERS_MAX] = {0};
    *cell = draft->anchors;
    curb_bind_keys(reader, node, &block, 1);
    curb_bind_block(reader, node, block, CURB_BIND_PARTIAL, cell, numbers);
    bool has_links = curb_read_links(work, node, cell) || draft->has_links;
    check_cell(work, node, draft, numbers, cell, has_links);
    cell->profit_usd /= 12.0; /* anchors are given a year, the model counts months */
    register_cell(work, draft, numbers, cell, j, m);
}

static void read_cells_of(
    curb_world_work_t *work, const curb_node_t *cells, const curb_node_t *map, size_t j)
{
    curb_reader_t *reader = work->reader;
    for (size_t i = 0; i < map->count; i++) {
        const curb_entry_t *entry = &map->entries[i];
        (void)curb_bind_key(reader, entry, "sector", curb_sector_at, work->world,
            work->world->sector_count);
    }
    for (size_t m = 0; m < work->world->sector_count; m++) {
        const char *id = work->world->sectors[m].id;
        const curb_node_t *node = curb_node_get(map, id);
        size_t length = curb_reader_enter(reader, id);
        if (node == NULL) {
            curb_reader_error(reader, map->count > 0 ? map : cells,
                "the anchors of this cell are missing (exploited, profit_usd_year)");
        } else if (curb_bind_is_map(reader, node)) {
            curb_reader_open(reader, id);
            read_cell(work, node, j, m);
            curb_reader_close(reader);
        }
        curb_reader_leave(reader, length);
    }
}

void curb_read_cells(curb_world_work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *cells = curb_node_get(root, "cells");
    size_t length = curb_reader_enter(reader, "cells");
    if (curb_bind_is_map(reader, cells)) {
        for (size_t i = 0; i < cells->count; i++) {
            const curb_entry_t *entry = &cells->entries[i];
            (void)curb_bind_key(reader, entry, "jurisdiction", curb_jurisdiction_at,
                work->world, work->world->jurisdiction_count);
        }
        curb_reader_open(reader, "cells");
        for (size_t j = 0; j < work->world->jurisdiction_count; j++) {
            static const curb_node_t nothing = {.kind = CURB_NODE_MAP};
            const char *id = work->world->jurisdictions[j].id;
            const curb_node_t *map = curb_node_get(cells, id);
            size_t inner = curb_reader_enter(reader, id);
            curb_reader_open(reader, id);
            if (map == NULL || curb_bind_is_map(reader, map)) {
                read_cells_of(work, cells, map != NULL ? map : &nothing, j);
            }
            curb_reader_close(reader);
            curb_reader_leave(reader, inner);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}

void curb_register_sectors(curb_world_work_t *work)
{
    for (size_t m = 0; m < work->world->sector_count; m++) {
        curb_sector_draft_t *draft = &work->drafts[m];
        for (size_t i = 0; i < work->rows.count; i++) {
            if (!draft->numbers[i].uncertain) {
                continue;
            }
            char name[2 * CURB_ID_BYTES];
            snprintf(name, sizeof name, "%.63s.%.63s", work->world->sectors[m].id,
                work->rows.names[i]);
            double factor =
                work->rows.offsets[i] == offsetof(curb_cell_anchors_t, profit_usd)
                    ? 1.0 / 12.0
                    : 1.0;
            curb_world_file_uncertain(work->reader, work->world, name, &draft->numbers[i],
                factor, draft->places[i], draft->place_count[i]);
        }
    }
}
