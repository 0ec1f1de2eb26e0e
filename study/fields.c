/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/fields.h"

#include "model/world.h"
#include "study/field_rows.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

const char *const curb_dose_keys[] = {"low", "default", "high", NULL};
static const char *const record_keys[] = {"yearly", "monthly", NULL};
static const char *const parameter_keys[] = {"draws", "central", NULL};
static const char *const detection_keys[] = {"mse", "ilo", "both", NULL};
static const char *const family_keys[] = {"labour", "sexual", NULL};

/* clang-format off */
static const curb_field_t policy_fields[] = {
    {TEXT("instrument"), .required = true, AT(curb_policy_keys_t, instrument),
        .help = "one of the fourteen instruments"},
    {.key = "jurisdictions", .kind = CURB_FIELD_NAMES, .help = "where it is in force; all by default"},
    {.key = "sectors", .kind = CURB_FIELD_NAMES, .help = "the markets it acts on; by default all of the instrument's families"},
    {.key = "kinds", .kind = CURB_FIELD_NAMES, .help = "kinds of buyers it addresses; by default all of the instrument's"},
    {.key = "partners", .kind = CURB_FIELD_NAMES, .help = "co-operation: States that take part; all by default"},
    {NUMBER("start", "years after the start of the run", 0, 200), AT(curb_policy_keys_t, start),
        .help = "when it comes into force; years_before by default"},
    {NUMBER("end", "years after the start of the run", 0, 200), AT(curb_policy_keys_t, end),
        .help = "when it ceases; by default it stays"},
    {NUMBER("ramp_months", "month", 1, 600), AT(curb_policy_keys_t, ramp_months),
        .help = "months until full intensity"},
    {FRACTION("intensity", "1", 0, 1), AT(curb_policy_keys_t, intensity),
        .help = "share of the force that the levers give; in place of dose"},
    {.key = "dose", .kind = CURB_FIELD_CHOICE, .choices = curb_dose_keys, AT(curb_policy_keys_t, dose),
        .help = "intensity by name: the instrument's low, default or high dose"},
    {.key = "levers", .kind = CURB_FIELD_VALUES, .help = "levers by name; they may also stand in the policy itself"},
};

static const curb_field_t shock_fields[] = {
    {NUMBER("demand", "1", 0, 100), .required = true, AT(curb_shock_keys_t, demand),
        .help = "factor on what buyers in scope ask for; 1 changes nothing"},
    {NUMBER("start", "years after the start of the run", 0, 200), AT(curb_shock_keys_t, start),
        .help = "when demand changes; years_before by default"},
    {NUMBER("end", "years after the start of the run", 0, 200), AT(curb_shock_keys_t, end),
        .help = "when it is as before again; by default it stays"},
    {.key = "jurisdictions", .kind = CURB_FIELD_NAMES, .help = "where the buyers live; all by default"},
    {.key = "sectors", .kind = CURB_FIELD_NAMES, .help = "the markets; all by default"},
    {.key = "kinds", .kind = CURB_FIELD_NAMES, .help = "kinds of buyers; all by default"},
};

static const curb_field_t scenario_fields[] = {
    {TEXT("title"), AT(curb_scenario_keys_t, title), .help = "what is shown; the id by default"},
    {.key = "policies", .kind = CURB_FIELD_NAMES, .help = "ids of policies and packages"},
    {.key = "shocks", .kind = CURB_FIELD_NAMES, .help = "ids of changes of demand"},
    {.key = "dose", .kind = CURB_FIELD_CHOICE, .choices = curb_dose_keys, AT(curb_scenario_keys_t, dose),
        .help = "the dose of all its policies; {sweep: [low, default, high]} makes a scenario of each"},
    {FRACTION("intensity", "1", 0, 1), AT(curb_scenario_keys_t, intensity),
        .help = "the intensity of all its policies; in place of dose"},
    {NUMBER("budget", "USD/year", 1, 1e15), AT(curb_scenario_keys_t, budget),
        .help = "public money a year; scales the doses to what it pays for, up to the high dose"},
    {NUMBER("start", "years after the start of the run", 0, 200), AT(curb_scenario_keys_t, start),
        .help = "when all its policies come into force"},
    {NUMBER("ramp_months", "month", 1, 600), AT(curb_scenario_keys_t, ramp_months),
        .help = "months until full intensity, of all its policies"},
    {.key = "jurisdictions", .kind = CURB_FIELD_NAMES, .help = "where all its policies are in force"},
    {.key = "sectors", .kind = CURB_FIELD_NAMES, .help = "the markets that all its policies act on, where they can"},
    {.key = "set", .kind = CURB_FIELD_VALUES,
        .help = "values of single policies in this scenario: POLICY.LEVER or POLICY.intensity to a number"},
    {.key = "design", .kind = CURB_FIELD_VALUES,
        .help = "how what varies is combined: {method: latin_hypercube, points: 100}, sobol, one_at_a_time, full_factorial"},
};

