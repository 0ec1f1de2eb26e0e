/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sectors are read first: their numbers are the defaults of their cells. Each cell starts
 * as a copy and is overridden. A range given for the sector covers all cells that do not
 * override the number, and one draw moves them together. */
#include "study/world_file.h"

#include "study/policy_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/** A sector while its cells are being read. */
typedef struct {
    curb_cell_anchors_t anchors; /**< as given for the sector */
    curb_number_t numbers[CURB_NUMBERS_MAX];
    double *places[CURB_NUMBERS_MAX]
                  [CURB_JURISDICTION_MAX]; /**< cells that take the default */
    size_t place_count[CURB_NUMBERS_MAX];
    bool has_links;
    curb_sector_keys_t keys;
    const curb_node_t *node;
} draft_t;

/** The rows of anchors, flat. */
typedef struct {
    size_t count;
    char names[CURB_NUMBERS_MAX][CURB_ID_BYTES];
    size_t offsets[CURB_NUMBERS_MAX];
    const curb_field_t *fields[CURB_NUMBERS_MAX];
} rows_t;

typedef struct {
    curb_reader_t *reader;
    curb_world_t *world;
    draft_t *drafts;
    rows_t rows;
} work_t;

const char *curb_jurisdiction_at(const void *world, size_t index)
{
    return ((const curb_world_t *)world)->jurisdictions[index].id;
}

const char *curb_sector_at(const void *world, size_t index)
{
    return ((const curb_world_t *)world)->sectors[index].id;
}

static double *double_at(void *object, size_t offset)
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

static void copy_title(char *title, size_t bytes, const char *id)
{
    if (title[0] == '\0') {
        snprintf(title, bytes, "%s", id);
    }
}

/* --- jurisdictions --- */

static void read_abroad(
    work_t *work, const curb_node_t *node, size_t j, curb_jurisdiction_t *jurisdiction)
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

static void read_linked(
    work_t *work, const curb_node_t *node, size_t j, curb_jurisdiction_t *jurisdiction)
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

static void read_jurisdiction(work_t *work, const curb_node_t *node, size_t j)
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
    copy_title(jurisdiction->title, sizeof jurisdiction->title, jurisdiction->id);
    rows_t *rows = curb_tree_take(&reader->tree, sizeof *rows);
    if (rows == NULL) {
        curb_reader_no_memory(reader);
        return;
    }
    rows->count = curb_bind_list(block, rows->names, rows->offsets, rows->fields);
    for (size_t i = 0; i < rows->count; i++) {
        if (numbers[i].uncertain) {
            char name[2 * CURB_ID_BYTES];
            snprintf(name, sizeof name, "%.63s.%.63s", jurisdiction->id, rows->names[i]);
            double *place = double_at(jurisdiction, rows->offsets[i]);
            curb_world_file_uncertain(
                reader, work->world, name, &numbers[i], 1.0, &place, 1);
        }
    }
    read_abroad(work, node, j, jurisdiction);
    read_linked(work, node, j, jurisdiction);
}

/* The entries of a map of ids, checked; NULL when there is none to read. */
static const curb_node_t *open_map(
    work_t *work, const curb_node_t *root, const char *key, const char *what, size_t most)
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

