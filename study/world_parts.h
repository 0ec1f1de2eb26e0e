/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Private to the reading of a world: what its parts share. Sectors are read first: their
 * numbers are the defaults of their cells. Each cell starts as a copy and is overridden. A
 * range given for the sector covers all cells that do not override the number, and one draw
 * moves them together. */
#ifndef CURB_STUDY_WORLD_PARTS_H
#define CURB_STUDY_WORLD_PARTS_H

#include "study/world_file.h"

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
} curb_sector_draft_t;

/** The rows of anchors, flat. */
typedef struct {
    size_t count;
    char names[CURB_NUMBERS_MAX][CURB_ID_BYTES];
    size_t offsets[CURB_NUMBERS_MAX];
    const curb_field_t *fields[CURB_NUMBERS_MAX];
} curb_anchor_rows_t;

typedef struct {
    curb_reader_t *reader;
    curb_world_t *world;
    curb_sector_draft_t *drafts;
    curb_anchor_rows_t rows;
} curb_world_work_t;

/** @brief The double at an offset of an object. */
double *curb_double_at(void *object, size_t offset);

/** @brief A title that was not given is the id. */
void curb_copy_title(char *title, size_t bytes, const char *id);

/** @brief The map under `key`, its ids checked, 1 to `most` of them; NULL when there is
 * none to read. */
const curb_node_t *curb_open_map(curb_world_work_t *work, const curb_node_t *root,
    const char *key, const char *what, size_t most);

/** @brief Reads `links` of a sector or cell if they are there. */
bool curb_read_links(
    curb_world_work_t *work, const curb_node_t *node, curb_cell_anchors_t *anchors);

void curb_read_sectors(curb_world_work_t *work, const curb_node_t *root);

/** @brief Reads the cells over the defaults of their sectors; says what is missing. */
void curb_read_cells(curb_world_work_t *work, const curb_node_t *root);

/** @brief Makes the uncertain numbers of sectors known, with the cells that they are
 * written to. */
void curb_register_sectors(curb_world_work_t *work);

/** @brief Trade shares to start from, where the file gives none. */
void curb_seed_trade(curb_world_work_t *work);

#endif
