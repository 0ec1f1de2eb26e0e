/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of figures: gnuplot absent, failing, killed; texts that would break a script; what
 * is not ours; memory that runs out. */
#include "model/memory.h"
#include "plots/size.h"
#include "unit/plots_fixture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- gnuplot --- */

static void expect_picture(const plots_fixture_t *fixture, const char *name)
{
    char file[64];
    snprintf(file, sizeof file, "%s.svg", name);
    char *svg = plots_text(fixture, file);
    assert_non_null(strstr(svg, "Modelled, not measured."));
    assert_non_null(strstr(svg, "font-weight=\"bold\""));
    assert_null(strstr(svg, "DejaVu Sans:Bold"));
    curb_free(svg);
}

/* A machine without gnuplot still has every script and all data. */
static void each_figure_comes_as_picture_script_and_data(void **state)
{
    (void)state;
    bool drawn = plots_has_gnuplot();
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = 9;
    shape.with_doses = true;
    shape.both_concepts = true;
    plots_make(&fixture, &shape);
    plots_market_nest(&fixture.market);
    fixture.market.labels.replicates_asked = 11;
    plots_open(&fixture, CURB_NO_SCENARIO, drawn ? NULL : PLOTS_NO_GNUPLOT);
    for (curb_figure_t f = 0; f < CURB_FIGURE_COUNT; f++) {
        for (size_t s = 1; f == CURB_FIGURE_PORTFOLIO && s <= shape.measures; s++) {
            curb_results_scenario_t *scenario = &fixture.market.labels.scenarios[s];
            snprintf(scenario->dose, sizeof scenario->dose, "package");
        }
        assert_int_equal(plots_draw(&fixture, f), CURB_OK);
        const char *name = curb_figure_rows[f].name;
        assert_int_equal(plots_files_with(&fixture, name), drawn ? 5 : 2);
        if (drawn) {
            expect_picture(&fixture, name);
        }
        char file[64];
        snprintf(file, sizeof file, "%s.gp", name);
        char *script = plots_text(&fixture, file);
        assert_non_null(strstr(script, "Modelled, not measured."));
        curb_free(script);
        snprintf(file, sizeof file, "%s.csv", name);
        char *sheet = plots_text(&fixture, file);
        assert_int_equal(strncmp(sheet, "panel,scenario,title,", 21), 0);
        curb_free(sheet);
    }
    assert_int_equal(fixture.plots.gnuplot_missing, !drawn);
    assert_int_equal(plots_files_with(&fixture, ".part"), 0);
    plots_unmake(&fixture);
}

static void without_gnuplot_scripts_and_data_are_kept(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    assert_true(fixture.plots.gnuplot_missing);
    assert_true(plots_is_there(&fixture, "fan_forest.gp"));
    assert_true(plots_is_there(&fixture, "fan_forest.csv"));
    assert_int_equal(plots_files_with(&fixture, "fan_forest"), 2);
    plots_unmake(&fixture);
}

static void gnuplot_that_fails_is_quoted_and_leaves_no_picture(void **state)
{
    (void)state;
    static const struct {
        const char *commands, *says;
    } cases[] = {{"echo half > fan_forest.png.part-$PPID-$(uname -n); echo 'no such "
                  "terminal' >&2; exit 3",
                     "gnuplot failed with exit code 3; its last lines: no such terminal"},
        {"echo drawing; kill -9 $$", "gnuplot was killed by signal 9"},
        {"printf '\\211PNG cut' > fan_forest.png.part-$PPID-$(uname -n); exit 0",
            "gnuplot left a picture that is not whole"},
        {"exit 0", "gnuplot left a picture that is not whole"},
        {"i=0; while [ $i -lt 999 ]; do i=$((i+1)); echo \"line $i\"; done; exit 1",
            "line 998 line 999"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        plots_fixture_t fixture;
        plots_shape_t shape = plots_small_shape();
        plots_make(&fixture, &shape);
        plots_stand_in(&fixture, cases[i].commands);
        plots_open(&fixture, CURB_NO_SCENARIO, fixture.gnuplot);
        assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_ERR_IO);
        if (!plots_said(&fixture, cases[i].says)) {
            fail_msg("not said: %s; but %s", cases[i].says,
                fixture.diagnostics.messages[0].text);
        }
        assert_false(plots_is_there(&fixture, "fan_forest.png"));
        assert_int_equal(plots_files_with(&fixture, ".part"), 0);
        assert_true(plots_is_there(&fixture, "fan_forest.gp"));
        plots_unmake(&fixture);
    }
}

