/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/diagnostics.h"
#include "model/error.h"
#include "model/memory.h"
#include "model/metrics.h"
#include "model/record.h"
#include "model/responses.h"
#include "model/scenario.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* --- errors --- */

static void every_error_has_words_of_its_own(void **state)
{
    (void)state;
    for (int a = 0; a < CURB_ERROR_COUNT; a++) {
        assert_true(strlen(curb_error_text((curb_error_t)a)) > 0);
        for (int b = 0; b < a; b++) {
            assert_string_not_equal(
                curb_error_text((curb_error_t)a), curb_error_text((curb_error_t)b));
        }
    }
}

static void exit_codes_are_those_of_the_manual(void **state)
{
    (void)state;
    assert_int_equal(curb_error_exit_code(CURB_OK), 0);
    assert_int_equal(curb_error_exit_code(CURB_ERR_PARTIAL), 1);
    assert_int_equal(curb_error_exit_code(CURB_ERR_USAGE), 2);
    assert_int_equal(curb_error_exit_code(CURB_ERR_INVALID), 65);
    assert_int_equal(curb_error_exit_code(CURB_ERR_NO_INPUT), 66);
    assert_int_equal(curb_error_exit_code(CURB_ERR_INTERNAL), 70);
    assert_int_equal(curb_error_exit_code(CURB_ERR_NO_MEMORY), 70);
    assert_int_equal(curb_error_exit_code(CURB_ERR_CANNOT_CREATE), 73);
    assert_int_equal(curb_error_exit_code(CURB_ERR_IO), 74);
    assert_int_equal(curb_error_exit_code(CURB_ERR_STOPPED), 75);
    assert_int_equal(curb_error_exit_code(CURB_ERR_INTERRUPTED), 130);
}

static void an_unknown_error_is_an_internal_one(void **state)
{
    (void)state;
    assert_int_equal(curb_error_exit_code(CURB_ERROR_COUNT), 70);
    assert_string_equal(
        curb_error_text((curb_error_t)1000), curb_error_text(CURB_ERR_INTERNAL));
}

/* --- memory --- */

static void fresh_memory_is_zero(void **state)
{
    (void)state;
    unsigned char *block = curb_calloc(237, 3);
    assert_non_null(block);
    for (size_t i = 0; i < (size_t)237 * 3; i++) {
        assert_int_equal(block[i], 0);
    }
    curb_free(block);
}

static void a_request_that_overflows_is_refused(void **state)
{
    (void)state;
    /* volatile: compilers warn of what is asked for on purpose here */
    volatile size_t many = SIZE_MAX / 2;
    assert_null(curb_calloc(many, 3));
    assert_null(curb_realloc(NULL, many, 3));
}

static void a_request_of_nothing_gives_a_pointer(void **state)
{
    (void)state;
    void *none = curb_calloc(0, 8);
    void *grown = curb_realloc(NULL, 0, 8);
    assert_non_null(none);
    assert_non_null(grown);
    curb_free(none);
    curb_free(grown);
    curb_free(NULL);
}

static void exactly_the_nth_request_fails(void **state)
{
    (void)state;
    curb_memory_fail_at(3);
    for (unsigned long n = 1; n <= 5; n++) {
        char *copy = curb_strdup("2.385");
        assert_int_equal(copy == NULL, n == 3);
        if (copy != NULL) {
            assert_string_equal(copy, "2.385");
        }
        curb_free(copy);
    }
    assert_int_equal(curb_memory_requests(), 5);
    curb_memory_fail_at(0);
    assert_int_equal(curb_memory_requests(), 0);
}

static void a_block_that_cannot_grow_is_left_alone(void **state)
{
    (void)state;
    double *block = curb_calloc(4, sizeof *block);
    assert_non_null(block);
    block[3] = 2.385;
    curb_memory_fail_at(1);
    assert_null(curb_realloc(block, 400, sizeof *block));
    curb_memory_fail_at(0);
    assert_true(block[3] == 2.385);
    double *grown = curb_realloc(block, 400, sizeof *grown);
    assert_non_null(grown);
    assert_true(grown[3] == 2.385);
    curb_free(grown);
}

