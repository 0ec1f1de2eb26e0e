/* SPDX-License-Identifier: GPL-3.0-or-later */
/* timeout: 300 */
/* Any request for memory that a verb makes may fail, one at a time: the program ends with
 * a message and the exit code of the manual, leaves nothing half-written under a final name
 * and loses no memory (which AddressSanitizer shows). The verbs run in this process, over a
 * study of a few hundredths of a second. */
#include "cli/program.h"
#include "model/memory.h"
#include "store_market.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* The layers below fail each of their requests in tests of their own; here it is the verbs
 * that answer, and every third request asks each of them dozens of times. A sanitizer is
 * several times slower and looks for leaks, which every seventh shows as well;
 * ThreadSanitizer has nothing to look for here. */
#if defined(__SANITIZE_THREAD__)
enum { STEP = 101 };
#elif defined(__SANITIZE_ADDRESS__)
enum { STEP = 7 };
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
enum { STEP = 101 };
#else
enum { STEP = 3 };
#endif
#else
enum { STEP = 3 };
#endif

enum { TEXT_BYTES = 1 << 20, WORDS_MOST = 24, PATH_BYTES = 512 };

/* The smallest market that is solved, run and compared: a place, a sector, one kind of
 * buyers. All figures are invented. */
static const char WORLD[] =
    "title: one place\n"
    "price_year: 2014\n"
    "jurisdictions:\n"
    "  a: {population: 5000000,\n"
    "      at_risk: {women: 500000, men: 500000, girls: 200000, boys: 200000}}\n"
    "sectors:\n"
    "  industry:\n"
    "    family: labour\n"
    "    traded: false\n"
    "    composition: {women: 0.3, men: 0.5, girls: 0.1, boys: 0.1}\n"
    "    profit_share: 0.2\n"
    "    exploited_share: 0.1\n"
    "    duration_months: 23.85\n"
    "    held: 1.4\n"
    "    fill: 0.7\n"
    "    identified_share: {mse: 0.1, ilo: 0.02}\n"
    "    quit: 0.01\n"
    "    worker_share: 0.3\n"
    "    supply_elasticity: 1\n"
    "    demand_elasticity: 0.6\n"
    "    buyers:\n"
    "      firm: {demand_share: 1, active_share: 0.02, unvetted: 0.7, vetted: 0.3,\n"
    "             spend_usd: 5000, log_sd: 1}\n"
    "cells:\n"
    "  a: {industry: {exploited: 2385, profit_usd_year: 10000, links: {a: 1}}}\n";

static const char STUDY[] = "title: Too little memory\n"
                            "world: world.yaml\n"
                            "start_year: 2014\n"
                            "years_before: 1\n"
                            "years_after: 1\n"
                            "replicates: 2\n"
                            "scale: 50\n"
                            "buyers_per_segment: 20\n"
                            "detection: both\n"
                            "policies:\n"
                            "  campaign: {instrument: awareness_campaign}\n"
                            "scenarios:\n"
                            "  campaign-low: {policies: [campaign], dose: low}\n"
                            "  campaign-high: {policies: [campaign], dose: high}\n"
                            "  campaign-budget: {policies: [campaign], budget: 200000}\n"
                            "  campaign-again: {policies: [campaign], budget: 200000}\n";

typedef struct {
    char folder[64], study[128], results[128], out[128], run_out[160], csv_out[160];
    unsigned long sparse; /* above 0: steps grow by a share 1 / sparse of the request */
    char said[TEXT_BYTES], printed[TEXT_BYTES], usual[TEXT_BYTES];
    off_t usual_bytes[2];
    bool shards_stay;
    unsigned long last; /* request to fail; 0: all */
    int saved[3];
    FILE *streams[3];
} scene_t;

static scene_t scene;

/* Standard output and error go to files that have no name. */
static void catch_output(void)
{
    for (int i = 1; i <= 2; i++) {
        fflush(i == 1 ? stdout : stderr);
        scene.streams[i] = tmpfile();
        assert_non_null(scene.streams[i]);
        scene.saved[i] = dup(i);
        assert_true(dup2(fileno(scene.streams[i]), i) == i);
    }
}

static void give_output_back(void)
{
    for (int i = 1; i <= 2; i++) {
        char *text = i == 1 ? scene.printed : scene.said;
        fflush(i == 1 ? stdout : stderr);
        dup2(scene.saved[i], i);
        close(scene.saved[i]);
        rewind(scene.streams[i]);
        text[fread(text, 1, TEXT_BYTES - 1, scene.streams[i])] = '\0';
        fclose(scene.streams[i]);
    }
}