static void gnuplot_hears_neither_shell_nor_locale(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    plots_stand_in(&fixture,
        "env | sort | grep -E '^(LC_|LANG|GNU)' | tr '\\n' ' '; echo \"$*\"; "
        "cat; exit 9");
    setenv("GNUPLOT_LIB", "/tmp", 1);
    setenv("LC_NUMERIC", "ru_RU.UTF-8", 1);
    plots_open(&fixture, CURB_NO_SCENARIO, fixture.gnuplot);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_ERR_IO);
    unsetenv("GNUPLOT_LIB");
    unsetenv("LC_NUMERIC");
    assert_true(plots_said(
        &fixture, "lines: LC_ALL=C -d -e term='png'; out='fan_forest.png.part-"));
    plots_unmake(&fixture);
}

/* --- sizes --- */

/* Width and height of the page that a script opens for its svg. */
static void page_of(const char *script, double *width, double *height)
{
    const char *at = strstr(script, "terminal svg size ");
    assert_non_null(at);
    /* NOLINTNEXTLINE(cert-err34-c): numbers we wrote, and how many is looked at */
    assert_int_equal(sscanf(at, "terminal svg size %lf,%lf", width, height), 2);
}

/* Halves that stand side by side on a slide stand under each other on paper: every place
 * stays on the page, and the frames of two panels share no height. */
static void a_narrow_page_has_its_parts_under_each_other(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    double slide_width = 0, width = 0, height = 0;
    for (size_t i = 0; i < curb_size_count; i++) {
        assert_true(curb_size_use(curb_sizes[i].name));
        plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
        assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
        char *script = plots_text(&fixture, "fan_forest.gp");
        page_of(script, &width, &height);
        slide_width = i == 0 ? width : slide_width;
        double frames[2][4];
        const char *at = script;
        for (int k = 0; k < 2; k++) {
            at = strstr(at, "\nset lmargin");
            assert_non_null(at);
            assert_int_equal(
                /* NOLINTNEXTLINE(cert-err34-c): numbers we wrote; how many is looked at */
                sscanf(at++,
                    "\nset lmargin at screen %lf; set rmargin at screen %lf; "
                    "set bmargin at screen %lf; set tmargin at screen %lf",
                    &frames[k][0], &frames[k][1], &frames[k][2], &frames[k][3]),
                4);
            assert_true(frames[k][0] > 0.02 && frames[k][1] < 0.99);
            assert_true(frames[k][2] > 0.05 && frames[k][3] < 0.95);
        }
        assert_int_equal(frames[0][2] > frames[1][3], i > 0);
        assert_int_equal(frames[0][1] < frames[1][0], i == 0);
        assert_true(i == 0 ? fabs(width / height - 16 / 9.) < 1e-9 : height > width);
        assert_true(i == 0 || width < slide_width);
        curb_free(script);
    }
    assert_false(curb_size_use("poster"));
    assert_true(curb_size_use(NULL));
    plots_unmake(&fixture);
}

/* --- texts of users --- */

static void no_text_of_a_user_is_run_or_breaks_a_script(void **state)
{
    (void)state;
    static const char *const titles[] = {"`touch pwned`", "it's '`touch pwned`' 'x",
        "'\nsystem('touch pwned')\n'", "\"; system \"touch pwned",
        "$(touch pwned) @pwned %s %n", "EOD\nEOD\n!touch pwned",
        "</text><script>alert(1)</script> & &amp; ]]>", "{/:Bold x} a_b^c \\n \\",
        /* NOLINTNEXTLINE(*-missing-comma,*-bidirectional): one text, meant to mislead */
        "\xE2\x80\xAE"
        "gnp.exe \xF0\x9F\x98\x80 \xFF\xFE",
        "قانون المشتريات \"و\" 'x'", "\x1B[31mred\x07", "    "};
    enum { TITLES = sizeof titles / sizeof *titles };
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = TITLES;
    plots_make(&fixture, &shape);
    for (size_t s = 0; s < TITLES; s++) {
        snprintf(fixture.market.labels.scenarios[s + 1].title,
            sizeof fixture.market.labels.scenarios[s + 1].title, "%s", titles[s]);
        snprintf(fixture.market.labels.scenarios[s + 1].id,
            sizeof fixture.market.labels.scenarios[s + 1].id, "s%zu %s", s, titles[s]);
    }
    snprintf(fixture.market.labels.jurisdictions[0], CURB_ID_BYTES, "%s", titles[1]);
    snprintf(fixture.market.labels.sectors[0], CURB_ID_BYTES, "%s", titles[3]);
    snprintf(
        fixture.market.labels.title, sizeof fixture.market.labels.title, "%s", titles[2]);
    snprintf(fixture.market.labels.version, sizeof fixture.market.labels.version, "%s",
        titles[5]);
    bool drawn = plots_has_gnuplot();
    for (size_t s = 0; s < TITLES; s++) {
        plots_open(&fixture, s + 1, drawn ? NULL : PLOTS_NO_GNUPLOT);
        /* One format is enough for all but a few: what gnuplot reads is the same. */
        fixture.plots.options.formats[CURB_PICTURE_PNG] = s == 0;
        fixture.plots.options.formats[CURB_PICTURE_PDF] = s == 0;
        assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
        assert_int_equal(plots_draw(&fixture, CURB_FIGURE_MULTIPLES), CURB_OK);
        char *script = plots_text(&fixture, "fan_forest.gp");
        assert_null(strstr(script, "\nEOD\nEOD"));
        assert_null(strstr(script, "\nsystem"));
        assert_null(strstr(script, "\n!"));
        assert_null(strstr(script, "\x1B"));
        curb_free(script);
        assert_false(plots_is_there(&fixture, "pwned"));
    }
    if (drawn) {
        char *svg = plots_text(&fixture, "fan_forest.svg");
        assert_non_null(strstr(svg, "`touch pwned`"));
        assert_null(strstr(svg, "<script>"));
        curb_free(svg);
    }
    plots_unmake(&fixture);
}