static const curb_field_t composition_fields[] = {
    {FRACTION("women", "1", 0, 1), .whole_of_one = true, .offset = 0 * sizeof(double), .help = "share of women"},
    {FRACTION("men", "1", 0, 1), .whole_of_one = true, .offset = 1 * sizeof(double), .help = "share of men"},
    {FRACTION("girls", "1", 0, 1), .whole_of_one = true, .offset = 2 * sizeof(double), .help = "share of girls"},
    {FRACTION("boys", "1", 0, 1), .whole_of_one = true, .offset = 3 * sizeof(double), .help = "share of boys"},
};
static const curb_block_t composition_block = {"composition", composition_fields, COUNT(composition_fields)};

static const curb_field_t at_risk_fields[] = {
    {NUMBER("women", "person", 0, 1e10), .offset = 0 * sizeof(double), .required = true, .help = "women at risk"},
    {NUMBER("men", "person", 0, 1e10), .offset = 1 * sizeof(double), .required = true, .help = "men at risk"},
    {NUMBER("girls", "person", 0, 1e10), .offset = 2 * sizeof(double), .required = true, .help = "girls at risk"},
    {NUMBER("boys", "person", 0, 1e10), .offset = 3 * sizeof(double), .required = true, .help = "boys at risk"},
};
static const curb_block_t at_risk_block = {"at_risk", at_risk_fields, COUNT(at_risk_fields)};

static const curb_field_t identified_fields[] = {
    {FRACTION("mse", "1/year", 0, 0.95), .required = true, .offset = 0 * sizeof(double),
        .help = "share of those exploited at some time in a year who are identified, by multiple systems estimation"},
    {FRACTION("ilo", "1/year", 0, 0.95), .required = true, .offset = 1 * sizeof(double),
        .help = "the same, against the people whom the International Labour Organization estimates"},
};
static const curb_block_t identified_block = {"identified_share", identified_fields, COUNT(identified_fields)};

static const curb_field_t buyer_fields[] = {
    {FRACTION("demand_share", "1", 0, 1), AT(curb_buyer_anchors_t, demand_share), .whole_of_one = true,
        .help = "share of the cell's unvetted demand"},
    {FRACTION("active_share", "1", 0, 1), AT(curb_buyer_anchors_t, active_share), .help = "buyers per inhabitant"},
    {FRACTION("unvetted", "1/month", 0, 1), AT(curb_buyer_anchors_t, unvetted), .help = "probability a month of buying unvetted at home"},
    {FRACTION("vetted", "1/month", 0, 1), AT(curb_buyer_anchors_t, vetted), .help = "probability a month of buying vetted"},
    {NUMBER("spend_usd", "USD", 0, 1e9), AT(curb_buyer_anchors_t, spend_usd), .help = "spend per purchase"},
    {NUMBER("log_sd", "1", 0, 3), AT(curb_buyer_anchors_t, log_sd), .help = "concentration: sd of the logarithm of quantity"},
};
static const curb_block_t buyer_block = {"buyer", buyer_fields, COUNT(buyer_fields)};

