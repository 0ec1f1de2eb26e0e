/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/words.h"

#include "plots/lang.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The next character and how many bytes it takes; 0 bytes at the end. Overlong forms,
 * surrogates and cut sequences are broken: one byte is taken and `code` is '?'. */
static size_t decode(const char *text, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)text;
    *code = at[0];
    if (at[0] < 0x80) {
        return at[0] != '\0';
    }
    size_t bytes = at[0] >= 0xF0 && at[0] < 0xF5   ? 4
                   : at[0] >= 0xE0 && at[0] < 0xF0 ? 3
                   : at[0] >= 0xC2 && at[0] < 0xE0 ? 2
                                                   : 0;
    uint32_t value = bytes > 0 ? at[0] & (0x7FU >> bytes) : 0;
    for (size_t i = 1; i < bytes; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            bytes = 0;
        } else {
            value = value << 6 | (at[i] & 0x3FU);
        }
    }
    bool broken = bytes == 0 || value < least[bytes] || value > 0x10FFFF ||
                  (value >= 0xD800 && value <= 0xDFFF);
    *code = broken ? '?' : value;
    return broken ? 1 : bytes;
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
}

/* Marks of direction, byte order marks and non-characters: unseen, and able to turn the
 * rest of a line round or to make an SVG file invalid. */
static bool is_dropped(uint32_t code)
{
    return code == 0x061C || code == 0x200B || code == 0x200E || code == 0x200F ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) ||
           code == 0xFEFF || (code & 0xFFFE) == 0xFFFE ||
           (code >= 0xFDD0 && code <= 0xFDEF) || (code >= 0xFFF9 && code <= 0xFFFB);
}

curb_words_t curb_words_clean(const char *text)
{
    curb_words_t self = {""};
    size_t used = 0, bytes;
    uint32_t code;
    while ((bytes = decode(text, &code)) > 0 && used + bytes < sizeof self.text) {
        bool broken = code == '?' && bytes == 1;
        if (broken || is_control(code)) {
            self.text[used++] = broken ? '?' : ' ';
        } else if (!is_dropped(code)) {
            memcpy(self.text + used, text, bytes);
            used += bytes;
        }
        text += bytes;
    }
    return self;
}

curb_words_t curb_words(const char *format, ...)
{
    curb_words_t self;
    va_list values;
    va_start(values, format);
    int wanted = vsnprintf(self.text, sizeof self.text, format, values);
    va_end(values);
    if (wanted >= (int)sizeof self.text) {
        size_t end = sizeof self.text - 1;
        while (end > 0 && ((unsigned char)self.text[end - 1] & 0xC0) == 0x80) {
            end--;
        }
        self.text[end > 0 ? end - 1 : 0] = '\0';
    }
    return self;
}

bool curb_words_turns(const char *text)
{
    bool has_right_to_left = false, has_latin = false;
    size_t bytes;
    uint32_t code;
    while ((bytes = decode(text, &code)) > 0) {
        has_right_to_left = has_right_to_left || (code >= 0x590 && code < 0x900) ||
                            (code >= 0xFB1D && code < 0xFE00) ||
                            (code >= 0xFE70 && code < 0xFEFF);
        has_latin =
            has_latin || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
        text += bytes;
    }
    return has_right_to_left && has_latin;
}

static size_t columns_of(uint32_t code)
{
    bool combining = (code >= 0x300 && code < 0x370) || (code >= 0xFE00 && code <= 0xFE0F);
    bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                (code >= 0xFF00 && code <= 0xFF60) || code >= 0x1F300;
    return combining ? 0 : wide ? 2 : 1;
}

/* Bytes of the longest start of `text` that takes at most `width` columns. */
static size_t fitting(const char *text, size_t width)
{
    size_t used = 0, columns = 0, bytes;
    uint32_t code;
    while ((bytes = decode(text + used, &code)) > 0) {
        columns += columns_of(code);
        if (columns > width) {
            break;
        }
        used += bytes;
    }
    return used;
}

size_t curb_words_width(const char *text)
{
    size_t columns = 0, bytes;
    uint32_t code;
    while ((bytes = decode(text, &code)) > 0) {
        columns += columns_of(code);
        text += bytes;
    }
    return columns;
}

