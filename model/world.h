/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A world: the anchors of a market (observable, model.md section 4) and the responses.
 * Plain data of fixed size, so that a draw of parameters is a copy with some numbers
 * replaced. */
#ifndef CURB_MODEL_WORLD_H
#define CURB_MODEL_WORLD_H

#include "model/diagnostics.h"
#include "model/instruments.h"
#include "model/responses.h"
#include "model/scenario.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CURB_CELL_MAX = CURB_JURISDICTION_MAX * CURB_SECTOR_MAX,
    CURB_TITLE_BYTES = 160,
    CURB_IN_FORCE_MAX = 64,
    CURB_UNCERTAIN_MAX = 512,
    CURB_UNCERTAIN_TARGET_MAX = 16384,
    CURB_COUPLED_MAX = 12, /**< may be correlated: well below the draws of a block */
    CURB_CORRELATION_MAX = CURB_COUPLED_MAX * (CURB_COUPLED_MAX - 1) / 2
};

typedef enum { CURB_WOMEN, CURB_MEN, CURB_GIRLS, CURB_BOYS, CURB_GROUP_COUNT } curb_group_t;
typedef enum { CURB_INDIVIDUAL, CURB_FIRM, CURB_GOVERNMENT, CURB_KIND_COUNT } curb_kind_t;
typedef enum { CURB_LABOUR, CURB_SEXUAL } curb_family_t;
typedef enum { CURB_CONCEPT_MSE, CURB_CONCEPT_ILO, CURB_CONCEPT_COUNT } curb_concept_t;
enum { CURB_VULNERABILITY_COUNT = 4 };

extern const char *const curb_group_keys[CURB_GROUP_COUNT]; /**< women, men, girls, boys */
extern const char
    *const curb_kind_keys[CURB_KIND_COUNT]; /**< individual, firm, government */
extern const char *const curb_concept_keys[CURB_CONCEPT_COUNT]; /**< mse, ilo */

/** Anchors of one kind of buyer in one cell. A kind with demand_share 0 is absent. */
typedef struct {
    double demand_share; /**< share of the cell's unvetted demand */
    double active_share; /**< buyers per inhabitant */
    double unvetted;     /**< P^U*: probability a month of buying unvetted at home */
    double vetted;       /**< P^V*; 0 where there is no vetted channel */
    double spend_usd;    /**< per purchase */
    double log_sd;       /**< concentration of purchases: sd of log quantity */
} curb_buyer_anchors_t;

/** Anchors of a cell: one sector in one jurisdiction. */
typedef struct {
    double exploited;                     /**< N*, persons */
    double composition[CURB_GROUP_COUNT]; /**< shares that add up to 1 */
    double profit_usd;                    /**< Pi*: per exploited person-month */
    double profit_share;    /**< profit as a share of turnover; p* = Pi* / share */
    double exploited_share; /**< theta*: of unvetted supply */
    double duration_months; /**< d* */
    double held;            /**< n*: persons per active trafficker */
    double fill;            /**< f: held over capacity */
    double identified_share[CURB_CONCEPT_COUNT]; /**< y*, of those exploited at some time in
                                                    a year */
    double quit;                                 /**< x*: a month */
    double worker_share;                         /**< r: of turnover, reaches the worker */
    double supply_elasticity;                    /**< eps_F of sellers who do not exploit */
    double demand_elasticity;           /**< eps_D > 0: own-price, in absolute value */
    double link[CURB_JURISDICTION_MAX]; /**< l[c,o]: share of recruits by origin */
    curb_buyer_anchors_t buyers[CURB_KIND_COUNT];
} curb_cell_anchors_t;

