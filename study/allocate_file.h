/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  `allocate:` of a world: its regions are replaced by States before the world is read. */
#ifndef CURB_STUDY_ALLOCATE_FILE_H
#define CURB_STUDY_ALLOCATE_FILE_H

#include "study/fields.h"
#include "study/reader.h"

/** @brief The tree of a world with its regions divided among States: jurisdictions, their
 * cells, consumption and trade_seed of traded sectors, each at the place of the State's
 * row. What the file says of a State itself lies over it. A world without `allocate`, or
 * one that show has written, comes back as it is; NULL after errors. */
const curb_node_t *curb_allocate_file(curb_reader_t *reader, const curb_node_t *root);

#endif