/* DejaVu Sans: a letter is about 0.56 of its size wide, 0.63 in bold; one beyond Latin,
 * which takes two bytes or more, 0.6 and 0.71; a point is 4/3 pixel. */
double curb_words_pixels(const char *text, int size, bool bold)
{
    double letters = (double)curb_words_width(text);
    double beyond = fmin((double)strlen(text) - letters, letters);
    return 4.0 / 3 * size *
           ((bold ? 0.63 : 0.56) * letters + (bold ? 0.08 : 0.04) * fmax(beyond, 0));
}

curb_words_t curb_words_short(const char *text, size_t width)
{
    if (curb_words_width(text) <= width) {
        return curb_words("%s", text);
    }
    size_t kept = fitting(text, width > 0 ? width - 1 : 0);
    while (kept > 0 && strchr(" ,;:-", text[kept - 1]) != NULL) {
        kept--;
    }
    return curb_words("%.*s…", (int)kept, text);
}

curb_lines_t curb_words_wrap(const char *text, size_t width, size_t most)
{
    curb_lines_t self = {0};
    text += strspn(text, " ");
    while (*text != '\0' && self.count < most && self.count < CURB_LINES_MAX) {
        char *line = self.lines[self.count++];
        size_t kept = fitting(text, width);
        bool is_last = self.count == most || self.count == CURB_LINES_MAX;
        if (text[kept] == '\0' || is_last) {
            memcpy(line, curb_words_short(text, width).text, CURB_WORDS_BYTES);
            break;
        }
        size_t end = kept;
        while (end > 0 && text[end] != ' ') {
            end--;
        }
        for (size_t at = kept; end == 0 && at > 1; at--) { /* better than within a word */
            end = text[at - 1] == '-' ? at : 0;
        }
        end = end > 0 ? end : kept;
        snprintf(line, CURB_WORDS_BYTES, "%.*s", (int)end, text);
        text += end;
        text += strspn(text, " ");
    }
    return self;
}

/* The digits before the point in groups of three, as the language writes them. */
static void group_digits(const char *digits, size_t count, char *grouped)
{
    const char *mark = curb_lang()->group;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            grouped = stpcpy(grouped, mark);
        }
        *grouped++ = digits[i];
    }
    *grouped = '\0';
}

curb_words_t curb_words_number(double value, int decimals)
{
    char plain[400], grouped[800];
    if (isnan(value)) {
        return curb_words("–");
    }
    if (isinf(value)) {
        return curb_words(value > 0 ? "∞" : "−∞");
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, fabs(value));
    size_t whole = strcspn(plain, ".");
    group_digits(plain, whole, grouped);
    bool is_zero = plain[strspn(plain, "0.")] == '\0';
    bool has_point = plain[whole] != '\0';
    return curb_words("%s%s%s%s", value < 0 && !is_zero ? "−" : "", grouped,
        has_point ? curb_lang()->decimal : "", plain + whole + has_point);
}

curb_words_t curb_words_digits(double value)
{
    double size = fabs(value);
    int decimals = size > 0 && size < 100 ? 2 - (int)floor(log10(size)) : 0;
    return curb_words_number(value, decimals > 4 ? 4 : decimals < 0 ? 0 : decimals);
}

/* With fewer a small interval would read "0.000 [0.000, 0.000]". */
enum { MOST_DECIMALS = 6 };

int curb_words_decimals(double low, double high)
{
    double half = (high - low) / 2;
    if (!isfinite(half) || half <= 0) {
        return 1;
    }
    double digits = 1 - floor(log10(half));
    return digits < 0 ? 0 : digits > MOST_DECIMALS ? MOST_DECIMALS : (int)digits;
}

curb_words_t curb_words_bracket(const char *low, const char *high)
{
    bool comma = strcmp(curb_lang()->decimal, ",") == 0;
    return curb_words("[%s%s %s]", low, comma ? ";" : ",", high);
}

