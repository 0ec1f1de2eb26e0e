/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Where each number of a study is from, as JSON: what `curb show --sources` prints and
 * what every results file holds. */
#ifndef CURB_STORE_SOURCES_H
#define CURB_STORE_SOURCES_H

#include "study/study.h"

enum { CURB_SOURCE_WORDS_BYTES = 640 };

/** @brief What vouches for a number: its source or, for a number that a file gives without
 * one, "given in FILE:LINE, no source", which is written to `buffer`. */
const char *curb_source_words(
    const curb_origin_t *origin, char buffer[CURB_SOURCE_WORDS_BYTES]);

/** @brief The whole list as a JSON text; the caller frees it with curb_free(). NULL without
 * memory. */
char *curb_sources_json(const curb_study_t *study);

#endif
