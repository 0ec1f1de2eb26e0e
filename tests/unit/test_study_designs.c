/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Designs of scenarios: points over ranges, one at a time, crosses, values of single
 * policies; what is varied, and each misuse at its place. */
#include "study_text.h"

#include <math.h>
#include <stdlib.h>

#define ALLIANCE "extends: " CURB_SOURCE_DIR "/scenarios/policies/alliance.yaml\n"

static const curb_scenario_t *find_scenario(const reading_t *reading, const char *id)
{
    for (size_t i = 0; i < reading->study.scenario_count; i++) {
        if (strcmp(reading->study.scenarios[i].id, id) == 0) {
            return &reading->study.scenarios[i];
        }
    }
    return NULL;
}

static const char *value_of(const reading_t *reading, const char *input, const char *id)
{
    const curb_design_t *design = &reading->study.design;
    for (size_t i = 0; i < design->value_count; i++) {
        if (strcmp(design->values[i].scenario, id) == 0 &&
            strcmp(design->inputs[design->values[i].input], input) == 0) {
            return design->values[i].value;
        }
    }
    return "";
}

/* Every stratum of every range once, for the intensity of both policies and one lever. */
static void a_latin_hypercube_fills_every_stratum(void **state)
{
    (void)state;
    reading_t reading = read_text(
        ALLIANCE STUDY_HEAD "scenarios:\n"
                            "  cube: {policies: [education, awareness_campaign], "
                            "intensity: {range: [20%, 0.7]},\n"
                            "    set: {awareness_campaign.reach: {range: [0.1, 0.3]}},\n"
                            "    design: {method: latin_hypercube, points: 10}}\n");
    expect_fine(&reading);
    assert_int_equal(reading.study.scenario_count, 11);
    unsigned intensities = 0, reaches = 0;
    for (size_t p = 1; p <= 10; p++) {
        char id[16];
        snprintf(id, sizeof id, "cube-%02zu", p);
        const curb_scenario_t *scenario = find_scenario(&reading, id);
        assert_non_null(scenario);
        double intensity = scenario->policies[0].intensity;
        double reach = scenario->policies[1].lever[CURB_LEVER_REACH];
        assert_true(scenario->policies[1].intensity == intensity);
        assert_true(isnan(scenario->policies[0].lever[CURB_LEVER_REACH]));
        intensities |= 1U << (int)((intensity - 0.2) / 0.05);
        reaches |= 1U << (int)((reach - 0.1) / 0.02);
        assert_true(
            fabs(strtod(value_of(&reading, "intensity", id), NULL) - intensity) < 1e-12);
        assert_true(fabs(strtod(value_of(&reading, "awareness_campaign.reach", id), NULL) -
                         reach) < 1e-12);
    }
    assert_int_equal(intensities, 0x3FF);
    assert_int_equal(reaches, 0x3FF);
    assert_int_equal(reading.study.design.input_count, 2);
    assert_true(curb_design_is_number(&reading.study.design, 0));
    forget(&reading);
}

static void points_hang_on_seed_and_id_alone(void **state)
{
    (void)state;
    static const char form[] =
        ALLIANCE STUDY_HEAD "seed: %d\nscenarios:\n%s"
                            "  cube: {policies: [education], intensity: {range: [0, 1]}, "
                            "design: {method: sobol, points: 8}}\n";
    static const char other[] = "  other: {policies: [education], intensity: {range: [0, "
                                "1]}, design: {method: sobol, points: 8}}\n";
    char text[4][1000], shown[4][64];
    const int seeds[] = {5, 5, 6, 5};
    for (int i = 0; i < 4; i++) {
        snprintf(text[i], sizeof text[i], form, seeds[i], i == 1 || i == 3 ? other : "");
        reading_t reading = read_text(text[i]);
        expect_fine(&reading);
        snprintf(shown[i], sizeof shown[i], "%s",
            value_of(&reading, "intensity", i == 3 ? "other-3" : "cube-3"));
        forget(&reading);
    }
    assert_string_equal(shown[0], shown[1]);
    assert_string_not_equal(shown[0], shown[2]);
    assert_string_not_equal(shown[0], shown[3]);
}

