/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The registry: every number that curb ships, with its unit, range, source, how the source
 * was seen, and a grade. The rows are those of scenarios/registry.csv, checked and compiled
 * in while curb is built. A part `*` of an id stands for any one part: such a row says
 * where the numbers of many places come from, and may leave their values to data. */
#ifndef CURB_MODEL_REGISTRY_H
#define CURB_MODEL_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

/** How a value is drawn: not at all, triangular with the mode at central, or the same on a
 * log scale. A fixed value may have a range; it says what is known and is not drawn. */
typedef enum { CURB_FIXED, CURB_TRIANGULAR, CURB_LOG_TRIANGULAR } curb_spread_t;

/** How a figure was seen. */
typedef enum {
    CURB_SEEN,            /**< in the source or a page that quotes it */
    CURB_SEEN_SECONDARY,  /**< on a page of others */
    CURB_SEEN_DERIVED,    /**< arithmetic; the formula is in the remark */
    CURB_SEEN_MEMORY,     /**< to be checked before it is published */
    CURB_SEEN_ASSUMPTION, /**< no source was found; the remark argues the value */
    CURB_SEEN_COUNT
} curb_seen_t;

typedef struct {
    const char *id;
    const char *name; /**< in words, for readers; "" for what is never drawn */
    const char *symbol, *unit;
    double central, low, high; /**< NaN where the row leaves them out */
    curb_spread_t spread;
    const char *source; /**< author, year, title; or `assumption` */
    curb_seen_t seen;
    char grade; /**< A measured in the region, B elsewhere or indirectly, C judgement */
    const char *remark;
    int line; /**< of scenarios/registry.csv */
} curb_registry_row_t;

/** In the order of the file. */
extern const curb_registry_row_t curb_registry_rows[];
extern const size_t curb_registry_count;
extern const size_t curb_registry_order[];    /**< indices of the rows, by id */
extern const size_t curb_registry_patterns[]; /**< of those with a `*`, in their order */
extern const size_t curb_registry_pattern_count;

extern const char *const curb_seen_keys[CURB_SEEN_COUNT]; /**< "seen", "secondary", ... */
extern const char *const curb_spread_keys[]; /**< "fixed", "triangular", "log_triangular" */

/** @brief The row of an id, itself or else the row with the fewest `*` that stands for it;
 * NULL when there is none. */
const curb_registry_row_t *curb_registry_find(const char *id);

/** @brief The same among rows that can vouch for a number: their central value is that
 * number, or is left to data. */
const curb_registry_row_t *curb_registry_find_value(const char *id, double value);

/** @brief The row that says in words what a number is, by the name that draws know it by:
 * "responses.effort", "due_diligence.screening", "industry.held" (a sector's, in any
 * world), "africa.abroad_share", "africa.industry.held".
 *  @param places  set to how many words at the start of the name are ids of places; may be
 *                 NULL
 *  @return NULL when no row with a name stands for it. */
const curb_registry_row_t *curb_registry_of_drawn(const char *drawn, size_t *places);

/** @brief Whether a row's id, which may have `*`, stands for an id. */
bool curb_registry_matches(const char *pattern, const char *id);

#endif
