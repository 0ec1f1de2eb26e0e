/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/allocate_file.h"

#include "study/allocate_tree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool read_keys(curb_allocate_work_t *work)
{
    const curb_block_t *block = &curb_allocate_block;
    size_t before = work->reader->error_count;
    size_t length = curb_reader_enter(work->reader, "allocate");
    work->reader->muted++;
    work->reader->rehearsing = true;
    curb_bind_keys(work->reader, work->section, &block, 1);
    curb_bind_block(work->reader, work->section, block, CURB_BIND_WHOLE, &work->keys, NULL);
    work->reader->muted--;
    work->reader->rehearsing = false;
    curb_reader_leave(work->reader, length);
    return work->reader->error_count == before;
}

static bool find_regions(curb_allocate_work_t *work)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *names = curb_node_get(work->section, "regions");
    const curb_node_t *all = curb_node_get(work->root, "jurisdictions");
    work->regions = curb_tree_node(&reader->tree, CURB_NODE_MAP, work->section->source,
        work->section->line, work->section->column);
    work->sectors = curb_node_get(work->root, "sectors");
    if (work->regions == NULL) {
        return curb_reader_no_memory(reader);
    }
    if (names == NULL || all == NULL || all->kind != CURB_NODE_MAP || all->count > 64 ||
        work->sectors == NULL || work->sectors->kind != CURB_NODE_MAP ||
        work->sectors->count > CURB_SECTOR_MAX) {
        curb_reader_error(reader, work->section,
            "allocate: needs 'regions', a list of jurisdictions that stand in this world "
            "or in one that it extends, and sectors");
        return false;
    }
    size_t length = curb_reader_enter(reader, "allocate.regions");
    uint64_t bits = curb_bind_names(
        reader, names, "jurisdiction", curb_allocate_entry, all, all->count);
    curb_reader_leave(reader, length);
    for (size_t i = 0; i < all->count; i++) {
        if (bits >> i & 1) {
            curb_allocate_put(
                work, work->regions, all->entries[i].key, all->entries[i].value);
        }
    }
    return bits != 0;
}

/* The exploited share of a sector, for cells that give none. */
static void read_sector(curb_allocate_work_t *work, size_t m)
{
    curb_cell_anchors_t anchors = {0};
    curb_number_t numbers[CURB_NUMBERS_MAX] = {0};
    const curb_entry_t *entry = &work->sectors->entries[m];
    size_t length = curb_reader_enter(work->reader, "sectors");
    (void)curb_reader_enter(work->reader, entry->key);
    if (curb_bind_is_map(work->reader, entry->value)) {
        curb_bind_block(work->reader, entry->value, &curb_anchor_block, CURB_BIND_PARTIAL,
            &anchors, numbers);
    }
    curb_reader_leave(work->reader, length);
    work->exploited_share[m] = anchors.exploited_share;
}

/* Totals are divided once, before anything is drawn. */
static void refuse_ranges(curb_allocate_work_t *work, const curb_number_t *numbers)
{
    char names[CURB_NUMBERS_MAX][CURB_ID_BYTES];
    size_t offsets[CURB_NUMBERS_MAX];
    const curb_field_t *fields[CURB_NUMBERS_MAX];
    size_t count = curb_bind_list(&curb_anchor_block, names, offsets, fields);
    for (size_t i = 0; i < count; i++) {
        bool total = offsets[i] == offsetof(curb_cell_anchors_t, exploited) ||
                     offsets[i] == offsetof(curb_cell_anchors_t, profit_usd);
        if (total && numbers[i].uncertain) {
            curb_reader_error(work->reader, numbers[i].node,
                "%s of a region is divided among States before anything is drawn; give it "
                "without a range",
                names[i]);
        }
    }
}

/* Divides one cell of a region. */
static void divide_cell(
    curb_allocate_work_t *work, size_t region, size_t m, const curb_node_t *node)
{
    curb_reader_t *reader = work->reader;
    curb_cell_anchors_t cell = {0};
    curb_number_t numbers[CURB_NUMBERS_MAX] = {0};
    if (node == NULL || node->kind != CURB_NODE_MAP) {
        curb_reader_error(reader, node != NULL ? node : work->section,
            "the totals of this region and sector are missing");
        return;
    }
    curb_bind_block(reader, node, &curb_anchor_block, CURB_BIND_PARTIAL, &cell, numbers);
    refuse_ranges(work, numbers);
    double theta =
        cell.exploited_share > 0.0 ? cell.exploited_share : work->exploited_share[m];
    if (cell.exploited <= 0.0 || cell.profit_usd <= 0.0 || theta <= 0.0) {
        curb_reader_error(
            reader, node, "exploited, profit_usd_year and exploited_share must be above 0");
        return;
    }
    double people[CURB_MEMBER_MAX], profit[CURB_MEMBER_MAX];
    curb_allocation_divide(&work->keys.rule, work->states.members, work->states.count,
        region, cell.exploited, cell.exploited * cell.profit_usd, people, profit);
    for (size_t i = 0; i < work->states.count; i++) {
        if (work->states.members[i].region == region) {
            work->people[i][m] = people[i];
            work->profit[i][m] = profit[i];
            work->supply[i][m] = people[i] / theta;
        }
    }
}

