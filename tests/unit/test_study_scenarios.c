/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies, packages, scenarios, sweeps; the resolved copy, the hashes, the schema. */
#include "study_text.h"

#include "study/yaml.h"

#include <limits.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

#define ALLIANCE "extends: " CURB_SOURCE_DIR "/scenarios/policies/alliance.yaml\n"
#define MINE(fields) STUDY_HEAD "policies:\n  mine: {" fields "}\n"

static const curb_scenario_t *find_scenario(const reading_t *reading, const char *id)
{
    for (size_t i = 0; i < reading->study.scenario_count; i++) {
        if (strcmp(reading->study.scenarios[i].id, id) == 0) {
            return &reading->study.scenarios[i];
        }
    }
    return NULL;
}

/* --- policies --- */

static void a_policy_takes_its_scope_from_its_instrument(void **state)
{
    (void)state;
    reading_t reading =
        read_text(ALLIANCE STUDY_HEAD "scenarios:\n  one: {policies: [procurement_rules, "
                                      "criminalise_buying, import_ban]}\n");
    expect_fine(&reading);
    const curb_policy_t *policies = find_scenario(&reading, "one")->policies;
    assert_int_equal(policies[0].jurisdictions, 7);
    assert_int_equal(policies[0].sectors, 0xE); /* industry, agriculture, domestic */
    assert_int_equal(policies[0].kinds, 1 << CURB_GOVERNMENT);
    assert_int_equal(policies[0].start_month, 60);
    assert_int_equal(policies[0].end_month, INT_MAX);
    assert_int_equal(policies[0].ramp_months, 1);
    assert_false(policies[0].in_force);
    assert_true(
        policies[0].intensity == curb_instrument_rows[CURB_PROCUREMENT_RULES].dose_default);
    assert_true(isnan(policies[0].lever[CURB_LEVER_COMPLIANCE]));
    assert_int_equal(policies[1].sectors, 1);
    assert_int_equal(policies[1].kinds, 1 << CURB_INDIVIDUAL);
    assert_int_equal(policies[2].kinds, 0);
    assert_string_equal(find_scenario(&reading, "one")->dose, "default");
    forget(&reading);
}

static void a_policy_may_set_everything_itself(void **state)
{
    (void)state;
    reading_t reading =
        read_text(MINE("instrument: awareness_campaign, jurisdictions: [rest_of_world], "
                       "sectors: [sexual], "
                       "kinds: [individual], start: 6.5, end: 9, ramp_months: 12, "
                       "intensity: 23.85%, reach: 0.05, "
                       "levers: {efficacy: 0.2}") "scenarios: {one: {policies: [mine]}}\n");
    expect_fine(&reading);
    const curb_policy_t *policy = &find_scenario(&reading, "one")->policies[0];
    assert_int_equal(policy->jurisdictions, 4);
    assert_int_equal(policy->sectors, 1);
    assert_int_equal(policy->kinds, 1);
    assert_int_equal(policy->start_month, 78);
    assert_int_equal(policy->end_month, 108);
    assert_int_equal(policy->ramp_months, 12);
    assert_true(fabs(policy->intensity - 0.2385) < 1e-15);
    assert_true(policy->lever[CURB_LEVER_REACH] == 0.05);
    assert_true(policy->lever[CURB_LEVER_EFFICACY] == 0.2);
    assert_string_equal(find_scenario(&reading, "one")->dose, "");
    forget(&reading);
}

