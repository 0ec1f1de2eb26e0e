/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phase 1 of a month: when and where an instrument acts, how the norm rises and fades, and
 * between whom co-operation holds. */
#include "lever_scene.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* --- schedules --- */

static void force_rises_over_the_ramp_and_ends(void **state)
{
    (void)state;
    curb_policy_t policy =
        small_world_policy(CURB_AWARENESS_CAMPAIGN, NORTH_ONLY, 0.2385, 7);
    policy.ramp_months = 4;
    policy.end_month = 19;
    const double expected[] = {0.0, 0.25, 0.5, 0.75, 1.0, 1.0};
    for (int i = 0; i < 6; i++) {
        lever_close_to(curb_policy_strength(&policy, 6 + i), 0.2385 * expected[i]);
    }
    lever_close_to(curb_policy_strength(&policy, 18), 0.2385);
    assert_true(curb_policy_strength(&policy, 19) == 0.0);
    assert_true(curb_policy_strength(&policy, 0) == 0.0);
}

static void a_law_in_force_has_its_force_in_every_month(void **state)
{
    (void)state;
    curb_policy_t policy = small_world_policy(CURB_IMPORT_BAN, NORTH_ONLY, 0.2385, 7);
    policy.in_force = true;
    policy.ramp_months = 12;
    assert_true(curb_policy_strength(&policy, 0) == 0.2385);
    assert_true(curb_policy_strength(&policy, 200) == 0.2385);
}

/* Fields and not the whole structs: what lies between fields means nothing. */
static void no_policy_in_force(const curb_levers_t *levers)
{
    static const curb_kind_levers_t kind_at_rest = {.demand = 1.0};
    assert_false(levers->laws);
    assert_false(levers->cooperation);
    for (size_t j = 0; j < SMALL_JURISDICTIONS; j++) {
        assert_true(levers->added[j] == 0.0 && levers->vulnerability[j] == 1.0);
    }
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        const curb_cell_levers_t *cell = &levers->cells[c];
        for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
            assert_memory_equal(&cell->kinds[k], &kind_at_rest, sizeof kind_at_rest);
        }
        assert_true(cell->online == 1.0 && cell->available == 1.0);
        assert_true(cell->friction == 0.0 && cell->norm == 1.0 && cell->detection == 1.0);
        assert_true(cell->interdiction == 0.0 && cell->escape == 1.0);
        assert_true(cell->identified == 0.0 && cell->recovery == 1.0);
        assert_true(cell->reintegration == 0.0 && cell->forfeiture == 0.0);
    }
}

static void nothing_acts_at_zero_intensity_before_the_start_or_after_the_end(void **state)
{
    (void)state;
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        (void)lever_scene_empty(NULL);
        curb_policy_t *policy = lever_add(i, 0.0);
        (void)lever_cell_at(5, 0, 0);
        no_policy_in_force(&lever_scene.levers);
        policy->intensity = 1.0;
        policy->start_month = 5;
        policy->end_month = 9;
        (void)lever_cell_at(4, 0, 0);
        no_policy_in_force(&lever_scene.levers);
        if (i != CURB_EDUCATION) { /* the norm fades by itself */
            (void)lever_cell_at(9, 0, 0);
            no_policy_in_force(&lever_scene.levers);
        }
    }
}

static void places_and_sectors_out_of_scope_are_left_alone(void **state)
{
    (void)state;
    lever_add_with(CURB_TRAFFICKER_ENFORCEMENT, 1.0, CURB_LEVER_MULTIPLIER, 2.385)
        ->sectors = 1u << SMALL_GOODS;
    lever_close_to(lever_cell_at(0, SMALL_NORTH, SMALL_GOODS)->detection, 2.385);
    assert_true(lever_cell_at(0, SMALL_NORTH, SMALL_SEXUAL)->detection == 1.0);
    assert_true(lever_cell_at(0, SMALL_SOUTH, SMALL_GOODS)->detection == 1.0);
}

static void kinds_of_buyers_out_of_scope_are_left_alone(void **state)
{
    (void)state;
    lever_add(CURB_AWARENESS_CAMPAIGN, 1.0)->kinds = 1u << CURB_FIRM;
    assert_true(lever_kind_at(0, SMALL_GOODS, CURB_FIRM)->reach > 0.0);
    assert_true(lever_kind_at(0, SMALL_GOODS, CURB_INDIVIDUAL)->reach == 0.0);
    assert_true(lever_kind_at(0, SMALL_GOODS, CURB_GOVERNMENT)->reach == 0.0);
}

