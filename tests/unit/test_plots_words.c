/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts, numbers and axes of figures. */
#include "model/memory.h"
#include "plots/axis.h"
#include "plots/draft.h"
#include "plots/words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void is(curb_words_t words, const char *expected)
{
    assert_string_equal(words.text, expected);
}

static void controls_become_blanks_and_turning_marks_go(void **state)
{
    (void)state;
    is(curb_words_clean("a\nb\tc\x7f"
                        "d\xC2\x85"
                        "e\xE2\x80\xA8"
                        "f"),
        "a b c d e f");
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): it is what must go */
    is(curb_words_clean("\xE2\x80\xAE"
                        "abc\xE2\x81\xA7"
                        "\xEF\xBB\xBF"),
        "abc");
    is(curb_words_clean("\xEF\xBF\xBE"
                        "x\xF4\x8F\xBF\xBF"),
        "x");
    is(curb_words_clean("Закон, 法律, قانون, 😀"), "Закон, 法律, قانون, 😀");
}

static void broken_bytes_become_question_marks(void **state)
{
    (void)state;
    is(curb_words_clean("a\xFF"
                        "b"),
        "a?b");
    is(curb_words_clean("\xC0\xAF"), "??");       /* an overlong slash */
    is(curb_words_clean("\xED\xA0\x80"), "???");  /* half a surrogate pair */
    is(curb_words_clean("end\xE2\x82"), "end??"); /* cut off */
    is(curb_words_clean("what? why?"), "what? why?");
}

static void a_sentence_begins_with_a_large_letter(void **state)
{
    (void)state;
    is(curb_words_capital("extra price"), "Extra price");
    is(curb_words_capital("ёмкость"), "Ёмкость");
    is(curb_words_capital("вероятность"), "Вероятность");
    is(curb_words_capital("эффект"), "Эффект");
    is(curb_words_capital("école"), "École");
    is(curb_words_capital("Already"), "Already");
    is(curb_words_capital("÷2.385"), "÷2.385");
    is(curb_words_capital("法律"), "法律");
    is(curb_words_capital(""), "");
}

static void long_texts_end_whole(void **state)
{
    (void)state;
    char text[4 * CURB_WORDS_BYTES] = "";
    for (size_t i = 0; i < 1500; i++) {
        memcpy(text + i * strlen("Ж"), "Ж", strlen("Ж") + 1);
    }
    curb_words_t cleaned = curb_words_clean(text), formatted = curb_words("a%s", text);
    assert_true(strlen(cleaned.text) < CURB_WORDS_BYTES);
    is(curb_words_clean(cleaned.text), cleaned.text);
    is(curb_words_clean(formatted.text), formatted.text);
    assert_null(strchr(formatted.text, '?'));
}

static void a_short_text_is_cut_between_characters(void **state)
{
    (void)state;
    is(curb_words_short("Закон", 5), "Закон");
    is(curb_words_short("Закон о спросе", 9), "Закон о…");
    is(curb_words_short("法律法律", 5), "法律…");
    assert_int_equal(curb_words_width("法律 é"), 6);
    assert_int_equal(curb_words_width("e\xCC\x81"), 1);
}

static void lines_break_at_blanks_and_the_last_one_says_that_it_goes_on(void **state)
{
    (void)state;
    curb_lines_t lines = curb_words_wrap("one two three four", 8, 3);
    assert_int_equal(lines.count, 3);
    assert_string_equal(lines.lines[0], "one two");
    assert_string_equal(lines.lines[1], "three");
    assert_string_equal(lines.lines[2], "four");
    lines = curb_words_wrap("one two three four", 8, 2);
    assert_int_equal(lines.count, 2);
    assert_string_equal(lines.lines[1], "three f…");
    lines = curb_words_wrap("dose-campaign-deu-high", 16, 3);
    assert_string_equal(lines.lines[0], "dose-campaign-");
    lines = curb_words_wrap("unbreakable", 4, 3);
    assert_string_equal(lines.lines[0], "unbr");
    assert_int_equal(curb_words_wrap("", 4, 3).count, 0);
    assert_int_equal(curb_words_wrap("2.3\xC2\xA0% more", 6, 3).count, 2);
}

static void numbers_have_separators_and_a_true_minus(void **state)
{
    (void)state;
    is(curb_words_number(-12345.678, 2), "−12,345.68");
    is(curb_words_number(999.9, 0), "1,000");
    is(curb_words_number(-0.004, 2), "0.00");
    is(curb_words_number(NAN, 2), "–");
    is(curb_words_number(-INFINITY, 2), "−∞");
    is(curb_words_number(1e300, 0).text[0] == '1' ? curb_words("fits") : curb_words("no"),
        "fits");
}