static void wrong_policies_are_refused_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *fields, *says;
    } wrong[] = {{"instrument: awarenes_campaign", "did you mean 'awareness_campaign'?"},
        {"dose: low", "'instrument' is missing"},
        {"instrument: education, shfit: 0.1", "unknown key 'shfit'; did you mean 'shift'?"},
        {"instrument: education, reach: 0.1",
            "education has no lever 'reach'; it has shift, lag"},
        {"instrument: education, shift: 2.385", "mine.shift: 2.385 is outside [0, 1]"},
        {"instrument: education, shift: 0.1, levers: {shift: 0.1}",
            "stands in the policy and"},
        {"instrument: education, levers: {dose: 0.1}", "unknown lever 'dose'"},
        {"instrument: education, dose: low, intensity: 0.2", "give one"},
        {"instrument: education, intensity: 1.5", "mine.intensity: 1.5 is outside [0, 1]"},
        {"instrument: education, start: 20",
            "starts after 20 years, but the run ends after 20"},
        {"instrument: education, start: 2385", "outside [0, 200]"},
        {"instrument: education, end: 4", "ends after 4 years, before it starts (5)"},
        {"instrument: education, jurisdictions: [developed_uk]",
            "did you mean 'developed_eu'?"},
        {"instrument: education, jurisdictions: []", "a list of at least one jurisdiction"},
        {"instrument: education, jurisdictions: [rest_of_world, rest_of_world]", "twice"},
        {"instrument: education, sectors: [industri]", "did you mean 'industry'?"},
        {"instrument: criminalise_buying, sectors: [industry]",
            "criminalise_buying does not act on 'industry'"},
        {"instrument: procurement_rules, kinds: [firm]", "does not act on 'firm'"},
        {"instrument: import_ban, kinds: [firm]", "acts on no kinds"},
        {"instrument: education, partners: all", "only cooperation has partners"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[600];
        snprintf(
            text, sizeof text, STUDY_HEAD "policies:\n  mine: {%s}\n", wrong[i].fields);
        reading_t reading = read_text(text);
        const curb_message_t *message = find_message(&reading, wrong[i].says);
        assert_non_null(message);
        assert_int_equal(message->place.line, 6);
        assert_int_equal(reading.diagnostics.error_count, 1);
        expect_at(reading, 0, 0, wrong[i].says);
    }
    expect_at(read_text(STUDY_HEAD "policies: {a.b: {instrument: education}}\n"), 5, 12,
        "cannot name a policy");
}

static void an_instrument_without_a_market_of_its_family_is_refused(void **state)
{
    (void)state;
    put_text("small.yaml", SMALL_WORLD);
    expect_at(read_text("world: small.yaml\nstart_year: 2009\n"
                        "policies: {mine: {instrument: criminalise_buying}}\n"),
        3, 18, "acts on sexual markets, and the world has none");
}

static void laws_in_force_are_in_every_scenario(void **state)
{
    (void)state;
    put_text("small.yaml", SMALL_WORLD
        "in_force: {old: {instrument: import_ban, dose: low, jurisdictions: [here]}}\n");
    reading_t reading = read_text(
        "world: small.yaml\nstart_year: 2009\npolicies: {new: {instrument: education}}\n"
        "scenarios: {one: {policies: [new]}}\n");
    expect_fine(&reading);
    assert_int_equal(reading.study.scenarios[0].policy_count, 1);
    assert_true(reading.study.scenarios[0].policies[0].in_force);
    assert_int_equal(reading.study.scenarios[1].policy_count, 2);
    assert_true(reading.study.scenarios[1].policies[0].in_force);
    assert_string_equal(reading.study.scenarios[1].policies[1].id, "new");
    forget(&reading);
    put_text(
        "small.yaml", SMALL_WORLD "in_force: {old: {instrument: education, start: 2}}\n");
    expect_at(
        read_text("world: small.yaml\nstart_year: 2009\n"), 0, 0, "neither start nor end");
}

/* --- scenarios --- */

static void a_scenario_lays_dose_time_and_place_over_its_policies(void **state)
{
    (void)state;
    reading_t reading = read_text(ALLIANCE STUDY_HEAD
        "scenarios:\n"
        "  one: {title: Both, policies: [sexual_demand, education], dose: high, start: 8, "
        "ramp_months: 6, jurisdictions: [cse_europe_cis], sectors: [sexual]}\n");
    expect_fine(&reading);
    const curb_scenario_t *scenario = find_scenario(&reading, "one");
    assert_string_equal(scenario->title, "Both");
    assert_string_equal(scenario->dose, "high");
    assert_int_equal(scenario->policy_count, 4); /* education is in the package already */
    for (size_t i = 0; i < scenario->policy_count; i++) {
        const curb_policy_t *policy = &scenario->policies[i];
        assert_true(
            policy->intensity == curb_instrument_rows[policy->instrument].dose_high);
        assert_int_equal(policy->start_month, 96);
        assert_int_equal(policy->ramp_months, 6);
        assert_int_equal(policy->jurisdictions, 2);
        assert_int_equal(policy->sectors, 1);
    }
    forget(&reading);
}

static void a_budget_asks_for_the_high_dose(void **state)
{
    (void)state;
    reading_t reading = read_text(
        ALLIANCE STUDY_HEAD "scenarios: {one: {policies: [education], budget: 2.385e8}}\n");
    expect_fine(&reading);
    const curb_scenario_t *scenario = find_scenario(&reading, "one");
    assert_string_equal(scenario->dose, "budget");
    assert_true(scenario->budget_usd == 2.385e8);
    assert_true(
        scenario->policies[0].intensity == curb_instrument_rows[CURB_EDUCATION].dose_high);
    forget(&reading);
}