/* --- the norm --- */

static double norm_at(int month)
{
    return lever_cell_at(month, SMALL_NORTH, SMALL_SEXUAL)->norm;
}

static curb_policy_t *educate(double shift, double lag, int start, int stop)
{
    curb_policy_t *policy = lever_add_with(CURB_EDUCATION, 0.8, CURB_LEVER_SHIFT, shift);
    policy->lever[CURB_LEVER_LAG] = lag;
    policy->start_month = start;
    policy->end_month = stop;
    return policy;
}

static void the_norm_waits_for_its_lag_and_then_rises(void **state)
{
    (void)state;
    educate(0.09, 18.0, 6, INT_MAX);
    assert_true(norm_at(6) == 1.0);
    assert_true(norm_at(24) == 1.0);
    lever_close_to(norm_at(25), 1.0 + 0.8 * 0.09 / 12.0);
    lever_close_to(norm_at(24 + 30), 1.0 + 0.8 * 0.09 * 2.5);
}

static void the_norm_rises_to_three_at_most(void **state)
{
    (void)state;
    educate(0.9, 0.0, 0, INT_MAX);
    lever_close_to(norm_at(24), 1.0 + 0.8 * 0.9 * 2.0);
    assert_true(norm_at(240) == 3.0);
}

static void the_norm_loses_a_tenth_of_its_rise_each_year_after_the_end(void **state)
{
    (void)state;
    educate(0.2, 0.0, 0, 61);
    double risen = norm_at(60) - 1.0;
    lever_close_to(risen, 0.8 * 0.2 * 5.0);
    for (int year = 1; year < 8; year++) {
        assert_true(fabs(norm_at(60 + 12 * year) - 1.0 - risen * pow(0.9, year)) < 1e-9);
    }
    assert_true(norm_at(61) < norm_at(60));
}

static void a_norm_at_its_most_fades_from_there(void **state)
{
    (void)state;
    educate(0.9, 0.0, 0, 121);
    assert_true(norm_at(120) == 3.0);
    assert_true(fabs(norm_at(132) - 1.0 - 2.0 * 0.9) < 1e-9);
}

/* --- co-operation --- */

static double added_cost(size_t from, size_t to)
{
    (void)lever_cell_at(0, 0, 0);
    return curb_levers_cooperation(
        &lever_scene.levers, &lever_scene.small->world, SMALL_GOODS, from, to);
}

static void cooperation_holds_between_partners_in_both_directions(void **state)
{
    (void)state;
    curb_policy_t *policy = lever_add_with(CURB_COOPERATION, 0.4, CURB_LEVER_STRENGTH, 1.3);
    policy->partners = 1u << SMALL_SOUTH;
    lever_close_to(added_cost(SMALL_NORTH, SMALL_SOUTH), 0.4 * 1.3);
    lever_close_to(added_cost(SMALL_SOUTH, SMALL_NORTH), 0.4 * 1.3);
    policy->partners = 1u << SMALL_NORTH; /* only with itself */
    assert_true(added_cost(SMALL_NORTH, SMALL_SOUTH) == 0.0);
}

static void the_strongest_cooperation_counts(void **state)
{
    (void)state;
    lever_add_with(CURB_COOPERATION, 0.4, CURB_LEVER_STRENGTH, 1.3);
    lever_add_with(CURB_COOPERATION, 0.9, CURB_LEVER_STRENGTH, 0.7);
    lever_close_to(added_cost(SMALL_NORTH, SMALL_SOUTH), 0.9 * 0.7);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, lever_scene_empty)
    const struct CMUnitTest tests[] = {
        TEST(force_rises_over_the_ramp_and_ends),
        TEST(a_law_in_force_has_its_force_in_every_month),
        TEST(nothing_acts_at_zero_intensity_before_the_start_or_after_the_end),
        TEST(places_and_sectors_out_of_scope_are_left_alone),
        TEST(kinds_of_buyers_out_of_scope_are_left_alone),
        TEST(the_norm_waits_for_its_lag_and_then_rises),
        TEST(the_norm_rises_to_three_at_most),
        TEST(the_norm_loses_a_tenth_of_its_rise_each_year_after_the_end),
        TEST(a_norm_at_its_most_fades_from_there),
        TEST(cooperation_holds_between_partners_in_both_directions),
        TEST(the_strongest_cooperation_counts),
    };
#undef TEST
    return cmocka_run_group_tests_name(
        "schedules of instruments", tests, lever_scene_begin, lever_scene_end);
}