static void an_arena_measures_what_it_hands_out(void **state)
{
    (void)state;
    static const size_t counts[] = {7, 1, 0, 130};
    curb_arena_t measure = {0};
    for (size_t i = 0; i < 4; i++) {
        assert_null(curb_arena_take(&measure, counts[i], sizeof(float)));
    }
    unsigned char *base = curb_calloc(measure.used, 1);
    assert_non_null(base);
    curb_arena_t arena = {.base = base};
    const unsigned char *end = base;
    for (size_t i = 0; i < 4; i++) {
        unsigned char *piece = curb_arena_take(&arena, counts[i], sizeof(float));
        assert_true(piece >= end);
        assert_int_equal((size_t)(piece - base) % 64, 0);
        end = piece + counts[i] * sizeof(float);
    }
    assert_int_equal(arena.used, measure.used);
    assert_true(end <= base + measure.used);
    curb_free(base);
}

/* --- diagnostics --- */

static void all_messages_are_kept_in_order_with_their_places(void **state)
{
    (void)state;
    curb_diagnostics_t diagnostics = {0};
    char text[32];
    for (int i = 0; i < 50; i++) {
        curb_place_t place = {.file = "study.yaml", .line = i + 1, .column = 3};
        curb_diagnostics_add(
            &diagnostics, CURB_ERROR, place, "reach: 7.5", "value %d is outside", i);
    }
    assert_int_equal(diagnostics.count, 50);
    assert_int_equal(diagnostics.error_count, 50);
    assert_false(diagnostics.truncated);
    for (int i = 0; i < 50; i++) {
        const curb_message_t *message = &diagnostics.messages[i];
        snprintf(text, sizeof text, "value %d is outside", i);
        assert_string_equal(message->text, text);
        assert_string_equal(message->source_line, "reach: 7.5");
        assert_string_equal(message->place.file, "study.yaml");
        assert_int_equal(message->place.line, i + 1);
        assert_int_equal(message->place.column, 3);
    }
    curb_diagnostics_free(&diagnostics);
    assert_int_equal(diagnostics.count, 0);
    curb_diagnostics_free(&diagnostics);
}

static void notes_and_warnings_are_not_errors(void **state)
{
    (void)state;
    curb_diagnostics_t diagnostics = {0};
    curb_place_t nowhere = {0};
    curb_diagnostics_add(&diagnostics, CURB_NOTE, nowhere, NULL, "a draw was replaced");
    curb_diagnostics_add(&diagnostics, CURB_WARNING, nowhere, NULL, "few agents");
    assert_int_equal(diagnostics.count, 2);
    assert_int_equal(diagnostics.error_count, 0);
    assert_null(diagnostics.messages[0].source_line);
    assert_int_equal(diagnostics.messages[1].severity, CURB_WARNING);
    curb_diagnostics_free(&diagnostics);
}

static void failing_returns_the_error_and_says_why(void **state)
{
    (void)state;
    curb_diagnostics_t diagnostics = {0};
    curb_error_t error = curb_diagnostics_fail(
        &diagnostics, CURB_ERR_IO, "%s: %s", "results.h5", "no space left");
    assert_int_equal(error, CURB_ERR_IO);
    assert_int_equal(diagnostics.error_count, 1);
    assert_string_equal(diagnostics.messages[0].text, "results.h5: no space left");
    curb_diagnostics_free(&diagnostics);
}

static void messages_to_nobody_are_dropped(void **state)
{
    (void)state;
    curb_diagnostics_add(NULL, CURB_ERROR, (curb_place_t){0}, NULL, "lost");
    assert_int_equal(
        curb_diagnostics_fail(NULL, CURB_ERR_INVALID, "lost"), CURB_ERR_INVALID);
}

static void an_endless_message_is_cut_and_not_spilled(void **state)
{
    (void)state;
    enum { LENGTH = 100000 };
    char *text = curb_calloc(LENGTH + 1, 1);
    assert_non_null(text);
    memset(text, 'x', LENGTH);
    curb_diagnostics_t diagnostics = {0};
    curb_diagnostics_add(&diagnostics, CURB_ERROR, (curb_place_t){0}, NULL, "%s", text);
    assert_int_equal(diagnostics.count, 1);
    assert_true(strlen(diagnostics.messages[0].text) < LENGTH);
    assert_true(strlen(diagnostics.messages[0].text) > 1000);
    curb_diagnostics_free(&diagnostics);
    curb_free(text);
}

