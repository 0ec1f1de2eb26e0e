/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phase 1 of a month: what a dose scales and what it does not, and how instruments that
 * overlap combine. */
#include "lever_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* --- what a dose scales --- */

static void a_dose_scales_how_many_and_not_how_hard(void **state)
{
    (void)state;
    curb_policy_t *rules =
        lever_add_with(CURB_PROCUREMENT_RULES, 0.37, CURB_LEVER_COMPLIANCE, 0.83);
    rules->lever[CURB_LEVER_SCREENING] = 0.61;
    rules->lever[CURB_LEVER_PENALTY] = 0.29;
    const curb_kind_levers_t *kind = lever_kind_at(0, SMALL_GOODS, CURB_GOVERNMENT);
    lever_close_to(kind->compliance, 0.37 * 0.83);
    lever_close_to(kind->screening, 0.61);
    lever_close_to(kind->penalty, 0.29);
    lever_add_with(CURB_AWARENESS_CAMPAIGN, 0.37, CURB_LEVER_REACH, 0.19)
        ->lever[CURB_LEVER_EFFICACY] = 0.23;
    kind = lever_kind_at(0, SMALL_GOODS, CURB_GOVERNMENT);
    lever_close_to(kind->reach, 0.37 * 0.19);
    lever_close_to(kind->efficacy, 0.23);
    lever_add_with(CURB_IMPORT_BAN, 0.37, CURB_LEVER_INTERDICTION, 0.41)
        ->lever[CURB_LEVER_DIVERSION] = 0.73;
    const curb_cell_levers_t *cell = lever_cell_at(0, SMALL_NORTH, SMALL_GOODS);
    lever_close_to(cell->interdiction, 0.37 * 0.41);
    lever_close_to(cell->diversion, 0.73);
}

static void friction_counts_online_purchases_that_are_not_displaced(void **state)
{
    (void)state;
    lever_add_with(CURB_ONLINE_DETERRENCE, 0.37, CURB_LEVER_FRICTION, 1.3)
        ->lever[CURB_LEVER_DISPLACEMENT] = 0.44;
    double online = lever_scene.small->world.responses.online_share;
    lever_close_to(lever_cell_at(0, SMALL_NORTH, SMALL_SEXUAL)->friction,
        0.37 * 1.3 * online * (1.0 - 0.44));
}

static void a_closed_platform_comes_back_elsewhere_month_by_month(void **state)
{
    (void)state;
    curb_policy_t *policy =
        lever_add_with(CURB_ONLINE_DETERRENCE, 0.9, CURB_LEVER_CLOSURE, 0.82);
    policy->lever[CURB_LEVER_RECOVERY] = 0.26;
    policy->lever[CURB_LEVER_DISPLACEMENT] = 0.44;
    double online = lever_scene.small->world.responses.online_share;
    double lost = 0.9 * 0.82;
    const curb_cell_levers_t *cell = lever_cell_at(0, SMALL_NORTH, SMALL_SEXUAL);
    lever_close_to(cell->online, 1.0 - lost);
    lever_close_to(cell->available, 1.0 - online * lost * 0.56);
    lost *= 0.74 * 0.74 * 0.74 * 0.74;
    cell = lever_cell_at(4, SMALL_NORTH, SMALL_SEXUAL);
    lever_close_to(cell->online, 1.0 - lost);
    lever_close_to(cell->available, 1.0 - online * lost * 0.56);
    policy->lever[CURB_LEVER_RECOVERY] = 1.0;
    assert_true(lever_cell_at(4, SMALL_NORTH, SMALL_SEXUAL)->online == 1.0);
}

static void shocks_multiply_demand_where_and_while_they_last(void **state)
{
    (void)state;
    curb_scenario_t *scenario = &lever_scene.scenario;
    curb_shock_t shock = {.jurisdictions = 1u << SMALL_NORTH,
        .sectors = 1u << SMALL_SEXUAL,
        .kinds = 1u << CURB_INDIVIDUAL,
        .start_month = 3,
        .end_month = 6,
        .demand = 1.87};
    scenario->shocks[0] = shock;
    shock.start_month = 5;
    shock.demand = 0.5;
    scenario->shocks[1] = shock;
    scenario->shock_count = 2;
    assert_true(lever_kind_at(2, SMALL_SEXUAL, CURB_INDIVIDUAL)->demand == 1.0);
    assert_true(lever_kind_at(3, SMALL_SEXUAL, CURB_INDIVIDUAL)->demand == 1.87);
    lever_close_to(lever_kind_at(5, SMALL_SEXUAL, CURB_INDIVIDUAL)->demand, 1.87 * 0.5);
    assert_true(lever_kind_at(6, SMALL_SEXUAL, CURB_INDIVIDUAL)->demand == 1.0);
    assert_true(lever_kind_at(3, SMALL_SEXUAL, CURB_FIRM)->demand == 1.0);
    assert_true(lever_kind_at(3, SMALL_DOMESTIC, CURB_INDIVIDUAL)->demand == 1.0);
    scenario->shock_count = 0;
}

