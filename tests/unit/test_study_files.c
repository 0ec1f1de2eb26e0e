/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files may be and may not be: the YAML that is understood, limits, extends, --set. */
#include "study_text.h"

#include "model/memory.h"

#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* --- files that cannot be used --- */

static void an_empty_file_is_invalid(void **state)
{
    (void)state;
    reading_t reading = read_text("");
    assert_string_equal(reading.diagnostics.messages[0].place.file, "study.yaml");
    expect_at(reading, 0, 0, "is empty");
    expect_at(read_text("# only a comment\n"), 0, 0, "holds nothing");
}

static void a_binary_file_is_invalid(void **state)
{
    (void)state;
    put_file("study.yaml", "seed\0: 2", 8);
    expect_at(read_file_with("study.yaml", NULL, 0), 0, 0, "binary");
    put_file("study.yaml", "seed: \xff\xfe\n", 9);
    expect_at(read_file_with("study.yaml", NULL, 0), 0, 0, "UTF-8");
}

static void a_directory_is_invalid(void **state)
{
    (void)state;
    (void)mkdir("folder.yaml", 0755);
    expect_at(read_file_with("folder.yaml", NULL, 0), 0, 0, "is a directory");
    expect_at(read_file_with("/dev/null", NULL, 0), 0, 0, "not a regular file");
}

static void a_missing_file_is_no_input(void **state)
{
    (void)state;
    reading_t reading = read_file_with("no-such-study.yaml", NULL, 0);
    assert_int_equal(reading.error, CURB_ERR_NO_INPUT);
    assert_non_null(find_message(&reading, "No such file"));
    forget(&reading);
}

static void a_missing_world_is_no_input_at_the_line_that_names_it(void **state)
{
    (void)state;
    reading_t reading =
        read_text("seed: 21\nworld: no-such-world.yaml\nstart_year: 2009\n");
    assert_int_equal(reading.error, CURB_ERR_NO_INPUT);
    const curb_message_t *message = find_message(&reading, "no-such-world.yaml");
    assert_non_null(message);
    assert_int_equal(message->place.line, 2);
    assert_int_equal(message->place.column, 8);
    forget(&reading);
}

/* Root may read everything: another user tries. Exit status 0: refused as it should be. */
static void a_file_that_may_not_be_read_is_no_input(void **state)
{
    (void)state;
    put_text("secret.yaml", "seed: 21\n");
    assert_int_equal(chmod("secret.yaml", 0), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (chmod(".", 0755) != 0 || setuid(65534) != 0)) {
            _exit(2);
        }
        curb_study_t study;
        curb_error_t error = curb_study_read(&study, "secret.yaml", NULL, 0, NULL);
        _exit(error == CURB_ERR_NO_INPUT ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(unlink("secret.yaml"), 0);
}

static void a_file_above_one_mebibyte_is_invalid(void **state)
{
    (void)state;
    size_t bytes = 1048577;
    char *text = malloc(bytes);
    assert_non_null(text);
    memset(text, '#', bytes);
    put_file("study.yaml", text, bytes);
    free(text);
    expect_at(read_file_with("study.yaml", NULL, 0), 0, 0, "larger than 1 MiB");
}

/* --- YAML that is not understood --- */

static void broken_yaml_is_shown_where_it_breaks(void **state)
{
    (void)state;
    expect_at(
        read_text("seed: 21\nmetrics: [exploited\ntitle: x\n"), 3, 6, "not well-formed");
    expect_at(read_text("seed: 21\n\tscale: 2\n"), 0, 0, "not well-formed");
}

static void a_list_for_a_study_is_invalid(void **state)
{
    (void)state;
    expect_at(read_text("- seed\n- 21\n"), 1, 1, "expected keys and values");
    expect_at(read_text("just words\n"), 1, 1, "expected keys and values");
}

static void tags_are_refused(void **state)
{
    (void)state;
    expect_at(read_text("seed: !!int 21\n"), 1, 7, "tags");
    expect_at(read_text("seed: !!str 21\n"), 1, 7, "tags");
    expect_at(read_text("seed: 21\npolicies: !mine {}\n"), 2, 11, "tags");
}

static void merge_keys_are_refused(void **state)
{
    (void)state;
    expect_at(read_text("title: &t {a: 1}\n<<: *t\n"), 2, 1, "merge keys");
}

static void a_second_document_is_refused(void **state)
{
    (void)state;
    expect_at(read_text("seed: 21\n---\nseed: 22\n"), 2, 1, "second document");
}

static void a_duplicate_key_names_the_first_place(void **state)
{
    (void)state;
    expect_at(read_text("seed: 21\nscale: 2\nseed: 22\n"), 3, 1,
        "duplicate key 'seed'; it was first given on line 1, column 1");
}

static void an_alias_bomb_is_refused_quickly(void **state)
{
    (void)state;
    char text[4096] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used,
            "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i,
            i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    }
    expect_at(read_text(text), 0, 0, "unfold to more than");
}

