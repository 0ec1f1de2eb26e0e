/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Responses: how strongly and how fast people and prices react. Nobody can observe them
 *  directly, so each has a central value, a range, and a grade; `parameters: draws` samples
 * the range, one draw a replicate. Here stand their names and hard limits; value, unit,
 * range, distribution, source and grade are those of the row `response.NAME` of
 * scenarios/registry.csv. A name without a row does not compile. */
#ifndef CURB_MODEL_RESPONSES_H
#define CURB_MODEL_RESPONSES_H

#include "model/registry.h"

/** X(name, least, most): limits beyond which a study is refused. */
/* clang-format off */
#define CURB_RESPONSE_LIST(X)      \
    X(taste_sd, 0, 5)               \
    X(moral_mean, 0, 5)             \
    X(moral_log_sd, 0, 3)           \
    X(awareness_base, 0.01, 0.66)   \
    X(risk_learning, 0, 1)          \
    X(awareness_spread, 0, 1)       \
    X(awareness_fading, 0.0001, 1)  \
    X(price_speed, 0.001, 1)        \
    X(recruit_elasticity, 0, 4)     \
    X(entry_elasticity, 0, 4)       \
    X(quit_elasticity, 0, 4)        \
    X(pool_elasticity, 0, 1)        \
    X(report_detection, 0, 2)       \
    X(holding_detection, 0, 2)      \
    X(move_rate, 0, 1)              \
    X(loudness, 0, 100000)          \
    X(crowd_out, 0, 10)             \
    X(effort, 0, 1)                 \
    X(premium, 0, 5)                \
    X(travel, 0, 5)                 \
    X(conviction, 0, 1)             \
    X(sentence_months, 1, 600)      \
    X(reintegration, 0, 1)          \
    X(succession, 0, 0.95)          \
    X(slack, 0, 1)                  \
    X(forfeiture_weight, 0, 20)     \
    X(vulnerability_1, 0.001, 10)   \
    X(vulnerability_2, 0.001, 10)   \
    X(vulnerability_3, 0.001, 10)   \
    X(vulnerability_4, 0.001, 10)   \
    X(vulnerability_after, 1, 10)   \
    X(recovery_months, 1, 240)      \
    X(safe_months, 1, 1200)         \
    X(harm_sexual, 0, 1)            \
    X(harm_labour, 0, 1)            \
    X(harm_recovering, 0, 1)        \
    X(harm_lasting, 0, 1)           \
    X(online_share, 0, 1)           \
    X(inspection_escape, 1, 10)     \
    X(support_identified, 0, 1)     \
    X(support_recovery, 0.05, 1)    \
    X(support_reintegration, 0, 1)
/* clang-format on */

/** One value a row of CURB_RESPONSE_LIST, in its unit. */
typedef struct {
#define CURB_RESPONSE_FIELD(field, ...) double field;
    CURB_RESPONSE_LIST(CURB_RESPONSE_FIELD)
#undef CURB_RESPONSE_FIELD
} curb_responses_t;

enum { CURB_RESPONSE_COUNT = sizeof(curb_responses_t) / sizeof(double) };

/** A response with what the registry says of it. */
typedef struct {
    const char *key;
    size_t offset; /**< in curb_responses_t */
    double least, most;
    double central, low, high; /**< without a range, all the same */
    curb_spread_t spread;
    char grade;
    const curb_registry_row_t *registry;
} curb_response_row_t;

extern const curb_response_row_t curb_response_rows[CURB_RESPONSE_COUNT];

#endif
