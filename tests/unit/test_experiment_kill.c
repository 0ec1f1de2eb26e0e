/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit slow */
/* Each run is a process of its own, as in life; the parent uses no threads, so that it may
 * fork. */
#include "store_market.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { KILLS = 20, PAUSE_US = 3000 };

static pid_t start(curb_study_t *study, const char *path)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        small_model.pause_us = PAUSE_US;
        _exit(small_run(study, path, 2, NULL, NULL) == CURB_OK ? 0 : 1);
    }
    return child;
}

static int finish(pid_t child)
{
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void remove_shards(const char *path)
{
    char shards[160];
    snprintf(shards, sizeof shards, "%s.shards", path);
    small_folder_remove(shards);
    remove(path);
}

/* Kills run after run; one that came to its end starts the study over. */
static int kill_runs(
    curb_study_t *study, const char *path, double whole_seconds, const char *whole_hash)
{
    int killed = 0;
    for (int i = 0; killed < KILLS && i < 10 * KILLS; i++) {
        char hash[65];
        pid_t child = start(study, path);
        usleep((useconds_t)(1e6 * whole_seconds * rand() / RAND_MAX));
        kill(child, SIGKILL);
        killed += WIFSIGNALED(finish(child));
        small_content_hash(path, hash); /* either not there yet, or whole */
        assert_true(hash[0] == '\0' || strcmp(hash, whole_hash) == 0);
        if (hash[0] != '\0') {
            remove_shards(path);
        }
    }
    return killed;
}

static void a_run_killed_at_random_moments_ends_in_the_same_numbers(void **state)
{
    (void)state;
    char folder[64], path[128], whole[128], hash[65], whole_hash[65];
    curb_study_t study;
    small_folder_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/out.h5", folder);
    snprintf(whole, sizeof whole, "%s/whole.h5", folder);
    small_study_init(&study, 3, 40);
    double begun = now_seconds();
    assert_int_equal(finish(start(&study, whole)), 0);
    double whole_seconds = now_seconds() - begun;
    small_content_hash(whole, whole_hash);
    assert_int_equal(strlen(whole_hash), 64);
    srand(2385);
    assert_int_equal(kill_runs(&study, path, whole_seconds, whole_hash), KILLS);
    assert_int_equal(finish(start(&study, path)), 0);
    small_content_hash(path, hash);
    assert_string_equal(hash, whole_hash);
    small_study_free(&study);
    small_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_killed_at_random_moments_ends_in_the_same_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