static void an_alias_inside_itself_is_refused(void **state)
{
    (void)state;
    expect_at(read_text("policies: &p {mine: *p}\n"), 0, 0, "a cycle");
}

static void an_unknown_alias_is_refused(void **state)
{
    (void)state;
    expect_at(read_text("seed: *nowhere\n"), 1, 7, "undefined alias");
}

static void aliases_within_limits_are_understood(void **state)
{
    (void)state;
    reading_t reading =
        read_text(STUDY_HEAD "policies:\n"
                             "  one: &one {instrument: education, dose: low}\n"
                             "  two: *one\n"
                             "scenarios: {both: {policies: [one, two]}}\n");
    expect_fine(&reading);
    assert_int_equal(reading.study.scenarios[1].policy_count, 2);
    forget(&reading);
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    char text[8192] = "title: ";
    memset(text + 7, '[', 5000);
    expect_at(read_text(text), 1, 39, "nested too deeply");
}

static void too_many_values_are_refused(void **state)
{
    (void)state;
    size_t bytes = 600000;
    char *text = calloc(bytes + 16, 1);
    assert_non_null(text);
    snprintf(text, bytes, "metrics: [");
    for (size_t i = 10; i < bytes; i += 2) {
        text[i] = 'x';
        text[i + 1] = ',';
    }
    put_file("study.yaml", text, bytes);
    free(text);
    expect_at(read_file_with("study.yaml", NULL, 0), 0, 0, "too many values");
}

/* --- extends --- */

static void a_child_wins_maps_merge_and_lists_replace(void **state)
{
    (void)state;
    (void)mkdir("below", 0755);
    put_text("below/parent.yaml", STUDY_HEAD
        "seed: 2385\nmetrics: [exploited, profit]\n"
        "policies: {mine: {instrument: awareness_campaign, reach: 0.05, dose: low}}\n"
        "scenarios: {one: {policies: [mine]}}\n");
    reading_t reading = read_text("extends: below/parent.yaml\n"
                                  "seed: 21\nmetrics: [harm]\n"
                                  "policies: {mine: {reach: 0.02}}\n");
    expect_fine(&reading);
    const curb_policy_t *policy = &reading.study.scenarios[1].policies[0];
    assert_int_equal(reading.study.seed, 21);
    assert_int_equal(reading.study.metric_count, 1);
    assert_int_equal(reading.study.metrics[0], CURB_METRIC_HARM);
    assert_true(policy->lever[CURB_LEVER_REACH] == 0.02);
    assert_string_equal(reading.study.scenarios[1].dose, "low");
    forget(&reading);
}

static void a_path_is_relative_to_the_file_that_names_it(void **state)
{
    (void)state;
    (void)mkdir("deep", 0755);
    (void)mkdir("deep/worlds", 0755);
    put_text("deep/worlds/small.yaml", SMALL_WORLD);
    put_text("deep/base.yaml", "world: worlds/small.yaml\nstart_year: 2009\n");
    reading_t reading = read_text("extends: deep/base.yaml\n");
    expect_fine(&reading);
    assert_string_equal(reading.study.world->id, "small");
    assert_string_equal(reading.study.id, "study");
    forget(&reading);
}

static void several_files_may_be_extended_the_later_over_the_earlier(void **state)
{
    (void)state;
    put_text("first.yaml", "seed: 1\nscale: 385\n");
    put_text("second.yaml", "seed: 2\n");
    reading_t reading = read_text("extends: [first.yaml, second.yaml]\n" STUDY_HEAD);
    expect_fine(&reading);
    assert_int_equal(reading.study.seed, 2);
    assert_true(reading.study.people_per_agent == 385.0);
    forget(&reading);
}

static void a_cycle_in_extends_is_refused(void **state)
{
    (void)state;
    put_text("left.yaml", "seed: 21\nextends: right.yaml\n");
    put_text("right.yaml", "extends: ./left.yaml\n");
    reading_t reading = read_file_with("left.yaml", NULL, 0);
    const curb_message_t *message = find_message(&reading, "a cycle");
    assert_non_null(message);
    assert_string_equal(message->place.file, "right.yaml");
    expect_at(reading, 1, 10, "a cycle");
}

static void extends_goes_eight_files_deep_and_no_deeper(void **state)
{
    (void)state;
    char name[32], text[256];
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "chain%d.yaml", i);
        snprintf(text, sizeof text, i == 9 ? STUDY_HEAD : "extends: chain%d.yaml\n", i + 1);
        put_text(name, text);
    }
    reading_t reading = read_file_with("chain1.yaml", NULL, 0);
    expect_fine(&reading);
    forget(&reading);
    expect_at(read_file_with("chain0.yaml", NULL, 0), 0, 0, "more than 8 files");
}

/* --- --set --- */

