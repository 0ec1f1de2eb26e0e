/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of instruments. A dose is an intensity: the levers are given at intensity 1,
 * the highest that a source or a careful reader would call possible, and low and default
 * are what share of it the lower and central values of the main lever are. Amounts are USD
 * of 2014; euros were converted at 1.33 USD, about the mean rate of 2014 (from memory),
 * pounds do not occur. */
#include "model/instruments.h"

#include "registry_values.h"

#include <string.h>

#define LEVER_ROW(name, key, unit, least, most, meaning) {key, unit, meaning, least, most},
const curb_lever_row_t curb_lever_rows[CURB_LEVER_COUNT] = {CURB_LEVER_LIST(LEVER_ROW)};
#undef LEVER_ROW

/* Values at intensity 1 and doses come from the registry, rows `instrument.KEY.LEVER` and
 * `instrument.KEY.dose_low|dose_default|dose_high`. */
#define LEVER(instrument, NAME, name)                                                      \
    {                                                                                      \
        CURB_LEVER_##NAME, CURB_REGISTRY_instrument_##instrument##_##name                  \
    }
#define DOSES(instrument)                                                                  \
    .dose_low = CURB_CENTRAL_instrument_##instrument##_dose_low,                           \
    .dose_default = CURB_CENTRAL_instrument_##instrument##_dose_default,                   \
    .dose_high = CURB_CENTRAL_instrument_##instrument##_dose_high,                         \
    .doses = {CURB_ROW_instrument_##instrument##_dose_low,                                 \
        CURB_ROW_instrument_##instrument##_dose_default,                                   \
        CURB_ROW_instrument_##instrument##_dose_high}

const curb_instrument_row_t curb_instrument_rows[CURB_INSTRUMENT_COUNT] = {
    [CURB_PROCUREMENT_RULES] = {.key = "procurement_rules",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .government = true,
        DOSES(procurement_rules),
        .lever_count = 5,
        .levers = {LEVER(procurement_rules, COMPLIANCE, compliance),
            LEVER(procurement_rules, SCREENING, screening),
            LEVER(procurement_rules, PENALTY, penalty),
            LEVER(procurement_rules, AUDIT_SHARE, audit_share),
            LEVER(procurement_rules, COST_FIXED, cost_fixed)}},
    [CURB_DUE_DILIGENCE] = {.key = "due_diligence",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .firm = true,
        DOSES(due_diligence),
        .lever_count = 5,
        .levers = {LEVER(due_diligence, COMPLIANCE, compliance),
            LEVER(due_diligence, SCREENING, screening),
            LEVER(due_diligence, PENALTY, penalty),
            LEVER(due_diligence, AUDIT_SHARE, audit_share),
            LEVER(due_diligence, COST_FIXED, cost_fixed)}},
    [CURB_IMPORT_BAN] = {.key = "import_ban",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        DOSES(import_ban),
        .lever_count = 3,
        .levers = {LEVER(import_ban, INTERDICTION, interdiction),
            LEVER(import_ban, DIVERSION, diversion),
            LEVER(import_ban, COST_FIXED, cost_fixed)}},
    [CURB_AWARENESS_CAMPAIGN] = {.key = "awareness_campaign",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .sexual = true,
        .individual = true,
        .firm = true,
        .government = true,
        DOSES(awareness_campaign),
        .lever_count = 3,
        .levers = {LEVER(awareness_campaign, REACH, reach),
            LEVER(awareness_campaign, EFFICACY, efficacy),
            LEVER(awareness_campaign, COST_HEAD, cost_head)}},
    [CURB_EDUCATION] = {.key = "education",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .sexual = true,
        .individual = true,
        .firm = true,
        .government = true,
        DOSES(education),
        .lever_count = 3,
        .levers = {LEVER(education, SHIFT, shift), LEVER(education, LAG, lag),
            LEVER(education, COST_FIXED, cost_fixed)}},
    [CURB_ONLINE_DETERRENCE] = {.key = "online_deterrence",
        .side = CURB_SIDE_DEMAND,
        .sexual = true,
        .individual = true,
        DOSES(online_deterrence),
        .lever_count = 7,
        .levers = {LEVER(online_deterrence, FRICTION, friction),
            LEVER(online_deterrence, TAKEDOWN, takedown),
            LEVER(online_deterrence, DISPLACEMENT, displacement),
            LEVER(online_deterrence, CLOSURE, closure),
            LEVER(online_deterrence, RECOVERY, recovery),
            LEVER(online_deterrence, COST_HEAD, cost_head),
            LEVER(online_deterrence, COST_FIXED, cost_fixed)}},
    [CURB_CRIMINALISE_BUYING] = {.key = "criminalise_buying",
        .side = CURB_SIDE_DEMAND,
        .sexual = true,
        .individual = true,
        DOSES(criminalise_buying),
        .lever_count = 7,
        .levers = {LEVER(criminalise_buying, INVESTIGATION, investigation),
            LEVER(criminalise_buying, SEVERITY, severity),
            LEVER(criminalise_buying, ANNOUNCEMENT, announcement),
            LEVER(criminalise_buying, EXTRATERRITORIAL, extraterritorial),
            LEVER(criminalise_buying, ADDED, added),
            LEVER(criminalise_buying, COST_FIXED, cost_fixed),
            LEVER(criminalise_buying, COST_CASE, cost_case)}},
    [CURB_CRIMINALISE_KNOWING_USE] = {.key = "criminalise_knowing_use",
        .side = CURB_SIDE_DEMAND,
        .labour = true,
        .sexual = true,
        .individual = true,
        .firm = true,
        .government = true,
        DOSES(criminalise_knowing_use),
        .lever_count = 8,
        .levers = {LEVER(criminalise_knowing_use, INVESTIGATION, investigation),
            LEVER(criminalise_knowing_use, SEVERITY, severity),
            LEVER(criminalise_knowing_use, ANNOUNCEMENT, announcement),
            LEVER(criminalise_knowing_use, EXTRATERRITORIAL, extraterritorial),
            LEVER(criminalise_knowing_use, ADDED, added),
            LEVER(criminalise_knowing_use, PROOF, proof),
            LEVER(criminalise_knowing_use, COST_FIXED, cost_fixed),
            LEVER(criminalise_knowing_use, COST_CASE, cost_case)}},
    [CURB_ASSET_FORFEITURE] = {.key = "asset_forfeiture",
        .side = CURB_SIDE_SUPPLY,
        .labour = true,
        .sexual = true,
        DOSES(asset_forfeiture),
        .lever_count = 2,
        .levers = {LEVER(asset_forfeiture, FORFEITURE, forfeiture),
            LEVER(asset_forfeiture, COST_FIXED, cost_fixed)}},
    [CURB_TRAFFICKER_ENFORCEMENT] = {.key = "trafficker_enforcement",
        .side = CURB_SIDE_SUPPLY,
        .labour = true,
        .sexual = true,
        DOSES(trafficker_enforcement),
        .lever_count = 4,
        .levers = {LEVER(trafficker_enforcement, MULTIPLIER, multiplier),
            LEVER(trafficker_enforcement, ADDED, added),
            LEVER(trafficker_enforcement, COST_FIXED, cost_fixed),
            LEVER(trafficker_enforcement, COST_CASE, cost_case)}},
    [CURB_LABOUR_INSPECTION] = {.key = "labour_inspection",
        .side = CURB_SIDE_SUPPLY,
        .labour = true,
        DOSES(labour_inspection),
        .lever_count = 4,
        .levers = {LEVER(labour_inspection, MULTIPLIER, multiplier),
            LEVER(labour_inspection, ADDED, added),
            LEVER(labour_inspection, COST_FIXED, cost_fixed),
            LEVER(labour_inspection, COST_CASE, cost_case)}},
    [CURB_VICTIM_SUPPORT] = {.key = "victim_support",
        .side = CURB_SIDE_SUPPORT,
        .labour = true,
        .sexual = true,
        DOSES(victim_support),
        .lever_count = 3,
        .levers = {LEVER(victim_support, COVERAGE, coverage),
            LEVER(victim_support, COST_HEAD, cost_head),
            LEVER(victim_support, COST_FIXED, cost_fixed)}},
    [CURB_SAFE_MIGRATION] = {.key = "safe_migration",
        .side = CURB_SIDE_SUPPORT,
        .labour = true,
        .sexual = true,
        DOSES(safe_migration),
        .lever_count = 2,
        .levers = {LEVER(safe_migration, REDUCTION, reduction),
            LEVER(safe_migration, COST_FIXED, cost_fixed)}},
    [CURB_COOPERATION] = {.key = "cooperation",
        .side = CURB_SIDE_SUPPLY,
        .labour = true,
        .sexual = true,
        DOSES(cooperation),
        .lever_count = 2,
        .levers = {LEVER(cooperation, STRENGTH, strength),
            LEVER(cooperation, COST_FIXED, cost_fixed)}},
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
