/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Responses: how strongly and how fast people and prices react. Nobody can observe them
 *  directly, so each has a central value, a range, and a grade; `parameters: draws` samples
 * the range, one draw a replicate. One row feeds the struct, the defaults, the range check,
 * the sampling, `curb show` and what is written into every result.
 *
 *  X(field, unit, central, low, high, spread, least, most, grade, remark)
 *    central  value with `parameters: central`
 *    low,high range that a draw covers; equal to central where the value is never sampled
 *    spread   FIXED, TRIANGULAR (mode at central) or LOG_TRIANGULAR (the same on a log
 * scale) least, most  limits beyond which a study is refused grade    A measured here, B
 * measured elsewhere or indirectly, C judgement remark   the source, or `assumption` and
 * why the range is what it is */
#ifndef CURB_MODEL_RESPONSES_H
#define CURB_MODEL_RESPONSES_H

typedef enum { CURB_FIXED, CURB_TRIANGULAR, CURB_LOG_TRIANGULAR } curb_spread_t;

/* clang-format off */
#define CURB_RESPONSE_LIST(X)                                                                  \
    X(taste_sd, "1", 0.3, 0.15, 0.45, TRIANGULAR, 0, 5, 'C',                                   \
        "assumption: buyers' taste spreads by 15 to 45 % of the price; more would leave no room for price") \
    X(moral_mean, "1", 0.25, 0.1, 0.5, TRIANGULAR, 0, 5, 'C',                                  \
        "assumption: what full awareness is worth to a buyer, in units of the price; stated premiums reach 10 % (Walk Free and YouGov 2015, seen on secondary pages), stated refusals are far larger") \
    X(moral_log_sd, "1", 0.5, 0.3, 0.7, TRIANGULAR, 0, 3, 'C',                                 \
        "assumption: some care twice as much as others")                                       \
    X(awareness_base, "1", 0.3, 0.15, 0.45, TRIANGULAR, 0.01, 0.66, 'C',                       \
        "assumption: between a fifth and three fifths of buyers noticed signs of coercion (Farley et al. 2009, London, size from memory); 1.5 times the value must stay below 1") \
    X(risk_learning, "1/month", 0.1, 0.03, 0.2, TRIANGULAR, 0, 1, 'C',                         \
        "assumption: perceived risk follows news within 5 to 33 months")                       \
    X(awareness_spread, "1/month", 0.05, 0.01, 0.1, TRIANGULAR, 0, 1, 'C',                     \
        "assumption: people drift to what those around them think within 10 to 100 months")    \
    X(awareness_fading, "1/month", 0.03, 0.01, 0.06, TRIANGULAR, 0.0001, 1, 'C',               \
        "assumption: what a campaign taught is half forgotten in one to six years")            \
    X(price_speed, "1/month", 0.2, 0.1, 0.3, TRIANGULAR, 0.001, 1, 'C',                        \
        "assumption: prices close half of a gap within months, not years")                     \
    X(recruit_elasticity, "1", 1, 0.5, 2, TRIANGULAR, 0, 4, 'C',                               \
        "assumption: recruitment follows the margin about in proportion")                      \
    X(entry_elasticity, "1", 1, 0.3, 2, TRIANGULAR, 0, 4, 'C',                                 \
        "no estimate found; judgement, 0.3 to 2")                                              \
    X(quit_elasticity, "1", 1, 0.3, 2, TRIANGULAR, 0, 4, 'C',                                  \
        "assumption: mirrors entry")                                                           \
    X(pool_elasticity, "1", 1, 0, 1, TRIANGULAR, 0, 1, 'C',                                    \
        "assumption: from recruitment that never runs short of people (0) to one in proportion to those at risk (1)") \
    X(report_detection, "1", 0.2, 0, 0.5, TRIANGULAR, 0, 2, 'C',                               \
        "assumption: how much more is detected when buyers know twice as well what to report; carries most of a campaign's effect and rests on no measurement") \
    X(holding_detection, "1", 0.5, 0, 1, TRIANGULAR, 0, 2, 'C',                                \
        "assumption: who holds twice as many is up to twice as visible")                       \
    X(move_rate, "1/month", 0.01, 0.003, 0.03, LOG_TRIANGULAR, 0, 1, 'C',                      \
        "assumption; mobility is described as high (Akee, Basu, Bedi and Chau 2014, abstract seen), no rate found") \
    X(loudness, "1", 400, 100, 1000, LOG_TRIANGULAR, 0, 100000, 'C',                           \
        "assumption: how much louder a sanction is than its frequency; it decides the result of buyer laws") \
    X(crowd_out, "1", 1, 0, 1.5, TRIANGULAR, 0, 10, 'C',                                       \
        "assumption: work on buyers is taken from work on traffickers, wholly, partly or with overhead") \
    X(effort, "case", 0.01, 0.001, 0.1, LOG_TRIANGULAR, 0, 1, 'C',                             \
        "assumption: one investigation of a buyer against one case against a trafficker")      \
    X(premium, "1", 0.15, 0.05, 0.3, TRIANGULAR, 0, 5, 'C',                                    \
        "assumption: extra price of vetted goods; half of those willing to pay accept at most 10 % (Walk Free and YouGov 2015, seen on secondary pages)") \
    X(travel, "1", 0.2, 0.1, 0.5, TRIANGULAR, 0, 5, 'C',                                       \
        "assumption: cost of buying abroad, in units of the price at home")                    \
    X(conviction, "1", 0.3, 0.2, 0.35, TRIANGULAR, 0, 1, 'B',                                  \
        "convicted per suspect in the EU, 2,309 of 8,471 in 2023 (Eurostat 2025, seen)")       \
    X(sentence_months, "month", 20, 12, 48, TRIANGULAR, 1, 600, 'B',                           \
        "585 days in the Netherlands in 2016 (seen on secondary pages); up to 4 years elsewhere") \
    X(reintegration, "1", 0.7, 0.5, 0.9, TRIANGULAR, 0, 1, 'C',                                \
        "assumption; re-trafficking within two years is put between 3 and 50 % (from memory), a recorded floor is 0.6 % (IOM, seen on secondary pages)") \
    X(succession, "1", 0, 0, 0, FIXED, 0, 0.95, 'C',                                           \
        "structural alternative: share of removed traffickers who are replaced at once; off")  \
    X(slack, "1", 0.15, 0.15, 0.15, FIXED, 0, 1, 'C',                                          \
        "assumption: sellers can serve 15 % more than at normal working time")                 \
    X(forfeiture_weight, "1", 2, 1, 3, TRIANGULAR, 0, 20, 'C',                                 \
        "assumption: a seizure hurts one to three times its amount")                           \
    X(vulnerability_1, "1", 0.3, 0.3, 0.3, FIXED, 0.001, 10, 'C', "assumption: least vulnerable quarter of those at risk")      \
    X(vulnerability_2, "1", 0.7, 0.7, 0.7, FIXED, 0.001, 10, 'C', "assumption: second quarter")      \
    X(vulnerability_3, "1", 1.1, 1.1, 1.1, FIXED, 0.001, 10, 'C', "assumption: third quarter")       \
    X(vulnerability_4, "1", 1.9, 1.9, 1.9, FIXED, 0.001, 10, 'C', "assumption: most vulnerable quarter") \
    X(vulnerability_after, "1", 2, 2, 2, FIXED, 1, 10, 'C',                                    \
        "assumption: a person who was exploited and not reintegrated is twice as vulnerable")  \
    X(recovery_months, "month", 12, 12, 12, FIXED, 1, 240, 'C', "assumption: mean length of recovery") \
    X(safe_months, "month", 60, 60, 60, FIXED, 1, 1200, 'C',                                   \
        "assumption: after five years safe a person's place in the population is taken by a new one") \
    X(harm_sexual, "DALY/year", 0.5, 0.3, 0.7, TRIANGULAR, 0, 1, 'C', "assumption: no disability weight for exploitation was found; between severe chronic pain and severe depression") \
    X(harm_labour, "DALY/year", 0.3, 0.1, 0.5, TRIANGULAR, 0, 1, 'C', "assumption: as above, wide because conditions differ most") \
    X(harm_recovering, "DALY/year", 0.2, 0.05, 0.35, TRIANGULAR, 0, 1, 'C', "assumption: about moderate anxiety or depression") \
    X(harm_lasting, "DALY/year", 0.1, 0, 0.2, TRIANGULAR, 0, 1, 'C', "assumption: later harm, booked per year exploited") \
    X(online_share, "1", 0.7, 0.4, 0.9, TRIANGULAR, 0, 1, 'C', "assumption: share of purchases arranged online") \
    X(inspection_escape, "1", 1.1, 1, 1.3, TRIANGULAR, 1, 10, 'C', "assumption: inspections help people leave by themselves") \
    X(support_identified, "1/month", 0.004, 0.001, 0.01, TRIANGULAR, 0, 1, 'C', "assumption: identified by services a month at full coverage") \
    X(support_recovery, "1", 0.67, 0.4, 1, TRIANGULAR, 0.05, 1, 'C', "assumption: length of recovery with full support against none") \
    X(support_reintegration, "1", 0.15, 0, 0.25, TRIANGULAR, 0, 1, 'C', "assumption: added chance of reintegration with full support")
/* clang-format on */

/** One value a row of CURB_RESPONSE_LIST, in its unit. */
typedef struct {
#define CURB_RESPONSE_FIELD(field, ...) double field;
    CURB_RESPONSE_LIST(CURB_RESPONSE_FIELD)
#undef CURB_RESPONSE_FIELD
} curb_responses_t;

#endif
