/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of made-up results: what they choose, say and write; gnuplot absent, failing,
 * killed; texts that would break a script. */
#include "model/memory.h"
#include "plots/plots.h"
#include "store/files.h"
#include "unit/plots_market.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char NO_GNUPLOT[] = "/nowhere/gnuplot";

typedef struct {
    plots_market_t market;
    curb_compare_data_t data;
    char folder[64];
    curb_diagnostics_t diagnostics;
    curb_plots_t plots;
    char gnuplot[160]; /* a stand-in for the program */
} fixture_t;

static void make(fixture_t *self, const plots_shape_t *shape)
{
    memset(self, 0, sizeof *self);
    plots_market_make(&self->market, shape);
    strcpy(self->folder, "/tmp/curb-plots-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
}

static void open_plots(fixture_t *self, size_t highlight, const char *gnuplot)
{
    curb_plots_options_t options = {.folder = self->folder,
        .formats = {true, true, true},
        .highlight = highlight,
        .gnuplot = gnuplot};
    curb_plots_free(&self->plots);
    self->data = plots_market_data(&self->market);
    assert_int_equal(
        curb_plots_init(&self->plots, &self->data, &options, &self->diagnostics), CURB_OK);
}

static void path_of(const fixture_t *self, const char *name, char path[160])
{
    snprintf(path, 160, "%s/%s", self->folder, name);
}

static bool is_there(const fixture_t *self, const char *name)
{
    char path[160];
    path_of(self, name, path);
    return access(path, F_OK) == 0;
}

static size_t files_with(const fixture_t *self, const char *part)
{
    size_t count = 0;
    DIR *listing = opendir(self->folder);
    assert_non_null(listing);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        count += entry->d_name[0] != '.' && strstr(entry->d_name, part) != NULL;
    }
    closedir(listing);
    return count;
}

/* Not inlined: gcc 12 would warn of a pointer to `text` that nobody keeps. */
__attribute__((noinline)) static char *text_of(const fixture_t *self, const char *name)
{
    char path[160], *text = NULL;
    size_t count = 0;
    path_of(self, name, path);
    assert_int_equal(curb_file_read(path, &text, &count), CURB_OK);
    return text;
}

static void write_file(const fixture_t *self, const char *name, const char *text)
{
    char path[160];
    path_of(self, name, path);
    assert_int_equal(curb_file_write(path, text, strlen(text), NULL), CURB_OK);
}

static bool said(const fixture_t *self, const char *part)
{
    for (size_t i = 0; i < self->diagnostics.count; i++) {
        if (strstr(self->diagnostics.messages[i].text, part) != NULL) {
            return true;
        }
    }
    return false;
}

static void unmake(fixture_t *self)
{
    DIR *listing = opendir(self->folder);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        unlinkat(dirfd(listing), entry->d_name, 0);
    }
    closedir(listing);
    rmdir(self->folder);
    curb_plots_free(&self->plots);
    plots_market_free(&self->market);
    curb_diagnostics_free(&self->diagnostics);
}

static curb_error_t draw(fixture_t *self, curb_figure_t figure)
{
    bool is_empty = false;
    curb_error_t error =
        curb_plots_draw(&self->plots, figure, &is_empty, &self->diagnostics);
    assert_false(is_empty);
    if (error != CURB_OK && self->diagnostics.count > 0) {
        print_message("%s\n", self->diagnostics.messages[0].text);
    }
    return error;
}

/* A program in the place of gnuplot: its commands, in the folder of the figures. */
static void stand_in(fixture_t *self, const char *commands)
{
    char text[400];
    snprintf(text, sizeof text, "#!/bin/sh\n%s\n", commands);
    write_file(self, "stand-in", text);
    path_of(self, "stand-in", self->gnuplot);
    assert_int_equal(chmod(self->gnuplot, 0755), 0);
}

static bool has_gnuplot(void)
{
    const char *path = getenv("PATH");
    char place[4096];
    for (const char *at = path; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ":");
        snprintf(place, sizeof place, "%.*s/gnuplot", (int)length, at);
        if (access(place, X_OK) == 0) {
            return true;
        }
        at += length + (at[length] == ':');
    }
    return false;
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

/* --- what is chosen --- */

