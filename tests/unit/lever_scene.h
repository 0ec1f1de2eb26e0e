/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What tests of levers share: a solved small world, a scenario to fill with policies, and
 * the levers that it sets in a month. */
#ifndef CURB_TESTS_LEVER_SCENE_H
#define CURB_TESTS_LEVER_SCENE_H

#include "model/levers.h"
#include "small_world.h"

enum { NORTH_ONLY = 1, BOTH = 3 };

typedef struct {
    small_world_t *small;
    small_stage_t stage;
    curb_scenario_t scenario;
    curb_levers_t levers;
    curb_cell_levers_t cells[SMALL_CELLS];
} lever_scene_t;

extern lever_scene_t lever_scene;

/** For the group: solves the world once, and lets it go. */
int lever_scene_begin(void **state);
int lever_scene_end(void **state);

/** Before each test: no policy. */
int lever_scene_empty(void **state);

/** A further policy in the north, in force from month 0 on. */
curb_policy_t *lever_add(curb_instrument_t instrument, double intensity);
curb_policy_t *lever_add_with(
    curb_instrument_t instrument, double intensity, curb_lever_t lever, double value);

/** The levers of a month, of a cell and of a kind of buyers in the north. */
const curb_cell_levers_t *lever_cell_at(int month, size_t jurisdiction, size_t sector);
const curb_kind_levers_t *lever_kind_at(int month, size_t sector, curb_kind_t kind);

/** Fails the test unless two numbers agree to some roundings. */
void lever_close_to(double value, double expected);

#endif