/* Runs `curb WORDS`, its n-th request failing (0: none); what it wrote is in the scene. */
static int curb(const char *const *words, unsigned long n)
{
    char copies[WORDS_MOST][PATH_BYTES];
    char *argv[WORDS_MOST + 1] = {copies[0]};
    int argc = 1;
    snprintf(copies[0], PATH_BYTES, "curb");
    for (; words[argc - 1] != NULL && argc < WORDS_MOST; argc++) {
        snprintf(copies[argc], PATH_BYTES, "%s", words[argc - 1]);
        argv[argc] = copies[argc];
    }
    catch_output();
    curb_memory_fail_at(n);
    int code = curb_program(argc, argv);
    give_output_back();
    return code;
}

/* Temporary names below `out`. */
static size_t temporary_count;

static int look_at(const char *path, const struct stat *status, int kind, struct FTW *level)
{
    (void)status;
    (void)kind;
    (void)level;
    temporary_count += strstr(path, ".part-") != NULL;
    return 0;
}

static void look_at_output(void)
{
    temporary_count = 0;
    nftw(scene.out, look_at, 8, FTW_PHYS);
}

static void put_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int begin(void **state)
{
    static const char *const words[] = {
        "run", scene.study, "-q", "-o", scene.results, "--jobs", "1", NULL};
    (void)state;
    small_folder_make(scene.folder, sizeof scene.folder);
    snprintf(scene.study, sizeof scene.study, "%s/study.yaml", scene.folder);
    snprintf(scene.results, sizeof scene.results, "%s/results.h5", scene.folder);
    snprintf(scene.out, sizeof scene.out, "%s/out", scene.folder);
    snprintf(scene.run_out, sizeof scene.run_out, "%s/results.h5", scene.out);
    snprintf(scene.csv_out, sizeof scene.csv_out, "%s/values.csv", scene.out);
    put_text(scene.study, STUDY);
    char world[128];
    snprintf(world, sizeof world, "%s/world.yaml", scene.folder);
    put_text(world, WORLD);
    int code = curb(words, 0);
    if (code != 0) {
        print_error("%s", scene.said);
    }
    return code;
}

static int end(void **state)
{
    (void)state;
    curb_memory_fail_at(0);
    small_folder_remove(scene.folder);
    return 0;
}

/* A merge is repeated over shards that stay. */
static void clear_output(void)
{
    if (scene.shards_stay) {
        unlink(scene.run_out);
    } else {
        small_folder_remove(scene.out);
    }
}

static unsigned long requests_of(const char *const *words)
{
    clear_output();
    assert_int_equal(curb(words, 0), 0);
    return curb_memory_requests();
}

typedef bool is_whole_t(int code);

static bool whatever_there_is(int code) { return code >= 0; }

/* A replicate that found no memory is named and the other is kept (exit code 1); with 70
 * there is no file. */
static bool no_file_or_whole_results(int code)
{
    char path[PATH_BYTES], hash[65], usual[65];
    snprintf(path, sizeof path, "%s/results.h5", scene.out);
    small_content_hash(scene.results, usual);
    small_content_hash(path, hash);
    return code == 70  ? !small_exists(path)
           : code == 1 ? strlen(hash) == 64
                       : strcmp(hash, usual) == 0;
}

/* The dictionary gets its name first, so that values never stand there unexplained. */
static bool no_table_or_a_whole_one(int code)
{
    static const char *const names[] = {"values.csv", "values.dictionary.csv"};
    char path[PATH_BYTES];
    (void)code;
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", scene.out, names[i]);
        struct stat status;
        if (stat(path, &status) == 0 && status.st_size != scene.usual_bytes[i]) {
            return false;
        }
    }
    return true;
}

/* Fails each request from `first` on. A verb either does all of its work (a
 * message that finds no memory is lost and says so) or ends with 70 and says why; a run may
 * also end with 1. */
static void fail_each_request_of(const char *const *words, unsigned long first,
    unsigned long fewest, is_whole_t *is_whole)
{
    unsigned long requests = requests_of(words);
    memcpy(scene.usual, scene.printed, sizeof scene.usual);
    if (scene.last > 0) {
        requests = scene.last;
    }
    assert_true(requests >= first + fewest);
    print_message("%s: requests %lu to %lu\n", words[0], first, requests);
    for (unsigned long n = first; n <= requests;
         n += STEP + (scene.sparse > 0 ? n / scene.sparse : 0)) {
        clear_output();
        int code = curb(words, n);
        bool done = code == 0 && strcmp(scene.printed, scene.usual) == 0;
        bool told = strstr(scene.said, "out of memory") != NULL;
        look_at_output();
        if (!((code == 70 || code == 1) && told) && !done) {
            fail_msg("%s, request %lu of %lu: exit %d, \"%s\"", words[0], n, requests, code,
                scene.said);
        }
        if (temporary_count > 0 || !is_whole(code)) {
            fail_msg("%s, request %lu of %lu: something half-written is left", words[0], n,
                requests);
        }
    }
    clear_output();
    assert_int_equal(curb(words, scene.last > 0 ? 0 : requests + 1), 0);
    assert_string_equal(scene.printed, scene.usual);
}