static void support_moves_three_things_with_its_coverage(void **state)
{
    (void)state;
    const curb_responses_t *responses = &lever_scene.small->world.responses;
    lever_add_with(CURB_VICTIM_SUPPORT, 0.37, CURB_LEVER_COVERAGE, 0.62);
    const curb_cell_levers_t *cell = lever_cell_at(0, SMALL_NORTH, SMALL_DOMESTIC);
    double coverage = 0.37 * 0.62;
    lever_close_to(cell->identified, coverage * responses->support_identified);
    lever_close_to(cell->recovery, 1.0 + coverage * (responses->support_recovery - 1.0));
    lever_close_to(cell->reintegration, coverage * responses->support_reintegration);
}

static void a_law_is_announced_in_its_first_month_only_whatever_the_ramp(void **state)
{
    (void)state;
    curb_policy_t *law =
        lever_add_with(CURB_CRIMINALISE_BUYING, 0.37, CURB_LEVER_ANNOUNCEMENT, 0.08);
    law->start_month = 3;
    law->ramp_months = 12;
    lever_close_to(lever_kind_at(3, SMALL_SEXUAL, CURB_INDIVIDUAL)->announced, 0.37 * 0.08);
    assert_true(lever_kind_at(4, SMALL_SEXUAL, CURB_INDIVIDUAL)->announced == 0.0);
    assert_true(lever_kind_at(4, SMALL_SEXUAL, CURB_INDIVIDUAL)->buying > 0.0);
}

/* --- overlaps --- */

static void multipliers_multiply(void **state)
{
    (void)state;
    lever_add_with(CURB_TRAFFICKER_ENFORCEMENT, 0.7, CURB_LEVER_MULTIPLIER, 2.385);
    lever_add_with(CURB_LABOUR_INSPECTION, 0.4, CURB_LEVER_MULTIPLIER, 1.7);
    lever_add_with(CURB_ONLINE_DETERRENCE, 0.6, CURB_LEVER_TAKEDOWN, 0.35);
    double enforced = 1.0 + 0.7 * 1.385;
    lever_close_to(lever_cell_at(0, SMALL_NORTH, SMALL_GOODS)->detection,
        enforced * (1.0 + 0.4 * 0.7));
    lever_close_to(lever_cell_at(0, SMALL_NORTH, SMALL_SEXUAL)->detection,
        enforced * (1.0 + 0.6 * 0.35));
    lever_add_with(CURB_LABOUR_INSPECTION, 0.9, CURB_LEVER_MULTIPLIER, 1.0);
    double escape = lever_scene.small->world.responses.inspection_escape - 1.0;
    lever_close_to(lever_cell_at(0, SMALL_NORTH, SMALL_GOODS)->escape,
        (1.0 + 0.4 * escape) * (1.0 + 0.9 * escape));
    assert_true(lever_cell_at(0, SMALL_NORTH, SMALL_SEXUAL)->escape == 1.0);
}

static double either(double p, double q) { return 1.0 - (1.0 - p) * (1.0 - q); }

static void probabilities_combine(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) { /* twice the same with another dose */
        double dose = i == 0 ? 0.31 : 0.77;
        lever_add_with(CURB_IMPORT_BAN, dose, CURB_LEVER_INTERDICTION, 0.4);
        lever_add_with(CURB_ASSET_FORFEITURE, dose, CURB_LEVER_FORFEITURE, 0.6);
        lever_add_with(CURB_AWARENESS_CAMPAIGN, dose, CURB_LEVER_REACH, 0.2);
        lever_add_with(CURB_DUE_DILIGENCE, dose, CURB_LEVER_COMPLIANCE, 0.9);
        lever_add_with(CURB_CRIMINALISE_BUYING, dose, CURB_LEVER_INVESTIGATION, 0.013);
        lever_add_with(CURB_CRIMINALISE_KNOWING_USE, dose, CURB_LEVER_INVESTIGATION, 0.017);
        lever_add_with(CURB_VICTIM_SUPPORT, dose, CURB_LEVER_COVERAGE, 0.5);
    }
    const curb_responses_t *responses = &lever_scene.small->world.responses;
    const curb_cell_levers_t *goods = lever_cell_at(0, SMALL_NORTH, SMALL_GOODS);
    lever_close_to(goods->interdiction, either(0.31 * 0.4, 0.77 * 0.4));
    lever_close_to(goods->forfeiture, either(0.31 * 0.6, 0.77 * 0.6));
    lever_close_to(goods->kinds[CURB_FIRM].reach, either(0.31 * 0.2, 0.77 * 0.2));
    lever_close_to(goods->kinds[CURB_FIRM].compliance, either(0.31 * 0.9, 0.77 * 0.9));
    lever_close_to(goods->kinds[CURB_FIRM].knowing, either(0.31 * 0.017, 0.77 * 0.017));
    assert_true(goods->kinds[CURB_FIRM].buying == 0.0);
    double one = 0.31 * 0.5 * responses->support_identified;
    double two = 0.77 * 0.5 * responses->support_identified;
    lever_close_to(goods->identified, either(one, two));
    one = 0.31 * 0.5 * responses->support_reintegration;
    two = 0.77 * 0.5 * responses->support_reintegration;
    lever_close_to(goods->reintegration, either(one, two));
    const curb_cell_levers_t *sexual = lever_cell_at(0, SMALL_NORTH, SMALL_SEXUAL);
    lever_close_to(
        sexual->kinds[CURB_INDIVIDUAL].buying, either(0.31 * 0.013, 0.77 * 0.013));
}

