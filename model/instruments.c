/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of instruments. A dose is an intensity: the levers are given at intensity 1,
 * the highest that a source or a careful reader would call possible, and low and default
 * are what share of it the lower and central values of the main lever are. Amounts are USD
 * of 2014; euros were converted at 1.33 USD, about the mean rate of 2014 (from memory),
 * pounds do not occur. */
#include "model/instruments.h"

#include <string.h>

#define LEVER_ROW(name, key, unit, least, most, meaning) {key, unit, meaning, least, most},
const curb_lever_row_t curb_lever_rows[CURB_LEVER_COUNT] = {CURB_LEVER_LIST(LEVER_ROW)};
#undef LEVER_ROW

#define LEVER(name, central, low, high, spread, grade, remark)                             \
    {                                                                                      \
        CURB_LEVER_##name, central, low, high, CURB_##spread, grade, remark                \
    }
#define SET(name, value, remark) LEVER(name, value, value, value, FIXED, 'C', remark)

#define SCREENING_REMARK                                                                   \
    "no measurement found; yearly chance of finding a tainted supplier under serious "     \
    "due diligence put between 2 and 40 %"
#define PENALTY_REMARK "assumption: breaking the rules feels like 2 to 30 % of the price"
#define FIXED_REMARK                                                                       \
    "assumption: one to a dozen full-time posts per ten million inhabitants"
#define CASE_REMARK                                                                        \
    "no measurement found; 100,000 EUR a trafficking investigation, 30,000 to 500,000"
#define BUYER_CASE_REMARK                                                                  \
    "assumption: a hundredth of a trafficking investigation, as much as its effort"
#define LAW_DOSE_REMARK                                                                    \
    "0.0001, 0.001 and 0.01 sanctions a year per active buyer (derived from Northern "     \
    "Ireland and France, denominators assumed)"

