/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The field table: one row for each key that a study or a world may hold. Reading, range
 * checks, defaults, the resolved copy and the JSON Schema are made from these rows. Levers
 * and responses have tables of their own in model/ and are read by the same rules. */
#ifndef CURB_STUDY_FIELDS_H
#define CURB_STUDY_FIELDS_H

#include "study/allocation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CURB_FIELD_NUMBER,   /**< double */
    CURB_FIELD_FRACTION, /**< double; `40%` is 0.4 */
    CURB_FIELD_WHOLE,    /**< uint64_t */
    CURB_FIELD_BOOLEAN,  /**< bool */
    CURB_FIELD_CHOICE,   /**< int: index into `choices` */
    CURB_FIELD_TEXT,     /**< char[size] */
    CURB_FIELD_BLOCK,    /**< a map with the rows of `block`, at the same offset */
    /* The rest is read by the code of its block; the row is for the check of keys and the
       schema. */
    CURB_FIELD_NAMES,    /**< a list of ids, or `all` */
    CURB_FIELD_SHARES,   /**< a map: id to fraction */
    CURB_FIELD_MATRIX,   /**< a map: id to a map: id to number */
    CURB_FIELD_MAP,      /**< a map: id to a map with the rows of `block` */
    CURB_FIELD_MAP_MAP,  /**< a map: id to a map: id to a map with the rows of `block` */
    CURB_FIELD_NAME_MAP, /**< a map: id to a list of ids */
    CURB_FIELD_LIST,     /**< a list of maps with the rows of `block` */
    CURB_FIELD_VALUES,   /**< a map: name to number; names from a table of the model */
    CURB_FIELD_PATH      /**< the path of a file, or its contents */
} curb_field_kind_t;

typedef struct curb_block curb_block_t;

typedef struct {
    const char *key;
    curb_field_kind_t kind;
    const char *unit;     /**< NULL: none */
    double least, most;   /**< of numbers, both allowed */
    const char *fallback; /**< default as one would type it; NULL: none */
    bool required;
    bool whole_of_one;          /**< a share of a sum of 1: may not be sampled by itself */
    size_t offset, size;        /**< in the struct of the block */
    const char *const *choices; /**< NULL-terminated */
    const char *ending;         /**< of choices: a path that ends so is one too, as -1 */
    const curb_block_t *block;
    const char *help;
} curb_field_t;

/** The rows of one map. */
struct curb_block {
    const char *name;
    const curb_field_t *fields;
    size_t count;
};

/** What a study says of itself, as it is typed. */
typedef struct {
    char id[64];
    char title[160];
    char question[400];
    uint64_t seed, replicates, replicates_per_draw, buyers_per_segment;
    double start_year, years_before, years_after, scale;
    int record, parameters, detection; /**< index into their choices */
} curb_study_keys_t;

/** How regions of a world are divided among States. */
typedef struct {
    char states[400];
    double year;
    bool expanded;
    curb_allocation_rule_t rule;
} curb_allocate_keys_t;

typedef struct {
    char title[160];
    double price_year;
    curb_allocate_keys_t allocate;
} curb_world_keys_t;

/** A sector beside its anchors. */
typedef struct {
    char title[160];
    int family;
    bool traded;
    double home_weight;
} curb_sector_keys_t;

typedef struct {
    double rank;
} curb_correlation_keys_t;

/** A policy or what a scenario says of all its policies; NaN, -1: not said. */
typedef struct {
    char instrument[64];
    double start, end, ramp_months, intensity;
    int dose;
} curb_policy_keys_t;

typedef struct {
    char title[160];
    double start, ramp_months, intensity, budget;
    int dose;
} curb_scenario_keys_t;

/** A change of demand that no policy makes. */
typedef struct {
    double demand, start, end;
} curb_shock_keys_t;

enum { CURB_DOSE_LOW, CURB_DOSE_DEFAULT, CURB_DOSE_HIGH };

extern const char *const curb_dose_keys[];

extern const curb_block_t curb_study_block;
extern const curb_block_t curb_world_block;
extern const curb_block_t curb_allocate_block;     /**< curb_allocate_keys_t */
extern const curb_block_t curb_jurisdiction_block; /**< curb_jurisdiction_t */
extern const curb_block_t curb_sector_block;       /**< curb_sector_keys_t */
extern const curb_block_t curb_anchor_block; /**< curb_cell_anchors_t: sectors and cells */
extern const curb_block_t curb_correlation_block;
extern const curb_block_t curb_policy_block;
extern const curb_block_t curb_scenario_block;
extern const curb_block_t curb_shock_block;

/** @brief The row of a key, or NULL. */
const curb_field_t *curb_block_field(const curb_block_t *self, const char *key);

/** @brief What the field wants, in words: "expected a probability a month". */
void curb_field_expected(
    const char *unit, double least, double most, char *text, size_t bytes);

#endif