static const curb_field_t kind_fields[] = {
    {.key = "individual", .kind = CURB_FIELD_BLOCK, .block = &buyer_block, .offset = 0 * sizeof(curb_buyer_anchors_t), .help = "private persons"},
    {.key = "firm", .kind = CURB_FIELD_BLOCK, .block = &buyer_block, .offset = 1 * sizeof(curb_buyer_anchors_t), .help = "firms"},
    {.key = "government", .kind = CURB_FIELD_BLOCK, .block = &buyer_block, .offset = 2 * sizeof(curb_buyer_anchors_t), .help = "authorities"},
};
static const curb_block_t kind_block = {"buyers", kind_fields, COUNT(kind_fields)};

static const curb_field_t anchor_fields[] = {
    {NUMBER("exploited", "person", 0, 1e9), .required = true, AT(curb_cell_anchors_t, exploited), .help = "people exploited at one time"},
    {NUMBER("profit_usd_year", "USD/year per exploited person", 0, 1e7), .required = true, AT(curb_cell_anchors_t, profit_usd),
        .help = "traffickers' profit per exploited person and year"},
    {.key = "composition", .kind = CURB_FIELD_BLOCK, .block = &composition_block, .required = true,
        .offset = offsetof(curb_cell_anchors_t, composition), .help = "shares by group; add up to 1"},
    {FRACTION("profit_share", "1", 0.0001, 1), .required = true, AT(curb_cell_anchors_t, profit_share), .help = "profit as a share of turnover"},
    {FRACTION("exploited_share", "1", 0.000001, 0.99), .required = true, AT(curb_cell_anchors_t, exploited_share),
        .help = "exploited share of unvetted supply"},
    {NUMBER("duration_months", "month", 1, 600), .required = true, AT(curb_cell_anchors_t, duration_months), .help = "mean months exploited"},
    {NUMBER("held", "person", 0.1, 1000), .required = true, AT(curb_cell_anchors_t, held), .help = "persons per active trafficker"},
    {FRACTION("fill", "1", 0.05, 0.98), .required = true, AT(curb_cell_anchors_t, fill), .help = "persons held over capacity"},
    {.key = "identified_share", .kind = CURB_FIELD_BLOCK, .block = &identified_block, .required = true,
        .offset = offsetof(curb_cell_anchors_t, identified_share), .help = "share identified a year, by both concepts"},
    {FRACTION("quit", "1/month", 0, 1), .required = true, AT(curb_cell_anchors_t, quit), .help = "probability that a trafficker quits"},
    {FRACTION("worker_share", "1", 0, 0.99), .required = true, AT(curb_cell_anchors_t, worker_share), .help = "share of turnover that reaches the worker"},
    {NUMBER("supply_elasticity", "1", 0, 10), .required = true, AT(curb_cell_anchors_t, supply_elasticity), .help = "of sellers who do not exploit"},
    {NUMBER("demand_elasticity", "1", 0.001, 10), .required = true, AT(curb_cell_anchors_t, demand_elasticity), .help = "own-price, in absolute value"},
    {.key = "buyers", .kind = CURB_FIELD_BLOCK, .block = &kind_block, .required = true,
        .offset = offsetof(curb_cell_anchors_t, buyers), .help = "kinds of buyers; a kind with demand_share 0 is absent"},
    {.key = "links", .kind = CURB_FIELD_SHARES, .help = "share of recruits by jurisdiction of origin"},
};

static const curb_field_t sector_fields[] = {
    {TEXT("title"), AT(curb_sector_keys_t, title), .help = "what is shown; the id by default"},
    {.key = "family", .kind = CURB_FIELD_CHOICE, .choices = family_keys, .required = true, AT(curb_sector_keys_t, family),
        .help = "labour or sexual exploitation"},
    {.key = "traded", .kind = CURB_FIELD_BOOLEAN, .fallback = "false", AT(curb_sector_keys_t, traded),
        .help = "whether output is consumed in other jurisdictions"},
    {NUMBER("home_weight", "1", 0.001, 1e6), .fallback = "1", AT(curb_sector_keys_t, home_weight),
        .help = "how much more one buys at home than size alone would say; seeds the trade shares"},
    {.key = "consumption", .kind = CURB_FIELD_SHARES, .help = "shares of the world total by consuming jurisdiction, in units"},
    {.key = "trade_seed", .kind = CURB_FIELD_MATRIX, .help = "weights, consumer to producer; in place of home_weight"},
};