static void sweeps_unfold_to_scenarios(void **state)
{
    (void)state;
    reading_t reading = read_text(ALLIANCE STUDY_HEAD
        "scenarios:\n"
        "  one: {title: E, policies: [education], dose: {sweep: [low, high]}, "
        "start: {sweep: [5, 7.5]}}\n");
    expect_fine(&reading);
    assert_int_equal(reading.study.scenario_count, 5);
    const curb_scenario_t *scenario = find_scenario(&reading, "one-high-7.5");
    assert_non_null(scenario);
    assert_string_equal(scenario->title, "E (high) (7.5)");
    assert_string_equal(scenario->dose, "high");
    assert_int_equal(scenario->policies[0].start_month, 90);
    assert_non_null(find_scenario(&reading, "one-low-5"));
    forget(&reading);
}

static void wrong_scenarios_are_refused_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *scenario, *says;
    } wrong[] = {
        {"one: {policies: [educatoin]}", "unknown policy or package 'educatoin'; did you "
                                         "mean 'education'?"},
        {"one: {}", "'policies' is missing"}, {"one: {policies: []}", "expected a list"},
        {"one: {policies: education}", "expected a list"},
        {"one: {policies: [education], dosis: low}",
            "unknown key 'dosis'; did you mean 'dose'?"},
        {"one: {policies: [education], dose: lwo}", "did you mean 'low'?"},
        {"one: {policies: [education], start: 25}", "one.start: starts after 25 years"},
        {"one: {policies: [education], budget: 2, dose: low}", "a budget sets the dose"},
        {"one: {policies: [education], budget: -2}", "outside [1,"},
        {"one: {policies: [education], jurisdictions: [europe]}", "unknown jurisdiction"},
        {"one: {policies: [criminalise_buying], sectors: [industry]}",
            "acts on none of these"},
        {"one: {policies: [education], dose: {sweep: low}}", "{sweep: [first, second]}"},
        {"one: {policies: [education], dose: {sweep: [low, low]}}",
            "two scenarios are called"},
        {"one-low: {policies: [education]}, one: {policies: [education], dose: {sweep: "
         "[low]}}",
            "two scenarios are called 'one-low'"},
        {"baseline: {policies: [education]}", "the baseline has no 'policies'"},
        {"o.e: {policies: [education], dose: {sweep: [x y]}}",
            "none of low, default, high"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[800];
        snprintf(text, sizeof text, ALLIANCE STUDY_HEAD "scenarios:\n  {%s}\n",
            wrong[i].scenario);
        reading_t reading = read_text(text);
        const curb_message_t *message = find_message(&reading, wrong[i].says);
        assert_non_null(message);
        assert_int_equal(message->place.line, 7);
        expect_at(reading, 0, 0, wrong[i].says);
    }
}

static void a_baseline_may_be_named(void **state)
{
    (void)state;
    reading_t reading = read_text(STUDY_HEAD "scenarios:\n  baseline: {title: As now}\n");
    expect_fine(&reading);
    assert_int_equal(reading.study.scenario_count, 1);
    assert_string_equal(reading.study.scenarios[0].title, "As now");
    forget(&reading);
    reading = read_text(STUDY_HEAD "scenarios:\n  baseline:\n");
    expect_fine(&reading);
    forget(&reading);
}

static void wrong_packages_are_refused(void **state)
{
    (void)state;
    expect_at(read_text(ALLIANCE STUDY_HEAD "packages: {mine: [educatoin]}\n"), 6, 19,
        "packages.mine: unknown policy or package 'educatoin'");
    expect_at(
        read_text(ALLIANCE STUDY_HEAD "packages: {mine: [mine]}\n"), 6, 19, "or itself");
    expect_at(read_text(ALLIANCE STUDY_HEAD "packages: {education: [import_ban]}\n"), 6, 23,
        "is also the id of a policy");
}

static void more_policies_than_a_scenario_holds_are_refused(void **state)
{
    (void)state;
    char text[8192] = STUDY_HEAD "policies:\n";
    char list[2048] = "scenarios: {one: {policies: [";
    for (int i = 0; i < 65; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "  p%d: {instrument: education}\n", i);
        used = strlen(list);
        snprintf(list + used, sizeof list - used, "%sp%d", i > 0 ? ", " : "", i);
    }
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, "%s]}}\n", list);
    expect_at(read_text(text), 0, 0, "more than 64 policies in one scenario");
}