/* Requests that reading the study makes: test_study_files fails each of them, and so does
 * showing_survives_each_failing_request. */
static unsigned long requests_of_reading(void)
{
    static const char *const words[] = {"show", scene.study, NULL};
    return requests_of(words);
}

static void showing_survives_each_failing_request(void **state)
{
    static const char *const words[] = {
        "show", scene.study, "--set", "seed=7", "--replicates", "3", NULL};
    (void)state;
    fail_each_request_of(words, 1, 100, whatever_there_is);
}

static void checking_survives_each_failing_request(void **state)
{
    static const char *const words[] = {"check", scene.study, NULL};
    (void)state;
    fail_each_request_of(words, requests_of_reading(), 20, whatever_there_is);
}

/* A run is its replicates and, when all shards are there, the merge, which most requests
 * are made for; the second is tried on its own, because it takes a tenth of the time. */
static void running_survives_each_failing_request(void **state)
{
    static const char *const dry[] = {"run", scene.study, "--dry-run", NULL};
    static const char *const words[] = {
        "run", scene.study, "-o", scene.run_out, "--jobs", "1", "-q", NULL};
    (void)state;
    unsigned long reading = requests_of_reading();
    unsigned long preparing = requests_of(dry);
    unsigned long all = requests_of(words);
    scene.shards_stay = true;
    unsigned long merging = requests_of(words) - preparing;
    fail_each_request_of(words, reading, 100, no_file_or_whole_results);
    scene.shards_stay = false;
    scene.last = all - merging;
    fail_each_request_of(words, reading, 20, no_file_or_whole_results);
    scene.last = 0;
}

static void a_dry_run_survives_each_failing_request(void **state)
{
    static const char *const words[] = {"run", scene.study, "--dry-run", NULL};
    (void)state;
    fail_each_request_of(words, requests_of_reading(), 20, whatever_there_is);
}

static void info_survives_each_failing_request(void **state)
{
    static const char *const words[] = {"info", scene.results, NULL};
    (void)state;
    fail_each_request_of(words, 1, 10, whatever_there_is);
}

static void comparing_survives_each_failing_request(void **state)
{
    static const char *const texts[] = {
        "compare", scene.results, "--by", "concept", "--scenario", "campaign-budget", NULL};
    static const char *const csv[] = {"compare", scene.results, "--format", "csv", NULL};
    static const char *const json[] = {"compare", scene.results, "--json", "--metric",
        "exploited", "--scenario", "campaign-budget", NULL};
    static const char *const two[] = {"compare", scene.results, scene.results, NULL};
    (void)state;
    fail_each_request_of(texts, 1, 50, whatever_there_is);
    fail_each_request_of(csv, 1, 20, whatever_there_is);
    fail_each_request_of(json, 1, 20, whatever_there_is);
    fail_each_request_of(two, 1, 50, whatever_there_is);
}

static void other_questions_survive_each_failing_request(void **state)
{
    static const char *const asked[][8] = {
        {"compare", scene.results, "--trajectory", "--scenario", "campaign-budget", NULL},
        {"compare", scene.results, "--trajectory", "--json", NULL},
        {"compare", scene.results, "--until", "-0.1%", NULL},
        {"compare", scene.results, "--until", "below:2e3", "--json", NULL},
        {"compare", scene.results, "--plane", NULL},
        {"compare", scene.results, "--plane", "--json", NULL},
        {"compare", scene.results, "--pay", "100,20e3", NULL},
        {"compare", scene.results, "--pay", "1000", "--json", NULL},
    };
    (void)state;
    scene.sparse = 40;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        fail_each_request_of(asked[i], 1, 20, whatever_there_is);
    }
    scene.sparse = 0;
}

/* The list of sources alone asks some thousand times, so steps grow. */
static void deciding_survives_failing_requests(void **state)
{
    static const char *const robust[] = {"robust", scene.results, "-q", NULL};
    static const char *const json[] = {
        "robust", scene.results, "-q", "--json", "--together", "sections,all", NULL};
    static const char *const discover[] = {
        "discover", scene.results, "-q", "--scenario", "campaign-low", NULL};
    static const char *const boxes[] = {
        "discover", scene.results, "-q", "--scenario", "campaign-low", "--json", NULL};
    (void)state;
    scene.sparse = 20;
    fail_each_request_of(robust, 1, 50, whatever_there_is);
    fail_each_request_of(json, 1, 50, whatever_there_is);
    fail_each_request_of(discover, 1, 50, whatever_there_is);
    fail_each_request_of(boxes, 1, 50, whatever_there_is);
    scene.sparse = 0;
}