static void the_best_ranked_of_equal_budgets_is_highlighted(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.budget_usd = 23.85e6;
    make(&fixture, &shape);
    open_plots(&fixture, CURB_NO_SCENARIO, NO_GNUPLOT);
    const curb_scene_t *scene = &fixture.plots.scene;
    assert_int_equal(scene->highlight, 1);
    assert_int_equal(scene->rival_count, 3);
    assert_true(scene->budget_usd == 23.85e6);
    assert_true(scene->first_share == 1);
    open_plots(&fixture, 2, NO_GNUPLOT);
    assert_int_equal(fixture.plots.scene.highlight, 2);
    assert_int_equal(fixture.plots.scene.rival_count, 3);
    unmake(&fixture);
}

static void without_equal_budgets_the_highest_doses_stand_side_by_side(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = 6;
    shape.with_doses = true;
    make(&fixture, &shape);
    open_plots(&fixture, CURB_NO_SCENARIO, NO_GNUPLOT);
    const curb_scene_t *scene = &fixture.plots.scene;
    assert_int_equal(scene->rival_count, 2);
    assert_string_equal(scene->labels->scenarios[scene->rivals[0]].id, "measure_1-high");
    assert_string_equal(scene->labels->scenarios[scene->rivals[1]].id, "measure_2-high");
    assert_int_equal(scene->highlight, scene->rivals[0]);
    assert_int_equal(scene->group_count, 2);
    assert_string_equal(
        curb_scene_group_name(scene, &scene->groups[1]).text, "Measure number 2");
    open_plots(&fixture, 1, NO_GNUPLOT);
    assert_int_equal(fixture.plots.scene.rival_count, 3);
    unmake(&fixture);
}

static void the_baseline_cannot_be_highlighted(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    make(&fixture, &shape);
    curb_compare_data_t data = plots_market_data(&fixture.market);
    curb_plots_options_t options = {.folder = fixture.folder, .highlight = 0};
    assert_int_equal(curb_plots_init(&fixture.plots, &data, &options, &fixture.diagnostics),
        CURB_ERR_USAGE);
    assert_true(said(&fixture, "'baseline' is the baseline"));
    unmake(&fixture);
}

/* --- what is said --- */

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * (1 + fabs(expected))) &&
        !(isnan(value) && isnan(expected))) {
        fail_msg("%.17g is not %.17g", value, expected);
    }
}

/* For every place and sector, what figures show of the last year is what compare prints. */
static void changes_are_those_of_compare(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.both_concepts = true;
    shape.effect = 0.0004;
    shape.noise = 3;
    make(&fixture, &shape);
    open_plots(&fixture, CURB_NO_SCENARIO, NO_GNUPLOT);
    curb_scene_t *scene = &fixture.plots.scene;
    curb_compare_options_t options = curb_compare_defaults();
    options.by_jurisdiction = options.by_sector = true;
    curb_compare_t compare;
    curb_compare_data_t data = plots_market_data(&fixture.market);
    assert_int_equal(curb_compare_init(&compare, &data, &options, NULL), CURB_OK);
    size_t apart = 0;
    for (size_t i = 0; i < compare.row_count; i++) {
        const curb_compare_row_t *row = &compare.rows[i];
        bool cells[4];
        for (int k = 0; k < 4; k++) {
            cells[k] = (row->jurisdiction < 0 || row->jurisdiction == k / 2) &&
                       (row->sector < 0 || row->sector == k % 2);
        }
        curb_change_t change = curb_series_change(&scene->series, CURB_METRIC_EXPLOITED,
            row->scenario, cells, curb_scene_last_year(scene));
        near(change.difference, row->difference);
        near(change.whole.low, row->ci_low);
        near(change.whole.high, row->ci_high);
        near(change.percent, row->percent);
        near(change.percent_whole.low, row->percent_ci_low);
        near(change.percent_whole.high, row->percent_ci_high);
        assert_int_equal(change.concepts_disagree, row->concepts_disagree);
        apart += change.concepts_disagree;
    }
    assert_true(apart > 0 && apart < compare.row_count);
    curb_compare_free(&compare);
    unmake(&fixture);
}

