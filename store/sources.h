/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Where the numbers of a study are from: what `curb show --sources` prints and what every
 * results file holds. */
#ifndef CURB_STORE_SOURCES_H
#define CURB_STORE_SOURCES_H

#include "study/study.h"

enum {
    CURB_SOURCE_WORDS_BYTES = 640,
    CURB_SOURCE_NUMBERS_EACH = 40 /**< more under one rule are counted, not listed */
};

/** A number, or many that one rule of the registry vouches for in the same words. */
typedef struct {
    const curb_origin_t *origin; /**< the first; borrowed */
    const char *name;            /**< its path, or the rule's with `*`; borrowed */
    size_t count;
    double least, most; /**< of the values */
} curb_source_group_t;

/** @brief What vouches for a number: its source or, for a number that a file gives without
 * one, "given in FILE:LINE, no source", which is written to `buffer`. */
const char *curb_source_words(
    const curb_origin_t *origin, char buffer[CURB_SOURCE_WORDS_BYTES]);

/** @brief The numbers in their order, those of one rule put together where there are more
 * than CURB_SOURCE_NUMBERS_EACH; borrows from `study`. @return `count` groups, the caller
 * frees them with curb_free(); NULL without memory. */
curb_source_group_t *curb_sources_group(const curb_study_t *study, size_t *count);

/** @brief The list as a JSON text: each number, or groups. The caller frees it with
 * curb_free(). NULL without memory. */
char *curb_sources_json(const curb_study_t *study, bool each);

#endif