curb_words_t curb_words_estimate(double value, double low, double high)
{
    int decimals = curb_words_decimals(low, high);
    if (isnan(low) || isnan(high)) {
        return curb_words_number(value, decimals);
    }
    curb_words_t bracket = curb_words_bracket(
        curb_words_number(low, decimals).text, curb_words_number(high, decimals).text);
    return curb_words("%s %s", curb_words_number(value, decimals).text, bracket.text);
}

curb_magnitude_t curb_words_magnitude(double largest)
{
    static const curb_magnitude_t magnitudes[] = {
        {1e9, N_("billion")}, {1e6, N_("million")}, {1e3, N_("thousand")}};
    for (size_t i = 0; i < sizeof magnitudes / sizeof *magnitudes; i++) {
        if (fabs(largest) >= magnitudes[i].divisor) {
            return magnitudes[i];
        }
    }
    return (curb_magnitude_t){1, ""};
}

curb_words_t curb_words_scaled(curb_magnitude_t magnitude, const char *units)
{
    bool is_scaled = magnitude.word[0] != '\0';
    return curb_words(
        "%s%s%s", is_scaled ? _(magnitude.word) : "", is_scaled ? " " : "", units);
}

curb_words_t curb_words_amount(double value)
{
    curb_magnitude_t magnitude =
        fabs(value) >= 1e6 ? curb_words_magnitude(value) : (curb_magnitude_t){1, ""};
    double scaled = value / magnitude.divisor;
    bool is_whole = fabs(scaled - round(scaled)) < 0.05 || fabs(scaled) >= 100;
    return curb_words("%s%s%s", curb_words_number(scaled, is_whole ? 0 : 1).text,
        magnitude.word[0] != '\0' ? " " : "",
        magnitude.word[0] != '\0' ? _(magnitude.word) : "");
}

curb_words_t curb_words_years(double from, double to)
{
    double first = floor(from + 1e-6), last = ceil(to - 1e-6) - 1;
    return last <= first ? curb_words("%.0f", first)
                         : curb_words(_("%.0f to %.0f"), first, last);
}

curb_words_t curb_words_moment(const char *iso8601)
{
    static const char *const months[] = {N_("January"), N_("February"), N_("March"),
        N_("April"), N_("May"), N_("June"), N_("July"), N_("August"), N_("September"),
        N_("October"), N_("November"), N_("December")};
    int year = 0, month = 0, day = 0, hour = 0, minute = 0;
    /* NOLINTNEXTLINE(cert-err34-c): widths keep numbers small, and how many is looked at */
    int read = sscanf(iso8601, "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute);
    if (read != 5 || month < 1 || month > 12) {
        return curb_words_clean(iso8601);
    }
    /* TRANSLATORS: day, month as it stands in a date, year, hour, minute */
    return curb_words(
        _("%d %s %d, %02d:%02d UTC"), day, _(months[month - 1]), year, hour, minute);
}

/* By the code: how towupper() answers hangs on a locale, which curb leaves at "C". */
static uint32_t large(uint32_t code)
{
    bool is_latin =
        (code >= 'a' && code <= 'z') || (code >= 0xE0 && code <= 0xFE && code != 0xF7);
    return is_latin || (code >= 0x430 && code <= 0x44F) ? code - 0x20
           : code >= 0x450 && code <= 0x45F             ? code - 0x50
                                                        : code;
}

curb_words_t curb_words_capital(const char *text)
{
    uint32_t code = 0;
    size_t bytes = decode(text, &code);
    uint32_t capital = bytes > 0 ? large(code) : code;
    if (capital == code) {
        return curb_words("%s", text);
    }
    return capital < 0x80 ? curb_words("%c%s", (char)capital, text + bytes)
                          : curb_words("%c%c%s", (char)(0xC0 | capital >> 6),
                                (char)(0x80 | (capital & 0x3F)), text + bytes);
}

curb_words_t curb_words_of_id(const char *id)
{
    curb_words_t self = curb_words_clean(id);
    for (char *at = self.text; *at != '\0'; at++) {
        *at = *at == '_' ? ' ' : *at;
    }
    if (self.text[0] >= 'a' && self.text[0] <= 'z') {
        self.text[0] = (char)(self.text[0] - 'a' + 'A');
    }
    return self;
}
