/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of results that lack something: what is not there is left out or said. */
#include "model/memory.h"
#include "plots/lang.h"
#include "plots/report.h"
#include "store/files.h"
#include "unit/plots_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Without gnuplot, whose pictures other tests draw. The caller frees the text. */
static char *page_of(plots_fixture_t *fixture)
{
    curb_claims_t claims = {0};
    curb_report_t report = {0};
    char path[160], *text = NULL;
    size_t bytes = 0;
    plots_open(fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(
        curb_claims_init(&claims, &fixture->data, &fixture->diagnostics), CURB_OK);
    assert_int_equal(curb_report_init(&report, &fixture->data, &claims, &fixture->plots,
                         &fixture->diagnostics),
        CURB_OK);
    assert_int_equal(
        curb_report_write(&report, fixture->folder, &fixture->diagnostics), CURB_OK);
    plots_path(fixture, "index.html", path);
    assert_int_equal(curb_file_read(path, &text, &bytes), CURB_OK);
    assert_null(strstr(text, "(null)"));
    assert_null(strstr(text, "<ul></ul>"));
    curb_report_free(&report);
    curb_claims_free(&claims);
    return text;
}

static void missing_replicates_are_told_by_concept_where_doubt_is_and_as_provenance(
    void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.both_concepts = true;
    plots_make(&fixture, &shape);
    char *text = page_of(&fixture);
    assert_null(strstr(text, "replicates are missing"));
    curb_free(text);
    plots_unmake(&fixture);
    plots_make(&fixture, &shape);
    fixture.market.labels.replicates_asked = 11;
    text = page_of(&fixture);
    assert_int_equal(plots_times(text, "3 of 11 replicates are missing, because"), 2);
    assert_int_equal(
        plots_times(text, "4 use the mse concept of detection and 4 the ilo concept"), 2);
    curb_free(text);
    plots_unmake(&fixture);
}

static void one_measure_is_not_ranked_and_what_no_result_bears_is_left_out(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = shape.sectors = shape.jurisdictions = 1;
    plots_make(&fixture, &shape);
    char *text = page_of(&fixture);
    assert_non_null(strstr(text, "One measure is compared with no new policy."));
    static const char *const absent[] = {"Comes first", "How much of a measure",
        "Where the market moves instead", "By jurisdiction", "By market<", "#doses",
        "#moved"};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        if (strstr(text, absent[i]) != NULL) {
            fail_msg("the page says \"%s\"", absent[i]);
        }
    }
    curb_free(text);
    plots_unmake(&fixture);
}

static void contents_name_each_part_by_its_own_heading(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.budget_usd = 2.385e7;
    plots_make(&fixture, &shape);
    char *text = page_of(&fixture);
    assert_int_equal(plots_times(text, ">The measures at equal budgets<"), 2);
    assert_int_equal(plots_times(text, "href=\"#explore\""), 0);
    assert_int_equal(plots_times(text, "href=\"#provenance\""), 1);
    curb_free(text);
    plots_unmake(&fixture);
}

/* Named States whose levels were divided from a region's: in the world's order, without a
 * way to sort them, each line saying so. */
static void allocated_states_have_neither_levels_nor_ranks(void **state)
{
    (void)state;
    enum { STATES = 12 };
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    bool yes[STATES];
    memset(yes, true, sizeof yes);
    shape.jurisdictions = STATES;
    plots_make(&fixture, &shape);
    fixture.market.labels.allocated = yes;
    fixture.market.labels.named_state = yes;
    char *text = page_of(&fixture);
    fixture.market.labels.allocated = fixture.market.labels.named_state = NULL;
    assert_int_equal(plots_times(text, "<td>allocated, not observed</td>"), STATES);
    assert_int_equal(
        plots_times(text, "Its levels were allocated from a region's"), STATES);
    const char *table = strstr(text, "<h3>By jurisdiction</h3>");
    assert_non_null(table);
    const char *end = strstr(table, "</table>");
    const char *sortable = strstr(table, "sortable");
    assert_true(sortable == NULL || sortable > end);
    curb_free(text);
    plots_unmake(&fixture);
}

/* A page to send by mail: under 2 MB, tables of figures cut where they are long, slides of
 * at most seven lines, and a slide's long names shortened. */
