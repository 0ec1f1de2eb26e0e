/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lever_scene.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

lever_scene_t lever_scene;

int lever_scene_begin(void **state)
{
    (void)state;
    lever_scene.small = small_world_new();
    small_stage_set(&lever_scene.stage, lever_scene.small, 0);
    return 0;
}

int lever_scene_end(void **state)
{
    (void)state;
    small_stage_clear(&lever_scene.stage);
    small_world_free(lever_scene.small);
    return 0;
}

int lever_scene_empty(void **state)
{
    (void)state;
    lever_scene.scenario = (curb_scenario_t){0};
    memset(lever_scene.cells, 0, sizeof lever_scene.cells);
    lever_scene.levers = (curb_levers_t){.cells = lever_scene.cells};
    return 0;
}

/* A further policy in the north, in force from month 0 on. */
curb_policy_t *lever_add(curb_instrument_t instrument, double intensity)
{
    curb_policy_t *policy =
        &lever_scene.scenario.policies[lever_scene.scenario.policy_count++];
    *policy = small_world_policy(instrument, NORTH_ONLY, intensity, 0);
    return policy;
}

curb_policy_t *lever_add_with(
    curb_instrument_t instrument, double intensity, curb_lever_t lever, double value)
{
    curb_policy_t *policy = lever_add(instrument, intensity);
    policy->lever[lever] = value;
    return policy;
}

const curb_cell_levers_t *lever_cell_at(int month, size_t jurisdiction, size_t sector)
{
    curb_levers_set(
        &lever_scene.levers, lever_scene.stage.market, &lever_scene.scenario, month);
    return &lever_scene.cells[jurisdiction * SMALL_SECTORS + sector];
}

const curb_kind_levers_t *lever_kind_at(int month, size_t sector, curb_kind_t kind)
{
    return &lever_cell_at(month, SMALL_NORTH, sector)->kinds[kind];
}

void lever_close_to(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12 * (1.0 + fabs(expected)))) {
        fail_msg("%.17g, expected %.17g", value, expected);
    }
}