static const curb_field_t jurisdiction_fields[] = {
    {TEXT("title"), AT(curb_jurisdiction_t, title), .help = "what is shown; the id by default"},
    {NUMBER("population", "person", 1, 1e11), .required = true, AT(curb_jurisdiction_t, population), .help = "inhabitants"},
    {.key = "at_risk", .kind = CURB_FIELD_BLOCK, .block = &at_risk_block, .required = true,
        .offset = offsetof(curb_jurisdiction_t, at_risk), .help = "persons at risk by group, the exploited not counted"},
    {FRACTION("abroad_share", "1", 0, 0.89), .fallback = "0", AT(curb_jurisdiction_t, abroad_share),
        .help = "share of sexual purchases that residents make abroad"},
    {.key = "abroad_to", .kind = CURB_FIELD_SHARES, .help = "where they are made; adds up to 1"},
    {.key = "linked", .kind = CURB_FIELD_NAMES, .help = "where traffickers may move; all by default"},
    {.key = "allocated", .kind = CURB_FIELD_BOOLEAN, .fallback = "false", AT(curb_jurisdiction_t, allocated),
        .help = "its anchors are divided from a region's, not observed; differences are shown, not levels"},
    {.key = "named_state", .kind = CURB_FIELD_BOOLEAN, .fallback = "false", AT(curb_jurisdiction_t, named_state),
        .help = "it is a State and not a group; States are not ranked"},
    {TEXT("includes"), AT(curb_jurisdiction_t, includes), .help = "States that are counted with it"},
};

#define RULE(name) AT(curb_allocate_keys_t, rule.name)
static const curb_field_t allocate_fields[] = {
    {TEXT("states"), .required = true, AT(curb_allocate_keys_t, states),
        .help = "CSV file of the States, relative to this file"},
    {NUMBER("year", "year", 1900, 2200), .required = true, AT(curb_allocate_keys_t, year),
        .help = "the year in the names of the columns that are used"},
    {.key = "regions", .kind = CURB_FIELD_NAMES, .help = "the jurisdictions that are divided; they give way to their States"},
    {NUMBER("population_exponent", "1", 0, 2), .fallback = "1", RULE(population_exponent),
        .help = "people exploited follow population to this power"},
    {NUMBER("people_income", "1", -3, 3), .fallback = "0", RULE(people_income),
        .help = "and income (GDP per inhabitant) to this one"},
    {NUMBER("profit_income", "1", -3, 3), .fallback = "0", RULE(profit_income),
        .help = "profit per person follows income to this power"},
    {NUMBER("income_least", "USD/year", 1, 1e7), .fallback = "1", RULE(income_least), .help = "incomes below count as this"},
    {NUMBER("income_most", "USD/year", 1, 1e7), .fallback = "1e7", RULE(income_most), .help = "incomes above count as this"},
    {NUMBER("distance_exponent", "1", 0, 5), .fallback = "1", RULE(distance_exponent),
        .help = "flows fall with distance to this power"},
    {NUMBER("near_km", "km", 1, 5000), .fallback = "100", RULE(near_km),
        .help = "no distance is shorter; also that at home"},
    {NUMBER("group_km", "km", 1, 20000), .fallback = "2000", RULE(group_km),
        .help = "distance within a group of States"},
    {NUMBER("home_weight", "1", 0.001, 1e6), .fallback = "1", RULE(home_weight),
        .help = "goods: how much more one buys at home than size and distance alone would say"},
    {FRACTION("abroad_share", "1", 0, 0.5), .fallback = "0", RULE(abroad_share),
        .help = "share of sexual purchases that residents make abroad; as many come from abroad"},
    {FRACTION("foreign_share", "1", 0, 1), .fallback = "0", RULE(foreign_share),
        .help = "share of recruits from abroad where income is foreign_usd"},
    {NUMBER("foreign_usd", "USD/year", 1, 1e6), .fallback = "10000", RULE(foreign_usd), .help = "income that foreign_share is for"},
    {NUMBER("foreign_income", "1", -3, 3), .fallback = "0", RULE(foreign_income),
        .help = "the share from abroad follows income to this power"},
    {FRACTION("foreign_most", "1", 0, 1), .fallback = "1", RULE(foreign_most), .help = "and goes no further"},
    {NUMBER("origin_income", "1", -3, 3), .fallback = "0", RULE(origin_income),
        .help = "recruits come from abroad by population times income to this power, and by distance"},
    {NUMBER("merge_below", "person", 0, 1e9), .fallback = "0", RULE(merge_below),
        .help = "a State with a cell of fewer people is counted with its neighbour"},
    {.key = "expanded", .kind = CURB_FIELD_BOOLEAN, .fallback = "false", AT(curb_allocate_keys_t, expanded),
        .help = "set by show: the States are written out, nothing is left to divide"},
};

