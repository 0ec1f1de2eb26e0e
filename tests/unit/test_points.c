/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
#include "experiments/points.h"
#include "model/memory.h"
#include "small_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS = 3, INPUTS = 2, REPLICATES = 2, OUTPUTS = 2 };

/* Perceived risk at the end over the cells, baseline and policy. */
static void measure(const void *context, const curb_record_t *record, double *outputs)
{
    (void)context;
    for (size_t s = 0; s < OUTPUTS; s++) {
        const double *series = curb_record_series(record, s, CURB_METRIC_PERCEIVED_RISK);
        size_t cells = record->jurisdiction_count * record->sector_count;
        outputs[s] = 0;
        for (size_t c = 0; c < cells; c++) {
            outputs[s] += series[(record->period_count - 1) * cells + c];
        }
    }
}

typedef struct {
    small_world_t *small;
    curb_study_t study;
    curb_points_t asked;
    uint32_t inputs[INPUTS];
    double points[POINTS * INPUTS], outputs[POINTS * REPLICATES * OUTPUTS];
} scene_t;

static uint32_t find(const curb_world_t *world, const char *name)
{
    for (uint32_t i = 0; i < world->uncertain_count; i++) {
        if (strcmp(world->uncertain[i].name, name) == 0) {
            return i;
        }
    }
    fail_msg("%s is not uncertain", name);
    return 0;
}

static int begin(void **state)
{
    scene_t *scene = curb_calloc(1, sizeof *scene);
    scene->small = small_world_new();
    curb_policy_t policy = small_world_policy(CURB_CRIMINALISE_BUYING, 1, 1.0, 3);
    (void)small_world_add(scene->small, &policy);
    const curb_run_t *run = &scene->small->run;
    scene->study = (curb_study_t){.world = &scene->small->world,
        .scenarios = scene->small->scenarios,
        .scenario_count = run->scenario_count,
        .seed = run->seed,
        .months = run->months,
        .period_months = run->period_months,
        .people_per_agent = run->people_per_agent,
        .buyers_per_segment = run->buyers_per_segment,
        .draws = true,
        .detection = CURB_DETECTION_MSE};
    const curb_world_t *world = scene->study.world;
    scene->inputs[0] = find(world, "responses.loudness");
    scene->inputs[1] = (uint32_t)world->uncertain_count - 1;
    for (size_t i = 0; i < INPUTS; i++) {
        const curb_uncertain_t *row = &world->uncertain[scene->inputs[i]];
        scene->points[i] = row->mode;
        scene->points[INPUTS + i] = row->low;
        scene->points[(size_t)2 * INPUTS + i] = row->high;
    }
    scene->asked = (curb_points_t){.study = &scene->study,
        .input_count = INPUTS,
        .inputs = scene->inputs,
        .replicates = REPLICATES,
        .output_count = OUTPUTS,
        .measure = measure,
        .jobs = 1};
    *state = scene;
    return 0;
}

static int end(void **state)
{
    scene_t *scene = *state;
    small_world_free(scene->small);
    curb_free(scene);
    return 0;
}

static curb_error_t run(scene_t *scene, curb_points_report_t *report)
{
    curb_diagnostics_t said = {0};
    curb_error_t error = curb_points_run(
        &scene->asked, scene->points, POINTS, scene->outputs, report, &said);
    curb_diagnostics_free(&said);
    return error;
}

static void the_central_point_is_the_central_run(void **state)
{
    scene_t *scene = *state;
    curb_points_report_t report;
    assert_int_equal(run(scene, &report), CURB_OK);
    assert_int_equal(report.contradicting, 0);
    for (uint32_t r = 0; r < REPLICATES; r++) {
        curb_record_t record = {0};
        double expected[OUTPUTS];
        small_world_run(scene->small, r, &record);
        measure(NULL, &record, expected);
        assert_memory_equal(
            scene->outputs + (size_t)r * OUTPUTS, expected, sizeof expected);
        curb_record_free(&record);
    }
    assert_true(scene->outputs[1] > scene->outputs[0]); /* the policy is on */
    assert_memory_not_equal(scene->outputs,
        scene->outputs + (size_t)2 * OUTPUTS * REPLICATES,
        (size_t)OUTPUTS * REPLICATES * sizeof(double)); /* the inputs move something */
}

static void outputs_do_not_depend_on_the_threads(void **state)
{
    scene_t *scene = *state;
    curb_points_report_t report;
    double alone[POINTS * REPLICATES * OUTPUTS];
    assert_int_equal(run(scene, &report), CURB_OK);
    memcpy(alone, scene->outputs, sizeof alone);
    scene->asked.jobs = 5;
    assert_int_equal(run(scene, &report), CURB_OK);
    assert_memory_equal(alone, scene->outputs, sizeof alone);
}

static void a_stop_is_obeyed(void **state)
{
    scene_t *scene = *state;
    volatile sig_atomic_t stop = 1;
    curb_points_report_t report;
    scene->asked.stop = &stop;
    assert_int_equal(run(scene, &report), CURB_ERR_INTERRUPTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_central_point_is_the_central_run, begin, end),
        cmocka_unit_test_setup_teardown(outputs_do_not_depend_on_the_threads, begin, end),
        cmocka_unit_test_setup_teardown(a_stop_is_obeyed, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
