/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of made-up results: what they choose and say, and how many they show. */
#include "model/memory.h"
#include "plots/tiles.h"
#include "unit/plots_fixture.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* --- what is chosen --- */

static void the_best_ranked_of_equal_budgets_is_highlighted(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.budget_usd = 23.85e6;
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    const curb_scene_t *scene = &fixture.plots.scene;
    assert_int_equal(scene->highlight, 1);
    assert_int_equal(scene->rival_count, 3);
    assert_true(scene->budget_usd == 23.85e6);
    assert_true(scene->first_share == 1);
    plots_open(&fixture, 2, PLOTS_NO_GNUPLOT);
    assert_int_equal(fixture.plots.scene.highlight, 2);
    assert_int_equal(fixture.plots.scene.rival_count, 3);
    plots_unmake(&fixture);
}

static void without_equal_budgets_the_highest_doses_stand_side_by_side(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = 6;
    shape.with_doses = true;
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    const curb_scene_t *scene = &fixture.plots.scene;
    assert_int_equal(scene->rival_count, 2);
    assert_string_equal(scene->labels->scenarios[scene->rivals[0]].id, "measure_1-high");
    assert_string_equal(scene->labels->scenarios[scene->rivals[1]].id, "measure_2-high");
    assert_int_equal(scene->highlight, scene->rivals[0]);
    assert_int_equal(scene->group_count, 2);
    assert_string_equal(
        curb_scene_group_name(scene, &scene->groups[1]).text, "Measure number 2");
    plots_open(&fixture, 1, PLOTS_NO_GNUPLOT);
    assert_int_equal(fixture.plots.scene.rival_count, 3);
    plots_unmake(&fixture);
}

static void the_baseline_cannot_be_highlighted(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    curb_compare_data_t data = plots_market_data(&fixture.market);
    curb_plots_options_t options = {.folder = fixture.folder, .highlight = 0};
    assert_int_equal(curb_plots_init(&fixture.plots, &data, &options, &fixture.diagnostics),
        CURB_ERR_USAGE);
    assert_true(plots_said(&fixture, "'baseline' is the baseline"));
    plots_unmake(&fixture);
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
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.both_concepts = true;
    shape.effect = 0.0004;
    shape.noise = 3;
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
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
    plots_unmake(&fixture);
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
        plots_fixture_t fixture;
        plots_shape_t shape = plots_small_shape();
        shape.measures = 1;
        shape.effect = cases[i].effect;
        shape.noise = cases[i].noise;
        plots_make(&fixture, &shape);
        plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
        assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
        char *script = plots_text(&fixture, "fan_forest.gp");
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
        plots_unmake(&fixture);
    }
}

/* A number of the sheet in the column `estimate`, of the n-th row that begins so. */
static double estimate_of(const char *sheet, const char *panel, size_t n)
{
    char start[40];
    snprintf(start, sizeof start, "\n%s,", panel);
    const char *at = strstr(sheet, start);
    while (at != NULL && n-- > 0) {
        at = strstr(at + 1, start);
    }
    double value = NAN;
    if (at != NULL) {
        at = strstr(at, "person-years averted,");
        /* NOLINTNEXTLINE(cert-err34-c): numbers we wrote, and how many is looked at */
        assert_int_equal(sscanf(at, "person-years averted,%*d,%*d,%lf", &value), 1);
    }
    return value;
}

/* In the made-up market measures a, b and their package take shares e, e/2 and e/3: less
 * together than alone. */
static void parts_and_what_they_lack_together_add_up_to_the_package(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = 9;
    shape.with_doses = true;
    plots_make(&fixture, &shape);
    plots_market_nest(&fixture.market);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_WATERFALL), CURB_OK);
    char *sheet = plots_text(&fixture, "waterfall.csv");
    double a = estimate_of(sheet, "part", 0), b = estimate_of(sheet, "part", 1);
    double together = estimate_of(sheet, "interaction", 0);
    double package = estimate_of(sheet, "package", 0);
    assert_true(isnan(estimate_of(sheet, "part", 2)));
    assert_true(a > b && b > package && package > 0);
    near(a + b + together, package);
    curb_free(sheet);
    char *script = plots_text(&fixture, "waterfall.gp");
    assert_non_null(strstr(script, "less than its 2 parts alone add up to"));
    curb_free(script);
    plots_unmake(&fixture);
}

static void a_package_with_a_part_at_another_dose_has_no_waterfall(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    bool is_empty = false;
    shape.measures = 9;
    shape.with_doses = true;
    plots_make(&fixture, &shape);
    plots_market_nest(&fixture.market);
    strcpy(fixture.market.labels.scenarios[6].dose, "low");
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(
        curb_plots_draw(&fixture.plots, CURB_FIGURE_WATERFALL, &is_empty, NULL), CURB_OK);
    assert_true(is_empty);
    plots_unmake(&fixture);
}

