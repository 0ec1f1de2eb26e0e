/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The state of one scenario: everything that changes from month to month. It lives in one
 * block, so that a fork is a copy. Months allocate nothing. */
#ifndef CURB_MODEL_STATE_H
#define CURB_MODEL_STATE_H

#include "model/levers.h"
#include "model/metrics.h"
#include "model/population.h"

/** Exact sums over the buyers of a segment in one month. */
typedef struct {
    int64_t home, abroad, vetted; /**< buyers (agents) */
    int64_t home_quanta, abroad_quanta, vetted_quanta;
    int64_t home_aware, abroad_aware;           /**< quanta times awareness */
    int64_t home_compliant;                     /**< quanta bought by those under rules */
    int64_t awareness, risk;                    /**< in units of 2^-20 */
    int64_t investigated, sanction_probability; /**< in units of 1 / chance_scale */
    int64_t sanctioned;                         /**< buyers (agents) */
    double chance_scale;
} curb_buyer_sums_t;

/** What carries over between months in a cell. */
typedef struct {
    double price;           /**< USD per unit, for next month's choices */
    double settled_price;   /**< USD per unit, at which this month was settled */
    double exploited_share; /**< theta */
    double utilisation;     /**< of exploited output, this month */
    double margin, returns; /**< gamma and pi-hat, 1 at the anchor */
    double awareness;       /**< mean over the cell's buyers, last month */
    double risk;            /**< mean perceived risk of individuals, last month */
    double sanction_rate[CURB_KIND_COUNT]; /**< s-bar: sanction probability a buyer, last
                                              month */
    double pull;                           /**< V_c, 1 at the anchor */
    double vacancies; /**< places of removed traffickers yet to be succeeded */
} curb_cell_state_t;

/** What can happen in a cell this month; numbers without a unit are words below which it
 * does (random.h). */
typedef struct {
    double hazard;        /**< of detection at n = n* */
    double move_total;    /**< probability of leaving */
    int32_t margin_cents; /**< per person held; at most 21 million USD a month */
    uint32_t detection;   /**< at most, whatever a slot holds */
    uint32_t quit, entry, move;
    uint32_t attempt; /**< an open place is tried */
    uint32_t release, escape, identification;
    uint32_t recovery, reintegration;
} curb_cell_chances_t;

/** Money of the last settled month, in cents, for conservation tests and the ledger. */
typedef struct {
    int64_t paid_by_residents, received_by_sellers;
    double units_sold; /**< by the sellers of the cell */
} curb_money_t;

enum {
    CURB_AT_RISK = 0,
    CURB_AT_RISK_AGAIN = 1, /**< was exploited and not reintegrated: vm > 1 */
    CURB_AWAY = 2,          /**< exploited, in a place, or recovering, in a list */
    CURB_SAFE = 3,
    CURB_STATUS_BITS = 2,
    CURB_STATUSES_A_BYTE = 8 / CURB_STATUS_BITS,
    CURB_NOT_MOVED = 255
};
#define CURB_NOBODY UINT32_MAX

typedef struct {
    int month;          /**< months lived */
    int period_months;  /**< months in the period being recorded */
    int watched_months; /**< months in which a slot that moved is still watched */
    uint32_t recovering_count;
    bool risk_is_zero; /**< no law of buyers ever was in force */
} curb_state_scalars_t;

typedef struct {
    const curb_scenario_t *scenario; /**< borrowed */
    void *block;                     /**< borrowed from the replicate */
    size_t block_bytes;

    /* all below lie in the block, but for those who recover */
    curb_state_scalars_t *now;
    curb_cell_state_t *cells; /**< [cell] */
    double *investigations;   /**< [jurisdiction] expected this month, real buyers */
    double *capacity_share;   /**< [jurisdiction] E: what is left for traffickers' cases */
    int64_t *active;          /**< [cell] active traffickers */
    int64_t *held;            /**< [cell] persons held */
    int64_t *held_of_group;   /**< [cell * CURB_GROUP_COUNT + group] */
    int64_t *detected;        /**< [cell] traffickers detected this month */
    int64_t *recovering_of_cell; /**< [cell] by cell last exploited in */
    double *period;              /**< [metric * cell_count + cell] of the period so far */
    double *period_units; /**< [cell] units sold in the period so far, to weigh its price */
    curb_buyer_sums_t *sums; /**< [segment] this month */
    curb_money_t *money;     /**< [cell] this month */
    double *flow_share; /**< [sector][consumer][producer] in the producer's demand, this
                           month */
    curb_cell_chances_t *chances; /**< [cell] this month */

    float *awareness, *risk; /**< [buyer] a and rho */

    uint64_t *slot_active; /**< [slot / 64] bits; the others are dormant */
    uint64_t *slot_away;   /**< [slot / 64] bits: works in another cell than its home */
    uint64_t *slot_full;   /**< [slot / 64] bits: an active slot has the capital that it
                              started with */
    uint16_t *slot_cell;   /**< [slot] where it works now */
    uint8_t *slot_held;    /**< [slot] persons held */
    uint16_t *slot_barred; /**< [slot] months left */
    uint8_t *slot_moved;   /**< [slot] months since the move, CURB_NOT_MOVED after 12 */
    uint8_t *slot_from;    /**< [slot] jurisdiction that it moved from */
    int64_t *slot_capital; /**< [slot] cents, miniature */

    uint64_t *place_held;   /**< [place / 64] bits: who is asked of every place is few */
    uint64_t *place_open;   /**< [place / 64] bits: of an active slot, and nobody held */
    uint32_t *place_person; /**< [place] or CURB_NOBODY */

    uint8_t *person_status; /**< [person / CURB_STATUSES_A_BYTE] see curb_person_status() */
    int32_t *at_risk;       /**< [class * 2 + again] persons at risk */
    uint32_t *recovering_person; /**< [recovering_count] */
    uint16_t *recovering_cell;   /**< [recovering_count] cell last exploited in */

    curb_levers_t levers; /**< this month's; its cells lie in the block */
} curb_state_t;

