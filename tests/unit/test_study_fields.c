/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scalars and fields of a study: types, ranges, what is missing, what was meant. */
#include "study_text.h"

#include "study/scalar.h"
#include "study/suggest.h"

#include <math.h>
#include <stdlib.h>

/* --- scalars --- */

static void a_number_is_the_whole_text_in_decimal(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } fine[] = {{"2.385", 2.385}, {"-2.385e-2", -0.02385}, {"2e2", 200.0}, {".5", 0.5},
        {"0", 0.0}, {"0.70", 0.7}, {"+3", 3.0}, {"7.", 7.0}};
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        double value = NAN;
        assert_null(curb_scalar_number(fine[i].text, &value));
        assert_true(value == fine[i].value);
    }
    static const char *const wrong[] = {"", "012", "00", "-01.5", "0x1f", "nan", "NaN",
        ".nan", "inf", "-.inf", "1e400", "-1e400", "1e-400", "1_000", "1,5", "1.5 ", " 1.5",
        "1e", "e5", ".", "-", "12 months", "40%", "no", "true", "1e5.5"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        double value = NAN;
        assert_non_null(curb_scalar_number(wrong[i], &value));
        assert_true(isnan(value));
    }
}

static void only_fractions_may_be_percentages(void **state)
{
    (void)state;
    double value = 0.0;
    assert_null(curb_scalar_fraction("23.85%", &value));
    assert_true(fabs(value - 0.2385) < 1e-15);
    assert_non_null(curb_scalar_fraction("%", &value));
    assert_non_null(curb_scalar_fraction("40%%", &value));
    expect_at(read_text(STUDY_HEAD "scale: 40%\n"), 5, 8, "scale: '40%' is not a number");
}

static void whole_numbers_keep_all_their_bits(void **state)
{
    (void)state;
    uint64_t value = 0;
    assert_null(curb_scalar_whole("18446744073709551615", &value));
    assert_true(value == UINT64_MAX);
    assert_null(curb_scalar_whole("2e2", &value));
    assert_true(value == 200);
    assert_non_null(curb_scalar_whole("18446744073709551616", &value));
    assert_non_null(curb_scalar_whole("2.385", &value));
    assert_non_null(curb_scalar_whole("-2", &value));
    assert_non_null(curb_scalar_whole("0200", &value));
}

static void booleans_are_true_and_false_only(void **state)
{
    (void)state;
    bool value = false;
    assert_null(curb_scalar_boolean("true", &value));
    assert_true(value);
    static const char *const wrong[] = {"yes", "no", "True", "on", "1", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_non_null(curb_scalar_boolean(wrong[i], &value));
    }
}

static void words_are_as_far_apart_as_the_edits_between_them(void **state)
{
    (void)state;
    assert_int_equal(curb_edit_distance("", ""), 0);
    assert_int_equal(curb_edit_distance("reach", "raech"), 1);
    assert_int_equal(curb_edit_distance("seed", "sed"), 1);
    assert_int_equal(curb_edit_distance("sector", "sexual"), 4);
    curb_suggestion_t near = {.word = "sexaul"};
    curb_suggestion_offer(&near, "industry");
    curb_suggestion_offer(&near, "sexual");
    assert_string_equal(curb_suggestion_best(&near), "sexual");
    curb_suggestion_t far = {.word = "banana"};
    curb_suggestion_offer(&far, "industry");
    assert_null(curb_suggestion_best(&far));
}

/* --- a study --- */

static void defaults_are_filled_in(void **state)
{
    (void)state;
    reading_t reading = read_text("world: " WORLD_2014 "\nstart_year: 2009\n");
    expect_fine(&reading);
    const curb_study_t *study = &reading.study;
    assert_int_equal(study->scenario_count, 1);
    assert_string_equal(study->scenarios[0].id, "baseline");
    assert_int_equal(study->replicates, 20);
    assert_int_equal(study->months, 240);
    assert_int_equal(study->months_before, 60);
    assert_int_equal(study->period_months, 12);
    assert_int_equal(curb_study_period_count(study), 20);
    assert_int_equal(study->buyers_per_segment, 1000);
    assert_true(study->draws);
    assert_int_equal(study->detection, CURB_DETECTION_BOTH);
    assert_int_equal(study->metric_count, 6);
    assert_string_equal(study->title, "study");
    forget(&reading);
}

static void a_short_last_period_counts(void **state)
{
    (void)state;
    reading_t reading = read_text(
        "world: " WORLD_2014 "\nstart_year: 2009\nyears_before: 1\nyears_after: 2.385\n");
    expect_fine(&reading);
    assert_int_equal(reading.study.months, 41);
    assert_int_equal(curb_study_period_count(&reading.study), 4);
    forget(&reading);
}