static void one_at_a_time_moves_one_from_the_base(void **state)
{
    (void)state;
    reading_t reading = read_text(ALLIANCE STUDY_HEAD
        "scenarios:\n"
        "  try: {policies: [education], intensity: {sweep: [0.5, 0.25, 1]}, "
        "start: {sweep: [5, 7.5]}, design: {method: one_at_a_time}}\n");
    expect_fine(&reading);
    assert_int_equal(reading.study.scenario_count, 5);
    const curb_scenario_t *base = find_scenario(&reading, "try-base");
    const curb_scenario_t *low = find_scenario(&reading, "try-intensity-0.25");
    const curb_scenario_t *late = find_scenario(&reading, "try-start-7.5");
    assert_non_null(base);
    assert_non_null(low);
    assert_non_null(late);
    assert_non_null(find_scenario(&reading, "try-intensity-1"));
    assert_true(base->policies[0].intensity == 0.5 && base->policies[0].start_month == 60);
    assert_true(low->policies[0].intensity == 0.25 && low->policies[0].start_month == 60);
    assert_true(late->policies[0].intensity == 0.5 && late->policies[0].start_month == 90);
    assert_string_equal(value_of(&reading, "start", "try-intensity-0.25"), "5");
    forget(&reading);
}

static void policies_and_places_are_crossed(void **state)
{
    (void)state;
    reading_t reading = read_text(STUDY_HEAD
        "policies:\n"
        "  first: {instrument: awareness_campaign}\n"
        "  second: {instrument: education}\n"
        "scenarios:\n"
        "  one: {policies: {sweep: all}, jurisdictions: {sweep: all}, dose: high}\n"
        "  two: {policies: [first], jurisdictions: {sweep: [developed_eu, all]}}\n");
    expect_fine(&reading);
    size_t places = reading.study.world->jurisdiction_count;
    assert_int_equal(reading.study.scenario_count, 1 + 2 * places + 2);
    const curb_scenario_t *cell = find_scenario(&reading, "one-second-rest_of_world");
    assert_non_null(cell);
    assert_string_equal(cell->policies[0].id, "second");
    assert_int_equal(__builtin_popcountll(cell->policies[0].jurisdictions), 1);
    const curb_scenario_t *everywhere = find_scenario(&reading, "two-all");
    assert_non_null(everywhere);
    assert_int_equal(__builtin_popcountll(everywhere->policies[0].jurisdictions), places);
    assert_string_equal(
        value_of(&reading, "policies", "one-second-rest_of_world"), "second");
    assert_false(curb_design_is_number(&reading.study.design, 0));
    forget(&reading);
}

static void points_are_taken_at_each_value_of_a_sweep(void **state)
{
    (void)state;
    reading_t reading =
        read_text(ALLIANCE STUDY_HEAD "scenarios:\n"
                                      "  x: {policies: [education], jurisdictions: {sweep: "
                                      "all}, intensity: {range: [0.1, "
                                      "0.9]}, design: {method: sobol, points: 4}}\n");
    expect_fine(&reading);
    assert_int_equal(
        reading.study.scenario_count, 1 + 4 * reading.study.world->jurisdiction_count);
    assert_string_equal(value_of(&reading, "intensity", "x-developed_eu-2"),
        value_of(&reading, "intensity", "x-rest_of_world-2"));
    forget(&reading);
}

#define POINTS "design: {method: sobol, points: 4}"

