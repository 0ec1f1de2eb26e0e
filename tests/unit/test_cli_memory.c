/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeout: 300 */
/* Any request for memory that a verb makes may fail, one at a time: the program ends with
 * a message and the exit code of the manual, leaves nothing half-written under a final name
 * and loses no memory (which AddressSanitizer shows). The verbs run in this process, over a
 * study of a few hundredths of a second. */
#include "model/memory.h"
#include "store_market.h"
#include "verbs_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A replicate that found no memory is named and the other is kept (exit code 1); with 70
 * there is no file. */
static bool no_file_or_whole_results(int code)
{
    char path[VERBS_PATH_BYTES], hash[65], usual[65];
    snprintf(path, sizeof path, "%s/results.h5", verbs_scene.out);
    small_content_hash(verbs_scene.results, usual);
    small_content_hash(path, hash);
    return code == 70  ? !small_exists(path)
           : code == 1 ? strlen(hash) == 64
                       : strcmp(hash, usual) == 0;
}

static off_t usual_bytes[2]; /* of what an export writes that lacks nothing */

/* The dictionary gets its name first, so that values never stand there unexplained. */
static bool no_table_or_a_whole_one(int code)
{
    static const char *const names[] = {"values.csv", "values.dictionary.csv"};
    char path[VERBS_PATH_BYTES];
    (void)code;
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", verbs_scene.out, names[i]);
        struct stat status;
        if (stat(path, &status) == 0 && status.st_size != usual_bytes[i]) {
            return false;
        }
    }
    return true;
}

/* Requests that reading the study makes: test_study_files fails each of them, and so does
 * showing_survives_each_failing_request. */
static unsigned long requests_of_reading(void)
{
    static const char *const words[] = {"show", verbs_scene.study, NULL};
    return verbs_requests_of(words);
}

static void showing_survives_each_failing_request(void **state)
{
    static const char *const words[] = {
        "show", verbs_scene.study, "--set", "seed=7", "--replicates", "3", NULL};
    (void)state;
    verbs_fail_each_request_of(words, 1, 100, verbs_whatever_there_is);
}

static void checking_survives_each_failing_request(void **state)
{
    static const char *const words[] = {"check", verbs_scene.study, NULL};
    (void)state;
    verbs_fail_each_request_of(words, requests_of_reading(), 20, verbs_whatever_there_is);
}

/* A run is its replicates and, when all shards are there, the merge, which most requests
 * are made for; the second is tried on its own, because it takes a tenth of the time. */
static void running_survives_each_failing_request(void **state)
{
    static const char *const dry[] = {"run", verbs_scene.study, "--dry-run", NULL};
    static const char *const words[] = {
        "run", verbs_scene.study, "-o", verbs_scene.run_out, "--jobs", "1", "-q", NULL};
    (void)state;
    unsigned long reading = requests_of_reading();
    unsigned long preparing = verbs_requests_of(dry);
    unsigned long all = verbs_requests_of(words);
    verbs_scene.shards_stay = true;
    unsigned long merging = verbs_requests_of(words) - preparing;
    verbs_fail_each_request_of(words, reading, 100, no_file_or_whole_results);
    verbs_scene.shards_stay = false;
    verbs_scene.last = all - merging;
    verbs_fail_each_request_of(words, reading, 20, no_file_or_whole_results);
    verbs_scene.last = 0;
}

static void a_dry_run_survives_each_failing_request(void **state)
{
    static const char *const words[] = {"run", verbs_scene.study, "--dry-run", NULL};
    (void)state;
    verbs_fail_each_request_of(words, requests_of_reading(), 20, verbs_whatever_there_is);
}

static void info_survives_each_failing_request(void **state)
{
    static const char *const words[] = {"info", verbs_scene.results, NULL};
    (void)state;
    verbs_fail_each_request_of(words, 1, 10, verbs_whatever_there_is);
}

static void comparing_survives_each_failing_request(void **state)
{
    static const char *const texts[] = {"compare", verbs_scene.results, "--by", "concept",
        "--scenario", "campaign-budget", NULL};
    static const char *const csv[] = {
        "compare", verbs_scene.results, "--format", "csv", NULL};
    static const char *const json[] = {"compare", verbs_scene.results, "--json", "--metric",
        "exploited", "--scenario", "campaign-budget", NULL};
    static const char *const two[] = {
        "compare", verbs_scene.results, verbs_scene.results, NULL};
    (void)state;
    verbs_fail_each_request_of(texts, 1, 50, verbs_whatever_there_is);
    verbs_fail_each_request_of(csv, 1, 20, verbs_whatever_there_is);
    verbs_fail_each_request_of(json, 1, 20, verbs_whatever_there_is);
    verbs_fail_each_request_of(two, 1, 50, verbs_whatever_there_is);
}