const curb_block_t curb_allocate_block = {"allocate", allocate_fields, COUNT(allocate_fields)};

static const curb_field_t world_fields[] = {
    {TEXT("id"), .help = "short name; the name of the file by default"},
    {TEXT("title"), AT(curb_world_keys_t, title), .help = "what is shown; the id by default"},
    {NUMBER("price_year", "year", 1900, 2200), .required = true, AT(curb_world_keys_t, price_year), .help = "the year whose USD all money is in"},
    {.key = "allocate", .kind = CURB_FIELD_BLOCK, .block = &curb_allocate_block,
        .offset = offsetof(curb_world_keys_t, allocate), .help = "regions are divided among States by this rule"},
    {.key = "jurisdictions", .kind = CURB_FIELD_MAP, .block = &curb_jurisdiction_block, .required = true, .help = "States or groups of States"},
    {.key = "sectors", .kind = CURB_FIELD_MAP, .block = &curb_sector_block, .required = true, .help = "markets, with the anchors that their cells share"},
    {.key = "cells", .kind = CURB_FIELD_MAP_MAP, .block = &curb_anchor_block, .required = true, .help = "jurisdiction, then sector: anchors of one market in one place"},
    {.key = "responses", .kind = CURB_FIELD_VALUES, .help = "how people and prices react; a plain number fixes one"},
    {.key = "levers", .kind = CURB_FIELD_VALUES, .help = "instrument, then lever: values at intensity 1"},
    {.key = "in_force", .kind = CURB_FIELD_MAP, .block = &curb_policy_block, .help = "policies that are part of the baseline"},
};

static const curb_field_t correlation_fields[] = {
    {.key = "between", .kind = CURB_FIELD_NAMES, .required = true,
        .help = "two uncertain numbers by name, such as responses.loudness, criminalise_buying.severity or sexual.exploited_share"},
    {NUMBER("rank", "1", -0.99, 0.99), .required = true, AT(curb_correlation_keys_t, rank),
        .help = "Spearman's rank correlation of the two over draws"},
};

