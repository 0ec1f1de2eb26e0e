/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Ways to answer for many differences at once: which p values they adjust, which intervals
 *  go with them, and what both control. */
#ifndef CURB_ANALYSIS_MULTIPLICITY_H
#define CURB_ANALYSIS_MULTIPLICITY_H

#include "analysis/maxt.h"

/** X(enum name, key, key of the interval, what p controls, what the intervals are) */
/* clang-format off */
#define CURB_MULTIPLICITY_LIST(X)                                                              \
    X(MAXT, "maxt", "max-t",                                                                   \
        "family-wise error, single-step max-t (Westfall and Young 1993)",                      \
        "max-t: hold for all differences of the family together")                              \
    X(MAXT_STEPDOWN, "maxt-stepdown", "max-t",                                                 \
        "family-wise error, step-down max-t (Romano and Wolf 2005)",                           \
        "single-step max-t: hold for all differences of the family together")                  \
    X(HOLM, "holm", "bonferroni-t",                                                            \
        "family-wise error under any dependence (Holm 1979)",                                  \
        "t by Bonferroni: hold for all differences of the family together")                    \
    X(HOCHBERG, "hochberg", "bonferroni-t",                                                    \
        "family-wise error under positive dependence (Hochberg 1988)",                         \
        "t by Bonferroni: hold for all differences of the family together")                    \
    X(BH, "bh", "fcr-t",                                                                       \
        "false discovery rate under positive dependence (Benjamini and Hochberg 1995)",        \
        "t by false coverage rate (Benjamini and Yekutieli 2005): of those whose p is "        \
        "below 1 - level, the expected share that misses")                                     \
    X(NONE, "none", "t",                                                                       \
        "nothing beyond each difference alone",                                                \
        "t: each holds alone, and with many of them some will miss")
/* clang-format on */

#define CURB_MULTIPLICITY_ENUM(name, ...) CURB_MULTIPLICITY_##name,
typedef enum {
    CURB_MULTIPLICITY_LIST(CURB_MULTIPLICITY_ENUM) CURB_MULTIPLICITY_COUNT
} curb_multiplicity_t;
#undef CURB_MULTIPLICITY_ENUM

typedef struct {
    const char *key, *interval_key;
    const char *controls;  /**< of p */
    const char *intervals; /**< what they are */
} curb_multiplicity_row_t;

extern const curb_multiplicity_row_t curb_multiplicity_rows[CURB_MULTIPLICITY_COUNT];

/** @brief The way of a key; CURB_MULTIPLICITY_COUNT for an unknown one. */
curb_multiplicity_t curb_multiplicity_find(const char *key);

/** @brief Adds to each column the p value of its t, and what Holm, Hochberg and Benjamini
 *  and Hochberg make of them over all columns. NaN for a column of fewer than two numbers.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_multiplicity_adjust(curb_maxt_t *family);

/** @brief The p value of a column as this way adjusts it; after
 * curb_multiplicity_adjust(). */
double curb_multiplicity_p(curb_multiplicity_t self, const curb_maxt_column_t *column);

/** @brief Half-widths in standard errors of this way's intervals; NaN when no column
 *  varies. What the column with the fewest numbers needs is used for all. After
 *  curb_multiplicity_adjust(). */
double curb_multiplicity_critical(curb_multiplicity_t self, const curb_maxt_t *family);

#endif