typedef struct {
    char id[CURB_ID_BYTES];
    char title[CURB_TITLE_BYTES];
    double population;                       /**< persons */
    double at_risk[CURB_GROUP_COUNT];        /**< persons: all but the exploited */
    double abroad_share;                     /**< alpha: of residents' sexual purchases */
    double abroad_to[CURB_JURISDICTION_MAX]; /**< B: where; adds up to 1, own entry 0 */
    bool linked[CURB_JURISDICTION_MAX];      /**< traffickers may move there */
    bool allocated;   /**< anchors divided from a region's by a rule, not observed */
    bool named_state; /**< a State, not a group of States: never ranked by level */
    char includes[CURB_TITLE_BYTES]; /**< names of States that are counted with it */
} curb_jurisdiction_t;

typedef struct {
    char id[CURB_ID_BYTES];
    char title[CURB_TITLE_BYTES];
    curb_family_t family;
    bool traded;                               /**< false: consumed where it is produced */
    double consumption[CURB_JURISDICTION_MAX]; /**< shares of the world total, in units */
    double trade_seed[CURB_JURISDICTION_MAX]
                     [CURB_JURISDICTION_MAX]; /**< [consumer][producer] */
} curb_sector_t;

/** A number that a draw replaces: a triangular law, and every place that it is written to.
 */
typedef struct {
    char
        name[2 * CURB_ID_BYTES]; /**< e.g. "responses.loudness", "sexual.exploited_share" */
    double low, mode, high;
    curb_spread_t spread;
    uint32_t first_target, target_count; /**< into curb_world_t.targets */
} curb_uncertain_t;

/** A rank correlation asked for between two uncertain numbers. */
typedef struct {
    uint32_t a, b; /**< into curb_world_t.uncertain */
    double rank;   /**< Spearman's, in (-1, 1) */
} curb_correlation_t;

typedef struct {
    char id[CURB_ID_BYTES];
    char title[CURB_TITLE_BYTES];
    double price_year;
    size_t jurisdiction_count, sector_count;
    curb_jurisdiction_t jurisdictions[CURB_JURISDICTION_MAX];
    curb_sector_t sectors[CURB_SECTOR_MAX];
    curb_cell_anchors_t
        cells[CURB_CELL_MAX]; /**< cell = jurisdiction * sector_count + sector */
    curb_responses_t responses;
    /** Values at intensity 1, for policies that do not set a lever themselves. */
    double levers[CURB_INSTRUMENT_COUNT][CURB_LEVER_COUNT];
    size_t in_force_count; /**< laws that are part of the baseline */
    curb_policy_t in_force[CURB_IN_FORCE_MAX];
    size_t uncertain_count;
    curb_uncertain_t uncertain[CURB_UNCERTAIN_MAX];
    size_t correlation_count; /**< set when nothing moves in `uncertain` any more */
    curb_correlation_t correlations[CURB_CORRELATION_MAX];
    uint32_t target_count;
    uint32_t
        targets[CURB_UNCERTAIN_TARGET_MAX]; /**< byte offsets of doubles in this struct */
} curb_world_t;

static inline size_t curb_cell_index(
    const curb_world_t *world, size_t jurisdiction, size_t sector)
{
    return jurisdiction * world->sector_count + sector;
}

static inline size_t curb_cell_count(const curb_world_t *world)
{
    return world->jurisdiction_count * world->sector_count;
}

/** @brief Sets responses and levers to their central values and lists those that have a
 * range as uncertain. The rest of `self` is left alone; call it on a zeroed world first. */
void curb_world_set_defaults(curb_world_t *self);

/** @brief Registers one uncertain number that is written to `count` places, each a double
 * inside `self`. @return false when the tables are full. */
bool curb_world_add_uncertain(curb_world_t *self, const char *name, double low, double mode,
    double high, curb_spread_t spread, double *const *places, size_t count);

/** @brief Takes a number out of the list of uncertain ones (a study fixed it). */
void curb_world_fix(curb_world_t *self, const char *name);

/** @brief Checks what no single field shows: shares that must add up, elasticities against
 * price speed, missing anchors. Every problem is added to `diagnostics`. */
CURB_MUST_CHECK curb_error_t curb_world_check(
    const curb_world_t *self, curb_diagnostics_t *diagnostics);

#endif
