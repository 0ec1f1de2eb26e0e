/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What enforcement and inspection cost a case: the detections that they add (ODD 7.1). */
#include "small_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CASE_USD 2385.0

static curb_policy_t priced(
    curb_instrument_t instrument, uint64_t jurisdictions, double intensity, double times)
{
    curb_policy_t policy = small_world_policy(instrument, jurisdictions, intensity, 0);
    policy.lever[CURB_LEVER_MULTIPLIER] = times;
    policy.lever[CURB_LEVER_COST_FIXED] = 0.0;
    policy.lever[CURB_LEVER_COST_CASE] = CASE_USD;
    return policy;
}

static double month_sum(const curb_record_t *record, size_t scenario, curb_metric_t metric,
    size_t month, unsigned cells)
{
    double sum = 0.0;
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        sum +=
            cells >> c & 1u ? small_world_value(record, scenario, metric, month, c) : 0.0;
    }
    return sum;
}

enum { ALL = (1 << SMALL_CELLS) - 1, NORTH = (1 << SMALL_SECTORS) - 1 };

/* Roundings of sums of a few terms; both sides are formed from the same whole numbers of
 * detections. */
static void assert_close(double seen, double expected)
{
    assert_true(fabs(seen - expected) <= 1e-9 * fabs(expected));
}

static void a_case_is_charged_where_the_policy_makes_it(void **state)
{
    (void)state;
    small_world_t *small = small_world_new();
    curb_policy_t policy = priced(CURB_TRAFFICKER_ENFORCEMENT, 1, 0.83, 2.7);
    (void)small_world_add(small, &policy);
    curb_record_t record;
    small_world_run(small, 3, &record);
    double added = 0.83 * 1.7;
    double cases = 0.0;
    for (size_t month = 0; month < record.period_count; month++) {
        double detected = month_sum(&record, 1, CURB_METRIC_DETECTED, month, NORTH);
        assert_close(month_sum(&record, 1, CURB_METRIC_POLICY_COST, month, ALL),
            CASE_USD * detected * added / (1.0 + added));
        cases += detected;
    }
    assert_true(cases > 0.0);
    curb_record_free(&record);
    small_world_free(small);
}

static void policies_that_meet_share_the_cases_that_they_add_together(void **state)
{
    (void)state;
    small_world_t *small = small_world_new();
    curb_policy_t policy = priced(CURB_TRAFFICKER_ENFORCEMENT, 3, 0.83, 2.7);
    curb_scenario_t *both = small_world_add(small, &policy);
    both->policies[both->policy_count++] = priced(CURB_LABOUR_INSPECTION, 3, 0.61, 1.9);
    curb_record_t record;
    small_world_run(small, 3, &record);
    double of_police = 0.83 * 1.7, of_inspectors = 0.61 * 0.9;
    double share = 1.0 - 1.0 / ((1.0 + of_police) * (1.0 + of_inspectors));
    unsigned sexual = 1u << SMALL_SEXUAL | 1u << (SMALL_SECTORS + SMALL_SEXUAL);
    for (size_t month = 0; month < record.period_count; month++) {
        double labour = month_sum(&record, 1, CURB_METRIC_DETECTED, month, ALL & ~sexual);
        double other = month_sum(&record, 1, CURB_METRIC_DETECTED, month, sexual);
        assert_close(month_sum(&record, 1, CURB_METRIC_POLICY_COST, month, ALL),
            CASE_USD * (labour * share + other * of_police / (1.0 + of_police)));
    }
    curb_record_free(&record);
    small_world_free(small);
}

static void a_policy_that_adds_no_cases_is_charged_none_whatever_chance_does(void **state)
{
    (void)state;
    small_world_t *small = small_world_new();
    curb_policy_t policy = priced(CURB_TRAFFICKER_ENFORCEMENT, 3, 0.83, 1.0);
    (void)small_world_add(small, &policy);
    curb_record_t record;
    small_world_run(small, 3, &record);
    for (size_t month = 0; month < record.period_count; month++) {
        assert_true(month_sum(&record, 1, CURB_METRIC_POLICY_COST, month, ALL) == 0.0);
    }
    curb_record_free(&record);
    small_world_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_is_charged_where_the_policy_makes_it),
        cmocka_unit_test(policies_that_meet_share_the_cases_that_they_add_together),
        cmocka_unit_test(a_policy_that_adds_no_cases_is_charged_none_whatever_chance_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