static void other_questions_survive_each_failing_request(void **state)
{
    static const char *const asked[][8] = {
        {"compare", verbs_scene.results, "--trajectory", "--scenario", "campaign-budget",
            NULL},
        {"compare", verbs_scene.results, "--trajectory", "--json", NULL},
        {"compare", verbs_scene.results, "--until", "-0.1%", NULL},
        {"compare", verbs_scene.results, "--until", "below:2e3", "--json", NULL},
        {"compare", verbs_scene.results, "--plane", NULL},
        {"compare", verbs_scene.results, "--plane", "--json", NULL},
        {"compare", verbs_scene.results, "--pay", "100,20e3", NULL},
        {"compare", verbs_scene.results, "--pay", "1000", "--json", NULL},
    };
    (void)state;
    verbs_scene.sparse = 40;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        verbs_fail_each_request_of(asked[i], 1, 20, verbs_whatever_there_is);
    }
    verbs_scene.sparse = 0;
}

/* The list of sources alone asks some thousand times, so steps grow. */
static void deciding_survives_failing_requests(void **state)
{
    static const char *const robust[] = {"robust", verbs_scene.results, "-q", NULL};
    static const char *const json[] = {
        "robust", verbs_scene.results, "-q", "--json", "--together", "sections,all", NULL};
    static const char *const discover[] = {
        "discover", verbs_scene.results, "-q", "--scenario", "campaign-low", NULL};
    static const char *const boxes[] = {"discover", verbs_scene.results, "-q", "--scenario",
        "campaign-low", "--json", NULL};
    (void)state;
    verbs_scene.sparse = 20;
    verbs_fail_each_request_of(robust, 1, 50, verbs_whatever_there_is);
    verbs_fail_each_request_of(json, 1, 50, verbs_whatever_there_is);
    verbs_fail_each_request_of(discover, 1, 50, verbs_whatever_there_is);
    verbs_fail_each_request_of(boxes, 1, 50, verbs_whatever_there_is);
    verbs_scene.sparse = 0;
}

/* In two stages, for all three packages of the one policy. */
static void a_portfolio_survives_failing_requests(void **state)
{
    static const char *const text[] = {"portfolio", verbs_scene.study, "--budget", "1e12",
        "--finalists", "2", "--screening", "2", "-o", verbs_scene.run_out, "--jobs", "1",
        "-q", NULL};
    static const char *const json[] = {"portfolio", verbs_scene.study, "--budget", "1e12",
        "--finalists", "2", "--screening", "2", "-o", verbs_scene.run_out, "--jobs", "1",
        "-q", "--json", NULL};
    static const char *const dry[] = {
        "portfolio", verbs_scene.study, "--budget", "1e12", "--dry-run", NULL};
    (void)state;
    unsigned long reading = requests_of_reading();
    verbs_scene.sparse = 4;
    verbs_fail_each_request_of(dry, reading, 10, verbs_whatever_there_is);
    verbs_fail_each_request_of(text, reading, 50, verbs_whatever_there_is);
    verbs_fail_each_request_of(json, reading, 50, verbs_whatever_there_is);
    verbs_scene.sparse = 0;
}

static void exporting_survives_each_failing_request(void **state)
{
    static const char *const words[] = {"export", verbs_scene.results, "--metric",
        "profit,harm", "-o", verbs_scene.csv_out, NULL};
    (void)state;
    static const char *const names[] = {"values.csv", "values.dictionary.csv"};
    (void)verbs_requests_of(words);
    for (size_t i = 0; i < 2; i++) {
        char path[VERBS_PATH_BYTES];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", verbs_scene.out, names[i]);
        assert_int_equal(stat(path, &status), 0);
        usual_bytes[i] = status.st_size;
    }
    verbs_fail_each_request_of(words, 1, 10, no_table_or_a_whole_one);
}

/* An empty PATH; gives the one that was, to be put back. */
static char *hide_programs(void)
{
    const char *path = getenv("PATH");
    char *kept = strdup(path != NULL ? path : "");
    setenv("PATH", verbs_scene.folder, 1);
    return kept;
}