/* Names the places of a market by States of the map and the rest. */
static void name_states(plots_fixture_t *fixture)
{
    curb_results_t *labels = &fixture->market.labels;
    for (size_t j = 0; j + 1 < labels->jurisdiction_count; j++) {
        snprintf(labels->jurisdictions[j], CURB_ID_BYTES, "%s", curb_tile_state(j));
    }
    snprintf(labels->jurisdictions[labels->jurisdiction_count - 1], CURB_ID_BYTES, "rest");
}

static void each_state_has_a_tile_of_its_own_and_no_level(void **state)
{
    (void)state;
    bool taken[CURB_TILE_MAP_COLUMNS][CURB_TILE_MAP_ROWS] = {{false}};
    for (size_t n = 0; n < CURB_TILE_MAP_STATES; n++) {
        int column = -1, row = -1;
        assert_true(curb_tile_place(curb_tile_state(n), &column, &row));
        assert_true(column >= 0 && column < CURB_TILE_MAP_COLUMNS);
        assert_true(row >= 0 && row < CURB_TILE_MAP_ROWS);
        assert_true(row < CURB_TILE_MAP_ROWS - 1 || column > 2); /* room for the rest */
        assert_false(taken[column][row]);
        taken[column][row] = true;
    }
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.jurisdictions = 51; /* some are counted with a neighbour */
    plots_make(&fixture, &shape);
    name_states(&fixture);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_DISPLACEMENT), CURB_OK);
    char *script = plots_text(&fixture, "displacement.gp");
    for (size_t n = 0; n < CURB_TILE_MAP_STATES; n++) {
        char code[16] = "set label '";
        for (size_t i = 0; i < 3; i++) {
            code[11 + i] = (char)toupper((unsigned char)curb_tile_state(n)[i]);
        }
        code[14] = '\0';
        assert_int_equal(plots_times(script, code), 1);
    }
    assert_non_null(strstr(script, "no ranking"));
    assert_null(strstr(script, "thousand"));
    curb_free(script);
    plots_unmake(&fixture);
}

/* Two places by two sectors and their sums: what is in scope bears an edge. */
static void a_matrix_has_a_tile_for_each_cell_and_edges_the_scope(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_DISPLACEMENT), CURB_OK);
    char *script = plots_text(&fixture, "displacement.gp");
    const char *block = strstr(script, "$TILES << EOD\n");
    assert_non_null(block);
    size_t tiles = 0, edged = 0;
    double colour, inside;
    block = strchr(strchr(block, '\n') + 1, '\n') + 1; /* past the remark */
    /* NOLINTNEXTLINE(cert-err34-c): numbers we wrote, and how many is looked at */
    for (; sscanf(block, "%*f %*f %*f %*f %lf %lf", &colour, &inside) == 2;
         block = strchr(block, '\n') + 1) {
        tiles++;
        edged += inside > 0;
    }
    assert_int_equal(tiles, 9);
    assert_int_equal(edged, 1);
    curb_free(script);
    plots_unmake(&fixture);
}

/* Of 11 replicates numbers 2, 3 and 10 are missing. */
static void missing_replicates_are_marked_by_their_numbers(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    bool is_empty = false;
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(
        curb_plots_draw(&fixture.plots, CURB_FIGURE_STATUS, &is_empty, NULL), CURB_OK);
    assert_true(is_empty);
    for (uint32_t r = 2; r < 8; r++) {
        fixture.market.labels.replicates[r] = r + 2;
    }
    fixture.market.labels.replicates_asked = 11;
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_STATUS), CURB_OK);
    char *script = plots_text(&fixture, "status.gp");
    assert_non_null(strstr(script, "headline: 3 of 11 replicates are missing"));
    assert_int_equal(plots_times(script, "set label '✕'"), 3);
    curb_free(script);
    char *sheet = plots_text(&fixture, "status.csv");
    assert_non_null(strstr(sheet, ",2,,,0\n"));
    assert_non_null(strstr(sheet, ",3,,,0\n"));
    assert_non_null(strstr(sheet, ",10,,,0\n"));
    assert_int_equal(plots_times(sheet, ",1\n"), 8);
    curb_free(sheet);
    plots_unmake(&fixture);
}

/* --- sizes --- */

static void seventy_scenarios_and_57_places_are_shown_in_part_and_it_says_so(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = {.measures = 69,
        .jurisdictions = 57,
        .sectors = 7,
        .replicates = 3,
        .years = 4,
        .budget_usd = 1e6,
        .effect = 0.05,
        .noise = 0.1};
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    char *script = plots_text(&fixture, "fan_forest.gp");
    assert_non_null(strstr(script, "51 with smaller differences are not shown"));
    assert_int_equal(
        plots_times(script, "'DejaVu Sans,14'") + plots_times(script, "Sans:Bold,14'"), 18);
    curb_free(script);
    char *sheet = plots_text(&fixture, "fan_forest.csv");
    assert_int_equal(plots_times(sheet, "\nforest,"), 2 * 69);
    assert_int_equal(plots_times(sheet, ",0\n"), 2 * 51);
    curb_free(sheet);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_MULTIPLES), CURB_OK);
    script = plots_text(&fixture, "multiples.gp");
    assert_int_equal(plots_times(script, "\nset lmargin"), 6 + 12);
    /* A line may break anywhere in a caption. */
    assert_non_null(strstr(script, "45 of 57"));
    assert_non_null(strstr(script, "1 of 7"));
    curb_free(script);
    plots_unmake(&fixture);
}

