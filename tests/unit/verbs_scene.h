/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Verbs run in this process over a study of a few hundredths of a second, one of their
 * requests for memory failing. */
#ifndef CURB_TESTS_VERBS_SCENE_H
#define CURB_TESTS_VERBS_SCENE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

enum { VERBS_TEXT_BYTES = 1 << 20, VERBS_PATH_BYTES = 512 };

typedef struct {
    char folder[64], study[128], results[128]; /**< of the scene; results are whole */
    char out[128], run_out[160], csv_out[160]; /**< what verbs may write, and clear */
    char said[VERBS_TEXT_BYTES], printed[VERBS_TEXT_BYTES]; /**< by the last verb */
    unsigned long sparse; /**< above 0: steps grow by a share 1 / sparse of the request */
    unsigned long last;   /**< request to fail; 0: all */
    bool shards_stay;
} verbs_scene_t;

extern verbs_scene_t verbs_scene;

/** @brief Makes the scene and its results, for a group of tests. */
int verbs_scene_begin(void **state);

int verbs_scene_end(void **state);

/** @brief Runs `curb WORDS`, its n-th request failing (0: none); what it wrote is in the
 * scene. @return the exit code */
int verbs_run(const char *const *words, unsigned long n);

/** @brief How many requests a verb makes that lacks nothing. */
unsigned long verbs_requests_of(const char *const *words);

/** Whether what a verb left with an exit code is whole. */
typedef bool verbs_is_whole_t(int code);

/** @brief For verbs that write nothing. */
bool verbs_whatever_there_is(int code);

/** @brief Fails each request from `first` on. A verb either does all of its work (a message
 * that finds no memory is lost and says so) or ends with 70 and says why; a run may also
 * end with 1. */
void verbs_fail_each_request_of(const char *const *words, unsigned long first,
    unsigned long fewest, verbs_is_whole_t *is_whole);

#endif