static void a_headline_says_what_its_interval_says(void **state)
{
    (void)state;
    static const struct {
        double effect, noise;
        const char *says;
    } cases[] = {
        {0.0385, 0.1, "“Measure number 1” lowers the number of people exploited by"},
        {-0.0385, 0.1, "“Measure number 1” raises the number of people exploited by"},
        {0.0385, 30,
            "“Measure number 1” has no clear effect on the number of people exploited"},
        {0, 0, "has no clear effect on the number of people exploited: 0.0"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_t fixture;
        plots_shape_t shape = plots_small_shape();
        shape.measures = 1;
        shape.effect = cases[i].effect;
        shape.noise = cases[i].noise;
        make(&fixture, &shape);
        open_plots(&fixture, CURB_NO_SCENARIO, NO_GNUPLOT);
        assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
        char *script = text_of(&fixture, "fan_forest.gp");
        /* A headline may take two lines. */
        char words[600] = "";
        for (char *line = strstr(script, "set label '"); line != NULL;
             line = strstr(line + 1, "set label '")) {
            size_t length = strcspn(line + 11, "'\n");
            if (strstr(line, "Bold,20") != NULL &&
                strstr(line, "Bold,20") < strchr(line, '\n')) {
                snprintf(words + strlen(words), sizeof words - strlen(words), "%s%.*s",
                    words[0] != '\0' ? " " : "", (int)length, line + 11);
            }
        }
        if (strstr(words, cases[i].says) == NULL) {
            fail_msg("headline: %s", words);
        }
        assert_non_null(strstr(script, "Modelled, not measured."));
        assert_non_null(strstr(script, "8 replicates"));
        assert_non_null(strstr(script, "seed 0x7DE"));
        curb_free(script);
        unmake(&fixture);
    }
}

/* --- sizes --- */

static void seventy_scenarios_and_57_places_are_shown_in_part_and_it_says_so(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = {.measures = 69,
        .jurisdictions = 57,
        .sectors = 7,
        .replicates = 3,
        .years = 4,
        .budget_usd = 1e6,
        .effect = 0.05,
        .noise = 0.1};
    make(&fixture, &shape);
    open_plots(&fixture, CURB_NO_SCENARIO, NO_GNUPLOT);
    assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    char *script = text_of(&fixture, "fan_forest.gp");
    assert_non_null(strstr(script, "51 with smaller differences are not shown"));
    assert_int_equal(
        times(script, "'DejaVu Sans,14'") + times(script, "Sans:Bold,14'"), 18);
    curb_free(script);
    char *sheet = text_of(&fixture, "fan_forest.csv");
    assert_int_equal(times(sheet, "\nforest,"), 2 * 69);
    assert_int_equal(times(sheet, ",0\n"), 2 * 51);
    curb_free(sheet);
    assert_int_equal(draw(&fixture, CURB_FIGURE_MULTIPLES), CURB_OK);
    script = text_of(&fixture, "multiples.gp");
    assert_int_equal(times(script, "\nset lmargin"), 12);
    /* A line may break anywhere in a caption. */
    assert_non_null(strstr(script, "51 of 57"));
    assert_non_null(strstr(script, "1 of 7"));
    curb_free(script);
    unmake(&fixture);
}

static void one_scenario_in_one_place_gets_its_figures(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = {.measures = 1,
        .jurisdictions = 1,
        .sectors = 1,
        .replicates = 1,
        .years = 3,
        .effect = 0.05};
    make(&fixture, &shape);
    open_plots(&fixture, CURB_NO_SCENARIO, has_gnuplot() ? NULL : NO_GNUPLOT);
    assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    assert_int_equal(draw(&fixture, CURB_FIGURE_MULTIPLES), CURB_OK);
    assert_int_equal(draw(&fixture, CURB_FIGURE_MONEY_FLOWS), CURB_OK);
    bool is_empty = false;
    assert_int_equal(
        curb_plots_draw(&fixture.plots, CURB_FIGURE_DOSE_RESPONSE, &is_empty, NULL),
        CURB_OK);
    assert_true(is_empty);
    assert_int_equal(files_with(&fixture, "dose_response"), 0);
    char *script = text_of(&fixture, "fan_forest.gp");
    assert_non_null(strstr(script, "too few replicates"));
    curb_free(script);
    unmake(&fixture);
}

/* --- gnuplot --- */

static void each_figure_comes_as_picture_script_and_data(void **state)
{
    (void)state;
    if (!has_gnuplot()) {
        skip();
    }
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = 6;
    shape.with_doses = true;
    shape.both_concepts = true;
    make(&fixture, &shape);
    open_plots(&fixture, CURB_NO_SCENARIO, NULL);
    for (curb_figure_t f = 0; f < CURB_FIGURE_COUNT; f++) {
        assert_int_equal(draw(&fixture, f), CURB_OK);
        const char *name = curb_figure_rows[f].name;
        assert_int_equal(files_with(&fixture, name), 5);
        char file[64];
        snprintf(file, sizeof file, "%s.svg", name);
        char *svg = text_of(&fixture, file);
        assert_non_null(strstr(svg, "Modelled, not measured."));
        assert_non_null(strstr(svg, "font-weight=\"bold\""));
        assert_null(strstr(svg, "DejaVu Sans:Bold"));
        curb_free(svg);
        snprintf(file, sizeof file, "%s.csv", name);
        char *sheet = text_of(&fixture, file);
        assert_int_equal(strncmp(sheet, "panel,scenario,title,", 21), 0);
        curb_free(sheet);
    }
    assert_false(fixture.plots.gnuplot_missing);
    assert_int_equal(files_with(&fixture, ".part"), 0);
    unmake(&fixture);
}

static void without_gnuplot_scripts_and_data_are_kept(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    make(&fixture, &shape);
    open_plots(&fixture, CURB_NO_SCENARIO, NO_GNUPLOT);
    assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    assert_true(fixture.plots.gnuplot_missing);
    assert_true(is_there(&fixture, "fan_forest.gp"));
    assert_true(is_there(&fixture, "fan_forest.csv"));
    assert_int_equal(files_with(&fixture, "fan_forest"), 2);
    unmake(&fixture);
}

static void gnuplot_that_fails_is_quoted_and_leaves_no_picture(void **state)
{
    (void)state;
    static const struct {
        const char *commands, *says;
    } cases[] = {
        {"echo half > fan_forest.png.part-$PPID; echo 'no such terminal' >&2; exit 3",
            "gnuplot failed with exit code 3; its last lines: no such terminal"},
        {"echo drawing; kill -9 $$", "gnuplot was killed by signal 9"},
        {"printf '\\211PNG cut' > fan_forest.png.part-$PPID; exit 0",
            "gnuplot left a picture that is not whole"},
        {"exit 0", "gnuplot left a picture that is not whole"},
        {"i=0; while [ $i -lt 999 ]; do i=$((i+1)); echo \"line $i\"; done; exit 1",
            "line 998 line 999"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_t fixture;
        plots_shape_t shape = plots_small_shape();
        make(&fixture, &shape);
        stand_in(&fixture, cases[i].commands);
        open_plots(&fixture, CURB_NO_SCENARIO, fixture.gnuplot);
        assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_ERR_IO);
        if (!said(&fixture, cases[i].says)) {
            fail_msg("not said: %s; but %s", cases[i].says,
                fixture.diagnostics.messages[0].text);
        }
        assert_false(is_there(&fixture, "fan_forest.png"));
        assert_int_equal(files_with(&fixture, ".part"), 0);
        assert_true(is_there(&fixture, "fan_forest.gp"));
        unmake(&fixture);
    }
}

static void gnuplot_hears_neither_shell_nor_locale(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    make(&fixture, &shape);
    stand_in(&fixture,
        "env | sort | grep -E '^(LC_|LANG|GNU)' | tr '\\n' ' '; echo \"$*\"; "
        "cat; exit 9");
    setenv("GNUPLOT_LIB", "/tmp", 1);
    setenv("LC_NUMERIC", "ru_RU.UTF-8", 1);
    open_plots(&fixture, CURB_NO_SCENARIO, fixture.gnuplot);
    assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_ERR_IO);
    unsetenv("GNUPLOT_LIB");
    unsetenv("LC_NUMERIC");
    assert_true(
        said(&fixture, "lines: LC_ALL=C -d -e term='png'; out='fan_forest.png.part-"));
    unmake(&fixture);
}

