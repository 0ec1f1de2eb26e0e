/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The fourteen instruments of model.md section 6: what each acts on, its levers and its
 * doses. */
#ifndef CURB_MODEL_INSTRUMENTS_H
#define CURB_MODEL_INSTRUMENTS_H

#include "model/responses.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** X(enum name, key, side) */
#define CURB_INSTRUMENT_LIST(X)                                                            \
    X(PROCUREMENT_RULES, "procurement_rules", DEMAND)                                      \
    X(DUE_DILIGENCE, "due_diligence", DEMAND)                                              \
    X(IMPORT_BAN, "import_ban", DEMAND)                                                    \
    X(AWARENESS_CAMPAIGN, "awareness_campaign", DEMAND)                                    \
    X(EDUCATION, "education", DEMAND)                                                      \
    X(ONLINE_DETERRENCE, "online_deterrence", DEMAND)                                      \
    X(CRIMINALISE_BUYING, "criminalise_buying", DEMAND)                                    \
    X(CRIMINALISE_KNOWING_USE, "criminalise_knowing_use", DEMAND)                          \
    X(ASSET_FORFEITURE, "asset_forfeiture", SUPPLY)                                        \
    X(TRAFFICKER_ENFORCEMENT, "trafficker_enforcement", SUPPLY)                            \
    X(LABOUR_INSPECTION, "labour_inspection", SUPPLY)                                      \
    X(VICTIM_SUPPORT, "victim_support", SUPPORT)                                           \
    X(SAFE_MIGRATION, "safe_migration", SUPPORT)                                           \
    X(COOPERATION, "cooperation", SUPPLY)

#define CURB_INSTRUMENT_ENUM(name, key, side) CURB_##name,
typedef enum {
    CURB_INSTRUMENT_LIST(CURB_INSTRUMENT_ENUM) CURB_INSTRUMENT_COUNT
} curb_instrument_t;
#undef CURB_INSTRUMENT_ENUM

typedef enum { CURB_SIDE_DEMAND, CURB_SIDE_SUPPLY, CURB_SIDE_SUPPORT } curb_side_t;

/** Levers, costs among them. X(enum name, key, unit, least, most, meaning) */
/* clang-format off */
#define CURB_LEVER_LIST(X)                                                                     \
    X(COMPLIANCE, "compliance", "1", 0, 1, "share of buyers who follow the rules, at intensity 1")         \
    X(SCREENING, "screening", "1", 0, 1, "probability that one who follows them refuses an exploited unit") \
    X(PENALTY, "penalty", "1", 0, 100, "felt cost of buying unvetted, in units of the price")               \
    X(AUDIT_SHARE, "audit_share", "1", 0, 1, "auditing cost as a share of unvetted spending, borne by the buyer") \
    X(INTERDICTION, "interdiction", "1", 0, 1, "probability that an exploited unit is stopped at the border")  \
    X(DIVERSION, "diversion", "1", 0, 1, "share of what is stopped that other destinations buy")            \
    X(REACH, "reach", "1/month", 0, 1, "probability that a buyer is reached in a month")                    \
    X(EFFICACY, "efficacy", "1", 0, 1, "share of the missing awareness that one contact supplies")          \
    X(SHIFT, "shift", "1/year", 0, 1, "yearly rise of the norm against buying")                             \
    X(LAG, "lag", "month", 0, 600, "months before the norm begins to move")                                 \
    X(FRICTION, "friction", "1", 0, 100, "felt cost of an online purchase, in units of the price")          \
    X(TAKEDOWN, "takedown", "1", 0, 20, "rise of detection through removed advertisements, as a share")     \
    X(DISPLACEMENT, "displacement", "1", 0, 1, "share of online purchases that move offline")               \
    X(CLOSURE, "closure", "1", 0, 0.99, "share of online capacity that is closed at the start")           \
    X(RECOVERY, "recovery", "1/month", 0, 1, "share of the missing online capacity that comes back elsewhere in a month") \
    X(INVESTIGATION, "investigation", "1", 0, 1, "probability that one purchase is investigated")           \
    X(SEVERITY, "severity", "USD", 0, 10000000, "fine and other cost felt by a sanctioned buyer, in USD of the world's year") \
    X(ANNOUNCEMENT, "announcement", "1", 0, 1, "perceived probability of a sanction when the law starts")   \
    X(EXTRATERRITORIAL, "extraterritorial", "1", 0, 1, "share of the law's force that follows residents abroad") \
    X(ADDED, "added", "1", 0, 20, "capacity added, in units of the cases worked at the baseline")           \
    X(PROOF, "proof", "1", 0, 1, "probability that knowledge can be proved")                                \
    X(FORFEITURE, "forfeiture", "1", 0, 1, "share of a detected trafficker's capital that is taken")        \
    X(MULTIPLIER, "multiplier", "1", 1, 20, "detection against the baseline")                               \
    X(COVERAGE, "coverage", "1", 0, 1, "share of people who are offered support")                           \
    X(REDUCTION, "reduction", "1", 0, 1, "fall of vulnerability in the places of origin")                   \
    X(STRENGTH, "strength", "1", 0, 20, "added cost of moving between co-operating States, and rise of detection after a move") \
    X(COST_FIXED, "cost_fixed", "USD/year per million inhabitants", 0, 1e12, "public cost of running the measure")  \
    X(COST_HEAD, "cost_head", "USD", 0, 1e9, "public cost per person reached or, for support, per person-month of recovery") \
    X(COST_CASE, "cost_case", "USD", 0, 1e9, "public cost per investigation of a buyer and per added detection")
/* clang-format on */

#define CURB_LEVER_ENUM(name, ...) CURB_LEVER_##name,
typedef enum { CURB_LEVER_LIST(CURB_LEVER_ENUM) CURB_LEVER_COUNT } curb_lever_t;
#undef CURB_LEVER_ENUM

typedef struct {
    const char *key, *unit, *meaning;
    double least, most;
} curb_lever_row_t;

extern const curb_lever_row_t curb_lever_rows[CURB_LEVER_COUNT];

/** The value at intensity 1 of one lever of one instrument, with its range and where it is
 * from. */
typedef struct {
    curb_lever_t lever;
    double central, low, high;
    curb_spread_t spread;
    char grade;
    const curb_registry_row_t *registry; /**< unit with price year, source, how seen */
} curb_lever_default_t;

enum { CURB_LEVERS_PER_INSTRUMENT_MAX = 12 };

typedef struct {
    const char *key;
    curb_side_t side;
    bool labour, sexual;               /**< families of markets that it may be used in */
    bool individual, firm, government; /**< kinds of buyers that it may address; all false
                                          when it does not act on buyers */
    double dose_low, dose_default, dose_high; /**< intensities */
    const curb_registry_row_t *doses[3];      /**< their rows, in that order */
    size_t lever_count;
    curb_lever_default_t levers[CURB_LEVERS_PER_INSTRUMENT_MAX];
} curb_instrument_row_t;

extern const curb_instrument_row_t curb_instrument_rows[CURB_INSTRUMENT_COUNT];

/** @brief "demand", "supply" or "support". */
const char *curb_side_key(curb_side_t side);

/** @brief The row's entry for a lever, or NULL when the instrument does not have it. */
const curb_lever_default_t *curb_instrument_lever(
    curb_instrument_t instrument, curb_lever_t lever);

#endif
