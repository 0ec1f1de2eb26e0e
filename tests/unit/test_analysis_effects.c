/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moved, what it cost and who is first; and what is kept back of States whose anchors
 * are allocated. */
#include "unit/compare_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* --- what moved, what it cost, who is first --- */

static void a_tenth_that_moves_is_a_displacement_of_ten_per_cent(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare_scene_compare(&fake, &options);
    const curb_compare_effect_t *effect = &result.effects[SCENE_RICH - 1];
    double inside = 3 * compare_scene_averted(&fake, SCENE_RICH) / 12;
    assert_true(effect->has_outside);
    compare_near(effect->inside_years, -inside, 1e-9);
    compare_near(effect->outside_years, 0.1 * inside, 1e-9);
    compare_near(effect->displaced.ratio, 0.1, 1e-9);
    compare_near(effect->averted_years, 0.9 * inside, 1e-9);
    compare_near(effect->cost_per_year.ratio, 3000 / (0.9 * inside), 1e-9);
    assert_true(effect->cost_per_year.interval.low < effect->cost_per_year.ratio);
    const curb_compare_effect_t *idle = &result.effects[SCENE_ZERO - 1];
    assert_true(isnan(idle->displaced.ratio) && isnan(idle->cost_per_year.ratio));
    curb_compare_free(&result);
}

static void nothing_is_out_of_a_scope_of_everything(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    for (size_t i = SCENE_CELLS; i < sizeof fake.in_scope; i++) {
        fake.in_scope[i] = true;
    }
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare_scene_compare(&fake, &options);
    assert_false(result.effects[0].has_outside);
    assert_true(isnan(result.effects[0].outside_years));
    assert_true(isfinite(result.effects[0].averted_years));
    curb_compare_free(&result);
}

/* --- States whose anchors are allocated --- */

static void a_state_with_allocated_anchors_shows_per_cent_and_no_level(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    bool allocated[SCENE_JURISDICTIONS] = {true, true},
         named[SCENE_JURISDICTIONS] = {true, false};
    fake.labels.allocated = allocated;
    fake.labels.named_state = named;
    curb_compare_options_t options = curb_compare_defaults();
    options.by_jurisdiction = true;
    curb_compare_t result = compare_scene_compare(&fake, &options);
    const curb_compare_row_t *row =
        compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, 0, -1, -1);
    assert_true(row->withheld && isnan(row->baseline_mean) && isnan(row->difference));
    assert_true(isnan(row->ci_low) && isnan(row->ci_high));
    assert_true(row->percent < 0 && row->percent_ci_low < row->percent);
    const curb_compare_row_t *cost =
        compare_scene_row(&result, SCENE_RICH, CURB_METRIC_POLICY_COST, 0, -1, -1);
    compare_near(
        cost->difference, 3000, 1e-9); /* nothing at the baseline: no level to give away */
    const curb_compare_row_t *group =
        compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, 1, -1, -1);
    assert_true(!group->withheld && isfinite(group->baseline_mean));
    const curb_compare_row_t *all =
        compare_scene_row(&result, SCENE_LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_true(!all->withheld && isfinite(all->baseline_mean));
    curb_compare_free(&result);
}

/* SCENE_RICH acts in the first State, SCENE_POOR in the second: an order would be one of
 * States. Both in the first are ranked, even when a supplier is in scope in one sector. */
static void scenarios_in_different_allocated_states_are_not_ranked(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    bool both[SCENE_JURISDICTIONS] = {true, true};
    fake.labels.allocated = fake.labels.named_state = both;
    curb_compare_options_t options = curb_compare_defaults();
    fake.in_scope[SCENE_POOR * SCENE_CELLS + 1] = true;
    fake.in_scope[SCENE_POOR * SCENE_CELLS + 3] =
        true; /* a supplier, in one sector of two */
    curb_compare_t ranked = compare_scene_compare(&fake, &options);
    assert_int_equal(ranked.rank_count, 2);
    assert_int_equal(ranked.unranked_states, 0);
    curb_compare_free(&ranked);
    fake.in_scope[(size_t)SCENE_POOR * SCENE_CELLS] =
        fake.in_scope[SCENE_POOR * SCENE_CELLS + 1] = false;
    curb_compare_t unranked = compare_scene_compare(&fake, &options);
    assert_int_equal(unranked.rank_count, 0);
    assert_int_equal(unranked.unranked_states, 2);
    assert_false(unranked.has_headline);
    curb_compare_free(&unranked);
}

static void only_equal_budgets_are_ranked(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare_scene_compare(&fake, &options);
    assert_int_equal(result.rank_count, 2);
    assert_int_equal(result.ranks[0].scenario, SCENE_RICH);
    compare_near(result.ranks[0].first_share, 1, 0);
    compare_near(result.ranks[1].first_share, 0, 0);
    compare_near(result.ranks[0].first_share_by[CURB_CONCEPT_ILO], 1, 0);
    assert_true(result.has_headline);
    assert_int_equal(result.headline.scenario, SCENE_RICH);
    assert_int_equal(result.clearly_lower, 3);
    assert_int_equal(result.clearly_higher, 0);
    curb_compare_free(&result);
    fake.scenarios[SCENE_POOR].budget_usd = 10e6;
    result = compare_scene_compare(&fake, &options);
    assert_int_equal(result.rank_count, 0);
    assert_false(result.has_headline);
    curb_compare_free(&result);
}

static void the_only_scenario_is_the_headline(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, false);
    fake.labels.scenario_count = 2;
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare_scene_compare(&fake, &options);
    assert_true(result.has_headline);
    assert_int_equal(result.headline.scenario, SCENE_LOW);
    assert_int_equal(result.rank_count, 0);
    curb_compare_free(&result);
    fake.labels.scenario_count = 1;
    curb_compare_data_t data = compare_scene_data(&fake);
    assert_int_equal(curb_compare_init(&result, &data, &options, NULL), CURB_ERR_INVALID);
}

/* One replicate of one concept is lost in one scenario: the rest still says that both
 * concepts avert, and the ratios are those of the rest. */
static void a_lost_replicate_does_not_set_concepts_apart(void **state)
{
    (void)state;
    compare_scene_t fake;
    compare_scene_make(&fake, true);
    for (size_t p = 0; p < SCENE_PERIODS; p++) {
        fake.months[compare_scene_at(SCENE_RICH, 3, p, 0)] = NAN;
    }
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare_scene_compare(&fake, &options);
    const curb_compare_effect_t *effect = &result.effects[SCENE_RICH - 1];
    assert_int_equal(effect->n, SCENE_REPLICATES - 1);
    assert_false(effect->concepts_disagree);
    assert_true(isfinite(effect->cost_per_year.ratio));
    compare_near(effect->displaced.ratio, 0.1, 1e-9);
    curb_compare_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tenth_that_moves_is_a_displacement_of_ten_per_cent),
        cmocka_unit_test(nothing_is_out_of_a_scope_of_everything),
        cmocka_unit_test(a_state_with_allocated_anchors_shows_per_cent_and_no_level),
        cmocka_unit_test(scenarios_in_different_allocated_states_are_not_ranked),
        cmocka_unit_test(only_equal_budgets_are_ranked),
        cmocka_unit_test(the_only_scenario_is_the_headline),
        cmocka_unit_test(a_lost_replicate_does_not_set_concepts_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
