/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: e2e */
/* What `curb check` says of memory, held against what a run of the same study took at most,
 * by the system's own account of a process. */
#include "store_market.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define STUDIES CURB_SOURCE_DIR "/scenarios/studies/"
enum { SETTINGS = 3, WORDS_MOST = 2 * SETTINGS + 12 };

/* A tenth is what check promises; by how much the program and its libraries may differ from
 * those that its 19.5 MB were seen with comes on top: 3 MB, the size of HDF5's code.
 * Rounding to whole megabytes is within that. */
static const double within = 0.1, of_libraries_mb = 3.0;

typedef struct {
    const char *study, *jobs, *replicates;
    bool huge_pages;                /* where the machine has them */
    const char *settings[SETTINGS]; /* up to the first NULL */
} case_t;

static void start(const case_t *what, const char *verb, const char *to)
{
    const char *words[WORDS_MOST] = {CURB_PROGRAM, verb, what->study, "--quiet", "--jobs",
        what->jobs, "--replicates", what->replicates};
    size_t count = 8;
    for (size_t i = 0; i < SETTINGS && what->settings[i] != NULL; i++) {
        words[count++] = "--set";
        words[count++] = what->settings[i];
    }
    if (strcmp(verb, "run") == 0) {
        words[count++] = "--out";
        words[count++] = "results.h5";
    }
    bool ready = what->huge_pages || prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0;
    if (ready && freopen(to, "w", stdout) != NULL &&
        freopen("/dev/null", "w", stderr) != NULL) {
        /* NOLINTNEXTLINE(performance-no-int-to-ptr): only read; execv() has no const */
        execv(CURB_PROGRAM, (char *const *)(uintptr_t)words);
    }
    _exit(127);
}

/* Megabytes that curb held at most. */
static double held_mb(const case_t *what, const char *verb, const char *to)
{
    pid_t child = fork();
    if (child == 0) {
        start(what, verb, to);
    }
    int status = -1;
    struct rusage usage;
    assert_int_equal(wait4(child, &status, 0, &usage), child);
    assert_int_equal(status, 0);
    return (double)usage.ru_maxrss * 1024.0 / 1e6;
}

static double said_mb(const case_t *what)
{
    char line[256];
    double said = NAN;
    (void)held_mb(what, "check", "check.txt");
    FILE *file = fopen("check.txt", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *at = line + strspn(line, " ");
        said = strncmp(at, "memory ", 7) == 0 ? strtod(at + 7, NULL) : said;
    }
    fclose(file);
    return said;
}

static void holds(const case_t *what)
{
    unlink("results.h5");
    small_folder_remove("results.h5.shards");
    double said = said_mb(what), held = held_mb(what, "run", "run.txt");
    print_message("%s, %s: said %.0f MB, held %.1f\n", strrchr(what->study, '/') + 1,
        what->settings[0], said, held);
    if (!(fabs(held - said) <= within * said + of_libraries_mb)) {
        fail_msg("%.0f MB were said and %.1f MB held", said, held);
    }
}

/* Of two threads both must be seen at work at once, however busy the machine is: hence more
 * replicates than threads. */
static void hold_all(const case_t *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        holds(&cases[i]);
    }
}

static void a_few_scenarios_take_what_is_said(void **state)
{
    static const case_t cases[] = {
        {STUDIES "first.yaml", "1", "2", true, {"scale=870", "years_after=1", NULL}},
        {STUDIES "first.yaml", "2", "6", true, {"scale=120", "years_after=1", NULL}},
    };
    (void)state;
    hold_all(cases, sizeof cases / sizeof *cases);
}

static void many_scenarios_take_what_is_said(void **state)
{
    static const case_t cases[] = {
        {STUDIES "alliance21.yaml", "2", "5", true, {"scale=1900", "years_after=1", NULL}},
        {STUDIES "alliance21.yaml", "1", "1", true, {"scale=530", "years_after=1", NULL}},
        {STUDIES "alliance21.yaml", "2", "1", true,
            {"scale=1900", "years_after=1", "buyers_per_segment=7000"}},
    };
    (void)state;
    hold_all(cases, sizeof cases / sizeof *cases);
}

static void many_places_take_what_is_said(void **state)
{
    static const case_t cases[] = {
        {STUDIES "one-to-one.yaml", "2", "1", true,
            {"scale=23", "years_after=1", "years_before=0"}},
    };
    (void)state;
    hold_all(cases, sizeof cases / sizeof *cases);
}

static void without_huge_pages_it_is_the_same(void **state)
{
    static const case_t cases[] = {
        {STUDIES "alliance21.yaml", "1", "1", false, {"scale=530", "years_after=1", NULL}},
    };
    (void)state;
    hold_all(cases, sizeof cases / sizeof *cases);
}

int main(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return 77; /* sanitizers keep memory of their own */
#else
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_scenarios_take_what_is_said),
        cmocka_unit_test(many_scenarios_take_what_is_said),
        cmocka_unit_test(many_places_take_what_is_said),
        cmocka_unit_test(without_huge_pages_it_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
#endif
}