static void all_errors_come_at_once_each_at_its_place(void **state)
{
    (void)state;
    reading_t reading =
        read_text("world: " WORLD_2014 "\n"
                  "start_year: soon\n"
                  "replicats: 20\n"
                  "scale: 0\n"
                  "record: weekly\n"
                  "metrics: [exploited, proffit]\n"
                  "policies:\n"
                  "  campaign: {instrument: awareness_campaign, reach: 7.5}\n");
    assert_int_equal(reading.error, CURB_ERR_INVALID);
    static const struct {
        const char *text;
        int line, column;
    } expected[] = {{"start_year: 'soon' is not a number", 2, 13},
        {"unknown key 'replicats'; did you mean 'replicates'?", 3, 1},
        {"scale: 0 is outside [1, 10000000]", 4, 8},
        {"record: 'weekly' is none of yearly, monthly", 5, 9},
        {"metrics: unknown metric 'proffit'; did you mean 'profit'?", 6, 22},
        {"policies.campaign.reach: 7.5 is outside [0, 1]; expected a probability a month",
            8, 53}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const curb_message_t *message = find_message(&reading, expected[i].text);
        assert_non_null(message);
        assert_string_equal(message->place.file, "study.yaml");
        assert_int_equal(message->place.line, expected[i].line);
        assert_int_equal(message->place.column, expected[i].column);
    }
    assert_string_equal(reading.diagnostics.messages[1].source_line, "replicats: 20");
    assert_int_equal(reading.diagnostics.error_count, 6);
    forget(&reading);
}

static void wrong_types_are_named(void **state)
{
    (void)state;
    expect_at(read_text(STUDY_HEAD "seed: [21]\n"), 5, 7, "seed: found a list");
    expect_at(read_text(STUDY_HEAD "title: {a: b}\n"), 5, 8, "title: found a map");
    expect_at(read_text(STUDY_HEAD "scale:\n"), 0, 0, "scale: the value is empty");
    expect_at(
        read_text(STUDY_HEAD "scale: {low: 1}\n"), 5, 8, "scale: the value is missing");
    expect_at(
        read_text(STUDY_HEAD "policies: [education]\n"), 5, 11, "policies: found a list");
    expect_at(
        read_text(STUDY_HEAD "metrics: exploited\n"), 5, 10, "expected a list of metrics");
    expect_at(
        read_text(STUDY_HEAD "world: 2\nscale: 0200\n"), 0, 0, "duplicate key 'world'");
    expect_at(read_text(STUDY_HEAD "replicates: 0200\n"), 5, 13, "leading zero");
    expect_at(read_text(STUDY_HEAD "scale: 1e400\n"), 5, 8, "too large");
    expect_at(read_text(STUDY_HEAD "scale: .nan\n"), 5, 8, "not a number");
    expect_at(read_text(STUDY_HEAD "replicates: 0\n"), 5, 13, "outside [1, 1000000]");
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    expect_at(read_text("seed: 21\n"), 0, 0, "'world' is missing");
    expect_at(read_text("seed: 21\n"), 0, 0, "'start_year' is missing");
    expect_at(read_text("world:\nstart_year: 2009\n"), 0, 0, "world: expected the path");
}

static void a_run_that_ends_before_policies_start_is_refused(void **state)
{
    (void)state;
    expect_at(read_text("world: " WORLD_2014 "\nstart_year: 2009\nyears_after: 0\n"), 3, 14,
        "years_after: the run needs at least a month");
}

static void control_characters_never_reach_the_terminal(void **state)
{
    (void)state;
    reading_t reading = read_text(STUDY_HEAD "record: \"\\e[31mred\"\n");
    const curb_message_t *message = find_message(&reading, "record: ");
    assert_non_null(message);
    assert_null(strchr(message->text, '\033'));
    expect_at(reading, 5, 9, "'?[31mred'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_the_whole_text_in_decimal),
        cmocka_unit_test(only_fractions_may_be_percentages),
        cmocka_unit_test(whole_numbers_keep_all_their_bits),
        cmocka_unit_test(booleans_are_true_and_false_only),
        cmocka_unit_test(words_are_as_far_apart_as_the_edits_between_them),
        cmocka_unit_test(defaults_are_filled_in),
        cmocka_unit_test(a_short_last_period_counts),
        cmocka_unit_test(all_errors_come_at_once_each_at_its_place),
        cmocka_unit_test(wrong_types_are_named),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(a_run_that_ends_before_policies_start_is_refused),
        cmocka_unit_test(control_characters_never_reach_the_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