static void sixty_scenarios_and_57_jurisdictions_are_still_a_page(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = 60;
    shape.jurisdictions = 57;
    shape.budget_usd = 2.385e7;
    plots_make(&fixture, &shape);
    char *text = page_of(&fixture);
    size_t bytes = strlen(text);
    if (bytes >= 2000000) {
        fail_msg("the page has %zu bytes", bytes);
    }
    assert_non_null(strstr(text, "Of 60 scenarios with the same budget"));
    assert_non_null(strstr(text, ">Moves elsewhere, of what is averted<"));
    assert_true(plots_times(text, "<option") == 0); /* those the script makes */
    char *slide = plots_text(&fixture, "slides/2-measures.gp");
    assert_int_equal(plots_times(slide, " point pointtype "), 7);
    curb_free(slide);
    curb_free(text);
    plots_unmake(&fixture);
}

/* The slides of older results, and a picture of a slide that these results do not bear, go.
 */
static void slides_are_of_these_results_and_others_files_stay(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    char *text = page_of(&fixture);
    assert_non_null(strstr(text, "slides/1-answer.gp"));
    assert_non_null(strstr(text, "Their pictures are missing"));
    assert_null(strstr(text, "slides/8-assumptions"));
    curb_free(text);
    plots_write(&fixture, "slides/8-assumptions.gp", "# A figure of curb.\n");
    plots_write(&fixture, "slides/8-assumptions.png", "old");
    text = page_of(&fixture);
    assert_false(plots_is_there(&fixture, "slides/8-assumptions.png"));
    curb_free(text);
    plots_unmake(&fixture);
}

/* Figures of older results that these do not bear go; what somebody else put beside the
 * page under such a name stays. */
static void figures_are_of_these_results_and_others_files_stay(void **state)
{
    (void)state;
    static const char *const old[] = {"portfolio.gp", "portfolio.csv", "portfolio.svg",
        "portfolio.png", "portfolio.pdf", "dose_response.gp", "dose_response.csv"};
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.measures = 1;
    plots_make(&fixture, &shape);
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        bool is_script = strstr(old[i], ".gp") != NULL;
        plots_write(&fixture, old[i], is_script ? "# A figure of curb.\n" : "old");
    }
    plots_write(&fixture, "status.csv", "mine\n");
    plots_write(&fixture, "waterfall.gp", "# mine\n");
    plots_write(&fixture, "waterfall.svg", "mine\n");
    curb_free(page_of(&fixture));
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        if (plots_is_there(&fixture, old[i])) {
            fail_msg("%s is still there", old[i]);
        }
    }
    assert_true(plots_is_there(&fixture, "fan_forest.gp"));
    assert_true(plots_is_there(&fixture, "status.csv"));
    assert_true(plots_is_there(&fixture, "waterfall.gp"));
    assert_true(plots_is_there(&fixture, "waterfall.svg"));
    plots_unmake(&fixture);
}

/* "Spain, with Andorra" is two names: in Russian both are Russian, wherever the page says
 * them. */
static void states_counted_with_others_are_named_in_the_language_of_the_page(void **state)
{
    (void)state;
    enum { STATES = 9 };
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    shape.jurisdictions = STATES;
    plots_make(&fixture, &shape);
    char titles[STATES][160] = {"Spain, with Andorra"};
    char(*kept)[160] = fixture.market.labels.jurisdiction_titles;
    for (size_t j = 1; j < STATES; j++) {
        snprintf(titles[j], sizeof titles[j], "Place %zu", j);
    }
    fixture.market.labels.jurisdiction_titles = titles;
    assert_int_equal(curb_lang_use("ru", &fixture.diagnostics), CURB_OK);
    char *text = page_of(&fixture);
    assert_int_equal(curb_lang_use("en", &fixture.diagnostics), CURB_OK);
    fixture.market.labels.jurisdiction_titles = kept;
    assert_null(strstr(text, "Spain"));
    assert_null(strstr(text, "Andorra"));
    assert_non_null(strstr(text, "Испания"));
    curb_free(text);
    plots_unmake(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            missing_replicates_are_told_by_concept_where_doubt_is_and_as_provenance),
        cmocka_unit_test(one_measure_is_not_ranked_and_what_no_result_bears_is_left_out),
        cmocka_unit_test(contents_name_each_part_by_its_own_heading),
        cmocka_unit_test(allocated_states_have_neither_levels_nor_ranks),
        cmocka_unit_test(sixty_scenarios_and_57_jurisdictions_are_still_a_page),
        cmocka_unit_test(slides_are_of_these_results_and_others_files_stay),
        cmocka_unit_test(figures_are_of_these_results_and_others_files_stay),
        cmocka_unit_test(states_counted_with_others_are_named_in_the_language_of_the_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