/* --- the studies that come with the program --- */

static void the_alliance_study_compares_what_it_says(void **state)
{
    (void)state;
    reading_t reading =
        read_file_with(CURB_SOURCE_DIR "/scenarios/studies/alliance21.yaml", NULL, 0);
    expect_fine(&reading);
    assert_int_equal(reading.study.scenario_count, 1 + 3 * 14 + 14 + 5 + 4);
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        static const char *const ends[] = {"low", "default", "high", "budget"};
        for (size_t k = 0; k < 4; k++) {
            char id[CURB_ID_BYTES];
            snprintf(id, sizeof id, "%s-%s", curb_instrument_rows[i].key, ends[k]);
            const curb_scenario_t *scenario = find_scenario(&reading, id);
            assert_non_null(scenario);
            assert_string_equal(scenario->dose, ends[k]);
            assert_int_equal(scenario->policies[0].instrument, i);
            assert_int_equal(scenario->policies[0].jurisdictions, 1);
            assert_true((scenario->budget_usd > 0.0) == (k == 3));
        }
    }
    assert_int_equal(
        find_scenario(&reading, "whole_demand-all")->policies[0].jurisdictions, 7);
    assert_int_equal(find_scenario(&reading, "whole_demand-all")->policy_count, 8);
    assert_int_equal(reading.study.seed, 21);
    assert_int_equal(reading.study.months, 240);
    forget(&reading);
}

static void the_first_study_is_read(void **state)
{
    (void)state;
    reading_t reading =
        read_file_with(CURB_SOURCE_DIR "/scenarios/studies/first.yaml", NULL, 0);
    expect_fine(&reading);
    assert_int_equal(reading.study.scenario_count, 4);
    assert_int_equal(reading.study.replicates, 4);
    forget(&reading);
}

/* --- what is kept of a study --- */

static void the_resolved_copy_is_the_same_study(void **state)
{
    (void)state;
    reading_t reading =
        read_file_with(CURB_SOURCE_DIR "/scenarios/studies/alliance21.yaml", NULL, 0);
    expect_fine(&reading);
    put_text("resolved.yaml", reading.study.resolved);
    reading_t again = read_file_with("resolved.yaml", NULL, 0);
    expect_fine(&again);
    assert_string_equal(again.study.world_hash, reading.study.world_hash);
    assert_string_equal(again.study.title, reading.study.title);
    assert_int_equal(again.study.scenario_count, reading.study.scenario_count);
    for (size_t i = 0; i < again.study.scenario_count; i++) {
        char first[65], second[65];
        curb_study_scenario_hash(&reading.study, i, first);
        curb_study_scenario_hash(&again.study, i, second);
        assert_string_equal(first, second);
        assert_string_equal(reading.study.scenarios[i].id, again.study.scenarios[i].id);
    }
    forget(&again);
    forget(&reading);
}

static void the_resolved_copy_says_where_each_value_is_from(void **state)
{
    (void)state;
    reading_t reading = read_set(STUDY_HEAD, "seed", "2385");
    expect_fine(&reading);
    const char *const lines[] = {"\nseed: 2385  # --set seed\n",
        "\nyears_before: 5  # year; study.yaml:3\n",
        "\nscale: 1000  # people per agent; default\n",
        "\n    loudness: {value: 400, low: 100, "};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (strstr(reading.study.resolved, lines[i]) == NULL) {
            fail_msg("the resolved copy lacks: %s", lines[i]);
        }
    }
    forget(&reading);
}

static void read_hash(const char *text, char hex[65])
{
    reading_t reading = read_text(text);
    expect_fine(&reading);
    snprintf(hex, 65, "%s", reading.study.world_hash);
    forget(&reading);
}