/* In two stages, for all three packages of the one policy. */
static void a_portfolio_survives_failing_requests(void **state)
{
    static const char *const text[] = {"portfolio", scene.study, "--budget", "1e12",
        "--finalists", "2", "--screening", "2", "-o", scene.run_out, "--jobs", "1", "-q",
        NULL};
    static const char *const json[] = {"portfolio", scene.study, "--budget", "1e12",
        "--finalists", "2", "--screening", "2", "-o", scene.run_out, "--jobs", "1", "-q",
        "--json", NULL};
    static const char *const dry[] = {
        "portfolio", scene.study, "--budget", "1e12", "--dry-run", NULL};
    (void)state;
    unsigned long reading = requests_of_reading();
    scene.sparse = 4;
    fail_each_request_of(dry, reading, 10, whatever_there_is);
    fail_each_request_of(text, reading, 50, whatever_there_is);
    fail_each_request_of(json, reading, 50, whatever_there_is);
    scene.sparse = 0;
}

static void exporting_survives_each_failing_request(void **state)
{
    static const char *const words[] = {
        "export", scene.results, "--metric", "profit,harm", "-o", scene.csv_out, NULL};
    (void)state;
    static const char *const names[] = {"values.csv", "values.dictionary.csv"};
    (void)requests_of(words);
    for (size_t i = 0; i < 2; i++) {
        char path[PATH_BYTES];
        struct stat status;
        snprintf(path, sizeof path, "%s/%s", scene.out, names[i]);
        assert_int_equal(stat(path, &status), 0);
        scene.usual_bytes[i] = status.st_size;
    }
    fail_each_request_of(words, 1, 10, no_table_or_a_whole_one);
}

/* Without gnuplot, which test_plots_drawing runs: its absence is a note. */
static void plotting_survives_each_failing_request(void **state)
{
    static const char *const words[] = {
        "plot", scene.results, "-o", scene.out, "--only", "dose_response", NULL};
    (void)state;
    char *path = strdup(getenv("PATH"));
    setenv("PATH", scene.folder, 1);
    fail_each_request_of(words, 1, 50, whatever_there_is);
    setenv("PATH", path, 1);
    free(path);
}

/* A page is written in one piece or not at all. */
static bool no_page_or_a_whole_one(int code)
{
    static char text[TEXT_BYTES];
    char path[PATH_BYTES];
    (void)code;
    snprintf(path, sizeof path, "%s/index.html", scene.out);
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
    static const char *const report[] = {"report", scene.results, "-o", scene.out, NULL};
    static const char *const cite[] = {"cite", scene.results, NULL};
    static const char *const csl[] = {"cite", scene.results, "--format", "csl", NULL};
    static const char *const list[] = {"cite", scene.results, "--list", NULL};
    static char page[PATH_BYTES], folder[PATH_BYTES - 16];
    static const char *const make[] = {"report", scene.results, "-o", folder, NULL};
    static const char *const verify[] = {"verify", page, scene.results, NULL};
    (void)state;
    snprintf(folder, sizeof folder, "%s/page", scene.folder);
    snprintf(page, sizeof page, "%s/index.html", folder);
    char *path = strdup(getenv("PATH"));
    setenv("PATH", scene.folder, 1);
    scene.sparse = 20;
    fail_each_request_of(report, 1, 500, no_page_or_a_whole_one);
    fail_each_request_of(cite, 1, 50, whatever_there_is);
    fail_each_request_of(csl, 1, 50, whatever_there_is);
    fail_each_request_of(list, 1, 50, whatever_there_is);
    assert_int_equal(curb(make, 0), 0);
    scene.last = requests_of(verify); /* libxml2 asks now once more, now once less */
    fail_each_request_of(verify, 1, 500, whatever_there_is);
    scene.last = 0;
    scene.sparse = 0;
    setenv("PATH", path, 1);
    free(path);
}

static void starting_a_study_asks_for_no_memory(void **state)
{
    static const char *const words[] = {"init", NULL};
    (void)state;
    assert_int_equal(curb(words, 0), 0);
    assert_int_equal(curb_memory_requests(), 0);
}

static void a_wrong_command_survives_each_failing_request(void **state)
{
    static const char *const words[] = {
        "run", "--jbos", "3", "--max-time", "soon", "study.yaml", NULL};
    (void)state;
    assert_int_equal(curb(words, 0), 2);
    unsigned long requests = curb_memory_requests();
    for (unsigned long n = 1; n <= requests; n++) {
        assert_int_equal(curb(words, n), 2);
        assert_true(scene.said[0] != '\0');
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
    return cmocka_run_group_tests(tests, begin, end);
}