/* --- files --- */

static void what_is_not_ours_is_not_overwritten(void **state)
{
    (void)state;
    static const char *const names[] = {
        "fan_forest.gp", "fan_forest.csv", "fan_forest.png"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        plots_fixture_t fixture;
        plots_shape_t shape = plots_small_shape();
        plots_make(&fixture, &shape);
        plots_write(&fixture, names[i], "mine");
        plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
        assert_int_equal(
            plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_ERR_CANNOT_CREATE);
        assert_true(plots_said(&fixture, "was not written by this verb"));
        char *text = plots_text(&fixture, names[i]);
        assert_string_equal(text, "mine");
        curb_free(text);
        assert_int_equal(plots_files_with(&fixture, ""), 1);
        plots_unmake(&fixture);
    }
}

static void pictures_of_other_numbers_do_not_stay_beside_a_new_script(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    plots_write(&fixture, "fan_forest.pdf", "drawn from this script");
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    assert_true(plots_is_there(&fixture, "fan_forest.pdf"));
    plots_open(&fixture, 2, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    assert_false(plots_is_there(&fixture, "fan_forest.pdf"));
    plots_unmake(&fixture);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = 9;
    shape.with_doses = true;
    shape.replicates = 2;
    shape.years = 3;
    plots_make(&fixture, &shape);
    plots_market_nest(&fixture.market);
    fixture.market.labels.replicates_asked = 11;
    curb_compare_data_t data = plots_market_data(&fixture.market);
    curb_plots_options_t options = {.folder = fixture.folder,
        .highlight = CURB_NO_SCENARIO,
        .gnuplot = PLOTS_NO_GNUPLOT};
    options.formats[CURB_PICTURE_SVG] = true;
    size_t failed = 0;
    bool done = false;
    for (unsigned long n = 1; !done && n < 1000000; n += 1 + n / 20) {
        curb_plots_t plots;
        bool is_empty = false;
        curb_memory_fail_at(n);
        curb_error_t error = curb_plots_init(&plots, &data, &options, NULL);
        for (curb_figure_t f = 0; f < CURB_FIGURE_COUNT && error == CURB_OK; f++) {
            error = curb_plots_draw(&plots, f, &is_empty, NULL);
        }
        curb_plots_free(&plots);
        done = curb_memory_requests() < n;
        curb_memory_fail_at(0);
        /* The store's file functions say CURB_ERR_IO, or do without cleaning up. */
        assert_true(error == CURB_OK ||
                    (!done && (error == CURB_ERR_NO_MEMORY || error == CURB_ERR_IO)));
        failed += error == CURB_ERR_NO_MEMORY;
    }
    assert_true(done && failed > 20);
    plots_unmake(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_figure_comes_as_picture_script_and_data),
        cmocka_unit_test(without_gnuplot_scripts_and_data_are_kept),
        cmocka_unit_test(gnuplot_that_fails_is_quoted_and_leaves_no_picture),
        cmocka_unit_test(gnuplot_hears_neither_shell_nor_locale),
        cmocka_unit_test(a_narrow_page_has_its_parts_under_each_other),
        cmocka_unit_test(no_text_of_a_user_is_run_or_breaks_a_script),
        cmocka_unit_test(what_is_not_ours_is_not_overwritten),
        cmocka_unit_test(pictures_of_other_numbers_do_not_stay_beside_a_new_script),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