static void an_error_counts_even_when_its_words_do_not_fit(void **state)
{
    (void)state;
    /* Three requests make a message: the list, the text, the source line. */
    for (unsigned long n = 1; n <= 3; n++) {
        curb_diagnostics_t diagnostics = {0};
        curb_memory_fail_at(n);
        curb_diagnostics_add(
            &diagnostics, CURB_ERROR, (curb_place_t){0}, "reach: 7.5", "out of range");
        curb_memory_fail_at(0);
        assert_int_equal(diagnostics.error_count, 1);
        assert_int_equal(diagnostics.count, n == 3);
        assert_int_equal(diagnostics.truncated, n < 3);
        curb_diagnostics_free(&diagnostics);
    }
}

/* --- metrics --- */

static void every_metric_is_found_by_its_key_alone(void **state)
{
    (void)state;
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        const curb_metric_row_t *row = &curb_metric_rows[metric];
        assert_int_equal(curb_metric_find(row->key), metric);
        assert_true(strlen(row->units) > 0);
        assert_true(strlen(row->long_name) > 0);
        assert_true(row->long_name[0] >= 'A' && row->long_name[0] <= 'Z');
    }
    assert_int_equal(curb_metric_find("exploite"), CURB_METRIC_COUNT);
    assert_int_equal(curb_metric_find(""), CURB_METRIC_COUNT);
}

static void metric_keys_are_plain_names_for_every_reader(void **state)
{
    (void)state;
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        const char *key = curb_metric_rows[metric].key;
        assert_int_equal(strspn(key, "abcdefghijklmnopqrstuvwxyz_"), strlen(key));
    }
}

static void only_people_at_risk_and_capped_months_go_by_origin(void **state)
{
    (void)state;
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        bool by_origin = metric == CURB_METRIC_AT_RISK || metric == CURB_METRIC_CAPPED;
        assert_int_equal(
            curb_metric_shape(metric), by_origin ? CURB_BY_ORIGIN : CURB_BY_CELL);
    }
}

static void cell_methods_follow_the_kind(void **state)
{
    (void)state;
    assert_string_equal(curb_metric_cell_methods(CURB_METRIC_EXPLOITED), "time: point");
    assert_string_equal(curb_metric_cell_methods(CURB_METRIC_PROFIT), "time: sum");
    assert_string_equal(curb_metric_cell_methods(CURB_METRIC_PRICE), "time: mean");
}

/* --- responses --- */

static void every_response_lies_in_its_range_and_limits(void **state)
{
    (void)state;
    for (size_t i = 0; i < CURB_RESPONSE_COUNT; i++) {
        const curb_response_row_t *row = &curb_response_rows[i];
        bool ordered = row->least <= row->low && row->low <= row->central &&
                       row->central <= row->high && row->high <= row->most;
        bool drawn_has_width = row->spread == CURB_FIXED || row->low < row->high;
        bool log_is_positive = row->spread != CURB_LOG_TRIANGULAR || row->low > 0.0;
        if (!ordered || !drawn_has_width || !log_is_positive) {
            fail_msg("response %s contradicts itself", row->key);
        }
    }
}

static void every_response_says_where_it_is_from(void **state)
{
    (void)state;
    for (size_t i = 0; i < CURB_RESPONSE_COUNT; i++) {
        const curb_response_row_t *row = &curb_response_rows[i];
        if (strchr("ABC", row->grade) == NULL || strlen(row->registry->remark) < 10 ||
            strlen(row->registry->unit) == 0) {
            fail_msg("response %s lacks a grade, a unit or a source", row->key);
        }
    }
}

/* --- scenario --- */

static void a_policy_rises_over_its_ramp_and_ends(void **state)
{
    (void)state;
    curb_policy_t policy = {
        .start_month = 60, .end_month = 84, .ramp_months = 4, .intensity = 0.8};
    assert_true(curb_policy_strength(&policy, 59) == 0.0);
    assert_true(curb_policy_strength(&policy, 60) == 0.8 * 0.25);
    assert_true(curb_policy_strength(&policy, 62) == 0.8 * 0.75);
    assert_true(curb_policy_strength(&policy, 63) == 0.8);
    assert_true(curb_policy_strength(&policy, 83) == 0.8);
    assert_true(curb_policy_strength(&policy, 84) == 0.0);
}

static void a_ramp_of_one_month_is_a_step(void **state)
{
    (void)state;
    curb_policy_t policy = {
        .start_month = 0, .end_month = INT_MAX, .ramp_months = 1, .intensity = 0.385};
    assert_true(curb_policy_strength(&policy, 0) == 0.385);
    assert_true(curb_policy_strength(&policy, 100000) == 0.385);
}

