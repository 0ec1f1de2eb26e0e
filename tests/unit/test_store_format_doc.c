/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/memory.h"
#include "store/describe.h"
#include "store/files.h"
#include "store/h5.h"
#include "store_market.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#ifndef CURB_SOURCE_DIR
#define CURB_SOURCE_DIR "."
#endif

/* When this fails: cmake --build BUILD --target results-format-doc */
static void the_committed_page_is_what_the_tables_say(void **state)
{
    (void)state;
    char *written = NULL;
    size_t size = 0;
    char *text = curb_results_describe();
    assert_non_null(text);
    assert_int_equal(
        curb_file_read(CURB_SOURCE_DIR "/docs/results-format.md", &written, &size),
        CURB_OK);
    assert_string_equal(text, written);
    curb_free(written);
    curb_free(text);
}

static void check_named(const char *text, const char *name)
{
    char quoted[160];
    snprintf(quoted, sizeof quoted, "| `%s` |", name);
    if (strstr(text, quoted) == NULL) {
        fail_msg("docs/results-format.md does not explain %s", name);
    }
}

static herr_t visit_link(hid_t group, const char *name, const H5L_info_t *info, void *text)
{
    (void)group;
    (void)info;
    if (strncmp(name, "param_", 6) != 0 && strcmp(name, "provenance") != 0 &&
        strcmp(name, "solution") != 0) {
        check_named(text, name);
    }
    return 0;
}

static herr_t visit_attribute(
    hid_t group, const char *name, const H5A_info_t *info, void *text)
{
    (void)group;
    (void)info;
    check_named(text, name);
    return 0;
}

static herr_t visit_provenance(
    hid_t group, const char *name, const H5L_info_t *info, void *text)
{
    char path[96];
    (void)group;
    (void)info;
    snprintf(path, sizeof path, "/provenance/%s", name);
    check_named(text, path);
    return 0;
}

static void everything_in_a_file_is_explained(void **state)
{
    (void)state;
    char folder[64], path[128];
    curb_study_t study;
    small_folder_make(folder, sizeof folder);
    snprintf(path, sizeof path, "%s/out.h5", folder);
    small_study_init(&study, 2, 2);
    assert_int_equal(small_run(&study, path, 1, NULL, NULL), CURB_OK);
    char *text = curb_results_describe();
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    assert_true(file >= 0);
    hid_t group = H5Gopen2(file, "provenance", H5P_DEFAULT);
    H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_link, text);
    H5Aiterate2(file, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_attribute, text);
    H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, visit_provenance, text);
    H5Gclose(group);
    H5Fclose(file);
    curb_free(text);
    small_study_free(&study);
    small_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_committed_page_is_what_the_tables_say),
        cmocka_unit_test(everything_in_a_file_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
