/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How the totals of regions are divided among States (ODD 6.1): people and profit by
 * population and income, flows by gravity fitted to both margins, small States counted with
 * a neighbour. Arithmetic only; what it gives is allocated, not observed. */
#ifndef CURB_STUDY_ALLOCATION_H
#define CURB_STUDY_ALLOCATION_H

#include <stdbool.h>
#include <stddef.h>

enum { CURB_MEMBER_MAX = 128 };

/** A State, or a group of States that is left of a region. */
typedef struct {
    double population;          /**< persons */
    double gdp_usd;             /**< a year */
    double latitude, longitude; /**< degrees; of the capital */
    size_t region;              /**< index */
    size_t neighbour;           /**< member; itself when it has none */
    size_t group;               /**< members of one group share a place; itself: a State */
    bool several;        /**< a group: has trade, travel and recruits within itself */
    size_t counted_with; /**< member that names its place; itself: its own. Set by */
    size_t place;        /**< curb_allocation_places(), as its index among places is */
} curb_member_t;

/** The numbers of the rule; the same names in world files. */
typedef struct {
    double population_exponent;       /**< of people exploited */
    double people_income;             /**< exponent of income in people per inhabitant */
    double profit_income;             /**< exponent of income in profit per person */
    double income_least, income_most; /**< USD a head; incomes beyond count as these */
    double distance_exponent;         /**< of all flows */
    double near_km, group_km; /**< no distance is shorter; distance within a group */
    double home_weight;       /**< goods: at home, against another State as near */
    double abroad_share;      /**< of sexual purchases */
    double foreign_share;     /**< of recruits, at income `foreign_usd` a head */
    double foreign_usd;
    double foreign_income; /**< its exponent of income */
    double foreign_most;   /**< its upper bound */
    double origin_income;  /**< exponent of income in where recruits come from */
    double merge_below;    /**< persons: a cell of fewer is counted with a neighbour */
} curb_allocation_rule_t;

/** @brief Income in the rule: GDP per inhabitant in USD, kept within its bounds, because
 * exponents found between two groups of States say nothing beyond them. */
double curb_allocation_income(
    const curb_allocation_rule_t *rule, const curb_member_t *member);

/** @brief Divides the people and the profit of one region and sector among the members of
 * the region: people by population^population_exponent * income^people_income, profit by
 * people * income^profit_income. Entries of members of other regions are left alone; both
 * totals come out. */
void curb_allocation_divide(const curb_allocation_rule_t *rule,
    const curb_member_t *members, size_t count, size_t region, double people_total,
    double profit_total, double *people, double *profit);

/** @brief Counts members with their neighbours, smallest first, until no cell has fewer
 * than merge_below people, and numbers the places in the order of the members that name
 * them.
 *  @param people [member][sector_count].
 *  @return how many places, or 0 when a member has no neighbour left to be counted with;
 * `stuck` is that member. */
size_t curb_allocation_places(const curb_allocation_rule_t *rule, curb_member_t *members,
    size_t count, const double *people, size_t sector_count, size_t *stuck);

/** @brief Sum over the members of each place. */
void curb_allocation_sum(const curb_member_t *members, size_t count, const double *values,
    double *sums, size_t place_count);

/** @brief The same for flows: [member][member] to [place][place]. */
void curb_allocation_sum_flows(const curb_member_t *members, size_t count,
    const double *flows, double *sums, size_t place_count);

/** @brief Great-circle distance on a sphere of 6,371 km radius. */
double curb_great_circle_km(
    double latitude_1, double longitude_1, double latitude_2, double longitude_2);

typedef enum {
    CURB_FLOW_ALL,   /**< at home too, home_weight times as likely */
    CURB_FLOW_ABROAD /**< nothing at home, except within groups */
} curb_flow_kind_t;

/** @brief Flows by gravity, fitted to both margins: seed distance^-distance_exponent. Sizes
 * are in the margins; exponents of size would drop out of the fit.
 *  @param flow [count][count], row to column. @return curb_fit_margins(). */
double curb_allocation_flows(const curb_allocation_rule_t *rule,
    const curb_member_t *members, size_t count, curb_flow_kind_t kind, const double *rows,
    const double *columns, double *flow);

/** @brief Share of recruits of a member that come from abroad. */
double curb_allocation_foreign(
    const curb_allocation_rule_t *rule, const curb_member_t *member);

#endif