static void show_programs(char *path)
{
    setenv("PATH", path, 1);
    free(path);
}

/* Without gnuplot, which test_plots_drawing runs: its absence is a note. */
static void plotting_survives_each_failing_request(void **state)
{
    static const char *const words[] = {"plot", verbs_scene.results, "-o", verbs_scene.out,
        "--only", "dose_response", NULL};
    (void)state;
    char *path = hide_programs();
    verbs_fail_each_request_of(words, 1, 50, verbs_whatever_there_is);
    show_programs(path);
}

/* A page is written in one piece or not at all. */
static bool no_page_or_a_whole_one(int code)
{
    static char text[VERBS_TEXT_BYTES];
    char path[VERBS_PATH_BYTES];
    (void)code;
    snprintf(path, sizeof path, "%s/index.html", verbs_scene.out);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return true;
    }
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return strstr(text, "</html>") != NULL && strstr(text, "id=\"provenance\"") != NULL;
}

/* The tree of the page alone asks some thousand times, so steps grow. */
static void a_report_and_its_check_survive_failing_requests(void **state)
{
    static const char *const report[] = {
        "report", verbs_scene.results, "-o", verbs_scene.out, NULL};
    static const char *const cite[] = {"cite", verbs_scene.results, NULL};
    static const char *const csl[] = {"cite", verbs_scene.results, "--format", "csl", NULL};
    static const char *const list[] = {"cite", verbs_scene.results, "--list", NULL};
    static char page[VERBS_PATH_BYTES], folder[VERBS_PATH_BYTES - 16];
    static const char *const make[] = {"report", verbs_scene.results, "-o", folder, NULL};
    static const char *const verify[] = {"verify", page, verbs_scene.results, NULL};
    (void)state;
    snprintf(folder, sizeof folder, "%s/page", verbs_scene.folder);
    snprintf(page, sizeof page, "%s/index.html", folder);
    char *path = hide_programs();
    verbs_scene.sparse = 20;
    verbs_fail_each_request_of(report, 1, 500, no_page_or_a_whole_one);
    verbs_fail_each_request_of(cite, 1, 50, verbs_whatever_there_is);
    verbs_fail_each_request_of(csl, 1, 50, verbs_whatever_there_is);
    verbs_fail_each_request_of(list, 1, 50, verbs_whatever_there_is);
    assert_int_equal(verbs_run(make, 0), 0);
    /* libxml2 asks now once more, now once less */
    verbs_scene.last = verbs_requests_of(verify);
    verbs_fail_each_request_of(verify, 1, 500, verbs_whatever_there_is);
    verbs_scene.last = 0;
    verbs_scene.sparse = 0;
    show_programs(path);
}

static void starting_a_study_asks_for_no_memory(void **state)
{
    static const char *const words[] = {"init", NULL};
    (void)state;
    assert_int_equal(verbs_run(words, 0), 0);
    assert_int_equal(curb_memory_requests(), 0);
}

static void a_wrong_command_survives_each_failing_request(void **state)
{
    static const char *const words[] = {
        "run", "--jbos", "3", "--max-time", "soon", "study.yaml", NULL};
    (void)state;
    assert_int_equal(verbs_run(words, 0), 2);
    unsigned long requests = curb_memory_requests();
    for (unsigned long n = 1; n <= requests; n++) {
        assert_int_equal(verbs_run(words, n), 2);
        assert_true(verbs_scene.said[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(showing_survives_each_failing_request),
        cmocka_unit_test(checking_survives_each_failing_request),
        cmocka_unit_test(running_survives_each_failing_request),
        cmocka_unit_test(a_dry_run_survives_each_failing_request),
        cmocka_unit_test(info_survives_each_failing_request),
        cmocka_unit_test(comparing_survives_each_failing_request),
        cmocka_unit_test(other_questions_survive_each_failing_request),
        cmocka_unit_test(deciding_survives_failing_requests),
        cmocka_unit_test(a_portfolio_survives_failing_requests),
        cmocka_unit_test(exporting_survives_each_failing_request),
        cmocka_unit_test(plotting_survives_each_failing_request),
        cmocka_unit_test(a_report_and_its_check_survive_failing_requests),
        cmocka_unit_test(starting_a_study_asks_for_no_memory),
        cmocka_unit_test(a_wrong_command_survives_each_failing_request),
    };
    return cmocka_run_group_tests(tests, verbs_scene_begin, verbs_scene_end);
}
