/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/figure_script.h"

#include "plots/lang.h"
#include "plots/script.h"
#include "plots/size.h"
#include "plots/words.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/** A label of a script. */
typedef struct {
    char text[1200], system[16], align[16];
    double x;
    int size;
    bool bold, grey;
} label_t;

/* Reads the label that begins at `at`; returns whether there is one. */
static bool read_label(const char *at, label_t *label)
{
    const char *start = at + strlen("set label '"), *end = strstr(start, "' at ");
    char y_system[16], font[32];
    double y;
    if (end == NULL || (size_t)(end - start) >= sizeof label->text) {
        return false;
    }
    memcpy(label->text, start, (size_t)(end - start));
    label->text[end - start] = '\0';
    int got =
        /* NOLINTNEXTLINE(cert-err34-c): numbers we wrote, and how many is looked at */
        sscanf(end + 5, "%15s %lf,%15s %lf %15s noenhanced front font 'DejaVu Sans%31[^']",
            label->system, &label->x, y_system, &y, label->align, font);
    label->bold = strstr(font, "Bold") != NULL;
    label->size = (int)strtol(strrchr(font, ',') + 1, NULL, 10);
    label->grey = strncmp(strstr(end, "rgb '") + 5, CURB_GREY, strlen(CURB_GREY)) == 0;
    return got == 6;
}

/* What stays in Latin letters in every language. */
static bool is_name(const char *word)
{
    static const char *const names[] = {"curb", "compare", "max", "sup", "mse", "ilo",
        "nowhere", "seed", "DALY", "world", "sigma"};
    bool is_hex = word[strspn(word, "0123456789abcdefxDEg")] == '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(word, names[i]) == 0) {
            return true;
        }
    }
    return is_hex;
}

/* Keys of numbers, files and cases: words joined by dots and the like. */
static bool is_key(const char *token, size_t length, char next)
{
    size_t joints = 0;
    for (size_t i = 1; i + 1 < length; i++) {
        joints += strchr("._/", token[i]) != NULL || (token[i] == '-' && next == ':');
    }
    return joints > 0;
}

static void check_is_translated(const char *text, const char *figure)
{
    char word[64];
    for (const char *at = text; *at != '\0';) {
        size_t token = 0, length = 0;
        while (isalnum((unsigned char)at[token]) ||
               (token > 0 && at[token] != '\0' && strchr("._/-", at[token]) != NULL)) {
            token++;
        }
        if (is_key(at, token, at[token])) {
            at += token;
            continue;
        }
        while (isalnum((unsigned char)at[length]) && length + 1 < sizeof word) {
            word[length] = at[length];
            length++;
        }
        word[length] = '\0';
        bool has_letters =
            length >= 3 && strpbrk(word, "abcdefghijklmnopqrstuvwxyz") != NULL;
        if (has_letters && !is_name(word)) {
            fail_msg("%s: '%s' is not translated in: %s", figure, word, text);
        }
        at += length > 0 ? length : 1;
    }
}

/* By the widths that figures themselves reckon with; a hundredth of the page is room for
 * letters that are wider than most. */
static void check_is_on_page(const label_t *label, double width, const char *where)
{
    if (strcmp(label->system, "screen") != 0) {
        return;
    }
    double wide = curb_words_pixels(label->text, label->size, label->bold) / width;
    double left = strcmp(label->align, "left") == 0    ? label->x
                  : strcmp(label->align, "right") == 0 ? label->x - wide
                                                       : label->x - wide / 2;
    if (left < -0.01 || left + wide > 1.01) {
        fail_msg(
            "%s: from %.3f to %.3f of the page: %s", where, left, left + wide, label->text);
    }
}

/* A line of the headline or the caption; a name inside may end in dots, the whole may not.
 */
static bool is_edge(const label_t *label)
{
    return label->size == 20 || (label->size == 12 && label->grey && label->x < 0.0251);
}

enum { A4_HEIGHT_MM = 297 - 2 * 20 }; /* with margins of 20 mm */

void figure_check_script(const char *script, const char *figure)
{
    char where[80];
    double width = 0, height = 0;
    const char *page = strstr(script, "terminal svg size ");
    snprintf(
        where, sizeof where, "%s, %s, %s", figure, curb_lang()->code, curb_size()->name);
    assert_non_null(page);
    /* NOLINTNEXTLINE(cert-err34-c): numbers we wrote, and how many is looked at */
    assert_int_equal(sscanf(page, "terminal svg size %lf,%lf", &width, &height), 2);
    if (strcmp(curb_size()->name, "page") == 0 && 170 * height / width > A4_HEIGHT_MM) {
        fail_msg("%s: %.0f mm high", where, 170 * height / width);
    }
    bool is_foreign = strcmp(curb_lang()->code, "en") != 0;
    size_t seen = 0;
    for (const char *at = strstr(script, "set label '"); at != NULL;
         at = strstr(at + 1, "set label '")) {
        label_t label = {.size = 0};
        assert_true(read_label(at, &label));
        seen++;
        check_is_on_page(&label, width, where);
        label_t after = {.size = 0};
        const char *next = strstr(at + 1, "set label '");
        bool goes_on = next != NULL && is_edge(&label) && read_label(next, &after) &&
                       is_edge(&after) && after.size == label.size;
        size_t length = strlen(label.text), dots = strlen("…");
        if (is_edge(&label) && !goes_on && length > dots &&
            strcmp(label.text + length - dots, "…") == 0) {
            fail_msg("%s: cut: %s", where, label.text);
        }
        if (is_foreign) {
            check_is_translated(label.text, where);
        }
    }
    assert_true(seen > 5);
}
