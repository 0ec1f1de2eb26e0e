/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
#include "analysis/design.h"
#include "reference/design.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS = 37, AXES = 5 };

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12)) {
        fail_msg("%.15g, expected %.15g", value, expected);
    }
}

static void evenness_gives_the_known_numbers(void **state)
{
    (void)state;
    curb_design_evenness_t found =
        curb_design_evenness(even_points, EVEN_POINTS, EVEN_DIMENSIONS);
    near(found.centred, even_centred);
    near(found.wrap_around, even_wrap_around);
    near(found.mixture, even_mixture);
    near(found.star, even_star);
    near(found.least_distance, even_least_distance);
}

static void every_column_has_one_point_in_each_stratum(void **state)
{
    (void)state;
    double points[POINTS * AXES];
    curb_design_latin(2385, 1, POINTS, AXES, points);
    for (size_t d = 0; d < AXES; d++) {
        bool taken[POINTS] = {false};
        for (size_t i = 0; i < POINTS; i++) {
            double at = points[i * AXES + d];
            assert_true(at > 0.0 && at < 1.0);
            size_t stratum = (size_t)(at * POINTS);
            assert_false(taken[stratum]);
            taken[stratum] = true;
        }
    }
}

static void seed_and_wave_name_the_points(void **state)
{
    (void)state;
    double first[POINTS * AXES], again[POINTS * AXES];
    curb_design_latin(2385, 1, POINTS, AXES, first);
    curb_design_latin(2385, 1, POINTS, AXES, again);
    assert_memory_equal(first, again, sizeof first);
    curb_design_latin(2385, 2, POINTS, AXES, again);
    assert_memory_not_equal(first, again, sizeof first);
    curb_design_latin(2386, 1, POINTS, AXES, again);
    assert_memory_not_equal(first, again, sizeof first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evenness_gives_the_known_numbers),
        cmocka_unit_test(every_column_has_one_point_in_each_stratum),
        cmocka_unit_test(seed_and_wave_name_the_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
