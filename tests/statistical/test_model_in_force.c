/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical */
/* Laws in force are part of the anchors: a world with one stands as still as the same world
 * without. Seeds are fixed. */
#include "unit/small_world.h"

#include "model/memory.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { REPLICATES = 8, YEARS = 6, MONTHS = 12 * YEARS, BUYERS = 3000 };

static void set_up(small_world_t *small)
{
    small->run.months = MONTHS;
    small->run.period_months = 12;
    small->run.alternate_concepts = false;
    small->run.concept_used = CURB_CONCEPT_MSE;
}

/* People exploited in the North, where the law is, at the end of the last year. */
static void run_all(const small_world_t *small, double persons[REPLICATES])
{
    for (uint32_t r = 0; r < REPLICATES; r++) {
        curb_record_t record;
        small_world_run(small, r, &record);
        persons[r] = 0.0;
        for (size_t m = 0; m < SMALL_SECTORS; m++) {
            size_t cell = (size_t)SMALL_NORTH * SMALL_SECTORS + m;
            persons[r] +=
                small_world_value(&record, 0, CURB_METRIC_EXPLOITED, YEARS - 1, cell);
        }
        curb_record_free(&record);
    }
}

static void put_in_force(
    small_world_t *small, curb_instrument_t instrument, double intensity)
{
    curb_policy_t policy =
        small_world_policy(instrument, UINT64_C(1) << SMALL_NORTH, intensity, 0);
    policy.in_force = true;
    policy.start_month = INT_MIN;
    small->world.in_force[small->world.in_force_count++] = policy;
    curb_scenario_t *baseline = &small->scenarios[0];
    baseline->policies[baseline->policy_count++] = policy;
}

/* Prints the mean paired change and fails unless it is chance: within three standard
 * errors and 2 %. */
static void assert_no_change(const char *name, const double *with, const double *without)
{
    double sum = 0.0;
    double square = 0.0;
    for (size_t r = 0; r < REPLICATES; r++) {
        double change = with[r] / without[r] - 1.0;
        sum += change;
        square += change * change;
    }
    double mean = sum / REPLICATES;
    double error = sqrt((square / REPLICATES - mean * mean) / (REPLICATES - 1));
    print_message("%-24s %+.4f, standard error %.4f\n", name, mean, error);
    assert_true(fabs(mean) < 0.02 + 3.0 * error);
    assert_true(error < 0.03);
}

/* The paired difference to the world without the law is chance: within three standard
 * errors and 2 % for what the start of beliefs leaves out. Were there no drift at all, one
 * of the 13 would fail by chance less than once in 20 seeds even without the 2 %; with it,
 * the rounding of a drift of 2 % (the standard errors are near 1 %) once in several
 * hundred. */
static void a_law_in_force_leaves_the_market_at_its_anchors(void **state)
{
    (void)state;
    double without[REPLICATES];
    small_world_t *small = small_world_new();
    set_up(small);
    run_all(small, without);
    small_world_free(small);
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        double with[REPLICATES];
        small = small_world_new();
        set_up(small);
        put_in_force(small, i, curb_instrument_rows[i].dose_default);
        run_all(small, with);
        small_world_free(small);
        assert_no_change(curb_instrument_rows[i].key, with, without);
    }
}

/* A sanction worth 60 purchases: at rest the risk of it weighs several times the price, and
 * those who were sanctioned lately hardly buy at all. Their stationary law is in the solve
 * and in the start, so the market stands as still as under weak laws; with one perceived
 * risk for all, and 6,000 buyers, it gained 3.3 % of its people, standard error .9 %. Few
 * make the loudest news, so their number is larger than elsewhere. Same bound as above. */
static void a_law_that_outweighs_the_price_leaves_the_market_at_its_anchors(void **state)
{
    (void)state;
    static const curb_instrument_t laws[] = {
        CURB_CRIMINALISE_BUYING, CURB_CRIMINALISE_KNOWING_USE};
    double without[REPLICATES];
    small_world_t *small = small_world_new();
    set_up(small);
    small->run.buyers_per_segment = BUYERS;
    run_all(small, without);
    small_world_free(small);
    for (size_t i = 0; i < 2; i++) {
        small = small_world_new();
        set_up(small);
        small->run.buyers_per_segment = BUYERS;
        put_in_force(small, laws[i], 1.0);
        for (size_t s = 0; s < 2; s++) {
            curb_policy_t *policy =
                s == 0 ? &small->world.in_force[0] : &small->scenarios[0].policies[0];
            policy->lever[CURB_LEVER_INVESTIGATION] = 3e-5;
            policy->lever[CURB_LEVER_SEVERITY] = 6000.0;
        }
        double with[REPLICATES];
        run_all(small, with);
        small_world_free(small);
        assert_no_change(curb_instrument_rows[laws[i]].key, with, without);
    }
}

/* A law that is in force does nothing more when it is also a scenario's policy at strength
 * 0, and costs nothing new. */
static void a_law_in_force_costs_nothing_new(void **state)
{
    (void)state;
    small_world_t *small = small_world_new();
    set_up(small);
    put_in_force(small, CURB_CRIMINALISE_BUYING, 0.137);
    curb_record_t record;
    small_world_run(small, 3, &record);
    double sanctions = 0.0;
    for (size_t t = 0; t < YEARS; t++) {
        for (size_t c = 0; c < SMALL_CELLS; c++) {
            assert_true(
                small_world_value(&record, 0, CURB_METRIC_POLICY_COST, t, c) == 0.0);
            sanctions += small_world_value(&record, 0, CURB_METRIC_INVESTIGATIONS, t, c);
        }
    }
    assert_true(sanctions > 0.0);
    curb_record_free(&record);
    small_world_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_law_in_force_leaves_the_market_at_its_anchors),
        cmocka_unit_test(a_law_that_outweighs_the_price_leaves_the_market_at_its_anchors),
        cmocka_unit_test(a_law_in_force_costs_nothing_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
