/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical slow */
/* timeout: 900 */
/* With no new policy the world of 2021 stands at its anchors. */
#include "unit/standing_world.h"

#include "model/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void the_world_of_2021_stands_for_ten_years(void **state)
{
    (void)state;
    curb_study_t study;
    standing_t *found = curb_calloc(1, sizeof *found);
    assert_non_null(found);
    standing_world_open(&study, CURB_SOURCE_DIR "/scenarios/worlds/world-2021.yaml");
    standing_world_run(&study, 1000.0, 500, 10, found);
    standing_expect_totals(&study, found, 236.0);
    curb_free(found);
    curb_study_free(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_world_of_2021_stands_for_ten_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