/* --- texts of users --- */

static void no_text_of_a_user_is_run_or_breaks_a_script(void **state)
{
    (void)state;
    static const char *const titles[] = {"`touch pwned`", "it's '`touch pwned`' 'x",
        "'\nsystem('touch pwned')\n'", "\"; system \"touch pwned",
        "$(touch pwned) @pwned %s %n", "EOD\nEOD\n!touch pwned",
        "</text><script>alert(1)</script> & &amp; ]]>", "{/:Bold x} a_b^c \\n \\",
        "\xE2\x80\xAE"
        "gnp.exe \xF0\x9F\x98\x80 \xFF\xFE",
        "قانون المشتريات \"و\" 'x'", "\x1B[31mred\x07", "    "};
    enum { TITLES = sizeof titles / sizeof *titles };
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = TITLES;
    make(&fixture, &shape);
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
    bool drawn = has_gnuplot();
    for (size_t s = 0; s < TITLES; s++) {
        open_plots(&fixture, s + 1, drawn ? NULL : NO_GNUPLOT);
        /* One format is enough for all but a few: what gnuplot reads is the same. */
        fixture.plots.options.formats[CURB_PICTURE_PNG] = s == 0;
        fixture.plots.options.formats[CURB_PICTURE_PDF] = s == 0;
        assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
        assert_int_equal(draw(&fixture, CURB_FIGURE_MULTIPLES), CURB_OK);
        char *script = text_of(&fixture, "fan_forest.gp");
        assert_null(strstr(script, "\nEOD\nEOD"));
        assert_null(strstr(script, "\nsystem"));
        assert_null(strstr(script, "\n!"));
        assert_null(strstr(script, "\x1B"));
        curb_free(script);
        assert_false(is_there(&fixture, "pwned"));
    }
    if (drawn) {
        char *svg = text_of(&fixture, "fan_forest.svg");
        assert_non_null(strstr(svg, "`touch pwned`"));
        assert_null(strstr(svg, "<script>"));
        curb_free(svg);
    }
    unmake(&fixture);
}

