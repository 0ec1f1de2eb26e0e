/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verbs_scene.h"

#include "cli/program.h"
#include "model/memory.h"
#include "store_market.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
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

enum { WORDS_MOST = 24 };

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

verbs_scene_t verbs_scene;

/* What is put back after a verb, and what a verb prints that lacks nothing. */
static int saved[3];
static FILE *streams[3];
static char usual[VERBS_TEXT_BYTES];

/* Standard output and error go to files that have no name. */
static void catch_output(void)
{
    for (int i = 1; i <= 2; i++) {
        fflush(i == 1 ? stdout : stderr);
        streams[i] = tmpfile();
        assert_non_null(streams[i]);
        saved[i] = dup(i);
        assert_true(dup2(fileno(streams[i]), i) == i);
    }
}

static void give_output_back(void)
{
    for (int i = 1; i <= 2; i++) {
        char *text = i == 1 ? verbs_scene.printed : verbs_scene.said;
        fflush(i == 1 ? stdout : stderr);
        dup2(saved[i], i);
        close(saved[i]);
        rewind(streams[i]);
        text[fread(text, 1, VERBS_TEXT_BYTES - 1, streams[i])] = '\0';
        fclose(streams[i]);
    }
}

int verbs_run(const char *const *words, unsigned long n)
{
    char copies[WORDS_MOST][VERBS_PATH_BYTES];
    char *argv[WORDS_MOST + 1] = {copies[0]};
    int argc = 1;
    snprintf(copies[0], VERBS_PATH_BYTES, "curb");
    for (; words[argc - 1] != NULL && argc < WORDS_MOST; argc++) {
        snprintf(copies[argc], VERBS_PATH_BYTES, "%s", words[argc - 1]);
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
    nftw(verbs_scene.out, look_at, 8, FTW_PHYS);
}

static void put_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

int verbs_scene_begin(void **state)
{
    static const char *const words[] = {
        "run", verbs_scene.study, "-q", "-o", verbs_scene.results, "--jobs", "1", NULL};
    (void)state;
    small_folder_make(verbs_scene.folder, sizeof verbs_scene.folder);
    snprintf(
        verbs_scene.study, sizeof verbs_scene.study, "%s/study.yaml", verbs_scene.folder);
    snprintf(verbs_scene.results, sizeof verbs_scene.results, "%s/results.h5",
        verbs_scene.folder);
    snprintf(verbs_scene.out, sizeof verbs_scene.out, "%s/out", verbs_scene.folder);
    snprintf(
        verbs_scene.run_out, sizeof verbs_scene.run_out, "%s/results.h5", verbs_scene.out);
    snprintf(
        verbs_scene.csv_out, sizeof verbs_scene.csv_out, "%s/values.csv", verbs_scene.out);
    put_text(verbs_scene.study, STUDY);
    char world[128];
    snprintf(world, sizeof world, "%s/world.yaml", verbs_scene.folder);
    put_text(world, WORLD);
    int code = verbs_run(words, 0);
    if (code != 0) {
        print_error("%s", verbs_scene.said);
    }
    return code;
}

int verbs_scene_end(void **state)
{
    (void)state;
    curb_memory_fail_at(0);
    small_folder_remove(verbs_scene.folder);
    return 0;
}

/* A merge is repeated over shards that stay. */
static void clear_output(void)
{
    if (verbs_scene.shards_stay) {
        unlink(verbs_scene.run_out);
    } else {
        small_folder_remove(verbs_scene.out);
    }
}

unsigned long verbs_requests_of(const char *const *words)
{
    clear_output();
    assert_int_equal(verbs_run(words, 0), 0);
    return curb_memory_requests();
}

bool verbs_whatever_there_is(int code) { return code >= 0; }

void verbs_fail_each_request_of(const char *const *words, unsigned long first,
    unsigned long fewest, verbs_is_whole_t *is_whole)
{
    unsigned long requests = verbs_requests_of(words);
    memcpy(usual, verbs_scene.printed, sizeof usual);
    if (verbs_scene.last > 0) {
        requests = verbs_scene.last;
    }
    assert_true(requests >= first + fewest);
    print_message("%s: requests %lu to %lu\n", words[0], first, requests);
    for (unsigned long n = first; n <= requests;
         n += STEP + (verbs_scene.sparse > 0 ? n / verbs_scene.sparse : 0)) {
        clear_output();
        int code = verbs_run(words, n);
        bool done = code == 0 && strcmp(verbs_scene.printed, usual) == 0;
        bool told = strstr(verbs_scene.said, "out of memory") != NULL;
        look_at_output();
        if (!((code == 70 || code == 1) && told) && !done) {
            fail_msg("%s, request %lu of %lu: exit %d, \"%s\"", words[0], n, requests, code,
                verbs_scene.said);
        }
        if (temporary_count > 0 || !is_whole(code)) {
            fail_msg("%s, request %lu of %lu: something half-written is left", words[0], n,
                requests);
        }
    }
    clear_output();
    assert_int_equal(verbs_run(words, verbs_scene.last > 0 ? 0 : requests + 1), 0);
    assert_string_equal(verbs_scene.printed, usual);
}