static void read_region(curb_allocate_work_t *work, size_t region)
{
    const curb_entry_t *entry = &work->regions->entries[region];
    work->region = (curb_jurisdiction_t){0};
    size_t length = curb_reader_enter(work->reader, "jurisdictions");
    (void)curb_reader_enter(work->reader, entry->key);
    if (curb_bind_is_map(work->reader, entry->value)) {
        curb_number_t numbers[CURB_NUMBERS_MAX] = {0};
        curb_bind_block(work->reader, entry->value, &curb_jurisdiction_block,
            CURB_BIND_WHOLE, &work->region, numbers);
    }
    for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
        work->at_risk[region][g] =
            work->region.at_risk[g] / fmax(1.0, work->region.population);
    }
    curb_reader_leave(work->reader, length);
}

static void divide(curb_allocate_work_t *work)
{
    const curb_node_t *cells = curb_node_get(work->root, "cells");
    for (size_t m = 0; m < work->sectors->count; m++) {
        read_sector(work, m);
    }
    for (size_t r = 0; r < work->regions->count; r++) {
        const char *region = work->regions->entries[r].key;
        read_region(work, r);
        size_t length = curb_reader_enter(work->reader, "cells");
        (void)curb_reader_enter(work->reader, region);
        for (size_t m = 0; m < work->sectors->count; m++) {
            const char *sector = work->sectors->entries[m].key;
            size_t inner = curb_reader_enter(work->reader, sector);
            divide_cell(work, r, m, curb_node_get(curb_node_get(cells, region), sector));
            curb_reader_leave(work->reader, inner);
        }
        curb_reader_leave(work->reader, length);
    }
}

static bool find_places(curb_allocate_work_t *work)
{
    double people[CURB_MEMBER_MAX * CURB_SECTOR_MAX];
    size_t count = work->states.count, sectors = work->sectors->count, stuck = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(people + i * sectors, work->people[i], sectors * sizeof *people);
    }
    work->places = curb_allocation_places(
        &work->keys.rule, work->states.members, count, people, sectors, &stuck);
    if (work->places == 0) {
        curb_reader_error_at(work->reader, work->states.csv.source,
            work->states.csv.lines[stuck + 1], 1,
            "%s would have a cell of fewer than merge_below = %.10g people and has no "
            "neighbour to be counted with",
            work->states.ids[stuck], work->keys.rule.merge_below);
        return false;
    }
    if (work->places > CURB_JURISDICTION_MAX) {
        curb_reader_error(work->reader, work->section,
            "allocate: %zu jurisdictions; at most %d", work->places, CURB_JURISDICTION_MAX);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const curb_member_t *member = &work->states.members[i];
        work->names[member->place] = member->counted_with;
    }
    return true;
}
const curb_node_t *curb_allocate_file(curb_reader_t *reader, const curb_node_t *root)
{
    const curb_node_t *section = curb_node_get(root, "allocate");
    size_t before = reader->error_count;
    if (section == NULL || !curb_bind_is_map(reader, section)) {
        return root;
    }
    curb_allocate_work_t *work = curb_tree_take(&reader->tree, sizeof *work);
    if (work == NULL) {
        curb_reader_no_memory(reader);
        return NULL;
    }
    work->reader = reader;
    work->root = root;
    work->section = section;
    if (!read_keys(work)) {
        return NULL;
    }
    if (work->keys.expanded) {
        return root;
    }
    reader->muted++;
    reader->rehearsing = true;
    const curb_node_t *world = NULL;
    const curb_node_t *path = curb_node_get(section, "states");
    if (find_regions(work) && curb_states_read(reader, path, (int)work->keys.year,
                                  work->regions, &work->states)) {
        divide(work);
        if (reader->error_count == before && find_places(work)) {
            world = curb_allocate_write(work);
        }
    }
    reader->muted--;
    reader->rehearsing = false;
    return reader->error_count == before && reader->error == CURB_OK ? world : NULL;
}
