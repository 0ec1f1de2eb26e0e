/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A measure from its tree. */
#ifndef CURB_STUDY_MEASURE_FILE_H
#define CURB_STUDY_MEASURE_FILE_H

#include "study/bind.h"
#include "study/measure.h"

/** The keys of a measure (curb_measure_t), and of an observation step
 * (curb_observation_t). */
extern const curb_block_t curb_measure_block;
extern const curb_block_t curb_observation_block;

/** @brief Reads a measure from its map and checks it against the study that is measured;
 *  `study` may be empty, then only what needs no study is checked. Keys of the map beside
 *  those of a measure are left alone. Errors are kept in the reader. */
void curb_measure_file_read(curb_reader_t *reader, const curb_node_t *map,
    const curb_study_t *study, curb_measure_t *measure);

#endif