static void an_interval_decides_the_decimals(void **state)
{
    (void)state;
    is(curb_words_estimate(-2.385, -3.4123, -1.3577), "−2.4 [−3.4, −1.4]");
    is(curb_words_estimate(-238.5, -341.2, -135.8), "−238 [−341, −136]");
    is(curb_words_estimate(0.02385, 0.01, 0.037), "0.024 [0.010, 0.037]");
    is(curb_words_estimate(-0.0002385, -0.00041, -0.00007),
        "−0.00024 [−0.00041, −0.00007]");
    is(curb_words_estimate(2.385, NAN, NAN), "2.4");
}

static void amounts_and_years_read_well(void **state)
{
    (void)state;
    is(curb_words_amount(200e6), "200 million");
    is(curb_words_amount(23.85e6), "23.9 million");
    is(curb_words_amount(1.5e9), "1.5 billion");
    is(curb_words_amount(23850), "23,850");
    is(curb_words_years(2014, 2034), "2014 to 2033");
    is(curb_words_years(2033, 2034), "2033");
    is(curb_words_of_id("awareness_campaign"), "Awareness campaign");
}

static void a_literal_is_one_string_whatever_it_holds(void **state)
{
    (void)state;
    curb_draft_t draft = {0};
    curb_draft_literal(&draft, "it's `touch x` \"q\" \\n $HOME\nEOD\n");
    assert_string_equal(draft.text, "'it’s `touch x` \"q\" \\n $HOME EOD '");
    curb_draft_free(&draft);
    curb_draft_literal(&draft, "''it''");
    assert_string_equal(draft.text, "'’’it’’'");
    curb_draft_free(&draft);
    curb_draft_csv_text(&draft, "a,\"b\"\nc");
    curb_draft_csv_number(&draft, 2.385);
    curb_draft_csv_number(&draft, NAN);
    assert_string_equal(draft.text, "\"a,\"\"b\"\"\nc\",2.3849999999999998,");
    curb_draft_free(&draft);
}

static void a_draft_remembers_that_memory_ran_out(void **state)
{
    (void)state;
    curb_draft_t draft = {0};
    curb_memory_fail_at(1);
    curb_draft_add(&draft, "%s", "lost");
    curb_memory_fail_at(0);
    curb_draft_add(&draft, "not added either");
    assert_int_equal(curb_draft_check(&draft), CURB_ERR_NO_MEMORY);
    curb_draft_free(&draft);
    assert_int_equal(curb_draft_check(&draft), CURB_OK);
}

static void an_axis_holds_its_range_in_round_steps(void **state)
{
    (void)state;
    static const double ranges[][2] = {{-16.22, 1.98}, {18.19e6, 19.08e6}, {0, 4561.5},
        {-0.00385, 0}, {23.85, 23.85}, {0, 0}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        curb_range_t range = {0};
        curb_range_add(&range, ranges[i][0]);
        curb_range_add(&range, NAN);
        curb_range_add(&range, ranges[i][1]);
        curb_axis_t axis = curb_axis(&range, 4);
        double slack = 1e-6 * axis.step;
        assert_true(axis.from <= ranges[i][0] + slack && axis.to >= ranges[i][1] - slack);
        double steps = (axis.to - axis.from) / axis.step;
        assert_true(fabs(steps - round(steps)) < 1e-6 && steps >= 1 && steps <= 8);
        double lead = axis.step / pow(10, floor(log10(axis.step) + 1e-9));
        assert_true(
            fabs(lead - 1) < 1e-6 || fabs(lead - 2) < 1e-6 || fabs(lead - 5) < 1e-6);
    }
    assert_int_equal(curb_axis_year_step(2009, 2029, 5), 5);
    assert_int_equal(curb_axis_year_step(2014, 2017, 5), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_become_blanks_and_turning_marks_go),
        cmocka_unit_test(broken_bytes_become_question_marks),
        cmocka_unit_test(a_sentence_begins_with_a_large_letter),
        cmocka_unit_test(long_texts_end_whole),
        cmocka_unit_test(a_short_text_is_cut_between_characters),
        cmocka_unit_test(lines_break_at_blanks_and_the_last_one_says_that_it_goes_on),
        cmocka_unit_test(numbers_have_separators_and_a_true_minus),
        cmocka_unit_test(an_interval_decides_the_decimals),
        cmocka_unit_test(amounts_and_years_read_well),
        cmocka_unit_test(a_literal_is_one_string_whatever_it_holds),
        cmocka_unit_test(a_draft_remembers_that_memory_ran_out),
        cmocka_unit_test(an_axis_holds_its_range_in_round_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
