/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Words and numbers as figures show them: cleaned of what would break a script or a
 * picture, cut and wrapped to fit, with as many decimals as the interval bears. */
#ifndef CURB_PLOTS_WORDS_H
#define CURB_PLOTS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum { CURB_WORDS_BYTES = 2048, CURB_LINES_MAX = 12 };

typedef struct {
    char text[CURB_WORDS_BYTES]; /**< UTF-8, never cut inside a character */
} curb_words_t;

typedef struct {
    size_t count;
    char lines[CURB_LINES_MAX][CURB_WORDS_BYTES];
} curb_lines_t;

/** What an axis divides its numbers by, and how that is said. */
typedef struct {
    double divisor;
    const char *word; /**< "", "thousand", "million" or "billion" */
} curb_magnitude_t;

/** @brief Formats; printf-like. */
curb_words_t curb_words(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** @brief Valid UTF-8 on one line: control characters become blanks, marks that turn the
 * direction of what follows are dropped, broken bytes become question marks. */
curb_words_t curb_words_clean(const char *text);

/** @brief Whether a text mixes Latin letters with those of a script that runs to the left:
 * then it has to be said that the line as a whole runs to the right. */
bool curb_words_turns(const char *text);

/** @brief Columns that a text takes: characters, wide ones twice, combining ones not. */
size_t curb_words_width(const char *text);

/** @brief About how wide a text of so many points is in a figure, in pixels of the slide
 *  (size.h). */
double curb_words_pixels(const char *text, int size, bool bold);

/** @brief At most `width` columns, with an ellipsis where something was cut off. */
curb_words_t curb_words_short(const char *text, size_t width);

/** @brief Breaks at blanks into at most `most` lines; the last ends with an ellipsis when
 * not everything fitted. */
curb_lines_t curb_words_wrap(const char *text, size_t width, size_t most);

/** @brief "−12,345.67" with a true minus; "–" for what is undefined. Never "−0". */
curb_words_t curb_words_number(double value, int decimals);

/** @brief The same with three digits, at most four decimals. */
curb_words_t curb_words_digits(double value);

/** @brief Decimals that show the second digit of an interval's half-width, 0 to 6. */
int curb_words_decimals(double low, double high);

/** @brief "[−3.4, −1.2]"; "[−3,4; −1,2]" in languages with a decimal comma. */
curb_words_t curb_words_bracket(const char *low, const char *high);

/** @brief "−2.3 [−3.4, −1.2]". */
curb_words_t curb_words_estimate(double value, double low, double high);

/** @brief The magnitude in which `largest` has one to three digits before the point. */
curb_magnitude_t curb_words_magnitude(double largest);

/** @brief Units behind a number that was divided: "thousand people", "people". */
curb_words_t curb_words_scaled(curb_magnitude_t magnitude, const char *units);

/** @brief "200 million", "1.5 billion", "12,300". */
curb_words_t curb_words_amount(double value);

/** @brief What a stretch of years is called: "2033", "2019 to 2033". */
curb_words_t curb_words_years(double from, double to);

/** @brief "29 November 2026, 16:35 UTC" of "2026-11-29T16:35:32Z"; what is no such moment
 *  stays as it is. */
curb_words_t curb_words_moment(const char *iso8601);

/** @brief The same text with a large first letter (Latin or Cyrillic). */
curb_words_t curb_words_capital(const char *text);

/** @brief An id as words: "awareness_campaign" is "Awareness campaign". */
curb_words_t curb_words_of_id(const char *id);

#endif
