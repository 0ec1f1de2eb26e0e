/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/allocation.h"

#include "model/fitting.h"

#include <math.h>
#include <string.h>

static const double EARTH_RADIUS_KM = 6371.0;
static const double PI = 3.14159265358979323846;

double curb_allocation_income(
    const curb_allocation_rule_t *rule, const curb_member_t *member)
{
    double income = member->gdp_usd / member->population;
    return fmin(rule->income_most, fmax(rule->income_least, income));
}

void curb_allocation_divide(const curb_allocation_rule_t *rule,
    const curb_member_t *members, size_t count, size_t region, double people_total,
    double profit_total, double *people, double *profit)
{
    double people_sum = 0.0, profit_sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        if (members[i].region == region) {
            double income = curb_allocation_income(rule, &members[i]);
            people[i] = pow(members[i].population, rule->population_exponent) *
                        pow(income, rule->people_income);
            profit[i] = people[i] * pow(income, rule->profit_income);
            people_sum += people[i];
            profit_sum += profit[i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (members[i].region == region) {
            people[i] *= people_total / people_sum;
            profit[i] *= profit_total / profit_sum;
        }
    }
}

/* --- places --- */

static double smallest_cell(const double *cells, size_t sector_count)
{
    double least = cells[0];
    for (size_t m = 1; m < sector_count; m++) {
        least = fmin(least, cells[m]);
    }
    return least;
}

/* Counts all of place `from` in place `into`; places are named by a member until the end.
 */
static void join(curb_member_t *members, size_t count, size_t from, size_t into)
{
    for (size_t i = 0; i < count; i++) {
        if (members[i].place == from) {
            members[i].place = into;
        }
    }
}

/* People of the place that a member names. */
static double least_of_place(const curb_member_t *members, size_t count, size_t place,
    const double *people, size_t sector_count)
{
    enum { SECTORS = 16 };
    double cells[SECTORS] = {0};
    for (size_t i = 0; i < count; i++) {
        for (size_t m = 0; m < sector_count && members[i].place == place; m++) {
            cells[m] += people[i * sector_count + m];
        }
    }
    return smallest_cell(cells, sector_count);
}

/* In the order of the members that name them. */
static size_t number_places(curb_member_t *members, size_t count)
{
    size_t numbers[CURB_MEMBER_MAX] = {0};
    size_t places = 0;
    for (size_t i = 0; i < count; i++) {
        members[i].counted_with = members[i].place;
        numbers[i] = members[i].place == i ? places++ : 0;
    }
    for (size_t i = 0; i < count; i++) {
        members[i].place = numbers[members[i].counted_with];
    }
    return places;
}

size_t curb_allocation_places(const curb_allocation_rule_t *rule, curb_member_t *members,
    size_t count, const double *people, size_t sector_count, size_t *stuck)
{
    for (size_t i = 0; i < count; i++) {
        members[i].place = members[i].group;
    }
    for (;;) {
        size_t worst = count;
        double least = rule->merge_below;
        for (size_t i = 0; i < count; i++) {
            if (members[i].place == i) {
                double cell = least_of_place(members, count, i, people, sector_count);
                worst = cell < least ? i : worst;
                least = fmin(least, cell);
            }
        }
        if (worst == count) {
            break;
        }
        size_t into = members[members[worst].neighbour].place;
        if (into == worst) {
            *stuck = worst;
            return 0;
        }
        join(members, count, worst, into);
    }
    return number_places(members, count);
}

void curb_allocation_sum(const curb_member_t *members, size_t count, const double *values,
    double *sums, size_t place_count)
{
    memset(sums, 0, place_count * sizeof *sums);
    for (size_t i = 0; i < count; i++) {
        sums[members[i].place] += values[i];
    }
}

void curb_allocation_sum_flows(const curb_member_t *members, size_t count,
    const double *flows, double *sums, size_t place_count)
{
    memset(sums, 0, place_count * place_count * sizeof *sums);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            sums[members[i].place * place_count + members[k].place] += flows[i * count + k];
        }
    }
}

/* --- flows --- */

/* The haversine, which is exact for places that are close. */
double curb_great_circle_km(
    double latitude_1, double longitude_1, double latitude_2, double longitude_2)
{
    double up = sin((latitude_2 - latitude_1) * PI / 360.0);
    double along = sin((longitude_2 - longitude_1) * PI / 360.0);
    double chord = up * up + cos(latitude_1 * PI / 180.0) * cos(latitude_2 * PI / 180.0) *
                                 along * along;
    return 2.0 * EARTH_RADIUS_KM * asin(fmin(1.0, sqrt(chord)));
}

static double distance_km(const curb_allocation_rule_t *rule, const curb_member_t *one,
    const curb_member_t *other)
{
    if (one == other) {
        return one->several ? rule->group_km : rule->near_km;
    }
    return fmax(rule->near_km, curb_great_circle_km(one->latitude, one->longitude,
                                   other->latitude, other->longitude));
}

double curb_allocation_flows(const curb_allocation_rule_t *rule,
    const curb_member_t *members, size_t count, curb_flow_kind_t kind, const double *rows,
    const double *columns, double *flow)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < count; k++) {
            double weight = 1.0;
            if (i == k && kind == CURB_FLOW_ALL) {
                weight = rule->home_weight;
            } else if (i == k && !members[i].several) {
                weight = 0.0;
            }
            double km = distance_km(rule, &members[i], &members[k]);
            flow[i * count + k] =
                weight * pow(km / rule->near_km, -rule->distance_exponent);
        }
    }
    return curb_fit_margins(flow, count, count, rows, columns);
}

double curb_allocation_foreign(
    const curb_allocation_rule_t *rule, const curb_member_t *member)
{
    double ratio = curb_allocation_income(rule, member) / rule->foreign_usd;
    return fmin(rule->foreign_most, rule->foreign_share * pow(ratio, rule->foreign_income));
}