static void a_law_in_force_has_no_beginning(void **state)
{
    (void)state;
    curb_policy_t policy = {.in_force = true,
        .start_month = 60,
        .end_month = 61,
        .ramp_months = 12,
        .intensity = 0.385};
    assert_true(curb_policy_strength(&policy, 0) == 0.385);
    assert_true(curb_policy_strength(&policy, 239) == 0.385);
}

static void zero_intensity_is_no_policy(void **state)
{
    (void)state;
    curb_policy_t policy = {.start_month = 3, .end_month = 9, .ramp_months = 2};
    for (int month = 0; month < 12; month++) {
        assert_true(curb_policy_strength(&policy, month) == 0.0);
    }
}

/* --- record --- */

static void a_record_starts_at_zero_and_its_series_do_not_overlap(void **state)
{
    (void)state;
    curb_record_t record;
    assert_int_equal(curb_record_init(&record, 3, 5, 2, 4, 7, 11), CURB_OK);
    const size_t series = (size_t)5 * 2 * 4;
    size_t visited = 0;
    for (size_t scenario = 0; scenario < 3; scenario++) {
        for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
            double *values = curb_record_series(&record, scenario, metric);
            for (size_t i = 0; i < series; i++) {
                assert_true(values[i] == 0.0);
                values[i] = 2.385;
                visited++;
            }
        }
    }
    assert_int_equal(visited, (size_t)3 * CURB_METRIC_COUNT * series);
    assert_true(record.parameters[6] == 0.0);
    assert_true(record.solved[10] == 0.0F);
    curb_record_free(&record);
    assert_null(record.values);
    curb_record_free(&record);
}

static void every_allocation_of_a_record_may_fail(void **state)
{
    (void)state;
    curb_record_t record;
    curb_memory_fail_at(0);
    assert_int_equal(curb_record_init(&record, 1, 1, 1, 1, 1, 1), CURB_OK);
    unsigned long requests = curb_memory_requests();
    curb_record_free(&record);
    assert_true(requests >= 3);
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        assert_int_equal(curb_record_init(&record, 1, 1, 1, 1, 1, 1), CURB_ERR_NO_MEMORY);
        curb_memory_fail_at(0);
        assert_null(record.values);
        assert_null(record.parameters);
        assert_null(record.solved);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_has_words_of_its_own),
        cmocka_unit_test(exit_codes_are_those_of_the_manual),
        cmocka_unit_test(an_unknown_error_is_an_internal_one),
        cmocka_unit_test(fresh_memory_is_zero),
        cmocka_unit_test(a_request_that_overflows_is_refused),
        cmocka_unit_test(a_request_of_nothing_gives_a_pointer),
        cmocka_unit_test(exactly_the_nth_request_fails),
        cmocka_unit_test(a_block_that_cannot_grow_is_left_alone),
        cmocka_unit_test(an_arena_measures_what_it_hands_out),
        cmocka_unit_test(all_messages_are_kept_in_order_with_their_places),
        cmocka_unit_test(notes_and_warnings_are_not_errors),
        cmocka_unit_test(failing_returns_the_error_and_says_why),
        cmocka_unit_test(messages_to_nobody_are_dropped),
        cmocka_unit_test(an_endless_message_is_cut_and_not_spilled),
        cmocka_unit_test(an_error_counts_even_when_its_words_do_not_fit),
        cmocka_unit_test(every_metric_is_found_by_its_key_alone),
        cmocka_unit_test(metric_keys_are_plain_names_for_every_reader),
        cmocka_unit_test(only_people_at_risk_and_capped_months_go_by_origin),
        cmocka_unit_test(cell_methods_follow_the_kind),
        cmocka_unit_test(every_response_lies_in_its_range_and_limits),
        cmocka_unit_test(every_response_says_where_it_is_from),
        cmocka_unit_test(a_policy_rises_over_its_ramp_and_ends),
        cmocka_unit_test(a_ramp_of_one_month_is_a_step),
        cmocka_unit_test(a_law_in_force_has_no_beginning),
        cmocka_unit_test(zero_intensity_is_no_policy),
        cmocka_unit_test(a_record_starts_at_zero_and_its_series_do_not_overlap),
        cmocka_unit_test(every_allocation_of_a_record_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
