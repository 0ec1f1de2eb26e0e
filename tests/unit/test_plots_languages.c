/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every figure in every language and size: nothing is left in English, no text leaves the
 * page, and no caption or headline is cut. */
#include "model/memory.h"
#include "plots/lang.h"
#include "plots/panel.h"
#include "plots/size.h"
#include "unit/plots_fixture.h"

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
        sscanf(end + 5, "%15s %lf,%15s %lf %15s noenhanced front font 'DejaVu Sans%31[^']",
            label->system, &label->x, y_system, &y, label->align, font);
    label->bold = strstr(font, "Bold") != NULL;
    label->size = atoi(strrchr(font, ',') + 1);
    label->grey = strncmp(strstr(end, "rgb '") + 5, CURB_GREY, strlen(CURB_GREY)) == 0;
    return got == 6;
}

/* What stays in Latin letters in every language. */
static bool is_name(const char *word)
{
    static const char *const names[] = {
        "curb", "compare", "max", "sup", "mse", "ilo", "nowhere", "seed", "DALY"};
    bool is_hex = word[strspn(word, "0123456789abcdefxDE")] == '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(word, names[i]) == 0) {
            return true;
        }
    }
    return is_hex;
}

static void check_is_translated(const char *text, const char *figure)
{
    char word[64];
    for (const char *at = text; *at != '\0';) {
        size_t length = 0;
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

enum { A4_HEIGHT_MM = 297 - 2 * 20 }; /* with margins of 20 mm */

static void check_script(const char *script, const char *figure)
{
    char where[80];
    double width = 0, height = 0;
    const char *page = strstr(script, "terminal svg size ");
    snprintf(
        where, sizeof where, "%s, %s, %s", figure, curb_lang()->code, curb_size()->name);
    assert_non_null(page);
    assert_int_equal(sscanf(page, "terminal svg size %lf,%lf", &width, &height), 2);
    if (strcmp(curb_size()->name, "page") == 0 && 170 * height / width > A4_HEIGHT_MM) {
        fail_msg("%s: %.0f mm high", where, 170 * height / width);
    }
    bool is_foreign = strcmp(curb_lang()->code, "en") != 0;
    size_t seen = 0;
    for (const char *at = strstr(script, "set label '"); at != NULL;
         at = strstr(at + 1, "set label '")) {
        label_t label;
        assert_true(read_label(at, &label));
        seen++;
        check_is_on_page(&label, width, where);
        bool is_edge =
            label.size == 20 || (label.size == 12 && label.grey && label.x < 0.0251);
        size_t length = strlen(label.text), dots = strlen("…");
        if (is_edge && length > dots && strcmp(label.text + length - dots, "…") == 0) {
            fail_msg("%s: cut: %s", where, label.text);
        }
        if (is_foreign) {
            check_is_translated(label.text, where);
        }
    }
    assert_true(seen > 5);
}

/* Measures and places that curb ships, the longest names among them. */
static void name_all(plots_market_t *market)
{
    static const char *const measures[] = {"Buyer law, sexual services",
        "Criminalise knowing use", "Package: demand in sexual markets"};
    static const char *const doses[] = {" (low)", " (default)", " (high)"};
    curb_results_t *labels = &market->labels;
    for (size_t s = 1; s < labels->scenario_count; s++) {
        snprintf(labels->scenarios[s].title, sizeof labels->scenarios[s].title, "%s%s",
            measures[(s - 1) / 3 % 3], doses[(s - 1) % 3]);
    }
    plots_market_nest(market);
    labels->replicates_asked = 11;
    strcpy(labels->jurisdictions[0], "Central, South-East Europe, CIS");
    strcpy(labels->jurisdictions[1], "Developed economies and EU");
    strcpy(labels->sectors[0], "Agriculture, forestry, fishing");
    strcpy(labels->sectors[1], "Sexual exploitation");
    strcpy(labels->title, "Developed economies act against demand: measures compared");
}

static void draw_all(plots_fixture_t *fixture)
{
    plots_open(fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    for (curb_figure_t f = 0; f < CURB_FIGURE_COUNT; f++) {
        bool is_empty = false;
        for (size_t s = 1; f == CURB_FIGURE_PORTFOLIO && s < 10; s++) {
            strcpy(fixture->market.labels.scenarios[s].dose, "package");
        }
        assert_int_equal(
            curb_plots_draw(&fixture->plots, f, &is_empty, &fixture->diagnostics), CURB_OK);
        if (!is_empty) {
            char file[64];
            snprintf(file, sizeof file, "%s.gp", curb_figure_rows[f].name);
            char *script = plots_text(fixture, file);
            check_script(script, curb_figure_rows[f].name);
            curb_free(script);
        }
    }
}

static void each_language_fits_each_size_of_each_figure(void **state)
{
    (void)state;
    static const char *const codes[] = {"en", "ru"};
    plots_shape_t shape = plots_small_shape();
    shape.measures = 9;
    shape.with_doses = true;
    shape.both_concepts = true;
    for (size_t l = 0; l < sizeof codes / sizeof *codes; l++) {
        for (size_t i = 0; i < curb_size_count; i++) {
            plots_fixture_t fixture;
            plots_make(&fixture, &shape);
            name_all(&fixture.market);
            assert_int_equal(curb_lang_use(codes[l], &fixture.diagnostics), CURB_OK);
            assert_true(curb_size_use(curb_sizes[i].name));
            draw_all(&fixture);
            plots_unmake(&fixture);
        }
    }
    assert_int_equal(curb_lang_use(NULL, NULL), CURB_OK);
    assert_true(curb_size_use(NULL));
}

/* Numbers of axes follow the language: gnuplot writes those that curb does not. */
static void numbers_are_written_as_the_language_does(void **state)
{
    (void)state;
    plots_fixture_t fixture;
    plots_shape_t shape = plots_small_shape();
    plots_make(&fixture, &shape);
    assert_int_equal(curb_lang_use("ru", &fixture.diagnostics), CURB_OK);
    plots_open(&fixture, CURB_NO_SCENARIO, PLOTS_NO_GNUPLOT);
    assert_int_equal(plots_draw(&fixture, CURB_FIGURE_FAN_FOREST), CURB_OK);
    char *script = plots_text(&fixture, "fan_forest.gp");
    assert_non_null(strstr(script, "\nset decimalsign ','\n"));
    assert_non_null(strstr(script, "Мера «"));
    curb_free(script);
    assert_int_equal(curb_lang_use(NULL, NULL), CURB_OK);
    plots_unmake(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_language_fits_each_size_of_each_figure),
        cmocka_unit_test(numbers_are_written_as_the_language_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