static void designs_that_cannot_be_are_refused_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *scenario, *says;
    } wrong[] = {{"intensity: {range: [0, 1]}", "needs points: add `design:"},
        {"intensity: {range: [1, 0]}, " POINTS, "{range: [low, high]}"},
        {"intensity: {range: [0, 1], sweep: [1]}, " POINTS, "a sweep is written"},
        {"intensity: {range: [0, 3]}, " POINTS, "is outside [0, 1]"},
        {"dose: low, " POINTS, "sobol has nothing to vary"},
        {"dose: low, design: {method: one_at_a_time}", "one_at_a_time has nothing to vary"},
        {"dose: low, design: sobol", "a design is written {method:"},
        {"intensity: {range: [0, 1]}, design: {method: soboll, points: 4}",
            "unknown method 'soboll'; did you mean 'sobol'?"},
        {"intensity: {range: [0, 1]}, design: {method: sobol, points: 1}",
            "a whole number from 2 to 1000"},
        {"intensity: {range: [0, 1]}, design: {method: sobol, pints: 4}",
            "unknown key 'pints'; did you mean 'points'?"},
        {"dose: {sweep: [low, high]}, design: {method: full_factorial, points: 4}",
            "has no points of its own"},
        {"dose: {sweep: all}", "`all` is a sweep of policies, jurisdictions or sectors"},
        {"set: {educaton.shift: 0.2}",
            "unknown policy of this scenario 'educaton'; did you "
            "mean 'education'?"},
        {"set: {education.shfit: 0.2}", "did you mean 'shift'?"},
        {"set: {education.shift: -2000}", "outside ["},
        {"set: {reach: 0.2}", "POLICY.LEVER"},
        {"budget: 2000000, set: {education.intensity: 0.2}", "a budget sets the intensity"},
        {"dosign: {method: sobol}", "did you mean 'design'?"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[800];
        snprintf(text, sizeof text,
            ALLIANCE STUDY_HEAD "scenarios:\n  {one: {policies: [education], %s}}\n",
            wrong[i].scenario);
        reading_t reading = read_text(text);
        const curb_message_t *message = find_message(&reading, wrong[i].says);
        if (message == NULL) {
            fail_msg("no '%s' about %s", wrong[i].says, wrong[i].scenario);
            return;
        }
        assert_int_equal(message->place.line, 7);
        assert_true(message->place.column > 1);
        forget(&reading);
    }
}

static void sobol_takes_no_more_than_twenty_inputs(void **state)
{
    (void)state;
    char text[6000] = ALLIANCE STUDY_HEAD "scenarios:\n  one:\n    policies: [";
    for (int half = 0; half < 2; half++) {
        for (int i = 0; i < 21; i++) {
            size_t used = strlen(text);
            snprintf(text + used, sizeof text - used,
                half == 0 ? "%sp%d" : "%sp%d.intensity: {range: [0, 1]}", i > 0 ? ", " : "",
                i);
        }
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s",
            half == 0 ? "]\n    set: {" : "}\n    " POINTS "\npolicies:\n");
    }
    for (int i = 0; i < 21; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "  p%d: {instrument: education}\n", i);
    }
    reading_t reading = read_text(text);
    assert_non_null(find_message(&reading, "over 20 inputs at most, here are 21"));
    assert_non_null(find_message(&reading, "Morris"));
    forget(&reading);
}

/* The resolved copy has the points, and reads as the same study. */
static void the_resolved_copy_has_the_points(void **state)
{
    (void)state;
    reading_t reading = read_text(ALLIANCE STUDY_HEAD
        "scenarios:\n"
        "  x: {policies: [education], set: {education.shift: {range: [0.1, 0.4]}}, " POINTS
        "}\n");
    expect_fine(&reading);
    reading_t again = read_text(reading.study.resolved);
    expect_fine(&again);
    assert_int_equal(again.study.scenario_count, 5);
    for (size_t s = 0; s < 5; s++) {
        char hash[65], other[65];
        curb_study_scenario_hash(&reading.study, s, hash);
        curb_study_scenario_hash(&again.study, s, other);
        assert_string_equal(hash, other);
    }
    forget(&reading);
    forget(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_latin_hypercube_fills_every_stratum),
        cmocka_unit_test(points_hang_on_seed_and_id_alone),
        cmocka_unit_test(one_at_a_time_moves_one_from_the_base),
        cmocka_unit_test(policies_and_places_are_crossed),
        cmocka_unit_test(points_are_taken_at_each_value_of_a_sweep),
        cmocka_unit_test(designs_that_cannot_be_are_refused_at_their_place),
        cmocka_unit_test(sobol_takes_no_more_than_twenty_inputs),
        cmocka_unit_test(the_resolved_copy_has_the_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