static void the_world_hash_follows_what_decides_the_past_and_nothing_else(void **state)
{
    (void)state;
    char plain[65], other[65];
    read_hash(STUDY_HEAD, plain);
    assert_int_equal(strlen(plain), 64);
    static const char *const same[] = {"title: other\n", "replicates: 238\n",
        "question: why\n", "metrics: [harm]\n",
        "policies: {p: {instrument: education}}\nscenarios: {s: {policies: [p]}}\n"};
    static const char *const changed[] = {"seed: 2385\n", "scale: 238.5\n",
        "buyers_per_segment: 2385\n", "record: monthly\n", "parameters: central\n",
        "detection: mse\n", "responses: {loudness: 400}\n", "responses: {slack: 0.16}\n"};
    char text[600];
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        snprintf(text, sizeof text, "%s%s", STUDY_HEAD, same[i]);
        read_hash(text, other);
        assert_string_equal(plain, other);
    }
    for (size_t i = 0; i < sizeof changed / sizeof changed[0]; i++) {
        snprintf(text, sizeof text, "%s%s", STUDY_HEAD, changed[i]);
        read_hash(text, other);
        assert_string_not_equal(plain, other);
    }
}

static void the_scenario_hash_follows_its_policies(void **state)
{
    (void)state;
    reading_t reading = read_text(ALLIANCE STUDY_HEAD
        "scenarios:\n"
        "  a: {title: x, policies: [education]}\n  b: {policies: [education], dose: "
        "default}\n"
        "  c: {policies: [education], dose: low}\n  d: {policies: [education], start: 6}\n"
        "  e: {policies: [education], jurisdictions: [developed_eu]}\n");
    expect_fine(&reading);
    char hex[6][65];
    for (size_t i = 0; i < 6; i++) {
        curb_study_scenario_hash(&reading.study, i, hex[i]);
    }
    assert_string_equal(hex[1], hex[2]);
    for (size_t i = 3; i < 6; i++) {
        assert_string_not_equal(hex[1], hex[i]);
        assert_string_not_equal(hex[0], hex[i]);
    }
    reading.study.scenarios[1].policies[0].intensity *= 0.2385; /* as a plan scales it */
    curb_study_scenario_hash(&reading.study, 1, hex[0]);
    assert_string_not_equal(hex[0], hex[1]);
    forget(&reading);
}

/* The schema is JSON, and JSON is YAML: our own reader must be able to read it. */
static void the_schema_is_well_formed_and_knows_the_keys(void **state)
{
    (void)state;
    FILE *file = fopen("schema.json", "w+b");
    assert_non_null(file);
    assert_int_equal(curb_study_schema_json(file), CURB_OK);
    long bytes = ftell(file);
    assert_true(bytes > 1000);
    rewind(file);
    char *text = calloc((size_t)bytes + 1, 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, (size_t)bytes, file), bytes);
    fclose(file);
    curb_study_t study = {0};
    curb_reader_t reader = {.study = &study};
    curb_source_t source = {.name = "schema.json", .text = text, .size = (size_t)bytes};
    const curb_node_t *root = curb_yaml_read(&reader, &source);
    assert_non_null(root);
    const curb_node_t *keys = curb_node_get(root, "properties");
    assert_non_null(curb_node_get(keys, "replicates"));
    const curb_node_t *policy = curb_node_get(
        curb_node_get(curb_node_get(keys, "policies"), "additionalProperties"),
        "properties");
    assert_non_null(curb_node_get(policy, "reach"));
    curb_tree_free(&reader.tree);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_takes_its_scope_from_its_instrument),
        cmocka_unit_test(a_policy_may_set_everything_itself),
        cmocka_unit_test(wrong_policies_are_refused_at_their_place),
        cmocka_unit_test(an_instrument_without_a_market_of_its_family_is_refused),
        cmocka_unit_test(laws_in_force_are_in_every_scenario),
        cmocka_unit_test(a_scenario_lays_dose_time_and_place_over_its_policies),
        cmocka_unit_test(a_budget_asks_for_the_high_dose),
        cmocka_unit_test(sweeps_unfold_to_scenarios),
        cmocka_unit_test(wrong_scenarios_are_refused_at_their_place),
        cmocka_unit_test(a_baseline_may_be_named),
        cmocka_unit_test(wrong_packages_are_refused),
        cmocka_unit_test(more_policies_than_a_scenario_holds_are_refused),
        cmocka_unit_test(the_alliance_study_compares_what_it_says),
        cmocka_unit_test(the_first_study_is_read),
        cmocka_unit_test(the_resolved_copy_is_the_same_study),
        cmocka_unit_test(the_resolved_copy_says_where_each_value_is_from),
        cmocka_unit_test(the_world_hash_follows_what_decides_the_past_and_nothing_else),
        cmocka_unit_test(the_scenario_hash_follows_its_policies),
        cmocka_unit_test(the_schema_is_well_formed_and_knows_the_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