static void a_setting_overrides_a_policy(void **state)
{
    (void)state;
    reading_t reading =
        read_set(STUDY_HEAD "policies: {mine: {instrument: education, shift: 0.05}}\n"
                            "scenarios: {one: {policies: [mine]}}\n",
            "policies.mine.shift", "0.02385");
    expect_fine(&reading);
    assert_true(reading.study.scenarios[1].policies[0].lever[CURB_LEVER_SHIFT] == 0.02385);
    assert_non_null(strstr(reading.study.resolved, "--set policies.mine.shift"));
    forget(&reading);
}

static void a_setting_reaches_into_the_world(void **state)
{
    (void)state;
    reading_t reading =
        read_set(STUDY_HEAD, "world.sectors.sexual.exploited_share", "0.2385");
    expect_fine(&reading);
    assert_true(reading.study.world->cells[0].exploited_share == 0.2385);
    for (size_t i = 0; i < reading.study.world->uncertain_count; i++) {
        assert_string_not_equal(
            reading.study.world->uncertain[i].name, "sexual.exploited_share");
    }
    forget(&reading);
}

static void a_wrong_setting_is_named(void **state)
{
    (void)state;
    reading_t reading = read_set(STUDY_HEAD, "seed", "many");
    const curb_message_t *message = find_message(&reading, "seed: 'many' is not a number");
    assert_non_null(message);
    assert_string_equal(message->place.file, "--set seed");
    assert_string_equal(message->source_line, "many");
    expect_at(reading, 1, 1, "seed: 'many'");
    expect_at(read_set(STUDY_HEAD, "replicatse", "20"), 1, 1, "did you mean 'replicates'?");
    expect_at(read_set(STUDY_HEAD, "seed", ""), 0, 0, "value is empty");
    expect_at(read_set(STUDY_HEAD, "world.sectors.sexual.fill", "7.5"), 1, 1,
        "sectors.sexual.fill: 7.5 is outside");
}

/* --- memory --- */

/* The n-th request fails, for every n: an error, no crash, and no leak under a sanitizer.
 * Every third after the first hundred, to stay quick. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    put_text("small.yaml", SMALL_WORLD);
    put_text("study.yaml",
        "world: small.yaml\nstart_year: 2009\nresponses: {loudness: 238.5}\n"
        "policies: {mine: {instrument: education, shift: 0.02}}\n"
        "packages: {both: [mine]}\n"
        "scenarios: {one: {title: x, policies: [both], dose: {sweep: [low, high]}}}\n");
    curb_memory_fail_at(0);
    reading_t whole = read_file_with("study.yaml", NULL, 0);
    unsigned long requests = curb_memory_requests();
    expect_fine(&whole);
    forget(&whole);
    assert_true(requests > 20);
    for (unsigned long n = 1; n <= requests; n += n < 100 ? 1 : 3) {
        curb_memory_fail_at(n);
        reading_t reading = read_file_with("study.yaml", NULL, 0);
        curb_memory_fail_at(0);
        assert_int_equal(reading.error, CURB_ERR_NO_MEMORY);
        assert_null(reading.study.world);
        forget(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_is_invalid),
        cmocka_unit_test(a_binary_file_is_invalid),
        cmocka_unit_test(a_directory_is_invalid),
        cmocka_unit_test(a_missing_file_is_no_input),
        cmocka_unit_test(a_missing_world_is_no_input_at_the_line_that_names_it),
        cmocka_unit_test(a_file_that_may_not_be_read_is_no_input),
        cmocka_unit_test(a_file_above_one_mebibyte_is_invalid),
        cmocka_unit_test(broken_yaml_is_shown_where_it_breaks),
        cmocka_unit_test(a_list_for_a_study_is_invalid),
        cmocka_unit_test(tags_are_refused),
        cmocka_unit_test(merge_keys_are_refused),
        cmocka_unit_test(a_second_document_is_refused),
        cmocka_unit_test(a_duplicate_key_names_the_first_place),
        cmocka_unit_test(an_alias_bomb_is_refused_quickly),
        cmocka_unit_test(an_alias_inside_itself_is_refused),
        cmocka_unit_test(an_unknown_alias_is_refused),
        cmocka_unit_test(aliases_within_limits_are_understood),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(too_many_values_are_refused),
        cmocka_unit_test(a_child_wins_maps_merge_and_lists_replace),
        cmocka_unit_test(a_path_is_relative_to_the_file_that_names_it),
        cmocka_unit_test(several_files_may_be_extended_the_later_over_the_earlier),
        cmocka_unit_test(a_cycle_in_extends_is_refused),
        cmocka_unit_test(extends_goes_eight_files_deep_and_no_deeper),
        cmocka_unit_test(a_setting_overrides_a_policy),
        cmocka_unit_test(a_setting_reaches_into_the_world),
        cmocka_unit_test(a_wrong_setting_is_named),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