static plots_shape_t one_place(size_t replicates)
{
    return (plots_shape_t){.measures = 1,
        .jurisdictions = 1,
        .sectors = 1,
        .replicates = replicates,
        .years = 3,
        .effect = 0.05};
}

static void one_scenario_in_one_place_gets_its_figures(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = one_place(2);
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, plots_has_gnuplot() ? NULL : PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_MULTIPLES), CURB_OK);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_MONEY_FLOWS), CURB_OK);
    bool is_empty = false;
    assert_int_equal(
        curb_plots_draw(&fixture.plots, CURB_FIGURE_DOSE_RESPONSE, &is_empty, NULL),
        CURB_OK);
    assert_true(is_empty);
    assert_int_equal(plots_files_with(&fixture, "dose_response"), 0);
    plots_unmake(&fixture);
}

/* What it cannot know is not drawn as "no clear effect". */
static void one_replicate_gets_its_course_and_no_differences(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = one_place(1);
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, plots_has_gnuplot() ? NULL : PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    char *script = plots_text(&fixture, "fan_forest.gp");
    assert_non_null(strstr(script, "too few replicates"));
    curb_free(script);
    static const curb_figure_t differences[] = {CURB_FIGURE_MULTIPLES, CURB_FIGURE_GROUPS,
        CURB_FIGURE_MONEY_FLOWS, CURB_FIGURE_TRAJECTORY, CURB_FIGURE_COST_PLANE};
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++) {
        bool is_empty = false;
        assert_int_equal(
            curb_plots_draw(&fixture.plots, differences[i], &is_empty, NULL), CURB_OK);
        assert_true(is_empty);
    }
    plots_unmake(&fixture);
}

/* Four draws of two replicates: bands of chance inside bands of both, in figure, sheet and
 * caption; and with one replicate a draw the caption says what cannot be told. */
static void parameters_and_chance_are_told_apart_where_they_can_be(void **state)
{
    (void)state;
    static uint32_t draws[] = {0, 0, 1, 1, 2, 2, 3, 3};
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.replicates = 8;
    plots_make(&fixture, &shape);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    char *script = plots_text(&fixture, "fan_forest.gp");
    assert_non_null(strstr(script, "told apart"));
    assert_null(strstr(script, "Variance of"));
    curb_free(script);
    plots_unmake(&fixture);

    plots_make(&fixture, &shape);
    fixture.market.labels.draws = draws;
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    script = plots_text(&fixture, "fan_forest.gp");
    assert_non_null(strstr(script, "Variance of"));
    assert_non_null(strstr(script, "using 1:9:10 with filledcurves"));
    assert_null(strstr(script, "told apart"));
    curb_free(script);
    char *sheet = plots_text(&fixture, "fan_forest.csv");
    size_t bands = plots_times(sheet, "\nfan,");
    assert_int_equal(
        plots_times(sheet, "\"chance within a draw, around the median\"") * 2, bands);
    assert_int_equal(plots_times(sheet, "mean paired difference"),
        plots_times(sheet, ",4,1\n")); /* four draws are counted */
    curb_free(sheet);
    plots_unmake(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_ranked_of_equal_budgets_is_highlighted),
        cmocka_unit_test(without_equal_budgets_the_highest_doses_stand_side_by_side),
        cmocka_unit_test(the_baseline_cannot_be_highlighted),
        cmocka_unit_test(changes_are_those_of_compare),
        cmocka_unit_test(a_headline_says_what_its_interval_says),
        cmocka_unit_test(parts_and_what_they_lack_together_add_up_to_the_package),
        cmocka_unit_test(a_package_with_a_part_at_another_dose_has_no_waterfall),
        cmocka_unit_test(each_state_has_a_tile_of_its_own_and_no_level),
        cmocka_unit_test(a_matrix_has_a_tile_for_each_cell_and_edges_the_scope),
        cmocka_unit_test(missing_replicates_are_marked_by_their_numbers),
        cmocka_unit_test(seventy_scenarios_and_57_places_are_shown_in_part_and_it_says_so),
        cmocka_unit_test(one_scenario_in_one_place_gets_its_figures),
        cmocka_unit_test(one_replicate_gets_its_course_and_no_differences),
        cmocka_unit_test(parameters_and_chance_are_told_apart_where_they_can_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
