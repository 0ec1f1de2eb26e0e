/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* docs/methods.md against what it names: every test, file and function is there. */
#include "model/memory.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { FILE_BYTES = 1 << 18, NAME_BYTES = 256, PATH_BYTES = 1024 };

/* The caller's to free; NULL when there is no such file. */
static char *text_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *text = curb_calloc(FILE_BYTES, 1);
    assert_non_null(text);
    (void)fread(text, 1, FILE_BYTES - 1, file);
    fclose(file);
    return text;
}

static int read_page(void **state)
{
    *state = text_of(CURB_SOURCE_DIR "/docs/methods.md");
    return *state != NULL ? 0 : -1;
}

static int free_page(void **state)
{
    curb_free(*state);
    return 0;
}

/* The next word between backticks from `at` on, that begins with `start`; where to go on
 * from, NULL at the end. */
static const char *next_word(const char *at, const char *start, char word[NAME_BYTES])
{
    while ((at = strchr(at, '`')) != NULL) {
        const char *end = strchr(at + 1, '`');
        size_t length = end != NULL ? (size_t)(end - at - 1) : NAME_BYTES;
        if (end == NULL) {
            return NULL;
        }
        if (length < NAME_BYTES && strncmp(at + 1, start, strlen(start)) == 0) {
            memcpy(word, at + 1, length);
            word[length] = '\0';
            return end + 1;
        }
        at = end + 1;
    }
    return NULL;
}

static bool is_a_test_of(const char *text, const char *name)
{
    char call[NAME_BYTES + 32];
    snprintf(call, sizeof call, "cmocka_unit_test(%s)", name);
    return strstr(text, call) != NULL;
}

static void every_test_that_methods_name_is_there(void **state)
{
    char word[NAME_BYTES], path[PATH_BYTES];
    size_t found = 0;
    for (const char *at = *state; (at = next_word(at, "test_", word)) != NULL;) {
        char *colon = strstr(word, ".c:");
        if (colon == NULL) {
            continue;
        }
        const char *name = colon + 3;
        colon[2] = '\0';
        snprintf(path, sizeof path, CURB_SOURCE_DIR "/tests/unit/%s", word);
        char *text = text_of(path);
        if (text == NULL) {
            snprintf(path, sizeof path, CURB_SOURCE_DIR "/tests/statistical/%s", word);
            text = text_of(path);
        }
        if (text == NULL || !is_a_test_of(text, name)) {
            fail_msg("docs/methods.md names a test that is not there: %s, %s", word, name);
        }
        curb_free(text);
        found++;
    }
    assert_true(found > 40);
}

static void every_file_that_methods_name_is_there(void **state)
{
    static const char *const folders[] = {"tests/", "analysis/", "experiments/", "docs/"};
    char word[NAME_BYTES], path[PATH_BYTES];
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        for (const char *at = *state; (at = next_word(at, folders[i], word)) != NULL;) {
            snprintf(path, sizeof path, CURB_SOURCE_DIR "/%s", word);
            glob_t files;
            if (glob(path, 0, NULL, &files) != 0) {
                fail_msg("docs/methods.md names a file that is not there: %s", word);
            }
            globfree(&files);
        }
    }
}

/* Whether a header of analysis/, or that of points, declares it: the name, then a bracket.
 */
static bool is_declared(const glob_t *headers, const char *name)
{
    char call[NAME_BYTES + 2];
    snprintf(call, sizeof call, " %s(", name);
    bool found = false;
    for (size_t i = 0; i < headers->gl_pathc && !found; i++) {
        char *text = text_of(headers->gl_pathv[i]);
        found = text != NULL && strstr(text, call) != NULL;
        curb_free(text);
    }
    return found;
}

static void every_function_that_methods_name_is_there(void **state)
{
    glob_t headers;
    assert_int_equal(glob(CURB_SOURCE_DIR "/analysis/*.h", 0, NULL, &headers), 0);
    assert_int_equal(
        glob(CURB_SOURCE_DIR "/model/points.h", GLOB_APPEND, NULL, &headers), 0);
    char word[NAME_BYTES];
    size_t found = 0;
    for (const char *at = *state; (at = next_word(at, "curb_", word)) != NULL; found++) {
        word[strcspn(word, "(")] = '\0';
        if (!is_declared(&headers, word)) {
            fail_msg("docs/methods.md names a function that is not there: %s", word);
        }
    }
    globfree(&headers);
    assert_true(found > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_test_that_methods_name_is_there),
        cmocka_unit_test(every_file_that_methods_name_is_there),
        cmocka_unit_test(every_function_that_methods_name_is_there),
    };
    return cmocka_run_group_tests(tests, read_page, free_page);
}
