/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical long */
/* timeout: 7200 */
/* The 57 States and the rest of the world stand at their anchors for five years, at 20
 * people an agent: some ten minutes of processor. Not part of any suite: run it with
 * `ctest --test-dir build -L long --verbose`. */
#include "unit/standing_world.h"

#include "model/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const double people_judged = 5000.0;

/* A cell's relative sd is about 1.15/sqrt(agents) at one moment; the smallest cell judged
 * has 5,000/4/20 = 62 of them, so its mean over 20 replicates has 3.3 % at most, and 10 %
 * is three of these; a mean over years is better. With 139 cells, most of them larger,
 * chance alone fails less than once in ten seeds. */
static void the_57_states_stand_in_total_and_in_each_cell_of_some_size(void **state)
{
    (void)state;
    curb_study_t study;
    standing_t *found = curb_calloc(1, sizeof *found);
    assert_non_null(found);
    standing_world_open(&study, CURB_SOURCE_DIR "/scenarios/worlds/osce57-2021.yaml");
    standing_world_run(&study, 20.0, 1000, 5, found);
    standing_expect_totals(&study, found, 236.0);
    const curb_world_t *world = study.world;
    double widest = 0.0;
    for (size_t c = 0; c < curb_cell_count(world); c++) {
        if (world->cells[c].exploited > people_judged) {
            char name[3 * CURB_ID_BYTES];
            snprintf(name, sizeof name, "%s %s",
                world->jurisdictions[c / world->sector_count].id,
                world->sectors[c % world->sector_count].id);
            double gap = standing_gap(name, found->exploited[c], world->cells[c].exploited);
            widest = fmax(widest, fabs(gap));
        }
    }
    print_message("widest gap of a cell of more than 5,000 people: %.2f %%\n", widest);
    assert_true(widest < 10.0);
    curb_free(found);
    curb_study_free(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_57_states_stand_in_total_and_in_each_cell_of_some_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