/* --- files --- */

static void what_is_not_ours_is_not_overwritten(void **state)
{
    (void)state;
    static const char *const names[] = {
        "fan_forest.gp", "fan_forest.csv", "fan_forest.png"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        fixture_t fixture;
        plots_shape_t shape = plots_small_shape();
        make(&fixture, &shape);
        write_file(&fixture, names[i], "mine");
        open_plots(&fixture, CURB_NO_SCENARIO, NO_GNUPLOT);
        assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_ERR_CANNOT_CREATE);
        assert_true(said(&fixture, "was not written by this verb"));
        char *text = text_of(&fixture, names[i]);
        assert_string_equal(text, "mine");
        curb_free(text);
        assert_int_equal(files_with(&fixture, ""), 1);
        unmake(&fixture);
    }
}

static void pictures_of_other_numbers_do_not_stay_beside_a_new_script(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    make(&fixture, &shape);
    open_plots(&fixture, CURB_NO_SCENARIO, NO_GNUPLOT);
    assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    write_file(&fixture, "fan_forest.pdf", "drawn from this script");
    assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    assert_true(is_there(&fixture, "fan_forest.pdf"));
    open_plots(&fixture, 2, NO_GNUPLOT);
    assert_int_equal(draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    assert_false(is_there(&fixture, "fan_forest.pdf"));
    unmake(&fixture);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.with_doses = true;
    shape.replicates = 2;
    shape.years = 3;
    make(&fixture, &shape);
    curb_compare_data_t data = plots_market_data(&fixture.market);
    curb_plots_options_t options = {
        .folder = fixture.folder, .highlight = CURB_NO_SCENARIO, .gnuplot = NO_GNUPLOT};
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
    unmake(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_ranked_of_equal_budgets_is_highlighted),
        cmocka_unit_test(without_equal_budgets_the_highest_doses_stand_side_by_side),
        cmocka_unit_test(the_baseline_cannot_be_highlighted),
        cmocka_unit_test(changes_are_those_of_compare),
        cmocka_unit_test(a_headline_says_what_its_interval_says),
        cmocka_unit_test(seventy_scenarios_and_57_places_are_shown_in_part_and_it_says_so),
        cmocka_unit_test(one_scenario_in_one_place_gets_its_figures),
        cmocka_unit_test(each_figure_comes_as_picture_script_and_data),
        cmocka_unit_test(without_gnuplot_scripts_and_data_are_kept),
        cmocka_unit_test(gnuplot_that_fails_is_quoted_and_leaves_no_picture),
        cmocka_unit_test(gnuplot_hears_neither_shell_nor_locale),
        cmocka_unit_test(no_text_of_a_user_is_run_or_breaks_a_script),
        cmocka_unit_test(what_is_not_ours_is_not_overwritten),
        cmocka_unit_test(pictures_of_other_numbers_do_not_stay_beside_a_new_script),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