const curb_instrument_row_t curb_instrument_rows[CURB_INSTRUMENT_COUNT] = {
    [CURB_PROCUREMENT_RULES] = {.key = "procurement_rules",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .government = true,
        .dose_low = 0.2,
        .dose_default = 0.5,
        .dose_high = 1,
        .dose_remark = "assumption: a tenth, a quarter and a half of authorities",
        .lever_count = 5,
        .levers = {SET(COMPLIANCE, 0.5,
                       "assumption: at most the half of procedures that do not go by price "
                       "alone (54 % do, Single Market Scoreboard, seen)"),
            LEVER(SCREENING, 0.15, 0.02, 0.4, TRIANGULAR, 'C', SCREENING_REMARK),
            LEVER(PENALTY, 0.1, 0.02, 0.3, TRIANGULAR, 'C', PENALTY_REMARK),
            LEVER(AUDIT_SHARE, 0.002, 0.0005, 0.01, LOG_TRIANGULAR, 'C',
                "no measurement found; 0.2 % of contract value, 0.05 to 1 %"),
            LEVER(COST_FIXED, 20000, 5000, 80000, LOG_TRIANGULAR, 'C', FIXED_REMARK)}},
    [CURB_DUE_DILIGENCE] = {.key = "due_diligence",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .firm = true,
        .dose_low = 0.25,
        .dose_default = 0.45,
        .dose_high = 1,
        .dose_remark =
            "20 % (statements that met the minimum, UK 2019, seen), 37 % (firms "
            "that say they do it, from memory) and 80 % (plans published, France, "
            "seen) of firms",
        .lever_count = 5,
        .levers =
            {SET(COMPLIANCE, 0.8,
                 "80 % of obliged firms in France had published a plan in 2021 and 2024 "
                 "(vigilance-plan.org, seen)"),
                LEVER(SCREENING, 0.15, 0.02, 0.4, TRIANGULAR, 'C', SCREENING_REMARK),
                LEVER(PENALTY, 0.1, 0.02, 0.3, TRIANGULAR, 'C', PENALTY_REMARK),
                LEVER(AUDIT_SHARE, 0.001, 0.0001, 0.004, LOG_TRIANGULAR, 'C',
                    "0.009 % of revenue for large and 0.14 % for small firms (study for "
                    "the "
                    "European Commission 2020, from memory)"),
                LEVER(COST_FIXED, 20000, 5000, 80000, LOG_TRIANGULAR, 'C', FIXED_REMARK)}},
    [CURB_IMPORT_BAN] = {.key = "import_ban",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .dose_low = 0.1,
        .dose_default = 0.33,
        .dose_high = 1,
        .dose_remark = "0.3, 1 and 3 % of at-risk imports detained a year (derived from "
                       "US figures to March 2024, seen)",
        .lever_count = 3,
        .levers = {SET(INTERDICTION, 0.03,
                       "3 % of at-risk imports, the upper end of what was derived from the "
                       "US ban"),
            LEVER(DIVERSION, 0.5, 0.2, 0.9, TRIANGULAR, 'C',
                "no measurement found; judgement, 0.2 to 0.9"),
            LEVER(COST_FIXED, 30000, 8000, 120000, LOG_TRIANGULAR, 'C', FIXED_REMARK)}},
    [CURB_AWARENESS_CAMPAIGN] = {.key = "awareness_campaign",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .sexual = true,
        .individual = true,
        .firm = true,
        .government = true,
        .dose_low = 0.1,
        .dose_default = 0.33,
        .dose_high = 1,
        .dose_remark = "assumption: a quarter of a contact, most of one and more than two "
                       "a head and year",
        .lever_count = 3,
        .levers = {SET(REACH, 0.2, "assumption: one contact in five months at most"),
            LEVER(EFFICACY, 0.1, 0.02, 0.25, TRIANGULAR, 'C',
                "assumption: knowledge rises in trials (Nepal, seen), how much is not "
                "known"),
            LEVER(COST_HEAD, 0.08, 0.016, 0.5, LOG_TRIANGULAR, 'C',
                "no measurement found; 0.05 EUR a head and year (0.01 to 0.3) for about "
                "0.8 contacts")}},
    [CURB_EDUCATION] = {.key = "education",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .sexual = true,
        .individual = true,
        .firm = true,
        .government = true,
        .dose_low = 0.1,
        .dose_default = 0.3,
        .dose_high = 1,
        .dose_remark = "no measurement found; drift of attitudes after a law put at 0.3 "
                       "points a year, 0 to 1",
        .lever_count = 3,
        .levers = {SET(SHIFT, 0.1, "assumption: the norm weighs a tenth more each year"),
            LEVER(LAG, 24, 12, 60, TRIANGULAR, 'C',
                "assumption: one to five years until pupils are buyers"),
            LEVER(COST_FIXED, 100000, 20000, 500000, LOG_TRIANGULAR, 'C',
                "assumption: 0.02 to 0.5 USD a head and year")}},
    [CURB_ONLINE_DETERRENCE] = {.key = "online_deterrence",
        .side = CURB_SIDE_DEMAND,
        .sexual = true,
        .individual = true,
        .dose_low = 0.07,
        .dose_default = 0.2,
        .dose_high = 1,
        .dose_remark =
            "about -1, -3 and -15 % of exposed buyers' purchases (no measurement "
            "found; judgement)",
        .lever_count = 5,
        .levers = {SET(FRICTION, 0.7,
                       "assumption: with a price elasticity of 0.6 and half displaced, "
                       "about -15 % of purchases"),
            LEVER(TAKEDOWN, 0.1, 0, 0.3, TRIANGULAR, 'C',
                "assumption: removed advertisements raise detection by up to a third"),
            LEVER(DISPLACEMENT, 0.5, 0.2, 0.9, TRIANGULAR, 'C',
                "75 % of a closed platform's volume was back in four months (seen); "
                "judgement, 0.2 to 0.9"),
            LEVER(COST_HEAD, 0.66, 0.066, 4, LOG_TRIANGULAR, 'C',
                "no measurement found; 0.5 EUR an exposure, 0.05 to 3"),
            LEVER(COST_FIXED, 5000, 1000, 25000, LOG_TRIANGULAR, 'C', FIXED_REMARK)}},
    [CURB_CRIMINALISE_BUYING] = {.key = "criminalise_buying",
        .side = CURB_SIDE_DEMAND,
        .sexual = true,
        .individual = true,
        .dose_low = 0.01,
        .dose_default = 0.1,
        .dose_high = 1,
        .dose_remark = LAW_DOSE_REMARK,
        .lever_count = 7,
        .levers =
            {SET(INVESTIGATION, 5e-5,
                 "0.01 sanctions a year and buyer over the about 200 purchases a year "
                 "that the anchors imply"),
                LEVER(SEVERITY, 2000, 500, 8000, LOG_TRIANGULAR, 'C',
                    "fines of 300 to 400 EUR in France (seen) and, as an assumption, "
                    "several "
                    "times that in felt exposure"),
                LEVER(ANNOUNCEMENT, 0.02, 0, 0.1, TRIANGULAR, 'C',
                    "assumption: a new law is first thought to bite, a little"),
                LEVER(EXTRATERRITORIAL, 0.1, 0, 0.3, TRIANGULAR, 'C',
                    "assumption: rarely applied to purchases abroad"),
                SET(ADDED, 0, "no capacity comes with the law unless a study adds it"),
                LEVER(COST_FIXED, 10000, 2500, 40000, LOG_TRIANGULAR, 'C', FIXED_REMARK),
                LEVER(
                    COST_CASE, 1330, 300, 10000, LOG_TRIANGULAR, 'C', BUYER_CASE_REMARK)}},
    [CURB_CRIMINALISE_KNOWING_USE] = {.key = "criminalise_knowing_use",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .sexual = true,
        .individual = true,
        .firm = true,
        .government = true,
        .dose_low = 0.01,
        .dose_default = 0.1,
        .dose_high = 1,
        .dose_remark = LAW_DOSE_REMARK,
        .lever_count = 8,
        .levers = {SET(INVESTIGATION, 5e-5, "as for the purchase offence, to compare them"),
            LEVER(SEVERITY, 2000, 500, 8000, LOG_TRIANGULAR, 'C',
                "assumption: as for the purchase offence, to compare them"),
            LEVER(ANNOUNCEMENT, 0.02, 0, 0.1, TRIANGULAR, 'C',
                "assumption: a new law is first thought to bite, a little"),
            LEVER(EXTRATERRITORIAL, 0.1, 0, 0.3, TRIANGULAR, 'C',
                "assumption: rarely applied to purchases abroad"),
            SET(ADDED, 0, "no capacity comes with the law unless a study adds it"),
            LEVER(PROOF, 0.1, 0.02, 0.3, TRIANGULAR, 'C',
                "convictions are negligible where the offence exists (from memory)"),
            LEVER(COST_FIXED, 10000, 2500, 40000, LOG_TRIANGULAR, 'C', FIXED_REMARK),
            LEVER(COST_CASE, 1330, 300, 10000, LOG_TRIANGULAR, 'C', BUYER_CASE_REMARK)}},
    [CURB_ASSET_FORFEITURE] = {.key = "asset_forfeiture",
        .side = CURB_SIDE_SUPPLY,
        .labour = true,
        .sexual = true,
        .dose_low = 0.05,
        .dose_default = 0.2,
        .dose_high = 1,
        .dose_remark =
            "2.5, 10 and 50 % of capital; 1.1 % of illicit proceeds are confiscated "
            "in the EU (Europol 2016, seen on a secondary page)",
        .lever_count = 2,
        .levers =
            {SET(FORFEITURE, 0.5, "assumption: half of what a trafficker owns at most"),
                LEVER(COST_FIXED, 20000, 5000, 80000, LOG_TRIANGULAR, 'C', FIXED_REMARK)}},
    [CURB_TRAFFICKER_ENFORCEMENT] = {.key = "trafficker_enforcement",
        .side = CURB_SIDE_SUPPLY,
        .labour = true,
        .sexual = true,
        .dose_low = 0.1,
        .dose_default = 0.33,
        .dose_high = 1,
        .dose_remark = "assumption: 10, 33 and 100 % more detection",
        .lever_count = 4,
        .levers = {SET(MULTIPLIER, 2, "assumption: detection doubles at most"),
            SET(ADDED, 0, "capacity is what the multiplier stands for"),
            LEVER(COST_FIXED, 20000, 5000, 80000, LOG_TRIANGULAR, 'C', FIXED_REMARK),
            LEVER(COST_CASE, 133000, 40000, 665000, LOG_TRIANGULAR, 'C', CASE_REMARK)}},
    [CURB_LABOUR_INSPECTION] = {.key = "labour_inspection",
        .side = CURB_SIDE_SUPPLY,
        .labour = true,
        .dose_low = 0.1,
        .dose_default = 0.33,
        .dose_high = 1,
        .dose_remark = "assumption: 10, 33 and 100 % more detection; penalty with funded "
                       "enforcement about halved wage violations (Minnesota, seen)",
        .lever_count = 4,
        .levers = {SET(MULTIPLIER, 2, "assumption: detection doubles at most"),
            SET(ADDED, 0, "capacity is what the multiplier stands for"),
            LEVER(COST_FIXED, 50000, 10000, 250000, LOG_TRIANGULAR, 'C', FIXED_REMARK),
            LEVER(COST_CASE, 133000, 40000, 665000, LOG_TRIANGULAR, 'C', CASE_REMARK)}},
    [CURB_VICTIM_SUPPORT] = {.key = "victim_support",
        .side = CURB_SIDE_SUPPORT,
        .labour = true,
        .sexual = true,
        .dose_low = 0.14,
        .dose_default = 0.43,
        .dose_high = 1,
        .dose_remark = "10, 30 and 70 % of survivors reached (no measurement found; "
                       "judgement)",
        .lever_count = 3,
        .levers = {SET(COVERAGE, 0.7, "judgement: seven in ten reached at most"),
            LEVER(COST_HEAD, 2217, 890, 4430, LOG_TRIANGULAR, 'C',
                "no measurement found; 20,000 EUR a person-year, 8,000 to 40,000"),
            LEVER(COST_FIXED, 10000, 2500, 40000, LOG_TRIANGULAR, 'C', FIXED_REMARK)}},
    [CURB_SAFE_MIGRATION] = {.key = "safe_migration",
        .side = CURB_SIDE_SUPPORT,
        .labour = true,
        .sexual = true,
        .dose_low = 0.1,
        .dose_default = 0.2,
        .dose_high = 1,
        .dose_remark =
            "-1, -2 and -10 % of vulnerability (no measurement found; judgement)",
        .lever_count = 2,
        .levers = {SET(REDUCTION, 0.1, "judgement: a tenth at most"),
            LEVER(COST_FIXED, 200000, 50000, 800000, LOG_TRIANGULAR, 'C',
                "assumption: 0.05 to 0.8 USD a head and year in the places of origin")}},
    [CURB_COOPERATION] = {.key = "cooperation",
        .side = CURB_SIDE_SUPPLY,
        .labour = true,
        .sexual = true,
        .dose_low = 0.2,
        .dose_default = 0.5,
        .dose_high = 1,
        .dose_remark = "assumption",
        .lever_count = 2,
        .levers = {LEVER(STRENGTH, 1, 0.3, 2, LOG_TRIANGULAR, 'C',
                       "assumption: moving costs up to twice the margin more"),
            LEVER(COST_FIXED, 5000, 1000, 25000, LOG_TRIANGULAR, 'C', FIXED_REMARK)}},
};

const char *curb_side_key(curb_side_t side)
{
    static const char *const keys[] = {[CURB_SIDE_DEMAND] = "demand",
        [CURB_SIDE_SUPPLY] = "supply",
        [CURB_SIDE_SUPPORT] = "support"};
    return keys[side];
}

const curb_lever_default_t *curb_instrument_lever(
    curb_instrument_t instrument, curb_lever_t lever)
{
    const curb_instrument_row_t *row = &curb_instrument_rows[instrument];
    for (size_t i = 0; i < row->lever_count; i++) {
        if (row->levers[i].lever == lever) {
            return &row->levers[i];
        }
    }
    return NULL;
}