static const curb_field_t study_fields[] = {
    {TEXT("id"), .help = "short name; the name of the file by default"},
    {TEXT("title"), AT(curb_study_keys_t, title), .help = "what is shown; the id by default"},
    {TEXT("question"), AT(curb_study_keys_t, question), .help = "what the study asks, in a sentence"},
    {.key = "world", .kind = CURB_FIELD_PATH, .required = true, .help = "file of the world, relative to this file"},
    {WHOLE("seed", 0, 18446744073709551615.0), .fallback = "1", AT(curb_study_keys_t, seed), .help = "names the random numbers"},
    {WHOLE("replicates", 1, 1000000), .fallback = "20", AT(curb_study_keys_t, replicates), .help = "runs of each scenario, of all draws together"},
    {WHOLE("replicates_per_draw", 1, 100000), .fallback = "1", AT(curb_study_keys_t, replicates_per_draw),
        .help = "replicates that carry one draw of parameters; 2 or more tell parameter uncertainty from chance"},
    {NUMBER("start_year", "year", 1900, 2200), .required = true, AT(curb_study_keys_t, start_year), .help = "decimal year of the first month"},
    {NUMBER("years_before", "year", 0, 100), .fallback = "5", AT(curb_study_keys_t, years_before), .help = "years before policies start"},
    {NUMBER("years_after", "year", 0, 100), .fallback = "15", AT(curb_study_keys_t, years_after), .help = "years from the start of policies to the end"},
    {NUMBER("scale", "people per agent", 1, 1e7), .fallback = "1000", AT(curb_study_keys_t, scale), .help = "1 is the full region"},
    {WHOLE("buyers_per_segment", 1, 100000000), .fallback = "1000", AT(curb_study_keys_t, buyers_per_segment),
        .help = "buyer agents aimed at per cell and kind"},
    {.key = "record", .kind = CURB_FIELD_CHOICE, .choices = record_keys, .fallback = "yearly", AT(curb_study_keys_t, record), .help = "length of a recorded period"},
    {.key = "parameters", .kind = CURB_FIELD_CHOICE, .choices = parameter_keys, .ending = ".h5", .fallback = "draws", AT(curb_study_keys_t, parameters),
        .help = "draws: each replicate draws what is uncertain; central: chance alone; or the file of a posterior (curb calibrate)"},
    {.key = "detection", .kind = CURB_FIELD_CHOICE, .choices = detection_keys, .fallback = "both", AT(curb_study_keys_t, detection),
        .help = "concept of the share identified; both: half of the replicates each"},
    {.key = "correlations", .kind = CURB_FIELD_LIST, .block = &curb_correlation_block,
        .help = "which uncertain numbers go together, and how closely; independent by default"},
    {.key = "metrics", .kind = CURB_FIELD_NAMES, .help = "the family of the simultaneous intervals"},
    {.key = "responses", .kind = CURB_FIELD_VALUES, .help = "over those of the world"},
    {.key = "policies", .kind = CURB_FIELD_MAP, .block = &curb_policy_block, .help = "an instrument with scope, schedule, dose and levers"},
    {.key = "shocks", .kind = CURB_FIELD_MAP, .block = &curb_shock_block, .help = "changes of demand that no policy makes"},
    {.key = "packages", .kind = CURB_FIELD_NAME_MAP, .help = "policies under one name"},
    {.key = "scenarios", .kind = CURB_FIELD_MAP, .block = &curb_scenario_block, .help = "what is compared with the baseline"},
};
/* clang-format on */

const curb_block_t curb_correlation_block = {
    "correlation", correlation_fields, COUNT(correlation_fields)};
const curb_block_t curb_study_block = {"study", study_fields, COUNT(study_fields)};
const curb_block_t curb_world_block = {"world", world_fields, COUNT(world_fields)};
const curb_block_t curb_jurisdiction_block = {
    "jurisdiction", jurisdiction_fields, COUNT(jurisdiction_fields)};
const curb_block_t curb_sector_block = {"sector", sector_fields, COUNT(sector_fields)};
const curb_block_t curb_anchor_block = {"cell", anchor_fields, COUNT(anchor_fields)};
const curb_block_t curb_policy_block = {"policy", policy_fields, COUNT(policy_fields)};
const curb_block_t curb_scenario_block = {
    "scenario", scenario_fields, COUNT(scenario_fields)};

const curb_block_t curb_shock_block = {"shock", shock_fields, COUNT(shock_fields)};

const curb_field_t *curb_block_field(const curb_block_t *self, const char *key)
{
    for (size_t i = 0; i < self->count; i++) {
        if (strcmp(self->fields[i].key, key) == 0) {
            return &self->fields[i];
        }
    }
    return NULL;
}

void curb_field_expected(
    const char *unit, double least, double most, char *text, size_t bytes)
{
    bool share = least >= 0.0 && most <= 1.0;
    const char *units = unit != NULL ? unit : "";
    if (strcmp(units, "1/month") == 0 && share) {
        snprintf(text, bytes, "expected a probability a month");
    } else if (strcmp(units, "1/year") == 0 && share) {
        snprintf(text, bytes, "expected a share a year");
    } else if (strcmp(units, "1") == 0 || units[0] == '\0') {
        snprintf(text, bytes, share ? "expected a fraction" : "expected a number");
    } else {
        snprintf(text, bytes, "expected a number (%s)", units);
    }
}