static void penalties_take_the_largest(void **state)
{
    (void)state;
    const double penalty[] = {0.21, 0.34, 0.08};
    const double screening[] = {0.5, 0.3, 0.6};
    for (int i = 0; i < 3; i++) {
        lever_add_with(CURB_DUE_DILIGENCE, 0.5, CURB_LEVER_PENALTY, penalty[i])
            ->lever[CURB_LEVER_SCREENING] = screening[i];
        lever_add_with(CURB_ONLINE_DETERRENCE, 1.0, CURB_LEVER_FRICTION, 3.0 * penalty[i])
            ->lever[CURB_LEVER_DISPLACEMENT] = 0.0;
    }
    lever_close_to(lever_kind_at(0, SMALL_GOODS, CURB_FIRM)->penalty, 0.34);
    lever_close_to(lever_kind_at(0, SMALL_GOODS, CURB_FIRM)->screening, 0.6);
    lever_close_to(lever_cell_at(0, SMALL_NORTH, SMALL_SEXUAL)->friction,
        3.0 * 0.34 * lever_scene.small->world.responses.online_share);
}

static void the_law_with_the_largest_cost_decides_how_a_sanction_is_felt(void **state)
{
    (void)state;
    double spend =
        lever_scene.small->world.cells[SMALL_SEXUAL].buyers[CURB_INDIVIDUAL].spend_usd;
    for (int order = 0; order < 2; order++) {
        (void)lever_scene_empty(NULL);
        for (int i = 0; i < 2; i++) {
            if (i == order) {
                lever_add_with(CURB_CRIMINALISE_BUYING, 0.3, CURB_LEVER_SEVERITY, 3100.0)
                    ->lever[CURB_LEVER_EXTRATERRITORIAL] = 0.2;
            } else {
                lever_add_with(
                    CURB_CRIMINALISE_KNOWING_USE, 0.9, CURB_LEVER_SEVERITY, 900.0)
                    ->lever[CURB_LEVER_EXTRATERRITORIAL] = 0.7;
            }
        }
        const curb_kind_levers_t *kind = lever_kind_at(0, SMALL_SEXUAL, CURB_INDIVIDUAL);
        lever_close_to(kind->force, 0.3 * 3100.0 / spend);
        lever_close_to(kind->force_abroad, 0.2 * 0.3 * 3100.0 / spend);
    }
}

static void vulnerability_falls_by_the_product_in_the_places_of_origin(void **state)
{
    (void)state;
    lever_add_with(CURB_SAFE_MIGRATION, 0.5, CURB_LEVER_REDUCTION, 0.3);
    lever_add_with(CURB_SAFE_MIGRATION, 0.8, CURB_LEVER_REDUCTION, 0.2);
    (void)lever_cell_at(0, 0, 0);
    lever_close_to(
        lever_scene.levers.vulnerability[SMALL_NORTH], (1.0 - 0.15) * (1.0 - 0.16));
    assert_true(lever_scene.levers.vulnerability[SMALL_SOUTH] == 1.0);
}

static void added_capacity_adds_up(void **state)
{
    (void)state;
    lever_add_with(CURB_CRIMINALISE_BUYING, 0.5, CURB_LEVER_ADDED, 0.7);
    lever_add_with(CURB_TRAFFICKER_ENFORCEMENT, 0.25, CURB_LEVER_ADDED, 0.6);
    (void)lever_cell_at(0, 0, 0);
    lever_close_to(lever_scene.levers.added[SMALL_NORTH], 0.5 * 0.7 + 0.25 * 0.6);
    assert_true(lever_scene.levers.added[SMALL_SOUTH] == 0.0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, lever_scene_empty)
    const struct CMUnitTest tests[] = {
        TEST(a_dose_scales_how_many_and_not_how_hard),
        TEST(friction_counts_online_purchases_that_are_not_displaced),
        TEST(a_closed_platform_comes_back_elsewhere_month_by_month),
        TEST(shocks_multiply_demand_where_and_while_they_last),
        TEST(support_moves_three_things_with_its_coverage),
        TEST(a_law_is_announced_in_its_first_month_only_whatever_the_ramp),
        TEST(multipliers_multiply),
        TEST(probabilities_combine),
        TEST(penalties_take_the_largest),
        TEST(the_law_with_the_largest_cost_decides_how_a_sanction_is_felt),
        TEST(vulnerability_falls_by_the_product_in_the_places_of_origin),
        TEST(added_capacity_adds_up),
    };
#undef TEST
    return cmocka_run_group_tests_name(
        "levers of instruments", tests, lever_scene_begin, lever_scene_end);
}