static void read_jurisdictions(work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    size_t length = curb_reader_enter(reader, "jurisdictions");
    const curb_node_t *map =
        open_map(work, root, "jurisdictions", "jurisdiction", CURB_JURISDICTION_MAX);
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

/* --- sectors and cells --- */

static bool read_links(work_t *work, const curb_node_t *node, curb_cell_anchors_t *anchors)
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

static void read_matrix_row(
    work_t *work, const curb_entry_t *entry, size_t consumer, curb_sector_t *sector)
{
    curb_reader_t *reader = work->reader;
    double sum = 0.0;
    if (!curb_bind_is_map(reader, entry->value)) {
        return;
    }
    for (size_t i = 0; i < entry->value->count; i++) {
        const curb_entry_t *weight = &entry->value->entries[i];
        curb_node_t word = {.kind = CURB_NODE_SCALAR,
            .text = weight->key,
            .source = weight->source,
            .line = weight->line,
            .column = weight->column};
        size_t producer = curb_bind_name(reader, &word, "jurisdiction",
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
    if (sum <= 0.0) {
        curb_reader_error(reader, entry->value, "the weights add up to 0");
    }
}

static void read_matrix(work_t *work, const curb_node_t *node, curb_sector_t *sector)
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
            curb_reader_open(reader, id);
            read_matrix_row(work, entry, j, sector);
            curb_reader_close(reader);
            curb_reader_leave(reader, inner);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}

static void read_trade(work_t *work, const draft_t *draft, curb_sector_t *sector)
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

static void read_sector(work_t *work, const curb_entry_t *entry, size_t m)
{
    static const curb_block_t *const blocks[] = {&curb_sector_block, &curb_anchor_block};
    curb_reader_t *reader = work->reader;
    curb_sector_t *sector = &work->world->sectors[m];
    draft_t *draft = &work->drafts[m];
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
    copy_title(sector->title, sizeof sector->title, sector->id);
    draft->has_links = read_links(work, entry->value, &draft->anchors);
    read_trade(work, draft, sector);
}

static void read_sectors(work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    size_t length = curb_reader_enter(reader, "sectors");
    const curb_node_t *map = open_map(work, root, "sectors", "sector", CURB_SECTOR_MAX);
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

static void require_one(work_t *work, const curb_node_t *node, const double *shares,
    const char *key, bool there)
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

static void check_cell(work_t *work, const curb_node_t *node, const draft_t *draft,
    const curb_number_t *numbers, const curb_cell_anchors_t *cell, bool has_links)
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

static void register_cell(work_t *work, draft_t *draft, const curb_number_t *numbers,
    curb_cell_anchors_t *cell, size_t j, size_t m)
{
    for (size_t i = 0; i < work->rows.count; i++) {
        double *place = double_at(cell, work->rows.offsets[i]);
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

static void read_cell(work_t *work, const curb_node_t *node, size_t j, size_t m)
{
    curb_reader_t *reader = work->reader;
    draft_t *draft = &work->drafts[m];
    const curb_block_t *block = &curb_anchor_block;
    curb_cell_anchors_t *cell = &work->world->cells[curb_cell_index(work->world, j, m)];
    curb_number_t numbers[CURB_NUMBERS_MAX] = {0};
    *cell = draft->anchors;
    curb_bind_keys(reader, node, &block, 1);
    curb_bind_block(reader, node, block, CURB_BIND_PARTIAL, cell, numbers);
    bool has_links = read_links(work, node, cell) || draft->has_links;
    check_cell(work, node, draft, numbers, cell, has_links);
    cell->profit_usd /= 12.0; /* anchors are given a year, the model counts months */
    register_cell(work, draft, numbers, cell, j, m);
}

static void read_cells_of(
    work_t *work, const curb_node_t *cells, const curb_node_t *map, size_t j)
{
    curb_reader_t *reader = work->reader;
    for (size_t i = 0; i < map->count; i++) {
        const curb_entry_t *entry = &map->entries[i];
        curb_node_t word = {.kind = CURB_NODE_SCALAR,
            .text = entry->key,
            .source = entry->source,
            .line = entry->line,
            .column = entry->column};
        (void)curb_bind_name(reader, &word, "sector", curb_sector_at, work->world,
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

static void read_cells(work_t *work, const curb_node_t *root)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *cells = curb_node_get(root, "cells");
    size_t length = curb_reader_enter(reader, "cells");
    if (curb_bind_is_map(reader, cells)) {
        for (size_t i = 0; i < cells->count; i++) {
            const curb_entry_t *entry = &cells->entries[i];
            curb_node_t word = {.kind = CURB_NODE_SCALAR,
                .text = entry->key,
                .source = entry->source,
                .line = entry->line,
                .column = entry->column};
            (void)curb_bind_name(reader, &word, "jurisdiction", curb_jurisdiction_at,
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

static void register_sectors(work_t *work)
{
    for (size_t m = 0; m < work->world->sector_count; m++) {
        draft_t *draft = &work->drafts[m];
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

/* A gravity guess: buyers turn to producers by their share of supply, and to those at home
 * `home_weight` times as much. The fit to both margins comes later. */
static void seed_trade(work_t *work)
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

static void read_in_force(work_t *work, const curb_node_t *root)
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

static void check_whole(work_t *work, const curb_node_t *root)
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
    curb_reader_t *reader, const curb_node_t *root, curb_world_t *world)
{
    work_t *work = curb_tree_take(&reader->tree, sizeof *work);
    if (work == NULL) {
        curb_reader_no_memory(reader);
        return;
    }
    *work = (work_t){.reader = reader, .world = world};
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
    copy_title(world->title, sizeof world->title, world->id);
    curb_world_set_defaults(world);
    read_jurisdictions(work, root);
    read_sectors(work, root);
    read_cells(work, root);
    register_sectors(work);
    curb_world_file_values(reader, root, world);
    read_in_force(work, root);
    if (reader->error_count == before) {
        seed_trade(work);
        check_whole(work, root);
    }
}
