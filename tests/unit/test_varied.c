/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* What a design varied comes back from its results file, as rows for a regression. */
#include "store/varied.h"

#include "cli/given_rows.h"
#include "model/memory.h"
#include "unit/store_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SCENARIOS = 8 };

/* Scenarios 1 to 5 vary intensity, 6 and 7 reach, too; 1 has a text beside. */
static int results_of_a_design(void **state)
{
    store_scene_t *scene = store_scene_new(SCENARIOS, 2, "results.h5");
    curb_design_t *design = &scene->study.design;
    for (size_t s = 1; s < SCENARIOS; s++) {
        const char *id = scene->study.scenarios[s].id;
        char value[16];
        snprintf(value, sizeof value, "0.%zu385", s);
        assert_int_equal(curb_design_add(design, "intensity", id, value), CURB_OK);
        if (s >= 6) {
            assert_int_equal(curb_design_add(design, "law.reach", id, "2.5"), CURB_OK);
        }
    }
    assert_int_equal(
        curb_design_add(design, "policies", scene->study.scenarios[1].id, "law"), CURB_OK);
    assert_int_equal(small_run(&scene->study, scene->path, 1, NULL, NULL), CURB_OK);
    curb_design_free(design);
    *state = scene;
    return 0;
}

static void numbers_come_back_and_texts_are_counted(void **state)
{
    const store_scene_t *scene = *state;
    curb_results_t results;
    curb_varied_t varied;
    assert_int_equal(curb_results_open(&results, scene->path, NULL), CURB_OK);
    assert_int_equal(curb_varied_read(&varied, &results, NULL), CURB_OK);
    assert_int_equal(varied.count, 2);
    assert_int_equal(varied.texts, 1);
    assert_string_equal(varied.names[0], "intensity");
    assert_string_equal(varied.names[1], "law.reach");
    assert_true(isnan(varied.values[0])); /* the baseline */
    assert_true(varied.values[3] == 0.3385);
    assert_true(isnan(varied.values[SCENARIOS + 5]));
    assert_true(varied.values[SCENARIOS + 6] == 2.5);
    curb_varied_free(&varied);
    curb_results_close(&results);
}

/* Five scenarios vary intensity alone: they are the rows, and two are left out. */
static void rows_are_the_largest_set_that_varies_the_same(void **state)
{
    const store_scene_t *scene = *state;
    curb_loaded_t loaded = {0};
    curb_given_rows_t rows;
    curb_window_t window;
    const curb_sensitivity_output_t about = {0, CURB_METRIC_EXPLOITED};
    assert_int_equal(curb_results_open(&loaded.labels, scene->path, NULL), CURB_OK);
    assert_int_equal(curb_given_rows_of_design(&rows, &loaded.labels, NULL), CURB_OK);
    assert_int_equal(rows.count, 5);
    assert_int_equal(rows.inputs, 1);
    assert_int_equal(rows.left_out, 2);
    assert_string_equal(rows.names[0], "intensity");
    assert_true(rows.points[4] == 0.5385);
    assert_int_equal(curb_window_init(&window, &loaded.labels, NAN, NAN), CURB_OK);
    const curb_metric_t source = curb_window_source(CURB_METRIC_EXPLOITED);
    assert_int_equal(curb_loaded_read(&loaded, source, NULL), CURB_OK);
    curb_given_rows_measure(&rows, &loaded, &window, &about);
    double by_hand = 0;
    const double *values = loaded.values[source];
    for (size_t r = 0; r < 2; r++) {
        by_hand += (curb_window_amount(&window, &loaded.labels, CURB_METRIC_EXPLOITED,
                        values, 3, r, NULL) -
                       curb_window_amount(&window, &loaded.labels, CURB_METRIC_EXPLOITED,
                           values, 0, r, NULL)) /
                   2;
    }
    assert_true(isfinite(by_hand) && by_hand != 0);
    assert_true(fabs(rows.values[2] - by_hand) < 1e-9 * fabs(by_hand));
    curb_given_rows_free(&rows);
    curb_loaded_free(&loaded);
}

static void every_allocation_may_fail(void **state)
{
    const store_scene_t *scene = *state;
    curb_results_t results;
    assert_int_equal(curb_results_open(&results, scene->path, NULL), CURB_OK);
    curb_memory_fail_at(0);
    curb_given_rows_t rows;
    assert_int_equal(curb_given_rows_of_design(&rows, &results, NULL), CURB_OK);
    unsigned long requests = curb_memory_requests();
    curb_given_rows_free(&rows);
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        assert_int_equal(
            curb_given_rows_of_design(&rows, &results, NULL), CURB_ERR_NO_MEMORY);
        curb_memory_fail_at(0);
        curb_given_rows_free(&rows);
    }
    curb_results_close(&results);
}

int main(void)
{
#define TEST(name)                                                                         \
    cmocka_unit_test_setup_teardown(name, results_of_a_design, store_scene_end)
    const struct CMUnitTest tests[] = {
        TEST(numbers_come_back_and_texts_are_counted),
        TEST(rows_are_the_largest_set_that_varies_the_same),
        TEST(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
