/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure in every language and size: nothing is left in English, no text leaves the
 * page, and no caption or headline is cut. */
#include "model/memory.h"
#include "plots/lang.h"
#include "plots/size.h"
#include "unit/figure_script.h"
#include "unit/plots_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Measures and places that curb ships, the longest names among them. */
static void name_all(plots_market_t *market)
{
    static const char *const measures[] = {"Buyer law, sexual services",
        "Criminalise knowing use", "Package: demand in sexual markets"};
    static const char *const doses[] = {" (low)", " (default)", " (high)"};
    curb_results_t *labels = &market->labels;
    for (size_t s = 1; s < labels->scenario_count; s++) {
        snprintf(labels->scenarios[s].title, sizeof labels->scenarios[s].title, "%s%s",
            measures[(s - 1) / 3 % 3], doses[(s - 1) % 3]);
    }
    plots_market_nest(market);
    labels->replicates_asked = 11;
    snprintf(labels->jurisdictions[0], sizeof labels->jurisdictions[0], "%s",
        "Central, South-East Europe, CIS");
    snprintf(labels->jurisdictions[1], sizeof labels->jurisdictions[1], "%s",
        "Developed economies and EU");
    snprintf(labels->sectors[0], sizeof labels->sectors[0], "%s",
        "Agriculture, forestry, fishing");
    snprintf(labels->sectors[1], sizeof labels->sectors[1], "%s", "Sexual exploitation");
    snprintf(labels->title, sizeof labels->title, "%s",
        "Developed economies act against demand: measures compared");
}

static void draw_all(plots_fixture_t *fixture)
{
    plots_open(fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    for (curb_figure_t f = 0; f < CURB_FIGURE_COUNT; f++) {
        bool is_empty = false;
        for (size_t s = 1; f == CURB_FIGURE_PORTFOLIO && s < 10; s++) {
            snprintf(fixture->market.labels.scenarios[s].dose,
                sizeof fixture->market.labels.scenarios[s].dose, "%s", "package");
        }
        assert_int_equal(
            curb_plots_draw(&fixture->plots, f, &is_empty, &fixture->diagnostics), CURB_OK);
        if (!is_empty) {
            char file[64];
            snprintf(file, sizeof file, "%s.gp", curb_figure_rows[f].name);
            char *script = plots_text(fixture, file);
            figure_check_script(script, curb_figure_rows[f].name);
            if (f == CURB_FIGURE_DOSE_RESPONSE && strstr(script, "…'") != NULL) {
                fail_msg("a measure's name is cut: %.60s", strstr(script, "…'") - 60);
            }
            curb_free(script);
        }
    }
}

static void each_language_fits_each_size_of_each_figure(void **state)
{
    (void)state;
    static const char *const codes[] = {"en", "ru"};
    plots_shape_t shape = plots_small_shape();
    shape.measures = 9;
    shape.with_doses = true;
    shape.both_concepts = true;
    for (size_t l = 0; l < sizeof codes / sizeof *codes; l++) {
        for (size_t i = 0; i < curb_size_count; i++) {
            plots_fixture_t fixture;
            plots_make(&fixture, &shape);
            name_all(&fixture.market);
            assert_int_equal(curb_lang_use(codes[l], &fixture.diagnostics), CURB_OK);
            assert_true(curb_size_use(curb_sizes[i].name));
            draw_all(&fixture);
            plots_unmake(&fixture);
        }
    }
    assert_int_equal(curb_lang_use(NULL, NULL), CURB_OK);
    assert_true(curb_size_use(NULL));
}

/* Numbers of axes follow the language: gnuplot writes those that curb does not. */
static void numbers_are_written_as_the_language_does(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    assert_int_equal(curb_lang_use("ru", &fixture.diagnostics), CURB_OK);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    char *script = plots_text(&fixture, "fan_forest.gp");
    assert_non_null(strstr(script, "\nset decimalsign ','\n"));
    assert_non_null(strstr(script, "Мера «"));
    curb_free(script);
    assert_int_equal(curb_lang_use(NULL, NULL), CURB_OK);
    plots_unmake(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_language_fits_each_size_of_each_figure),
        cmocka_unit_test(numbers_are_written_as_the_language_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