/** @brief Bytes of the block of one scenario. */
size_t curb_state_bytes(const curb_market_t *market, const curb_population_t *population);

/** @brief How many of these are used at rest; the others are room for more persons who
 * recover. */
size_t curb_state_used_bytes(
    const curb_market_t *market, const curb_population_t *population);

/** @brief How many of these are for persons who recover, and mostly stay empty. */
size_t curb_state_room_bytes(
    const curb_market_t *market, const curb_population_t *population);

/** @brief Lays a state out over `block` (zeroed, curb_state_bytes long, 64-byte aligned).
 */
void curb_state_place(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, const curb_scenario_t *scenario, void *block);

/** @brief The same over two blocks, so that huge pages hold nothing that stays empty: the
 * `room` of curb_state_room_bytes(), and the `block` of the others. Both zeroed and 64-byte
 * aligned. */
void curb_state_place_apart(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, const curb_scenario_t *scenario, void *block,
    void *room);

/** @brief Puts every agent into the stationary law of the market at rest (model.md section
 * 4). */
void curb_state_start(curb_state_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate);

/** @brief Makes `self` continue from where `other` stands, under its own scenario. */
void curb_state_fork(curb_state_t *self, const curb_state_t *other);

/** @brief Asks for the columns of which a month looks at a few places here and there, where
 * caches hold them: processors fetch ahead by themselves only what is read in order. For
 * the state that comes after the one at hand, so that they are there in time. */
void curb_state_fetch(const curb_state_t *self, const curb_population_t *population);

/** @brief Most persons who can be recovering at once before the oldest is taken as
 * recovered. */
size_t curb_recovering_capacity(const curb_population_t *population);

/** @brief V[o,g] of a pool now: sum of vulnerability over persons at risk, real persons;
 * policies in the places of origin count against those at rest. */
double curb_pool_weight(const curb_state_t *self, const curb_market_t *market, size_t pool);

/** @brief Updates every cell's pull V_c from the persons at risk. */
void curb_state_update_pull(curb_state_t *self, const curb_market_t *market);

/** @brief Status of a person. Four share a byte, because months look at many persons, far
 * apart, and mostly wait for memory. */
static inline unsigned curb_person_status(const curb_state_t *self, uint32_t person)
{
    unsigned shift = person % CURB_STATUSES_A_BYTE * CURB_STATUS_BITS;
    return (unsigned)self->person_status[person / CURB_STATUSES_A_BYTE] >> shift & 3u;
}

static inline void curb_person_become(curb_state_t *self, uint32_t person, unsigned status)
{
    unsigned shift = person % CURB_STATUSES_A_BYTE * CURB_STATUS_BITS;
    uint8_t *byte = &self->person_status[person / CURB_STATUSES_A_BYTE];
    *byte = (uint8_t)((*byte & ~(3u << shift)) | status << shift);
}

static inline bool curb_slot_is_active(const curb_state_t *self, size_t slot)
{
    return self->slot_active[slot / 64] >> slot % 64 & 1u;
}

/** @brief Puts a member into a set of bits, or out of it. */
static inline void curb_set_put(uint64_t *set, size_t member, bool in)
{
    uint64_t bit = (uint64_t)1 << member % 64;
    set[member / 64] = in ? set[member / 64] | bit : set[member / 64] & ~bit;
}

/** @brief Whether somebody is held in a place. */
static inline bool curb_place_is_held(const curb_state_t *self, uint32_t place)
{
    return self->place_held[place / 64] >> place % 64 & 1u;
}

/** @brief Puts a person, or CURB_NOBODY, into a place of an active slot. */
static inline void curb_place_put(curb_state_t *self, uint32_t place, uint32_t person)
{
    uint64_t bit = (uint64_t)1 << place % 64;
    self->place_person[place] = person;
    if (person != CURB_NOBODY) {
        self->place_held[place / 64] |= bit;
        self->place_open[place / 64] &= ~bit;
    } else {
        self->place_held[place / 64] &= ~bit;
        self->place_open[place / 64] |= bit;
    }
}

/** @brief Opens the empty places of a slot that becomes active, or closes them. */
void curb_places_open(
    curb_state_t *self, const curb_population_t *population, size_t slot, bool open);

static inline double *curb_state_metric(
    const curb_state_t *self, size_t cell_count, curb_metric_t metric, size_t cell)
{
    return &self->period[(size_t)metric * cell_count + cell];
}

#endif
