/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The one list of metrics (model.md section 8), from which the results file, its
 * documentation, `compare`, `export` and the figures are made. */
#ifndef CURB_MODEL_METRICS_H
#define CURB_MODEL_METRICS_H

#include <stddef.h>

/** Cell: by jurisdiction and sector. Origin: by jurisdiction only. */
typedef enum { CURB_BY_CELL, CURB_BY_ORIGIN } curb_metric_shape_t;

/** Stock: at the end of the period. Flow: sum over its months. Mean: mean over its months.
 */
typedef enum { CURB_STOCK, CURB_FLOW, CURB_MEAN } curb_metric_kind_t;

/** Whose: by place of exploitation, by residence of the buyer, or by origin of the person.
 */
typedef enum { CURB_PLACE, CURB_RESIDENCE, CURB_ORIGIN } curb_metric_whose_t;

/** X(enum name, key, units, kind, whose, long name) */
/* clang-format off */
#define CURB_METRIC_LIST(X)                                                                     \
    X(EXPLOITED, "exploited", "person", STOCK, PLACE, "People exploited at the end of the period")          \
    X(EXPLOITED_WOMEN, "exploited_women", "person", STOCK, PLACE, "Women exploited at the end of the period")   \
    X(EXPLOITED_MEN, "exploited_men", "person", STOCK, PLACE, "Men exploited at the end of the period")         \
    X(EXPLOITED_GIRLS, "exploited_girls", "person", STOCK, PLACE, "Girls exploited at the end of the period")   \
    X(EXPLOITED_BOYS, "exploited_boys", "person", STOCK, PLACE, "Boys exploited at the end of the period")      \
    X(RECOVERING, "recovering", "person", STOCK, PLACE, "People recovering, by the place where they were last exploited") \
    X(AT_RISK, "at_risk", "person", STOCK, ORIGIN, "People at risk, by origin")                             \
    X(TRAFFICKERS, "traffickers", "trafficker", STOCK, PLACE, "Active traffickers at the end of the period") \
    X(EXPLOITED_MONTHS, "exploited_months", "person month", FLOW, PLACE, "Months of exploitation (sum of the people exploited at each month's end)") \
    X(RECRUITED, "recruited", "person", FLOW, PLACE, "People recruited into exploitation")                  \
    X(RECRUITED_WOMEN, "recruited_women", "person", FLOW, PLACE, "Women recruited into exploitation")       \
    X(RECRUITED_MEN, "recruited_men", "person", FLOW, PLACE, "Men recruited into exploitation")             \
    X(RECRUITED_GIRLS, "recruited_girls", "person", FLOW, PLACE, "Girls recruited into exploitation")       \
    X(RECRUITED_BOYS, "recruited_boys", "person", FLOW, PLACE, "Boys recruited into exploitation")          \
    X(RE_EXPLOITED, "re_exploited", "person", FLOW, PLACE, "People recruited who had been exploited before") \
    X(ESCAPED, "escaped", "person", FLOW, PLACE, "People who escaped")                                      \
    X(IDENTIFIED, "identified", "person", FLOW, PLACE, "People identified, with the trafficker or by services") \
    X(RELEASED, "released", "person", FLOW, PLACE, "People released: the margin fell or the trafficker quit") \
    X(RELOCATED_IN, "relocated_in", "person", FLOW, PLACE, "People moved in with a relocating trafficker")  \
    X(RELOCATED_OUT, "relocated_out", "person", FLOW, PLACE, "People moved out with a relocating trafficker") \
    X(ENTERED, "entered", "trafficker", FLOW, PLACE, "Traffickers who entered")                             \
    X(QUIT, "quit", "trafficker", FLOW, PLACE, "Traffickers who quit")                                      \
    X(DETECTED, "detected", "trafficker", FLOW, PLACE, "Traffickers detected")                              \
    X(CONVICTED, "convicted", "trafficker", FLOW, PLACE, "Traffickers convicted and barred")                \
    X(UNMET_ATTEMPTS, "unmet_attempts", "person", FLOW, PLACE, "Attempts at recruitment that found nobody") \
    X(CAPPED, "capped", "person", FLOW, ORIGIN, "Recruitments cut off by the bound on a month's hazard")    \
    X(PROFIT, "profit", "USD", FLOW, PLACE, "Profit of traffickers")                                        \
    X(TURNOVER, "turnover", "USD", FLOW, PLACE, "Receipts of all unvetted sellers")                         \
    X(TURNOVER_EXPLOITED, "turnover_exploited", "USD", FLOW, PLACE, "Receipts from what exploited people made") \
    X(FORFEITED, "forfeited", "USD", FLOW, PLACE, "Capital taken from detected traffickers")                \
    X(BUYER_SPENDING, "buyer_spending", "USD", FLOW, RESIDENCE, "Residents' spending on unvetted goods and services") \
    X(TRAVEL_SPENDING, "travel_spending", "USD", FLOW, RESIDENCE, "Residents' spending on travel to buy abroad") \
    X(VETTED_SPENDING, "vetted_spending", "USD", FLOW, RESIDENCE, "Residents' spending on vetted goods and services") \
    X(POLICY_COST, "policy_cost", "USD", FLOW, RESIDENCE, "Public cost of the policies")                    \
    X(COMPLIANCE_COST, "compliance_cost", "USD", FLOW, RESIDENCE, "Cost of compliance borne by buyers")     \
    X(PRICE, "price", "USD/unit", MEAN, PLACE, "Price of one person-month of unvetted output, weighted by units") \
    X(UTILISATION, "utilisation", "1", MEAN, PLACE, "Sold share of what exploited people make, 1 at the anchor") \
    X(EXPLOITED_SHARE, "exploited_share", "1", MEAN, PLACE, "Exploited share of unvetted supply")           \
    X(UNITS_UNVETTED, "units_unvetted", "unit", FLOW, RESIDENCE, "Unvetted units asked for at home")        \
    X(UNITS_VETTED, "units_vetted", "unit", FLOW, RESIDENCE, "Vetted units bought")                         \
    X(UNITS_ABROAD, "units_abroad", "unit", FLOW, RESIDENCE, "Unvetted units asked for abroad")             \
    X(UNITS_ONLINE, "units_online", "unit", FLOW, RESIDENCE, "Unvetted units in sexual markets asked for at home and arranged online") \
    X(UNITS_EXPLOITED, "units_exploited", "unit", FLOW, RESIDENCE, "Units made by exploited people that residents bought, after refusal") \
    X(UNITS_KNOWING, "units_knowing", "unit", FLOW, RESIDENCE, "Expected units made by exploited people and bought knowing it") \
    X(EXPLOITED_BY_CONSUMER, "exploited_by_consumer", "person month", FLOW, RESIDENCE, "Months of exploitation, shared out to the buyers of what was made") \
    X(BUYERS_NONE_INDIVIDUAL, "buyers_none_individual", "buyer month", FLOW, RESIDENCE, "Individuals who did not buy") \
    X(BUYERS_NONE_FIRM, "buyers_none_firm", "buyer month", FLOW, RESIDENCE, "Firms that did not buy")       \
    X(BUYERS_NONE_GOVERNMENT, "buyers_none_government", "buyer month", FLOW, RESIDENCE, "Authorities that did not buy") \
    X(BUYERS_VETTED_INDIVIDUAL, "buyers_vetted_individual", "buyer month", FLOW, RESIDENCE, "Individuals who bought vetted") \
    X(BUYERS_VETTED_FIRM, "buyers_vetted_firm", "buyer month", FLOW, RESIDENCE, "Firms that bought vetted") \
    X(BUYERS_VETTED_GOVERNMENT, "buyers_vetted_government", "buyer month", FLOW, RESIDENCE, "Authorities that bought vetted") \
    X(BUYERS_HOME_INDIVIDUAL, "buyers_home_individual", "buyer month", FLOW, RESIDENCE, "Individuals who bought unvetted at home") \
    X(BUYERS_HOME_FIRM, "buyers_home_firm", "buyer month", FLOW, RESIDENCE, "Firms that bought unvetted at home") \
    X(BUYERS_HOME_GOVERNMENT, "buyers_home_government", "buyer month", FLOW, RESIDENCE, "Authorities that bought unvetted at home") \
    X(BUYERS_ABROAD_INDIVIDUAL, "buyers_abroad_individual", "buyer month", FLOW, RESIDENCE, "Individuals who bought unvetted abroad") \
    X(SANCTIONS, "sanctions", "buyer", FLOW, RESIDENCE, "Buyers sanctioned")                                \
    X(INVESTIGATIONS, "investigations", "buyer", FLOW, RESIDENCE, "Buyers investigated (expected number)")  \
    X(SCREENED_UNITS, "screened_units", "unit", FLOW, RESIDENCE, "Exploited units that residents' screening refused") \
    X(INTERDICTED_UNITS, "interdicted_units", "unit", FLOW, RESIDENCE, "Exploited units stopped at the border") \
    X(AWARENESS, "awareness", "1", MEAN, RESIDENCE, "Buyers' mean awareness")                               \
    X(PERCEIVED_RISK, "perceived_risk", "1", MEAN, RESIDENCE, "Buyers' mean perceived probability of a sanction") \
    X(HARM, "harm", "DALY", FLOW, PLACE, "Harm to people exploited and recovering")
/* clang-format on */

#define CURB_METRIC_ENUM(name, ...) CURB_METRIC_##name,
typedef enum { CURB_METRIC_LIST(CURB_METRIC_ENUM) CURB_METRIC_COUNT } curb_metric_t;
#undef CURB_METRIC_ENUM

typedef struct {
    const char *key, *units, *long_name;
    curb_metric_kind_t kind;
    curb_metric_whose_t whose;
} curb_metric_row_t;

extern const curb_metric_row_t curb_metric_rows[CURB_METRIC_COUNT];

/** @brief By origin for metrics of origin, by cell for all others. */
curb_metric_shape_t curb_metric_shape(curb_metric_t metric);

/** @brief CF cell_methods: "time: point", "time: sum" or "time: mean". */
const char *curb_metric_cell_methods(curb_metric_t metric);

/** @brief The metric with a key, or CURB_METRIC_COUNT when there is none. */
curb_metric_t curb_metric_find(const char *key);

#endif
