/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cases under tests/validation as files: they can be read, wrong ones cannot, and
 * docs/validation.md shows their claims and bands as they are. Running them is
 * tests/e2e/test_validate.sh. */
#include "analysis/measure.h"
#include "model/memory.h"
#include "study/case_file.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const char cases_folder[] = CURB_SOURCE_DIR "/tests/validation";

static char *read_page(void)
{
    FILE *file = fopen(CURB_SOURCE_DIR "/docs/validation.md", "rb");
    assert_non_null(file);
    enum { PAGE_BYTES = 1 << 20 };
    char *page = curb_calloc(PAGE_BYTES, 1);
    assert_non_null(page);
    assert_true(fread(page, 1, PAGE_BYTES - 1, file) > 0);
    fclose(file);
    return page;
}

static void check_case(const curb_case_t *which, const char *page)
{
    if (strstr(page, which->claim) == NULL) {
        fail_msg("docs/validation.md has not the claim of %s; write it anew", which->id);
    }
    for (size_t i = 0; i < which->measure_count; i++) {
        char band[96], row[512];
        curb_measure_band(&which->measures[i], band, sizeof band);
        snprintf(row, sizeof row, "| `%s` | %s | %s | ", which->id, which->measures[i].what,
            band);
        if (strstr(page, row) == NULL) {
            fail_msg("docs/validation.md should have this row: %s", row);
        }
    }
}

static void the_page_has_every_claim_and_band_as_it_is(void **state)
{
    (void)state;
    char *page = read_page();
    struct dirent **entries = NULL;
    int count = scandir(cases_folder, &entries, NULL, alphasort);
    size_t found = 0;
    for (int i = 0; i < count; i++) {
        char folder[600], file[700];
        snprintf(folder, sizeof folder, "%s/%.200s", cases_folder, entries[i]->d_name);
        snprintf(file, sizeof file, "%s/case.yaml", folder);
        free(entries[i]);
        if (access(file, R_OK) != 0) {
            continue;
        }
        curb_diagnostics_t said = {0};
        curb_case_t *which = curb_calloc(1, sizeof *which);
        assert_non_null(which);
        assert_int_equal(curb_case_read(which, folder, &said), CURB_OK);
        check_case(which, page);
        curb_case_free(which);
        curb_free(which);
        curb_diagnostics_free(&said);
        found++;
    }
    free(entries);
    curb_free(page);
    assert_true(found >= 2);
}

/* Writes a case beside a copy of nothing: its study is that of a case which is there. */
static curb_error_t read_text(const char *measure, curb_diagnostics_t *said)
{
    char folder[] = "/tmp/curb-case-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/case.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
        "id: trial\ntable: independent\nclaim: It moves.\n"
        "source: {author: A, year: 1999, title: T, seen: seen, grade: B}\n"
        "study: %s/demand-shock/study.yaml\nmeasures:\n  one: %s\n",
        cases_folder, measure);
    fclose(file);
    curb_case_t *which = curb_calloc(1, sizeof *which);
    assert_non_null(which);
    curb_error_t error = curb_case_read(which, folder, said);
    /* Places borrow from the case: only texts are looked at after this. */
    curb_case_free(which);
    curb_free(which);
    unlink(path);
    rmdir(folder);
    return error;
}

static void expect_refused(const char *measure, const char *text)
{
    curb_diagnostics_t said = {0};
    assert_int_equal(read_text(measure, &said), CURB_ERR_INVALID);
    bool found = false;
    for (size_t i = 0; i < said.count; i++) {
        found |= strstr(said.messages[i].text, text) != NULL;
    }
    if (!found) {
        fail_msg("no message has '%s'; the first is '%s'", text,
            said.count > 0 ? said.messages[0].text : "");
    }
    curb_diagnostics_free(&said);
}

static void a_case_that_is_wrong_is_refused_with_the_reason(void **state)
{
    (void)state;
    curb_diagnostics_t said = {0};
    assert_int_equal(read_text("{what: W, metric: price, to_month: 24, unit: \"1\", "
                               "band: {low: 1.2, high: 2.385, from: F}}",
                         &said),
        CURB_OK);
    curb_diagnostics_free(&said);
    expect_refused("{what: W, metric: prize, to_month: 24, unit: \"1\", "
                   "band: {low: 1.2, high: 2.385, from: F}}",
        "did you mean 'price'");
    expect_refused("{what: W, metric: price, to_month: 24, unit: \"1\", "
                   "band: {low: 2.385, high: 1.2, from: F}}",
        "low must be below high");
    expect_refused("{what: W, metric: price, to_month: 24, unit: \"1\", "
                   "band: {low: 1.2, high: 2.385}}",
        "'from' is missing");
    expect_refused("{what: W, metric: price, to_month: 240, unit: \"1\", "
                   "band: {low: 1.2, high: 2.385, from: F}}",
        "must lie in the run");
    expect_refused("{what: W, metric: price, to_month: 24, unit: \"1\", scenario: shaft, "
                   "band: {low: 1.2, high: 2.385, from: F}}",
        "did you mean 'shift'");
}

static void check_near(double found, double wanted)
{
    if (!(fabs(found - wanted) < 1e-9)) {
        fail_msg("%.17g, not %.17g", found, wanted);
    }
}

/* Two replicates of two scenarios over three months, before the last two of which the
 * policy starts; one cell. */
static void a_change_is_of_means_and_its_interval_of_replicates(void **state)
{
    (void)state;
    curb_results_scenario_t scenarios[] = {{.id = "baseline"}, {.id = "other"}};
    double months[] = {1, 1, 1};
    curb_results_t results = {.scenario_count = 2,
        .replicate_count = 2,
        .period_count = 3,
        .jurisdiction_count = 1,
        .sector_count = 1,
        .scenarios = scenarios,
        .period_months = months};
    const double values[] = {9, 10, 20, 9, 30, 40, 9, 15, 30, 9, 30, 40};
    curb_measure_t measure = {.metric = CURB_METRIC_RECRUITED,
        .per = -1,
        .form = CURB_FORM_CHANGE,
        .scenario = "other",
        .against = "baseline",
        .from = 0,
        .to = 2,
        .factor = 1,
        .jurisdictions = UINT64_MAX,
        .sectors = UINT64_MAX,
        .low = 10,
        .high = 20};
    curb_observation_t observation = {.registered = 1, .suspects = 1, .convicted = 1};
    curb_measured_figure_t figure;
    assert_int_equal(
        curb_measure_figure(&measure, &observation, &results, 1, values, NULL, &figure),
        CURB_OK);
    check_near(figure.value, 15.0);          /* 115 over 100 */
    check_near(figure.interval.low, 1.25);   /* 0 and 50, at 2.5 % */
    check_near(figure.interval.high, 48.75); /* and at 97.5 % */
    assert_true(curb_measure_inside(&measure, figure.value));
    measure.form = CURB_FORM_LEVEL;
    measure.factor = 0.5;
    assert_int_equal(
        curb_measure_figure(&measure, &observation, &results, 1, values, NULL, &figure),
        CURB_OK);
    check_near(figure.value, 172.5); /* half of 12 * (45 + 70)/2/2 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_every_claim_and_band_as_it_is),
        cmocka_unit_test(a_case_that_is_wrong_is_refused_with_the_reason),
        cmocka_unit_test(a_change_is_of_means_and_its_interval_of_replicates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
